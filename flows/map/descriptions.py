"""Put together what is said of the things that questions share: each triple once, and which things have been described.

What stands in which table is known to `things` and its parts; here are only the ways in which a row becomes triples.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from flows.map.rdf import day, tagged
from flows.vocabulary import RDF, SCHEMA, SKOS, WIKIDATA, Iris

LANGUAGES = ("nl", "fr", "en", "de")


@dataclass
class Descriptions:
    """Triples in the order in which they were stated; `used` grows by what a described thing brings along."""

    iris: Iris
    used: set[str]
    triples: dict[Triple, None] = field(default_factory=dict)
    described: set[NamedNode] = field(default_factory=set)

    def thing(self, node: NamedNode, *kinds: NamedNode) -> bool:
        """Begin the description of a thing of these classes; False when it has been described."""
        if node in self.described:
            return False
        self.described.add(node)
        self.state(node, RDF["type"], *kinds)
        return True

    def state(self, node: NamedNode, predicate: NamedNode, *values: NamedNode | Literal) -> None:
        """State one triple for each value."""
        self.triples.update((Triple(node, predicate, value), None) for value in values)

    def labels(self, node: NamedNode, texts: Mapping[str, str]) -> None:
        """The preferred labels of a thing, out of a row with a column for each language."""
        self.state(node, SKOS["prefLabel"], *tagged({one: texts[one] for one in LANGUAGES if texts.get(one)}))

    def others(self, node: NamedNode, language: str, names: Iterable[str], preferred: str) -> None:
        """The other names of a thing in a language."""
        self.state(node, SKOS["altLabel"], *[Literal(one, language=language) for one in names if one != preferred])

    def same(self, node: NamedNode, row: Mapping[str, str]) -> None:
        """The Wikidata item of a thing, where its row has one."""
        if row["wikidata"]:
            self.state(node, SCHEMA["sameAs"], WIKIDATA[row["wikidata"]])

    def days(self, node: NamedNode, row: Mapping[str, str]) -> None:
        """The beginning and the end of a thing, where its row has them."""
        for column, term in (("from", "startDate"), ("until", "endDate")):
            if row[column]:
                self.state(node, SCHEMA[term], day(date.fromisoformat(row[column])))
