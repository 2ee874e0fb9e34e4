"""Describe the things that questions share: persons, parties, posts, governments, concepts, legislatures.

Only what the records of a release point at is described, from the reviewed tables; of what no table knows, the
records themselves say what was printed. Party membership is stated with the days it was seen on. What was merged
leads to what it is now. People and organisations are described in `things_actors`, concepts in `things_topics`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Triple

from flows.authority.lookups import Authority
from flows.map.descriptions import Descriptions
from flows.map.rdf import day
from flows.map.things_actors import describe_actors
from flows.map.things_topics import describe_topics
from flows.vocabulary import DCTERMS, ELI, ELI_DL, EV, ORG, SKOS, XSD, Iris, subject_of


@dataclass
class Usage:
    """What records point at: the IRIs of shared things, what the records themselves say of them, and who sat for whom.

    `seen` has the first and the last day on which a person asked for a party or group, by their two IRIs.
    """

    iris: set[str] = field(default_factory=set)
    shared: set[Triple] = field(default_factory=set)
    seen: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def merge(self, other: Usage) -> None:
        """Take in the usage of other records."""
        self.iris |= other.iris
        self.shared |= other.shared
        for pair, (first, last) in other.seen.items():
            self.saw(pair, first, last)

    def saw(self, pair: tuple[str, str], first: str, last: str) -> None:
        """Take in that a person asked for a party on these days."""
        known = self.seen.get(pair, (first, last))
        self.seen[pair] = min(first, known[0]), max(last, known[1])


def usage_of(triples: Iterable[Triple], shared: Iterable[Triple], iris: Iris) -> Usage:
    """The usage of one record, out of its own triples and those of the things it shares."""
    usage, kinds, pq = Usage(shared=set(shared)), _kinds(iris), iris.pq
    asked_by, on_behalf_of, person, party, asked = pq["askedBy"], pq["askedOnBehalfOf"], "", "", ""
    for triple in triples:
        value = triple.object
        if isinstance(value, NamedNode):
            if value.value.startswith(kinds):
                usage.iris.add(value.value)
            person = value.value if triple.predicate == asked_by else person
            party = value.value if triple.predicate == on_behalf_of else party
        elif triple.predicate == ELI["date_document"] and isinstance(value, Literal):
            # An answer's day is no day on which anybody asked.
            asked = asked if "/answer/" in subject_of(triple).value else value.value
    if person and party:
        usage.saw((person, party), asked, asked)
    return usage


@lru_cache(maxsize=4)
def _kinds(iris: Iris) -> tuple[str, ...]:
    """What the IRIs of shared things begin with."""
    names = ("person", "party", "group", "post", "portfolio", "government")
    return (
        EV, *(iris.at(f"id/{name}/").value for name in names), iris.keyword_scheme().value,
        iris.at("id/legislature/").value, iris.oral_question("").value, iris.request_for_explanation("").value,
    )  # fmt: skip


def describe(usage: Usage, authority: Authority, iris: Iris) -> list[Triple]:
    """The triples of all shared things that a release uses, each once."""
    merged = _replacements(authority.tables["replacements"], iris)
    pointed = {one.object.value for one in usage.shared if isinstance(one.object, NamedNode)}
    said = Descriptions(iris, usage.iris | {iri for iri in pointed if iri.startswith(_kinds(iris))})
    said.used |= {new for old, new in merged.items() if old in said.used}
    _other_questions(said)
    _legislatures(said, authority)
    describe_actors(said, authority)
    describe_topics(said, authority, usage.shared)
    groups = {key for key, row in authority.tables["parties"].items() if row["kind"] == "group"}
    _memberships(said, usage.seen, merged, groups)
    _unreviewed(said, usage.shared, merged)
    for old, new in sorted(merged.items()):
        if {old, new} & said.used and NamedNode(old) not in said.described:
            said.state(NamedNode(old), DCTERMS["isReplacedBy"], NamedNode(new))
    return list(said.triples)


def _replacements(table: Mapping[str, Mapping[str, str]], iris: Iris) -> dict[str, str]:
    """What stands now for each IRI that was merged, over any number of merges."""
    steps = {old: row["new"] for old, row in table.items()}
    found = {}
    for old in steps:
        way = [old]
        while way[-1] in steps and steps[way[-1]] not in way:
            way.append(steps[way[-1]])
        found[iris.at(old).value] = iris.at(way[-1]).value
    return found


def _other_questions(said: Descriptions) -> None:
    """The oral questions and requests for explanation that written questions came from or became."""
    kinds = {
        said.iris.oral_question("").value: "OralQuestion",
        said.iris.request_for_explanation("").value: "RequestForExplanation",
    }
    for iri in sorted(said.used):
        kind = next((kind for prefix, kind in kinds.items() if iri.startswith(prefix)), None)
        if kind:
            node, number = NamedNode(iri), iri.rpartition("/")[2]
            said.thing(node, said.iris.pq[kind])
            said.state(node, DCTERMS["identifier"], Literal(number))
            term = said.iris.legislature(int(number.partition("-")[0]))
            said.state(node, ELI_DL["parliamentary_term"], term)
            said.used.add(term.value)  # its legislature is described too


def _legislatures(said: Descriptions, authority: Authority) -> None:
    for key, row in authority.tables["legislatures"].items():
        node = said.iris.legislature(int(key))
        if node.value not in said.used:
            continue
        said.thing(node, said.iris.pq["Legislature"])
        said.state(node, ELI["number"], Literal(key))
        chamber = Literal(row["chamber"], datatype=XSD["integer"])
        said.state(node, said.iris.pq["chamberLegislature"], chamber)
        first = key == "1"
        names = {
            "nl": f"{key}{'ste' if first or key == '8' else 'de'} zittingsperiode van de Senaat",
            "fr": f"{key}{'re' if first else 'e'} législature du Sénat",
            "en": f"Legislature {key} of the Senate",
        }
        said.labels(node, names)


def _memberships(
    said: Descriptions, seen: Mapping[tuple[str, str], tuple[str, str]], merged: Mapping[str, str], groups: set[str]
) -> None:
    """Who was seen to sit for whom; what was merged since the record was made counts as what it is now.

    The name of a group that is printed on a day on which the table has no such group stands for a party of that name,
    and two memberships must not have one IRI.
    """
    found = Usage()
    for (person, party), (first, last) in seen.items():
        found.saw((merged.get(person, person), merged.get(party, party)), first, last)
    for (person, party), (first, last) in sorted(found.seen.items()):
        kind, key = party.split("/")[-2:]
        node = said.iris.membership(
            person.rpartition("/")[2], f"{key}-{kind}" if kind == "party" and key in groups else key
        )
        said.thing(node, ORG["Membership"])
        said.state(node, ORG["member"], NamedNode(person))
        said.state(node, ORG["organization"], NamedNode(party))
        said.state(node, said.iris.pq["observedFrom"], day(date.fromisoformat(first)))
        said.state(node, said.iris.pq["observedUntil"], day(date.fromisoformat(last)))


def _unreviewed(said: Descriptions, shared: Iterable[Triple], merged: Mapping[str, str]) -> None:
    """What records say of things that no table knows; of two labels in one language the second is alternative.

    A French keyword that pages pair with two Dutch ones is replaced by neither.
    """
    taken: set[tuple[NamedNode, str]] = set()
    replaced: dict[NamedNode, list[NamedNode | Literal]] = {}
    for triple in sorted(shared, key=str):
        node, value = subject_of(triple), triple.object
        assert isinstance(value, NamedNode | Literal)
        if node in said.described or node.value in merged:
            continue
        if triple.predicate == DCTERMS["isReplacedBy"]:
            replaced.setdefault(node, []).append(value)
        elif triple.predicate == SKOS["prefLabel"] and isinstance(value, Literal) and value.language:
            term = SKOS["altLabel" if (node, value.language) in taken else "prefLabel"]
            taken.add((node, value.language))
            said.state(node, term, value)
        else:
            said.state(node, triple.predicate, value)
    for node, values in replaced.items():
        if len(values) == 1:
            said.state(node, DCTERMS["isReplacedBy"], *values)
