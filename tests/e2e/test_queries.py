"""The competency queries, each run by two SPARQL engines on all that is gathered of the miniature site.

What they must find is worked out of the truth by `tests/site/answers.py`, without RDF. The functions of the stages are
called as the nightly flow calls them.
"""

from __future__ import annotations

import datetime as dt
import inspect
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import Triple

from flows.authority.lookups import read_authority
from flows.keep.archive import open_archive
from flows.make.questions import read_questions
from flows.map.question import question_record
from flows.map.rdf import ntriples
from flows.map.things import Usage, describe, usage_of
from flows.settings import product_folder
from flows.vocabulary import Iris
from tests.site.answers import ANSWERS
from tests.site.gathered import Rows, pages

QUERIES = sorted((product_folder("ontology") / "queries").glob("*.rq"))
WITH_LISTS = {20}  # the queries that put a list into a cell
every_query = pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)


@pytest.fixture(scope="session")
def triples(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Every record, what they share and the ontology as one graph in N-Triples."""
    iris, authority, usage = Iris(), read_authority(product_folder("seeds")), Usage()
    found: list[Triple] = []
    with open_archive(tmp_path_factory.mktemp("archive") / "archive.sqlite") as archive:
        for page in pages():
            archive.keep(page)
        for reading in read_questions(archive, archive.questions()):
            assert reading.question
            seen = min(page.first_seen for history in archive.pages(reading.number) for page in history)
            record = question_record(reading.question, reading.captures, authority, iris, first_seen=seen)
            usage.merge(usage_of(record.triples, record.shared, iris))
            found += record.triples
    found += describe(usage, authority, iris)
    for path in product_folder("ontology").glob("*.ttl"):
        found += [quad.triple for quad in pyoxigraph.parse(path=path)]
    return ntriples(found)


@pytest.fixture(scope="session")
def oxigraph(triples: bytes) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return store


@pytest.fixture(scope="session")
def memory(triples: bytes) -> rdflib.Graph:
    return rdflib.Graph().parse(data=triples, format="nt")


def number_of(query: Path) -> int:
    return int(query.stem.partition("-")[0])


def expected(query: Path) -> list[list[str]]:
    """The rows as text; what depends on the day is worked out for today."""
    answer = ANSWERS[number_of(query)]
    rows: Rows = answer(dt.datetime.now(dt.UTC).date()) if inspect.signature(answer).parameters else answer()
    return [[written(cell) for cell in row] for row in rows]


def written(cell: object) -> str:
    """A cell of an expected row as text."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return f"{cell:g}"
    if isinstance(cell, dt.datetime):
        return cell.strftime("%Y-%m-%dT%H:%M:%SZ")
    return "" if cell is None else str(cell)


def plain(text: str, datatype: str) -> str:
    """A value of a result as text: numbers without trailing zeros, universal time as Z."""
    if datatype.endswith("#dateTime"):
        return text.replace("+00:00", "Z")  # rdflib's way of writing it
    return f"{float(text):g}" if datatype.endswith(("#decimal", "#double", "#float")) else text


def by_oxigraph(term: object) -> str:
    if isinstance(term, pyoxigraph.Literal):
        return plain(term.value, term.datatype.value)
    return term.value if isinstance(term, pyoxigraph.NamedNode) else ""


def by_rdflib(term: object) -> str:
    if isinstance(term, rdflib.Literal):
        return plain(str(term), str(term.datatype))
    return str(term) if term else ""


def settled(query: Path, rows: list[list[str]]) -> list[list[str]]:
    """The rows with the names in the cells of a list in one order, which SPARQL leaves open."""
    if number_of(query) not in WITH_LISTS:
        return rows
    return [[", ".join(sorted(cell.split(", "))) for cell in row] for row in rows]


@every_query
def test_oxigraph_finds_what_the_truth_says(query: Path, oxigraph: pyoxigraph.Store) -> None:
    rows = oxigraph.query(query.read_text("utf-8"), use_default_graph_as_union=True)
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    found = [[by_oxigraph(term) for term in row] for row in rows]
    assert settled(query, found) == settled(query, expected(query))
    assert found


@every_query
def test_rdflib_finds_what_the_truth_says(query: Path, memory: rdflib.Graph) -> None:
    rows = memory.query(query.read_text("utf-8"))
    found = [[by_rdflib(term) for term in row] for row in rows if isinstance(row, rdflib.query.ResultRow)]
    assert settled(query, found) == settled(query, expected(query))
    assert found


@every_query
def test_a_query_has_a_title_in_three_languages(query: Path) -> None:
    titles = [line.partition(" ")[2] for line in query.read_text("utf-8").splitlines()[:3]]
    assert [title[:4] for title in titles] == ["en: ", "nl: ", "fr: "]
    assert len({title[4:].strip() for title in titles}) == 3


def test_every_question_that_the_graph_must_answer_has_its_query() -> None:
    assert [number_of(query) for query in QUERIES] == list(range(1, 35)) == sorted(ANSWERS)
