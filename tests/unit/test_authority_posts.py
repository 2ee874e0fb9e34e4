"""Whom a question is put to: the post by the grammar, the government of the day, and who held the post then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from flows.authority.addressee import Addressed
from flows.authority.lookups import Authority, read_authority
from flows.authority.tables import spellings
from flows.settings import product_folder
from tests.contract import asked
from tests.contract.tables import changed, made_authority

DAY = "2022-06-02"


def tenure(
    person: str, portfolio: str, rank: str = "minister", start: str = "2020-10-01", **cells: str
) -> dict[str, str]:
    return {"person": person, "portfolio": portfolio, "rank": rank, "from": start, "government": "de-croo", **cells}


PEOPLE = ("alexander", "vincent", "sammy", "annelies", "david", "thomas")
TENURES = [
    tenure("alexander", "prime-minister", "prime-minister"),
    tenure("vincent", "justice", until="2023-10-22"),
    tenure("vincent", "north-sea", until="2023-10-22"),
    tenure("annelies", "interior"),
    tenure("annelies", "institutional-reforms"),
    tenure("david", "self-employed"),
    tenure("david", "institutional-reforms"),
    tenure("sammy", "asylum-migration", "secretary-of-state", until="2022-06-28"),
    tenure("thomas", "budget", "secretary-of-state", start="2020-11-13"),
    tenure("thomas", "defence", "secretary-of-state"),
]


def with_rows(**tables: Sequence[Mapping[str, str]]) -> Authority:
    fields = {row["portfolio"] for row in TENURES}
    rows: dict[str, Sequence[Mapping[str, str]]] = {
        "people": [{"person": key, "name": key.title()} for key in PEOPLE],
        "portfolios": [{"portfolio": key} for key in sorted(fields)],
        "ministers": TENURES,
        **tables,
    }
    return made_authority(changed(asked.TABLES, **rows))


# -- the post ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "language"),
    [
        ("aan de minister van Defensie", "nl"),
        ("Aan  de Minister\xa0van Defensie", "nl"),
        ("aan den minister van defensie", "nl"),
        ("minister van Defensie", "nl"),
        ("à la ministre de la Défense", "fr"),
        ("À la Ministre de la Défense", "fr"),
        ("au ministre de la Défense", "fr"),
    ],
)
def test_a_post_is_read_off_the_printed_line(printed: str, language: str) -> None:
    authority = asked.AUTHORITY.consult()
    assert authority.post(printed, language) == Addressed("minister", ("defence",))
    assert authority.post(printed, "fr" if language == "nl" else "nl") is None, "within its language only"


def test_what_of_a_line_is_not_known_is_named() -> None:
    authority = asked.AUTHORITY.consult()
    assert authority.post("aan de minister van Defensie en Zeezaken", "nl") == Addressed(
        "minister", ("defence",), ("Zeezaken",)
    )
    assert authority.post("aan Defensie", "nl") is None


def test_a_phrase_of_two_meanings_has_none_whatever_their_order() -> None:
    phrases = [
        {"printed": "Zee", "language": "nl", "portfolios": "north-sea"},
        {"printed": "zee", "language": "nl", "portfolios": "defence"},
        {"printed": "Noord en Zuid", "language": "nl", "portfolios": "north-sea defence"},
        {"printed": "noord  en zuid", "language": "nl", "portfolios": "defence north-sea"},  # the same
    ]
    for rows in (phrases, phrases[::-1]):
        authority = with_rows(portfolio_names=rows)
        assert authority.post("aan de minister van Zee", "nl") == Addressed("minister", (), ("Zee",))
        both = Addressed("minister", ("defence", "north-sea"))
        assert authority.post("aan de minister van Noord en Zuid", "nl") == both


def test_every_title_of_the_seeds_is_read_as_its_post() -> None:
    authority = read_authority(product_folder("seeds"))
    for key, row in authority.tables["posts"].items():
        for language in ("nl", "fr"):
            for title in [row[language], *spellings(row[f"other_{language}"])]:
                post = authority.post(title, language)
                assert post is not None, title
                assert (post.key, post.unknown) == (key, ())


# -- the government ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2020-09-30", None),
        ("2020-10-01", "de-croo"),
        ("2025-02-02", "de-croo"),
        ("2025-02-03", "de-wever"),
        ("2099-01-01", "de-wever"),
    ],
)
def test_the_government_is_that_of_the_day(day: str, expected: str | None) -> None:
    assert asked.AUTHORITY.consult().government(day) == expected


def test_two_governments_on_a_day_are_none() -> None:
    other = {"government": "other", "from": "2022-06-02", "until": "2022-06-03"}
    authority = with_rows(governments=[other])
    assert [authority.government(day) for day in ("2022-06-01", DAY, "2022-06-03")] == ["de-croo", None, "de-croo"]


# -- who held the post ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rank", "portfolios", "day", "expected"),
    [
        ("minister", "defence", DAY, "ludivine-dedonder"),
        ("minister", "defence", "2020-09-30", None),  # the day before the first
        ("minister", "defence", "2020-10-01", "ludivine-dedonder"),
        ("minister", "defence", "2025-02-02", "ludivine-dedonder"),  # her end is not known, her government's is
        ("minister", "defence", "2025-02-03", None),
        ("minister", "justice", "2023-10-21", "vincent"),
        ("minister", "justice", "2023-10-22", None),  # `until` is the first day without
        ("minister", "justice north-sea", DAY, "vincent"),  # several portfolios of one person
        ("deputy-prime-minister", "justice north-sea", DAY, "vincent"),  # a deputy prime minister is a minister
        ("deputy-prime-minister", "defence justice", DAY, None),  # portfolios of two persons
        ("minister", "institutional-reforms", DAY, None),  # two held it at once
        ("minister", "institutional-reforms interior", DAY, "annelies"),
        ("minister", "institutional-reforms self-employed", DAY, "david"),
        ("minister", "interior institutional-reforms self-employed", DAY, None),
        ("prime-minister", "", DAY, "alexander"),
        ("prime-minister", "justice", DAY, "alexander"),  # what else a prime minister has does not matter
        ("prime-minister", "", "2025-02-03", None),
        ("secretary-of-state", "asylum-migration", "2022-06-27", "sammy"),
        ("secretary-of-state", "asylum-migration", "2022-06-28", None),
        ("minister", "asylum-migration", DAY, None),  # of another rank
        ("secretary-of-state", "defence", DAY, "thomas"),  # beside a minister
        ("secretary-of-state", "budget", "2020-11-12", None),
        ("minister", "", DAY, None),
        ("minister", "beliris", DAY, None),
        ("king", "defence", DAY, None),
    ],
)
def test_the_holder_is_that_of_the_day_the_rank_and_all_portfolios(
    rank: str, portfolios: str, day: str, expected: str | None
) -> None:
    authority = with_rows()
    assert authority.holder(rank, portfolios, day) == expected
    assert authority.holder(rank, " ".join(reversed(portfolios.split())), day) == expected


def test_two_holders_of_a_post_on_a_day_are_none() -> None:
    authority = with_rows(ministers=[*TENURES, tenure("sammy", "defence", start="2022-06-02")])
    assert authority.holder("minister", "defence", "2022-06-01") == "ludivine-dedonder"
    assert authority.holder("minister", "defence", DAY) is None


def test_who_stays_when_the_government_changes_is_one_holder() -> None:
    stays = tenure("ludivine-dedonder", "defence", start="2025-02-03", government="de-wever")
    authority = with_rows(ministers=[*TENURES, stays])
    days = ("2025-02-02", "2025-02-03", "2030-01-01")
    assert {authority.holder("minister", "defence", day) for day in days} == {"ludivine-dedonder"}


@pytest.mark.parametrize(
    ("line", "language", "day", "government", "person"),
    [
        ("aan de minister van Defensie", "nl", "2022-06-02", "de-croo", "ludivine-dedonder"),  # 7-1668
        ("au vice-premier ministre et ministre de l'Intérieur", "fr", "2005-11-17", "verhofstadt-2", "patrick-dewael"),
    ],
)
def test_the_seeds_know_who_was_addressed(line: str, language: str, day: str, government: str, person: str) -> None:
    authority = read_authority(product_folder("seeds"))
    post = authority.post(line, language)
    assert post is not None
    assert authority.government(day) == government
    assert authority.holder(post.rank, " ".join(post.portfolios), day) == person
