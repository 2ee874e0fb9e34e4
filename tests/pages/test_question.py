"""The page of a question: what stands on it, in which language, and that nothing in a text does harm."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from flows.pages import documents
from flows.pages.cite import Cited, as_bibtex, as_ris, as_text
from flows.pages.edition import Edition
from flows.pages.timeline import Line, Moment, line
from flows.pages.words import words_in
from flows.served.release import SEARCH, STORE, Served, open_served
from flows.vocabulary import DCTERMS, ELI, SCHEMA, Iris, below
from tests.pages.browsing import Browser, browser

QUESTION = "/doc/question/be-senate/7-1668"
IRIS = Iris()
EVIL = '"><script>alert(1)</script>&amp;<img src=x onerror=alert(1)>'


def test_who_asked_whom_when_and_how_late_the_answer_was(web: Browser) -> None:
    page = web.get(f"{QUESTION}?lang=en").text
    assert '<a href="/doc/person/tom-ongena?lang=en">Tom Ongena</a> (<a href="/doc/party/open-vld?lang=en">' in page
    assert 'href="/doc/post/minister-of-defence?lang=en">Minister of Defence</a>' in page
    assert "Ludivine Dedonder" in page
    assert "De Croo Government" in page
    assert '<strong class="late">12 days late</strong>' in page
    assert '<li class="deadline"><time datetime="2022-07-07">7\u00a0July 2022</time>' in page
    assert 'href="/doc/concept/eurovoc/2628?lang=en">armed forces</a>' in page
    assert '<a href="/doc/question/be-senate/7-1669?lang=en">7-1669</a>' in page


def test_texts_are_in_their_language_and_parts_beside_their_answers(web: Browser) -> None:
    page = web.get(f"{QUESTION}?lang=en").text
    row = page[page.index('id="part-2"') : page.index('id="part-3"')]
    assert 'lang="nl"' in row
    assert "Hoeveel pogingen tot hacking" in row
    assert "Er werden negen pogingen vastgesteld." in row
    assert f'href="{QUESTION}/answer/1/part/2?lang=en">2)</a>' in row


def test_one_reads_in_one_language_or_in_both(web: Browser) -> None:
    place = "/doc/question/be-senate/4-2571"
    both = web.get(f"{place}?text=both").text
    assert both.count('<div class="cell" lang="fr">') == both.count('<div class="cell" lang="nl">') > 3
    french = web.get(f"{place}?text=fr&lang=nl").text
    assert "Combien d&#39;avis" in french
    assert "Hoeveel adviezen" not in french.partition("<main")[2]
    assert "Hoeveel adviezen" in web.get(f"{place}?lang=nl").text
    assert "Hoeveel adviezen" in web.get(f"{place}?text=xx&lang=nl").text


def test_cited_links_are_followed_by_no_robot(web: Browser) -> None:
    address = "https://www.example.com/veiligheid/berichten-apps.html"
    assert f'<a href="{address}" rel="nofollow noopener">{address}</a>' in web.get(QUESTION).text


def test_search_engines_read_the_question_and_its_answers(web: Browser) -> None:
    page = web.get(f"{QUESTION}?lang=nl").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    told = json.loads(found[1])
    assert told["@type"] == "Question"
    assert told["author"]["name"] == "Tom Ongena"
    assert told["suggestedAnswer"][0]["datePublished"] == "2022-07-19"
    assert '<meta property="og:type" content="article">' in page
    assert f'<link rel="alternate" hreflang="fr" href="{IRIS.base}doc/question/be-senate/7-1668?lang=fr">' in page


def test_a_question_is_cited_as_text_bibtex_and_ris() -> None:
    one = Cited(
        "7-1668", "Kost & {baat} 50%_a~b", "Tom Ongena", "Open Vld", "2022-06-02", "2022-07-19", "https://x/y", "nl"
    )
    words = words_in("en")
    assert as_text(one, words) == (
        "Tom Ongena (Open Vld), ‘Kost & {baat} 50%_a~b’, written question No 7-1668 of 2 June 2022, Belgian Senate, "
        "answered on 19 July 2022. https://x/y"
    )
    bibtex = as_bibtex(one, words)
    assert r"title = {{Kost \& \{baat\} 50\%\_a\textasciitilde{}b}}" in bibtex
    assert "author = {{Tom Ongena}}" in bibtex
    assert as_ris(one, words).splitlines()[0] == "TY  - GOVDOC"
    assert as_ris(one, words).endswith("ER  - ")


@pytest.mark.parametrize(
    ("days", "answered", "drawn"),
    [
        ((0, 35, 47), "c", Line(745, 1000, 745, ((0, "x"), (1000, "x")))),  # answered too late
        ((0, 40, 20), "c", Line(500, 500, 1000, ((0, "x"), (500, "x")))),  # in time
        ((0, 0, 0), "c", None),
    ],
)
def test_the_line_is_to_scale(days: tuple[int, ...], answered: str, drawn: Line | None) -> None:
    kinds = ("x", "deadline", "x")
    found = [Moment(day, "", kind, "", at) for day, kind, at in zip("abc", kinds, days, strict=True)]
    assert line(found, answered) == drawn


@pytest.fixture(scope="module")
def hostile(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """The release with question 7-1668 as somebody would write it who wants to do harm."""
    graph, question = IRIS.graph("7-1668"), IRIS.question("7-1668")
    version = below(question, "nl")
    folder = tmp_path_factory.mktemp("hostile")
    told = [(question, DCTERMS["title"]), (version, SCHEMA["text"])]
    every = served.store.quads_for_pattern(None, None, None)
    quads = [quad for quad in every if (quad.subject, quad.predicate) not in told]
    quads += [
        Quad(question, DCTERMS["title"], Literal(EVIL, language="nl"), graph),
        Quad(version, SCHEMA["text"], Literal(f"Een {EVIL}\n</script><!--", language="nl"), graph),
        Quad(version, IRIS.pq["citesUrl"], NamedNode("javascript:alert(1)"), graph),
        Quad(version, IRIS.pq["citesUrl"], NamedNode("javascript://example.org/%0Aalert(1)"), graph),
        Quad(version, IRIS.pq["citesUrl"], NamedNode("https://example.org/%22onmouseover=alert(1)"), graph),
    ]
    store = Store(str(folder / STORE))
    store.bulk_extend(quads)
    del store
    (folder / SEARCH).symlink_to(served.folder / SEARCH)
    return browser(documents.routes, open_served(served.release, folder, IRIS))


def test_nothing_in_a_text_is_run_or_followed(hostile: Browser) -> None:
    answer = hostile.get(f"{QUESTION}?lang=nl")
    page = answer.text
    assert answer.status_code == 200
    assert EVIL not in page
    assert "<img src=x" not in page
    assert page.count("<script") == page.count("</script>") == 1
    assert EVIL in unescape(page)
    assert 'href="javascript:' not in page
    assert "javascript:alert(1)" in page  # told, not linked
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_nothing_on_a_page_comes_from_elsewhere_or_is_styled_inside(web: Browser) -> None:
    for path in ("/", QUESTION, "/doc/person/tom-ongena", "/topic", "/ns/pq", "/doc/legislature/be-senate/5"):
        page = web.get(path).text
        loaded = re.findall(r'<(?:link rel="stylesheet"|script|img)[^>]*?(?:href|src)="([^"]*)"', page)
        assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
        assert " style=" not in page
        assert "<style" not in page


def test_every_question_of_the_release_can_be_read(web: Browser, served: Served) -> None:
    numbers = {graph.value.rpartition("/")[2] for graph in served.store.named_graphs() if "/question/" in graph.value}
    assert len(numbers) == served.statistics["questions"]
    asked = [f"/doc/question/be-senate/{number}?lang={one}" for number in numbers for one in ("nl", "en")]
    answers = web.all([("GET", path, {}) for path in asked])
    assert {one.status_code for one in answers} == {200}


def test_a_question_without_a_record_is_shown_as_what_others_say_of_it(web: Browser) -> None:
    answer = web.get("/doc/question/be-senate/7-1669?lang=en")
    assert answer.status_code == 200
    assert "7-1668" in answer.text


def test_an_edition_of_nothing_says_nothing() -> None:
    edition = Edition("1-1", [Triple(IRIS.question("1-1"), ELI["date_document"], Literal("2001-01-01"))], IRIS)
    assert (edition.titles, edition.answers, edition.languages, edition.sources) == ({}, (), [], [])
    assert edition.aligned() == (None, [])


def test_what_is_served_is_in_the_package() -> None:
    folder = Path(__file__).parents[2] / "flows" / "pages"
    assert (folder / "templates" / "base.html").is_file()
    assert (folder / "static" / "style.css").is_file()
