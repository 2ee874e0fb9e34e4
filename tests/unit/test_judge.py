"""Facts answer as rdflib's own graph does, and terms are those that rdflib makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

import pyoxigraph
import pyshacl
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

from flows.check import facts as offered
from flows.check.facts import Facts, iri, to_rdflib
from flows.check.judge import judge
from flows.map.statements import grouped_of
from flows.vocabulary import XSD

S = pyoxigraph.NamedNode("urn:s")
TEXTS = ["", "a", "1", "01", "+1", "1.0", "abc", "true", "1e0", "2022-06-02", "2022-02-30", "2022-06-02T10:00:00Z",
         "0aF", "\ttab ", "é\x85\u2028", "x" * 64, "y" * 65, "7" * 80]  # fmt: skip
DATATYPES = ["string", "integer", "date", "dateTime", "boolean", "decimal", "hexBinary", "token", "gYear", "anyURI"]


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """No other test is to get the literals of this one: rdflib takes the boolean "" for false, with a warning."""
    yield
    offered.TERMS.clear()


def made(term: pyoxigraph.Literal) -> rdflib.Literal:
    found = to_rdflib(pyoxigraph.Triple(S, S, term))[2]
    assert isinstance(found, rdflib.Literal)
    return found


def same(one: rdflib.Literal, other: rdflib.Literal) -> bool:
    def parts(term: rdflib.Literal) -> tuple[object, ...]:
        return str(term), term.datatype, term.language, term.ill_typed, type(term.value), term.value

    return one == other and hash(one) == hash(other) and parts(one) == parts(other)


@pytest.mark.filterwarnings("ignore:.*")
@pytest.mark.parametrize("text", TEXTS)
def test_a_literal_is_the_one_that_rdflib_makes(text: str) -> None:
    assert same(made(pyoxigraph.Literal(text)), rdflib.Literal(text))
    assert same(made(pyoxigraph.Literal(text, language="nl-BE")), rdflib.Literal(text, lang="nl-be"))
    for kind in DATATYPES[1:]:
        typed = pyoxigraph.Literal(text, datatype=XSD[kind])
        for _ in range(2):  # the second time it is remembered
            assert same(made(typed), rdflib.Literal(text, datatype=rdflib.URIRef(XSD[kind].value))), kind


def test_what_looks_alike_is_not_confused() -> None:
    alike = [
        pyoxigraph.Literal("1"), pyoxigraph.Literal("1", language="nl"), pyoxigraph.Literal("1", language="fr"),
        pyoxigraph.Literal("1", datatype=XSD["integer"]), pyoxigraph.Literal("1", datatype=XSD["decimal"]),
    ]  # fmt: skip
    assert len({made(term) for term in alike}) == len(alike)
    assert iri("urn:a") is iri("urn:a")


def test_blank_nodes_and_quoted_triples_are_refused() -> None:
    blank, inner = pyoxigraph.BlankNode(), pyoxigraph.Triple(S, S, S)
    for triple in (pyoxigraph.Triple(blank, S, S), pyoxigraph.Triple(S, S, blank), pyoxigraph.Triple(S, S, inner)):
        with pytest.raises(TypeError):
            to_rdflib(triple)


NODES: list[Node] = [rdflib.URIRef(f"urn:{letter}") for letter in "abc"]
VALUES: list[Node] = [*NODES, rdflib.Literal("a"), rdflib.Literal("a", lang="nl"), rdflib.Literal(0), rdflib.BNode("b")]
TRIPLES = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.sampled_from(VALUES)), max_size=12)


def listed(found: Iterable[object]) -> list[str]:
    return sorted(map(repr, found))


@given(TRIPLES, TRIPLES)
def test_facts_answer_as_a_graph(first: list[tuple[Node, Node, Node]], more: list[tuple[Node, Node, Node]]) -> None:
    facts, graph = Facts(), rdflib.Graph()
    for triples in (first, more):  # what was asked before is not remembered beyond the next triple
        for triple in triples:
            facts.add(triple)
            graph.add(triple)
        assert len(facts) == len(graph)
        assert bool(facts) == bool(graph)
        for pattern in product([None, *NODES], [None, *NODES], [None, *VALUES]):
            one, two, three = pattern
            assert listed(facts.triples(pattern)) == listed(graph.triples(pattern)), pattern
            assert (pattern in facts) == (pattern in graph)
            assert listed(facts.objects(one, two)) == listed(graph.objects(one, two))
            assert listed(facts.subjects(two, three)) == listed(graph.subjects(two, three))
            assert listed(facts.subject_objects(two)) == listed(graph.subject_objects(two))
            assert listed(facts.predicate_objects(one)) == listed(graph.predicate_objects(one))
            assert listed(facts.transitive_subjects(two, three)) == listed(graph.transitive_subjects(two, three))
        assert set(facts) == set(graph)


def test_facts_know_paths_lists_and_single_values() -> None:
    graph = rdflib.Graph().parse(data="<urn:a> <urn:b> (1 2 3); a <urn:c> .", format="turtle")
    facts = Facts(graph)
    node = rdflib.URIRef("urn:a")
    head = facts.value(node, rdflib.URIRef("urn:b"))
    assert head is not None
    assert [str(one) for one in facts.items(head)] == ["1", "2", "3"]
    assert set(facts.objects(head, RDF.rest * "*")) == set(graph.objects(head, RDF.rest * "*"))  # type: ignore[operator]  # a path
    assert set(facts.without([RDF.first])) == {triple for triple in graph if triple[1] != RDF.first}


def test_facts_can_be_added_only() -> None:
    facts = Facts([(RDF.type, RDF.type, RDFS.Class)])
    with pytest.raises(TypeError):
        facts.remove((None, None, None))
    facts += [(RDFS.label, RDF.type, RDF.Property)]
    assert len(facts) == 2


def test_taking_tells_what_is_described() -> None:
    one, other, names = (pyoxigraph.NamedNode(f"urn:{letter}") for letter in "abn")
    triples = [pyoxigraph.Triple(one, names, other), pyoxigraph.Triple(one, other, other),
               pyoxigraph.Triple(other, names, pyoxigraph.Literal("b"))]  # fmt: skip
    facts = Facts()
    assert facts.take(grouped_of(triples), foreign="urn:n") == {"urn:a"}
    assert facts.take({"<urn:b>": {"<urn:n>": ["<urn:c>"]}}) == {"urn:b"}
    assert len(facts) == 4


def test_shapes_are_judged_by_as_they_are_given() -> None:
    prefixes = "@prefix sh: <http://www.w3.org/ns/shacl#> . "
    shape = "<urn:shape> a sh:PropertyShape ; sh:targetSubjectsOf <urn:p> ; sh:path <urn:p> ; sh:maxCount %d ."
    one, two = (rdflib.Graph().parse(data=prefixes + shape % most, format="turtle") for most in (1, 2))
    data = Facts([(NODES[0], rdflib.URIRef("urn:p"), value) for value in NODES[1:]])
    assert [len(judge(data, shapes)) for shapes in (one, two, one)] == [1, 0, 1]


# -- what pySHACL is not asked twice ----------------------------------------------------------------

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:number> a sh:PropertyShape ; sh:targetClass <urn:Kind> ; sh:message "One number."@en ;
    sh:path <urn:n> ; sh:datatype xsd:integer ; sh:maxCount 1 .
<urn:order> a sh:PropertyShape ; sh:targetClass <urn:Kind> ; sh:message "In order."@en ;
    sh:path <urn:n> ; sh:lessThanOrEquals <urn:most> .
<urn:choice> a sh:PropertyShape ; sh:targetClass <urn:Kind> ; sh:message "A 1 or a 3."@en ;
    sh:path [ sh:alternativePath ( <urn:n> <urn:most> ) ] ;
    sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:pattern "[13]" ] .
<urn:Kind-closed> a sh:NodeShape ; sh:targetClass <urn:Kind> ; sh:message "No more."@en ; sh:closed true ;
    sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:n> <urn:most> <urn:mark> ) .
<urn:Kind-if-marked> sh:targetNode <urn:a> , <urn:b> ;
    sh:path [ sh:inversePath <urn:mark> ] ; sh:property <urn:marked> .
<urn:marked> a sh:PropertyShape ; sh:severity sh:Warning ; sh:message "A most."@en ;
    sh:path <urn:most> ; sh:minCount 1 .
"""
GOOD, ODD = (rdflib.Literal(3), rdflib.Literal(4)), (rdflib.Literal("3"), rdflib.Literal(4))


def told(results: Iterable[Mapping[Node, Sequence[Node]]]) -> list[tuple[str, ...]]:
    """The results as text, in an order of their own."""
    parts = (SH.sourceShape, SH.focusNode, SH.value, SH.resultSeverity, SH.sourceConstraintComponent, SH.resultMessage)
    return sorted(tuple(" ".join(sorted(map(str, one.get(part, ())))) for part in parts) for one in results)


def plainly(triples: Iterable[tuple[Node, Node, Node]], shapes: rdflib.Graph) -> list[tuple[str, ...]]:
    """The same of pySHACL's own way."""
    graph = rdflib.Graph()
    for triple in triples:
        graph.add(triple)
    _, found, _ = pyshacl.validate(graph, shacl_graph=shapes)
    assert isinstance(found, rdflib.Graph)
    return told(
        {predicate: list(found.objects(node, predicate)) for predicate in found.predicates(node)}
        for node in found.subjects(RDF.type, SH.ValidationResult)
    )


def things(*described: Mapping[str, Iterable[Node]]) -> list[tuple[Node, Node, Node]]:
    """Nodes of the kind with these values."""
    triples: list[tuple[Node, Node, Node]] = []
    for number, values in enumerate(described):
        node = iri(f"urn:thing-{number}")
        triples.append((node, RDF.type, iri("urn:Kind")))
        triples += [(node, iri(f"urn:{name}"), value) for name in values for value in values[name]]
    return triples


@pytest.mark.parametrize(
    ("described", "broken"),
    [
        ([{"n": [one], "most": [four]} for one, four in [GOOD] * 3], 0),
        ([{"n": [one], "most": [four]} for one, four in [GOOD, ODD, GOOD, ODD]], 4),  # a text, which has no order
        ([{}, {}, {"n": GOOD, "most": [GOOD[1]]}], 3),  # no choice, twice, and two numbers
        ([{"n": [one], "most": [other]} for one, other in [GOOD, GOOD[::-1], GOOD[::-1]]], 2),
        ([{"n": [one], "other": [one]} for one in GOOD[:1] * 2], 2),  # not in the closed shape
        ([{"n": [GOOD[0]], "mark": marks} for marks in (NODES[:1], NODES[:1], NODES[2:])], 2),
        ([{"n": [GOOD[0]], "mark": NODES[:2]}], 2),  # led to by both values, so told twice
    ],
)
def test_of_nodes_that_look_alike_all_are_told(described: list[Mapping[str, Iterable[Node]]], broken: int) -> None:
    shapes = rdflib.Graph().parse(data=SHAPES, format="turtle")
    triples = things(*described)
    found = told(judge(Facts(triples), shapes))
    assert found == plainly(triples, shapes)
    assert len(found) == broken


OF_TEXTS = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
<urn:text> a sh:PropertyShape ; sh:targetClass <urn:Kind> ; sh:message "Texts."@en ; sh:path <urn:n> ;
    sh:datatype rdf:langString ; sh:languageIn ( "nl" "fr" ) ; sh:uniqueLang true ; sh:minLength 2 ;
    sh:minCount 1 ; sh:maxCount 2 .
<urn:first> a sh:PropertyShape ; sh:targetClass <urn:Kind> ; sh:message "An a."@en ; sh:path <urn:n> ;
    sh:pattern "^a" ; sh:minLength 1 .
"""
SOME_TEXTS = st.builds(
    lambda text, language: rdflib.Literal(text, lang=language),
    st.text("ab", max_size=3), st.sampled_from(["nl", "fr", "FR", "en", None]),
)  # fmt: skip


@given(described=st.lists(st.lists(SOME_TEXTS, max_size=3), max_size=12))
def test_of_texts_that_are_alike_all_are_told(described: list[list[Node]]) -> None:
    shapes = rdflib.Graph().parse(data=OF_TEXTS, format="turtle")
    triples = things(*({"n": values} for values in described))
    assert told(judge(Facts(triples), shapes)) == plainly(triples, shapes)


def test_texts_of_a_language_stand_for_each_other_up_to_so_many_letters() -> None:
    texts = [rdflib.Literal(text, lang=language) for text in ("a", "bb", "ccc") for language in ("nl", "fr")]
    facts = Facts(things(*({"n": [text]} for text in [*texts, rdflib.Literal("dd"), rdflib.Literal("ee")])))
    nodes, number = [iri(f"urn:thing-{one}") for one in range(8)], iri("urn:n")
    assert [len(facts.unlike(nodes, [number], letters)) for letters in (None, 0, 1, 2, 3)] == [8, 4, 4, 6, 8]


def test_nodes_with_the_same_values_stand_for_each_other() -> None:
    facts = Facts(things({"n": [GOOD[0]]}, {"n": [GOOD[0]]}, {"n": GOOD}, {}, {}, {"other": [GOOD[0]]}))
    nodes = [iri(f"urn:thing-{one}") for one in range(6)]
    number, other, most = (iri(f"urn:{name}") for name in ("n", "other", "most"))
    assert len(facts.unlike(nodes, [number])) == 3
    assert len(facts.unlike(nodes, [number, other])) == 4
    assert len(facts.unlike(nodes, [most])) == 1
    assert len(facts.unlike_in_form(nodes)) == 3
    assert facts.unlike([], [number]) == facts.unlike_in_form([]) == []
    assert {len(values) for values in facts.values(nodes, [number, other]).values()} == {0, 1, 2}
