"""Draw the questions of each month, a strip for each legislature, all strips to the same scale."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter

from matplotlib.ticker import MaxNLocator

from flows.draw.paper import BLUE, MARGIN, QUIET, SMALL, TEXT, WIDTH, Paper, blank
from flows.draw.tables import Table
from flows.draw.words import Words

STRIP, HEAD, SCALE = 82, 15, 22  # points of a strip, of what stands above its bars, of the numbers beside them
LEAST = 24  # months that the width holds at least, so that a single month is no wall
Months = Mapping[int, int]  # questions by month, counted from the year 0


def draw(table: Table, words: Words) -> Paper:
    """The sheet of questions by month."""
    if not table.rows:
        return blank(words, words.say("about"))
    strips = {
        legislature: {_count(month): many for _, month, many in rows}
        for legislature, rows in groupby(table.rows, key=itemgetter(0))
    }
    paper = Paper(words, STRIP * len(strips), words.say("about"))
    highest = max(max(months.values()) for months in strips.values())
    longest = max(LEAST, *(_end(months) - _begin(months) for months in strips.values()))
    for at, (legislature, months) in enumerate(strips.items()):
        top = paper.top + at * STRIP
        _head(paper, top, legislature, months)
        _bars(paper, top + HEAD, months, (WIDTH - 2 * MARGIN - SCALE) / longest, highest)
    return paper


def _count(month: str) -> int:
    year, _, number = month.partition("-")
    return 12 * int(year) + int(number) - 1


def _begin(months: Months) -> int:
    """The January of the first year."""
    return min(months) // 12 * 12


def _end(months: Months) -> int:
    """The January after the last year."""
    return (max(months) // 12 + 1) * 12


def _head(paper: Paper, top: float, legislature: int, months: Months) -> None:
    """Which legislature, how many questions, and which month had the most."""
    words, busiest = paper.words, max(months, key=lambda month: (months[month], -month))
    paper.text(MARGIN, top + 9, words.say("legislature", number=legislature), weight="bold")
    named = words.month(f"{busiest // 12}-{busiest % 12 + 1}")
    told = words.questions(sum(months.values()))
    if len(months) > 1:
        told += " · " + words.say("busiest", month=named, n=months[busiest])
    paper.text(WIDTH - MARGIN, top + 9, told, size=TEXT - 0.5, colour=QUIET, align="right")


def _bars(paper: Paper, top: float, months: Months, width: float, highest: int) -> None:
    """The bars of a strip, each so many points wide."""
    begin, end = _begin(months), _end(months)
    axes = paper.axes(MARGIN + SCALE, top + 2, width * (end - begin), STRIP - HEAD - 20)
    shown = [months.get(month, 0) for month in range(begin, end)]
    axes.stairs(shown, range(begin, end + 1), fill=True, color=BLUE)
    axes.set_xlim(begin, end)
    axes.set_ylim(0, highest * 1.05)
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True, min_n_ticks=1))
    axes.yaxis.set_major_formatter(lambda value, _: paper.words.number(value))
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    years = range(begin // 12, end // 12)
    axes.set_xticks(range(begin, end + 1, 12), labels=[])
    for year in years:  # in the middle of its months
        axes.annotate(
            str(year), (12 * year + 6, 0), xytext=(0, -4), xycoords=("data", "axes fraction"),
            textcoords="offset points", ha="center", va="top", size=SMALL, color=QUIET,
        )  # fmt: skip
