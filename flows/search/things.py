"""The things that questions share, as `vocabulary.ttl` of a release describes them: names, kinds, domains."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat

from flows.vocabulary import DCTERMS, ELI, EV, FOAF, RDF, SKOS, Iris

KINDS = {
    "id/person/": "person", "id/party/": "party", "id/group/": "party", "id/post/": "post",
    "id/portfolio/": "portfolio", "id/government/": "government", "id/legislature/": "legislature",
    "auth/keyword/": "topic",
}  # fmt: skip


@dataclass
class Thing:
    """A thing: names by language ("" for one in none), other names, and what it belongs to, as IRIs."""

    iri: str
    kind: str = ""
    names: dict[str, str] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)
    notation: str = ""
    portfolios: list[str] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    replaced_by: str = ""

    def name(self, language: str) -> str | None:
        """Its name in a language, or the one that is in none."""
        return self.names.get(language) or self.names.get("")

    def spellings(self) -> list[tuple[str, str]]:
        """Every name of it with its language."""
        return [*self.names.items(), *self.others]


def read_things(vocabulary: Path, iris: Iris) -> dict[str, Thing]:
    """Every thing of a kind that questions are about, by its IRI, in order."""
    prefixes = {f"{iris.base}{path}": kind for path, kind in KINDS.items()}
    found: dict[str, Thing] = {}
    fields: set[str] = set()
    for quad in pyoxigraph.parse(path=str(vocabulary), format=RdfFormat.TURTLE):
        if not isinstance(quad.subject, NamedNode):
            continue
        thing = found.setdefault(quad.subject.value, Thing(quad.subject.value))
        if quad.predicate == RDF["type"] and quad.object == SKOS["ConceptScheme"]:
            fields.add(thing.iri)
        _state(thing, quad.predicate, quad.object, iris)
    domains = {domain for thing in found.values() for domain in thing.domains}
    for thing in found.values():
        thing.kind = next((kind for prefix, kind in prefixes.items() if thing.iri.startswith(prefix)), "")
        if thing.iri.startswith(EV):
            thing.kind = "domain" if thing.iri in domains else "microthesaurus" if thing.iri in fields else "topic"
    return {iri: thing for iri, thing in sorted(found.items()) if thing.kind}


def standing(things: dict[str, Thing], iri: str) -> str:
    """What stands now for a thing: itself, or what it was merged into."""
    thing = things.get(iri)
    return thing.replaced_by if thing and thing.replaced_by and not iri.startswith(EV) else iri


def _state(thing: Thing, predicate: NamedNode, value: object, iris: Iris) -> None:
    if isinstance(value, Literal):
        if predicate in (SKOS["prefLabel"], FOAF["name"]):
            thing.names[value.language or ""] = value.value
        elif predicate == SKOS["altLabel"]:
            thing.others.append((value.language or "", value.value))
        elif predicate in (SKOS["notation"], ELI["number"]):
            thing.notation = value.value
    elif isinstance(value, NamedNode):
        if predicate == iris.pq["portfolio"]:
            thing.portfolios.append(value.value)
        elif predicate == iris.pq["domain"]:
            thing.domains.append(value.value)
        elif predicate == DCTERMS["isReplacedBy"]:
            thing.replaced_by = value.value
