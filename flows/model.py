"""The domain: what a page of a written question says, in the field's terms.

Frozen values without behaviour beyond what follows from them. Nothing here knows HTML, RDF or disk.
The names of kinds are those of the SKOS schemes in `ontology/schemes.ttl`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class EventKind(StrEnum):
    """What happened to a question on a day of its chronology."""

    DISPATCH = "dispatch"
    ANSWER = "answer"
    SUPPLEMENTARY_ANSWER = "supplementary-answer"
    REMINDER = "reminder"
    CLOSED = "closed"
    LAPSED = "lapsed"
    REQUALIFICATION = "requalification"
    NOT_PUBLISHED = "not-published"


class RelationKind(StrEnum):
    """How a question says that it is connected with another one."""

    ALSO_ASKED_AS = "also-asked-as"
    REINTRODUCES = "reintroduces"
    REINTRODUCED_AS = "reintroduced-as"
    REQUALIFIED_FROM = "requalified-from"
    REQUALIFIED_AS = "requalified-as"
    RELATED_TO = "related-to"


class TargetKind(StrEnum):
    """What kind of question a relation points at."""

    WRITTEN_QUESTION = "written-question"
    ORAL_QUESTION = "oral-question"
    REQUEST_FOR_EXPLANATION = "request-for-explanation"


class State(StrEnum):
    """Where a question stands, as far as its page tells."""

    OPEN = "open"
    ANSWERED = "answered"
    PROVISIONALLY_ANSWERED = "provisionally-answered"
    ANSWERED_UNPUBLISHED = "answered-unpublished"
    CLOSED = "closed"
    LAPSED = "lapsed"
    REQUALIFIED = "requalified"


class AnswerKind(StrEnum):
    """What kind of answer was given."""

    SUBSTANTIVE = "substantive"
    PROVISIONAL = "provisional"
    SUPPLEMENTARY = "supplementary"
    NOT_PUBLISHED = "not-published"
    REFERRAL = "referral"


@dataclass(frozen=True)
class Event:
    """One line of the chronology; `kind` is None when the printed `label`, in `language`, is not known."""

    date: dt.date
    kind: EventKind | None
    label: str
    language: str
    deadline: dt.date | None = None


@dataclass(frozen=True)
class Relation:
    """One relation line; `kind` is None when the printed label is not known. `target` is like "4-548"."""

    kind: RelationKind | None
    target_kind: TargetKind
    target: str
    label: str


@dataclass(frozen=True)
class Part:
    """A numbered piece of a question or answer.

    `number` is as printed without delimiters ("1", "a", "1 et 2", "-"); `position` counts from 1 in
    document order over all parts of the text; `parent` is the position of the part it stands in.
    """

    number: str
    text: str
    position: int
    parent: int | None = None


@dataclass(frozen=True)
class Body:
    """A text in one language: verbatim, paragraphs joined by a line feed, with its numbered parts.

    `citations` are the web addresses it names, each once, in reading order.
    """

    text: str
    parts: tuple[Part, ...] = ()
    citations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """An answer; without `bodies` when the page announces it but does not show its text."""

    kind: AnswerKind
    date: dt.date | None
    bodies: Mapping[str, Body] = field(default_factory=dict)
    document: str | None = None


@dataclass(frozen=True)
class Issue:
    """Something a page says that was reported instead of, or beside, being mapped."""

    code: str
    message: str


@dataclass(frozen=True)
class Capture:
    """Where a question was read: a page's address, its checksum, and when this content was first seen (UTC)."""

    address: str
    sha256: str
    first_seen: dt.datetime
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """What of a question decides when to look at it again, and what may not go backwards."""

    number: str
    asked: dt.date
    state: State
    deadline: dt.date | None = None
    answered: dt.date | None = None
    answers: int = 0

    @property
    def legislature(self) -> int:
        """The legislature of the Senate, 7 for "7-1668"."""
        return int(self.number.partition("-")[0])


@dataclass(frozen=True)
class WrittenQuestion:
    """A written question as one page shows it. Mappings are keyed by language: nl, fr, de.

    `author_id` is the Senate's own number for the author, where the page links to it, else empty.
    """

    number: str
    variant: str
    page_languages: tuple[str, ...]
    author: str | None
    party: str | None
    date: dt.date
    addressee: Mapping[str, str]
    subject: Mapping[str, str]
    keywords: Mapping[str, tuple[str, ...]]
    events: tuple[Event, ...]
    relations: tuple[Relation, ...]
    original_language: str | None
    question: Mapping[str, Body]
    answers: tuple[Answer, ...]
    references: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    author_id: str = ""

    @property
    def legislature(self) -> int:
        """The legislature of the Senate, 7 for "7-1668"."""
        return int(self.number.partition("-")[0])

    @property
    def known(self) -> Known:
        """What of the question decides when to look at it again."""
        given = sum(answer.kind is not AnswerKind.PROVISIONAL for answer in self.answers)
        return Known(self.number, self.date, self.state, self.deadline, self.answered_on, given)

    @property
    def citations(self) -> tuple[str, ...]:
        """The web addresses named in the question and its answers, each once, in reading order."""
        bodies = [
            *self.question.values(),
            *(body for answer in self.answers for body in answer.bodies.values()),
        ]
        return tuple(dict.fromkeys(address for body in bodies for address in body.citations))

    @property
    def deadline(self) -> dt.date | None:
        """The day by which an answer is due, where the chronology states one."""
        return next((event.deadline for event in self.events if event.deadline), None)

    @property
    def answered_on(self) -> dt.date | None:
        """The day of the first answer that is not provisional."""
        given = [answer.date for answer in self.answers if answer.kind is not AnswerKind.PROVISIONAL]
        return min((day for day in given if day), default=None)

    @property
    def state(self) -> State:
        """Where the question stands.

        An answer counts more than how the file ended: 5-7129 was requalified and answered, 5-10189 has a
        provisional answer and lapsed with its legislature.
        """
        kinds = {event.kind for event in self.events}
        answers = {answer.kind for answer in self.answers}
        relations = {relation.kind for relation in self.relations}
        if answers - {AnswerKind.PROVISIONAL}:
            unpublished = answers <= {AnswerKind.NOT_PUBLISHED, AnswerKind.PROVISIONAL}
            return State.ANSWERED_UNPUBLISHED if unpublished else State.ANSWERED
        if AnswerKind.PROVISIONAL in answers:
            return State.PROVISIONALLY_ANSWERED
        if EventKind.REQUALIFICATION in kinds or RelationKind.REQUALIFIED_AS in relations:
            return State.REQUALIFIED
        # 7-1837 was reintroduced without a closing event: its own file is closed all the same.
        if EventKind.CLOSED in kinds or RelationKind.REINTRODUCED_AS in relations:
            return State.CLOSED
        return State.LAPSED if EventKind.LAPSED in kinds else State.OPEN
