"""What one language of a question page prints: its fields, before anything is compared or merged."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from flows.model import AnswerKind, Event, Issue, Relation


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
    author_id: str = ""
    party: str | None = None
    author_date: str | None = None
    print_date: str | None = None
    addressee: str | None = None
    subject: str | None = None
    keywords: list[str] = field(default_factory=list)
    chronology: list[str] = field(default_factory=list)
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
