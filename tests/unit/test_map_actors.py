"""Who asked and who was asked: what the tables know, and what becomes of what they do not know."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from flows.vocabulary import ELI_DL, FOAF, SKOS, below
from tests.unit.mapped import IRIS, NODE, issues, of_kind, record, shared, values, with_rows


def test_a_new_person_is_told_and_named_as_printed() -> None:
    made = record(author="Ngaïre D'haeseleer")
    assert issues(made) == [("person-new", "'Ngaïre D'haeseleer'")]
    node = IRIS.person("ngaire-dhaeseleer")
    assert values(made, NODE, IRIS.pq["askedBy"]) == [node.value]
    assert shared(made, node, FOAF["name"]) == ['"Ngaïre D\'haeseleer"']


def test_a_near_spelling_is_told_and_is_another_person() -> None:
    made = record(author="Tom Ongenna")
    assert issues(made) == [("person-near", "'Tom Ongenna' on 2022-06-02: perhaps tom-ongena")]
    assert values(made, NODE, IRIS.pq["askedBy"]) == [IRIS.person("tom-ongenna").value]


@pytest.mark.parametrize("name", ["Tóm Ongena", "Tom-Ongena"])
def test_an_unknown_name_never_gets_the_iri_of_a_reviewed_person(name: str) -> None:
    made = record(author=name)
    ending = hashlib.sha256(name.casefold().encode()).hexdigest()[:8]
    node = IRIS.person(f"tom-ongena-{ending}")
    assert values(made, NODE, IRIS.pq["askedBy"]) == [node.value]
    assert [code for code, _ in issues(made)] == ["person-near"]
    assert shared(made, node, FOAF["name"]) == [f'"{name}"']


def test_the_number_at_the_senate_tells_namesakes_apart() -> None:
    assert values(record(author_id="5107"), NODE, IRIS.pq["askedBy"]) == [IRIS.person("tom-ongena").value]
    made = record(author_id="77")
    assert issues(made) == [("person-near", "'Tom Ongena', number 77 at the Senate on 2022-06-02: perhaps tom-ongena")]
    assert values(made, NODE, IRIS.pq["askedBy"]) != [IRIS.person("tom-ongena").value]


def test_a_namesake_is_told_by_the_day() -> None:
    namesakes = [
        {"person": "tom-ongena", "name": "Tom Ongena", "until": "2010-01-01"},
        {"person": "tom-ongena-2", "name": "Tom Ongena", "from": "2010-01-01"},
    ]
    made = record(with_rows(people=namesakes))
    assert values(made, NODE, IRIS.pq["askedBy"]) == [IRIS.person("tom-ongena-2").value]


def test_a_group_is_no_party() -> None:
    group = {"party": "cd-v-n-va", "kind": "group", "label": "CD&V N-VA", "members": "open-vld"}
    made = record(with_rows(parties=[group]), party="CD&V N-VA")
    assert values(made, NODE, IRIS.pq["askedOnBehalfOf"]) == [IRIS.group("cd-v-n-va").value]
    author = below(NODE, "participation", "author")
    assert values(made, author, ELI_DL["participation_in_name_of"]) == [IRIS.group("cd-v-n-va").value]
    assert issues(made) == []


@pytest.mark.parametrize(("day", "known"), [(date(2022, 6, 2), True), (date(2026, 1, 19), False)])
def test_a_party_is_that_of_the_day(day: date, known: bool) -> None:
    made = record(date=day, events=())
    assert issues(made) == ([] if known else [("party-unknown", "'Open Vld' on 2026-01-19")])
    assert values(made, NODE, IRIS.pq["askedOnBehalfOf"]) == [IRIS.party("open-vld").value]


def test_without_an_author_nothing_is_said_of_one() -> None:
    made = record(author=None, party="Open Vld")
    assert values(made, NODE, IRIS.pq["askedBy"]) == values(made, NODE, IRIS.pq["askedOnBehalfOf"]) == []
    assert below(NODE, "participation", "author").value not in of_kind(made, ELI_DL["Participation"])


def test_the_printed_line_of_the_author_is_kept() -> None:
    author = below(NODE, "participation", "author")
    assert values(record(), author, IRIS.pq["sourceLabel"]) == ["Tom Ongena (Open Vld)"]
    assert values(record(party=None), author, IRIS.pq["sourceLabel"]) == ["Tom Ongena"]


ADDRESSEE = below(NODE, "participation", "addressee")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("aan de minister van Oorlog", ("portfolio-unknown", "'Oorlog' in 'aan de minister van Oorlog' (nl)")),
        ("aan Defensie", ("post-unknown", "'aan Defensie' (nl)")),
    ],
)
def test_a_line_that_is_not_understood_is_told_and_kept(line: str, told: tuple[str, str]) -> None:
    made = record(addressee={"nl": line})
    assert issues(made) == [told]
    assert values(made, NODE, IRIS.pq["addressedTo"]) == values(made, ADDRESSEE, IRIS.pq["inPost"]) == []
    assert values(made, ADDRESSEE, IRIS.pq["sourceLabel"]) == [line]
    assert values(made, ADDRESSEE, IRIS.pq["inGovernment"]) == [IRIS.government("de-croo").value]


def test_every_unknown_phrase_of_a_line_is_told_once() -> None:
    made = record(addressee={"nl": "aan de minister van Oorlog, Defensie en Vrede"})
    assert [message.partition(" in ")[0] for _, message in issues(made)] == ["'Oorlog'", "'Vrede'"]


def test_one_language_is_enough_to_know_the_post() -> None:
    made = record(addressee={"nl": "aan de minister van Oorlog", "fr": "à la ministre de la Défense"})
    assert [code for code, _ in issues(made)] == ["portfolio-unknown"]
    post = IRIS.post("minister-of-defence")
    assert values(made, NODE, IRIS.pq["addressedTo"]) == [post.value]
    assert shared(made, post, SKOS["prefLabel"]) == ['"ministre de la Défense"@fr'], "only the line that was read"


def test_two_languages_that_name_two_posts_name_none() -> None:
    made = record(addressee={"nl": "aan de minister van Defensie", "fr": "au ministre de la Mer du Nord"})
    words = "the languages name minister-of-defence and minister-of-north-sea; none is published"
    assert issues(made) == [("post-differs", words)]
    assert values(made, NODE, IRIS.pq["addressedTo"]) == []
    assert values(made, ADDRESSEE, ELI_DL["had_participant_person"]) == []


def test_a_post_that_is_not_reviewed_is_described_as_printed() -> None:
    lines = {
        "nl": "aan de vice-eersteminister en minister van Noordzee en Defensie",
        "fr": "à la vice-première ministre et ministre de la Mer du Nord et de la Défense",
    }
    made = record(addressee=lines)
    key = "deputy-prime-minister-of-defence-and-north-sea"
    assert issues(made) == [("post-unreviewed", f"{key}: '{lines['nl']}' (nl) and '{lines['fr']}' (fr)")]
    post = IRIS.post(key)
    assert values(made, NODE, IRIS.pq["addressedTo"]) == values(made, ADDRESSEE, IRIS.pq["inPost"]) == [post.value]
    assert shared(made, post, IRIS.pq["rank"]) == [str(IRIS.concept("rank", "deputy-prime-minister"))]
    assert shared(made, post, IRIS.pq["portfolio"]) == [
        str(IRIS.portfolio("defence")), str(IRIS.portfolio("north-sea")),
    ]  # fmt: skip
    assert shared(made, post, SKOS["prefLabel"]) == [
        '"vice-eersteminister en minister van Noordzee en Defensie"@nl',
        '"vice-première ministre et ministre de la Mer du Nord et de la Défense"@fr',
    ]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("aan de minister van Defensie", "minister van Defensie"),
        ("aan den minister van Defensie", "minister van Defensie"),
        ("aan minister van Defensie", "minister van Defensie"),
        ("Aan  de  minister van Defensie", "minister van Defensie"),
        ("minister van Defensie", "minister van Defensie"),
    ],
)
def test_a_title_is_the_line_without_its_preposition(line: str, title: str) -> None:
    made = record(addressee={"nl": line})
    assert shared(made, IRIS.post("minister-of-defence"), SKOS["prefLabel"]) == [f'"{title}"@nl']


@pytest.mark.parametrize("before", ["au ", "à la ", "À la ", "a la ", ""])
def test_a_french_title_is_the_line_without_its_preposition(before: str) -> None:
    made = record(addressee={"fr": f"{before}ministre de la Défense"})
    assert shared(made, IRIS.post("minister-of-defence"), SKOS["prefLabel"]) == ['"ministre de la Défense"@fr']


def test_a_prime_minister_has_the_portfolio_of_that_name() -> None:
    premier = {"person": "alexander", "name": "Alexander"}, {
        "person": "alexander", "portfolio": "prime-minister", "from": "2020-10-01", "rank": "prime-minister",
        "government": "de-croo",
    }  # fmt: skip
    made = record(with_rows(people=premier[:1], ministers=premier[1:]), addressee={"nl": "aan de eerste minister"})
    post = IRIS.post("prime-minister")
    assert values(made, NODE, IRIS.pq["addressedTo"]) == [post.value]
    assert shared(made, post, IRIS.pq["portfolio"]) == [str(IRIS.portfolio("prime-minister"))]
    assert values(made, ADDRESSEE, ELI_DL["had_participant_person"]) == [IRIS.person("alexander").value]


@pytest.mark.parametrize(
    ("day", "person", "government"),
    [
        (date(2022, 6, 2), ["ludivine-dedonder"], ["de-croo"]),
        (date(2025, 2, 3), [], ["de-wever"]),
        (date(2020, 9, 30), [], []),
    ],
)
def test_the_government_is_that_of_the_day_and_the_minister_where_certain(
    day: date, person: list[str], government: list[str]
) -> None:
    made = record(date=day, events=())
    assert values(made, ADDRESSEE, ELI_DL["had_participant_person"]) == [IRIS.person(key).value for key in person]
    assert values(made, ADDRESSEE, IRIS.pq["inGovernment"]) == [IRIS.government(key).value for key in government]
    assert values(made, ADDRESSEE, IRIS.pq["inPost"]) == [IRIS.post("minister-of-defence").value]
    assert issues(made) == []


def test_without_a_line_there_is_no_addressee() -> None:
    made = record(addressee={})
    assert ADDRESSEE.value not in of_kind(made, ELI_DL["Participation"])
    assert values(made, ADDRESSEE, IRIS.pq["inGovernment"]) == []
