"""A row of the reviewed tables that cannot be used is refused with file, line and what to write instead."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.authority.tables import TABLES, covers, fingerprint, read_tables, spellings
from flows.errors import BadInput
from flows.settings import product_folder

SEEDS = product_folder("seeds")
GOOD: Mapping[str, Mapping[str, str]] = {
    "people": {"person": "anne", "name": "Anne"},
    "parties": {"party": "a", "kind": "party", "label": "A"},
    "services": {"service": "a", "cbe": "0308357555"},
    "portfolio_names": {"printed": "a", "language": "nl", "portfolios": "defence"},
    "posts": {"post": "minister-of-postal-services", "rank": "minister", "portfolios": "postal-services"},
    "ministers": {
        "person": "tom-ongena", "portfolio": "defence", "from": "2022-06-01", "rank": "minister",
        "government": "de-croo",
    },
    "eurovoc": {"id": "1"},
    "eurovoc_microthesauri": {"id": "1", "domain": "100142"},
    "keywords": {"keyword": "de-post", "nl": "de Post"},
    "replacements": {"old": "id/person/a", "new": "id/person/b"},
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The real tables, to be added to."""
    for name in TABLES:
        shutil.copy(SEEDS / f"{name}.csv", tmp_path)
    return tmp_path


def add(folder: Path, table: str, **cells: str) -> int:
    """Write a row at the end of a table; the number of its line comes back."""
    path = folder / f"{table}.csv"
    columns = path.read_text("utf-8").splitlines()[0].split(",")
    assert set(cells) <= set(columns)
    line = len(path.read_text("utf-8").splitlines()) + 1
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, "").writerow({"source": "a test", "checked": "2026-11-24", **cells})
    return line


def refused(folder: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_tables(folder)
    return str(caught.value)


@pytest.mark.parametrize("table", GOOD)
def test_a_good_row_is_read(folder: Path, table: str) -> None:
    before = read_tables(folder)[table]
    add(folder, table, **GOOD[table])
    after = read_tables(folder)[table]
    (key,) = set(after) - set(before)
    assert key == " ".join(GOOD[table][column] for column in TABLES[table][0])
    assert GOOD[table].items() <= after[key].items()


@pytest.mark.parametrize(
    ("table", "cells", "told"),
    [
        ("people", {"source": ""}, "every row needs a source and the day it was checked"),
        ("people", {"checked": ""}, "every row needs a source and the day it was checked"),
        ("people", {"person": "tom-ongena"}, "'tom-ongena' stands there already; keys are unique"),
        ("people", {"person": ""}, "'person' is empty, and a row is known by it"),
        ("people", {"person": "Tom Ongena"}, "'Tom Ongena' is to end an IRI; write small letters, digits and hyphens"),
        ("people", {"person": "tom-"}, "'tom-' is to end an IRI"),
        ("people", {"name": " "}, "'name' is empty, and the row says nothing without it"),
        ("people", {"wikidata": "69745447"}, "'69745447' in 'wikidata' is no item of Wikidata; write Q69745447"),
        ("people", {"senate_id": "n. 4"}, "'n. 4' in 'senate_id' is no number at the Senate; write 4689"),
        ("people", {"checked": "yesterday"}, "'yesterday' in 'checked' is no day; write 2026-11-24"),
        ("people", {"checked": "20261124"}, "'20261124' in 'checked' is not written as a day is here"),
        ("people", {"from": "2010-01-01", "until": "2010-01-01"}, "the period ends on 2010-01-01, before it begins"),
        ("parties", {"label": ""}, "'label' is empty, and the row says nothing without it"),
        ("parties", {"kind": "cartel"}, "'cartel' in 'kind'; write party or group"),
        ("parties", {"kind": ""}, "'' in 'kind'; write party or group"),
        ("parties", {"language_group": "de"}, "'de' in 'language_group'; write nothing or nl or fr"),
        ("parties", {"from": "2022-02-30"}, "'2022-02-30' in 'from' is no day; write 2026-11-24"),
        ("parties", {"until": "2/6/2022"}, "'2/6/2022' in 'until' is no day; write 2026-11-24"),
        ("parties", {"renamed_from": "b"}, "'b' in 'renamed_from' is not in parties.csv"),
        ("parties", {"renamed_from": "open-vld groen"}, "'open-vld groen' in 'renamed_from' is not in parties.csv"),
        ("parties", {"members": "open-vld b"}, "'b' in 'members' is not in parties.csv"),
        ("services", {"cbe": "308357555"}, "'308357555' in 'cbe' is no enterprise number of ten digits"),
        ("portfolio_names", {"language": "de"}, "'de' in 'language'; write nl or fr"),
        ("portfolio_names", {"portfolios": ""}, "'portfolios' is empty, and the row says nothing without it"),
        ("portfolio_names", {"portfolios": "peace"}, "'peace' in 'portfolios' is not in portfolios.csv"),
        ("posts", {"rank": "king"}, "'king' in 'rank'; write prime-minister or deputy-prime-minister or minister or "),
        (
            "posts",
            {"portfolios": "north-sea defence"},
            "write 'minister-of-defence-and-north-sea' for 'minister-of-postal-services'",
        ),
        ("posts", {"post": "minister-of-peace", "portfolios": "peace"}, "'peace' in 'portfolios' is not in portfolios"),
        ("ministers", {"from": ""}, "'from' is empty, and a row is known by it"),
        ("ministers", {"rank": "deputy-prime-minister"}, "'deputy-prime-minister' in 'rank'; write prime-minister or "),
        ("ministers", {"person": "a"}, "'a' in 'person' is not in people.csv"),
        ("ministers", {"portfolio": "peace"}, "'peace' in 'portfolio' is not in portfolios.csv"),
        ("ministers", {"portfolio": "defence budget"}, "'defence budget' in 'portfolio' is not in portfolios.csv"),
        ("ministers", {"government": "c"}, "'c' in 'government' is not in governments.csv"),
        ("ministers", {"government": ""}, "'government' is empty, and the row says nothing without it"),
        ("eurovoc", {"broader": "2628 2"}, "'2' in 'broader' is not in eurovoc.csv"),
        ("eurovoc", {"microthesauri": "2"}, "'2' in 'microthesauri' is not in eurovoc_microthesauri.csv"),
        ("eurovoc", {"replaced_by": "2"}, "'2' in 'replaced_by' is not in eurovoc.csv"),
        ("eurovoc_microthesauri", {"domain": "2"}, "'2' in 'domain' is not in eurovoc_domains.csv"),
        ("eurovoc_microthesauri", {"domain": ""}, "'domain' is empty, and the row says nothing without it"),
        ("keywords", {"keyword": "post"}, "a keyword is known by its Dutch label; write 'de-post'"),
        ("keywords", {"nl": ""}, "'nl' is empty, and the row says nothing without it"),
        ("keywords", {"exact": "Q1"}, "'Q1' in 'exact' is no list of IRIs parted by blanks; write http://"),
        ("keywords", {"close": "http://a.be/<b>"}, "'http://a.be/<b>' in 'close' is no list of IRIs"),
        ("replacements", {"old": "https://x.be/a"}, "'https://x.be/a' is no IRI below our base; write id/person/"),
        ("replacements", {"new": ""}, "'' is no IRI below our base; write id/person/tom-ongena"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_row_is_told_with_file_and_line(
    folder: Path, table: str, cells: dict[str, str], told: str
) -> None:
    line = add(folder, table, **{**GOOD[table], **cells})
    message = refused(folder)
    assert message.startswith(f"{folder / table}.csv, line {line}: ")
    assert told in message


def test_a_number_of_the_senate_is_one_person_s(folder: Path) -> None:
    add(folder, "people", person="anne", name="Anne", senate_id="99999")
    line = add(folder, "people", person="anna", name="Anna", senate_id="99999")
    where = f"{folder / 'people.csv'}, line {line}"
    assert refused(folder) == f"{where}: '99999' in 'senate_id' is already that of 'anne'"


@pytest.mark.parametrize("exact", ["", "http://a.be/b", "http://a.be/b https://c.be/d#e"])
def test_a_list_of_iris_is_parted_by_blanks(folder: Path, exact: str) -> None:
    add(folder, "keywords", **GOOD["keywords"], exact=exact)
    assert read_tables(folder)["keywords"]["de-post"]["exact"] == exact


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("a,A,,,,,,source", "the row has 8 cells and the header 9; quote cells that hold a comma"),
        ("a,A,,,,,,source,2026-11-24,more", "the row has 10 cells and the header 9; quote cells that hold a comma"),
        ('a,"A" B,,,,,,source,2026-11-24', "no comma-separated values: "),
        ('a,"A', "no comma-separated values: "),
        ('a,"A\nB\nC', "no comma-separated values: "),
    ],
)
@pytest.mark.parametrize("before", ["", "\n\n", 'b,"B\nB",,,,,,source,2026-11-24\n'])
def test_a_row_that_cannot_be_read_is_told_with_the_line_where_it_begins(
    folder: Path, before: str, row: str, told: str
) -> None:
    path = folder / "people.csv"
    above = path.read_text("utf-8") + before
    path.write_text(f"{above}{row}\n", "utf-8")
    message = refused(folder)
    assert message.startswith(f"{path}, line {above.count(chr(10)) + 1}: ")
    assert told in message


def test_the_line_is_right_below_blank_lines_and_cells_of_several_lines(folder: Path) -> None:
    path = folder / "parties.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, "", *rows, ""]), "utf-8")
    add(folder, "parties", **GOOD["parties"], name_nl="A\nB")
    line = add(folder, "parties", **{**GOOD["parties"], "party": "b"}, renamed_from="c")
    assert path.read_text("utf-8").splitlines()[line - 1].startswith("b,")
    assert refused(folder) == f"{path}, line {line}: 'c' in 'renamed_from' is not in parties.csv"


def test_a_table_in_another_encoding_is_told_with_the_line(folder: Path) -> None:
    path = folder / "people.csv"
    data = path.read_bytes()
    path.write_bytes(data + "zoe,Zoé,,,,,,source,2026-11-24\n".encode("cp1252") + data)
    line = data.count(b"\n") + 1
    assert refused(folder).startswith(f"{path}, line {line}: the file is not in UTF-8; save it as such: ")


def test_a_table_without_a_column_or_with_one_twice_is_told(folder: Path) -> None:
    path = folder / "people.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace("other_names", "aliases", 1), "utf-8")
    assert refused(folder) == f"{path}, line 1: the header lacks other_names"
    path.write_text(text.replace("source,checked", "source,checked,name", 1), "utf-8")
    assert refused(folder) == f"{path}, line 1: the header has name twice"
    path.write_text("", "utf-8")
    assert refused(folder).startswith(f"{path}, line 1: the header lacks checked, from, name, other_names, person, ")


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_table_is_told(folder: Path, table: str) -> None:
    path = folder / f"{table}.csv"
    path.unlink()
    assert refused(folder) == f"{path} is missing: restore it from the project's repository"


def test_a_table_saved_by_a_spreadsheet_can_be_read(folder: Path) -> None:
    before = read_tables(folder)
    for name in TABLES:
        path = folder / f"{name}.csv"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_tables(folder) == before


def test_an_empty_table_is_a_table(folder: Path) -> None:
    (folder / "replacements.csv").write_text("old,new,source,checked\n", "utf-8")
    assert read_tables(folder)["replacements"] == {}


# -- what the cells say -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "names"),
    [("", []), (" | ", []), ("A", ["A"]), ("A | B|C |", ["A", "B", "C"]), ("D'haeseleer, N.", ["D'haeseleer, N."])],
)
def test_names_in_a_cell_are_parted_by_a_bar(cell: str, names: list[str]) -> None:
    assert spellings(cell) == names


DAYS = st.dates(date(1995, 1, 1), date(2030, 1, 1))


@given(DAYS, DAYS, DAYS)
def test_a_period_is_half_open(one: date, other: date, day: date) -> None:
    start, end = sorted((one, other))
    period = {"from": start.isoformat(), "until": end.isoformat()}
    assert covers(period, day.isoformat()) == (start <= day < end)
    assert covers({**period, "from": ""}, day.isoformat()) == (day < end)
    assert covers({**period, "until": ""}, day.isoformat()) == (start <= day)
    assert covers({"from": "", "until": ""}, day.isoformat())


@pytest.mark.parametrize("table", GOOD)
def test_the_fingerprint_changes_with_any_row_and_cell_and_not_with_the_order(folder: Path, table: str) -> None:
    seen = {fingerprint(read_tables(folder))}
    add(folder, table, **GOOD[table])
    seen.add(fingerprint(read_tables(folder)))
    path = folder / f"{table}.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows), ""]), "utf-8")
    seen.add(fingerprint(read_tables(folder)))
    assert len(seen) == 2
    path.write_text("\n".join([header, *rows[:-1], rows[-1].replace("a test", "another"), ""]), "utf-8")
    seen.add(fingerprint(read_tables(folder)))
    assert len(seen) == 3


def test_every_table_of_the_seeds_is_read() -> None:
    tables = read_tables(SEEDS)
    assert set(tables) == set(TABLES) == {path.stem for path in SEEDS.glob("*.csv")}
    assert [name for name, table in tables.items() if not table and name != "replacements"] == []
