"""Draw how something falls into parts, a bar for each row: punctuality by year, open questions, what is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flows.draw.paper import BLUE, EMPTY, INK, MARGIN, ORANGE, QUIET, SMALL, TEXT, TRACK, WIDTH, Fill, Paper, blank
from flows.draw.tables import Table
from flows.draw.words import Words

COLOURS = (BLUE, ORANGE, EMPTY)
LINE, GAP = 19, 1.2  # points of a row with its label beside the bar; between the parts of a bar
BLOCK = 31  # points of a row with its label above the bar
Part = tuple[float, Fill, str]  # points, how it is filled, what stands in it


def draw_punctuality(table: Table, words: Words) -> Paper:
    """The sheet of who was answered on time, a year a row."""
    about = words.say("about")
    if not table.rows:
        return blank(words, about)
    fills = _fills(words, "on_time", "late", "overdue")
    left, right = MARGIN + 30, 56
    width = WIDTH - MARGIN - left - right
    paper = Paper(words, LINE * len(table.rows) + 2, about, fills)
    for at, (year, *parts) in enumerate(table.rows):
        top, every = paper.top + at * LINE, sum(parts)
        paper.text(MARGIN, top + 11, str(year))
        shown = [
            (width * many / every, fill, words.share(many, every)) for fill, many in zip(fills, parts, strict=True)
        ]
        _bar(paper, left, top + 1, LINE - 5, shown)
        told = words.questions(every)
        paper.text(WIDTH - MARGIN, top + 11, told, size=SMALL, colour=QUIET, align="right")
    return paper


def draw_open(table: Table, words: Words) -> Paper:
    """The sheet of what waits for an answer, a legislature a row."""
    day = next((row[1] for row in table.rows), "")
    about = words.say("about", day=words.day(day)) if day else words.say("nothing")
    most = max((sum(row[2:]) for row in table.rows), default=0)
    if not most:
        return blank(words, about, "none" if day else "nothing")
    fills = _fills(words, "in_time", "overdue", "without_deadline")
    paper = Paper(words, BLOCK * len(table.rows) + 2, about, fills)
    width = WIDTH - 2 * MARGIN
    for at, (legislature, _, *parts) in enumerate(table.rows):
        top, every = paper.top + at * BLOCK, sum(parts)
        _head(paper, top, words.say("legislature", number=legislature), words.questions(every) if every else "0")
        shown = [
            (width * many / most, fill, words.number(many)) for fill, many in zip(fills, parts, strict=True) if many
        ]
        _bar(paper, MARGIN, top + 13, 12, shown)
    return paper


def draw_coverage(table: Table, words: Words) -> Paper:
    """The sheet of what is known of what pages print, a kind a row."""
    about = words.say("about")
    if not table.rows:
        return blank(words, about)
    paper = Paper(words, (BLOCK - 5) * len(table.rows) + 2, about)
    width = WIDTH - 2 * MARGIN
    for at, (kind, known, of) in enumerate(table.rows):
        top = paper.top + at * (BLOCK - 5)
        told = words.say("row", share=words.share(known, of), known=known, of=of)
        _head(paper, top, words.say(kind), told)
        paper.box(MARGIN, top + 13, width, 6, Fill(TRACK))
        if known:
            paper.box(MARGIN, top + 13, width * known / of, 6, Fill(BLUE))
    return paper


def _fills(words: Words, *names: str) -> list[Fill]:
    return [Fill(colour, words.say(name)) for colour, name in zip(COLOURS, names, strict=True)]


def _head(paper: Paper, top: float, name: str, told: str) -> None:
    paper.text(MARGIN, top + 9, name)
    paper.text(WIDTH - MARGIN, top + 9, told, colour=QUIET, align="right")


def _bar(paper: Paper, left: float, top: float, height: float, parts: Iterable[Part]) -> None:
    """The parts of a bar one after the other, each with its number where there is room for it."""
    for width, fill, said in _drawn(list(parts)):
        paper.box(left, top, width, height, fill)
        if width > 0.62 * SMALL * len(said) + 4:
            ink = fill.ink if fill.colour != EMPTY else INK
            paper.text(left + width / 2, top + height / 2 + 2.6, said, size=TEXT - 1, colour=ink, align="center")
        left += width + GAP


def _drawn(parts: Sequence[Part]) -> list[Part]:
    """The parts that can be seen, each a gap narrower than it is, so that the bar keeps its length."""
    seen = [part for part in parts if part[0] > 0]
    return [(max(width - GAP, 0.8), fill, said) for width, fill, said in seen]
