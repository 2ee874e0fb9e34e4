"""Every IRI of ours in a release answers, in every format, as the Web expects."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat
from starlette.applications import Starlette

from flows.pages import documents
from flows.pages.answer import http_date
from flows.pages.formats import FORMATS, choose
from flows.served.release import Served
from flows.vocabulary import DCTERMS, Iris
from tests.e2e.folders import triples, unpacked
from tests.pages.browsing import Browser, browser, loaded

QUESTION = "/doc/question/be-senate/7-1668"
IRIS = Iris()
ASKED = IRIS.question("7-1668")
BASE = "https://w3id.org/vraagbaak/"
PARSED = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}


def every_iri(served: Served) -> Iterator[str]:
    """What stands anywhere in a release and is ours, as a path; files and the home page are for the server."""
    for name in ("be-senate.nq.gz", "vocabulary.ttl", "ontology.ttl", "shapes.ttl", "catalogue.ttl", "report.ttl"):
        data = unpacked(served.release / name)
        for quad in pyoxigraph.parse(data, format=RdfFormat.N_QUADS if "nq" in name else RdfFormat.TURTLE):
            for node in (quad.subject, quad.object, quad.graph_name):
                if isinstance(node, NamedNode) and node.value.startswith(BASE):
                    path = "/" + node.value.removeprefix(BASE).partition("#")[0]
                    if path != "/" and not path.startswith("/download/"):
                        yield path


def walk(app: Starlette, paths: Iterable[str]) -> list[tuple[int, str]]:
    """The status of each address, and where it leads; without a client, which takes as long as the answers."""

    async def ask(path: str) -> tuple[int, str]:
        told: list[Any] = []
        where, _, query = path.partition("?")
        scope = {
            "type": "http", "method": "GET", "path": unquote(where), "query_string": query.encode(), "scheme": "http",
            "headers": [(b"accept", b"text/turtle")], "root_path": "", "server": ("test", 80),
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b""}

        async def send(message: Any) -> None:
            told.append(message)

        await app(scope, receive, send)
        return told[0]["status"], dict(told[0]["headers"]).get(b"location", b"").decode()

    async def every() -> list[tuple[int, str]]:
        return [await ask(path) for path in paths]

    return asyncio.run(every())


def test_every_iri_of_a_release_answers(web: Browser, served: Served) -> None:
    asked = sorted(set(every_iri(served)))
    assert len(asked) > 2000
    for _ in range(3):
        answers = dict(zip(asked, walk(web.app, asked), strict=True))
        assert not {path: status for path, (status, _) in answers.items() if status >= 400}
        asked = [place for status, place in answers.values() if status != 200]
    assert not asked


def test_a_thing_leads_to_its_document_and_keeps_the_language(web: Browser) -> None:
    answer = web.get("/id/person/tom-ongena?lang=fr")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/doc/person/tom-ongena?lang=fr"
    assert web.get("/auth/rank/minister").headers["location"] == "/doc/auth/rank/minister"


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("", "html"), ("*/*", "html"), ("text/turtle", "ttl"), ("application/n-triples", "nt"),
        ("application/ld+json", "jsonld"), ("application/rdf+xml", "rdf"), ("application/*", "jsonld"),
        ("text/html;q=0.5, text/turtle;q=0.9", "ttl"), ("text/turtle;q=0, */*", "html"),
        # what Firefox, and rdflib 7, send
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("application/rdf+xml,text/turtle;q=0.7", "rdf"), ("application/xml", "rdf"), ("text/html;level=1", "html"),
        ("image/png", None), ("nonsense", None), ("text/html;q=0", None),
    ],
)  # fmt: skip
def test_the_format_is_the_one_that_is_preferred(accept: str, ending: str | None) -> None:
    chosen = choose(accept)
    assert (chosen.ending if chosen else None) == ending


def test_a_document_says_the_same_in_every_format(web: Browser, served: Served) -> None:
    said = {}
    for ending, form in PARSED.items():
        answer = web.get(f"{QUESTION}.{ending}")
        assert answer.headers["content-type"].startswith(FORMATS[ending].media)
        base = BASE if ending == "ttl" else None
        said[ending] = {quad.triple for quad in pyoxigraph.parse(answer.content, format=form, base_iri=base)}
    assert len({frozenset(one) for one in said.values()}) == 1
    record = {one for one in triples(served.release, "be-senate-7.nt.gz") if "/7-1668" in str(one.subject)}
    assert record <= said["nt"]


def test_what_belongs_to_a_question_is_told_with_what_lies_below_it(web: Browser, served: Served) -> None:
    answer = f"{ASKED.value}/answer/1"
    said = {
        str(quad.triple) for quad in pyoxigraph.parse(web.get(f"{QUESTION}/answer/1.nt").content, RdfFormat.N_TRIPLES)
    }
    below = [
        str(one) for one in triples(served.release, "be-senate-7.nt.gz") if str(one.subject).startswith(f"<{answer}")
    ]
    assert len(below) > 30
    assert set(below) <= said
    assert any(one.startswith(f"{ASKED} <{IRIS.pq}hasAnswer>") for one in said)


def test_the_headers_of_a_document(web: Browser, served: Served) -> None:
    answer = web.get(QUESTION, accept="text/turtle")
    (modified,) = [one.object for one in served.store.quads_for_pattern(ASKED, DCTERMS["modified"], None)]
    assert isinstance(modified, Literal)
    assert answer.headers["vary"] == "Accept"
    assert answer.headers["content-location"] == f"{QUESTION}.ttl"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["last-modified"] == http_date(modified.value)
    assert f'<{BASE}doc/question/be-senate/7-1668>; rel="canonical"' in answer.headers["link"]
    assert 'rel="http://www.w3.org/ns/prov#has_provenance"' in answer.headers["link"]
    assert "etag" in answer.headers
    page = web.get(QUESTION, accept="text/html", accept_language="fr")
    assert page.headers["vary"] == "Accept, Accept-Language"
    assert page.headers["content-language"] == "fr"
    assert page.headers["etag"] != answer.headers["etag"] != web.get(f"{QUESTION}.nt").headers["etag"]


def test_what_one_has_is_not_sent_again(web: Browser) -> None:
    tag = web.get(f"{QUESTION}.ttl").headers["etag"]
    assert not tag.startswith("W/")
    for held in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = web.get(f"{QUESTION}.ttl", if_none_match=held)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert web.get(f"{QUESTION}.ttl", if_none_match='"other"').status_code == 200


def test_head_and_options(web: Browser) -> None:
    assert web.get(QUESTION, "HEAD").status_code == 200
    options = web.get(QUESTION, "OPTIONS")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    assert web.get(QUESTION, "POST").status_code == 405


def test_no_format_is_told_with_those_that_there_are(web: Browser) -> None:
    answer = web.get(QUESTION, accept="image/png")
    assert answer.status_code == 406
    assert f"text/turtle  {QUESTION}.ttl" in answer.text


def test_a_missing_question_names_those_near_it(web: Browser) -> None:
    answer = web.get("/doc/question/be-senate/7-1670?lang=en")
    assert answer.status_code == 404
    assert '<a href="/doc/question/be-senate/7-1668?lang=en">7-1668</a>' in answer.text
    assert 'action="/search"' in answer.text


def test_a_question_that_was_published_once_is_gone(served: Served, tmp_path: Path) -> None:
    release = tmp_path / "releases" / served.version
    release.parent.mkdir()
    release.symlink_to(served.release)
    entry = tmp_path / "changes" / "000002"
    entry.mkdir(parents=True)
    (entry / "change.json").write_text(json.dumps({"questions": {"removed": ["7-99999"], "new": ["7-99998"]}}))
    web = browser(documents.routes, loaded(release, tmp_path / "served"))
    assert web.get("/doc/question/be-senate/7-99999").status_code == 410
    assert web.get("/doc/question/be-senate/7-99998").status_code == 404
    assert web.get("/doc/question/be-senate/7-1668").status_code == 200


def test_what_was_merged_leads_to_what_it_was_merged_into(web: Browser) -> None:
    old, new = "auth/keyword/be-senate/fr/office-des-etrangers", "auth/keyword/be-senate/nl/dienst-vreemdelingenzaken"
    answer = web.get(f"/doc/{old}.ttl")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/doc/{new}.ttl")
    assert f"<{BASE}{old}> <http://purl.org/dc/terms/isReplacedBy>" in web.get(f"/doc/{new}.nt").text


def test_a_name_may_end_like_a_format(web: Browser) -> None:
    place = "/doc/dataset/be-senate-vocabulary/distribution/ontology.ttl"
    assert web.get(place).headers["content-type"].startswith("text/html")
    assert web.get(f"{place}.ttl").headers["content-type"].startswith("text/turtle")


def test_ontology_and_shapes_answer_at_their_namespace(web: Browser, served: Served) -> None:
    assert 'id="WrittenQuestion"' in web.get("/ns/pq").text
    assert 'id="WrittenQuestion-identifier"' in web.get("/ns/shape").text
    assert web.get("/ns/pq", accept="text/turtle").content == (served.release / "ontology.ttl").read_bytes()
    assert web.get("/ns/shape.nt").content == web.get("/ns/shape.nt").content
    assert web.get("/ns/other").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/doc/..%2f..%2fetc/passwd", "/doc/../../etc/passwd", "/doc/question/be-senate/7-1668%0d%0aX-Evil:%201",
        "/doc/" + "a" * 10_000, "/doc/<script>", "/doc/person/%00", "/doc/question/be-senate/7-9999999999999999999999",
        "/doc/", "/doc/person/x'y\"z", "/doc/concept/eurovoc/ space",
        "/static/x/../../words.toml", "/static/x/..%2fwords.toml", "/doc/%ff%fe",
    ],
)  # fmt: skip
def test_odd_addresses_are_not_found(web: Browser, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 404
    assert "<script>" not in answer.text
    assert "x-evil" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/id//evil.example/x", "/id/https://evil.example", "/id/a%0d%0aX-Evil:%201", "/id/%2f%2fevil.example"]
)
def test_a_redirect_leads_nowhere_else_and_adds_no_header(web: Browser, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code in (303, 404)
    assert answer.headers.get("location", "/doc/").startswith("/doc/")
    assert "\n" not in answer.headers.get("location", "")
    assert "x-evil" not in answer.headers
