"""Draw how long answers take: for each portfolio where most of them, and half of them, lie between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from flows.draw.paper import BLUE, INK, MARGIN, QUIET, RULE, SMALL, TEXT, WIDTH, Fill, Paper, blank
from flows.draw.tables import ALL, Table
from flows.draw.words import Words

SHOWN = 20  # portfolios; those with the most answers
FEW = 5  # answers; fewer have no quarters to speak of
LINE = 23  # points of a row
NAMES, MEDIAN, MANY = 120, 44, 52  # points of the columns beside the plot
MOST = "#A6CEE3"  # lighter than the half, also in grey
DEADLINE = "#B34700"
Row = dict[str, Any]


def draw(table: Table, words: Words) -> Paper:
    """The sheet of days to an answer."""
    rows = _shown(table.dicts())
    about = words.say("about")
    if not rows:
        return blank(words, about)
    if len(table.rows) - 1 > SHOWN:
        about += " " + words.say("about_most", shown=SHOWN)
    fills = [Fill(BLUE, words.say("half")), Fill(MOST, words.say("most"))]
    paper = Paper(words, LINE * len(rows) + 40, about, fills)
    top, width = paper.top + 22, WIDTH - 2 * MARGIN - NAMES - MEDIAN - MANY
    axes = paper.axes(MARGIN + NAMES, top, width, LINE * len(rows))
    _scale(axes, rows, words)
    for at, row in enumerate(rows):
        _spread(axes, at, row)
        _tell(paper, top + at * LINE + LINE / 2, row)
    for name, right in (("median", MANY), ("answers", 0)):
        paper.text(WIDTH - MARGIN - right, top - 5, words.say(name), size=SMALL, colour=QUIET, align="right")
    end = MARGIN + NAMES + width
    paper.text(end + 4, top + LINE * len(rows) + 10, words.say("days"), size=SMALL, colour=QUIET)
    _deadline(axes, rows[0]["deadline"], words)
    return paper


def _shown(rows: Sequence[Row]) -> list[Row]:
    """All portfolios together, then those with the most answers, the fastest first."""
    every = [row for row in rows if row["portfolio"] == ALL]
    rest = sorted((row for row in rows if row["portfolio"] != ALL), key=lambda row: (-row["answers"], row["portfolio"]))
    return every + sorted(rest[:SHOWN], key=lambda row: (row["median"], row["portfolio"]))


def _scale(axes: Axes, rows: Sequence[Row], words: Words) -> None:
    deadline = rows[0]["deadline"] or 0
    axes.set_xlim(0, 1.06 * max(1, deadline, *(row["p90"] for row in rows)))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True, min_n_ticks=1))
    axes.xaxis.set_major_formatter(lambda value, _: words.number(value))
    axes.set_yticks([])
    axes.grid(axis="x")
    axes.spines["left"].set_color(QUIET)
    if len(rows) > 1:
        axes.axhline(0.5, color=RULE, linewidth=1.2)


def _spread(axes: Axes, at: int, row: Row) -> None:
    """Where four out of five answers, and the middle half, lie, with the median as a stroke."""
    axes.barh(at, row["p90"] - row["p10"], left=row["p10"], height=0.34, color=MOST)
    if row["answers"] >= FEW:
        axes.barh(at, row["q3"] - row["q1"], left=row["q1"], height=0.34, color=BLUE)
    axes.plot([row["median"]] * 2, [at - 0.3, at + 0.3], color=INK, linewidth=2, solid_capstyle="butt")


def _tell(paper: Paper, middle: float, row: Row) -> None:
    """What stands beside the plot: the portfolio, the median, how many answers."""
    words = paper.words
    name = words.say("all") if row["portfolio"] == ALL else row[words.language]
    paper.label(MARGIN, middle, name, 22, SMALL + 0.5)
    base = middle + 3
    bold = "bold" if row["portfolio"] == ALL else "normal"
    paper.text(WIDTH - MARGIN - MANY, base, words.number(row["median"]), weight=bold, size=TEXT, align="right")
    paper.text(WIDTH - MARGIN, base, words.number(row["answers"]), weight=bold, size=TEXT, align="right")


def _deadline(axes: Axes, days: float | str, words: Words) -> None:
    """The usual deadline as a line through all rows."""
    if isinstance(days, str):
        return
    axes.axvline(days, color=DEADLINE, linewidth=1, linestyle=(0, (4, 2)))
    late = days > axes.get_xlim()[1] / 2
    axes.annotate(
        words.say("deadline", n=int(days) if days == int(days) else days), (days, 1),
        xycoords=("data", "axes fraction"), xytext=(0, 4), textcoords="offset points", size=SMALL, color=DEADLINE,
        ha="right" if late else "left", va="bottom",
    )  # fmt: skip
