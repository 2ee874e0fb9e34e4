"""A journalist, a developer and a citizen do what they came for; nothing of it leaves the server."""

from __future__ import annotations

import csv
from pathlib import Path

import httpx
import pytest
from selenium.webdriver.common.by import By

from tests.browser.visitor import DESK, PHONE, Visitor
from tests.serve.live import Live
from tests.site.gathered import gathered

SEED = "7-1668"
PAGES = (
    "/search", "/search?q=veiligheid&state=answered&lang=fr", "/search?q=zzzz", "/overdue?lang=en", "/statistics",
    "/about?lang=fr", "/query",
)  # fmt: skip


def test_a_journalist_finds_an_overdue_question_and_the_figures_of_a_chart(visitor: Visitor, downloads: Path) -> None:
    visitor.go("/overdue?lang=nl")
    first = visitor.find("tbody tr")
    number = first.find_element(By.CSS_SELECTOR, "td:nth-child(2) .nowrap").text
    assert gathered()[number].truth.events  # one of ours, sent and never answered
    post = visitor.find("#portfolio option:nth-child(2)").text
    visitor.find("#portfolio option:nth-child(2)").click()
    visitor.follow(visitor.find("form.fields button"))
    assert post.split(" (")[1] == f"{len(visitor.all('tbody tr'))})"
    question = visitor.find("tbody td:nth-child(2) a")
    visitor.follow(question)
    assert "/doc/question/be-senate/" in visitor.driver.current_url
    visitor.follow(visitor.link("Cijfers"))
    assert visitor.find("figure.chart img").get_attribute("alt")
    link = visitor.find("figure.chart a[href$='.csv']")
    visitor.driver.execute_script("arguments[0].scrollIntoView()", link)
    is_drawn = "return document.querySelector('figure.chart img').naturalWidth > 0"
    visitor.until(lambda: visitor.driver.execute_script(is_drawn), "the chart was not drawn")
    link.click()
    file = downloads / "answered-on-time.csv"
    visitor.until(file.is_file, "the figures were not downloaded")
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    assert rows
    assert {"year", "on_time", "late"} <= set(rows[0])


def test_a_developer_asks_in_sparql_and_follows_what_comes_back(visitor: Visitor, site: Live) -> None:
    visitor.go("/query?lang=en")
    visitor.link("Who asked question 7-1668").click()
    visitor.until(lambda: "7-1668" in visitor.find(".CodeMirror").text, "the example was not loaded")
    visitor.find(".yasqe_queryButton").click()
    row = visitor.find(".yasr table tbody tr")
    assert "Tom Ongena" in row.text
    asked = visitor.driver.execute_script("return document.querySelector('.CodeMirror').CodeMirror.getValue()")
    for form, kind in (("csv", "text/csv"), ("tsv", "text/tab-separated-values"), ("xml", "+xml"), ("json", "+json")):
        answer = site.client.post(f"/query/answer/{form}", data={"query": asked})
        assert kind in answer.headers["content-type"]
        assert "Tom Ongena" in answer.text
    turtle = site.client.get(f"/id/question/be-senate/{SEED}", headers={"accept": "text/turtle"}, follow_redirects=True)
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert "tom-ongena" in turtle.text
    assert visitor.complaints() == []


def test_a_citizen_with_a_phone_searches_with_and_without_accents(visitor: Visitor) -> None:
    visitor.wide(PHONE)
    visitor.go("/search?lang=fr")
    found = []
    for typed in ("messagerie sécurité", "MESSAGERIE securite"):
        box = visitor.find("#q")
        box.clear()
        box.send_keys(typed)
        visitor.follow(visitor.find("form.search button"))
        found.append([one.text for one in visitor.all(".entry-title")])
        assert visitor.all("mark")
        assert not visitor.is_too_wide()
    assert found[0] == found[1] != []
    visitor.follow(visitor.find(f"a[href*='{SEED}']"))
    assert visitor.find("html").get_attribute("lang") == "fr"
    assert "Défense" in visitor.find("h1").text
    visitor.follow(visitor.find("nav.languages a[hreflang=nl]"))
    assert visitor.find("html").get_attribute("lang") == "nl"
    assert "Defensie" in visitor.find("h1").text


def test_one_narrows_a_search_down_and_takes_it_back(visitor: Visitor) -> None:
    visitor.go("/search?q=veiligheid&lang=nl")
    all_of = len(visitor.all("ol.entries > li"))
    link = visitor.find("#narrow a[href*='state=answered']")
    many = int(link.find_element(By.CSS_SELECTOR, ".many").text)
    visitor.follow(link)
    assert len(visitor.all("ol.entries > li")) == many < all_of
    visitor.follow(visitor.find("ul.chosen a"))
    assert len(visitor.all("ol.entries > li")) == all_of


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_barriers_and_fits_every_screen(visitor: Visitor, path: str) -> None:
    for width, dark in ((PHONE, False), (DESK, True)):
        visitor.wide(width, dark=dark)
        visitor.go(path)
        if path == "/query":
            visitor.find(".CodeMirror")
        assert not visitor.is_too_wide()
        assert visitor.barriers() == {}
    assert visitor.complaints() == []


def test_no_page_asked_for_anything_elsewhere(visitor: Visitor) -> None:
    visitor.go("/query?example=15")
    visitor.find(".CodeMirror")
    visitor.find(".yasqe_queryButton").click()
    visitor.find(".yasr table tbody tr")
    assert visitor.elsewhere() == set()
    assert len(visitor.asked) > 10


def test_the_editor_works_without_scripts(site: Live) -> None:
    page = httpx.get(f"{site.address}/query", params={"example": "01", "lang": "fr"}).text
    assert "<textarea" in page
    assert "VALUES" in page or "7-1668" in page
    assert site.client.get("/query/answer/pdf", params={"query": "ASK {}"}).status_code == 404
    refused = site.client.get("/query/answer/json", params={"query": "ASK { SERVICE <http://x/> { ?s ?p ?o } }"})
    assert refused.status_code >= 400
