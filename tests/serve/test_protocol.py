"""The SPARQL 1.1 Protocol for queries, case by case; the cases of the W3C's protocol tests are among them."""

from __future__ import annotations

import http.client
import json
from typing import Any

import httpx
import pyoxigraph
import pytest

from flows.ask.formats import GRAPHS, TABLES
from tests.serve.live import Live

FORM, PLAIN = "application/x-www-form-urlencoded", "application/sparql-query"
RESULTS_JSON, RESULTS_XML = "application/sparql-results+json", "application/sparql-results+xml"
ASK, SELECT = "ASK {}", "SELECT (1 AS ?n) {}"
CONSTRUCT = "CONSTRUCT { <urn:a> <urn:b> 'é' } {}"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
GRAPHS_OF_TWO = (
    "SELECT DISTINCT ?g { GRAPH ?g { ?q a <https://w3id.org/vraagbaak/ns/pq#WrittenQuestion> } } ORDER BY ?g LIMIT 2"
)
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


def value(response: httpx.Response) -> str:
    """The one value of a table."""
    assert response.status_code == 200, response.text
    (row,) = response.json()["results"]["bindings"]
    found: str = row["n"]["value"]
    return found


@pytest.fixture(scope="module")
def graphs(live: Live) -> tuple[str, str]:
    """Two named graphs, each of a question."""
    first, second = (row["g"]["value"] for row in live.ask(GRAPHS_OF_TWO).json()["results"]["bindings"])
    return first, second


# -- operations: bad_* and query_* of the W3C's tests ------------------------------------------------

OPERATIONS: dict[str, tuple[str, str, dict[str, str], bytes, int]] = {
    "query_get": ("GET", "?query=ASK%20%7B%7D", {}, b"", 200),
    "query_post_form": ("POST", "", {"content-type": FORM}, b"query=ASK%20%7B%7D", 200),
    "query_post_form, a charset": ("POST", "", {"content-type": f"{FORM}; charset=UTF-8"}, b"query=ASK+%7B%7D", 200),
    "query_post_direct": ("POST", "", {"content-type": PLAIN}, b"ASK {}", 200),
    "query_post_direct, a byte order mark": ("POST", "", {"content-type": PLAIN}, b"\xef\xbb\xbfASK {}", 200),
    "query_head": ("HEAD", "?query=ASK%20%7B%7D", {}, b"", 200),
    "unknown parameters": ("GET", "?query=ASK%7B%7D&format=json&output=json&results=json", {}, b"", 200),
    "bad_query_method": ("PUT", "?query=ASK%20%7B%7D", {}, b"", 405),
    "bad_multiple_queries": ("GET", "?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", {}, b"", 400),
    "a query twice, in address and body": ("POST", "?query=ASK%7B%7D", {"content-type": PLAIN}, b"ASK {}", 400),
    "bad_query_wrong_media_type": ("POST", "", {"content-type": "text/plain"}, b"ASK {}", 415),
    "bad_query_missing_form_type": ("POST", "", {}, b"query=ASK%20%7B%7D", 415),
    "bad_query_missing_direct_type": ("POST", "", {}, b"ASK {}", 415),
    "bad_query_non_utf8": ("POST", "", {"content-type": f"{PLAIN}; charset=UTF-16"}, "ASK {}".encode("utf-16"), 400),
    "bytes that are not UTF-8": ("GET", "?query=ASK%20%7B%22%FF%22%7D", {}, b"", 400),
    "bad_query_syntax": ("GET", "?query=ASK%20%7B", {}, b"", 400),
    "no query in a form": ("POST", "", {"content-type": FORM}, b"default-graph-uri=urn%3Ax", 400),
    "a graph that is no IRI": ("GET", "?query=ASK%7B%7D&default-graph-uri=a%20b", {}, b"", 400),
    "an update as a query": ("GET", "?query=DELETE%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D", {}, b"", 400),
    "LOAD as a query": ("GET", "?query=LOAD%20%3Chttp%3A%2F%2F127.0.0.1%2F%3E", {}, b"", 400),
    "an update in a form": ("POST", "", {"content-type": FORM}, b"update=CLEAR%20ALL", 403),
    "an update in the address": ("GET", "?update=CLEAR%20ALL", {}, b"", 403),
    "an update directly": ("POST", "", {"content-type": "application/sparql-update"}, b"CLEAR ALL", 403),
    "SERVICE": ("GET", "?query=ASK%7BSERVICE%20%3Chttp%3A%2F%2F127.0.0.1%2F%3E%7B%7D%7D", {}, b"", 403),
    "a null": ("GET", "?query=ASK%20%7B%7D%00", {}, b"", 400),
    "a query without a value": ("GET", "?query=", {}, b"", 400),
    "more parameters than anybody needs": ("GET", "?" + "a=1&" * 1001 + "query=ASK%7B%7D", {}, b"", 400),
    "an address that is too long": ("GET", "?query=ASK%7B%7D%23" + "x" * 17_000, {}, b"", 414),
    "a query that is too long": ("POST", "", {"content-type": PLAIN}, b"ASK {} #" + b"x" * 300_000, 413),
    "a body that is too long": ("POST", "", {"content-type": PLAIN}, b" " * 900_000, 413),
}  # fmt: skip


@pytest.mark.parametrize("case", OPERATIONS)
def test_an_operation_is_answered_or_refused_with_a_reason(case: str, live: Live) -> None:
    method, address, headers, body, status = OPERATIONS[case]
    response = live.client.request(method, f"/sparql{address}", headers=headers, content=body)
    assert response.status_code == status, response.text
    assert status == 405 or response.headers["access-control-allow-origin"] == "*"
    if method == "HEAD":
        assert not response.content
    elif status == 200:
        assert response.json()["boolean"] is True
    elif status != 405:
        assert response.text.startswith(f"{status} ") or status == 414
        assert len(response.text.splitlines()[0]) > 20


def test_a_body_that_is_longer_than_was_said_is_not_read_to_its_end(live: Live) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=30)
    connection.putrequest("POST", "/sparql")
    connection.putheader("content-type", PLAIN)
    connection.putheader("transfer-encoding", "chunked")
    connection.endheaders()
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    for _ in range(13):
        connection.send(chunk)
    assert connection.getresponse().status == 413
    connection.close()


# -- formats -----------------------------------------------------------------------------------------

ACCEPTED: list[tuple[str, str, str]] = [
    (SELECT, "", RESULTS_JSON),
    (SELECT, "*/*", RESULTS_JSON),
    (SELECT, RESULTS_JSON, RESULTS_JSON),
    (SELECT, "application/json", RESULTS_JSON),
    (SELECT, RESULTS_XML, RESULTS_XML),
    (SELECT, "text/csv", "text/csv; charset=utf-8"),
    (SELECT, "text/*", "text/csv; charset=utf-8"),
    (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    (SELECT, f"text/csv;q=0.4, {RESULTS_XML};q=0.5", RESULTS_XML),
    (SELECT, f"{RESULTS_JSON};q=0, */*;q=0.1", RESULTS_XML),
    (SELECT, "text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
    (SELECT, BROWSER, RESULTS_XML),
    (ASK, "", RESULTS_JSON),
    (ASK, RESULTS_XML, RESULTS_XML),
    (ASK, "text/csv, */*;q=0.1", RESULTS_JSON),
    (CONSTRUCT, "", "text/turtle; charset=utf-8"),
    (CONSTRUCT, "application/n-triples", "application/n-triples"),
    (CONSTRUCT, "text/plain", "application/n-triples"),
    (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
    (CONSTRUCT, "application/ld+json", "application/ld+json"),
    (CONSTRUCT, f"{RESULTS_JSON}, application/rdf+xml;q=0.5", "application/rdf+xml"),
    ("DESCRIBE <urn:nobody>", "", "text/turtle; charset=utf-8"),
    # Not acceptable:
    (SELECT, "text/turtle", ""),
    (SELECT, "image/png", ""),
    (SELECT, f"{RESULTS_JSON};q=0", ""),
    (ASK, "text/csv", ""),
    (CONSTRUCT, RESULTS_JSON, ""),
    (CONSTRUCT, "text/csv;q=0.9", ""),
]


@pytest.mark.parametrize(("query", "accept", "wanted"), ACCEPTED)
def test_a_result_comes_in_the_format_that_the_client_wants_most(
    query: str, accept: str, wanted: str, live: Live
) -> None:
    response = live.client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.status_code == (200 if wanted else 406), response.text
    if wanted:
        assert response.headers["content-type"] == wanted
    assert "accept" in response.headers["vary"]


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.key)
def test_a_graph_says_the_same_in_every_format(form: Any, live: Live) -> None:
    response = live.ask(CONSTRUCT, form.media)
    (quad,) = pyoxigraph.parse(response.content, format=pyoxigraph.RdfFormat.from_media_type(form.media))
    assert quad.object == pyoxigraph.Literal("é")


@pytest.mark.parametrize("form", TABLES, ids=lambda form: form.key)
def test_a_table_says_the_same_in_every_format(form: Any, live: Live) -> None:
    text = live.ask("SELECT ('é,\"' AS ?n) {}", form.media).text
    if form.key == "csv":
        assert text == 'n\r\n"é,"""\r\n'
    else:
        kind = pyoxigraph.QueryResultsFormat.from_media_type(form.media)
        rows = pyoxigraph.parse_query_results(text, kind)
        assert isinstance(rows, pyoxigraph.QuerySolutions)
        assert [row["n"].value for row in rows] == ['é,"']


@pytest.mark.parametrize("accept", [f"{RESULTS_JSON}, application/problem+json", "application/json"])
def test_a_programme_is_told_of_a_mistake_in_its_terms(accept: str, live: Live) -> None:
    response = live.ask("SELECT ?x\nWHERE {\n ?s ?p \n}", accept)
    told = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (told["status"], told["line"], told["column"]) == (400, 4, 2)
    assert "expected" in told["detail"]


def test_a_person_is_told_of_a_mistake_with_its_place(live: Live) -> None:
    text = live.ask("SELECT ?x\nWHERE {\n ?s ?p \n}", "text/csv, text/plain;q=0.5").text
    assert "Line 4, column 2." in text
    assert "expected" in text


# -- datasets ----------------------------------------------------------------------------------------


def test_all_graphs_together_are_asked_by_default_and_each_has_its_name(live: Live) -> None:
    served = live.app.state.current.served
    assert value(live.ask(COUNT)) == value(live.ask(COUNT_NAMED)) == str(served.statistics["triples"])


@pytest.mark.parametrize("method", ["GET", "POST form", "POST direct"])
def test_the_request_names_the_dataset(method: str, graphs: tuple[str, str], live: Live) -> None:
    # query_dataset_default_graph, query_dataset_named_graphs, query_dataset_full of the W3C's tests
    def ask(query: str, **dataset: Any) -> httpx.Response:
        named = {name.replace("_", "-"): one for name, one in dataset.items()}
        if method == "GET":
            return live.client.get("/sparql", params={"query": query, **named})
        if method == "POST form":
            return live.client.post("/sparql", data={"query": query, **named})
        return live.client.post("/sparql", params=named, content=query, headers={"content-type": PLAIN})

    first, second = graphs
    sizes = [int(value(live.ask(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{one}> {{ ?s ?p ?o }} }}"))) for one in graphs]
    assert min(sizes) > 0
    assert value(ask(COUNT, default_graph_uri=first)) == str(sizes[0])
    assert value(ask(COUNT, default_graph_uri=[first, second])) <= str(sum(sizes))
    assert value(ask(COUNT_NAMED, default_graph_uri=first)) == "0"
    assert value(ask(COUNT, named_graph_uri=first)) == "0"
    assert value(ask(COUNT_NAMED, named_graph_uri=[first, second])) == str(sum(sizes))
    assert value(ask(COUNT_NAMED, default_graph_uri=first, named_graph_uri=second)) == str(sizes[1])
    clause = COUNT.replace("{", f"FROM <{second}> {{", 1)
    assert value(ask(clause)) == str(sizes[1])
    assert value(ask(clause, default_graph_uri=first)) == str(sizes[0])  # the request's dataset goes before the query's
    clause = f"FROM NAMED <{second}> {{"
    assert value(ask(COUNT_NAMED.replace("{", clause, 1))) == str(sizes[1])
    assert value(ask(COUNT.replace("{", clause, 1))) == "0"


# -- beside queries ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.key)
def test_without_a_query_the_service_describes_itself(form: Any, live: Live) -> None:
    response = live.client.get("/sparql", headers={"accept": form.media})
    assert response.headers["content-type"] == form.content_type
    graph = pyoxigraph.Store()
    graph.bulk_load(response.content, pyoxigraph.RdfFormat.from_media_type(form.media))
    sd = "http://www.w3.org/ns/sparql-service-description#"
    rows = graph.query(f"""SELECT ?format {{
        ?service a <{sd}Service> ; <{sd}endpoint> <https://w3id.org/vraagbaak/sparql> ; <{sd}resultFormat> ?format ;
        <{sd}feature> <{sd}UnionDefaultGraph> ; <{sd}defaultDataset>/<{sd}defaultGraph> ?graph }}""")
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    assert len(list(rows)) == 8


def test_a_browser_is_shown_where_queries_are_written(live: Live) -> None:
    response = live.client.get("/sparql", headers={"accept": BROWSER})
    assert (response.status_code, response.headers["location"]) == (303, "query")


def test_the_address_answers_to_head_and_to_the_question_of_browsers(live: Live) -> None:
    head = live.client.head("/sparql")
    assert (head.status_code, head.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    options = live.client.options("/sparql", headers={"origin": "https://example.org"})
    assert options.status_code == 204
    assert "POST" in options.headers["access-control-allow-methods"]
    assert "Content-Type" in options.headers["access-control-allow-headers"]


def test_a_description_is_not_sent_in_what_the_client_does_not_take(live: Live) -> None:
    assert live.client.get("/sparql", headers={"accept": "image/png"}).status_code == 406


def test_what_is_described_is_json_too_where_that_is_asked_for(live: Live) -> None:
    assert json.loads(live.client.get("/sparql", headers={"accept": "application/json"}).text)
