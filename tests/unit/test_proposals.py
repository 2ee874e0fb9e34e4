"""Proposals as patches that apply to the tables byte for byte."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.errors import BadInput
from flows.refresh.proposals import Draft, Written, read_draft, write_proposals
from tests.site.small_tables import PEOPLE, write_few

TODAY, SOURCE = "2026-11-25", "Test (CC0), 2026-11-25"
Apply = Callable[[Path | None], object]


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A folder `seeds` with small tables, in a folder of its own."""
    return write_few(tmp_path / "project" / "seeds")


@pytest.fixture(params=["git", "patch"])
def apply(request: pytest.FixtureRequest, seeds: Path) -> Apply:
    """Apply a patch where a person would, with either tool; it has to apply cleanly."""
    if not shutil.which(request.param):
        pytest.skip(f"{request.param} is not installed")
    words = {"git": ["git", "apply", "--whitespace=nowarn"], "patch": ["patch", "-p1", "--fuzz=0", "--binary", "-i"]}
    return lambda patch: subprocess.run([*words[request.param], str(patch)], cwd=seeds.parent, check=True)


def draft(seeds: Path) -> Draft:
    return read_draft(seeds, ("people", "ministers"), SOURCE, TODAY)


def write(one: Draft, seeds: Path) -> Written:
    return write_proposals(one, seeds.parent / "proposals", "test", ["asked nobody"])


def rows(seeds: Path, table: str = "people") -> dict[str, dict[str, str]]:
    found = list(csv.DictReader(io.StringIO((seeds / f"{table}.csv").read_bytes().decode("utf-8-sig"), newline="")))
    return {next(iter(row.values())): row for row in found}


def row(one: Draft, key: str) -> dict[str, str]:
    return next(row for row in one.rows("people") if row["person"] == key)


# -- patches ----------------------------------------------------------------------------------------


def test_a_patch_changes_the_lines_it_is_about_and_no_other(seeds: Path, apply: Apply) -> None:
    one = draft(seeds)
    one.fill("people", row(one, "jan-peeters"), "wikidata", "Q2", "because")
    one.add("people", {"person": "bert-nieuw", "name": 'Bert "de" Nieuw, jr.', "senate_id": "12"}, "he is listed")
    one.add("ministers", {"person": "bert-nieuw", "portfolio": "finance", "from": "2020-10-01"}, "oath")
    before = (seeds / "people.csv").read_bytes().splitlines()
    written = write(one, seeds)
    assert (seeds / "people.csv").read_bytes().splitlines() == before, "nothing but a person writes the tables"
    apply(written.patch)
    after = (seeds / "people.csv").read_bytes().splitlines()
    assert [line for line in before if line not in after] == [before[2]]
    assert after[2] == b'bert-nieuw,"Bert ""de"" Nieuw, jr.",,,12,,,"Test (CC0), 2026-11-25",2026-11-25'
    assert rows(seeds)["jan-peeters"] == {
        "person": "jan-peeters", "name": "Jan Peeters", "other_names": "J. Peeters | Jan Peters", "wikidata": "Q2",
        "senate_id": "", "from": "", "until": "", "source": f'list, with "quotes"; {SOURCE}', "checked": TODAY,
    }  # fmt: skip
    assert list(rows(seeds, "ministers")) == ["bert-nieuw", "tom-minister"], "in the order of the table"


def test_conflicts_stand_in_a_patch_of_their_own_on_top_of_the_other(seeds: Path, apply: Apply) -> None:
    one = draft(seeds)
    one.contradict("people", row(one, "an-de-wit"), "wikidata", "Q9", "another item")
    one.fill("people", row(one, "an-de-wit"), "senate_id", "77", "by its item")
    written = write(one, seeds)
    assert written.patch
    assert written.conflicts
    assert "Q9" not in written.patch.read_text()
    apply(written.patch)
    assert (rows(seeds)["an-de-wit"]["wikidata"], rows(seeds)["an-de-wit"]["senate_id"]) == ("Q1", "77")
    apply(written.conflicts)
    assert (rows(seeds)["an-de-wit"]["wikidata"], rows(seeds)["an-de-wit"]["senate_id"]) == ("Q9", "77")
    summary = written.summary.read_text("utf-8")
    assert "| people | an-de-wit | wikidata | Q1 | Q9 | another item |" in summary


@pytest.mark.parametrize("how", ["crlf", "bom", "no-last-line-end", "unsorted", "line-end-in-a-cell", "odd-separators"])
def test_files_as_people_and_their_programs_write_them_are_patched_too(seeds: Path, apply: Apply, how: str) -> None:
    path, lines = seeds / "people.csv", PEOPLE.splitlines(keepends=True)
    text = {
        "crlf": PEOPLE.replace("\n", "\r\n"),
        "bom": "\ufeff" + PEOPLE,
        "no-last-line-end": PEOPLE.rstrip("\n"),
        "unsorted": "".join([lines[0], *reversed(lines[1:])]),
        "line-end-in-a-cell": PEOPLE.replace("royal decree", '"royal\ndecree"'),
        "odd-separators": PEOPLE.replace("royal decree", "royal\u2028decree\x0b\x85"),
    }[how]
    path.write_bytes(text.encode())
    one = draft(seeds)
    one.fill("people", row(one, "tom-minister"), "wikidata", "Q5", "because")
    one.add("people", {"person": "zoe-laatst", "name": "Zoé Laatst"}, "because")
    expected = one.tables["people"].after
    apply(write(one, seeds).patch)
    assert path.read_bytes() == expected.encode()
    assert list(rows(seeds))[-1] == "zoe-laatst"
    assert rows(seeds)["tom-minister"]["wikidata"] == "Q5"
    assert len(rows(seeds)) == 5
    assert b"\r\r" not in path.read_bytes()


def test_nothing_to_propose_leaves_no_patch_of_an_earlier_run_behind(seeds: Path) -> None:
    one = draft(seeds)
    one.fill("people", row(one, "jan-peeters"), "wikidata", "Q2", "because")
    first = write(one, seeds)
    assert first.patch
    assert first.patch.is_file()
    again = write(draft(seeds), seeds)
    assert (again.patch, again.conflicts) == (None, None)
    assert not first.patch.exists()
    assert "Nothing: the tables hold all" in again.summary.read_text()
    assert [path.name for path in again.summary.parent.iterdir()] == ["2026-11-25-test.md"]


def test_a_summary_is_a_table_whatever_a_name_holds(seeds: Path) -> None:
    one = draft(seeds)
    one.fill("people", row(one, "jan-peeters"), "other_names", "J. Peeters | Jan Peters | Jan Peters", "a | b")
    line = next(line for line in write(one, seeds).summary.read_text().splitlines() if "jan-peeters" in line)
    assert line.replace("\\|", "").count("|") == 7


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("person,name\na,b\n", "line 1: the header lacks checked, from, other_names, senate_id, source, until"),
        ("", "line 1: the header lacks"),
        (PEOPLE + "a,b\n", "line 6: the row has not as many cells"),
        (PEOPLE + 'a,"b\n', "no comma-separated values"),
        ("\xff", "cannot be read as UTF-8"),
    ],
)
def test_a_table_that_cannot_be_used_is_named(seeds: Path, text: str, said: str) -> None:
    (seeds / "people.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(BadInput, match=r"people\.csv") as caught:
        draft(seeds)
    assert said in str(caught.value)
    (seeds / "people.csv").unlink()
    with pytest.raises(BadInput, match="restore it"):
        draft(seeds)
