"""Map a question to the RDF of its record: one named thing after the other, no blank nodes, no clock.

`question_record` reads as the model does (`ontology/README.md`). Things that questions share - persons, parties,
concepts - are only pointed at; `shared` holds what is known of those that no reviewed table describes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from pyoxigraph import Literal, NamedNode, Triple

from flows.authority import Authority
from flows.map_texts import add_texts
from flows.model import (
    Capture,
    Issue,
    RelationKind,
    TargetKind,
    WrittenQuestion,
)
from flows.rdf import Record, day, tagged, whole
from flows.vocabulary import (
    DCTERMS,
    ELI,
    ELI_DL,
    EV,
    FOAF,
    LANG,
    LANGUAGE_CODES,
    ORG,
    PROV,
    RDF,
    RESOURCE_TYPE,
    ROLE,
    SCHEMA,
    SKOS,
    SPDX,
    XSD,
    Iris,
    below,
    slug,
)  # fmt: skip

LANGUAGES = ("nl", "fr", "de")
PROPERTIES = {
    RelationKind.ALSO_ASKED_AS: "alsoAskedAs",
    RelationKind.REINTRODUCES: "reintroduces",
    RelationKind.REINTRODUCED_AS: "reintroducedAs",
    RelationKind.REQUALIFIED_FROM: "requalifiedFrom",
    RelationKind.REQUALIFIED_AS: "requalifiedAs",
    RelationKind.RELATED_TO: "relatedTo",
}


def question_record(question: WrittenQuestion, captures: Sequence[Capture], authority: Authority, iris: Iris) -> Record:
    """The record of a question read from `captures`; the same input gives the same triples."""
    mapper = _Mapper(question, captures, authority, iris, Record(question.number))
    mapper.question()
    mapper.author()
    mapper.addressee()
    mapper.topics()
    mapper.chronology()
    mapper.relations()
    add_texts(mapper.record, question, captures, iris)
    mapper.provenance()
    return mapper.record


@dataclass(frozen=True)
class _Mapper:
    """The steps of `question_record`, which share their input."""

    asked: WrittenQuestion
    captures: Sequence[Capture]
    authority: Authority
    iris: Iris
    record: Record

    @property
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

    def author(self) -> None:
        """Who asked, and for which party on that day."""
        asked, add, pq = self.asked, self.record.add, self.iris.pq
        if asked.author is None:
            return
        person = self.iris.person(self._person(asked.author))
        participation = self._participation("author", "AUT")
        add(participation, ELI_DL["had_participant_person"], person)
        add(self.node, pq["askedBy"], person)
        label = asked.author
        if asked.party:
            party = self.iris.party(self._party(asked.party))
            add(participation, ELI_DL["participation_in_name_of"], party)
            add(self.node, pq["askedOnBehalfOf"], party)
            label = f"{asked.author} ({asked.party})"
        add(participation, pq["sourceLabel"], Literal(label))

    def _participation(self, name: str, role: str) -> NamedNode:
        node = below(self.node, "participation", name)
        self.record.add(self.node, ELI_DL["had_participation"], node)
        self.record.add(node, RDF["type"], ELI_DL["Participation"])
        self.record.add(node, ELI_DL["participation_role"], ROLE[role])
        return node

    def _person(self, name: str) -> str:
        if known := self.authority.person(name):
            return known
        self._issue("person-unknown", f"'{name}'")
        node = self.iris.person(slug(name))
        self._share(node, RDF["type"], FOAF["Person"], SCHEMA["Person"])
        self._share(node, FOAF["name"], Literal(name))
        return slug(name)

    def _party(self, label: str) -> str:
        if known := self.authority.party(label, self.asked.date):
            return known
        self._issue("party-unknown", f"'{label}' on {self.asked.date}")
        node = self.iris.party(slug(label))
        self._share(node, RDF["type"], self.iris.pq["Party"], ORG["Organization"])
        self._share(node, SKOS["prefLabel"], *tagged({"nl": label, "fr": label}))
        return slug(label)

    def addressee(self) -> None:
        """To which post the question was put, and who held it on that day, where the tables tell."""
        asked, add, pq = self.asked, self.record.add, self.iris.pq
        if not asked.addressee:
            return
        participation = self._participation("addressee", "ADDRESSEE")
        add(participation, pq["sourceLabel"], *tagged(asked.addressee))
        posts = {language: self.authority.post(line, language) for language, line in asked.addressee.items()}
        for language, known in posts.items():
            if known is None:
                self._issue("post-unknown", f"'{asked.addressee[language]}' ({language})")
        found = sorted({post for post in posts.values() if post})
        if len(found) > 1:
            self._issue("post-differs", f"the languages name {' and '.join(found)}; none is published")
        if len(found) != 1:
            return
        add(participation, pq["inPost"], self.iris.post(found[0]))
        add(self.node, pq["addressedTo"], self.iris.post(found[0]))
        if holder := self.authority.holder(found[0], asked.date):
            add(participation, pq["inGovernment"], self.iris.government(holder.government))
            add(participation, ELI_DL["had_participant_person"], self.iris.person(holder.person))

    def topics(self) -> None:
        """The descriptors as printed, and the concept of each."""
        for language, words in self.asked.keywords.items():
            self.record.add(self.node, self.iris.pq["keyword"], *[Literal(word, language=language) for word in words])
        for pair in self._pairs():
            self.record.add(self.node, DCTERMS["subject"], *self._concepts(pair))

    def _pairs(self) -> list[dict[str, str]]:
        """Each descriptor by language: the lists of a bilingual page run parallel when they are equally long."""
        lists = self.asked.keywords
        if len({len(words) for words in lists.values()}) == 1:
            return [dict(zip(lists, words, strict=True)) for words in zip(*lists.values(), strict=True)]
        return [{language: word} for language, words in lists.items() for word in words]

    def _concepts(self, pair: Mapping[str, str]) -> list[NamedNode]:
        found = {known for language, word in pair.items() if (known := self.authority.concept(word, language))}
        if len(found) > 1:
            words = " and ".join(f"'{word}' ({language})" for language, word in pair.items())
            self._issue("keyword-pair-differs", f"{words} are the EuroVoc concepts {' and '.join(sorted(found))}")
        if found:
            return [EV[concept] for concept in sorted(found)]
        language = min(pair, key=lambda one: LANGUAGES.index(one))  # the Dutch word names the concept if it can
        node = self.iris.keyword(language, pair[language])
        self._issue("keyword-without-eurovoc", ", ".join(f"'{word}' ({one})" for one, word in pair.items()))
        self._share(node, RDF["type"], SKOS["Concept"])
        self._share(node, SKOS["inScheme"], self.iris.keyword_scheme())
        self._share(node, SKOS["prefLabel"], *tagged(pair))
        return [node]

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
            seen = capture.first_seen.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            add(self.node, PROV["wasDerivedFrom"], node)
            add(node, RDF["type"], self.iris.pq["Capture"])
            add(node, DCTERMS["source"], NamedNode(capture.address))
            add(node, self.iris.pq["firstSeen"], Literal(seen, datatype=XSD["dateTime"]))
            add(node, SPDX["checksum"], checksum)
            add(checksum, RDF["type"], SPDX["Checksum"])
            add(checksum, SPDX["algorithm"], SPDX["checksumAlgorithm_sha256"])
            add(checksum, SPDX["checksumValue"], Literal(capture.sha256, datatype=XSD["hexBinary"]))

    def _share(self, subject: NamedNode, predicate: NamedNode, *values: NamedNode | Literal) -> None:
        self.record.shared.extend(Triple(subject, predicate, value) for value in values)

    def _issue(self, code: str, message: str) -> None:
        self.record.issues.append(Issue(code, message))
