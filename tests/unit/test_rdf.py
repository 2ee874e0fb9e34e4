"""Values are written as RDF has them, and a record as canonical N-Triples."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from flows.map.rdf import Record, day, is_iri, ntriples, read_ntriples, tagged, whole
from flows.vocabulary import XSD

A, B = NamedNode("http://example.org/a"), NamedNode("http://example.org/b")
LITERALS = st.one_of(
    st.builds(Literal, st.text()), st.builds(lambda text: Literal(text, language="nl"), st.text())
)  # fmt: skip


def test_values() -> None:
    assert str(day(date(2022, 6, 2))) == '"2022-06-02"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert whole(-3) == Literal("-3", datatype=XSD["integer"])
    assert tagged({"nl": "ja", "fr": "oui"}) == [Literal("ja", language="nl"), Literal("oui", language="fr")]


def test_a_record_states_one_triple_for_each_value() -> None:
    record = Record("7-1")
    record.add(A, B, A, Literal("x"))
    record.add(A, B, A)
    record.add(A, A)
    assert record.triples == [Triple(A, B, Literal("x")), Triple(A, B, A)], "in the order of N-Triples, and each once"
    assert Record("7-2").triples == [], "no two records share what they say"


def test_n_triples_are_sorted_and_each_stands_once() -> None:
    triples = [Triple(B, A, Literal("é\n\"\\")), Triple(A, B, B), Triple(A, B, B), Triple(A, A, whole(10))]  # fmt: skip
    written = ntriples(triples)
    assert written == ntriples(triples[::-1])
    assert written.decode("utf-8").splitlines() == [
        '<http://example.org/a> <http://example.org/a> "10"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        "<http://example.org/a> <http://example.org/b> <http://example.org/b> .",
        '<http://example.org/b> <http://example.org/a> "é\\n\\"\\\\" .',
    ]
    assert ntriples([]) == b""


@given(st.sets(st.builds(Triple, st.just(A), st.just(B), LITERALS)))
def test_whatever_a_page_says_comes_back(triples: set[Triple]) -> None:
    written = ntriples(triples)
    assert written.count(b"\n") == len(triples), "one line each, whatever line breaks the texts hold"
    assert {quad.triple for quad in parse(written, format=RdfFormat.N_TRIPLES)} == triples


TERMS = st.one_of(
    LITERALS,
    st.sampled_from([A, B, NamedNode("http://example.org/é~%20"), whole(3), day(date(2022, 6, 2))]),
    st.builds(lambda text: Literal(text, datatype=XSD["anyURI"]), st.text()),
)


@given(st.lists(st.builds(Triple, st.sampled_from([A, B]), st.sampled_from([A, B]), TERMS)))
@example([Triple(A, B, Literal("".join(map(chr, [*range(0x100), 0x2028, 0x2029, 0xFEFF, 0xFFFF, 0x1F600]))))])
def test_a_line_says_each_term_as_the_term_does_itself(triples: list[Triple]) -> None:
    lines = {f"{triple.subject} {triple.predicate} {triple.object} .\n" for triple in triples}
    assert ntriples(triples) == "".join(sorted(lines)).encode("utf-8")
    assert ntriples(iter(triples)) == ntriples(triples)
    assert set(read_ntriples(ntriples(triples))) == set(triples)


@pytest.mark.parametrize(
    ("address", "usable"),
    [
        ("https://www.senate.be/www/?MIval=/Vragen/SVPrint&LEG=7", True),
        ("http://example.org/é", True),
        ("http://example.org/a b", False),
        ("http://example.org/<a>", False),
        ("http://[", False),
        ("ftp://example.org/", False),
        ("www.senate.be", False),
        ("mailto:a@example.org", False),
    ],
)
def test_only_a_web_address_that_is_an_iri_becomes_one(address: str, usable: bool) -> None:
    assert is_iri(address) is usable
