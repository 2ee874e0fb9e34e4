"""What the tables do not know is listed by how many questions it concerns, to be worked off from the top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from flows.authority.noted import noted
from flows.issues import CODES
from flows.keep.pieces import pack
from flows.keep.records import Records, open_records
from flows.keep.stored import FORMS, Asked, StoredRecord, Summary
from flows.publish import coverage

DAY = "2022-06-02"


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with open_records(tmp_path / "records.sqlite") as opened:
        yield opened


def record(number: str, asked: Mapping[Asked, str]) -> StoredRecord:
    return StoredRecord(Summary(number, "2026-11-23"), {form: pack(b"") for form in FORMS}, asked)


def holder(portfolios: str, day: str, rank: str = "minister") -> Asked:
    return "holder", rank, portfolios, day


def line(text: str, language: str = "nl") -> Asked:
    return "post", text, language


NONE = noted(None)
UNKNOWN_POST = "Addressed(rank='minister', portfolios=(), unknown=({},))"


def test_what_is_not_known_stands_by_frequency_and_then_by_name(records: Records) -> None:
    records.keep([
        record("7-1", {("person", "Bea", DAY, ""): NONE, ("party", "PvdA", DAY): NONE, ("government", DAY): "'x'"}),
        record("7-2", {("person", "Bea", "2022-07-01", ""): NONE, ("party", "sp.a", DAY): NONE}),
        record("7-3", {("person", "Ann", DAY, "12"): NONE, ("party", "PvdA", "2022-01-01"): NONE}),
        record("7-4", {("person", "Cis", DAY, ""): "'cis'", ("person_candidate", "Cis", ""): NONE,
                       ("party", "None", DAY): "'None'", ("cell", "people", "x", "name"): NONE}),
    ])  # fmt: skip
    figures = {"looked_up/author": 4, "known/author": 1, "looked_up/party": 4, "known/party": 1, "known/government": 1,
               "looked_up/government": 1}  # fmt: skip
    covered = coverage.coverage(records, figures, {})
    assert covered["author"] == {"known": 1, "of": 4, "names": 2, "unknown": [["Bea", 2], ["Ann", 1]]}
    assert covered["party"] == {"known": 1, "of": 4, "names": 2, "unknown": [["PvdA", 2], ["sp.a", 1]]}
    assert covered["government"] == {"known": 1, "of": 1, "names": 0, "unknown": []}


def test_lines_that_are_not_understood_are_listed_whole(records: Records) -> None:
    unknown = UNKNOWN_POST.format(noted("l'Inconnu"))
    records.keep([
        record("7-1", {line("aan Defensie"): NONE, line("au ministre de l'Inconnu", "fr"): unknown}),
        record("7-2", {line("aan de minister van Oorlog"): UNKNOWN_POST.format("'Oorlog'")}),
        record("7-3", {line("aan de minister van Oorlog"): UNKNOWN_POST.format("'Oorlog'")}),
        record("7-4", {line("x"): "Addressed(rank='minister', portfolios=('defence',), unknown=())"}),
    ])  # fmt: skip
    listed = coverage.coverage(records, {}, {})["post"]["unknown"]
    assert listed == [["aan de minister van Oorlog", 2], ["aan Defensie", 1], ["au ministre de l'Inconnu", 1]]


def test_ministers_that_are_missing_are_listed_by_post_and_year(records: Records) -> None:
    records.keep([
        record("7-1", {holder("defence north-sea", "2023-01-02"): NONE}),
        record("7-2", {holder("defence north-sea", "2023-11-02"): NONE}),
        record("7-3", {holder("defence north-sea", "2024-11-02"): NONE, holder("", DAY, "prime-minister"): NONE}),
    ])  # fmt: skip
    assert coverage.coverage(records, {}, {})["minister"]["unknown"] == [
        ["minister: defence north-sea, 2023", 2],
        ["minister: defence north-sea, 2024", 1],
        ["prime-minister, 2022", 1],
    ]


def test_phrases_and_keywords_are_read_off_the_issues(records: Records) -> None:
    issues = [
        ("portfolio-unknown", "'Oorlog' in 'aan de minister van Oorlog' (nl)"),
        ("portfolio-unknown", "'Oorlog' in 'aan de minister van Oorlog en Vrede' (nl)"),
        ("portfolio-unknown", "'l'Inconnu' in 'au ministre de l'Inconnu' (fr)"),
        ("keyword-without-eurovoc", "'NMBS' (nl), 'SNCB' (fr)"),
        ("person-new", "'Bea'"),
    ]
    assert {code for code, _ in issues} <= set(CODES)
    told = Counter(named for issue in issues if (named := coverage.unknown(*issue)))
    covered = coverage.coverage(records, {"looked_up/keyword": 5, "looked_up/portfolio": 3, "known/portfolio": 1}, told)
    assert covered["portfolio"] == {"known": 1, "of": 3, "names": 2, "unknown": [["Oorlog", 2], ["l'Inconnu", 1]]}
    assert covered["keyword"] == {"known": 4, "of": 5, "names": 1, "unknown": [["'NMBS' (nl), 'SNCB' (fr)", 1]]}


def test_a_long_list_is_cut_and_its_length_told(records: Records) -> None:
    told = {("keyword", f"{at:03}"): 1 for at in range(coverage.SHOWN + 5)}
    keyword = coverage.coverage(records, {"looked_up/keyword": 300}, told)["keyword"]
    assert keyword["names"] == coverage.SHOWN + 5
    assert [name for name, _ in keyword["unknown"]] == [f"{at:03}" for at in range(coverage.SHOWN)]


def test_the_shares_and_the_first_names_are_written_for_people(records: Records) -> None:
    told = {("keyword", name): many for name, many in (("'a' (nl)", 7), ("'b' (nl)", 2), ("'c' (fr)", 1))}
    records.keep([record("7-1", {("person", "Bea", DAY, ""): NONE})])
    figures = {"looked_up/keyword": 40, "looked_up/author": 3, "known/author": 2}
    text = "\n".join(coverage.markdown(coverage.coverage(records, figures, told), listed=2))
    assert "| author | 2 | 3 | 66.7% |" in text
    assert "| keyword | 30 | 40 | 75.0% |" in text
    assert "| minister | 0 | 0 |  |" in text, "nothing was looked for"
    assert "Not known, author, all of them, for `seeds/people.csv`:\n\n* 1 × Bea" in text
    assert "Not known, keyword, the first 2 of 3, for `seeds/keywords.csv`:\n\n* 7 × 'a' (nl)\n* 2 × 'b' (nl)" in text
    assert "'c'" not in text
    rows = [row for row in text.splitlines() if row.startswith("|")]
    assert {row.count("|") for row in rows} == {5}
    assert len(rows) == 2 + len(coverage.WHERE)


def test_every_table_that_is_named_is_there() -> None:
    root = Path(__file__).parents[2]
    assert [where for where in coverage.WHERE.values() if not (root / where).is_file()] == []
