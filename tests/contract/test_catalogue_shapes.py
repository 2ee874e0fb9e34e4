"""The shapes of the catalogue: how they are named and worded, and that each has an example which breaks it alone."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pyoxigraph
import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from flows.publish import catalogue, quality
from flows.settings import DEFAULT_BASE, product_folder
from tests.catalogued import RELEASES

SHAPE = rdflib.Namespace(f"{DEFAULT_BASE}ns/shape#")
FOLDER = product_folder("shapes") / "catalogue"
CLASSES = sorted(path.stem for path in FOLDER.glob("*.ttl"))


@cache
def written() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in sorted(FOLDER.glob("*.ttl")):
        graph.parse(data=path.read_text("utf-8"), format="turtle")
    return graph


def local(shape: object) -> str:
    return str(shape).removeprefix(str(SHAPE))


def shapes(kind: rdflib.URIRef) -> list[rdflib.URIRef]:
    return sorted(rdflib.URIRef(str(shape)) for shape in written().subjects(RDF.type, kind))


PROPERTY_SHAPES, NODE_SHAPES = shapes(SH.PropertyShape), shapes(SH.NodeShape)


@cache
def examples(kind: str) -> dict[str, rdflib.Graph]:
    """The examples of a class by the name of the shape that each breaks."""
    lines: defaultdict[str, str] = defaultdict(str)
    data = (FOLDER / "examples" / f"{kind}.trig").read_bytes()
    for quad in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, pyoxigraph.NamedNode), f"{kind}.trig: {quad} stands outside of the graphs"
        lines[local(quad.graph_name.value)] += f"{quad.subject} {quad.predicate} {quad.object} .\n"
    return {name: rdflib.Graph().parse(data=text, format="nt") for name, text in lines.items()}


@pytest.mark.parametrize("name", RELEASES)
def test_our_catalogue_has_no_findings(name: str) -> None:
    assert quality.findings(catalogue.statements(RELEASES[name])) == []


@pytest.mark.parametrize("kind", CLASSES)
def test_every_shape_has_an_example_that_breaks_it_and_only_it(kind: str) -> None:
    named = {local(shape) for shape in (*PROPERTY_SHAPES, *NODE_SHAPES) if local(shape).split("-")[0] == kind}
    assert set(examples(kind)) == named | {f"{kind}-node"}
    for example, graph in examples(kind).items():
        broken = {finding.shape for finding in quality.findings_in(graph)}
        # A blank node is the node's own fault, and the graph named for the class is the good instance.
        assert broken == ({example.removesuffix("-node")} if example != kind else set()), example


@pytest.mark.parametrize("kind", CLASSES)
def test_a_file_holds_the_shape_of_a_class_and_those_of_its_properties(kind: str) -> None:
    graph = rdflib.Graph().parse(data=(FOLDER / f"{kind}.ttl").read_text("utf-8"), format="turtle")
    named = {local(one) for one in graph.subjects() if isinstance(one, rdflib.URIRef)}
    assert named - {kind} == {local(one) for one in graph.objects(SHAPE[kind], SH.property)}
    for shape in named - {kind}:
        path = str(graph.value(SHAPE[shape], SH.path))
        property_ = path.rpartition("/")[2].rpartition("#")[2]
        assert shape == f"{kind}-{property_}" or shape.startswith(f"{kind}-{property_}-")


def test_every_shape_has_a_severity_and_says_in_three_languages_what_is_wrong() -> None:
    for shape in (*PROPERTY_SHAPES, *NODE_SHAPES):
        spoken = [text for text in written().objects(shape, SH.message) if isinstance(text, rdflib.Literal)]
        texts = {str(text.language): str(text) for text in spoken}
        assert set(texts) == {"nl", "fr", "en"}, local(shape)
        assert len(spoken) == len(set(texts.values())) == 3, local(shape)
        for language, mark in {"nl": "verwacht", "fr": "attendu", "en": "expected"}.items():
            assert mark in texts[language], local(shape)
            assert texts[language].endswith("."), local(shape)
        assert written().value(shape, SH.severity) in (SH.Violation, SH.Warning), local(shape)
        if shape in PROPERTY_SHAPES:
            assert getattr(written().value(shape, SH.name), "language", None) == "en", local(shape)


def test_the_shapes_are_core_shacl_and_no_record_meets_them() -> None:
    assert not {SH.sparql, SH.js, SH.rule, SH.select, SH["class"]} & set(written().predicates())
    assert pyshacl.validate(rdflib.Graph(), shacl_graph=written(), meta_shacl=True)[0]
    names = {path.stem for path in product_folder("shapes").glob("*.ttl")}
    assert not names & set(CLASSES), "a finding's name says where its shape is"
    assert not any(DEFAULT_BASE in str(pattern) for pattern in written().objects(None, SH.pattern))
