"""Read one language of a question page: a stream of lines and tables becomes the fields it prints.

Nothing is compared here; `parse` merges the languages and checks one place of the page against another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from flows.markup import BAR, Box, Line, Link, is_bar
from flows.model import AnswerKind, Event, Issue, Relation
from flows.sources.be_senate import labels
from flows.sources.be_senate.chronology import read_events, take_relations
from flows.sources.be_senate.lines import Item, heading_language, title_language

GAP = re.compile(r"[ \t\xa0]*\xa0[ \t\xa0]*|[ \t]{2,}")  # parts two descriptors in one line
LONE_SPACE = re.compile(r"(?<=\w)\xa0(?=\w)")


@dataclass(frozen=True)
class PrintedAnswer:
    """An answer as printed: the kind and day of its heading, its lines and links."""

    kind: AnswerKind
    date: date | None
    lines: tuple[str, ...]
    links: tuple[str, ...] = ()


@dataclass
class Column:
    """The fields of one language of a page, as printed."""

    language: str
    number: str = ""
    in_print: bool = False
    author: str | None = None
    party: str | None = None
    author_date: str | None = None
    print_date: str | None = None
    addressee: str | None = None
    subject: str | None = None
    keywords: list[str] = field(default_factory=list)
    has_chronology: bool = False
    events: list[Event] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    documents: list[tuple[AnswerKind, str | None]] = field(default_factory=list)
    heading_number: str = ""
    heading_date: str | None = None
    asked_in: str | None = None
    question: list[str] = field(default_factory=list)
    answers: list[PrintedAnswer] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def read_column(language: str, items: Sequence[Item]) -> Column:
    """The fields of a stream that holds a title and a question heading in `language`."""
    column = Column(language)
    heading = next(at for at, item in enumerate(items) if heading_language(item))
    title = max(at for at, item in enumerate(items[:heading]) if title_language(item))
    _read_above(column, _lines(items[:title]))
    _read_title(column, items[title])
    head = _lines(items[title + 1 : heading])
    _read_metadata(column, _read_names(column, head))
    _read_heading(column, items[heading])
    _read_body(column, items[heading + 1 :])
    return column


def _lines(items: Sequence[Item]) -> list[Line]:
    return [line for item in items for line in ([item] if isinstance(item, Line) else item.lines())]


def tidy(text: str) -> str:
    """A value of the page's head: blanks and no-break spaces are one space."""
    return re.sub(r"[\s\xa0]+", " ", text).strip()


# -- head -------------------------------------------------------------------------------------------


def _read_above(column: Column, lines: Sequence[Line]) -> None:
    for line in lines:
        if is_bar(line) or any(pattern.match(line.text) for pattern in labels.HOUSE.values()):
            column.in_print = True
        elif match := labels.DATE_LINE.match(line.text):
            column.print_date = match["date"]


def _read_title(column: Column, item: Item) -> None:
    assert isinstance(item, Line)
    match = next(match for pattern in labels.TITLE.values() if (match := pattern.match(item.text)))
    column.number = labels.read_number(match["number"])
    column.in_print = column.in_print or bool(match["house"])


def _read_names(column: Column, lines: list[Line]) -> list[Line]:
    """Take author, date and addressee off the lines after the title; give back the rest."""
    rest = list(lines)
    addressee = next((at for at, line in enumerate(rest) if labels.ADDRESSEE[column.language].match(line.text)), None)
    if addressee is None:
        other = next(pattern for language, pattern in labels.ADDRESSEE.items() if language != column.language)
        addressee = next((at for at, line in enumerate(rest) if other.match(line.text)), None)
    chronology = next((at for at, line in enumerate(rest) if labels.CHRONOLOGY.match(line.text)), len(rest))
    if addressee is not None and addressee < chronology:
        column.addressee = tidy(rest[addressee].text)
        before, rest = rest[:addressee], rest[addressee + 1 :]
    else:
        column.issues.append(Issue("addressee-missing", f"after the title of the {column.language} text"))
        before, rest = rest[:1], rest[1:]
    printed = tidy(" ".join(line.text for line in before if not is_bar(line)))
    match = labels.AUTHOR.match(printed)
    if match is None:
        column.issues.append(Issue("author-unreadable", f"the line reads '{printed}'"))
        return rest
    column.author, column.party, column.author_date = (
        match["name"],
        tidy(match["party"] or "") or None,
        match["date"],
    )
    if column.party is None:
        column.issues.append(Issue("party-missing", f"the line reads '{printed}'"))
    return rest


def _read_metadata(column: Column, lines: list[Line]) -> None:
    """Subject and descriptors above the chronology; events, relations and documents from there on."""
    split = next((at for at, line in enumerate(lines) if _ends_keywords(line)), len(lines))
    above, below = lines[:split], lines[split:]
    subject, keywords = _subject_and_keywords(above)
    column.subject = tidy(" ".join(line.text for line in subject)) or None
    if column.subject is None:
        column.issues.append(Issue("subject-missing", f"after the addressee of the {column.language} text"))
    column.keywords = [tidy(word) for line in keywords for word in _descriptors(line) if tidy(word)]
    _read_chronology(column, below)


def _ends_keywords(line: Line) -> bool:
    text = line.text
    tests: tuple[Callable[[str], object], ...] = (
        labels.CHRONOLOGY.match,
        labels.EVENT_DATE.match,
        labels.ANY_RELATION.match,
        *(pattern.match for pattern in labels.DOCUMENT.values()),
    )
    return any(test(text) for test in tests)


def _subject_and_keywords(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of the subject and of the descriptors.

    On a print page bars part them, and either may be empty; elsewhere the first line is the subject.
    """
    segments: list[list[Line]] = [[]]
    for line in lines:
        if is_bar(line):
            segments.append([])
        else:
            segments[-1].append(line)
    if len(segments) == 1:
        subject, rest = segments[0][:1], segments[0][1:]
    else:
        # The first bar stands below the addressee, the last one above the chronology.
        subject, *others = segments if segments[0] else segments[1:]
        rest = [line for segment in others for line in segment]
    # 7-1330 prints its German subject twice.
    while rest and subject and rest[0].text == subject[0].text:
        rest = rest[1:]
    return subject, rest


def _descriptors(line: Line) -> list[str]:
    """The descriptors of a line: "armée   sécurité publique" holds two."""
    raw = LONE_SPACE.sub(" ", line.raw or line.text)
    return [word for word in GAP.split(raw.strip(" \xa0\t")) if word.strip()]


def _read_chronology(column: Column, lines: Sequence[Line]) -> None:
    kept: list[str] = []
    for line in lines:
        kind = next((kind for kind, pattern in labels.DOCUMENT.items() if pattern.match(line.text)), None)
        if kind is not None:
            column.documents.append((kind, line.links[0].href if line.links else None))
        elif labels.CHRONOLOGY.match(line.text):
            column.has_chronology = True
        elif not is_bar(line):
            kept.append(line.text)
    text, column.relations, issues = take_relations("\n".join(kept))
    column.events, more = read_events(text, column.language)
    column.issues += issues + more
    if not column.events and not any(issue.code.startswith(("chronology", "event", "date")) for issue in more):
        column.issues.append(Issue("chronology-missing", f"in the {column.language} text of {column.number}"))


# -- body -------------------------------------------------------------------------------------------


def _read_heading(column: Column, item: Item) -> None:
    assert isinstance(item, Line)
    match = next(match for pattern in labels.QUESTION.values() if (match := pattern.match(item.text)))
    column.heading_number = labels.read_number(match["number"])
    column.heading_date = match["date"]
    _read_question_line(column, match["rest"])


def _read_question_line(column: Column, text: str) -> None:
    if not column.question and column.asked_in is None and (asked := labels.ASKED.match(text)):
        column.asked_in = labels.LANGUAGES.get(labels.key(asked["language"]))
        text = text[asked.end() :]
    if text.strip():
        column.question.append(text)


def _read_body(column: Column, items: Sequence[Item]) -> None:
    """The question's lines up to the first answer heading, then the answers."""
    opened: tuple[AnswerKind, date | None] | None = None
    lines: list[str] = []
    links: list[str] = []

    def close() -> None:
        if opened is not None:
            column.answers.append(PrintedAnswer(opened[0], opened[1], tuple(lines), tuple(links)))

    for item in items:
        heading = _answer_heading(column, item)
        if heading is not None:
            close()
            opened, lines, links = heading[0], [heading[1]] if heading[1] else [], []
        elif isinstance(item, Line) and is_bar(item) and item.text == BAR:
            continue
        elif opened is None:
            for text in _texts(item):
                _read_question_line(column, text)
            column.links += _addresses(item)
        else:
            lines += _texts(item)
            links += _addresses(item)
    close()


def _answer_heading(column: Column, item: Item) -> tuple[tuple[AnswerKind, date | None], str] | None:
    if isinstance(item, Box):
        return None
    for kind, pattern in labels.ANSWER.items():
        if match := pattern.match(item.text):
            day = labels.read_date(match["date"])
            if day is None:
                column.issues.append(Issue("date-unreadable", f"the answer's heading says '{match['date']}'"))
            return (kind, day), match["rest"].strip()
    return None


def _texts(item: Item) -> list[str]:
    """The paragraphs of a line or a table; a table's row is one paragraph, its cells parted by tabs."""
    if isinstance(item, Line):
        return [item.text] if item.text else []
    rows = [row for row in _rows(item) if any(line.text for line in row.lines())]
    return [
        "\t".join(" ".join(line.text for line in cell.lines()) for cell in _cells(row)).rstrip("\t") for row in rows
    ]


def _rows(table: Box) -> list[Box]:
    rows: list[Box] = []
    for child in table.children:
        if isinstance(child, Box):
            rows += [child] if child.kind == "row" else _rows(child)
    return rows


def _cells(row: Box) -> list[Box]:
    return [cell for cell in row.children if isinstance(cell, Box)]


def _addresses(item: Item) -> list[str]:
    lines = [item] if isinstance(item, Line) else list(item.lines())
    return [link.href for line in lines for link in line.links if _is_external(link)]


def _is_external(link: Link) -> bool:
    return link.href.lower().startswith(("http://", "https://"))
