"""The flat tables: their columns, what kind each has, and what it says in terms of the graph. Words: `tables.toml`.

Each table of `OF_LEGISLATURE` has a file for each legislature, so that a night rewrites those that changed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from flows.vocabulary import SOURCE

WORDS: dict[str, Any] = tomllib.loads((files(__package__) / "tables.toml").read_text("utf-8"))
LANGUAGES = ("nl", "fr", "de")
SEPARATOR = " | "  # between the values of a cell that has several; no keyword and no address has it
QUESTION = "id/question/be-senate/{number}"


@dataclass(frozen=True)
class Column:
    """A column.

    `kind` is "text", "word" (of which there are few), "iri", "date", "moment", "number" or "truth". `term` is the
    property that a cell states of the row's thing, empty when it states nothing that another cell does not; `value` is
    the address of what it points at, below the base, where that is not the cell itself. `many` cells have several
    values. `points` names the table and the column that a cell is a key of; only where there always is one, since
    validators take an empty cell for a key that leads nowhere.
    """

    name: str
    kind: str = "text"
    term: str = ""
    value: str = ""
    language: str = ""
    many: bool = False
    required: bool = False
    points: tuple[str, str] | None = None

    @property
    def words(self) -> dict[str, str]:
        """What the column is called, by language."""
        stem = self.name.removesuffix(f"_{self.language}") if self.language else self.name
        named: dict[str, str] = WORDS["columns"][stem]
        if not self.language:
            return named
        return {one: f"{text} ({WORDS['languages'][self.language][one]})" for one, text in named.items()}


@dataclass(frozen=True)
class Table:
    """A table: its columns, those that identify a row, and the address of the thing that a row is about."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    about: str

    @property
    def words(self) -> dict[str, str]:
        """What the table holds, by language."""
        found: dict[str, str] = WORDS["tables"][self.name]
        return found


def _spoken(name: str, term: str = "", many: bool = False, languages: tuple[str, ...] = LANGUAGES) -> Iterator[Column]:
    """A column for each language."""
    return (Column(f"{name}_{one}", term=term, language=one, many=many) for one in languages)


BOTH = ("nl", "fr")
NUMBER = Column("number", term="dcterms:identifier", required=True)
KEY = Column("number", required=True, points=("questions", "number"))
QUESTIONS = Table("questions", (
    NUMBER, Column("iri", "iri", required=True), Column("legislature", "number", required=True),
    Column("serial", "number", required=True), Column("date", "date", "eli:date_document", required=True),
    *_spoken("title", "dcterms:title"), Column("state", "word", "pq:state", "auth/question-state/{state}"),
    Column("original_language", "word"),
    Column("author"), Column("author_iri", "iri", "pq:askedBy"),
    Column("party", "word"), Column("party_iri", "iri", "pq:askedOnBehalfOf"),
    *_spoken("addressee"), *_spoken("post", languages=BOTH), Column("post_iri", "iri", "pq:addressedTo"),
    *_spoken("portfolios", many=True, languages=BOTH), Column("portfolio_iris", "iri", many=True),
    Column("minister", "word"), Column("minister_iri", "iri"),
    *_spoken("government", languages=BOTH), Column("government_iri", "iri"),
    Column("deadline", "date", "pq:answerDeadline"), Column("answered_on", "date", "pq:answeredOn"),
    Column("days_to_answer", "number", "pq:daysToAnswer"), Column("days_late", "number", "pq:daysLate"),
    Column("answered_on_time", "truth", "pq:answeredOnTime"), Column("answers", "number", required=True),
    *_spoken("keywords", "pq:keyword", many=True),
    Column("also_asked_as", term="pq:alsoAskedAs", value="id/question/be-senate/{also_asked_as}", many=True),
    Column("reintroduces", term="pq:reintroduces", value="id/question/be-senate/{reintroduces}", many=True),
    Column("reintroduced_as", term="pq:reintroducedAs", value="id/question/be-senate/{reintroduced_as}", many=True),
    Column("first_seen", "moment", "dcterms:issued"), Column("last_changed", "moment", "dcterms:modified"),
    *_spoken("page", many=True), *_spoken("text"),
), ("number",), QUESTION)  # fmt: skip
ANSWERS = Table("answers", (
    KEY, Column("answer", "number", "schema:position", required=True), Column("iri", "iri", required=True),
    Column("date", "date", "eli:date_document"), Column("kind", "word", "pq:answerKind", "auth/answer-kind/{kind}"),
    Column("document", "iri", "schema:url"), *_spoken("text"),
), ("number", "answer"), f"{QUESTION}/answer/{{answer}}")  # fmt: skip
EVENTS = Table("events", (
    KEY, Column("event", "number", "eli-dl:activity_order", required=True), Column("iri", "iri", required=True),
    Column("date", "date", "eli-dl:activity_date", required=True),
    Column("kind", "word", "eli-dl:had_activity_type", "auth/event-kind/{kind}"), Column("label", "word"),
    Column("language", "word"), Column("sets_deadline", "date", "pq:setsDeadline"),
), ("number", "event"), "{+iri}")  # fmt: skip
KEYWORDS = Table("keywords", (
    KEY, Column("concept_iri", "iri", "dcterms:subject", required=True), Column("vocabulary", "word", required=True),
    *_spoken("concept", languages=("nl", "fr", "en")), Column("domain_codes", "word", many=True),
    *_spoken("domains", many=True, languages=("nl", "fr", "en")),
), ("number", "concept_iri"), QUESTION)  # fmt: skip
PEOPLE = Table("people", (
    Column("iri", "iri", required=True), Column("slug", required=True), Column("name", term="foaf:name"),
    Column("wikidata", term="schema:sameAs", value="http://www.wikidata.org/entity/{wikidata}"),
    Column("senate_id", term="pq:senateId"),
    Column("parties", "word", many=True), Column("party_iris", "iri", many=True), Column("parties_seen", many=True),
    Column("questions_asked", "number", required=True), Column("first_question", "date"),
    Column("last_question", "date"), Column("questions_received", "number", required=True),
), ("iri",), "{+iri}")  # fmt: skip
OF_LEGISLATURE = (QUESTIONS, ANSWERS, EVENTS, KEYWORDS)  # a file of each for each legislature; one of PEOPLE for all
TABLES = (*OF_LEGISLATURE, PEOPLE)


def named(table: str, legislature: int | None) -> str:
    """What a file of a table is called before its ending: "be-senate-7-questions", "people"."""
    return f"{SOURCE}-{legislature}-{table}" if legislature else table
