"""A picture as a sheet of paper: title, what is shown, legend, plot, source; written as SVG and PNG.

A sheet is as wide as a telephone, so that its letters are as large there as they are set here. Colours are those of
Okabe and Ito, told apart by every kind of colour vision, and differ in lightness for who prints them in grey.
Everything is set in points from the upper left corner. No state of pyplot, no setting of the user and no font of the
machine gets in, so that the same figures give the same bytes.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from flows.draw.words import Words

WIDTH, MARGIN = 360, 12  # points
INK, QUIET, RULE, TRACK = "#222222", "#555555", "#D9D9D9", "#EBEBEB"
BLUE, ORANGE, EMPTY = "#0072B2", "#E69F00", "#FFFFFF"
TITLE, TEXT, SMALL = 13.0, 8.5, 7.0
STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],  # which matplotlib brings along
    "font.size": TEXT,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.major.size": 2.5,
    "ytick.major.size": 0,
    "grid.color": RULE,
    "grid.linewidth": 0.5,
    "text.parse_math": False,  # a dollar is a dollar
    "svg.fonttype": "none",
    "svg.hashsalt": "vraagbaak",
}
DOTS = 180  # an inch of PNG: five dots to two points


@dataclass(frozen=True)
class Fill:
    """How a surface is filled, and what its legend says."""

    colour: str
    label: str = ""

    @property
    def edge(self) -> str:
        """The colour of its outline: what is empty needs one."""
        return QUIET if self.colour == EMPTY else self.colour

    @property
    def ink(self) -> str:
        """The colour of letters on it."""
        return "#FFFFFF" if self.colour == BLUE else INK


class Paper:
    """A sheet with everything but its plot, which has `height` points from `top`."""

    def __init__(self, words: Words, height: float, about: str, legend: Sequence[Fill] = ()) -> None:
        """Set the title, what is shown, the legend and the source around a plot of a height."""
        self.words, self.about = words, about
        title, told = textwrap.wrap(words.say("title"), 38), textwrap.wrap(about, 70)
        rows = list(_in_rows(legend))
        self.top = 10 + 16 * len(title) + 11.5 * len(told) + 6 + 14 * len(rows) + (4 if rows else 0)
        self.height = self.top + height + 24
        self.figure = Figure(figsize=(WIDTH / 72, self.height / 72), facecolor="#FFFFFF")
        at = 10 + 12.0
        for line in title:
            self.text(MARGIN, at, line, size=TITLE, weight="bold")
            at += 16
        at -= 3
        for line in told:
            self.text(MARGIN, at, line, colour=QUIET)
            at += 11.5
        at += 3
        for row in rows:
            for left, fill in row:
                self.box(left, at - 7.5, 9, 9, fill)
                self.text(left + 13, at, fill.label)
            at += 14
        self.text(MARGIN, self.height - 8, words.say("source"), size=SMALL - 0.5, colour=QUIET)

    def text(
        self, left: float, base: float, text: str, *, size: float = TEXT, colour: str = INK, align: str = "left",
        weight: str = "normal",
    ) -> None:  # fmt: skip
        """A line of text on a base line."""
        x, y = left / WIDTH, 1 - base / self.height
        self.figure.text(x, y, text, size=size, color=colour, ha=align, va="baseline", weight=weight)

    def label(self, left: float, middle: float, text: str, letters: int, size: float = TEXT) -> None:
        """A text of one or two lines around a height."""
        lines = textwrap.wrap(text, letters, break_long_words=False)
        if len(lines) > 2:
            lines = [lines[0], textwrap.shorten(" ".join(lines[1:]), letters, placeholder=" …")]
        first = middle + size * 0.36 - (len(lines) - 1) * size * 0.58
        for at, line in enumerate(lines):
            self.text(left, first + at * size * 1.16, line, size=size)

    def box(self, left: float, top: float, width: float, height: float, fill: Fill) -> None:
        """A filled rectangle."""
        inset = 0.3 if fill.colour == EMPTY else 0.0
        corner = ((left + inset) / WIDTH, 1 - (top + height - inset) / self.height)
        size = (max(width - 2 * inset, 0.1) / WIDTH, (height - 2 * inset) / self.height)
        line = 0.6 if fill.colour == EMPTY else 0
        patch = Rectangle(corner, *size, transform=self.figure.transFigure, facecolor=fill.colour, edgecolor=fill.edge)
        patch.set_linewidth(line)
        self.figure.add_artist(patch)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes in a rectangle."""
        rectangle = (left / WIDTH, 1 - (top + height) / self.height, width / WIDTH, height / self.height)
        return self.figure.add_axes(rectangle)

    def svg(self) -> bytes:
        """The sheet as SVG, its texts as texts, with a title and a description for who cannot see it."""
        written = io.BytesIO()
        title = self.words.say("title")
        metadata = {"Date": None, "Creator": None, "Format": None, "Type": None}
        self.figure.savefig(written, format="svg", metadata=metadata)
        head, root, body = written.getvalue().decode().partition("<svg ")
        inside, end, rest = body.partition(">")
        said = f'lang={quoteattr(self.words.language)} role="img" aria-labelledby="title about" {inside}'
        told = f'\n <title id="title">{escape(title)}</title>\n <desc id="about">{escape(self.about)}</desc>'
        return f"{head}{root}{said}{end}{told}{rest}".encode()

    def png(self) -> bytes:
        """The sheet as PNG."""
        written = io.BytesIO()
        metadata = {"Software": None, "Title": self.words.say("title"), "Description": self.about}
        self.figure.savefig(written, format="png", dpi=DOTS, metadata=metadata)
        return written.getvalue()


def blank(words: Words, about: str, said: str = "nothing") -> Paper:
    """A sheet that says why there is nothing to see."""
    paper = Paper(words, 34, about)
    paper.text(MARGIN, paper.top + 22, words.say(said), size=10)
    return paper


def _in_rows(legend: Sequence[Fill]) -> Iterator[list[tuple[float, Fill]]]:
    """The entries of a legend with their places, as many in a row as the width holds."""
    row: list[tuple[float, Fill]] = []
    left: float = MARGIN
    for fill in legend:
        width = 13 + 0.6 * TEXT * len(fill.label) + 12
        if row and left + width > WIDTH:
            yield row
            row, left = [], MARGIN
        row.append((left, fill))
        left += width
    if row:
        yield row


@contextmanager
def style() -> Iterator[None]:
    """The settings of matplotlib under which a sheet is made and written: its own, and ours on top."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield
