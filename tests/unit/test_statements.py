"""The lines and terms of statements are those of N-Triples, whatever the texts."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from flows.map.rdf import ntriples
from flows.map.statements import lines_of, once, statements, written

NODES = st.sampled_from(["https://a.example/1", "https://a.example/1-2", "https://a.example/é"]).map(NamedNode)
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from([" .\n", "\n", "\r", "\u2028", '"', " ", "\\"])).map("".join))
VALUES = st.one_of(
    NODES,
    TEXTS.map(Literal),
    st.builds(lambda text, language: Literal(text, language=language), TEXTS, st.sampled_from(["nl", "nl-be"])),
    st.builds(lambda text, datatype: Literal(text, datatype=datatype), TEXTS, NODES),
)
TRIPLES = st.lists(st.builds(Triple, NODES, NODES, VALUES), max_size=12)
NODE = NamedNode("https://a.example/1")
BELGIAN = [Triple(NODE, NODE, Literal("a", language=language)) for language in ("nl-be", "nl")]


@given(TRIPLES)
@example(BELGIAN)
@example(BELGIAN * 2)
def test_lines_that_are_each_there_once_are_canonical(triples: list[Triple]) -> None:
    assert written(once(lines_of(triples))) == ntriples(triples)


@given(TRIPLES)
def test_quads_have_the_graph_and_the_same_order(triples: list[Triple]) -> None:
    lines = once(lines_of(triples))
    quads = list(parse(written(lines, f"{NODE}"), format=RdfFormat.N_QUADS))
    assert [quad.triple for quad in quads] == list(parse_lines(written(lines)))
    assert all(quad.graph_name == NODE for quad in quads)


def parse_lines(lines: bytes) -> list[Triple]:
    return [quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES)]


@given(TRIPLES)
@example([])
def test_statements_are_the_terms_of_the_lines(triples: list[Triple]) -> None:
    lines = lines_of(triples)
    said = statements(lines)
    assert [" ".join(one).encode() for one in said] == lines
    expected = [(str(one.subject), str(one.predicate), str(one.object)) for one in triples]
    assert sorted(map(tuple, said)) == sorted(expected)


def test_what_is_said_twice_stands_there_twice_and_once_when_asked() -> None:
    lines = lines_of(BELGIAN * 2)
    assert len(lines) == len(statements(lines)) == 4
    assert len(once(lines)) == len(once(statements(lines))) == 2
