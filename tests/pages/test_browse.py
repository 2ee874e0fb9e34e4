"""Pages of what questions share, lists, the first page and site maps: figures, order, pages, languages."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from flows.pages.bars import bars
from flows.pages.browse import number
from flows.served.release import Served
from tests.pages.browsing import Browser

DATES = re.compile(r'class="entry-facts".*?<time datetime="([\d-]+)"', re.DOTALL)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("person/tom-ongena", "Sat for"), ("party/open-vld", "Was called before"), ("portfolio/defence", "Responsible"),
        ("post/minister-of-defence", "Portfolios"),
        ("government/de-croo", "1\u00a0October 2020 – 3\u00a0February 2025"),
        ("concept/eurovoc/2628", "Domain"), ("concept/eurovoc/100143", "EuroVoc domain"),
        ("concept/eurovoc/100173", "armed forces"), ("auth/keyword/be-senate/nl/ocmw", "Other names"),
        ("legislature/be-senate/7", "Legislature of the Chamber"), ("group/cd-v-n-va", "Consists of"),
    ],
)  # fmt: skip
def test_a_thing_is_shown_with_its_facts_and_its_questions(web: Browser, place: str, told: str) -> None:
    answer = web.get(f"/doc/{place}?lang=en")
    assert answer.status_code == 200
    assert told in answer.text
    many = re.search(r'id="questions">(\d+) question', answer.text)
    assert many
    assert len(DATES.findall(answer.text)) == min(int(many[1]), 25) > 0


def test_questions_are_in_order_and_every_page_shows_others(web: Browser) -> None:
    place = "/doc/legislature/be-senate/5"
    first, second = (web.get(f"{place}?page={at}").text for at in (1, 2))
    dates = [*DATES.findall(first), *DATES.findall(second)]
    assert dates == sorted(dates, reverse=True)
    numbers = [re.findall(r'class="entry-title"><a href="([^"]*)"', page) for page in (first, second)]
    assert not set(numbers[0]) & set(numbers[1])
    oldest = DATES.findall(web.get(f"{place}?sort=oldest").text)
    assert all(one <= other for one, other in pairwise(oldest))


@pytest.mark.parametrize(
    ("text", "page"), [("2", 2), ("", 1), ("0", 1), ("-1", 1), ("99999999", 1), ("9", 3), ("x", 1)]
)
def test_a_page_that_is_not_there_is_the_nearest(text: str, page: int) -> None:
    assert number(text, 3) == page


def test_a_minister_has_the_questions_received(web: Browser) -> None:
    assert re.search(r"\d+</strong> questions? received", web.get("/doc/person/ludivine-dedonder?lang=en").text)


@pytest.mark.parametrize("kind", ["person", "party", "portfolio", "topic", "legislature"])
def test_every_link_of_a_list_leads_to_a_page(web: Browser, kind: str) -> None:
    page = web.get(f"/{kind}?lang=fr").text
    found = re.findall(r'<li><a href="(/doc/[^"]*)"', page)
    assert found
    assert all(link.endswith("?lang=fr") for link in found)
    answers = web.all([("GET", link, {}) for link in found[:12]])
    assert {one.status_code for one in answers} == {200}


def test_the_first_page_has_three_doors_and_what_is_new(web: Browser) -> None:
    page = web.get("/?lang=nl").text
    assert 'action="/search"' in page
    assert all(f'href="/{door}?lang=nl"' in page for door in ("topic", "query", "about", "overdue"))
    assert len(DATES.findall(page)) == 8


def test_the_site_map_names_every_question_and_only_what_is_there(web: Browser, served: Served) -> None:
    index = ElementTree.fromstring(web.get("/sitemap.xml").content)
    (only,) = [one.text or "" for one in index.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    part = ElementTree.fromstring(web.get("/" + only.removeprefix(served.iris.base)).content)
    found = [one.text or "" for one in part.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    questions = [one for one in found if "/doc/question/" in one]
    assert len(questions) == served.statistics["questions"]
    asked = [f"/{one.removeprefix(served.iris.base)}" for one in found[:11] + questions[:5]]
    assert {one.status_code for one in web.all([("GET", path, {}) for path in asked])} == {200}
    assert web.get("/sitemap-2.xml").status_code == 404
    assert f"Sitemap: {only.replace('-1.xml', '.xml')}" in web.get("/robots.txt").text


def test_bars_are_to_scale() -> None:
    one, other = bars([("2020", 10, 5), ("2021", 5, 5)])
    assert (one.height, one.answered, other.height) == (150, 75, 75)
    assert bars([]) == []
