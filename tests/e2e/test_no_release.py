"""What cannot be published is set aside, and a night that cannot be believed leaves the last good release in place."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.errors import BadInput, NoRelease, VraagbaakError
from flows.keep.journal import NightEntry, Outcome, open_journal
from flows.keep.records import open_records
from flows.keep.workplace import ARCHIVE, JOURNAL, RECORDS, Busy, open_workplace
from flows.vocabulary import DCTERMS, RDF, Iris
from tests.conftest import Harvest
from tests.e2e.folders import EARLY, SEEN, Page, bundled, contents, triples, unpacked, write_folder
from tests.unit.stored import stored

IRIS = Iris()
LATER = SEEN + timedelta(days=1)


def issues(output: Path) -> dict[str, list[str]]:
    """The codes of the latest release by question."""
    found: dict[str, list[str]] = {}
    for row in json.loads((output / "latest" / "issues.json").read_text("utf-8")):
        found.setdefault(row["question"], []).append(row["code"])
    return found


def last_night(output: Path) -> NightEntry:
    with open_journal(output / JOURNAL) as journal:
        return journal.nights(1)[0]


@pytest.fixture
def output(harvest: Harvest, tmp_path: Path) -> Path:
    """An output folder with a release of five questions."""
    numbers = [f"7-{serial}" for serial in range(1, 6)]
    harvest(tmp_path / "output", write_folder(tmp_path / "first", map(bundled, numbers)))
    return tmp_path / "output"


Spoil = Callable[[str], Page]


def early(number: str) -> Page:
    """A page whose record breaks a shape: it was answered before it was asked."""
    return bundled(number, **EARLY)


def no_question(number: str) -> Page:
    """A page of the same address that is no question."""
    return Page(number, b"<html><body>Er is een fout opgetreden.</body></html>")


def spoil(output: Path, kind: Spoil, count: int) -> Path:
    """A folder with later captures of some of the pages."""
    pages = [kind(f"7-{serial}") for serial in range(1, count + 1)]
    return write_folder(output.parent / "spoilt", pages, LATER)


def test_a_record_that_breaks_a_shape_is_set_aside_and_the_last_good_one_stays(harvest: Harvest, output: Path) -> None:
    before = triples(output / "latest", "be-senate-7.nt.gz")
    summary = harvest(output, spoil(output, early, 1))
    assert summary.outcome is Outcome.GOOD
    assert triples(output / "latest", "be-senate-7.nt.gz") == before
    assert "shape-violated" in issues(output)["7-1"]
    assert set(issues(output)) == {"7-1"}
    report = (output / "latest" / "report.md").read_text("utf-8")
    assert "* **7-1**: its last good record is published." in report
    assert "WrittenQuestion-date_document-answeredOn" in report
    assert b"sh:conforms false" in (output / "latest" / "report.ttl").read_bytes()
    assert "* 7-1 is set aside: `shape-violated` " in summary.text


def test_a_record_that_never_was_good_is_not_published(harvest: Harvest, output: Path) -> None:
    harvest(output, write_folder(output.parent / "new", [early("7-9")]))
    assert b"7-9" not in unpacked(output / "latest" / "be-senate-7.nt.gz")
    assert "* **7-9**: nothing of it is published." in (output / "latest" / "report.md").read_text("utf-8")


def test_a_page_that_is_no_question_leaves_the_older_one_of_its_address_to_count(
    harvest: Harvest, output: Path
) -> None:
    before = triples(output / "latest", "be-senate-7.nt.gz")
    harvest(output, spoil(output, no_question, 5))
    assert triples(output / "latest", "be-senate-7.nt.gz") == before


@pytest.mark.parametrize(("count", "published"), [(3, True), (4, False)])
def test_a_handful_set_aside_is_published_and_more_is_not(
    harvest: Harvest, output: Path, count: int, published: bool
) -> None:
    before, latest = contents(output / "latest"), (output / "latest").readlink()
    if published:
        assert harvest(output, spoil(output, early, count)).outcome is Outcome.GOOD
        assert (output / "latest").readlink() != latest
        return
    with pytest.raises(NoRelease, match=r"^4 of 9 questions were set aside, more than 2%; look at https://"):
        harvest(output, spoil(output, early, count))
    assert (output / "latest").readlink() == latest
    assert contents(output / "latest") == before
    night = last_night(output)
    assert night.outcome is Outcome.UNPUBLISHED
    assert f"* When the pages are right after all: `vraagbaak rebuild --accept {night.name}`." in night.summary


def test_a_person_can_accept_the_last_night_by_its_name(harvest: Harvest, output: Path) -> None:
    with pytest.raises(NoRelease):
        harvest(output, spoil(output, early, 4))
    name = last_night(output).name
    with pytest.raises(BadInput, match=r"'2020-01-01' is not the last night, or it was published"):
        harvest(output, "archive", accept="2020-01-01")
    assert harvest(output, "archive", accept=name).outcome is Outcome.GOOD
    with pytest.raises(BadInput, match=f"'{name}' is not the last night"):
        harvest(output, "archive", accept=name)


def test_the_command_ends_with_4_when_nothing_was_published(
    prefect_server: str, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VRAAGBAAK_OUTPUT", str(output))
    result = CliRunner().invoke(app, ["harvest", "--pages", str(spoil(output, early, 4))])
    assert result.exit_code == 4
    assert result.stdout.splitlines()[-1].startswith("no release: 4 of 9 questions were set aside")
    assert "the last good release stays" in result.stderr
    result = CliRunner().invoke(app, ["status"])
    assert "unpublished" in result.stdout
    assert f"latest release: {(output / 'latest').resolve().name}" in result.stdout


def test_a_broken_rule_for_the_whole_graph_forbids_a_release(harvest: Harvest, output: Path) -> None:
    """A record says that another one's number is another: no page can do it, a fault in the mapping could."""
    before = (output / "latest").readlink()
    lines = [
        f'<{IRIS.question("7-1").value}> {DCTERMS["identifier"]} "7-77" .\n',
        f"<{IRIS.question('7-2').value}> {RDF['type']} {IRIS.pq['WrittenQuestion']} .\n",
    ]
    with open_records(output / RECORDS) as records:
        records.keep([stored("7-2", "".join(lines).encode(), made_from=records.made_from()["7-2"])])
    with pytest.raises(NoRelease, match=r"rules for the whole graph are broken .*number-differs: .*/7-1 "):
        harvest(output, "archive")
    assert (output / "latest").readlink() == before
    assert [path.name for path in (output / "releases").iterdir()] == [before.name]
    assert last_night(output).outcome is Outcome.UNPUBLISHED


def test_an_empty_archive_makes_no_release(harvest: Harvest, tmp_path: Path) -> None:
    with open_workplace(tmp_path):
        pass
    with pytest.raises(NoRelease, match="0 questions are fewer than 1"):
        harvest(tmp_path, "archive")
    assert not (tmp_path / "latest").exists()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE content SET body = x'00'", r"is damaged at the page https://.*restore it from a backup"),
        ("UPDATE content SET size = size + 1", r"is damaged at the page https://.*no longer have their size"),
        ("PRAGMA application_id = 7", "is a database of something else"),
        ("PRAGMA user_version = 999", "was written by a newer Vraagbaak"),
    ],
)
def test_a_damaged_archive_is_told_and_takes_nothing_away(
    harvest: Harvest, output: Path, damage: str, told: str
) -> None:
    connection = sqlite3.connect(output / ARCHIVE)
    with connection:
        connection.execute(damage)
    connection.close()
    before = contents(output / "latest")
    (output / RECORDS).unlink()  # or nothing would have to be read
    with pytest.raises(VraagbaakError, match=told):
        harvest(output, "archive")
    assert contents(output / "latest") == before
    if "page" in told:
        night = last_night(output)
        assert night.outcome is Outcome.FAILED
        assert "vraagbaak archive verify" in night.summary


def test_a_file_that_is_no_archive_is_told(harvest: Harvest, output: Path) -> None:
    (output / ARCHIVE).write_bytes(b"no database" * 1000)
    with pytest.raises(VraagbaakError, match=r"archive\.sqlite cannot be used .*: move the file away, or restore"):
        harvest(output, "archive")


def test_an_output_folder_that_cannot_be_made_is_told(harvest: Harvest, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(VraagbaakError, match=r"cannot be made .*: name a folder to write in"):
        harvest(tmp_path / "file" / "output")


def test_a_second_run_in_the_same_folder_says_who_works_there(
    harvest: Harvest, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = rf"another run \(process {os.getpid()}, since [0-9: -]+ UTC\) is working in {output}: wait for it to end"
    with open_workplace(output):
        with pytest.raises(Busy, match=who):
            harvest(output, "archive")
        monkeypatch.setenv("VRAAGBAAK_OUTPUT", str(output))
        result = CliRunner().invoke(app, ["rebuild"])
        assert (result.exit_code, "another run (process" in result.stdout) == (4, True)
    assert harvest(output, "archive").outcome is Outcome.GOOD, "the lock goes with the run that held it"
