"""Let pySHACL judge RDF: the graph it reads, the shapes it keeps, its results. What these mean, `check` says.

The verdict is pySHACL's alone. What is ours is how the data is offered: rdflib's own graph is built for change, with an
event, a context and three indexes for every triple, and took longer than the judging.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pyoxigraph
import rdflib
from pyshacl.graph_abstraction import DataGraph
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib.namespace import SH, XSD, NamespaceManager
from rdflib.paths import Path
from rdflib.term import Node

from flows.map.rdf import read_ntriples
from flows.vocabulary import subject_of

Term = rdflib.URIRef | rdflib.Literal
Result = Mapping[Node, Sequence[Node]]  # the values of each property of a sh:ValidationResult
Values = dict[Node, None]  # a set in the order of arrival

STRING = str(XSD.string)
NOTHING: dict[Node, Values] = {}
TEXT = 64  # letters; longer literals are texts, which hardly ever come twice
# What pySHACL reads of a shape when it loads it and never again, but would compare with the name of every kind of
# constraint each time that the shape is used.
READ_ONCE = (SH.message, SH.name, SH.severity)


# -- terms ------------------------------------------------------------------------------------------


def to_rdflib(triple: pyoxigraph.Triple) -> tuple[rdflib.URIRef, rdflib.URIRef, Term]:
    """A triple in rdflib's terms. There are no blank nodes in ours: raises TypeError for one."""
    subject, value = triple.subject, triple.object
    if not isinstance(subject, pyoxigraph.NamedNode):
        subject = subject_of(triple)
    if isinstance(value, pyoxigraph.NamedNode):
        return iri(subject.value), iri(triple.predicate.value), iri(value.value)
    if isinstance(value, pyoxigraph.Literal):
        return iri(subject.value), iri(triple.predicate.value), _literal(value)
    raise TypeError(f"neither an IRI nor a literal: {value}")


@lru_cache(maxsize=32768)
def iri(value: str) -> rdflib.URIRef:
    """An IRI; mostly the same object for the same IRI, which is what dictionaries compare first."""
    return rdflib.URIRef(value)


def _literal(value: pyoxigraph.Literal) -> rdflib.Literal:
    text, language = value.value, value.language
    if language:
        # rdflib makes the lexical form of a typed value canonical, and whether it is well formed depends on that. A
        # text has no other form, so the search for one is left out.
        return rdflib.Literal(text, lang=language, normalize=False)
    datatype = value.datatype.value
    return _short_literal(text, datatype) if len(text) <= TEXT else _typed(text, datatype)


def _typed(text: str, datatype: str) -> rdflib.Literal:
    return rdflib.Literal(text) if datatype == STRING else rdflib.Literal(text, datatype=iri(datatype))


_short_literal = lru_cache(maxsize=32768)(_typed)


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

    def take(self, record: bytes | Iterable[pyoxigraph.Triple], foreign: str = "") -> set[str]:
        """Add triples or N-Triples; the IRIs of which they say more than the property `foreign`."""
        triples = list(map(to_rdflib, read_ntriples(record) if isinstance(record, bytes) else record))
        self._put(triples)
        return {str(one) for one in {subject for subject, predicate, _ in triples if str.__ne__(predicate, foreign)}}

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
                known[predicate] = {value: None}
                subjects[predicate].append(subject)
            else:
                values[value] = None
        self._back.clear()
        self._size = None

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


# -- the judge --------------------------------------------------------------------------------------


def judge(graph: rdflib.Graph, shapes: rdflib.Graph) -> list[Result]:
    """What pySHACL finds in a graph, in no order; without inference, advanced features or a report."""
    loaded = _loaded(shapes)
    judging = _Judge(DataGraph.from_rdflib(graph), shacl_graph=loaded.graph, options={"inplace": True})
    judging.shacl_graph = loaded
    found: list[Result] = judging.run()[1]  # type: ignore[no-untyped-call]  # pySHACL is typed in part
    return found


@contextmanager
def without_collection() -> Iterator[None]:
    """Leave Python's search for cycles out meanwhile: it went through all the triples again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Judge(Validator):
    """pySHACL's run, with the results as they are rather than copied to a graph and a text.

    Relies on what pySHACL 0.40 does and `tests/unit/test_check.py` pins: `shacl_graph` may be exchanged for one that is
    loaded, and a run ends with `create_validation_report`, given a text, a node and triples for each result.
    """

    @classmethod
    def create_validation_report(cls, sg: Any, conforms: bool, results: Any) -> tuple[list[Result], str]:
        """The properties of each result; the text stays empty."""
        found: dict[Node, Result] = {}
        for _, node, triples in results:
            told: dict[Node, list[Node]] = defaultdict(list)
            for _, predicate, value in triples:
                told[predicate].append(value[1] if isinstance(value, tuple) else value)  # with the graph it is from
            found[node] = told
        return list(found.values()), ""


@lru_cache(maxsize=4)
def _loaded(shapes: rdflib.Graph) -> ShapesGraph:
    """The shapes as pySHACL loads them, once for all batches of a process."""
    known = Facts((_same(one), _same(two), _same(three)) for one, two, three in shapes)
    loaded = ShapesGraph(known)
    assert loaded.shapes is not None  # loads them
    loaded.graph = known.without(READ_ONCE)
    return loaded


def _same(term: Node) -> Node:
    """The very object that stands for an IRI in the data too."""
    return iri(str(term)) if type(term) is rdflib.URIRef else term
