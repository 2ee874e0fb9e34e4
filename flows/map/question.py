"""Map a question to the RDF of its record: one named thing after the other, no blank nodes, no clock.

`question_record` reads as the model does (`ontology/README.md`). Things that questions share - persons, parties,
posts, concepts - are only pointed at; `shared` holds what the page says of those that no reviewed table describes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache

from pyoxigraph import Literal, NamedNode

from flows.authority.lookups import Authority
from flows.map.actors import add_actors
from flows.map.rdf import Record, day, tagged, whole
from flows.map.texts import add_texts
from flows.map.topics import add_topics
from flows.model import Capture, RelationKind, TargetKind, WrittenQuestion
from flows.vocabulary import (
    DCTERMS,
    ELI,
    ELI_DL,
    LANG,
    LANGUAGE_CODES,
    PROV,
    RDF,
    RESOURCE_TYPE,
    SPDX,
    XSD,
    Iris,
    below,
)  # fmt: skip

PROPERTIES = {
    RelationKind.ALSO_ASKED_AS: "alsoAskedAs",
    RelationKind.REINTRODUCES: "reintroduces",
    RelationKind.REINTRODUCED_AS: "reintroducedAs",
    RelationKind.REQUALIFIED_FROM: "requalifiedFrom",
    RelationKind.REQUALIFIED_AS: "requalifiedAs",
    RelationKind.RELATED_TO: "relatedTo",
}


def question_record(
    question: WrittenQuestion,
    captures: Sequence[Capture],
    authority: Authority,
    iris: Iris,
    *,
    first_seen: datetime | None = None,
) -> Record:
    """The record of a question read from `captures`; the same input gives the same triples.

    `first_seen` is when any page of the question was first received, if that was before these captures.
    """
    record = Record(question.number)
    mapper = _Mapper(question, captures, iris, record)
    mapper.question()
    mapper.received(first_seen)
    add_actors(record, question, authority, iris)
    add_topics(record, question, authority, iris)
    mapper.chronology()
    mapper.relations()
    add_texts(record, question, captures, iris)
    mapper.provenance()
    return record


@dataclass(frozen=True)
class _Mapper:
    """The steps of `question_record`, which share their input."""

    asked: WrittenQuestion
    captures: Sequence[Capture]
    iris: Iris
    record: Record

    @cached_property
    def node(self) -> NamedNode:
        return self.iris.question(self.asked.number)

    def question(self) -> None:
        """Number, dates, titles, state, and what follows from the dates."""
        asked, node, add, pq = self.asked, self.node, self.record.add, self.iris.pq
        add(node, RDF["type"], pq["WrittenQuestion"])
        add(node, ELI["work_type"], RESOURCE_TYPE["QUEST_WRITTEN"])
        add(node, DCTERMS["identifier"], Literal(asked.number))
        add(node, ELI["number"], Literal(asked.number.partition("-")[2]))
        add(node, ELI_DL["parliamentary_term"], self.iris.legislature(asked.legislature))
        add(node, ELI["date_document"], day(asked.date))
        add(node, DCTERMS["title"], *tagged(asked.subject))
        add(node, pq["state"], self.iris.concept("question-state", asked.state))
        if asked.original_language:
            add(node, pq["originalLanguage"], LANG[LANGUAGE_CODES[asked.original_language]])
        if asked.deadline:
            add(node, pq["answerDeadline"], day(asked.deadline))
        if asked.answered_on:
            add(node, pq["answeredOn"], day(asked.answered_on))
            add(node, pq["daysToAnswer"], whole((asked.answered_on - asked.date).days))
            if asked.deadline:
                late = max(0, (asked.answered_on - asked.deadline).days)
                add(node, pq["daysLate"], whole(late))
                add(node, pq["answeredOnTime"], Literal(late == 0))

    def received(self, first_seen: datetime | None) -> None:
        """When a page of the question, and when its newest content, was first received."""
        times = sorted(capture.first_seen for capture in self.captures)
        if times:
            first = min(times[0], first_seen or times[0])
            self.record.add(self.node, DCTERMS["issued"], _moment(first))
            self.record.add(self.node, DCTERMS["modified"], _moment(times[-1]))

    def chronology(self) -> None:
        """The events; one whose label is not known is reported and not published."""
        add, seen = self.record.add, dict[str, int]()
        for order, event in enumerate(self.asked.events, 1):
            if event.kind is None:
                continue
            name = f"{event.date}/{event.kind}"
            seen[name] = seen.get(name, 0) + 1
            node = below(self.node, "event", name if seen[name] == 1 else f"{name}-{seen[name]}")
            add(self.node, self.iris.pq["hasEvent"], node)
            add(node, RDF["type"], self.iris.pq["ChronologyEvent"])
            add(node, ELI_DL["activity_date"], day(event.date))
            add(node, ELI_DL["had_activity_type"], self.iris.concept("event-kind", event.kind))
            add(node, ELI_DL["activity_order"], whole(order))
            add(node, ELI_DL["activity_label"], Literal(event.label, language=event.language))
            if event.deadline:
                add(node, self.iris.pq["setsDeadline"], day(event.deadline))

    def relations(self) -> None:
        """Other questions that this one is tied to; of the other one only its identifier is said."""
        targets = {
            TargetKind.WRITTEN_QUESTION: self.iris.question,
            TargetKind.ORAL_QUESTION: self.iris.oral_question,
            TargetKind.REQUEST_FOR_EXPLANATION: self.iris.request_for_explanation,
        }
        for relation in self.asked.relations:
            if relation.kind is None:
                continue
            target = targets[relation.target_kind](relation.target)
            self.record.add(self.node, self.iris.pq[PROPERTIES[relation.kind]], target)
            self.record.add(target, DCTERMS["identifier"], Literal(relation.target))
        for number in self.asked.references:
            target = self.iris.question(number)
            self.record.add(self.node, self.iris.pq["refersTo"], target)
            self.record.add(target, DCTERMS["identifier"], Literal(number))

    def provenance(self) -> None:
        """The pages the question was read from."""
        add = self.record.add
        for capture in self.captures:
            node = self.iris.capture(capture.sha256)
            checksum = below(node, "checksum")
            add(self.node, PROV["wasDerivedFrom"], node)
            add(node, RDF["type"], self.iris.pq["Capture"])
            add(node, DCTERMS["source"], NamedNode(capture.address))
            add(node, self.iris.pq["firstSeen"], _moment(capture.first_seen))
            add(node, SPDX["checksum"], checksum)
            add(checksum, RDF["type"], SPDX["Checksum"])
            add(checksum, SPDX["algorithm"], SPDX["checksumAlgorithm_sha256"])
            add(checksum, SPDX["checksumValue"], Literal(capture.sha256, datatype=XSD["hexBinary"]))


@lru_cache(maxsize=4096)
def _moment(time: datetime) -> Literal:
    """A time in universal time, to the second."""
    return Literal(time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=XSD["dateTime"])
