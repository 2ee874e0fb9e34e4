"""What a release says of each question, read off its N-Quads, and what it ought to say by the truth."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph

from tests.site.expected import expected
from tests.site.truth import Truth

PREFIXES = """
PREFIX pq: <https://w3id.org/vraagbaak/ns/pq#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX schema: <https://schema.org/>
"""
QUESTIONS = "SELECT ?n ?state { ?q a pq:WrittenQuestion ; dcterms:identifier ?n ; pq:state ?state }"
TITLES = "SELECT ?n ?text { ?q a pq:WrittenQuestion ; dcterms:identifier ?n ; dcterms:title ?text }"
KEYWORDS = "SELECT ?n ?text { ?q a pq:WrittenQuestion ; dcterms:identifier ?n ; pq:keyword ?text }"
TEXTS = """SELECT ?n ?text {
    ?q a pq:WrittenQuestion ; dcterms:identifier ?n ; eli:is_realized_by/schema:text ?text }"""
ANSWERS = """SELECT ?n ?at ?kind {
    ?q dcterms:identifier ?n ; pq:hasAnswer ?a . ?a schema:position ?at ; pq:answerKind ?kind }"""
ANSWER_TEXTS = """SELECT ?n ?at ?text {
    ?q dcterms:identifier ?n ; pq:hasAnswer ?a . ?a schema:position ?at ; eli:is_realized_by/schema:text ?text }"""
LANGUAGES = ("nl", "fr", "de")
Texts = set[tuple[str, str]]  # language and text


@dataclass
class Published:
    """What a release says of a question: answers are kind and texts by their position from 1."""

    state: str
    titles: Texts = field(default_factory=set)
    keywords: Texts = field(default_factory=set)
    texts: Texts = field(default_factory=set)
    answers: dict[int, tuple[str, Texts]] = field(default_factory=dict)


def published(release: Path) -> dict[str, Published]:
    """Every question of a release, by number."""
    store = pyoxigraph.Store()
    store.bulk_load(gzip.decompress((release / "be-senate.nq.gz").read_bytes()), format=pyoxigraph.RdfFormat.N_QUADS)
    found = {number.value: Published(_tail(state)) for number, state in _rows(store, QUESTIONS)}
    for query, name in ((TITLES, "titles"), (KEYWORDS, "keywords"), (TEXTS, "texts")):
        for number, text in _rows(store, query):
            getattr(found[number.value], name).add((text.language, text.value))
    for number, at, kind in _rows(store, ANSWERS):
        found[number.value].answers[int(at.value)] = (_tail(kind), set())
    for number, at, text in _rows(store, ANSWER_TEXTS):
        found[number.value].answers[int(at.value)][1].add((text.language, text.value))
    return found


def wanted(truth: Truth) -> Published:
    """What a release ought to say of a question."""
    page = expected(truth, "SVPrintNLFR", "nl")
    answers = {
        at: (
            str(answer["kind"]),
            {(language, answer[language]["text"]) for language in LANGUAGES if language in answer},
        )
        for at, answer in enumerate(page["answers"], 1)
    }
    return Published(
        str(page["state"]),
        set(page["subject"].items()),
        {(language, word) for language, words in page["keywords"].items() for word in words},
        {(language, body["text"]) for language, body in page["question"].items()},
        answers,
    )


def _rows(store: pyoxigraph.Store, query: str) -> list[list[Any]]:
    rows = store.query(PREFIXES + query, use_default_graph_as_union=True)
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    return [list(row) for row in rows]


def _tail(node: Any) -> str:
    return str(node.value).rpartition("/")[2]
