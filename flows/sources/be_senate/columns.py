"""Find the question on its page, and read each of its languages as one stream of lines and tables.

A monolingual page gives one stream. A bilingual print gives two, whether its columns are the two cells of
each row, two cells with everything, two blocks one after the other, or were flattened to lines. What the
lines mean is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flows.errors import UnexpectedPage
from flows.languages import split_point
from flows.markup import Box, Line, is_bar
from flows.sources.be_senate import labels

Item = Line | Box  # a box in a stream is a table
Streams = dict[str, list[Item]]
COLUMN_LANGUAGES = ("nl", "fr")


@dataclass
class _Sides:
    """What was read so far: left and right column, and lines that no row put into a column."""

    left: list[Item] = field(default_factory=list)
    right: list[Item] = field(default_factory=list)
    undecided: list[Item] = field(default_factory=list)

    def to_both(self, item: Item) -> None:
        self.left.append(item)
        self.right.append(item)


def title_language(item: Item) -> str | None:
    """The language of a title line, None for any other line."""
    return _language(item, labels.TITLE)


def heading_language(item: Item) -> str | None:
    """The language of a question heading, None for any other line."""
    return _language(item, labels.QUESTION)


def is_answer_heading(item: Item) -> bool:
    """Whether a line opens an answer."""
    return isinstance(item, Line) and any(pattern.match(item.text) for pattern in labels.ANSWER.values())


def is_furniture(item: Item) -> bool:
    """Whether a line belongs to the site: print links, copyright, a row of navigation links."""
    if isinstance(item, Box):
        return all(is_furniture(line) for line in item.lines())
    text = item.text
    if labels.key(text) in labels.FURNITURE or text.startswith(labels.FURNITURE_STARTS):
        return True
    linked = "".join(link.text for link in item.links)
    visible = "".join(letter for letter in text if letter.isalnum())
    all_link = bool(linked) and "".join(letter for letter in linked if letter.isalnum()) == visible
    return all_link and not text.startswith(("http", "www."))


def read_streams(page: Box) -> Streams:
    """The stream of each language in column order; raises UnexpectedPage when the page is no question."""
    content = _content(page)
    found = {title_language(line) for line in content.lines()} - {None}
    if len(found) == 1:
        items = _trim(list(_flatten(content)))
        return {str(found.pop()): items}
    sides = _Sides()
    _split(content, sides)
    if _titles(sides.left) and _titles(sides.right):
        first, second = _titles(sides.left)[0], _titles(sides.right)[0]
        if first != second:
            return {first: _trim(sides.left), second: _trim(sides.right)}
    return _unflatten(_trim(list(_flatten(content))))


# -- finding the content ----------------------------------------------------------------------------


def _language(item: Item, patterns: dict[str, labels.re.Pattern[str]]) -> str | None:
    if isinstance(item, Box):
        return None
    return next((language for language, pattern in patterns.items() if pattern.match(item.text)), None)


def _titles(items: Sequence[Item]) -> list[str]:
    return [language for item in items if (language := title_language(item))]


def _content(page: Box) -> Box:
    """The smallest box that holds title, headings and the text after them."""
    lines = list(page.lines())
    headings = [at for at, line in enumerate(lines) if heading_language(line)]
    titles = [at for at, line in enumerate(lines) if title_language(line)]
    if not titles:
        raise UnexpectedPage("a title such as 'Schriftelijke vraag nr. 7-1668'", _shown(lines))
    if not headings:
        raise UnexpectedPage(
            f"a heading such as 'Vraag nr. 7-1668 d.d. 2 juni 2022 :' after '{lines[titles[0]].text}'",
            "none: the page ends before the text of the question",
        )
    # A breadcrumb may repeat the title: the last one of each language before the first heading counts.
    before = [at for at in titles if at < headings[0]] or titles[:1]
    last_titles = {title_language(lines[at]): at for at in before}
    later_titles = [at for at in titles if at > headings[0]]
    answers = [at for at, line in enumerate(lines) if is_answer_heading(line)]
    anchors = [lines[at] for at in {*last_titles.values(), *later_titles, *headings, *answers}]
    return _descend(page, anchors)


def _shown(lines: Sequence[Line]) -> str:
    text = " / ".join(line.text for line in lines if line.text)
    return f"a page reading '{text[:200]}'" if text else "an empty page"


def _descend(box: Box, anchors: Sequence[Line]) -> Box:
    for child in box.children:
        if not isinstance(child, Box):
            continue
        inside = list(child.lines())
        if all(any(line is anchor for line in inside) for anchor in anchors):
            last = max(at for at, line in enumerate(inside) if any(line is anchor for anchor in anchors))
            if any(line.text and not is_furniture(line) and not is_bar(line) for line in inside[last + 1 :]):
                return _descend(child, anchors)
            if labels_rest(inside[last]):
                return _descend(child, anchors)
    return box


def labels_rest(line: Line) -> bool:
    """Whether a heading carries text of its own after it, as when a site glues them."""
    for pattern in (*labels.ANSWER.values(), *labels.QUESTION.values()):
        if match := pattern.match(line.text):
            return bool(labels.ASKED.sub("", match["rest"]).strip())
    return False


def _trim(items: list[Item]) -> list[Item]:
    """From the last title before the heading to the last line that is not the site's furniture."""
    heading = next((at for at, item in enumerate(items) if heading_language(item)), len(items))
    starts: dict[str, int] = {}
    for at, item in enumerate(items[:heading]):
        if language := title_language(item):
            starts[language] = at
    start = min(starts.values(), default=0)
    # The print pages show house, session and date above the title: they are read, not skipped.
    while start and _is_print_head(items[start - 1]):
        start -= 1
    end = len(items)
    while end and (is_furniture(items[end - 1]) or _is_bar(items[end - 1])):
        end -= 1
    return items[start:end]


def _is_bar(item: Item) -> bool:
    return isinstance(item, Line) and is_bar(item)


def _is_print_head(item: Item) -> bool:
    if isinstance(item, Box):
        return False
    patterns = (labels.SESSION, labels.DATE_LINE, *labels.HOUSE.values())
    return is_bar(item) or any(pattern.match(item.text) for pattern in patterns)


# -- boxes to streams -------------------------------------------------------------------------------


def _is_grid(table: Box) -> bool:
    """Whether a table shows data: a row with two cells that are not empty, and no heading inside."""
    if any(title_language(line) or heading_language(line) or is_answer_heading(line) for line in table.lines()):
        return False
    rows = [row for row in table.children if isinstance(row, Box) and row.kind == "row"]
    return any(len(_filled(row)) > 1 for row in rows)


def _filled(row: Box) -> list[Box]:
    return [cell for cell in row.children if isinstance(cell, Box) and any(line.text for line in cell.lines())]


def _flatten(box: Box) -> Iterator[Item]:
    for child in box.children:
        if isinstance(child, Line):
            yield child
        elif child.kind == "table" and _is_grid(child):
            yield child
        else:
            yield from _flatten(child)


def _split(box: Box, sides: _Sides) -> None:
    """Put the cells of layout rows into the column they stand in."""
    for child in box.children:
        if isinstance(child, Line):
            sides.undecided.append(child)
            sides.to_both(child)
        elif child.kind == "row":
            _split_row(child, sides)
        else:
            _split(child, sides)


def _split_row(row: Box, sides: _Sides) -> None:
    filled = _filled(row)
    for cell in filled:
        if len(set(_titles(list(cell.lines())))) > 1:  # a cell of the page's frame, not a column
            for one in row.children:
                if isinstance(one, Box):
                    _split(one, sides)
            return
    if len(filled) == 2 and labels.EVENT_DATE.fullmatch(_text(filled[0])):  # "2/6/2022" | "Verzending vraag"
        sides.to_both(Line(f"{_text(filled[0])} {_text(filled[1])}"))
        return
    for cell, side in zip(filled, _places(row, filled), strict=True):
        items = list(_flatten(cell))
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


def _text(box: Box) -> str:
    return " ".join(line.text for line in box.lines())


# -- flattened bilingual pages ----------------------------------------------------------------------


def _unflatten(items: list[Item]) -> Streams:
    """The two streams of a bilingual page that lost its columns."""
    titles = [(at, language) for at, item in enumerate(items) if (language := title_language(item))]
    (first_at, first), (second_at, second) = titles[0], next(t for t in titles if t[1] != titles[0][1])
    heading = next(at for at, item in enumerate(items) if heading_language(item))
    if heading < second_at:  # one language after the other
        end = second_at
        while end > heading and (_is_print_head(items[end - 1])):
            end -= 1
        return {first: items[:end], second: items[end:]}
    streams: Streams = {first: [], second: []}
    _unflatten_head(items[:heading], first, second, streams)
    _unflatten_body(items[heading:], first, second, streams)
    return streams


def _unflatten_head(items: list[Item], first: str, second: str, streams: Streams) -> None:
    lines = [line for item in items for line in ([item] if isinstance(item, Line) else item.lines())]
    end = next((at for at, line in enumerate(lines) if _starts_chronology(line)), len(lines))
    authors = 0
    free: list[Line] = []
    for line in lines[:end]:
        language = title_language(line) or _language(line, labels.ADDRESSEE)
        if not language and labels.AUTHOR.match(line.text) and authors < 2 and not free:
            language = (first, second)[authors]
            authors += 1
        if language and not free:
            streams[language].append(line)
        elif is_bar(line) or _is_print_head(line):
            _deal(free, first, second, streams)
            free = []
            for stream in streams.values():
                stream.append(line)
        else:
            free.append(line)
    _deal(free, first, second, streams, subject_first=not any(is_bar(line) for line in lines[:end]))
    for stream in streams.values():
        stream.extend(lines[end:])


def _starts_chronology(line: Line) -> bool:
    return bool(labels.CHRONOLOGY.match(line.text) or labels.EVENT_DATE.match(line.text))


def _deal(lines: list[Line], first: str, second: str, streams: Streams, subject_first: bool = False) -> None:
    """Deal the lines of a block out: first half to the first column, second half to the second."""
    if subject_first and len(lines) > 1:
        streams[first].append(lines[0])
        streams[second].append(lines[1])
        lines = lines[2:]
    half = (len(lines) + 1) // 2
    streams[first].extend(lines[:half])
    streams[second].extend(lines[half:])


def _unflatten_body(items: list[Item], first: str, second: str, streams: Streams) -> None:
    """Headings go to their language; the text after a pair of headings is cut where the language changes."""
    open_languages: list[str] = []
    texts: list[Item] = []
    for item in [*items, None]:
        language = _body_language(item) if item is not None else None
        if item is not None and language is None:
            texts.append(item)
            continue
        if texts:
            _cut(texts, open_languages, first, second, streams)
            open_languages, texts = [], []
        if item is not None and language is not None:
            streams[language].append(item)
            open_languages.append(language)


def _body_language(item: Item) -> str | None:
    language = heading_language(item)
    if language or isinstance(item, Box):
        return language
    return next((one for one, pattern in labels.ANSWER_LANGUAGE.items() if pattern.match(item.text)), None)


def _cut(texts: list[Item], languages: list[str], first: str, second: str, streams: Streams) -> None:
    if len(set(languages)) == 1:
        streams[languages[0]].extend(texts)
        return
    plain = [item.text if isinstance(item, Line) else _text(item) for item in texts]
    # The French column may hold German (7-1330).
    guesses = {"fr": ("fr", "de"), "nl": ("nl",)}
    at = split_point(plain, guesses[first], guesses[second])
    streams[first].extend(texts[:at])
    streams[second].extend(texts[at:])
