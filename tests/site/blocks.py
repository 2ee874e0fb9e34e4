"""What a page of the Senate is made of, before any markup: rows of cells, cells of blocks, blocks of lines.

`rows` lays a question out as a variant of the page does, block by block; `flows/sources/be_senate/README.md` describes
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.model import AnswerKind
from tests.site import words
from tests.site.truth import Paragraph, Text, Truth, TruthAnswer

Variant = Literal["SchriftelijkeVraag", "SVPrint", "SVPrintNLFR"]
VARIANTS: tuple[Variant, ...] = ("SchriftelijkeVraag", "SVPrint", "SVPrintNLFR")
Kind = Literal[
    "print-links", "head", "bar", "title", "author", "addressee", "subject", "descriptors", "chronology-heading",
    "events", "document", "relations", "heading", "paragraph", "table", "answer-heading",
]  # fmt: skip


@dataclass(frozen=True)
class Block:
    """One block: its lines, or the rows of its table; `href` is where a link leads.

    An event is a row of date and label; a line feed in the label is a line break on the page.
    """

    kind: Kind
    lines: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    href: str = ""


Cell = tuple[Block, ...]
Row = tuple[Cell, ...]  # one cell, or on the bilingual page the French and the Dutch one
Rows = tuple[Row, ...]


def rows(truth: Truth, variant: Variant, language: str) -> Rows:
    """The rows of a page; `language` is the LANG of its address."""
    if variant == "SVPrintNLFR":
        left, right = (_print(truth, column, language, bilingual=True) for column in ("fr", "nl"))
        return tuple(zip(left, right, strict=True))
    cells = _web(truth, language) if variant == "SchriftelijkeVraag" else _print(truth, language, language, False)
    return tuple((cell,) for cell in cells if cell)


# -- the variants -----------------------------------------------------------------------------------


def _web(truth: Truth, language: str) -> list[Cell]:
    by = f"{words.BY[language]} {_author(truth)} {words.ON[language]} {words.worded(truth.date, language)}"
    links = words.PRINT_LINKS[language]
    return [
        (Block("print-links", links, href=f"/www/?MIval=/Vragen/SVPrintNLFR&LEG={truth.number}"),),
        (Block("title", (f"{words.TITLE[language]} {truth.number}",)),),
        (Block("author", (by,)),),
        _cell("addressee", truth.column(truth.addressee, language)),
        _cell("subject", truth.column(truth.subject, language)),
        _descriptors(truth, language),
        (Block("chronology-heading", (words.CHRONOLOGY,)),) if truth.events else (),
        _events(truth, language, " "),
        _documents(truth, language),
        _relations(truth, language),
        *_body(truth, language),
    ]


def _print(truth: Truth, column: str, lang: str, bilingual: bool) -> list[Cell]:
    """The cells of one column; an empty block leaves its two bars."""
    bar = (Block("bar", (words.BAR,)),)
    title = f"{words.TITLE[column]} {truth.number}"
    by = words.BY[column] if bilingual else "de"  # the monolingual Dutch page prints the French word
    return [
        (Block("head", (words.HOUSE[column],)),),
        bar,
        (Block("head", (words.session(truth.date, column),)),),
        bar,
        (Block("head", (words.worded(truth.date, column),)),),
        bar,
        (Block("title", (title if bilingual else f"{words.HOUSE_SHORT[column]} {title}",)),),
        (Block("author", (f"{by} {_author(truth)}",)),),
        _cell("addressee", truth.column(truth.addressee, column)),
        bar,
        _subject(truth, column),
        bar,
        _descriptors(truth, column),
        bar,
        # Whether the printed chronology has its heading was not seen; half of the pages show it here.
        (Block("chronology-heading", (words.CHRONOLOGY,)),) if truth.events and truth.serial % 4 < 2 else (),
        # The bilingual page shows Dutch events in both columns, and relations in the language of its address.
        _events(truth, "nl" if bilingual else column, "\n"),
        bar,
        _documents(truth, lang),
        _relations(truth, lang),
        bar,
        *_body(truth, column),
    ]


# -- the blocks -------------------------------------------------------------------------------------


def _author(truth: Truth) -> str:
    return f"{truth.author} ({truth.party})" if truth.party else truth.author


def _cell(kind: Kind, found: tuple[str, str] | None) -> Cell:
    return (Block(kind, (found[1],)),) if found else ()


def _subject(truth: Truth, column: str) -> Cell:
    """The subject; a German one is printed twice (7-1330)."""
    found = truth.column(truth.subject, column)
    return _cell("subject", found) * (2 if found and found[0] == "de" else 1)


def _descriptors(truth: Truth, language: str) -> Cell:
    return (Block("descriptors", truth.keywords[language]),) if truth.keywords.get(language) else ()


def _events(truth: Truth, language: str, gap: str) -> Cell:
    """The events; some pages have a blank before the bracket that closes the deadline."""
    table: list[tuple[str, str]] = []
    for event in truth.events:
        label = words.EVENTS[event.kind][language]
        if event.deadline:
            blank = " " if truth.serial % 2 else ""
            label += f"{gap}({words.DEADLINE[language]}: {words.numeric(event.deadline)}{blank})"
        table.append((words.numeric(event.date), label))
    return (Block("events", table=tuple(table)),) if table else ()


def _documents(truth: Truth, language: str) -> Cell:
    return tuple(
        Block("document", (words.PROVISIONAL[language],), href=answer.document)
        for answer in truth.answers
        if answer.document
    )


def _relations(truth: Truth, language: str) -> Cell:
    kinds, targets = words.RELATIONS, words.TARGETS
    lines = tuple(
        f"{kinds[relation.kind][language]} : {targets[relation.target_kind][language]} {relation.target}"
        for relation in truth.relations
    )
    return (Block("relations", lines),) if lines else ()


def _body(truth: Truth, language: str) -> list[Cell]:
    """Heading and text of the question, then of each answer; an unanswered page just stops."""
    heading = f"{words.HEADING[language]} {truth.number} {words.ON[language]} {words.worded(truth.date, language)} :"
    asked = words.ASKED_IN[language].get(truth.asked_in)  # nothing tells of German (7-1330)
    found = truth.column(truth.question, language)
    cells = [(Block("heading", (f"{heading} {asked}" if asked else heading,)),), _text(found[1] if found else ())]
    for answer in truth.answers:
        if (text := answer_text(truth, answer, language)) and answer.date:
            kind = AnswerKind.SUPPLEMENTARY if answer.kind is AnswerKind.SUPPLEMENTARY else AnswerKind.SUBSTANTIVE
            opening = f"{words.ANSWER_HEADING[kind][language]} {words.worded(answer.date, language)} :"
            cells += [(Block("answer-heading", (opening,)),), _text(text)]
    return cells


def answer_text(truth: Truth, answer: TruthAnswer, column: str) -> Text:
    """What stands below an answer's heading in a column; nothing when the page shows no such heading."""
    if answer.kind is AnswerKind.NOT_PUBLISHED and not answer.texts:
        return (Paragraph("", words.UNPUBLISHED[column]),)
    found = truth.column(answer.texts, column)
    return found[1] if found else ()


def _text(text: Text) -> Cell:
    return tuple(
        Block("paragraph", (item.printed,)) if isinstance(item, Paragraph) else Block("table", table=item.rows)
        for item in text
    )
