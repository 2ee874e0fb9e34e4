"""Who is taken for whom: an id, or a name with days in common; nothing on a name alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.refresh.compare_people import People, Signed, Somebody, Spell
from flows.refresh.proposals import Draft, read_draft
from flows.sources.be_senate import senators
from tests.site.small_tables import PEOPLE, write_few

TERMS = {number: senators.term(number) for number in senators.ELECTIONS}
SEVEN = Spell(*senators.term(7), "member in legislature 7")


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A folder `seeds` with a few rows, in a folder of its own."""
    return write_few(tmp_path / "project" / "seeds")


def draft(seeds: Path) -> Draft:
    return read_draft(seeds, ("people", "ministers"), "Test (CC0), 2026-11-25", "2026-11-25")


def meet(seeds: Path, *somebodies: Somebody, signed: dict[str, list[Signed]] | None = None) -> Draft:
    one = draft(seeds)
    People(one, TERMS, signed or {}).meet_all(somebodies)
    return one


def proposed(one: Draft) -> list[tuple[str, str, str, str]]:
    return [(got.kind, got.key, got.column, got.new) for got in one.proposals]


def test_an_id_that_both_know_is_certain_and_other_words_are_conflicts(seeds: Path) -> None:
    got = meet(seeds, Somebody(("An De Wit",), "there", "Q1", "77"))
    assert proposed(got) == [("new-value", "an-de-wit", "senate_id", "77")]
    text = PEOPLE.replace("Q1,,", "Q1,78,")
    (seeds / "people.csv").write_text(text)
    got = meet(seeds, Somebody(("An De Wit",), "there", "Q1", "77"))
    assert proposed(got) == [("conflict", "an-de-wit", "senate_id", "77")]
    got = meet(seeds, Somebody(("An De Wit",), "there", "Q3", "78"))
    assert proposed(got) == [("conflict", "an-de-wit", "wikidata", "Q3")]


def test_the_same_name_and_a_mandate_in_common_is_certain_enough_to_propose_with_its_reason(seeds: Path) -> None:
    text = PEOPLE.replace("Q1,,", ",,")
    (seeds / "people.csv").write_text(text)
    got = meet(seeds, Somebody(("an  de Wit",), "member 77", senate_id="77", mandates=(SEVEN,)))
    assert proposed(got) == [("new-value", "an-de-wit", "senate_id", "77")]
    assert got.proposals[0].evidence == (
        "member 77: same name, and member in legislature 7 meets question 7-1668, a source of the row"
    )


@pytest.mark.parametrize(
    ("name", "start", "end", "takes"),
    [
        ("Tom Minister", "2019-05-26", "2024-06-09", True),  # the table of ministers
        ("Tom Minister", "2010-06-13", "2014-05-25", False),
        ("Karel Oud", "1998-01-01", "", True),  # the days of the row
        ("Karel Oud", "1999-01-01", "", False),  # half-open
        ("Jan Peeters", "2010-06-13", "2014-05-25", True),  # what he signed
        ("jan peters", "2010-06-13", "2014-05-25", True),  # by another of his names
        ("Jan Peeters", "2014-05-25", "2019-05-26", False),
        ("An De Wit", "2003-05-18", "2007-06-10", False),
    ],
)
def test_a_day_in_common_comes_from_tables_and_archive(
    seeds: Path, name: str, start: str, end: str, takes: bool
) -> None:
    signed = {"jan peeters": [Signed("2012-03-01", "5-5815")], "jan peters": [Signed("2012-03-02", "5-5816")]}
    got = meet(seeds, Somebody((name,), "there", senate_id="77", mandates=(Spell(start, end, "m"),)), signed=signed)
    assert [kind for kind, *_ in proposed(got)] == (["new-value"] if takes else [])
    assert len(got.looks) == (0 if takes else 1)


def test_a_question_signed_by_a_homonym_is_no_day_in_common(seeds: Path) -> None:
    one = Somebody(("Jan Peeters",), "there", senate_id="77", mandates=(SEVEN,))
    for author_id, takes in (("", True), ("77", True), ("78", False)):
        got = meet(seeds, one, signed={"jan peeters": [Signed("2022-06-02", "7-1668", author_id)]})
        assert bool(proposed(got)) is takes, author_id


def test_a_name_alone_proposes_nothing_and_contradicts_nothing(seeds: Path) -> None:
    got = meet(
        seeds,
        Somebody(("An De Wit",), "elsewhere", "Q99", "77", mandates=(SEVEN,)),  # another item: a homonym
        Somebody(("Jan Peeters",), "there", "Q98", mandates=(SEVEN,)),  # nothing is known of our days
    )
    assert proposed(got) == []
    assert "a homonym, or a mistake" in got.looks[0]
    assert "nothing shows a day in common (wikidata Q98)" in got.looks[1]


def test_near_names_are_only_something_to_look_at(seeds: Path) -> None:
    got = meet(
        seeds,
        Somebody(("Tom Ministre",), "one", senate_id="1", mandates=(SEVEN,)),
        Somebody(("Peeters Jan",), "two", senate_id="2", mandates=(SEVEN,)),
        Somebody(("Ander Mens",), "three", senate_id="3", mandates=(SEVEN,)),
        Somebody(("An de Witte",), "four", "Q4", senate_id="4", mandates=(SEVEN,)),  # a near row with another item
    )
    assert proposed(got) == [
        ("new-row", "ander-mens", "", "person=ander-mens; name=Ander Mens; senate_id=3"),
        ("new-row", "an-de-witte", "", "person=an-de-witte; name=An de Witte; wikidata=Q4; senate_id=4"),
    ]
    assert "perhaps tom-minister (Tom Minister)" in got.looks[0]
    assert "perhaps jan-peeters (Jan Peeters)" in got.looks[1]


def test_a_name_that_two_who_came_share_identifies_neither(seeds: Path) -> None:
    got = meet(
        seeds,
        Somebody(("Tom Minister",), "one", senate_id="1", mandates=(SEVEN,)),
        Somebody(("Tom Minister",), "two", senate_id="2", mandates=(SEVEN,)),
    )
    assert proposed(got) == []
    assert len(got.looks) == 2


def test_only_people_of_the_senates_own_count_become_rows(seeds: Path) -> None:
    got = meet(
        seeds,
        Somebody(("Oude Heer",), "there", "Q5", mandates=(Spell("1965-01-01", "1981-01-01", "m"),)),
        Somebody(("Zonder Mandaat",), "there", "Q6"),
        Somebody(("日本",), "there", "Q7", mandates=(SEVEN,)),
        Somebody(("Met|Streep",), "there", "Q8", mandates=(SEVEN,)),
        Somebody(("Karel  \u202eOud-Nieuw",), "there", "Q9", mandates=(SEVEN,)),
    )
    assert proposed(got) == []
    assert len(got.looks) == 3


def test_a_key_that_is_taken_is_never_given_again(seeds: Path) -> None:
    (seeds / "people.csv").write_text(PEOPLE.replace("Tom Minister,", "Iemand Anders,"))
    got = meet(seeds, Somebody(("Tom Minister",), "there", senate_id="5", mandates=(SEVEN,)))
    assert proposed(got) == []
    assert "the key tom-minister is another's" in got.looks[0]


def test_another_printed_spelling_is_kept_and_a_mixed_up_id_is_not(seeds: Path) -> None:
    (seeds / "people.csv").write_text(PEOPLE.replace("Jan Peters,,,", "Jan Peters,,55,"))
    got = meet(seeds, Somebody(("Jan P. Peeters",), "there", senate_id="55", is_printed=True))
    assert proposed(got) == [("new-value", "jan-peeters", "other_names", "J. Peeters | Jan Peters | Jan P. Peeters")]
    got = meet(seeds, Somebody(("Wim Zulkowski",), "there", senate_id="55", is_printed=True))
    assert proposed(got) == []
    assert "is the id right?" in got.looks[0]
    got = meet(seeds, Somebody(("Jan P. Peeters",), "there", senate_id="55"))
    assert proposed(got) == [], "how Wikidata writes a name says nothing of how it is printed"


def test_ids_of_two_of_our_rows_are_for_a_person(seeds: Path) -> None:
    (seeds / "people.csv").write_text(PEOPLE.replace("Jan Peters,,,", "Jan Peters,,55,"))
    got = meet(seeds, Somebody(("An De Wit",), "there", "Q1", "55"))
    assert proposed(got) == []
    assert "an-de-wit and jan-peeters" in got.looks[0]
