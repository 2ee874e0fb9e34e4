"""The RDF of one record, and how its values are written: days, numbers, texts, canonical N-Triples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from flows.map.statements import Groups, in_order, written
from flows.model import Issue
from flows.vocabulary import XSD


@dataclass
class Record:
    """The RDF of one question: its own statements, the triples of things it shares with others, and what was odd."""

    number: str
    said: Groups = field(default_factory=dict)  # its own statements, as they come
    shared: list[Triple] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)  # Dutch and French descriptors that EuroVoc lacks

    def about(self, subject: NamedNode) -> dict[str, list[str]]:
        """What is said of a thing so far, to be added to."""
        return self.said.setdefault(f"<{subject.value}>", {})

    def add(self, subject: NamedNode, predicate: NamedNode, *values: NamedNode | Literal) -> None:
        """State something of the question for each value."""
        if values:
            self.about(subject).setdefault(f"<{predicate.value}>", []).extend(map(term, values))

    @property
    def triples(self) -> list[Triple]:
        """The statements as triples, in the order of N-Triples and each there once; read back, for who needs terms."""
        return list(read_ntriples(written(in_order(self.said))))

    def share(self, subject: NamedNode, predicate: NamedNode, *values: NamedNode | Literal) -> None:
        """State one triple of a thing that questions share for each value."""
        for value in values:
            self.shared.append(Triple(subject, predicate, value))


def term(value: NamedNode | Literal) -> str:
    """A term as N-Triples writes it."""
    # What pyoxigraph writes of an IRI itself is the same and takes seven times as long.
    return f"<{value.value}>" if type(value) is NamedNode else str(value)


# Days, numbers and labels are the same in record after record.
@lru_cache(maxsize=4096)
def day(value: date) -> Literal:
    """A calendar day as xsd:date; never a dateTime, so that no time zone can shift it."""
    return Literal(value.isoformat(), datatype=XSD["date"])


def tagged(texts: Mapping[str, str]) -> list[Literal]:
    """Texts by language as language-tagged literals."""
    return [Literal(text, language=language) for language, text in texts.items()]


@lru_cache(maxsize=4096)
def whole(value: int) -> Literal:
    """A whole number as xsd:integer."""
    return Literal(str(value), datatype=XSD["integer"])


@lru_cache(maxsize=4096)
def printed(label: str) -> str:
    """A short text that many things have, like the number of a part, as N-Triples writes it."""
    return str(Literal(label))


def is_iri(address: str) -> bool:
    """Whether a printed address can stand as an IRI."""
    try:
        NamedNode(address)
    except ValueError:
        return False
    return address.lower().startswith(("http://", "https://"))


def ntriples(triples: Iterable[Triple]) -> bytes:
    """The canonical form of a record: N-Triples, each once, sorted by bytes."""
    lines = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert lines is not None
    return b"".join(sorted(set(lines.splitlines(keepends=True))))


def read_ntriples(data: bytes) -> Iterator[Triple]:
    """The triples of N-Triples."""
    return (quad.triple for quad in parse(data, format=RdfFormat.N_TRIPLES))
