"""Find the question on its page, and read each of its languages as one stream of lines and tables.

A monolingual page gives one stream. A bilingual print gives two, whether its columns are the two cells of
each row, two cells with everything, two blocks one after the other, or were flattened to lines. What the
lines mean is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.errors import UnexpectedPage
from flows.parse.markup import Box, Line, is_bar
from flows.sources.be_senate import labels
from flows.sources.be_senate.flattened import unflatten
from flows.sources.be_senate.lines import (
    NOTHING,
    Item,
    Streams,
    has_text_after,
    heading_language,
    is_bar_item,
    is_furniture,
    is_print_head,
    opening,
    text_of,
    title_language,
    titles,
)


@dataclass
class _Sides:
    """What was read so far: left and right column, and lines that no row put into a column."""

    left: list[Item] = field(default_factory=list)
    right: list[Item] = field(default_factory=list)
    undecided: list[Item] = field(default_factory=list)

    def to_both(self, item: Item) -> None:
        self.left.append(item)
        self.right.append(item)


def read_streams(page: Box) -> Streams:
    """The stream of each language in column order; raises UnexpectedPage when the page is no question."""
    content = _content(page)
    languages = _languages(content.lines())
    if len(languages) == 1:
        return {languages[0]: _trim(_flatten(content))}
    sides = _Sides()
    _split(Box("group", (content,)), sides)  # the content itself may be one row
    first, second = (next(titles(side), None) for side in (sides.left, sides.right))
    if first and second and first != second:
        return {first: _trim(sides.left), second: _trim(sides.right)}
    return unflatten(_trim(_flatten(content)))


def _languages(lines: Sequence[Line]) -> list[str]:
    """The languages of a page: those with a title and, after it, a heading.

    A title alone is a reference: "Question écrite n° 5-319" on a line of its own in a Dutch text.
    """
    openings = [opening(line.text) for line in lines]
    last_heading = {one.heading: at for at, one in enumerate(openings) if one.heading}
    found = [(at, one.title) for at, one in enumerate(openings) if one.title]
    headed = [language for at, language in found if at <= last_heading.get(language, -1)]
    return list(dict.fromkeys(headed)) or [language for _, language in found[:1]]


# -- finding the content ----------------------------------------------------------------------------


def _content(page: Box) -> Box:
    """The smallest box that holds title, headings and the text after them."""
    lines = page.lines()
    openings = [(at, one) for at, line in enumerate(lines) if (one := opening(line.text)) is not NOTHING]
    headings = [at for at, one in openings if one.heading]
    found = [at for at, one in openings if one.title]
    if not found:
        raise UnexpectedPage("a title such as 'Schriftelijke vraag nr. 7-1668'", _shown(lines))
    if not headings:
        raise UnexpectedPage(
            f"a heading such as 'Vraag nr. 7-1668 d.d. 2 juni 2022 :' after '{lines[found[0]].text}'",
            "none: the page ends before the text of the question",
        )
    # A breadcrumb may repeat the title: the last one of each language before the first heading counts.
    before = [at for at in found if at < headings[0]] or found[:1]
    last_titles = {title_language(lines[at]): at for at in before}
    later_titles = [at for at in found if at > headings[0]]
    answers = [at for at, one in openings if one.answer]
    wanted = (*last_titles.values(), *later_titles, *headings, *answers)
    return _descend(page, min(wanted), max(wanted))


def _shown(lines: Sequence[Line]) -> str:
    text = " / ".join(line.text for line in lines if line.text)
    return f"a page reading '{text[:200]}'" if text else "an empty page"


def _descend(box: Box, first: int, last: int) -> Box:
    """The smallest box that holds two lines, told by their places among the lines of `box`, and text after them."""
    begin = 0
    for child in box.children:
        if isinstance(child, Line):
            begin += 1
            continue
        inside = child.lines()
        if begin <= first and last < begin + len(inside):
            after = inside[last - begin + 1 :]
            if any(line.text and not is_furniture(line) and not is_bar(line) for line in after):
                return _descend(child, first - begin, last - begin)
            if has_text_after(inside[last - begin]):
                return _descend(child, first - begin, last - begin)
        begin += len(inside)
    return box


def _trim(items: list[Item]) -> list[Item]:
    """From the last title before the heading to the last line that is not the site's furniture."""
    heading = next((at for at, item in enumerate(items) if heading_language(item)), len(items))
    starts: dict[str, int] = {}
    for at, item in enumerate(items[:heading]):
        if language := title_language(item):
            starts[language] = at
    start = min(starts.values(), default=0)
    # The print pages show house, session and date above the title: they are read, not skipped.
    while start and is_print_head(items[start - 1]):
        start -= 1
    end = len(items)
    while end and (is_furniture(items[end - 1]) or is_bar_item(items[end - 1])):
        end -= 1
    return items[start:end]


# -- boxes to streams -------------------------------------------------------------------------------


def _is_grid(table: Box) -> bool:
    """Whether a table shows data: a row with two cells that are not empty, and no heading inside."""
    if any(opening(line.text) != NOTHING for line in table.lines()):
        return False
    rows = [row for row in table.children if isinstance(row, Box) and row.kind == "row"]
    return any(len(_filled(row)) > 1 for row in rows)


def _filled(row: Box) -> list[Box]:
    return [cell for cell in row.children if isinstance(cell, Box) and _has_text(cell.lines())]


def _has_text(lines: Sequence[Line]) -> bool:
    return bool(lines) and (lines[0].text != "" or any(line.text for line in lines))


def _flatten(box: Box) -> list[Item]:
    items: list[Item] = []
    for child in box.children:
        if isinstance(child, Line) or (child.kind == "table" and _is_grid(child)):
            items.append(child)
        else:
            items += _flatten(child)
    return items


def _split(box: Box, sides: _Sides) -> None:
    """Put the cells of layout rows into the column they stand in."""
    for child in box.children:
        if isinstance(child, Line):
            sides.undecided.append(child)
            sides.to_both(child)
        elif child.kind == "row":
            if filled := _filled(child):  # many rows only make a gap
                _split_row(child, filled, sides)
        else:
            _split(child, sides)


def _split_row(row: Box, filled: Sequence[Box], sides: _Sides) -> None:
    for cell in filled:
        if len(set(titles(cell.lines()))) > 1:  # a cell of the page's frame, not a column
            for one in row.children:
                if isinstance(one, Box):
                    _split(one, sides)
            return
    if len(filled) == 2:
        label = filled[0].lines()
        if len(label) == 1 and labels.EVENT_DATE.fullmatch(label[0].text):  # "2/6/2022" | "Verzending vraag"
            sides.to_both(Line(f"{label[0].text} {text_of(filled[1])}"))
            return
    for cell, side in zip(filled, _places(row, filled), strict=True):
        items = _flatten(cell)
        if side in ("left", "both"):
            sides.left.extend(items)
        if side in ("right", "both"):
            sides.right.extend(items)


def _places(row: Box, filled: Sequence[Box]) -> list[str]:
    """On which side each filled cell of a row stands, spacer cells and spans considered."""
    if len(filled) > 1 and len(filled) % 2 == 0:
        half = len(filled) // 2
        return ["left"] * half + ["right"] * half
    cells = [cell for cell in row.children if isinstance(cell, Box)]
    width = sum(cell.span for cell in cells)
    places, at = [], 0
    for cell in cells:
        centre = at + cell.span / 2
        at += cell.span
        if not any(cell is one for one in filled):
            continue
        if len(cells) == 1 or cell.span == width:
            places.append("both")
        else:
            places.append("left" if centre < width / 2 else "right")
    return places
