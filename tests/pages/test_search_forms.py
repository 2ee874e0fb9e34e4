"""A search as JSON and as a feed, and the overdue questions as a table: what programs are given of these pages."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from pyoxigraph import QuerySolutions

from flows.pages.overdue import COLUMNS
from flows.pages.search import FEED
from flows.search.searching import PAGE
from flows.served.release import Served
from flows.settings import product_folder
from tests.pages.browsing import Browser
from tests.site.gathered import gathered

ATOM = "{http://www.w3.org/2005/Atom}"
SEED = "7-1668"
TODAY = date(2026, 11, 27)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """A day on which some questions of the miniature site wait too long."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795780800")
    return TODAY


def numbers(web: Browser, address: str) -> list[str]:
    return [one["number"] for one in web.get(address).json()["questions"]]


# -- JSON --------------------------------------------------------------------------------------------


def test_a_search_as_json_tells_what_its_page_shows(web: Browser, served: Served) -> None:
    answer = web.get("/search.json?q=krijgsmacht&lang=nl")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    told = answer.json()
    assert (told["query"], told["release"], told["page"]) == ("krijgsmacht", served.version, 1)
    assert told["total"] == len(told["questions"]) > 0
    page = web.get("/search?q=krijgsmacht&lang=nl").text
    shown = re.findall(r'class="entry-title"><a href="/doc/question/be-senate/([\d-]+)', page)
    assert [one["number"] for one in told["questions"]] == shown
    (seed,) = (one for one in told["questions"] if one["number"] == SEED)
    truth = gathered()[SEED].truth
    assert seed["titles"] == truth.subject
    assert (seed["iri"], seed["date"]) == (served.iris.question(SEED).value, truth.date.isoformat())
    assert seed["asked_by"] == served.iris.person("tom-ongena").value
    assert seed["on_behalf_of"].endswith("/party/open-vld")


def test_a_facet_of_the_json_narrows_a_search_to_as_many_as_it_says(web: Browser) -> None:
    facets = web.get("/search.json?lang=fr").json()["facets"]
    assert {"party", "portfolio", "year", "state"} <= set(facets)
    for facet in ("party", "state", "year"):
        value = facets[facet][0]
        assert web.get(f"/search.json?{facet}={quote(value['value'])}").json()["total"] == value["questions"] > 0


def test_pages_of_the_json_show_every_question_once(web: Browser, served: Served) -> None:
    first = web.get("/search.json").json()
    assert first["total"] == served.statistics["questions"]
    assert first["pages"] == -(-first["total"] // PAGE)
    found = [one for at in range(1, first["pages"] + 1) for one in numbers(web, f"/search.json?page={at}")]
    assert sorted(found) == sorted(gathered())


# -- Atom --------------------------------------------------------------------------------------------


def feed(web: Browser, address: str) -> ElementTree.Element:
    answer = web.get(address)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}", "")


def test_a_search_as_a_feed_has_the_newest_first(web: Browser, served: Served) -> None:
    root = feed(web, "/search.atom?q=defensie&order=oldest&page=3")
    entries = root.findall(f"{ATOM}entry")
    days = [text(one, "updated") for one in entries]
    assert 1 < len(entries) <= FEED
    assert days == sorted(days, reverse=True)
    asked = {served.iris.question(number).value for number in numbers(web, "/search.json?q=defensie")}
    assert asked <= {text(one, "id") for one in entries}
    assert all(text(root, name) for name in ("title", "id", "updated"))
    assert all(text(one, "title") and text(one, "summary") and one.find(f"{ATOM}author") is not None for one in entries)


def test_every_search_has_an_identifier_of_its_own(web: Browser) -> None:
    asked = ("?q=defensie", "?q=brussel", "?party=open-vld", "", "?q=a%26b")
    found = {text(feed(web, f"/search.atom{query}"), "id") for query in asked}
    assert len(found) == len(asked)
    assert all(one.startswith("https://") for one in found)


def test_a_page_names_the_feed_of_its_search(web: Browser) -> None:
    page = web.get("/search?q=krijgsmacht&state=answered&lang=nl").text
    (address,) = set(re.findall(r'href="(/search\.atom[^"]*)"', page))
    root = feed(web, address.replace("&amp;", "&"))
    assert SEED in " ".join(text(one, "id") for one in root.findall(f"{ATOM}entry"))


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "a & b", "\x00\x01\x0b", "\ufffe\uffff", '"', "]]>"])
@pytest.mark.parametrize("form", ["json", "atom"])
def test_what_is_typed_breaks_no_form(typed: str, form: str, web: Browser) -> None:
    answer = web.get(f"/search.{form}?q={quote(typed)}")
    assert answer.status_code == 200
    if form == "json":
        assert json.loads(answer.content)["query"].strip() in (typed, "")
    else:
        assert ElementTree.fromstring(answer.content).find(f"{ATOM}id") is not None


# -- the table of what is overdue --------------------------------------------------------------------


def overdue(web: Browser, query: str = "") -> list[dict[str, str]]:
    answer = web.get(f"/overdue.csv{query}")
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert 'filename="overdue.csv"' in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def read_example(name: str) -> str:
    return (product_folder("ontology") / "queries" / f"{name}.rq").read_text("utf-8")


def test_the_table_has_every_open_question_past_its_deadline(web: Browser, served: Served, today: date) -> None:
    rows = overdue(web)
    text = read_example("06-overdue-today").replace("NOW()", f'"{today}"')
    found = served.store.query(text, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    waiting = {(row["deadline"].value, row["number"].value) for row in found}
    assert {(row["deadline"], row["number"]) for row in rows} == waiting
    assert len(rows) > 1
    assert list(rows[0]) == list(COLUMNS)


def test_the_longest_wait_is_first_and_days_count_from_the_deadline(web: Browser, today: date) -> None:
    rows = overdue(web)
    waits = [int(row["days_overdue"]) for row in rows]
    assert waits == sorted(waits, reverse=True)
    assert waits == [(today - date.fromisoformat(row["deadline"])).days for row in rows]
    assert [row["number"] for row in overdue(web, "?order=shortest")] == [row["number"] for row in rows][::-1]


def test_the_table_is_narrowed_as_its_page_is(web: Browser, today: date) -> None:
    rows = overdue(web, "?lang=nl")
    for party in {row["party"] for row in rows if row["party"]}:
        slug = next(
            one["value"] for one in web.get("/search.json?lang=nl&state=open").json()["facets"]["party"]
            if one["label"] == party
        )  # fmt: skip
        found = overdue(web, f"?lang=nl&party={quote(slug)}")
        assert found == [row for row in rows if row["party"] == party]
    assert overdue(web, "?party=no-such-party") == []


def test_names_of_the_table_are_in_the_language_asked_for(web: Browser, today: date) -> None:
    names = {language: [row["addressed_to"] for row in overdue(web, f"?lang={language}")] for language in ("nl", "fr")}
    assert "staatssecretaris voor Overheidsbedrijven" in names["nl"]  # 3-7913
    assert "secrétaire d'État aux Entreprises publiques" in names["fr"]
