"""Clients that people use, and the 34 example queries, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from flows.settings import Settings
from tests.serve.live import Live

QUERIES = sorted((Path(__file__).parents[2] / "ontology" / "queries").glob("*.rq"))
TITLES = """PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?q ?title { ?q dcterms:title ?title FILTER(LANG(?title) = "fr") } ORDER BY ?q LIMIT 5"""
GRAPH = TITLES.replace("SELECT ?q ?title", "CONSTRUCT { ?q dcterms:title ?title }")


def rows(text: str | bytes) -> list[tuple[Any, ...]]:
    """The rows of a result in JSON, in the order of their words where the query has none."""
    parsed = json.loads(text)
    names = parsed["head"]["vars"]
    return [tuple(json.dumps(row.get(name), sort_keys=True) for name in names) for row in parsed["results"]["bindings"]]


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_an_example_query_says_over_http_what_it_says_in_process(path: Path, live: Live) -> None:
    query = path.read_text("utf-8")
    here = live.app.state.current.served.store.query(query, use_default_graph_as_union=True)
    assert isinstance(here, pyoxigraph.QuerySolutions)
    expected = here.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
    assert expected
    response = live.client.post("/sparql", data={"query": query})
    assert response.status_code == 200, response.text
    assert sorted(rows(response.content)) == sorted(rows(expected))


@pytest.fixture
def wrapper(live: Live) -> SPARQLWrapper:
    return SPARQLWrapper(live.endpoint)


@pytest.mark.parametrize("way", ["GET", "POST", "POST directly"])
@pytest.mark.parametrize("form", [JSON, XML, CSV])
def test_sparqlwrapper_reads_tables(way: str, form: str, wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery(TITLES)
    if way != "GET":
        wrapper.setMethod(POST)
    if way == "POST directly":
        wrapper.setRequestMethod(POSTDIRECTLY)
    wrapper.setReturnFormat(form)
    found: Any = wrapper.queryAndConvert()
    if form == JSON:
        assert [row["title"]["xml:lang"] for row in found["results"]["bindings"]] == ["fr"] * 5
    elif form == XML:
        assert len(found.getElementsByTagName("result")) == 5
    else:
        assert len(found.decode().strip().split("\r\n")) == 6


# SPARQLWrapper reads RDF/XML into a class that rdflib is giving up.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_sparqlwrapper_reads_graphs_and_truths(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery(GRAPH)
    wrapper.setReturnFormat(TURTLE)
    turtle: Any = wrapper.queryAndConvert()
    assert len(rdflib.Graph().parse(data=turtle, format="turtle")) == 5
    wrapper.setReturnFormat(XML)
    graph: Any = wrapper.queryAndConvert()
    assert len(graph) == 5
    wrapper.setQuery("ASK { ?s ?p ?o }")
    wrapper.setReturnFormat(JSON)
    truth: Any = wrapper.queryAndConvert()
    assert truth["boolean"] is True


def test_sparqlwrapper_is_told_of_a_mistake(wrapper: SPARQLWrapper) -> None:
    wrapper.setQuery("SELECT * {")
    with pytest.raises(QueryBadFormed, match="Line 1, column 11"):
        wrapper.query()


def test_rdflib_asks_as_another_store(live: Live) -> None:
    graph = rdflib.Graph("SPARQLStore")
    graph.open(live.endpoint)
    found: Iterable[Any] = graph.query(TITLES)
    assert {row[1].language for row in found} == {"fr"}


def test_the_settings_of_the_endpoint_are_bounded(miniature: Settings) -> None:
    for name, value in (("query_memory", 1), ("query_seconds", 0), ("query_workers", 0), ("serve_port", 70_000)):
        with pytest.raises(ValueError):
            Settings.model_validate({**dict(miniature), name: value})
