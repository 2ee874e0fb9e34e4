"""What a difference between two releases means for a question, and what a reader wants to know of it.

A question is new, got an answer, was corrected on its page, was described anew by us from the same page, or is gone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat

from flows.releases.quads import Graph, Pair
from flows.vocabulary import DCTERMS, ELI, EV, FOAF, SKOS, Iris


class Kind(StrEnum):
    """What became of a question."""

    NEW = "new"
    ANSWERED = "answered"
    CORRECTED = "corrected"
    DESCRIBED = "described"
    REMOVED = "removed"


TOLD = frozenset({Kind.NEW, Kind.ANSWERED, Kind.CORRECTED, Kind.REMOVED})  # what is news to a reader
# Matches subject, predicate and object of a quad; an object may hold blanks.
QUAD = re.compile(rb"^<([^>]*)> <([^>]*)> (.*) <[^>]*> \.$", re.MULTILINE)
# Matches the time in "<…/dc/terms/modified> "2026-11-23T02:30:00Z"^^<…>"; within a text a quote is escaped.
MODIFIED = re.compile(rb'/dc/terms/modified> "([^"]*)"')
# What of a question changed, by the predicates that say it; the first that has one names it.
ASPECTS = {
    "title": {"title"},
    "text": {"text", "citesUrl", "refersTo", "has_part", "answersPart", "number", "position"},
    "state": {"state", "answeredOn", "daysToAnswer", "daysLate", "answeredOnTime", "answerDeadline", "answerKind"},
    "chronology": {
        "hasEvent", "activity_date", "activity_label", "activity_order", "had_activity_type", "setsDeadline",
    },
    "author": {"askedBy", "askedOnBehalfOf", "participation_in_name_of"},
    "addressee": {"addressedTo", "inPost", "had_participant_person"},
    "topics": {"keyword", "subject"},
    "relations": {"alsoAskedAs", "reintroduces", "reintroducedAs", "requalifiedFrom", "requalifiedAs", "relatedTo"},
    "language": {"originalLanguage", "expressionStatus", "is_realized_by"},
}  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """A party, portfolio, topic or keyword with a feed of its own: its place below `by/` and its labels by language."""

    path: str
    labels: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class Event:
    """Something that a reader may want to know of a question."""

    number: str
    kind: str
    titles: Mapping[str, str] = field(hash=False)
    asked: str = ""
    author: str = ""
    parties: tuple[Thing, ...] = ()
    portfolios: tuple[Thing, ...] = ()
    topics: tuple[Thing, ...] = ()
    posts: tuple[Mapping[str, str], ...] = field(default=(), hash=False)
    answers: int = 0
    changed: tuple[str, ...] = ()

    @property
    def things(self) -> tuple[Thing, ...]:
        """All that it belongs under."""
        return (*self.parties, *self.portfolios, *self.topics)

    def json(self) -> dict[str, Any]:
        """The event as it stands in `events.json`."""
        return {name: value for name, value in asdict(self).items() if value}


def read_event(said: Mapping[str, Any]) -> Event:
    """The event that stands in `events.json`."""
    found: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    things = {name: tuple(Thing(**one) for one in said.get(name, ())) for name in ("parties", "portfolios", "topics")}
    return Event(**{**found, **things})


def kind_of(pair: Pair) -> Kind:
    """What became of a question whose graph differs."""
    before, after = pair
    if before is None or after is None:
        return Kind.NEW if before is None else Kind.REMOVED
    if _values(after, "hasAnswer") - _values(before, "hasAnswer"):
        return Kind.ANSWERED
    has_new_page = _values(after, "wasDerivedFrom") != _values(before, "wasDerivedFrom")
    return Kind.CORRECTED if has_new_page and changed(pair) else Kind.DESCRIBED


def changed(pair: Pair) -> tuple[str, ...]:
    """What of a question changed, in words that the feeds translate; empty when only its pages are other ones."""
    lines = [graph.lines if graph else frozenset[bytes]() for graph in pair]
    seen = {_local(said[2].decode()) for line in lines[0] ^ lines[1] if (said := QUAD.match(line))}
    return tuple(aspect for aspect, names in ASPECTS.items() if names & seen)


def newest_page(graph: Graph) -> str:
    """When the newest content of a question's pages was first received, like 2026-11-23T02:30:00Z; may be empty."""
    return max(MODIFIED.findall(graph.data), default=b"").decode()


def _values(graph: Graph, name: str) -> set[bytes]:
    """The links of a property that the question has, as they are written."""
    return set(re.findall(rf"[#/]{name}> (<\S+>) <".encode(), graph.data))


def _local(predicate: str) -> str:
    return re.split("[#/]", predicate)[-1]


@dataclass(frozen=True)
class Described:
    """The things that questions of a release share, as far as a reader needs them: labels, and whose post it is."""

    turtle: bytes
    iris: Iris
    labels: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    portfolios: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Read them."""
        names = (SKOS["prefLabel"], FOAF["name"])
        for quad in pyoxigraph.parse(self.turtle, format=RdfFormat.TURTLE):
            subject, value = quad.subject, quad.object
            if isinstance(value, Literal) and quad.predicate in names and isinstance(subject, NamedNode):
                self.labels[subject.value][value.language or ""] = value.value
            elif quad.predicate == self.iris.pq["portfolio"] and isinstance(value, NamedNode):
                self.portfolios[str(getattr(subject, "value", ""))].append(value.value)

    def event(self, pair: Pair, kind: Kind) -> Event:
        """What a reader wants to know of a question whose graph differs."""
        graph = pair[1] or pair[0]
        assert graph is not None
        question = _Question(graph, self.iris)
        posts = question.links(self.iris.pq["addressedTo"])
        portfolios = sorted({one for post in posts for one in self.portfolios.get(post, ())})
        author = [name for one in question.links(self.iris.pq["askedBy"]) for name in self._labels(one).values()]
        more = kind is Kind.ANSWERED and len(_values(graph, "hasAnswer"))
        return Event(
            graph.number, kind, question.titles, question.asked, ", ".join(author),
            self._things(question.links(self.iris.pq["askedOnBehalfOf"])), self._things(portfolios),
            self._things(one for one in question.links(DCTERMS["subject"]) if one.startswith((EV, self._keywords))),
            tuple(self._labels(post) for post in posts), int(more),
            changed(pair) if kind is Kind.CORRECTED else (),
        )  # fmt: skip

    def _things(self, found: Iterable[str]) -> tuple[Thing, ...]:
        return tuple(Thing(self._path(iri), self._labels(iri)) for iri in found)

    @property
    def _keywords(self) -> str:
        """What the IRIs of the Senate's own keywords begin with."""
        return f"{self.iris.keyword_scheme().value}/"

    def _path(self, iri: str) -> str:
        """What the thing's IRI ends in: "party/open-vld", "topic/2628", "keyword/nl/cybercriminaliteit"."""
        if iri.startswith(self._keywords):
            return f"keyword/{iri.removeprefix(self._keywords)}"
        return f"topic/{iri.removeprefix(EV)}" if iri.startswith(EV) else iri.removeprefix(f"{self.iris.base}id/")

    def _labels(self, iri: str) -> dict[str, str]:
        return dict(sorted(self.labels.get(iri, {"": iri.rpartition("/")[2]}).items()))


@dataclass(frozen=True)
class _Question:
    """A question's own statements."""

    graph: Graph
    iris: Iris

    @cached_property
    def said(self) -> dict[NamedNode, list[NamedNode | Literal]]:
        node, found = self.iris.question(self.graph.number), defaultdict[NamedNode, list[Any]](list)
        for quad in pyoxigraph.parse(self.graph.data, format=RdfFormat.N_QUADS):
            if quad.subject == node:
                found[quad.predicate].append(quad.object)
        return dict(found)

    def links(self, predicate: NamedNode) -> list[str]:
        return sorted(value.value for value in self.said.get(predicate, ()) if isinstance(value, NamedNode))

    @property
    def titles(self) -> dict[str, str]:
        found = (value for value in self.said.get(DCTERMS["title"], ()) if isinstance(value, Literal))
        return dict(sorted((value.language or "", value.value) for value in found))

    @property
    def asked(self) -> str:
        return min((value.value for value in self.said.get(ELI["date_document"], ())), default="")


def label(labels: Mapping[str, str], language: str) -> str:
    """The label in a language, or in the one that readers of it most likely know."""
    chosen = next((one for one in (language, "nl", "fr", "en", "de") if one in labels), "")
    return labels.get(chosen) or next(iter(labels.values()), "")
