"""The reviewed tables give exact look-ups after folding, guess nothing, and name file and line of every mistake."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from flows.authority import TABLES, Holder, fold, read_authority
from flows.errors import BadInput
from flows.settings import product_folder

SEEDS = product_folder("seeds")
DAY = date(2022, 6, 2)


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
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, "").writerow({"source": "a test", "checked": "2026-11-24", **cells})
    return len(path.read_text("utf-8").splitlines())


def refused(folder: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_authority(folder)
    return str(caught.value)


# -- look-ups ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "printed",
    [
        "Ngaïre D'haeseleer",
        "ngaïre d’haeseleer",
        "NGAÏRE  D‘HAESELEER",
        "Ngaïre\xa0D´haeseleer ",
        "Ngai\u0308re D`haeseleer",
    ],
)
def test_a_person_is_found_by_any_spelling_of_the_same_letters(folder: Path, printed: str) -> None:
    add(folder, "people", person="ngaire-dhaeseleer", name="Ngaïre D'haeseleer")
    authority = read_authority(folder)
    assert authority.person(printed) == "ngaire-dhaeseleer"
    assert authority.person("Ngaire D'haeseleer") is None, "a letter without its accent is another letter"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cœur", "COEUR"),
        ("ŒUVRE", "œuvre"),
        ("ﬁnance", "finance"),
        ("Ecolo-Groen", "Ecolo‑Groen"),  # a non-breaking hyphen
        ("Ecolo–Groen", "ecolo‐groen"),  # a dash and a typographic hyphen
        ("a\u202fb\tc\nd", "A B C D"),
        ("STRASSE", "straße"),
    ],
)
def test_folding_makes_equal_what_differs_in_type_alone(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Rose", "Rosé"), ("a b", "ab"), ("a-b", "a b"), ("1²", "1 2")])
def test_folding_keeps_apart_what_is_another_word(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_other_names_lead_to_the_person_too(folder: Path) -> None:
    add(folder, "people", person="rik-daems", name="Rik Daems", other_names="Hendrik Daems | Rik  DAEMS |")
    authority = read_authority(folder)
    assert {authority.person(name) for name in ("Rik Daems", "hendrik daems")} == {"rik-daems"}
    assert authority.person("") is None


def test_a_name_of_two_persons_is_nobody_s(folder: Path) -> None:
    add(folder, "people", person="jan-peeters", name="Jan Peeters")
    add(folder, "people", person="jan-peeters-1960", name="Jan Peeters (1960)", other_names="Jan PEETERS")
    authority = read_authority(folder)
    assert authority.person("Jan Peeters") is None
    assert authority.person("Jan Peeters (1960)") == "jan-peeters-1960"


def test_a_label_is_the_party_of_its_day(folder: Path) -> None:
    add(folder, "parties", party="vld", label="VLD", until="2007-02-10")
    add(folder, "parties", party="anders", label="Open VLD", **{"from": "2026-01-19"}, renamed_from="open-vld")
    authority = read_authority(folder)
    assert authority.party("Open Vld", DAY) == authority.party("OPEN VLD", DAY) == "open-vld"
    assert authority.party("Open Vld", date(2007, 2, 9)) is None
    assert authority.party("Open Vld", date(2007, 2, 10)) == "open-vld", "the first day counts"
    assert authority.party("Open Vld", date(2026, 1, 18)) == "open-vld"
    assert authority.party("Open Vld", date(2026, 1, 19)) == "anders", "the last day does not"
    assert authority.party("VLD", date(1990, 1, 1)) == "vld", "an empty start is any time before"
    assert authority.party("Vooruit", DAY) is None


def test_a_label_of_two_parties_on_a_day_is_nobody_s(folder: Path) -> None:
    add(folder, "parties", party="other", label="Open Vld", **{"from": "2020-01-01"}, until="2021-01-01")
    authority = read_authority(folder)
    assert authority.party("Open Vld", date(2020, 6, 1)) is None
    assert authority.party("Open Vld", date(2021, 1, 1)) == "open-vld"


@pytest.mark.parametrize(
    ("printed", "language"),
    [
        ("aan de minister van Defensie", "nl"),
        ("Aan  de Minister\xa0van Defensie", "nl"),
        ("aan den minister van defensie", "nl"),
        ("aan het minister van Defensie", "nl"),
        ("aan minister van Defensie", "nl"),
        ("minister van Defensie", "nl"),
        ("à la ministre de la Défense", "fr"),
        ("À la Ministre de la Défense", "fr"),
        ("au ministre de la Défense", "fr"),
        ("aux ministre de la Défense", "fr"),
        ("à ministre de la Défense", "fr"),
        ("à l’ministre de la Défense", "fr"),
    ],
)
def test_a_post_is_found_by_its_printed_line(printed: str, language: str) -> None:
    authority = read_authority(SEEDS)
    assert authority.post(printed, language) == "minister-of-defence"
    assert authority.post(printed, "fr" if language == "nl" else "nl") is None, "within its language only"


@pytest.mark.parametrize("title", ["defensie", "autoriteit", "autorité", "auxiliaire", "hetze", "landbouw"])
def test_what_looks_like_a_preposition_inside_a_word_stays(folder: Path, title: str) -> None:
    add(folder, "post_titles", printed=title, language="nl", post="minister-of-defence")
    authority = read_authority(folder)
    for line in (title, f"aan {title}", f"aan de {title}"):
        assert authority.post(line, "nl") == "minister-of-defence", line
    assert authority.post(f"x{title}", "nl") is None


def test_a_title_of_two_posts_is_none(folder: Path) -> None:
    add(folder, "posts", post="other", portfolios="defence")
    add(folder, "post_titles", printed="Minister van DEFENSIE", language="nl", post="other")
    assert read_authority(folder).post("aan de minister van Defensie", "nl") is None


def test_the_holder_is_that_of_the_day_and_the_government(folder: Path) -> None:
    add(folder, "governments", government="next", **{"from": "2025-02-03"})
    add(folder, "people", person="theo", name="Theo")
    add(folder, "ministers", person="theo", post="minister-of-defence", government="next", **{"from": "2025-02-03"})
    authority = read_authority(folder)
    assert authority.holder("minister-of-defence", DAY) == Holder("ludivine-dedonder", "de-croo")
    assert authority.holder("minister-of-defence", date(2020, 9, 30)) is None
    # Her end is not known, but her government's is.
    assert authority.holder("minister-of-defence", date(2025, 2, 3)) == Holder("theo", "next")
    assert authority.holder("minister-of-finance", DAY) is None


def test_two_holders_of_a_post_on_a_day_are_none(folder: Path) -> None:
    add(folder, "people", person="theo", name="Theo")
    add(folder, "ministers", person="theo", post="minister-of-defence", government="de-croo", **{"from": "2022-06-01"})
    authority = read_authority(folder)
    assert authority.holder("minister-of-defence", date(2022, 5, 31)) == Holder("ludivine-dedonder", "de-croo")
    assert authority.holder("minister-of-defence", DAY) is None


def test_a_descriptor_is_found_within_its_language() -> None:
    authority = read_authority(SEEDS)
    assert authority.concept("Krijgsmacht", "nl") == authority.concept("armée", "fr") == "2628"
    assert authority.concept("armée", "nl") is None
    assert authority.concept("armed forces", "en") is None, "the Senate prints no English"


def test_a_concept_without_a_label_is_no_answer_to_an_empty_word(folder: Path) -> None:
    add(folder, "eurovoc", id="1", nl="iets")
    assert read_authority(folder).concept("", "fr") is None


def test_the_fingerprint_changes_with_any_row(folder: Path) -> None:
    before = read_authority(folder).fingerprint
    assert read_authority(folder).fingerprint == before
    add(folder, "people", person="theo", name="Theo")
    assert read_authority(folder).fingerprint != before


# -- mistakes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "cells", "told"),
    [
        ("people", {"person": "a", "name": "A", "source": ""}, "every row needs a source and the day it was checked"),
        ("people", {"person": "a", "name": "A", "checked": ""}, "every row needs a source"),
        ("people", {"person": "tom-ongena", "name": "T"}, "'tom-ongena' stands there already; keys are unique"),
        ("people", {"person": "", "name": "A"}, "'person' is empty, and a row is known by it"),
        ("people", {"person": "Tom Ongena", "name": "A"}, "'Tom Ongena' is to end an IRI"),
        ("people", {"person": "a", "name": "A", "wikidata": "69745447"}, "'69745447' is no item of Wikidata"),
        ("people", {"person": "a", "name": "A", "checked": "yesterday"}, "'yesterday' in 'checked' is no day"),
        ("parties", {"party": "a", "label": "A", "from": "2022-02-30"}, "'2022-02-30' in 'from' is no day"),
        ("parties", {"party": "a", "label": "A", "until": "2/6/2022"}, "in 'until' is no day; write 2026-11-24"),
        ("parties", {"party": "a", "label": "A", "renamed_from": "b"}, "'b' in 'renamed_from' is not in parties.csv"),
        ("ministers", {"person": "tom-ongena", "post": "minister-of-defence"}, "'from' is empty"),
        ("posts", {"post": "a", "portfolios": "defence peace"}, "'peace' in 'portfolios' is not in portfolios.csv"),
        ("post_titles", {"printed": "a", "language": "nl", "post": "b"}, "'b' in 'post' is not in posts.csv"),
        ("eurovoc", {"id": "1", "broader": "2"}, "'2' in 'broader' is not in eurovoc.csv"),
        ("eurovoc", {"id": "1", "microthesauri": "2"}, "'2' in 'microthesauri' is not in eurovoc_microthesauri.csv"),
        ("eurovoc_microthesauri", {"id": "1", "domain": "2"}, "'2' in 'domain' is not in eurovoc_domains.csv"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_row_is_told_with_file_and_line(
    folder: Path, table: str, cells: dict[str, str], told: str
) -> None:
    line = add(folder, table, **cells)
    message = refused(folder)
    assert message.startswith(f"{folder / table}.csv, line {line}: ")
    assert told in message


@pytest.mark.parametrize(("column", "value"), [("person", "a"), ("post", "b"), ("government", "c")])
def test_a_minister_of_what_no_table_knows_is_told(folder: Path, column: str, value: str) -> None:
    good = {"person": "tom-ongena", "post": "minister-of-defence", "government": "de-croo", "from": "2022-06-01"}
    line = add(folder, "ministers", **{**good, column: value})
    assert refused(folder).startswith(f"{folder / 'ministers.csv'}, line {line}: '{value}' in '{column}' is not in ")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("a,A,,,source", "not as many cells as the header"),
        ("a,A,,,source,2026-11-24,more", "not as many cells as the header"),
        ('a,"A" B,,,source,2026-11-24', "no comma-separated values in UTF-8"),
        ('a,"A', "no comma-separated values in UTF-8"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_with_file_and_line(folder: Path, row: str, told: str) -> None:
    path = folder / "people.csv"
    path.write_text(path.read_text("utf-8") + row + "\n", "utf-8")
    message = refused(folder)
    assert message.startswith(f"{path}, line {len(path.read_text('utf-8').splitlines())}: ")
    assert told in message


def test_a_table_in_another_encoding_is_told(folder: Path) -> None:
    path = folder / "people.csv"
    path.write_bytes(path.read_bytes() + "a,Zoé,,,source,2026-11-24\n".encode("cp1252"))
    assert refused(folder).startswith(f"{path}, line ")


def test_a_table_without_a_column_is_told(folder: Path) -> None:
    path = folder / "people.csv"
    path.write_text(path.read_text("utf-8").replace("other_names", "aliases"), "utf-8")
    assert refused(folder) == f"{path}, line 1: the header lacks other_names"
    path.write_text("", "utf-8")
    assert refused(folder).startswith(f"{path}, line 1: the header lacks checked, name, other_names, person, ")


def test_a_missing_table_is_told(folder: Path) -> None:
    (folder / "posts.csv").unlink()
    assert refused(folder) == f"{folder / 'posts.csv'} is missing: restore it from the project's repository"


def test_a_table_saved_by_a_spreadsheet_can_be_read(folder: Path) -> None:
    path = folder / "people.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_authority(folder).person("Tom Ongena") == "tom-ongena"


# -- the real tables --------------------------------------------------------------------------------


def test_every_row_of_the_seeds_has_a_source_and_a_day() -> None:
    authority = read_authority(SEEDS)
    assert set(authority.tables) == set(TABLES) == {path.stem for path in SEEDS.glob("*.csv")}
    for name, table in authority.tables.items():
        assert table, name
        for key, row in table.items():
            assert row["source"].strip(), (name, key)
            assert date(2026, 1, 1) <= date.fromisoformat(row["checked"]), (name, key)


def test_no_name_of_the_seeds_stands_for_two_things() -> None:
    authority = read_authority(SEEDS)
    names = [fold(row["name"]) for row in authority.tables["people"].values()]
    assert sorted(names) == sorted(set(names))
    assert all(authority.person(row["name"]) == key for key, row in authority.tables["people"].items())
    titles = authority.tables["post_titles"].values()
    assert all(authority.post(row["printed"], row["language"]) == row["post"] for row in titles)
    for key, row in authority.tables["eurovoc"].items():
        assert {authority.concept(row[language], language) for language in ("nl", "fr", "de")} == {key}
