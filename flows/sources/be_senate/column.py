"""Read one language of a question page: a stream of lines and tables becomes the fields it prints.

Nothing is compared here; `parse` merges the languages and checks one place of the page against another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flows.errors import UnexpectedPage
from flows.model import AnswerKind, Issue
from flows.parse.markup import BAR, Box, Line, Link
from flows.sources.be_senate import labels
from flows.sources.be_senate.head import read_head
from flows.sources.be_senate.lines import Item, heading_language, is_answer_heading, title_language
from flows.sources.be_senate.printed import Column, PrintedAnswer


def read_column(language: str, items: Sequence[Item]) -> Column:
    """The fields of a stream of `language`; raises UnexpectedPage when it has no title before a question heading."""
    column = Column(language)
    heading = next((at for at, item in enumerate(items) if heading_language(item)), 0)
    title = max((at for at, item in enumerate(items[:heading]) if title_language(item)), default=None)
    if title is None:
        raise UnexpectedPage(f"a title and then a heading in the {language} column", "them in another order")
    read_head(column, items[:heading], title)
    _read_heading(column, items[heading])
    _read_body(column, items[heading + 1 :])
    return column


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
        elif isinstance(item, Line) and item.text == BAR:
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
    if not is_answer_heading(item):
        return None
    assert isinstance(item, Line)
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
    lines = (item,) if isinstance(item, Line) else item.lines()
    return [link.href for line in lines for link in line.links if _is_external(link)]


def _is_external(link: Link) -> bool:
    return link.href.lower().startswith(("http://", "https://"))
