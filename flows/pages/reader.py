"""Read a served release: what is said of a thing, what points at it, and what things are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from pyoxigraph import Literal, NamedNode, Store, Triple

from flows.pages.beside import beside
from flows.served.release import Served
from flows.vocabulary import DCTERMS, EV, FOAF, RDFS, SKOS, Iris

NAMES = (SKOS["prefLabel"], FOAF["name"], DCTERMS["title"], RDFS["label"])  # the first that a thing has is its name
Value = NamedNode | Literal


@dataclass(frozen=True)
class Reader:
    """The graph of a release and the files beside it, as one."""

    iris: Iris
    stores: tuple[Store, Store]

    def about(self, node: NamedNode) -> list[Triple]:
        """What is said of a thing, each triple once."""
        return [
            *dict.fromkeys(quad.triple for store in self.stores for quad in store.quads_for_pattern(node, None, None))
        ]

    def pointing(self, node: NamedNode, predicate: NamedNode | None = None) -> Iterator[Triple]:
        """What points at a thing; the same may come twice."""
        found = (store.quads_for_pattern(None, predicate, node) for store in self.stores)
        return (quad.triple for quad in chain.from_iterable(found))

    def values(self, node: NamedNode, predicate: NamedNode) -> list[Value]:
        """The values of a property, each once, in no order that means anything."""
        found = (quad.object for store in self.stores for quad in store.quads_for_pattern(node, predicate, None))
        return [*dict.fromkeys(value for value in found if isinstance(value, NamedNode | Literal))]

    def nodes(self, node: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """The things that a property leads to, sorted."""
        return sorted(as_nodes(self.values(node, predicate)), key=lambda one: one.value)

    def text(self, node: NamedNode, predicate: NamedNode) -> str:
        """The one value of a property as text, "" when there is none."""
        return next((value.value for value in self.values(node, predicate)), "")

    def texts(self, node: NamedNode, predicate: NamedNode) -> dict[str, str]:
        """The values of a property by language; "" is no language."""
        found = (value for value in self.values(node, predicate) if isinstance(value, Literal))
        return {value.language or "": value.value for value in sorted(found, key=lambda one: one.value, reverse=True)}

    def names(self, node: NamedNode) -> dict[str, str]:
        """What a thing is called, by language; nothing when it has no name of its own."""
        return next((texts for texts in (self.texts(node, one) for one in NAMES) if texts), {})

    def replaced_by(self, node: NamedNode) -> NamedNode | None:
        """What a thing was merged into."""
        return next(iter(self.nodes(node, DCTERMS["isReplacedBy"])), None)

    def is_known(self, node: NamedNode) -> bool:
        """Whether anything is said of a thing, or anything points at it."""
        return any(
            next(iter(found), None)
            for store in self.stores
            for found in (store.quads_for_pattern(node, None, None), store.quads_for_pattern(None, None, node))
        )

    def record(self, number: str) -> list[Triple]:
        """The record of a question, sorted; nothing when the release has none of that number."""
        quads = self.stores[0].quads_for_pattern(None, None, None, self.iris.graph(number))
        return [quad.triple for quad in quads]

    def has_question(self, number: str) -> bool:
        """Whether the release holds the record of a question."""
        return self.stores[0].contains_named_graph(self.iris.graph(number))

    def is_ours(self, node: NamedNode) -> bool:
        """Whether there is a document about a thing here."""
        return node.value.startswith((self.iris.base, str(EV)))


def reader_of(served: Served) -> Reader:
    """A reader of a release."""
    return Reader(served.iris, (served.store, beside(served)))


def as_nodes(values: Iterable[object]) -> list[NamedNode]:
    """Those values that are IRIs."""
    return [value for value in values if isinstance(value, NamedNode)]


def first(found: Iterable[Triple], many: int) -> list[Triple]:
    """So many triples and no more, each once."""
    return [*islice(dict.fromkeys(islice(found, 4 * many)), many)]
