"""Which thing a document is about: from the place of the document to the IRI of the thing, and what kind it is of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyoxigraph import NamedNode

from flows.pages.reader import Reader
from flows.vocabulary import EV, SOURCE, Iris

EUROVOC = "concept/eurovoc/"
LONGEST = 400  # letters; the longest IRI of a release has some two hundred
NUMBER = re.compile(rf"question/{SOURCE}/([1-9][0-9]*-[1-9][0-9]*)(?=/|$)")  # question/be-senate/7-1668/part/2
ENDINGS = ("html", "ttl", "nt", "jsonld", "rdf")


@dataclass(frozen=True)
class Thing:
    """A thing with the place of its document below `doc/`: "person/tom-ongena", "auth/rank/minister"."""

    iri: NamedNode
    place: str

    @property
    def kind(self) -> str:
        """The first word that says what it is: "question", "person", "rank", "eurovoc"."""
        parts = self.place.split("/")
        return parts[1] if parts[0] in ("auth", "graph", "concept") and len(parts) > 1 else parts[0]

    @property
    def number(self) -> str:
        """The number of the question that it is or is a part of, else ""."""
        found = NUMBER.match(self.place.removeprefix("graph/"))
        return found[1] if found else ""

    @property
    def within(self) -> str:
        """What of its question it is: "part/2", "answer/1/nl"; "" for the question itself and for what is none."""
        return self.place.partition(f"{self.number}/")[2] if self.number else ""

    @property
    def is_graph(self) -> bool:
        """Whether it is a named graph."""
        return self.place.startswith("graph/")


def thing_at(place: str, iris: Iris) -> Thing | None:
    """The thing that a document is about, whether or not anything is known of it; None for what can be no IRI."""
    if not place or len(place) > LONGEST:
        return None
    if place.startswith(EUROVOC):
        iri = f"{EV}{place.removeprefix(EUROVOC)}"
    else:
        iri = iris.base + (place if place.startswith(("auth/", "graph/")) else f"id/{place}")
    try:
        return Thing(NamedNode(iri), place)
    except ValueError:  # a blank, a quote
        return None


def asked_for(place: str, reader: Reader) -> tuple[Thing | None, str]:
    """The known thing at a place, and the ending that asks for a format; the ending may be part of its name."""
    stem, _, ending = place.rpartition(".")
    for name, form in ((place, ""), (stem, ending)):
        thing = thing_at(name, reader.iris) if form in ("", *ENDINGS) else None
        if thing and exists(thing, reader):
            return thing, form
    return None, ending if ending in ENDINGS else ""


def exists(thing: Thing, reader: Reader) -> bool:
    """Whether the release knows a thing."""
    if thing.is_graph:
        return reader.stores[0].contains_named_graph(thing.iri)
    return reader.is_known(thing.iri)
