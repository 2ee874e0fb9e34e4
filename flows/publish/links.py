"""What ties a record to the rest of the graph: the little that a release must see of every record at once.

A release is put together as a stream. What can only be said of the whole - who belongs to which party, which concepts
to describe, whether both ends of a relation are there - follows from these triples, a tenth of the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import Triple

from flows.map.rdf import read_ntriples
from flows.map.statements import Groups, grouped_of, lines_in, statements, written
from flows.map.things import Usage
from flows.publish.described import Legislature
from flows.vocabulary import DCTERMS, ELI, ELI_DL, RDF, Iris

# Between questions, and what a question is; each record's are its own.
OWN = (
    "alsoAskedAs", "reintroduces", "reintroducedAs", "requalifiedFrom", "requalifiedAs", "relatedTo", "refersTo",
)  # fmt: skip
# At things that many records point at; one of them shows that the thing is used.
POINTERS = ("askedBy", "askedOnBehalfOf", "addressedTo", "inPost", "inGovernment")
# Days of the question itself; of these and its class no other subject's.
DAYS = (ELI["date_document"], DCTERMS["issued"], DCTERMS["modified"])
FACTS = {str(term) for term in (RDF["type"], *DAYS)}
TERM = str(ELI_DL["parliamentary_term"])
PORTION = 8_000_000  # bytes of links that Oxigraph is given at a time: it holds what it is given, and more


def links_of(triples: Iterable[Triple], number: str, iris: Iris) -> bytes:
    """Those triples of a record that a release must see, as canonical N-Triples."""
    return links_in(grouped_of(triples), number, iris)


def links_in(groups: Groups, number: str, iris: Iris) -> bytes:
    """The same of the ordered groups of a record."""
    question, named = str(iris.question(number)), _named(iris)
    of_question = named | FACTS
    kept: Groups = {}
    for subject, its in groups.items():
        wanted = its.keys() & (of_question if subject == question else named)
        if wanted:
            kept[subject] = {predicate: its[predicate] for predicate in sorted(wanted)}
    return written(kept)


@lru_cache(maxsize=4)
def _named(iris: Iris) -> set[str]:
    return _pointers(iris) | {str(DCTERMS["identifier"]), *(str(iris.pq[name]) for name in OWN)}


@lru_cache(maxsize=4)
def _pointers(iris: Iris) -> set[str]:
    pointers = (
        DCTERMS["subject"], ELI_DL["parliamentary_term"], ELI_DL["had_participant_person"],
        ELI_DL["participation_in_name_of"], *(iris.pq[name] for name in POINTERS),
    )  # fmt: skip
    return set(map(str, pointers))


@dataclass
class Links:
    """The links of all records, gathered one record after the other."""

    iris: Iris
    usage: Usage = field(default_factory=Usage)
    seen: set[str] = field(default_factory=set)
    legislatures: dict[str, Legislature] = field(default_factory=dict)  # by IRI

    def gather(self, linked: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
        """Take in the links of each record, and what it says of shared things.

        What the rules for the whole graph look at comes back, as lines of N-Triples.
        """
        pointers, said = _pointers(self.iris), set[bytes]()
        shortcuts = [str(self.iris.pq[name]) for name in ("askedBy", "askedOnBehalfOf")]
        days = list(map(str, DAYS))
        for links, shared in linked:
            values: dict[str, str] = {}
            lines = []
            for subject, predicate, value in statements(lines_in(links)):
                values[predicate] = value
                if predicate in days:
                    continue
                if predicate in pointers:
                    pointed = f"{predicate} {value}"
                    if pointed in self.seen:
                        continue
                    self.seen.add(pointed)
                if value[0] == "<":
                    self.usage.iris.add(value[1:-1])
                lines.append(f"{subject} {predicate} {value} .\n")
            asked, issued, modified = (values.get(term, "")[1:11] for term in days)
            person, party = (values.get(term, "")[1:-1] for term in shortcuts)
            if person and party:
                self.usage.saw((person, party), asked, asked)
            self._reach(values.get(TERM, "")[1:-1], asked, issued, modified)
            if shared and shared not in said:
                said.add(shared)
                self.usage.shared.update(read_ntriples(shared))
            yield "".join(lines).encode()

    def _reach(self, term: str, asked: str, issued: str, modified: str) -> None:
        """Take in the days of a question of a legislature."""
        number = term.rpartition("/")[2]
        if not number.isdigit() or not asked:
            return
        known = self.legislatures.get(term, Legislature(int(number), asked, asked, issued, modified))
        self.legislatures[term] = Legislature(
            known.number, min(known.first, asked), max(known.last, asked), min(known.issued, issued),
            max(known.modified, modified),
        )  # fmt: skip


def portions(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in parts of a size that a store can be given one after the other."""
    held: list[bytes] = []
    size = 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= PORTION:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
