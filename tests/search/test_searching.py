"""What is found in the release of the miniature site, in which order, and how it is counted."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

import pytest

from flows.search.searching import NEWEST, OLDEST, Wanted, search
from flows.search.snippets import Marker
from flows.vocabulary import Iris
from tests.site.gathered import gathered

IRIS = Iris()
SEED = "7-1668"


def numbers(index: sqlite3.Connection, text: str, **wanted: Any) -> list[str]:
    """The numbers of the questions on one long page."""
    return [row["number"] for row in search(index, Wanted(text, size=1000, **wanted)).questions]


def test_every_question_is_found_when_nothing_is_typed_the_newest_first(index: sqlite3.Connection) -> None:
    known = {one.number: one.truth.date.isoformat() for one in gathered().values()}
    found = numbers(index, "")
    assert sorted(found) == sorted(known)
    assert [known[number] for number in found] == sorted(known.values(), reverse=True)
    assert numbers(index, "", order=OLDEST) == found[::-1]


@pytest.mark.parametrize(
    ("typed", "also"),
    [
        ("Défense", "defense"),  # accents
        ("DEFENSIE", "defensie"),  # case
        ("beveiligde diensten", "beveiligde dienst"),  # Dutch endings
        ("un service sécurisé", "services securises"),  # French endings, without accents
        ("armed forces", "krijgsmacht"),  # the topic in English
        ('"sociale media"', "sociale media"),
        ("veiligheidsris*", "veiligheidsrisico's"),
        ("Ongena messaging", "ongena MESSAGING"),  # a name
        ("Dedonder messagerie", "dedonder messagerie"),  # the minister of the day
    ],
)
def test_a_question_is_found_however_its_words_are_written(index: sqlite3.Connection, typed: str, also: str) -> None:
    assert SEED in numbers(index, typed)
    assert SEED in numbers(index, also)


@pytest.mark.parametrize("typed", ['"media sociale"', "krijgsmacht -messaging", "defensie -defensie", "zzz", "!?"])
def test_what_does_not_match_is_not_found(index: sqlite3.Connection, typed: str) -> None:
    assert SEED not in numbers(index, typed)


def test_a_word_that_is_excluded_alone_leaves_all_others(index: sqlite3.Connection) -> None:
    with_it = numbers(index, "krijgsmacht")
    assert with_it
    assert sorted(numbers(index, "-krijgsmacht") + with_it) == sorted(numbers(index, ""))


def test_a_title_ranks_above_a_text(index: sqlite3.Connection) -> None:
    first = numbers(index, "gevangenissen")[0]
    title = index.execute("SELECT title_nl FROM question WHERE number = ?", [first]).fetchone()[0]
    assert "evangenis" in title


def test_a_number_leads_straight_to_its_question(index: sqlite3.Connection) -> None:
    assert search(index, Wanted("7/1668")).number == SEED
    assert search(index, Wanted("7-9999")).number == ""


@pytest.mark.parametrize("text", ["", "minister", "de"])
def test_the_figures_of_a_facet_are_those_of_the_questions(index: sqlite3.Connection, text: str) -> None:
    party = IRIS.party("open-vld").value
    chosen = {"party": [party], "state": ["open", "lapsed"]}
    found = search(index, Wanted(text, chosen, size=1000))
    rows = search(index, Wanted(text, size=1000)).questions
    of_party = [row for row in rows if row["party"] == party]
    both = [row for row in of_party if row["state"] in chosen["state"]]
    assert [row["number"] for row in found.questions] == [row["number"] for row in both]
    assert found.total == len(both) > 0
    assert found.facets["year"] == Counter(row["date"][:4] for row in both)
    # A facet's own choice does not narrow it.
    assert found.facets["state"] == Counter(row["state"] for row in of_party)


def test_a_choice_that_nothing_has_finds_nothing_and_says_so(index: sqlite3.Connection) -> None:
    found = search(index, Wanted("", {"year": ["1830"], "person": ["nobody"]}))
    assert (found.total, found.questions) == (0, [])


@pytest.mark.parametrize(
    ("kind", "iri"),
    [
        ("person", IRIS.person("tom-ongena").value),
        ("minister", IRIS.person("ludivine-dedonder").value),
        ("portfolio", IRIS.portfolio("defence").value),
        ("topic", "http://eurovoc.europa.eu/2628"),
        ("host", "www.example.com"),
    ],
)
def test_one_narrows_down_by_any_thing_that_a_question_is_about(index: sqlite3.Connection, kind: str, iri: str) -> None:
    assert SEED in numbers(index, "", chosen={kind: [iri]})
    assert len(numbers(index, "", chosen={kind: [iri]})) < len(numbers(index, ""))


def test_pages_follow_one_another_without_a_gap(index: sqlite3.Connection) -> None:
    pages = [search(index, Wanted("de", page=page, size=10)).questions for page in range(1, 12)]
    found = [row["number"] for page in pages for row in page]
    assert found == numbers(index, "de")
    by_day = numbers(index, "")
    assert numbers(index, "de", order=NEWEST) == sorted(found, key=by_day.index)


def test_what_was_found_is_marked_and_nothing_else() -> None:
    text = "Het gebruik van sécurisées applicaties, van een beveiligde dienst en van de gevangenissen."
    marker = Marker(Wanted('"beveiligde dienst" gevangenis securise* -gebruik').terms)
    assert [piece for piece, is_marked in marker.marked(text) if is_marked] == [
        "sécurisées",
        "beveiligde dienst",
        "gevangenissen",
    ]


def test_a_snippet_is_where_most_of_the_words_stand() -> None:
    far = "woord " * 200 + "de krijgsmacht en de sociale media " + "woord " * 200
    pieces = Marker(Wanted("krijgsmacht media").terms).snippet(["krijgsmacht alleen", far])
    assert [piece for piece, is_marked in pieces if is_marked] == ["krijgsmacht", "media"]
    assert pieces[0][0] == "… "
    assert sum(len(piece) for piece, _ in pieces) < 300


def test_of_very_many_those_with_the_word_in_their_head_come_first(
    index: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranked = numbers(index, "veiligheid")
    monkeypatch.setattr("flows.search.searching.MANY", len(ranked) - 1)
    heads = numbers(index, "veiligheid")
    assert sorted(heads) == sorted(ranked)
    title = index.execute("SELECT title_nl FROM question WHERE number = ?", [heads[0]]).fetchone()[0]
    assert "eilig" in title
    monkeypatch.setattr("flows.search.searching.MANY", 0)
    assert numbers(index, "veiligheid") == numbers(index, "veiligheid", order=NEWEST)
