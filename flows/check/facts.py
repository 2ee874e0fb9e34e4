"""RDF as pySHACL is offered it: rdflib's terms, made from N-Triples, in a graph that answers fast what it asks.

rdflib's own graph is built for change, with an event, a context and three indexes for every triple, and took longer
than the judging.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Any

import pyoxigraph
import rdflib
from rdflib.namespace import RDF, NamespaceManager
from rdflib.paths import Path
from rdflib.term import Node

from flows.map.statements import Groups

Term = rdflib.URIRef | rdflib.Literal
Values = list[Node] | dict[Node, None]  # one alone, or a set in the order of arrival

NOTHING: dict[Node, Values] = {}
NONE: Values = []
KEPT = 32_768  # terms
SHORT = 160  # letters as written; longer literals are texts, which hardly ever come twice
# What N-Triples escapes in a literal: \", \n, \u007F (RDF 1.1 N-Triples, productions 10 and 153s).
ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


# -- terms ------------------------------------------------------------------------------------------


class _Terms(dict[str, Term]):
    """rdflib's terms by how N-Triples writes them; those that were asked for are kept for a while."""

    def __missing__(self, written: str) -> Term:
        term = _read(written)
        if len(written) <= SHORT:
            if len(self) >= KEPT:
                self.clear()
            self[written] = term
        return term


def to_rdflib(triple: pyoxigraph.Triple) -> tuple[Term, Term, Term]:
    """A triple in rdflib's terms. There are no blank nodes in ours: raises TypeError for one."""
    return TERMS[str(triple.subject)], TERMS[str(triple.predicate)], TERMS[str(triple.object)]


@lru_cache(maxsize=KEPT)
def iri(value: str) -> rdflib.URIRef:
    """An IRI; mostly the same object for the same IRI, which is what dictionaries compare first."""
    # rdflib would look for letters that no IRI may have, as pyoxigraph has done: 1.6 microseconds rather than 0.3.
    return str.__new__(rdflib.URIRef, value)


def _read(written: str) -> Term:
    """A term of N-Triples: '<https://…>', '"text"@nl', '"1"^^<http://…#integer>'."""
    if written[0] == "<" and " " not in written:  # as a quoted triple has
        return iri(written[1:-1])
    if written[0] != '"':
        raise TypeError(f"{written} is neither an IRI nor a literal; records have no blank nodes")
    text, _, kind = written.rpartition('"')  # neither a language nor an IRI has a quote
    text = text[1:]
    if "\\" in text:
        text = ESCAPED.sub(_unescaped, text)
    return rdflib.Literal(text, datatype=iri(kind[3:-1])) if kind[:1] == "^" else _text(text, kind[1:] or None)


def _text(text: str, language: str | None) -> rdflib.Literal:
    """A text, whose value is itself. rdflib would look for a canonical form of it: 4 microseconds rather than 0.6."""
    made = str.__new__(rdflib.Literal, text)
    made._value, made._language, made._datatype, made._ill_typed = text, language, None, None
    return made


def _unescaped(found: re.Match[str]) -> str:
    escape = found[1]
    return ESCAPES.get(escape) or chr(int(escape[1:], 16))


TERMS = _Terms()


def _form(term: Node, letters: int) -> object:
    """What is the same of two texts that are alike as `Facts.unlike` has it; of all other terms the term itself."""
    if type(term) is rdflib.Literal and term.language:
        return term.language, min(len(term), letters)
    return id(term)


# -- the graph --------------------------------------------------------------------------------------


class Facts(rdflib.Graph):
    """A graph in two dictionaries, fast at what pySHACL asks: values of a property of a subject, and the way back.

    It is filled by `take` and `add`, then read; nothing can be taken out.
    """

    def __init__(self, triples: Iterable[tuple[Node, Node, Node]] = ()) -> None:
        # Of another graph, or the two would keep each other in memory.
        super().__init__(namespace_manager=NamespaceManager(rdflib.Graph(), bind_namespaces="none"))
        self._about: dict[Node, dict[Node, Values]] = {}
        self._subjects: dict[Node, list[Node]] = defaultdict(list)  # by property
        self._back: dict[Node, dict[Node, list[Node]]] = {}  # by property and value; made when asked for
        self._size: int | None = None  # pySHACL asks for it with every result
        self._put(triples)

    def take(self, said: Groups, foreign: str = "") -> set[str]:
        """Add the grouped statements of a record; the IRIs of which they say more than the property `foreign`."""
        foreign = f"<{foreign}>"
        terms, about, subjects, told = TERMS, self._about, self._subjects, set[str]()
        for named, properties in said.items():
            subject = terms[named]
            known = about.get(subject)
            if known is None:
                known = about[subject] = {}
            for name, written in properties.items():
                predicate = terms[name]
                if predicate in known:
                    self._put((subject, predicate, terms[value]) for value in written)
                    continue
                values: list[Node] = [terms[value] for value in written]
                # One value needs no hash, which rdflib computes anew each time.
                known[predicate] = values if len(values) == 1 else dict.fromkeys(values)
                subjects[predicate].append(subject)
            if len(properties) > 1 or foreign not in properties:
                told.add(named[1:-1])
        self._back.clear()
        self._size = None
        return told

    def add(self, triple: tuple[Node, Node, Node]) -> Facts:
        """Add a triple."""
        self._put([triple])
        return self

    def _put(self, triples: Iterable[tuple[Node, Node, Node]]) -> None:
        about, subjects = self._about, self._subjects
        for subject, predicate, value in triples:
            known = about.get(subject)
            if known is None:
                known = about[subject] = {}
            values = known.get(predicate)
            if values is None:
                # Most properties have one value, and one needs no hash, which rdflib computes anew each time.
                known[predicate] = [value]
                subjects[predicate].append(subject)
            elif isinstance(values, dict):
                values[value] = None
            elif values[0] is not value:
                known[predicate] = {values[0]: None, value: None}
        self._back.clear()
        self._size = None

    def values(self, subjects: Iterable[Node], predicates: Sequence[Node]) -> dict[Node, Values]:
        """The values of some properties of each subject; they are not to be changed."""
        about, (first, *more) = self._about, predicates
        found = {subject: about.get(subject, NOTHING).get(first, NONE) for subject in subjects}
        for predicate in more:
            for subject, values in found.items():
                further = about.get(subject, NOTHING).get(predicate)
                if further:
                    found[subject] = dict.fromkeys([*values, *further])
        return found

    def unlike(self, subjects: Iterable[Node], predicates: Sequence[Node], letters: int | None = None) -> list[Node]:
        """One of those subjects that have the same values of some properties, for each.

        With `letters`, texts in a language are the same when the language is, and their length up to so many letters.
        """
        about, alike = self._about, id if letters is None else partial(_form, letters=letters)
        found: dict[Any, Node] = {}
        for subject in subjects:
            known = about.get(subject, NOTHING)
            key: list[Any] = []
            for predicate in predicates:
                values = known.get(predicate, NONE)
                # The same term is mostly the same object, and a literal has no hash that is ready to use.
                key.append(alike(values[0]) if type(values) is list and values else tuple(map(alike, values)))
            found[tuple(key) if key[1:] else key[0]] = subject
        return list(found.values())

    def unlike_in_form(self, subjects: Iterable[Node]) -> list[Node]:
        """One of those subjects that have the same properties and classes, for each."""
        found = {}
        for subject in subjects:
            known = self._about.get(subject, NOTHING)
            found[(*map(id, known), None, *map(id, known.get(RDF.type, NONE)))] = subject
        return list(found.values())

    def without(self, predicates: Iterable[Node]) -> Facts:
        """The graph without some properties."""
        left_out = set(predicates)
        return Facts(triple for triple in self if triple[1] not in left_out)

    def remove(self, triple: Any) -> Facts:
        """Not possible: raises TypeError."""
        raise TypeError("facts can be added and read only")

    def addN(self, quads: Iterable[tuple[Node, Node, Node, Any]]) -> Facts:  # noqa: N802  # rdflib's name
        """Add triples of any graphs."""
        self._put(quad[:3] for quad in quads)
        return self

    # Where pySHACL asks often, the answer goes the short way; the rest of rdflib's methods stand on `triples`. An
    # iterator is all that it, and rdflib, make of an answer.

    def objects(  # type: ignore[override]  # an iterator rather than a generator
        self, subject: Node | None = None, predicate: Any = None, unique: bool = False
    ) -> Iterator[Node]:
        """The values of a property of a subject."""
        if subject is None or type(predicate) is not rdflib.URIRef:
            return super().objects(subject, predicate, unique)
        return iter(self._about.get(subject, NOTHING).get(predicate, ()))

    def subjects(  # type: ignore[override]  # an iterator rather than a generator
        self, predicate: Any = None, value: Node | None = None, unique: bool = False
    ) -> Iterator[Node]:
        """The subjects with a value of a property."""
        if value is None or type(predicate) is not rdflib.URIRef:
            return super().subjects(predicate, value, unique)
        return iter(self._way_back(predicate).get(value, ()))

    def predicate_objects(self, subject: Node | None = None, unique: bool = False) -> Generator[Any, None, None]:
        """The properties of a subject with their values."""
        if subject is None:
            return super().predicate_objects(subject, unique)
        known = self._about.get(subject, NOTHING)
        return ((predicate, value) for predicate, values in known.items() for value in values)

    def triples(self, triple: Any) -> Generator[Any, None, None]:
        """The triples of a pattern."""
        subject, predicate, value = triple
        if isinstance(predicate, Path):
            yield from super().triples(triple)
            return
        if subject is not None:
            subjects: Iterable[Node] = (subject,)
        else:
            subjects = list(self._about) if predicate is None else list(self._subjects.get(predicate, ()))
        for one in subjects:
            known = self._about.get(one, NOTHING)
            for two in list(known) if predicate is None else (predicate,):
                for three in list(known.get(two, ())):
                    if value is None or value == three:
                        yield one, two, three

    def __len__(self) -> int:
        if self._size is None:
            self._size = sum(len(values) for known in self._about.values() for values in known.values())
        return self._size

    def _way_back(self, predicate: Node) -> dict[Node, list[Node]]:
        found = self._back.get(predicate)
        if found is None:
            found = self._back[predicate] = {}
            for subject in self._subjects.get(predicate, ()):
                for value in self._about[subject][predicate]:
                    found.setdefault(value, []).append(subject)
        return found
