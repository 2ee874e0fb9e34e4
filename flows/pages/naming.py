"""What things, properties and values are called on a page, in the page's language."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from flows.pages.links import Links
from flows.pages.reader import Reader, Value
from flows.pages.things import Thing, thing_at
from flows.pages.words import NAMES, Words
from flows.vocabulary import RDFS, XSD, Iris


@dataclass(frozen=True)
class Shown:
    """A value as a page shows it: its text, the language of the text when it is another, where it leads."""

    text: str
    language: str = ""
    href: str = ""
    is_elsewhere: bool = False


@dataclass(frozen=True)
class Naming:
    """Names from the release, in the words of a page."""

    reader: Reader
    words: Words
    links: Links

    def heading(self, thing: Thing) -> tuple[str, str]:
        """The name of a thing and its language, or what it is and where it stands."""
        if thing.number and not thing.is_graph:
            return self._of_question(thing), self.words.language
        name, language = self.words.best(self.reader.names(thing.iri))
        if name:
            return name, language or self.words.language
        return self._composed(thing), self.words.language

    def _of_question(self, thing: Thing) -> str:
        whole = f"{self.words('kind.question')} {thing.number}"
        parts = [self._piece(piece) for piece in thing.within.split("/") if piece]
        return f"{whole}, {' '.join(parts)}" if parts else whole

    def _piece(self, piece: str) -> str:
        key = f"kind.{piece}"
        return self.words(key).lower() if self.words.has(key) else NAMES.get(piece, piece)

    def _composed(self, thing: Thing) -> str:
        kind = f"kind.{'graph' if thing.is_graph else thing.kind}"
        rest = [self._piece(piece) for piece in thing.place.split("/")[1:] if piece != "be-senate"]
        if rest and len(rest[0]) == 64:  # a checksum
            rest[0] = f"{rest[0][:12]}…"
        return " ".join([self.words(kind) if self.words.has(kind) else thing.kind, *rest])

    def property(self, node: NamedNode) -> str:
        """The label of a property of ours, else its name with a prefix."""
        text, _ = self.words.best(self.reader.texts(node, RDFS["label"]))
        return text or short(node.value, self.reader.iris)

    def shown(self, value: Value) -> Shown:
        """A value with where it leads."""
        if isinstance(value, Literal):
            return self._literal(value)
        href = self.links.to(value.value)
        if not self.reader.is_ours(value):
            name, language = self.words.best(self.reader.names(value))  # a public service has one
            return Shown(name or short(value.value, self.reader.iris), language, href, True)
        return Shown(*self.name(value), href)

    def name(self, node: NamedNode) -> tuple[str, str]:
        """What a node of ours is called, and the language of that."""
        place = self.links.place(node.value.removeprefix(self.reader.iris.base)).removeprefix("doc/")
        thing = thing_at(place, self.reader.iris)
        if thing and thing.iri == node:
            return self.heading(thing)
        text, language = self.words.best(self.reader.names(node))
        return (text, language) if text else (short(node.value, self.reader.iris), self.words.language)

    def _literal(self, value: Literal) -> Shown:
        if value.datatype == XSD["date"]:
            return Shown(self.words.date(value.value))
        if value.datatype == XSD["boolean"]:
            return Shown(self.words(f"thing.{value.value}"))
        return Shown(value.value, value.language or "")


def short(iri: str, iris: Iris) -> str:
    """An IRI by its prefix, else as it is: "dcterms:title"."""
    found = [(space, name) for name, space in iris.prefixes().items() if iri.startswith(space)]
    space, name = max(found, key=lambda one: len(one[0]), default=("", ""))
    rest = iri.removeprefix(space)
    return f"{name}:{rest}" if name and rest and "/" not in rest else iri.removeprefix(iris.base) or iri
