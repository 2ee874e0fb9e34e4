"""What the reviewed tables in `seeds/` promise, read as plain CSV and not through the program that uses them."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

from flows.authority.names import fold
from flows.vocabulary import slug

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
FACTS = ROOT.parent / "shared" / "data" / "question-facts.jsonl"
Row = dict[str, str]
# The columns of each table, the key first.
TABLES = {
    "legislatures": ("legislature", "chamber"),
    "people": ("person", "name", "other_names", "wikidata", "senate_id", "from", "until"),
    "parties": (
        "party", "kind", "label", "other_labels", "name_nl", "name_fr", "from", "until", "renamed_from", "members",
        "language_group", "wikidata",
    ),
    "governments": ("government", "nl", "fr", "en", "from", "until", "wikidata"),
    "services": ("service", "nl", "fr", "de", "en", "cbe"),
    "portfolios": ("portfolio", "nl", "fr", "en", "services", "wikidata"),
    "portfolio_names": ("printed", "language", "portfolios"),
    "posts": ("post", "rank", "portfolios", "nl", "fr", "en", "other_nl", "other_fr", "wikidata"),
    "ministers": ("person", "portfolio", "from", "rank", "government", "until"),
    "eurovoc": ("id", "nl", "fr", "en", "de", "other_nl", "other_fr", "broader", "microthesauri", "replaced_by"),
    "eurovoc_microthesauri": ("id", "code", "nl", "fr", "en", "de", "domain"),
    "eurovoc_domains": ("id", "code", "nl", "fr", "en", "de"),
    "keywords": ("keyword", "nl", "fr", "other_nl", "other_fr", "exact", "close", "wikidata"),
    "replacements": ("old", "new"),
}  # fmt: skip
# The other tables are known by their first column alone; printed phrases are sorted within their language.
KEYS = {"portfolio_names": ("language", "printed"), "ministers": ("person", "portfolio", "from")}
KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")  # tom-ongena; EuroVoc's ids are such as well: c_04ae3ba8
PATHS = {"replacements"}  # known by a path: id/person/tom-ongena
POINTERS = (
    ("parties", "renamed_from", "parties"), ("parties", "members", "parties"), ("portfolios", "services", "services"),
    ("portfolio_names", "portfolios", "portfolios"), ("posts", "portfolios", "portfolios"),
    ("ministers", "person", "people"), ("ministers", "portfolio", "portfolios"),
    ("ministers", "government", "governments"), ("eurovoc", "broader", "eurovoc"),
    ("eurovoc", "microthesauri", "eurovoc_microthesauri"), ("eurovoc", "replaced_by", "eurovoc"),
    ("eurovoc_microthesauri", "domain", "eurovoc_domains"),
)  # fmt: skip
# One portfolio given to two people of one rank in one government, as the government itself announced it.
SHARED_PORTFOLIOS = {
    ("institutional-reforms", "minister", "verhofstadt-3"),  # Leterme and Reynders
    ("institutional-reforms", "minister", "leterme-1"),  # Reynders and Vandeurzen
    ("institutional-reforms", "minister", "van-rompuy"),  # Reynders and Vanackere
    ("institutional-reforms", "minister", "leterme-2"),  # Reynders and Vanackere
    ("institutional-reforms", "secretary-of-state", "di-rupo"),  # Verherstraeten and Wathelet
    ("institutional-reforms", "minister", "de-croo"),  # Clarinval and Verlinden
    ("democratic-renewal", "minister", "de-croo"),  # Clarinval and Verlinden
}
NEVER = "9999-12-31"


def rows(table: str) -> list[Row]:
    path = SEEDS / f"{table}.csv"
    if not path.is_file():
        pytest.skip(f"{path.name} is not written yet")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def by_key(table: str) -> dict[str, Row]:
    return {row[TABLES[table][0]]: row for row in rows(table)}


def period(row: Row) -> tuple[str, str]:
    return row["from"], row["until"] or NEVER


def tenure(row: Row) -> tuple[str, str]:
    """The days of a tenure: one without an end ends with its government."""
    return row["from"], min(row["until"] or NEVER, period(by_key("governments")[row["government"]])[1])


def overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def spellings(row: Row, name: str, others: str) -> set[str]:
    return {fold(spelt) for spelt in [row[name], *row[others].split("|")] if spelt.strip()}


def named(table: str, name: str, others: str, spelt: str, day: str) -> list[str]:
    """The keys of the rows that a spelling means on a day."""
    return [
        row[TABLES[table][0]]
        for row in rows(table)
        if fold(spelt) in spellings(row, name, others) and period(row)[0] <= day < period(row)[1]
    ]


def person(name: str, day: str) -> list[str]:
    return named("people", "name", "other_names", name, day)


def party(label: str, day: str) -> list[str]:
    return named("parties", "label", "other_labels", label, day)


def holders(portfolio: str, rank: str, day: str) -> set[str]:
    found = [row for row in rows("ministers") if (row["portfolio"], row["rank"]) == (portfolio, rank)]
    return {row["person"] for row in found if tenure(row)[0] <= day < tenure(row)[1]}


def test_every_table_is_one_of_these() -> None:
    assert {path.stem for path in SEEDS.glob("*.csv")} <= {*TABLES}


@pytest.mark.parametrize("table", TABLES)
def test_the_columns_are_the_promised_ones(table: str) -> None:
    path = SEEDS / f"{table}.csv"
    if not path.is_file():
        pytest.skip(f"{path.name} is not written yet")
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert header == [*TABLES[table], "source", "checked"]


@pytest.mark.parametrize("table", TABLES)
def test_every_row_says_where_from_and_when(table: str) -> None:
    for row in rows(table):
        assert row["source"], row
        assert date.fromisoformat(row["checked"]), row


@pytest.mark.parametrize("table", TABLES)
def test_keys_are_unique_sorted_and_fit_for_an_iri(table: str) -> None:
    columns = KEYS.get(table, TABLES[table][:1])
    keys = [tuple(row[column] for column in columns) for row in rows(table)]
    assert len(set(keys)) == len(keys)
    ordered = [tuple(part.zfill(6) if part.isdigit() else part.casefold() for part in key) for key in keys]
    assert ordered == sorted(ordered)
    if len(columns) == 1 and table not in PATHS:
        assert [key for (key,) in keys if not KEY.fullmatch(key)] == []


@pytest.mark.parametrize("table", TABLES)
def test_cells_have_no_stray_blanks(table: str) -> None:
    for row in rows(table):
        assert None not in [*row, *row.values()], f"{row} has not as many cells as the header"
        assert [cell for cell in row.values() if cell != " ".join(cell.split())] == []  # NBSP, line ends, double blanks


@pytest.mark.parametrize(("table", "column", "target"), POINTERS)
def test_pointers_lead_to_a_row(table: str, column: str, target: str) -> None:
    known = by_key(target)
    assert sorted({key for row in rows(table) for key in row[column].split() if key not in known}) == []


@pytest.mark.parametrize("table", [name for name, columns in TABLES.items() if "wikidata" in columns])
def test_items_of_wikidata_are_items(table: str) -> None:
    assert [row for row in rows(table) if not re.fullmatch(r"(Q[1-9][0-9]*)?", row["wikidata"])] == []


@pytest.mark.parametrize("table", [name for name, columns in TABLES.items() if "until" in columns])
def test_periods_begin_before_they_end(table: str) -> None:
    for row in rows(table):
        for day in (row["from"], row["until"]):
            assert not day or date.fromisoformat(day).isoformat() == day, row
        assert period(row)[0] < period(row)[1], row


def test_governments_follow_one_another_without_a_gap_since_1995() -> None:
    periods = sorted(period(row) for row in rows("governments"))
    assert periods[0][0] == "1995-06-23"
    assert [(one, other) for one, other in pairwise(periods) if one[1] != other[0]] == []
    assert periods[-1][1] == NEVER


def test_a_label_means_one_party_on_a_day() -> None:
    for one, other in combinations(rows("parties"), 2):
        if spellings(one, "label", "other_labels") & spellings(other, "label", "other_labels"):
            assert not overlap(period(one), period(other)), f"{one['party']} and {other['party']}"


def test_groups_have_members_and_parties_have_none() -> None:
    parties = by_key("parties")
    for key, row in parties.items():
        assert row["kind"] in ("party", "group"), key
        assert row["language_group"] in ("", "nl", "fr"), key
        assert bool(row["members"]) == (row["kind"] == "group"), key
        assert all(parties[member]["kind"] == "party" for member in row["members"].split()), key


def test_a_renamed_party_begins_when_its_old_name_ends() -> None:
    parties = by_key("parties")
    for row in parties.values():
        if row["renamed_from"] and row["from"] and parties[row["renamed_from"]]["until"]:
            assert row["from"] == parties[row["renamed_from"]]["until"], row["party"]


def test_a_name_means_one_person_on_a_day() -> None:
    for one, other in combinations(rows("people"), 2):
        if spellings(one, "name", "other_names") & spellings(other, "name", "other_names"):
            assert not overlap(period(one), period(other)), f"{one['person']} and {other['person']}"


def test_people_are_known_by_their_names_and_items_by_one_person() -> None:
    people = rows("people")
    assert [row["person"] for row in people if not row["person"].startswith(slug(row["name"]))] == []
    items = [row["wikidata"] for row in people if row["wikidata"]]
    assert len(set(items)) == len(items)
    assert [row for row in people if not re.fullmatch(r"[0-9]*", row["senate_id"])] == []


def test_enterprise_numbers_have_ten_digits_and_stand_once() -> None:
    numbers = [row["cbe"] for row in rows("services")]
    assert [number for number in numbers if not re.fullmatch(r"0[0-9]{9}", number)] == []
    assert len(set(numbers)) == len(numbers)


def test_ministers_serve_within_their_government() -> None:
    governments = by_key("governments")
    for row in rows("ministers"):
        first, last = period(governments[row["government"]])
        assert row["rank"] in ("prime-minister", "minister", "secretary-of-state"), row
        assert (row["rank"] == "prime-minister") >= (row["portfolio"] == "prime-minister"), row
        assert first <= row["from"] < last, row
        assert not row["until"] or row["until"] <= last, row


def test_a_portfolio_is_shared_only_where_the_government_said_so() -> None:
    posts: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows("ministers"):
        posts.setdefault((row["portfolio"], row["rank"], row["government"]), []).append(row)
    shared = {
        post
        for post, tenures in posts.items()
        if any(overlap(tenure(one), tenure(other)) for one, other in combinations(tenures, 2))
    }
    assert shared == SHARED_PORTFOLIOS


def test_every_day_has_one_prime_minister_since_1995() -> None:
    tenures = sorted(tenure(row) for row in rows("ministers") if row["portfolio"] == "prime-minister")
    assert tenures[0][0] == "1995-06-23"
    assert [(one, other) for one, other in pairwise(tenures) if one[1] != other[0]] == []
    assert tenures[-1][1] == NEVER


@pytest.mark.parametrize(
    ("day", "rank", "portfolio", "holder"),
    [
        ("2005-11-17", "minister", "interior", "patrick-dewael"),  # 3-3744
        ("2007-04-18", "secretary-of-state", "public-enterprises", "bruno-tuybens"),  # 3-7913
        ("2008-07-31", "secretary-of-state", "mobility", "etienne-schouppe"),  # 4-1344
        ("2009-05-20", "minister", "asylum-migration", "annemie-turtelboom"),  # 4-3498
        ("2010-09-20", "secretary-of-state", "asylum-migration", "melchior-wathelet-jr"),  # 5-162
        ("2012-06-18", "secretary-of-state", "social-integration", "maggie-de-block"),  # 5-6524
        ("2012-11-29", "minister", "large-cities", "paul-magnette"),  # 5-7461
        ("2016-03-09", "minister", "national-railways", "jacqueline-galant"),  # 6-881
        ("2020-03-04", "minister", "public-buildings", "koen-geens"),  # 7-379
        ("2021-03-05", "minister", "north-sea", "vincent-van-quickenborne"),  # 7-1137
        ("2022-06-02", "minister", "defence", "ludivine-dedonder"),  # 7-1668
    ],
)
def test_known_questions_find_their_minister(day: str, rank: str, portfolio: str, holder: str) -> None:
    assert holders(portfolio, rank, day) == {holder}


def test_the_seed_page_finds_its_people_party_and_government() -> None:
    day = "2022-06-02"
    assert person("Tom Ongena", day) == ["tom-ongena"]
    assert by_key("people")["tom-ongena"]["wikidata"] == "Q69745447"
    assert by_key("people")["ludivine-dedonder"]["wikidata"] == "Q65271469"
    assert party("Open Vld", day) == ["open-vld"]
    governments = [row for row in rows("governments") if period(row)[0] <= day < period(row)[1]]
    assert [(row["government"], row["wikidata"]) for row in governments] == [("de-croo", "Q99749625")]


def known_questions() -> Iterator[dict[str, Any]]:
    if not FACTS.is_file():
        pytest.skip(f"{FACTS.name} is not on this machine; it is not part of the project")
    for line in FACTS.read_text(encoding="utf-8").splitlines():
        fact = json.loads(line)
        if fact["author"] not in (None, "None", "?"):  # not visible where the fact was read
            yield fact


def test_every_known_author_and_party_is_in_the_tables_on_its_day() -> None:
    lost = [
        (fact["number"], fact["author"], fact["party"])
        for fact in known_questions()
        if len(person(fact["author"], fact["date"])) != 1 or len(party(fact["party"], fact["date"])) != 1
    ]
    assert lost == []
