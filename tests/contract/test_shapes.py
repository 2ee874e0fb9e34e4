"""The shapes: how they are named and worded, that each has an example which breaks it alone, and that ours conform."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from flows.check import shapes as check
from flows.check.shapes import Finding, validate
from flows.model import AnswerKind, EventKind, State
from flows.settings import DEFAULT_BASE, product_folder
from flows.vocabulary import Iris
from tests.contract import asked

SHAPE = rdflib.Namespace(f"{DEFAULT_BASE}ns/shape#")
FOLDER = product_folder("shapes")
CLASSES = sorted(path.stem for path in FOLDER.glob("*.ttl"))
SEVERITIES = {SH.Violation, SH.Warning}


@cache
def written() -> rdflib.Graph:
    """The shapes as they are written and published."""
    graph = rdflib.Graph()
    for path in sorted(FOLDER.glob("*.ttl")):
        graph.parse(data=path.read_text("utf-8"), format="turtle")
    return graph


def name(shape: object) -> str:
    return str(shape).removeprefix(str(SHAPE))


def typed(kind: rdflib.URIRef) -> list[rdflib.URIRef]:
    """The shapes that report: those with a type."""
    found = list(written().subjects(RDF.type, kind))
    assert all(isinstance(shape, rdflib.URIRef) for shape in found)
    return sorted(rdflib.URIRef(str(shape)) for shape in found)


PROPERTY_SHAPES = typed(SH.PropertyShape)
NODE_SHAPES = typed(SH.NodeShape)
CONDITIONS = sorted(set(written().subjects(SH.path, None)) - set(PROPERTY_SHAPES), key=str)


@cache
def examples(kind: str) -> dict[str, rdflib.Graph]:
    """The examples of a class by the name of the shape that each breaks."""
    graphs: dict[str, rdflib.Graph] = {}
    data = (FOLDER / "examples" / f"{kind}.trig").read_bytes()
    for quad in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, pyoxigraph.NamedNode), f"{kind}.trig: {quad} stands outside of the graphs"
        graphs.setdefault(name(quad.graph_name.value), rdflib.Graph()).add(check.to_rdflib(quad.triple))
    return graphs


# -- names and words --------------------------------------------------------------------------------


def test_a_file_holds_the_closed_shape_of_its_class() -> None:
    closed = {name(shape) for shape in written().subjects(SH.closed, rdflib.Literal(True))}
    assert closed == set(CLASSES)
    assert all(written().value(SHAPE[kind], SH.targetClass) for kind in CLASSES)


@pytest.mark.parametrize("kind", CLASSES)
def test_a_file_holds_the_shapes_of_its_class_only(kind: str) -> None:
    graph = rdflib.Graph().parse(data=(FOLDER / f"{kind}.ttl").read_text("utf-8"), format="turtle")
    named = {name(one) for one in graph.subjects() if isinstance(one, rdflib.URIRef)}
    assert all(one == kind or one.startswith(f"{kind}-") for one in named)


def test_a_property_shape_is_named_for_its_class_and_property() -> None:
    for shape in PROPERTY_SHAPES:
        kind, _, rest = name(shape).partition("-")
        path = written().value(shape, SH.path)
        assert kind in CLASSES
        assert "-if-" not in name(shape)
        if isinstance(path, rdflib.URIRef):  # a path over several properties has no one name
            local = str(path).rpartition("/")[2].rpartition("#")[2]
            assert rest == local or rest.startswith(f"{local}-"), name(shape)


def test_a_shape_has_a_severity_and_says_in_three_languages_what_is_wrong() -> None:
    for shape in (*PROPERTY_SHAPES, *NODE_SHAPES):
        spoken = [text for text in written().objects(shape, SH.message) if isinstance(text, rdflib.Literal)]
        texts = {str(text.language): str(text) for text in spoken}
        assert set(texts) == {"nl", "fr", "en"}, name(shape)
        assert len(set(texts.values())) == len(spoken) == 3, name(shape)
        for language, mark in {"nl": "verwacht", "fr": "attendu", "en": "expected"}.items():
            assert mark in texts[language], f"{name(shape)}: a message says what is expected"
            assert texts[language].endswith("."), name(shape)
        assert [one in SEVERITIES for one in written().objects(shape, SH.severity)] == [True], name(shape)


def test_a_property_shape_is_reached_and_named_for_people() -> None:
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    for shape in PROPERTY_SHAPES:
        owners = list(written().subjects(SH.property, shape))
        assert len(owners) + sum((shape, target, None) in written() for target in targets) == 1, name(shape)
        assert getattr(written().value(shape, SH.name), "language", None) == "en", name(shape)


def test_conditions_are_named_and_report_nothing_themselves() -> None:
    for shape in CONDITIONS:
        assert isinstance(shape, rdflib.URIRef), "a property shape is never a blank node"
        assert "-if-" in name(shape)
        assert set(written().predicates(shape)) == {SH.targetNode, SH.path, SH.property}


def test_a_shape_leads_only_to_named_property_shapes() -> None:
    assert set(written().objects(None, SH.property)) <= set(PROPERTY_SHAPES)


def test_shapes_are_core_shacl() -> None:
    beyond = {SH.sparql, SH.js, SH.rule, SH.select, SH.ask, SH.target, SH.expression}
    assert not beyond & set(written().predicates())
    # A record is checked alone: what it points at stands elsewhere, so a class cannot be asked for.
    assert SH["class"] not in set(written().predicates())


def test_shapes_conform_to_the_shapes_of_shapes() -> None:
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=written(), meta_shacl=True)
    assert conforms, text


# -- examples ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CLASSES)
def test_every_shape_has_an_example_that_breaks_it_and_only_it(kind: str) -> None:
    shapes = {name(one) for one in (*PROPERTY_SHAPES, *NODE_SHAPES) if name(one).split("-")[0] == kind}
    assert set(examples(kind)) == shapes | {f"{kind}-closed"}
    for example, graph in examples(kind).items():
        broken = {finding.shape for finding in validate(graph, DEFAULT_BASE)}
        # The closed shape is the class's own, and the graph of that name is the good instance.
        assert broken == ({example.removesuffix("-closed")} if example != kind else set()), example


def test_a_finding_says_what_is_wrong_in_three_languages() -> None:
    finding = validate(examples("Checksum")["Checksum-checksumValue"], DEFAULT_BASE)[0]
    assert finding.is_violation
    assert [language for language, _ in finding.messages] == ["en", "fr", "nl"]
    assert "64 hexadecimal digits" in finding.message


def test_the_finding_of_a_closed_shape_names_the_property() -> None:
    finding = validate(examples("Checksum")["Checksum-closed"], DEFAULT_BASE)[0]
    assert finding.shape == "Checksum"
    assert "http://www.w3.org/2000/01/rdf-schema#comment not in the model" in finding.message


def test_aiming_the_property_shapes_at_their_class_changes_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = rdflib.Graph()
    for kind in CLASSES:
        for triple in (triple for example in examples(kind).values() for triple in example):
            graph.add(triple)
    aimed = validate(graph, DEFAULT_BASE)
    monkeypatch.setattr(check, "shapes", lambda base: written())
    assert aimed == validate(graph, DEFAULT_BASE)
    assert len(aimed) > len(CLASSES)


# -- what the mapper writes -------------------------------------------------------------------------


def names(findings: list[Finding]) -> list[str]:
    return [finding.shape for finding in findings]


@pytest.mark.parametrize("base", [DEFAULT_BASE, "https://example.org/vragen/"])
def test_the_records_of_questions_in_every_state_conform(base: str) -> None:
    records = asked.records(asked.IN_EVERY_STATE, Iris(base))
    assert check.check_records(asked.said(records), base) == {}


def test_the_bundled_page_conforms() -> None:
    record = asked.seed_record(Iris())
    assert check.check_records(asked.said({record.number: record}), DEFAULT_BASE) == {}


def test_what_a_page_may_truly_lack_is_a_warning() -> None:
    records = asked.records([asked.BARE], Iris())
    found = check.check_records(asked.said(records), DEFAULT_BASE)
    findings = found[asked.BARE.number]
    assert not check.worst(findings)
    assert set(names(findings)) == {
        "Answer-date_document-required", "Answer-is_realized_by-required", "WrittenQuestion-addressedTo-required",
        "WrittenQuestion-askedBy-required", "WrittenQuestion-askedOnBehalfOf-required",
        "WrittenQuestion-hasEvent-required", "WrittenQuestion-title-required", "WrittenQuestion-topics",
    }  # fmt: skip


def test_a_question_does_not_answer_for_those_it_points_at() -> None:
    records = asked.records([asked.BARE, asked.POINTING_AT_BARE], Iris())
    found = check.check_records(asked.said(records), DEFAULT_BASE)
    assert list(found) == [asked.BARE.number]


def test_what_questions_share_conforms() -> None:
    graph = rdflib.Graph()
    for triple in asked.shared(asked.records(asked.IN_EVERY_STATE, Iris()), Iris()):
        graph.add(check.to_rdflib(triple))
    assert validate(graph, DEFAULT_BASE) == []
    kinds = {"Party", "OralQuestion", "Legislature"}
    assert kinds <= {str(kind).rpartition("#")[2] for kind in graph.objects(None, RDF.type)}


def test_the_schemes_and_examples_of_the_ontology_conform() -> None:
    for path in sorted(product_folder("ontology").rglob("*.ttl")):
        assert validate(check.load(path), DEFAULT_BASE) == [], path.name


@pytest.mark.parametrize(
    ("shape", "scheme", "kinds"),
    [
        ("WrittenQuestion-state", "question-state", State),
        ("Answer-answerKind", "answer-kind", AnswerKind),
        ("ChronologyEvent-had_activity_type", "event-kind", EventKind),
    ],
)
def test_a_shape_knows_the_kinds_that_the_model_knows(shape: str, scheme: str, kinds: type[StrEnum]) -> None:
    allowed = written().value(SHAPE[shape], SH["in"])
    assert allowed is not None
    assert {str(one) for one in written().collection(allowed)} == {
        f"{DEFAULT_BASE}auth/{scheme}/{one}" for one in kinds
    }


def test_examples_stand_beside_the_shapes_and_are_none() -> None:
    assert {path.stem for path in Path(FOLDER / "examples").iterdir()} == set(CLASSES)
    assert not list((FOLDER / "examples").glob("*.ttl"))
