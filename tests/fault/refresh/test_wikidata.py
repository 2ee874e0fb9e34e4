"""Asking Wikidata for what the tables lack: what becomes of it, and what the operator reads."""

from __future__ import annotations

from pathlib import Path

from flows.authority.tables import read_tables
from tests.fault.refresh.operator import DAYS, PAUSE, Run, apply, patch, people
from tests.site.endpoint import Endpoint


def test_what_wikidata_knows_becomes_a_patch_that_leaves_sound_tables(
    endpoint: Endpoint, tables: Path, output: Path, run: Run
) -> None:
    before = {path.name: path.read_bytes() for path in tables.iterdir()}
    result = run(endpoint)
    assert result.exit_code == 0, result.output
    assert {path.name: path.read_bytes() for path in tables.iterdir()} == before, "a person applies it"
    apply(tables, patch(output, "wikidata"))
    after = read_tables(tables)  # raises for a row that cannot be used
    assert people(tables) == {
        "dubbele-nummer": ("Q900000006", ""),  # two ids: which one is for a person
        "jean-dexemple": ("Q900000002", ""),
        "klaartje-denkbeeld": ("Q900000001", "9001"),
        "klaartje-denkbeelt": ("Q900000004", "9004"),
        "ludivine-dedonder": ("Q65271469", ""),
        "nadia-nieuw": ("Q900000010", ""),
        "nieuwe-kracht": ("Q900000005", "9005"),
        "oud-lid": ("", "4711"),
        "philippe-laroche": ("Q900000008", ""),
        "vreemd-nummer": ("Q900000007", "7007"),  # the table's word stays
    }
    party = after["parties"]["open-vld"]
    assert (party["wikidata"], party["name_nl"]) == ("Q1160192", "Open Vlaamse Liberalen en Democraten")
    assert (party["name_fr"], party["until"]) == ("Open VLD", "2026-01-19")
    governments = {key: (row["from"], row["until"], row["wikidata"]) for key, row in after["governments"].items()}
    assert governments == {
        "de-croo": ("2020-10-01", "2025-02-03", "Q99749625"),
        "de-wever": ("2025-02-03", "", "Q900000201"),
        "wilmes-1": ("2019-10-27", "2020-10-01", "Q72586989"),
    }
    ministers = {key: (row["rank"], row["government"], row["until"]) for key, row in after["ministers"].items()}
    assert ministers == {
        "ludivine-dedonder defence 2020-10-01": ("minister", "de-croo", "2025-02-03"),
        "nadia-nieuw asylum-migration 2025-02-03": ("secretary-of-state", "de-wever", ""),
        "nadia-nieuw poverty-reduction 2025-02-03": ("secretary-of-state", "de-wever", ""),
        "philippe-laroche defence 2019-10-27": ("minister", "wilmes-1", "2020-09-30"),  # two days into De Croo are none
    }
    assert "Wikidata (CC0), 2026-11-25" in after["ministers"]["ludivine-dedonder defence 2020-10-01"]["source"]


def test_a_conflict_that_was_decided_does_not_come_again(endpoint: Endpoint, tables: Path, run: Run) -> None:
    path = tables / "people.csv"
    path.write_text(path.read_text("utf-8").replace("7007,,,list", "7007,,,page of 7007; Wikidata says 9007"), "utf-8")
    assert "1 conflicts; " in run(endpoint).stdout
    path.write_text(path.read_text("utf-8").replace("says 9007", "says 19007"), "utf-8")
    assert "2 conflicts; " in run(endpoint).stdout


def test_a_tenure_without_an_end_is_compared_by_its_beginning(endpoint: Endpoint, tables: Path, run: Run) -> None:
    people_file, ministers = tables / "people.csv", tables / "ministers.csv"
    people_file.write_text(
        people_file.read_text("utf-8") + "vergeten-einde,Vergeten Einde,,Q900000009,,,,list,2026-01-01\n", "utf-8"
    )
    row = "vergeten-einde,defence,{},minister,wilmes-1,2020-10-01,list,2026-01-01\n"
    before = ministers.read_text("utf-8")
    ministers.write_text(before + row.format("2019-10-27"), "utf-8")
    assert "7 new rows, 7 new values, 2 conflicts; " in run(endpoint).stdout
    ministers.write_text(before + row.format("2019-11-30"), "utf-8")
    assert "7 new rows, 7 new values, 3 conflicts; " in run(endpoint).stdout


def test_a_second_run_on_the_patched_tables_proposes_nothing(
    endpoint: Endpoint, tables: Path, output: Path, run: Run
) -> None:
    first = run(endpoint)
    assert "proposals: 7 new rows, 7 new values, 2 conflicts; " in first.stdout
    apply(tables, patch(output, "wikidata"))
    second = run(endpoint)
    assert "proposals: 0 new rows, 0 new values, 2 conflicts; " in second.stdout
    apply(tables, patch(output, "wikidata", conflicts=True))
    assert people(tables)["vreemd-nummer"] == ("Q900000007", "9007")
    third = run(endpoint)
    assert "proposals: 0 new rows, 0 new values, 0 conflicts; " in third.stdout
    assert "nothing to apply" in third.stdout
    assert not patch(output, "wikidata").exists()
    assert len(endpoint.queries) == 4, "what is known from the last days is not asked again"


def test_the_command_says_what_was_asked_what_came_and_what_to_do(endpoint: Endpoint, output: Path, run: Run) -> None:
    lines = run(endpoint).stdout.splitlines()
    assert lines[0] == f"{endpoint.url}: 4 addresses asked for, 0 known from the last {DAYS} days"
    assert lines[1] == "7 persons, 2 parties, 3 governments, 6 times that somebody held an office"
    assert f"next, in the folder that holds seeds/: git apply {patch(output, 'wikidata')}" in lines
    assert f"after deciding each conflict: git apply {patch(output, 'wikidata', conflicts=True)}" in lines
    summary = patch(output, "wikidata").with_suffix(".md").read_text("utf-8")
    for said in (
        "senator from 2019-06-20 meets question 7-1668, a source of the row",  # why a name was believed
        "| people | vreemd-nummer | senate_id | 7007 | 9007 | Wikidata Q900000007, by its id |",
        "Dubbele Nummer, has several ids of the Senate: 9006, 9106",
        "Vergeten Einde): minister van Defensie, 2019-10-27 to no known end: the government of its beginning",
        "the office minister van Buitengewone Zaken (Q900000301), 1 times held",
        "Parti de l'Exemple",
    ):  # fmt: skip
        assert said in summary, said
    assert "Oude Heer" not in summary, "of before 1995"


def test_queries_go_out_one_after_the_other_with_pauses_and_a_name(endpoint: Endpoint, run: Run) -> None:
    run(endpoint)
    assert [request.path.partition("?")[0] for request in endpoint.requests] == ["/sparql"] * 4
    assert len({request.peer for request in endpoint.requests}) == 1
    assert min(endpoint.gaps()) >= PAUSE
    assert all("someone@example.org" in request.headers["user-agent"] for request in endpoint.requests)
    assert all("format=json" in request.path for request in endpoint.requests)
    asked = [query.partition("SELECT ")[2].split()[:2] for query in endpoint.queries]
    assert asked == [
        ["?person", "?senateId"],
        ["?party", "?short"],
        ["?government", "?start"],
        ["?person", "?statement"],
    ]
