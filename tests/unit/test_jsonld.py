"""JSON-LD holds exactly the triples of N-Triples, for two readers, as one tree for each question."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pyoxigraph
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from flows.map import jsonld
from flows.map.rdf import Record, day, whole
from flows.vocabulary import DCTERMS, ELI, LANG, RDF, SCHEMA, XSD, Iris, below
from tests.contract import asked

# rdflib's own parser of JSON-LD makes one.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
IRIS = Iris()
PQ = IRIS.pq
Q = IRIS.question("7-1")
ADDRESSES = [
    "https://www.senate.be/www/?MIval=/Vragen/SVPrint&LEG=7&NR=1", "http://eurovoc.europa.eu/", "urn:isbn:1",
    "https://w3id.org/vraagbaak/", "https://w3id.org/vraagbaak/a:b", "https://w3id.org/vraagbaak/é/1",
    "http://purl.org/dc/terms/a.b",
]  # fmt: skip
NODES = st.sampled_from([
    Q, below(Q, "answer", 1), below(Q, "part", 2), below(Q, "part", 10), IRIS.person("tom-ongena"), LANG["NLD"],
    XSD["date"], PQ["Answer"], *map(NamedNode, ADDRESSES),
])  # fmt: skip
NAMES = [name for names in jsonld.KINDS.values() for name in names]
PROPERTIES = st.sampled_from([
    *(NamedNode(IRIS.prefixes()[name.partition(":")[0]] + name.partition(":")[2]) for name in NAMES),
    PQ["daysLate"], ELI["number"], NamedNode("http://example.org/a#b"), NamedNode("urn:example:b"),
])  # fmt: skip
TEXTS = st.one_of(
    st.text(), st.sampled_from(["true", "0", "-1", "007", "-0", "1" * 16, "2022-06-02", "a", "1", "10", '"', "\\"])
)
DATATYPES = st.sampled_from([XSD[name] for name in ("integer", "boolean", "date", "dateTime", "hexBinary", "double")])
LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.builds(lambda text, language: Literal(text, language=language), TEXTS, st.sampled_from(["nl", "fr", "nl-be"])),
    st.builds(lambda text, kind: Literal(text, datatype=kind), TEXTS, DATATYPES),
)
CLASSES = st.builds(Triple, NODES, st.just(RDF["type"]), NODES)
TRIPLES = st.one_of(CLASSES, st.builds(Triple, NODES, PROPERTIES, st.one_of(NODES, LITERALS)))
RECORDS = asked.records(asked.IN_EVERY_STATE, IRIS)
EVERY_LETTER = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))


@pytest.fixture(autouse=True)
def literals_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep rdflib from writing "2026-11-23T00:00:00Z" as another word for the same time."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    monkeypatch.setattr(logging.getLogger("rdflib.term"), "disabled", True)  # it tells of every odd literal


def by_pyoxigraph(document: bytes) -> set[Triple]:
    return {quad.triple for quad in pyoxigraph.parse(document, format=RdfFormat.JSON_LD)}


def by_rdflib(document: bytes) -> set[Triple]:
    graph = rdflib.Graph().parse(data=document, format="json-ld")
    # Its own N-Triples, as pyoxigraph reads them.
    lines = graph.serialize(format="nt", encoding="utf-8")
    return {quad.triple for quad in pyoxigraph.parse(lines, format=RdfFormat.N_TRIPLES)}


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object with an address inside a value of JSON."""
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(one)
    if isinstance(value, dict) and "@id" in value:
        yield value


@settings(max_examples=60)
@given(st.sets(TRIPLES, max_size=12), st.sampled_from([Q.value, "", IRIS.question("7-2").value]))
@example({Triple(Q, SCHEMA["text"], Literal(EVERY_LETTER, language="nl"))}, Q.value)
@example({Triple(Q, SCHEMA["text"], Literal(EVERY_LETTER)), Triple(Q, ELI["number"], Literal(EVERY_LETTER))}, "")
def test_both_readers_find_the_same_triples(triples: set[Triple], first: str) -> None:
    document = jsonld.document(triples, IRIS, first)
    assert by_pyoxigraph(document) == triples
    assert by_rdflib(document) == triples
    assert document == jsonld.document(sorted(triples, key=str, reverse=True), IRIS, first)


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_a_question_is_one_tree_that_both_readers_understand(record: Record) -> None:
    number = record.number
    document = jsonld.document(record.triples, IRIS, IRIS.question(number).value)
    assert by_pyoxigraph(document) == by_rdflib(document) == set(record.triples)
    (tree,) = json.loads(document)["@graph"]
    assert tree["@id"] == f"id/question/be-senate/{number}"
    assert len(document.rpartition(b"[\n")[2].splitlines()) == 2, "a question a line"
    told = [node["@id"] for node in nodes(tree) if len(node) > 1]
    assert len(told) == len(set(told)) == len({triple.subject for triple in record.triples})


@pytest.mark.parametrize(
    "base",
    ["http://localhost:8000/senaat", "https://w3id.org/a/?b=", "http://purl.org/", "urn:vraagbaak:", "http://a/"],
)
def test_any_base_is_written_and_read(base: str) -> None:
    iris = Iris(base)
    triples = set(asked.seed_record(iris).triples)
    assert by_pyoxigraph(jsonld.document(triples, iris, iris.question("7-1668").value)) == triples


def test_it_reads_as_json_that_people_would_write() -> None:
    answer = below(Q, "answer", 1)
    triples = [
        Triple(Q, RDF["type"], PQ["WrittenQuestion"]),
        Triple(Q, DCTERMS["title"], Literal("Vraag", language="nl")),
        Triple(Q, DCTERMS["title"], Literal("Question", language="fr")),
        Triple(Q, ELI["date_document"], day(asked.ASKED)),
        Triple(Q, PQ["askedBy"], IRIS.person("a")),
        Triple(Q, PQ["daysLate"], whole(12)),
        Triple(Q, PQ["answeredOnTime"], Literal(False)),
        Triple(Q, PQ["hasAnswer"], answer),
        Triple(Q, PQ["hasEvent"], below(Q, "event", 10)),
        Triple(Q, PQ["hasEvent"], below(Q, "event", 2)),
        Triple(answer, PQ["sourceLabel"], Literal("one")),
        Triple(answer, PQ["answersPart"], Q),
    ]
    (tree,) = json.loads(jsonld.document(triples, IRIS, Q.value))["@graph"]
    assert tree == {
        "@id": "id/question/be-senate/7-1",
        "@type": "pq:WrittenQuestion",
        "dcterms:title": {"fr": "Question", "nl": "Vraag"},
        "eli:date_document": asked.ASKED.isoformat(),
        "pq:answeredOnTime": False,
        "pq:askedBy": "id/person/a",
        "pq:daysLate": 12,
        "pq:hasAnswer": {
            "@id": "id/question/be-senate/7-1/answer/1",
            "pq:answersPart": "id/question/be-senate/7-1",
            "pq:sourceLabel": {"@none": "one"},
        },
        "pq:hasEvent": ["id/question/be-senate/7-1/event/2", "id/question/be-senate/7-1/event/10"],
    }
    assert list(tree) == ["@id", "@type", *sorted(set(tree) - {"@id", "@type"})]


def test_records_follow_each_other() -> None:
    trees = [jsonld.document(one.triples, IRIS, IRIS.question(number).value) for number, one in RECORDS.items()]
    pieces = [tree.removeprefix(jsonld.header(IRIS)).removesuffix(jsonld.FOOTER) for tree in trees]
    document = jsonld.header(IRIS) + jsonld.SEPARATOR.join(pieces) + jsonld.FOOTER
    assert by_pyoxigraph(document) == {triple for one in RECORDS.values() for triple in one.triples}
    assert by_pyoxigraph(jsonld.header(IRIS) + jsonld.FOOTER) == set()


def test_terms_that_were_forgotten_are_written_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    record = asked.seed_record(Iris("http://forgotten.example/"))
    before = jsonld.document(record.triples, IRIS)
    monkeypatch.setattr(jsonld, "KEPT", 3)
    assert jsonld.document(record.triples, IRIS) == before


def test_what_json_ld_cannot_name_is_refused() -> None:
    with pytest.raises(ValueError, match="<schema:a>: what stands before its colon is a prefix of ours"):
        jsonld.document([Triple(Q, SCHEMA["url"], NamedNode("schema:a"))], IRIS)
    for triple in (Triple(Q, SCHEMA["url"], BlankNode("a")), Triple(BlankNode("a"), RDF["type"], Q)):
        with pytest.raises(TypeError, match="no blank nodes"):
            jsonld.document([triple], IRIS)
