"""Let pySHACL judge RDF: the shapes it keeps, what it is asked, its results. What these mean, `shapes` says.

The verdict is pySHACL's alone. What is ours is how data and shapes are offered, so that it does nothing twice.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import product
from typing import Any

import rdflib
from pyshacl import consts
from pyshacl.constraints.core import value_constraints
from pyshacl.graph_abstraction import DataGraph
from pyshacl.shape import Shape
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

from flows.check.facts import Facts, iri

Result = Mapping[Node, Sequence[Node]]  # the values of each property of a sh:ValidationResult

CONDITION = {SH.targetNode, SH.path, SH.property}  # all that `shape:…-if-…` says
CLOSED = {SH.closed, SH.ignoredProperties}
# Constraints that see no more of a text in a language than the language, and whether it is long enough.
BY_FORM = {
    SH.datatype, SH.nodeKind, SH.minLength, SH.languageIn, SH.uniqueLang, SH.minCount, SH.maxCount,
}  # fmt: skip
# Those that see nothing of a node but its values, and those that compare these with another property's.
BY_VALUES = BY_FORM | {
    SH["in"], SH.hasValue, SH.pattern, SH.maxLength, SH.minInclusive, SH.maxInclusive, SH.minExclusive, SH.maxExclusive,
    SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.qualifiedValueShape,
}  # fmt: skip
PAIRS = {SH.lessThan, SH.lessThanOrEquals, SH.equals, SH.disjoint}
NO_CONSTRAINTS = {
    RDF.type, RDFS.label, SH.path, SH.name, SH.message, SH.severity,
    SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf,
}  # fmt: skip
# What pySHACL reads of a shape when it loads it and never again, but would compare with the name of every kind of
# constraint each time that the shape is used.
READ_ONCE = (SH.message, SH.name, SH.severity)
# The very objects that pySHACL compares with: Python sees that they are the same, or it would have rdflib look, at a
# quarter of a microsecond.
CONSTANTS: dict[str, rdflib.URIRef] = {
    str(one): one for one in (*vars(consts).values(), *vars(value_constraints).values()) if type(one) is rdflib.URIRef
}


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


class _Shape(Shape):
    """A shape of pySHACL's that offers it the nodes and their values in fewer steps.

    pySHACL asks for the values node by node, through three generators; here it is given all of them. And what a shape
    finds hangs, mostly, on the values alone: of the nodes that have the same ones pySHACL judges one, and the others
    only when it finds something. A hundred records have four thousand nodes, and a hundred numbers and days. A node
    without a value is like all others without, and a text mostly like all others in its language; a closed shape sees
    no more of a node than its properties.

    Relies on pySHACL 0.40 as `_Judge` does: a shape is asked for its nodes and values by these two methods, and the
    constraints only read what they are given.
    """

    __slots__ = ("given", "is_closed", "letters", "looked_at", "ways")

    def __init__(self, shape: Shape, given: tuple[Node, Node] | None = None) -> None:
        super().__init__(shape.sg, shape.node, shape.is_property_shape, shape._path, shape.logger)
        graph = self.sg.graph
        says = set(graph.predicates(self.node)) - NO_CONSTRAINTS
        self.given = given  # a property and a value: leads to the nodes that have it
        self.ways = _ways(graph, self._path) if self.is_property_shape else ()
        self.is_closed = not self.is_property_shape and says == CLOSED
        others = tuple(one for pair in PAIRS for one in graph.objects(self.node, pair))
        inner = {one for shape in graph.objects(self.node, SH.qualifiedValueShape) for one in graph.predicates(shape)}
        # The properties whose values decide.
        self.looked_at = self.ways + others if self.ways and says <= BY_VALUES | PAIRS and inner <= BY_VALUES else ()
        # How many letters of a text it counts, where it sees no more of it than that.
        least = [int(str(one)) for one in graph.objects(self.node, SH.minLength)]
        self.letters = max(least, default=0) if says <= BY_FORM else None

    def focus_nodes(self, data_graph: Any, debug: bool = False) -> set[Node]:
        """The nodes that the shape targets, or those with the given value of the given property."""
        if self.given:
            return set(data_graph.subjects(*self.given))
        targeted: set[Node] = super().focus_nodes(data_graph, debug)  # type: ignore[no-untyped-call]
        return targeted

    def value_nodes(self, target_graph: Any, focus: Any, sparql_mode: bool = False, debug: bool = False) -> Any:
        """The values of each node."""
        if self.ways and type(target_graph.impl) is Facts:
            return target_graph.impl.values(focus, self.ways)
        return super().value_nodes(target_graph, focus, sparql_mode, debug)

    def validate(self, executor: Any, target_graph: Any, focus: Any = None, _evaluation_path: Any = None) -> Any:
        """Whether the nodes conform, and the results."""
        facts = target_graph.impl
        if focus is None and (self.looked_at or self.is_closed) and type(facts) is Facts:
            focus = list(self.focus_nodes(target_graph))
            some: Any = (
                facts.unlike_in_form(focus) if self.is_closed else facts.unlike(focus, self.looked_at, self.letters)
            )
            if not some or not super().validate(executor, target_graph, some)[1]:
                return True, []
        return super().validate(executor, target_graph, focus, _evaluation_path)


def _ways(graph: rdflib.Graph, path: Node | None) -> tuple[Node, ...]:
    """The properties of a path that is one, or a choice of several; else none."""
    if type(path) is rdflib.URIRef:
        return (path,)
    choice = graph.value(path, SH.alternativePath)
    ways = tuple(graph.items(choice)) if choice else ()
    return ways if all(type(way) is rdflib.URIRef for way in ways) else ()


@lru_cache(maxsize=4)
def _loaded(shapes: rdflib.Graph) -> ShapesGraph:
    """The shapes as pySHACL loads them, once for all batches of a process."""
    known = Facts((_same(one), _same(two), _same(three)) for one, two, three in shapes)
    loaded = ShapesGraph(known)
    found: dict[Any, Shape] = {shape.node: _Shape(shape) for shape in loaded.shapes}  # loads them
    loaded._node_shape_cache = _unconditional(found, known)
    loaded.graph = known.without(READ_ONCE)
    return loaded


def _unconditional(found: dict[Any, Shape], known: Facts) -> dict[Any, Shape]:
    """The shapes with those of each condition led to its nodes themselves, which means the same.

    pySHACL would set the shape up anew for each node that has the value: an eighth of its time.
    """
    led = dict(found)
    for condition in [node for node in found if set(known.predicates(node)) == CONDITION]:
        path = known.value(condition, SH.path)
        predicate = known.value(path, SH.inversePath)
        if type(predicate) is rdflib.URIRef:
            del led[condition]
            for shape, value in product(known.objects(condition, SH.property), known.objects(condition, SH.targetNode)):
                led[condition, shape, value] = _Shape(found[shape], (predicate, value))
    return led


def _same(term: Node) -> Node:
    """The very object that stands for an IRI in pySHACL, or else in the data."""
    return CONSTANTS.get(str(term)) or iri(str(term)) if type(term) is rdflib.URIRef else term
