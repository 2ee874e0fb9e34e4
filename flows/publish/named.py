"""What the flat tables call the things that questions share, read off the vocabulary of a release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from flows.publish.columns import SEPARATOR
from flows.vocabulary import DCTERMS, EV, FOAF, ORG, RDF, SCHEMA, SKOS, WIKIDATA, Iris, subject_of


class Sat(NamedTuple):
    """For whom a person was seen to sit, from which day to which."""

    first: str
    last: str
    party: str


class Named:
    """The vocabulary by IRI and property."""

    def __init__(self, vocabulary: Iterable[Triple], iris: Iris) -> None:
        """Take in all of it."""
        self.pq = iris.pq
        self.said: dict[str, dict[str, list[NamedNode | Literal]]] = {}
        for triple in vocabulary:
            assert isinstance(triple.object, NamedNode | Literal)
            its = self.said.setdefault(subject_of(triple).value, {})
            its.setdefault(triple.predicate.value, []).append(triple.object)

    def values(self, iri: str, term: NamedNode) -> list[str]:
        """The values of a property, sorted."""
        return sorted(value.value for value in self._values(iri, term))

    def label(self, iri: str | None, language: str) -> str | None:
        """What a thing is called in a language; of what was merged, what it is now."""
        for one in self._now(iri) if iri else ():
            for value in self._values(one, SKOS["prefLabel"]):
                if isinstance(value, Literal) and value.language == language:
                    return value.value
        return None

    def labels(self, things: Sequence[str], language: str) -> str | None:
        """What some things are called, as one cell; None when one of them has no name in the language."""
        found = [label for iri in things if (label := self.label(iri, language))]
        return SEPARATOR.join(found) if found and len(found) == len(things) else None

    def name(self, iri: str | None) -> str | None:
        """What a person is called."""
        for one in self._now(iri) if iri else ():
            for name in self.values(one, FOAF["name"]):
                return name
        return None

    def portfolios(self, post: str | None) -> list[str]:
        """The portfolios of a post."""
        return self.values(post, self.pq["portfolio"]) if post else []

    def domains(self, concept: str) -> list[str]:
        """The EuroVoc domains of a concept, in the order of their codes."""
        found = self.values(concept, self.pq["domain"]) if concept.startswith(EV) else []
        return sorted(found, key=self.code)

    def code(self, domain: str) -> str:
        """The code of a domain: "04"."""
        return next(iter(self.values(domain, SKOS["notation"])), "")

    def wikidata(self, iri: str) -> str | None:
        """The Wikidata item of a thing: "Q69745447"."""
        found = [one for one in self.values(iri, SCHEMA["sameAs"]) if one.startswith(WIKIDATA)]
        return found[0].removeprefix(WIKIDATA) if found else None

    def people(self) -> list[str]:
        """Everyone who is described."""
        person = FOAF["Person"]
        return [iri for iri, its in self.said.items() if person in its.get(RDF["type"].value, ())]

    def sat(self) -> dict[str, list[Sat]]:
        """For whom each person was seen to sit, in the order of the days."""
        found: dict[str, list[Sat]] = {}
        for iri, its in self.said.items():
            if ORG["Membership"] in its.get(RDF["type"].value, ()):
                party, first, last, person = (
                    self.values(iri, term)[0]
                    for term in (ORG["organization"], self.pq["observedFrom"], self.pq["observedUntil"], ORG["member"])
                )
                found.setdefault(person, []).append(Sat(first, last, party))
        return {person: sorted(seats) for person, seats in found.items()}

    def _values(self, iri: str, term: NamedNode) -> list[NamedNode | Literal]:
        return self.said.get(iri, {}).get(term.value, [])

    def _now(self, iri: str) -> list[str]:
        return [iri, *self.values(iri, DCTERMS["isReplacedBy"])]
