"""A question as an edition shows it: its texts in pieces, its answers, its events and its sources, from its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Triple

from flows.pages.pieces import Piece, Row, pieces_of, rows_of
from flows.pages.reader import Reader, Value
from flows.vocabulary import (
    DCTERMS,
    ELI,
    ELI_DL,
    LANG,
    LANGUAGE_CODES,
    PROV,
    SCHEMA,
    SPDX,
    Iris,
    below,
    subject_of,
)

LANGUAGES = {LANG[code].value: language for language, code in LANGUAGE_CODES.items()}


@dataclass(frozen=True)
class Version:
    """A text in one language: whether it is the original or a translation, what it cites, where the Senate shows it."""

    language: str
    text: str
    pieces: tuple[Piece, ...]
    status: str
    cites: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """An answer; `leads` tells which part of the question a part of it answers."""

    iri: str
    position: int
    kind: str
    date: str
    versions: Mapping[str, Version]
    leads: Mapping[str, str]


@dataclass(frozen=True)
class Event:
    """What happened on a day, as printed and by its kind."""

    iri: str
    date: str
    kind: NamedNode
    label: tuple[str, str]  # with its language


@dataclass(frozen=True)
class Source:
    """A page of the Senate as it was received."""

    iri: str
    address: str
    seen: str
    checksum: str


class Edition:
    """What the record of a question says, ready to be read."""

    def __init__(self, number: str, record: Iterable[Triple], iris: Iris) -> None:
        """Take the triples of a record, which hold at least the question itself."""
        self.number, self.iris = number, iris
        self.iri = iris.question(number)
        self._said: dict[tuple[NamedNode, NamedNode], list[Value]] = {}
        for triple in record:
            if isinstance(triple.object, NamedNode | Literal):
                self._said.setdefault((subject_of(triple), triple.predicate), []).append(triple.object)

    def values(self, node: NamedNode, predicate: NamedNode) -> list[Value]:
        """The values of a property in the record."""
        return self._said.get((node, predicate), [])

    def nodes(self, node: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """The things that a property leads to, sorted."""
        found = (one for one in self.values(node, predicate) if isinstance(one, NamedNode))
        return sorted(found, key=lambda one: one.value)

    def node(self, node: NamedNode, predicate: NamedNode) -> NamedNode | None:
        """The thing that a property leads to."""
        return next(iter(self.nodes(node, predicate)), None)

    def text(self, node: NamedNode, predicate: NamedNode) -> str:
        """The one value of a property, "" when there is none."""
        return next((one.value for one in self.values(node, predicate)), "")

    def texts(self, node: NamedNode, predicate: NamedNode) -> dict[str, str]:
        """The values of a property by language."""
        found = self.values(node, predicate)
        return {one.language: one.value for one in found if isinstance(one, Literal) and one.language}

    def own(self, name: str) -> str:
        """The value of a property of ours of the question."""
        return self.text(self.iri, self.iris.pq[name])

    @property
    def titles(self) -> dict[str, str]:
        """The titles by language."""
        return self.texts(self.iri, DCTERMS["title"])

    @property
    def date(self) -> str:
        """The day it was put."""
        return self.text(self.iri, ELI["date_document"])

    @property
    def state(self) -> str:
        """The name of its state, like "answered"."""
        return self.own("state").rpartition("/")[2]

    @property
    def language(self) -> str:
        """The language it was put in, "" when not known."""
        return LANGUAGES.get(self.own("originalLanguage"), "")

    @property
    def days_late(self) -> int | None:
        """By how many days the answer was late, negative when it was early; None when that is not known."""
        return int(late) if (late := self.own("daysLate")) else None

    @cached_property
    def versions(self) -> Mapping[str, Version]:
        """The question in each language that it has."""
        return self._versions(self.iri)

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """The answers in their order."""
        found = (self._answer(node) for node in self.nodes(self.iri, self.iris.pq["hasAnswer"]))
        return tuple(sorted(found, key=lambda answer: answer.position))

    @property
    def languages(self) -> list[str]:
        """The languages in which there is any text, in the order of Belgium's."""
        found = {*self.versions, *(language for answer in self.answers for language in answer.versions)}
        return [language for language in LANGUAGE_CODES if language in found]

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The chronology in its order."""
        nodes = self.nodes(self.iri, self.iris.pq["hasEvent"])
        return tuple(sorted(map(self._event, nodes), key=lambda one: (one.date, self._order(one.iri))))

    @property
    def cites(self) -> list[str]:
        """The addresses that its texts and those of its answers name, each once."""
        every = [*self.versions.values(), *(one for answer in self.answers for one in answer.versions.values())]
        return [*dict.fromkeys(address for version in every for address in version.cites)]

    @property
    def sources(self) -> list[Source]:
        """The pages that it was read from, in the order in which they came."""
        found = (self._source(node) for node in self.nodes(self.iri, PROV["wasDerivedFrom"]))
        return sorted(found, key=lambda one: (one.seen, one.address))

    def aligned(self) -> tuple[Answer | None, list[Row]]:
        """The answer whose parts answer those of the question, and both side by side; None when there is none."""
        for answer in sorted(self.answers, key=lambda one: -len(one.leads)):
            asked = {language: version.pieces for language, version in self.versions.items()}
            answered = {language: version.pieces for language, version in answer.versions.items()}
            rows = rows_of(asked, answered, answer.leads) if answer.leads else []
            if rows:
                return answer, rows
        return None, []

    def printed(self, role: str) -> dict[str, str]:
        """The line of the author or the addressee as the page prints it, by language."""
        return self.texts(below(self.iri, "participation", role), self.iris.pq["sourceLabel"])

    def addressee(self, predicate: NamedNode) -> NamedNode | None:
        """The person or government that the addressee was on that day."""
        return self.node(below(self.iri, "participation", "addressee"), predicate)

    # -- the parts of it ----------------------------------------------------------------------------

    def _versions(self, work: NamedNode) -> dict[str, Version]:
        parts = sorted(self.nodes(work, ELI["has_part"]), key=self._position)
        found = (self._version(node, parts) for node in self.nodes(work, ELI["is_realized_by"]))
        versions = {version.language: version for version in found}
        return {language: versions[language] for language in LANGUAGE_CODES if language in versions}

    def _version(self, node: NamedNode, parts: list[NamedNode]) -> Version:
        language = LANGUAGES.get(self.text(node, ELI["language"]), "")
        text = self.text(node, SCHEMA["text"])
        cut = ((part.value, self.texts(part, SCHEMA["text"]).get(language, "")) for part in parts)
        pages = (page.value for one in self.nodes(node, ELI["is_embodied_by"])
                 for page in self.nodes(one, ELI["is_exemplified_by"]))  # fmt: skip
        return Version(
            language, text, tuple(pieces_of(text, cut)),
            self.text(node, self.iris.pq["expressionStatus"]).rpartition("/")[2],
            tuple(one.value for one in self.nodes(node, self.iris.pq["citesUrl"])), tuple(pages),
        )  # fmt: skip

    def _answer(self, node: NamedNode) -> Answer:
        return Answer(
            node.value, self._position(node), self.text(node, self.iris.pq["answerKind"]).rpartition("/")[2],
            self.text(node, ELI["date_document"]), self._versions(node), dict(self._leads(node)),
        )  # fmt: skip

    def _leads(self, answer: NamedNode) -> Iterator[tuple[str, str]]:
        for part in self.nodes(answer, ELI["has_part"]):
            if asked := self.nodes(part, self.iris.pq["answersPart"]):
                yield part.value, min(asked, key=self._position).value

    def _position(self, node: NamedNode) -> int:
        return int(self.text(node, SCHEMA["position"]) or 0)

    def _order(self, event: str) -> int:
        return int(self.text(NamedNode(event), ELI_DL["activity_order"]) or 0)

    def _event(self, node: NamedNode) -> Event:
        labels = self.texts(node, ELI_DL["activity_label"])
        kind = self.node(node, ELI_DL["had_activity_type"]) or node
        language, label = next(iter(sorted(labels.items())), ("", ""))
        return Event(node.value, self.text(node, ELI_DL["activity_date"]), kind, (label, language))

    def _source(self, node: NamedNode) -> Source:
        checksum = self.node(node, SPDX["checksum"])
        return Source(
            node.value, self.text(node, DCTERMS["source"]), self.text(node, self.iris.pq["firstSeen"]),
            self.text(checksum, SPDX["checksumValue"]) if checksum else "",
        )  # fmt: skip


def edition_of(reader: Reader, number: str) -> Edition | None:
    """The edition of a question, None when the release has no record of it."""
    record = reader.record(number)
    return Edition(number, record, reader.iris) if record else None
