"""One function for each kind of thing makes its IRI, out of names as they stand in an IRI."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from flows.vocabulary import REUSED, Iris, Namespace, below, slug, subject_of

BASE = "https://example.org/q/"
IRIS = Iris(BASE)


@pytest.mark.parametrize(
    ("made", "path"),
    [
        (IRIS.question("7-1668"), "id/question/be-senate/7-1668"),
        (IRIS.oral_question("4-9"), "id/oral-question/be-senate/4-9"),
        (IRIS.request_for_explanation("5-411"), "id/request-for-explanation/be-senate/5-411"),
        (IRIS.graph("7-1668"), "graph/question/be-senate/7-1668"),
        (IRIS.vocabulary_graph(), "graph/vocabulary/be-senate"),
        (IRIS.legislature(7), "id/legislature/be-senate/7"),
        (IRIS.person("tom-ongena"), "id/person/tom-ongena"),
        (IRIS.party("open-vld"), "id/party/open-vld"),
        (IRIS.group("cd-v-n-va"), "id/group/cd-v-n-va"),
        (IRIS.membership("tom-ongena", "open-vld"), "id/membership/tom-ongena/open-vld"),
        (IRIS.post("minister-of-defence"), "id/post/minister-of-defence"),
        (IRIS.portfolio("defence"), "id/portfolio/defence"),
        (IRIS.portfolio_scheme(), "auth/portfolio"),
        (IRIS.government("de-croo"), "id/government/de-croo"),
        (IRIS.tenure("a", "b", "2020-10-01"), "id/tenure/a/b/2020-10-01"),
        (IRIS.capture("1f34"), "id/capture/1f34"),
        (IRIS.concept("event-kind", "answer"), "auth/event-kind/answer"),
        (IRIS.concept("rank", "minister"), "auth/rank/minister"),
        (IRIS.at("id/person/tom-ongena"), "id/person/tom-ongena"),
        (IRIS.keyword("nl", "opvolging informatieverslag"), "auth/keyword/be-senate/nl/opvolging-informatieverslag"),
        (IRIS.keyword_scheme(), "auth/keyword/be-senate"),
        (IRIS.pq["askedBy"], "ns/pq#askedBy"),
        (below(IRIS.question("7-1"), "part", 2), "id/question/be-senate/7-1/part/2"),
    ],
)
def test_an_iri_is_the_base_and_the_fewest_stable_facts(made: NamedNode, path: str) -> None:
    assert made.value == BASE + path


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Ngaïre D'haeseleer", "ngaire-dhaeseleer"),
        ("Ngaïre D’haeseleer", "ngaire-dhaeseleer"),
        ("Ngaïre D´haeseleer", "ngaire-dhaeseleer"),
        ("CD&V N-VA", "cd-v-n-va"),
        ("sp.a", "spa"),
        ("  Ecolo - Groen! ", "ecolo-groen"),
        ("Cœur d'Œuvre", "coeur-doeuvre"),
        ("Groß", "gross"),
        ("ÉÈÊ\xa0Ç", "eee-c"),
        ("1er août", "1er-aout"),
        ("?!", "unnamed"),
        ("", "unnamed"),
    ],
)
def test_a_name_as_it_stands_in_an_iri(name: str, made: str) -> None:
    assert slug(name) == made


@given(st.text())
@example("İ²①")
def test_any_name_makes_a_slug_that_is_one_already(name: str) -> None:
    made = slug(name)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", made)
    assert slug(made) == made
    assert IRIS.person(made).value.endswith(f"/{made}")


def test_every_prefix_is_known_once_and_ends_where_a_name_begins() -> None:
    prefixes = IRIS.prefixes()
    assert prefixes["pq"] == f"{BASE}ns/pq#"
    assert set(prefixes) == {"pq", *REUSED}
    assert len(set(prefixes.values())) == len(prefixes)
    assert all(address[-1] in "/#" for address in prefixes.values())


def test_a_namespace_makes_terms() -> None:
    assert Namespace("http://example.org/ns#")["term"] == NamedNode("http://example.org/ns#term")
    assert Namespace("http://example.org/")[2628] == NamedNode("http://example.org/2628")


def test_the_subject_of_a_triple_of_ours_is_an_iri() -> None:
    name = NamedNode("http://example.org/a")
    assert subject_of(Triple(name, name, Literal("x"))) == name
    with pytest.raises(TypeError, match="records have no blank nodes"):
        subject_of(Triple(BlankNode(), name, Literal("x")))
