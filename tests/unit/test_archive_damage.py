"""A damaged archive, and one that cannot be used, says what is wrong, where, and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.errors import VraagbaakError
from flows.keep.archive import Archive, open_archive
from flows.keep.records import open_records
from flows.keep.verify import Damage, verify
from tests.unit.captures import HERE, THERE, histories, page


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "archive.sqlite") as opened:
        yield opened


# -- damage -----------------------------------------------------------------------------------------

DAMAGES = {
    "other bytes": ("UPDATE content SET body = (SELECT body FROM content WHERE size = 2) WHERE size = 1", HERE),
    "no compression": ("UPDATE content SET body = x'00' WHERE size = 1", HERE),
    "no bytes": ("UPDATE content SET body = 7 WHERE size = 1", HERE),
    "another size": ("UPDATE content SET size = 3 WHERE size = 1", HERE),
    "content gone": ("DELETE FROM content WHERE size = 1", HERE),
    "time": ("UPDATE capture SET last_seen = 'yesterday' WHERE address = (SELECT min(address) FROM capture)", HERE),
    "headers": ("UPDATE capture SET headers = '[' WHERE address = (SELECT min(address) FROM capture)", HERE),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found_when_read_and_when_verified(archive: Archive, name: str) -> None:
    statement, address = DAMAGES[name]
    archive.keep(page(b"A"))
    archive.keep(page(b"BB", 0, THERE))
    assert list(verify(archive)) == []
    with archive.connection:
        archive.connection.execute(statement)
    assert [damage.address for damage in verify(archive)] == [address]
    with pytest.raises(VraagbaakError, match=r"damaged at the page https://\S+NR=1 .*archive verify"):
        archive.newest(HERE)
    assert archive.newest(THERE) == page(b"BB", 0, THERE), "a sound page is read all the same"


def test_more_that_only_verifying_finds(archive: Archive) -> None:
    archive.keep(page(b"A"))
    archive.keep(page(b"B", 1, THERE))
    with archive.connection:
        archive.connection.execute(
            "UPDATE capture SET first_seen = '2030-01-01T00:00:00+00:00' WHERE address = ?", (HERE,)
        )
        archive.connection.execute("DELETE FROM capture WHERE address = ?", (THERE,))
    contents = []
    found = list(verify(archive, lambda: contents.append(1)))
    assert len(contents) == archive.counts().contents == 2
    assert [damage.address for damage in found] == ["", HERE]
    assert "belongs to no page" in found[0].what
    assert "first seen after it was last seen" in found[1].what


def test_an_older_damaged_capture_does_not_hide_the_newest(archive: Archive) -> None:
    archive.keep(page(b"A"))
    archive.keep(page(b"B", 1))
    with archive.connection:
        archive.connection.execute("UPDATE content SET body = x'00' WHERE sha256 = ?", (page(b"A").sha256,))
    (captures,) = archive.pages("7-1")
    assert next(captures).body == b"B"
    with pytest.raises(VraagbaakError, match="damaged"):
        next(captures)


def test_a_damaged_file_is_found_by_sqlites_own_check(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    with open_archive(path) as archive:
        for serial in range(300):
            archive.keep(page(str(serial).encode() * 50, address=f"{HERE}{serial}"))
    with path.open("r+b") as file:
        file.seek(5 * 4096)
        file.write(b"\xff" * 4096 * 3)
    with open_archive(path) as archive:
        found = list(verify(archive))
    assert found
    assert any("SQLite" in damage.what for damage in found)
    assert all(isinstance(damage, Damage) for damage in found)


# -- files that cannot be used ----------------------------------------------------------------------


def refusal(path: Path) -> str:
    """What is said when the archive is opened and a page is kept."""
    with pytest.raises(VraagbaakError) as told, open_archive(path) as archive:
        archive.keep(page())
    assert str(path) in str(told.value) or str(path.parent) in str(told.value)
    return str(told.value)


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    with open_archive(path) as archive:
        archive.connection.execute("PRAGMA user_version = 2")
    assert "update Vraagbaak" in refusal(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    connection.close()


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (address TEXT)")
    connection.close()
    before = path.read_bytes()
    assert "move it away" in refusal(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    path.write_bytes(b"<html>" * 1000)
    assert "move the file away" in refusal(path)
    assert path.read_bytes() == b"<html>" * 1000


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "archive.sqlite").mkdir()
    assert "check that its folder exists" in refusal(tmp_path / "archive.sqlite")


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("")
    assert "name a folder to write in" in refusal(tmp_path / "output" / "archive.sqlite")


def test_a_file_that_cannot_be_written(archive: Archive) -> None:
    archive.keep(page())
    archive.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(VraagbaakError, match=r"archive\.sqlite cannot be used .*writable"):
        archive.keep(page(b"B", 1))
    assert histories(archive) == [[b"A"]]


def test_a_full_disk_loses_nothing_and_says_so(archive: Archive) -> None:
    archive.keep(page(b"A"))
    archive.connection.execute("PRAGMA max_page_count = 12")
    noise = b"".join(str(number * 7919 % 10007).encode() for number in range(100_000))
    with pytest.raises(VraagbaakError, match=r"archive\.sqlite cannot be used .*full.*free some space"):
        archive.keep(page(noise, 1))
    assert histories(archive) == [[b"A"]]
    assert list(verify(archive)) == []
    archive.connection.execute("PRAGMA max_page_count = 100000")
    assert archive.keep(page(noise, 1))
    assert list(verify(archive)) == []


def test_a_file_that_another_process_writes_to_for_too_long(tmp_path: Path, archive: Archive) -> None:
    archive.connection.execute("PRAGMA busy_timeout = 0")
    with open_archive(tmp_path / "archive.sqlite") as other, other.transaction():
        other.keep(page())
        with pytest.raises(VraagbaakError, match="another process has been writing"):
            archive.keep(page(b"B"))
    assert archive.keep(page(b"B"))
    assert archive.counts().captures == 2


def test_an_error_names_the_file_it_is_about(tmp_path: Path, archive: Archive) -> None:
    archive.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(VraagbaakError, match=r"archive\.sqlite"), open_records(tmp_path / "records.sqlite"):
        archive.keep(page())


def test_a_mistake_of_ours_is_not_dressed_up(archive: Archive) -> None:
    with pytest.raises(sqlite3.OperationalError, match="syntax"), archive.transaction():
        archive.connection.execute("SELEKT")
