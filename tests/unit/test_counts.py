"""What is counted in each record adds up to what SPARQL counts in the graph of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Quad, Triple

from flows.authority.lookups import Authority
from flows.make.counts import count
from flows.map.question import question_record
from flows.map.rdf import Record
from flows.map.statements import in_order
from flows.model import State, WrittenQuestion
from flows.vocabulary import Iris
from tests.contract import asked
from tests.contract.tables import changed, made_authority

IRIS = Iris()
COUNTS = {
    "questions": "SELECT (COUNT(?q) AS ?n) { ?q a pq:WrittenQuestion }",
    "triples": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "questions_answered": "SELECT (COUNT(?q) AS ?n) { ?q a pq:WrittenQuestion ; pq:answeredOn ?day }",
    "questions_answered_on_time": "SELECT (COUNT(?q) AS ?n) { ?q pq:answeredOnTime true }",
    "questions_answered_late": "SELECT (COUNT(?q) AS ?n) { ?q pq:answeredOnTime false }",
    "answers": "SELECT (COUNT(?a) AS ?n) { ?a a pq:Answer }",
    "question_parts": "SELECT (COUNT(?p) AS ?n) { ?p a pq:QuestionPart }",
    "question_parts_answered": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?a pq:answersPart ?p }",
    "questions_with_post": "SELECT (COUNT(?q) AS ?n) { ?q pq:addressedTo ?post }",
    "questions_with_minister": "SELECT (COUNT(?p) AS ?n) { ?p eli-dl:participation_role role:ADDRESSEE ; "
    "eli-dl:had_participant_person ?person }",
    "topics": "SELECT (COUNT(*) AS ?n) { ?q a pq:WrittenQuestion ; dcterms:subject ?c }",
    "topics_with_eurovoc": "SELECT (COUNT(*) AS ?n) { ?q dcterms:subject ?c . "
    "FILTER(STRSTARTS(STR(?c), 'http://eurovoc.europa.eu/')) }",
}
GROUPS = {
    "questions_by_legislature": "SELECT ?key (COUNT(?q) AS ?n) { ?q a pq:WrittenQuestion ; "
    "eli-dl:parliamentary_term/eli:number ?key } GROUP BY ?key",
    "questions_by_state": "SELECT ?key (COUNT(?q) AS ?n) { ?q pq:state ?key } GROUP BY ?key",
    "questions_by_year": "SELECT ?key (COUNT(?q) AS ?n) { ?q a pq:WrittenQuestion ; eli:date_document ?day . "
    "BIND(STR(YEAR(?day)) AS ?key) } GROUP BY ?key",
    "questions_by_original_language": "SELECT ?key (COUNT(?q) AS ?n) { ?q pq:originalLanguage ?key } GROUP BY ?key",
    "questions_by_portfolio": "SELECT ?key (COUNT(?q) AS ?n) { ?q pq:addressedTo/pq:portfolio ?key } GROUP BY ?key",
    "questions_by_party": "SELECT ?key (COUNT(?q) AS ?n) { ?q pq:askedOnBehalfOf ?key } GROUP BY ?key",
    "answers_by_kind": "SELECT ?key (COUNT(?a) AS ?n) { ?a pq:answerKind ?key } GROUP BY ?key",
    "days_to_answer": "SELECT ?key (COUNT(?q) AS ?n) { ?q pq:daysToAnswer ?key } GROUP BY ?key",
}
IN_TIME = "?q pq:answeredOnTime ?on . BIND(IF(?on, 'on_time', 'late') AS ?inner) ."
NESTED = {
    "questions_by_month": "SELECT ?key ?inner (COUNT(?q) AS ?n) { ?q a pq:WrittenQuestion ; eli:date_document ?day ; "
    "eli-dl:parliamentary_term/eli:number ?key . BIND(SUBSTR(STR(?day), 1, 7) AS ?inner) } GROUP BY ?key ?inner",
    "questions_by_domain": "SELECT ?key ?inner (COUNT(DISTINCT ?q) AS ?n) { ?q a pq:WrittenQuestion ; "
    "eli:date_document ?day ; dcterms:subject/pq:domain ?key . BIND(STR(YEAR(?day)) AS ?inner) } GROUP BY ?key ?inner",
    "days_to_answer_by_portfolio": "SELECT ?key ?inner (COUNT(?q) AS ?n) { ?q pq:daysToAnswer ?inner ; "
    "pq:addressedTo/pq:portfolio ?key } GROUP BY ?key ?inner",
    "open_by_deadline": "SELECT ?key ?inner (COUNT(?q) AS ?n) { ?q pq:state <STATE> ; "
    "eli-dl:parliamentary_term/eli:number ?key . OPTIONAL { ?q pq:answerDeadline ?day } "
    "BIND(COALESCE(STR(?day), 'never') AS ?inner) } GROUP BY ?key ?inner",
    **{
        f"punctuality_by_{kind}": f"SELECT ?key ?inner (COUNT(?q) AS ?n) {{ {IN_TIME} ?q {path} }} GROUP BY ?key ?inner"
        for kind, path in {
            "portfolio": "pq:addressedTo/pq:portfolio ?key",
            "party": "pq:askedOnBehalfOf ?key",
            "year": "eli:date_document ?day . BIND(STR(YEAR(?day)) AS ?key)",
        }.items()
    },
}
NESTED = {
    name: query.replace("STATE", IRIS.concept("question-state", State.OPEN).value) for name, query in NESTED.items()
}
ALL = [*asked.IN_EVERY_STATE, asked.BARE, asked.POINTING_AT_BARE]


def graph_of(made: Mapping[str, Record], vocabulary: Iterable[Triple] = ()) -> pyoxigraph.Store:
    """The graph of some records and of what they share, as a release loads."""
    store = pyoxigraph.Store()
    for number, record in made.items():
        graph = IRIS.graph(number)
        store.extend(Quad(one.subject, one.predicate, one.object, graph) for one in record.triples)
    graph = IRIS.vocabulary_graph()
    store.extend(Quad(one.subject, one.predicate, one.object, graph) for one in vocabulary)
    return store


def numbers(store: pyoxigraph.Store, query: str) -> dict[str, int]:
    rows = store.query(query, prefixes=IRIS.prefixes(), use_default_graph_as_union="GRAPH" not in query)
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    keys = [name.value for name in rows.variables if name.value != "n"]
    return {"/".join(row[key].value.rpartition("/")[2] for key in keys): int(row["n"].value) for row in rows}


def counted(questions: Sequence[WrittenQuestion], authority: Authority = asked.AUTHORITY) -> tuple[Counter[str], Any]:
    """The sum of the figures of some questions, and their records."""
    figures, made = Counter[str](), {}
    for question in questions:
        consulted = authority.consult()
        record = question_record(question, asked.captures(question), consulted, IRIS)
        figures.update(figures_of(question, record, consulted))
        made[question.number] = record
    return figures, made


def figures_of(question: WrittenQuestion, record: Record, authority: Authority) -> dict[str, int]:
    """The figures of a question that was mapped with tables which noted what it asked."""
    return count(question, in_order(record.said), record.shared, authority, IRIS)


def compare(figures: Mapping[str, int], made: Mapping[str, Record]) -> None:
    """The figures are those that the graph gives."""
    store = graph_of(made)
    for name, query in COUNTS.items():
        assert figures.get(name, 0) == numbers(store, query).get("", 0), name
    store = graph_of(made, asked.shared(dict(made), IRIS))
    for group, query in {**GROUPS, **NESTED}.items():
        prefix = f"{group}/"
        ours = {name.removeprefix(prefix): many for name, many in figures.items() if name.startswith(prefix)}
        if group.startswith("punctuality"):  # what is waited for stands there by the day of its deadline
            ours = {name: many for name, many in ours.items() if not name[-1].isdigit()}
        assert ours == numbers(store, query), group


def test_the_figures_of_all_records_are_those_of_the_graph() -> None:
    figures, made = counted(ALL)
    compare(figures, made)
    assert figures["questions"] == len(ALL)
    assert all(figures[name] for name in COUNTS), "each of them counts something here"
    assert all(any(name.startswith(f"{group}/") for name in figures) for group in (*GROUPS, *NESTED))


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.number)
def test_the_figures_of_a_record_are_those_of_its_graph(question: WrittenQuestion) -> None:
    compare(*counted([question]))


KEYWORDS = st.lists(st.sampled_from(["krijgsmacht", "armée", "elektronische post", "NMBS", "SNCB", "OCMW"]), max_size=4)
REVIEWED = {"keyword": "nmbs", "nl": "NMBS", "fr": "SNCB"}
TABLES = made_authority(changed(asked.TABLES, keywords=[REVIEWED]), [("OCMW", "armée"), ("OCMW", "SNCB")])


@given(KEYWORDS, KEYWORDS)
def test_what_a_record_says_twice_counts_once(dutch: list[str], french: list[str]) -> None:
    printed = {"nl": tuple(dutch), "fr": tuple(french)}
    question = replace(asked.OPEN, keywords={language: words for language, words in printed.items() if words})
    figures, made = counted([question], TABLES)
    compare(figures, made)
    # A descriptor is known, or told once.
    told = {issue.message for issue in made["7-1"].issues if issue.code == "keyword-without-eurovoc"}
    known = figures["looked_up/keyword"] - len(told)
    assert known >= 0
    assert (known > 0) >= (figures["topics_with_eurovoc"] > 0)
    assert (figures["looked_up/keyword"] > 0) == (figures["topics"] > 0)


@pytest.mark.parametrize(
    ("keywords", "descriptors"),
    [
        ({}, 0),
        ({"fr": ("SNCB", "armée")}, 2),
        ({"nl": ("NMBS", "krijgsmacht"), "fr": ("SNCB", "armée")}, 2),
        ({"nl": ("NMBS", "NMBS"), "fr": ("SNCB", "SNCB")}, 1),
        ({"nl": ("NMBS", "NMBS"), "fr": ("SNCB", "armée")}, 2),
        ({"nl": ("NMBS", "krijgsmacht"), "fr": ("SNCB",)}, 3),
    ],
)
def test_a_descriptor_in_two_languages_is_one(keywords: Mapping[str, tuple[str, ...]], descriptors: int) -> None:
    figures, _ = counted([replace(asked.OPEN, keywords=keywords)])
    assert figures["looked_up/keyword"] == descriptors


KNOWN = {"author": "Tom Ongena", "party": "Open Vld"}
FR = "à la ministre de la Défense"


@pytest.mark.parametrize(
    ("changes", "known", "unknown"),
    [
        (KNOWN, "author government minister party portfolio post", ""),
        ({}, "government minister portfolio post", "author party"),
        ({"author": None}, "government minister portfolio post", ""),  # and then no party is looked for
        ({**KNOWN, "party": None}, "author government minister portfolio post", ""),
        ({**KNOWN, "addressee": {}}, "author party", ""),
        ({**KNOWN, "addressee": {"nl": "aan Defensie"}}, "author government party", "minister portfolio post"),
        (
            {**KNOWN, "addressee": {"nl": "aan de minister van Defensie en Oorlog"}},
            "author government party",
            "minister portfolio post",
        ),
        (
            {**KNOWN, "addressee": {"fr": "au ministre de l'Inconnu"}},
            "author government party",
            "minister portfolio post",
        ),
        # One language is enough for the post; the other has a phrase to be worked off.
        (
            {**KNOWN, "addressee": {"nl": "aan de minister van Oorlog", "fr": FR}},
            "author government minister party post",
            "portfolio",
        ),
        # Each line is understood, and they contradict each other.
        (
            {**KNOWN, "addressee": {"nl": "aan de minister van Noordzee", "fr": FR}},
            "author government party portfolio",
            "minister post",
        ),
        (
            {**KNOWN, "addressee": {"nl": "aan de minister van Noordzee"}},
            "author government party portfolio post",
            "minister",
        ),
    ],
)
def test_each_thing_that_a_question_names_is_known_or_not(changes: dict[str, Any], known: str, unknown: str) -> None:
    question = replace(asked.OPEN, keywords={}, **changes)
    figures, _ = counted([question])

    def kinds(prefix: str) -> set[str]:
        found = {name.removeprefix(prefix): many for name, many in figures.items() if name.startswith(prefix)}
        assert set(found.values()) <= {1}
        return set(found)

    assert kinds("known/") == set(known.split())
    assert kinds("looked_up/") == {*known.split(), *unknown.split()}
