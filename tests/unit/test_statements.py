"""Grouped statements are those of N-Triples, in its order and each there once, whatever the texts."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from flows.map.order import by_value, natural
from flows.map.rdf import Record, ntriples
from flows.map.statements import grouped, grouped_in, grouped_of, in_graph, in_order, naturally, written

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
def test_the_lines_of_groups_are_canonical(triples: list[Triple]) -> None:
    assert written(grouped_of(triples)) == ntriples(triples)
    assert in_the_same_order(grouped_of(triples), grouped_in(ntriples(triples)))


@given(TRIPLES)
@example(BELGIAN * 2)
def test_what_a_record_states_is_canonical_in_whatever_order_it_is_stated(triples: list[Triple]) -> None:
    record = Record("7-1")
    for one in triples:
        assert isinstance(one.subject, NamedNode)
        assert isinstance(one.object, NamedNode | Literal)
        record.add(one.subject, one.predicate, one.object)
    assert in_the_same_order(in_order(record.said), grouped_of(triples))
    assert record.triples == parse_lines(ntriples(triples))


@given(TRIPLES)
def test_quads_have_the_graph_and_the_same_order(triples: list[Triple]) -> None:
    lines = ntriples(triples)
    quads = list(parse(in_graph(lines, f"{NODE}"), format=RdfFormat.N_QUADS))
    assert [quad.triple for quad in quads] == parse_lines(lines)
    assert all(quad.graph_name == NODE for quad in quads)


@given(TRIPLES)
@example([])
def test_groups_hold_the_terms_of_the_triples(triples: list[Triple]) -> None:
    said = [(str(one.subject), str(one.predicate), str(one.object)) for one in triples]
    assert in_the_same_order(grouped(said), grouped_of(triples))


@given(
    st.sampled_from(["", "a", "a1", "<https://a.example/question/7-1668/part"]),
    st.sets(st.text("a/>0129٣²", max_size=6)),
)
@example("<https://a.example/question/7-1668/answer/1/part/", {"1>", "2>", "9>", "10>"})
def test_sorted_values_are_put_in_the_order_in_which_people_count(begin: str, ends: set[str]) -> None:
    values = sorted(begin + end for end in ends | {""})
    assert by_value(values) == sorted(values, key=natural)


def test_in_natural_order_the_values_are_as_people_count_and_all_else_stays() -> None:
    said = [("<a>", "<p>", f"<a/{number}>") for number in (10, 9, 2)] + [("<a>", "<o>", "<a>")]
    groups = grouped(said)
    assert groups == {"<a>": {"<o>": ["<a>"], "<p>": ["<a/10>", "<a/2>", "<a/9>"]}}
    assert in_the_same_order(naturally(groups), {"<a>": {"<o>": ["<a>"], "<p>": ["<a/2>", "<a/9>", "<a/10>"]}})
    assert groups["<a>"]["<p>"][0] == "<a/10>", "what was given stays as it was"


def in_the_same_order(one: dict[str, dict[str, list[str]]], other: dict[str, dict[str, list[str]]]) -> bool:
    return [(subject, list(its.items())) for subject, its in one.items()] == [
        (subject, list(its.items())) for subject, its in other.items()
    ]


def parse_lines(lines: bytes) -> list[Triple]:
    return [quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES)]
