"""A release as the catalogue describes it: two legislatures, every kind of file, every setting; and reading it back."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import rdflib
from pyoxigraph import Literal, NamedNode, Triple

from flows.publish import catalogue
from flows.publish.described import Described, Legislature, listed
from flows.settings import Settings
from flows.sources import be_senate
from flows.vocabulary import RDF

BASE = "https://example.org/q/"
LICENCE = "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"
VERSION = "2026-11-23-0123456789ab"
PREVIOUS = "2026-11-22-ba9876543210"
NAMES = (
    *(f"be-senate-{number}.{ending}.gz" for number in (7, 8) for ending in ("ttl", "nt")),
    "be-senate.nq.gz", "vocabulary.ttl", "ontology.ttl", "shapes.ttl", "report.ttl", "issues.json", "statistics.json",
    "report.md",
)  # fmt: skip
SIZES = {name: at + 1 for at, name in enumerate(NAMES)}
CHECKSUMS = {name: f"{at:064x}" for at, name in enumerate(NAMES)}


def settings(**values: str | None) -> Settings:
    """Some settings, and the defaults."""
    return Settings.model_validate({"base_iri": BASE, **values})


SETTINGS = settings(licence=LICENCE, endpoint="https://example.org/sparql", contact="someone@example.org")
BARE = settings()  # nobody has set anything
COUNTS = {
    "triples": 1000,
    "entities": 50,
    "classes": {f"{BASE}ns/pq#WrittenQuestion": 12},
    "properties": {"http://purl.org/dc/terms/title": 24, f"{BASE}ns/pq#state": 12},
    "links": {
        "eurovoc": {"http://purl.org/dc/terms/subject": 30},
        "wikidata": {"https://schema.org/sameAs": 3, "http://www.w3.org/2004/02/skos/core#exactMatch": 1},
    },
}
RELEASE = Described(
    version=VERSION,
    files=listed(SIZES, CHECKSUMS, "be-senate"),
    legislatures=(
        Legislature(7, first="2019-07-02", last="2024-05-07", issued="2026-11-01", modified="2026-11-20"),
        Legislature(8, first="2024-07-18", last="2026-11-19", issued="2026-11-02", modified="2026-11-23"),
    ),
    figures={"questions": 12, "answers": 10, "questions_by_legislature": {"7": 5, "8": 7}},
    facts=be_senate.FACTS,
    settings=SETTINGS,
    previous=PREVIOUS,
    counts=COUNTS,
)


def release(names: tuple[str, ...] = NAMES, **changes: Any) -> Described:
    """The release with other files, or with other values."""
    sizes = {name: SIZES.get(name, 1) for name in names}
    checksums = {name: CHECKSUMS.get(name, f"{0:064x}") for name in names}
    return replace(RELEASE, **{"files": listed(sizes, checksums, "be-senate"), **changes})


RELEASES = {
    "full": RELEASE,
    "bare": replace(RELEASE, settings=BARE, previous="", counts={}, figures={}),
    "tables": release((
        *NAMES,
        "be-senate-7.jsonld.gz", "be-senate-7-questions.csv.gz", "be-senate-7-questions.parquet",
        "be-senate-7-tables.parquet.zip", "people.parquet", "tables.csv-metadata.json", "pictures/coverage.csv",
        "answers.nl.svg", "answers.nl.png", "new-questions.atom",
    )),
}  # fmt: skip


# -- reading what is said ----------------------------------------------------------------------------

Said = frozenset[Triple]  # no pyoxigraph.Store: it makes xsd:integer of xsd:nonNegativeInteger


def said(described: Described = RELEASE) -> Said:
    return frozenset(catalogue.statements(described))


def terms(found: Said, subject: str, predicate: NamedNode) -> list[Literal | NamedNode]:
    node = NamedNode(subject)
    values = [triple.object for triple in found if triple.subject == node and triple.predicate == predicate]
    return sorted((value for value in values if isinstance(value, Literal | NamedNode)), key=str)


def values(found: Said, subject: str, predicate: NamedNode) -> list[str]:
    return [term.value for term in terms(found, subject, predicate)]


def of_kind(found: Said, kind: NamedNode) -> set[str]:
    nodes = [triple.subject for triple in found if triple.predicate == RDF["type"] and triple.object == kind]
    assert all(isinstance(node, NamedNode) for node in nodes), "no blank nodes"
    return {node.value for node in nodes if isinstance(node, NamedNode)}


def objects(found: Said, predicate: NamedNode) -> set[str]:
    named = (triple.object for triple in found if triple.predicate == predicate)
    return {value.value for value in named if isinstance(value, Literal | NamedNode)}


def spoken(found: Said, subject: str, predicate: NamedNode) -> dict[str | None, str]:
    said = [term for term in terms(found, subject, predicate) if isinstance(term, Literal)]
    texts = {term.language: term.value for term in said}
    assert len(texts) == len(said), "one a language"
    return texts


def dataset(name: str) -> str:
    return f"{BASE}id/dataset/{name}"


@cache
def read_by_rdflib(name: str) -> rdflib.Graph:
    """The catalogue of one of the releases, as its Turtle file says it."""
    data = catalogue.documents(RELEASES[name])["catalogue.ttl"]
    return rdflib.Graph().parse(data=data, format="turtle")
