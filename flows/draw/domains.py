"""Draw what questions are about: a row for each domain of EuroVoc, a column for each year, darker for more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flows.draw.paper import MARGIN, QUIET, SMALL, TEXT, WIDTH, Fill, Paper, blank
from flows.draw.tables import Table
from flows.draw.words import Words

# Shares of a year's questions from which a colour begins; one hue from light to dark, which is so in grey too.
STEPS = {0.0: "#D6E6F4", 0.02: "#ABD0E6", 0.05: "#6AAED6", 0.10: "#3787C0", 0.20: "#08468B"}
DARK = ("#3787C0", "#08468B")  # letters on them are white
LINE, NAMES, MANY = 21, 118, 36  # points of a row, of the names, of the sums
WIDEST, ROOMY = 34, 21  # points of a column at most; from where on numbers stand in it
Row = dict[str, Any]


def draw(table: Table, words: Words) -> Paper:
    """The sheet of domains by year."""
    about = words.say("about")
    rows = table.dicts()
    if not rows:
        return blank(words, about)
    every = Counter[str]()
    for row in rows:
        every[row["domain"]] += row["questions"]
    names = {row["domain"]: row[words.language] for row in rows}
    domains = sorted(every, key=lambda domain: (-every[domain], names[domain]))
    years = range(min(row["year"] for row in rows), max(row["year"] for row in rows) + 1)
    paper = Paper(words, LINE * len(domains) + 20, about, _legend(words))
    width = min(WIDEST, (WIDTH - 2 * MARGIN - NAMES - MANY) / len(years))
    cells = {(row["domain"], row["year"]): (row["questions"], row["of"]) for row in rows}
    for at, domain in enumerate(domains):
        middle = paper.top + 16 + at * LINE + LINE / 2
        name = names[domain]
        paper.label(MARGIN, middle, name[:1].upper() + name[1:], 23, SMALL + 0.5)
        shares = [cells.get((domain, year)) for year in years]
        _row(paper, middle - LINE / 2, width, shares)
        end = MARGIN + NAMES + width * len(years) + MANY
        paper.text(end, middle + 3, words.number(every[domain]), align="right")
    _heads(paper, width, years)
    return paper


def _legend(words: Words) -> list[Fill]:
    """What each colour stands for: "2–5%"."""
    edges = [*STEPS, 1.0]
    found = []
    for colour, low, high in zip(STEPS.values(), edges, edges[1:], strict=False):
        upper = words.share(high, 1)
        label = f"<{upper}" if low == 0 else f"≥{words.share(low, 1)}" if high == 1 else f"{round(low * 100)}–{upper}"
        found.append(Fill(colour, label))
    return found


def _heads(paper: Paper, width: float, years: Sequence[int]) -> None:
    """The years above their columns, as many as there is room for, and what the sums are of."""
    every = next(step for step in (1, 2, 3, 5, 10, 20, 50) if step * width >= ROOMY)
    for at, year in enumerate(years):
        if year % every == 0 or every == 1:
            middle = MARGIN + NAMES + (at + 0.5) * width
            paper.text(middle, paper.top + 11, str(year), size=SMALL, colour=QUIET, align="center")
    right = MARGIN + NAMES + width * len(years) + MANY
    paper.text(right, paper.top + 11, paper.words.say("total"), size=SMALL, colour=QUIET, align="right")


def _row(paper: Paper, top: float, width: float, shares: Sequence[tuple[int, int] | None]) -> None:
    for at, one in enumerate(shares):
        if one is None:
            continue
        many, of = one
        colour = next(colour for step, colour in reversed(STEPS.items()) if many / of >= step)
        left = MARGIN + NAMES + at * width
        paper.box(left + 0.4, top + 0.6, width - 0.8, LINE - 1.2, Fill(colour))
        if width >= ROOMY:
            ink = "#FFFFFF" if colour in DARK else "#222222"
            said = paper.words.share(many, of)
            paper.text(left + width / 2, top + LINE / 2 + 2.6, said, size=TEXT - 1.5, colour=ink, align="center")
