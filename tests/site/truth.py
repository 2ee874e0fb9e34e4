"""Read and check the truth: what each question of the miniature senate.be says, one TOML file a question.

The format is described in `README.md`. Nothing here draws a page, and nothing here reads one.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from flows.model import AnswerKind, EventKind, RelationKind, State, TargetKind

QUESTIONS = Path(__file__).parent / "questions"
NUMBER = re.compile(r"[1-9]\d*-[1-9]\d*")
MARK = re.compile(r"(?P<depth>/*)(?P<printed>.*)")  # "/a)" is "a)", one level deep
SIGNS = re.compile(r"[().°]")
Value = TypeVar("Value")


class BadTruth(Exception):
    """A truth file says something that no page can say; the text names the file and the place."""


@dataclass(frozen=True)
class Paragraph:
    """A printed paragraph; `mark` is the number that it begins with, `depth` the level of that number from 0."""

    mark: str
    text: str
    depth: int = 0

    @property
    def printed(self) -> str:
        """The paragraph as it stands on the page."""
        return f"{self.mark} {self.text}".strip()

    @property
    def number(self) -> str:
        """The number of the part that the paragraph opens, "1 et 2" for "1. et 2."; empty when it opens none."""
        return " ".join(SIGNS.sub(" ", self.mark).replace(" ,", ",").split())


@dataclass(frozen=True)
class Table:
    """A table inside a text."""

    rows: tuple[tuple[str, ...], ...]


Text = tuple[Paragraph | Table, ...]


@dataclass(frozen=True)
class TruthEvent:
    """A line of the chronology."""

    date: dt.date
    kind: EventKind
    deadline: dt.date | None = None


@dataclass(frozen=True)
class TruthRelation:
    """A line that points at another question."""

    kind: RelationKind
    target_kind: TargetKind
    target: str


@dataclass(frozen=True)
class TruthAnswer:
    """An answer; without `texts` its text is withheld (not published), linked (provisional) or wanting."""

    kind: AnswerKind
    date: dt.date | None
    document: str | None = None
    texts: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Truth:
    """Everything that the site knows of a question; mappings are keyed by language."""

    number: str
    author: str
    party: str | None
    date: dt.date
    asked_in: str
    state: State
    citations: tuple[str, ...]
    refers_to: tuple[str, ...]
    addressee: Mapping[str, str]
    subject: Mapping[str, str]
    keywords: Mapping[str, tuple[str, ...]]
    events: tuple[TruthEvent, ...]
    relations: tuple[TruthRelation, ...]
    question: Mapping[str, Text]
    answers: tuple[TruthAnswer, ...]

    @property
    def serial(self) -> int:
        """The number within the legislature; drawing varies harmless details by it."""
        return int(self.number.partition("-")[2])

    def column(self, of: Mapping[str, Value], language: str) -> tuple[str, Value] | None:
        """What stands in the column of a language, with its real language: German stands in the French one."""
        for real in (language, "de") if language == "fr" else (language,):
            if real in of:
                return real, of[real]
        return None

    def text(self, language: str) -> str:
        """Every paragraph and cell in a language, one a line."""
        texts = [self.question.get(language, ()), *(answer.texts.get(language, ()) for answer in self.answers)]
        return "\n".join(line for text in texts for line in printed_lines(text))


def printed_lines(text: Text) -> list[str]:
    """The lines of a text as a reader copies them: a row of a table is one, its cells parted by tabs.

    Empty cells at the end of a row leave nothing.
    """
    return [
        line
        for item in text
        for line in ([item.printed] if isinstance(item, Paragraph) else ["\t".join(row) for row in item.rows])
    ]


@cache
def all_truths() -> tuple[Truth, ...]:
    """The questions of the site, by legislature and number."""
    return tuple(sorted(map(read_truth, QUESTIONS.glob("*.toml")), key=lambda truth: tuple(_numbers(truth.number))))


def read_truth(path: Path) -> Truth:
    """The question of a file; raises BadTruth."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadTruth(f"{path.name}: {error}") from error
    try:
        truth = _truth(table)
        # Imported late: the checks speak of the classes above.
        from tests.site.checks import check

        check(truth)
    except (BadTruth, KeyError, TypeError, ValueError) as error:
        words = f"wants {error}" if isinstance(error, KeyError) else str(error)
        raise BadTruth(f"{path.name}: {words}") from error
    if path.stem != truth.number:
        raise BadTruth(f"{path.name}: holds {truth.number}")
    return truth


def _truth(table: dict[str, Any]) -> Truth:
    truth = Truth(
        number=table.pop("number"),
        author=table.pop("author"),
        party=table.pop("party", None),
        date=table.pop("date"),
        asked_in=table.pop("asked_in"),
        state=State(table.pop("state")),
        citations=tuple(table.pop("citations")),
        refers_to=tuple(table.pop("refers_to")),
        addressee=table.pop("addressee", {}),
        subject=table.pop("subject", {}),
        keywords={language: tuple(words) for language, words in table.pop("keywords", {}).items()},
        events=tuple(_each(table, "events", _event)),
        relations=tuple(_each(table, "relations", _relation)),
        question={language: _text(text) for language, text in table.pop("question").items()},
        answers=tuple(_each(table, "answers", _answer)),
    )
    _nothing_left(table, "the file")
    return truth


def _each(table: dict[str, Any], name: str, read: Callable[[dict[str, Any]], Value]) -> list[Value]:
    return [read(one) for one in table.pop(name, [])]


def _event(table: dict[str, Any]) -> TruthEvent:
    event = TruthEvent(table.pop("date"), EventKind(table.pop("kind")), table.pop("deadline", None))
    _nothing_left(table, "an event")
    return event


def _relation(table: dict[str, Any]) -> TruthRelation:
    relation = TruthRelation(
        RelationKind(table.pop("kind")), TargetKind(table.pop("target_kind")), table.pop("target")
    )  # fmt: skip
    _nothing_left(table, "a relation")
    return relation


def _answer(table: dict[str, Any]) -> TruthAnswer:
    kind, day, document = AnswerKind(table.pop("kind")), table.pop("date", None), table.pop("document", None)
    texts: dict[str, Text] = {
        language: _text(table.pop(language)) for language in ("nl", "fr", "de") if language in table
    }
    _nothing_left(table, "an answer")
    return TruthAnswer(kind, day, document, texts)


def _text(items: list[list[Any]]) -> Text:
    text: list[Paragraph | Table] = []
    for item in items:
        if item and all(isinstance(row, list) for row in item):
            text.append(Table(tuple(tuple(row) for row in item)))
        elif len(item) == 2 and (match := MARK.fullmatch(item[0])):
            text.append(Paragraph(match["printed"], item[1], len(match["depth"])))
        else:
            raise BadTruth(f"{item!r} is neither [mark, text] nor a list of rows")
    return tuple(text)


def _nothing_left(table: dict[str, Any], where: str) -> None:
    if table:
        raise BadTruth(f"{where} has the unknown field {', '.join(table)}")


def _numbers(number: str) -> list[int]:
    return [int(part) for part in number.split("-")]
