"""The files of a release are written aside, linked where they are the same as before, and put in place in one step."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from flows.publish.write import CHUNK, SUMS, Before, File, checksum, read_sums, scratch, stamp, switch, write_aside

NONE: Mapping[str, str] = {}
FIRST = {"one.nt": b"one", "two.nt": b"two"}


def catalogue(sizes: Mapping[str, int], sums: Mapping[str, str]) -> list[File]:
    return [File("catalogue.ttl", [repr((sorted(sizes.items()), sorted(sums.items()))).encode()])]


def write(folder: Path, files: Mapping[str, bytes], before: Path | None = None, made: Mapping[str, str] = NONE) -> None:
    """Write a release whose files are each made from their own words."""
    streams = (File(name, iter([data[:1], data[1:]]), data.decode("latin-1")) for name, data in files.items())
    write_aside(folder, streams, catalogue, Before(before, made) if before else None)


def from_before(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: data.decode("latin-1") for name, data in files.items()}


def inode(path: Path) -> int:
    return path.stat().st_ino


@pytest.fixture
def first(tmp_path: Path) -> Path:
    write(tmp_path / "releases" / "1", FIRST)
    return tmp_path / "releases" / "1"


def test_every_file_is_there_with_its_checksum_and_its_size(first: Path) -> None:
    assert {path.name for path in first.iterdir()} == {*FIRST, "catalogue.ttl", SUMS}
    assert {name: (first / name).read_bytes() for name in FIRST} == FIRST
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in first.iterdir() if path.name != SUMS}
    assert read_sums(first) == sums
    assert (first / SUMS).read_text().splitlines() == [f"{sums[name]}  {name}" for name in sorted(sums)]
    sizes = [(name, len(data)) for name, data in sorted(FIRST.items())]
    told = repr((sizes, [(name, sums[name]) for name in sorted(FIRST)])).encode()
    assert (first / "catalogue.ttl").read_bytes() == told
    assert [path.name for path in first.parent.iterdir()] == ["1"]


def test_large_streams_come_out_as_they_are(tmp_path: Path) -> None:
    piece = bytes(range(256)) * 4000
    write_aside(tmp_path / "1", [File("large", [piece] * 3), File("empty", [])], catalogue, None)
    assert (tmp_path / "1" / "large").read_bytes() == piece * 3
    assert len(piece) < CHUNK < len(piece * 3)
    assert (tmp_path / "1" / "empty").read_bytes() == b""
    assert checksum(tmp_path / "1" / "empty") == hashlib.sha256(b"").hexdigest()


def test_what_is_made_from_the_same_is_a_link_to_the_release_before(first: Path) -> None:
    second = first.parent / "2"
    write(second, {**FIRST, "two.nt": b"more"}, first, from_before(FIRST))
    assert inode(second / "one.nt") == inode(first / "one.nt")
    assert (second / "two.nt").read_bytes() == b"more"
    assert (first / "two.nt").read_bytes() == b"two"
    assert read_sums(second) == {path.name: checksum(path) for path in second.iterdir() if path.name != SUMS}


def test_a_linked_file_is_not_made(first: Path) -> None:
    def never() -> Iterator[bytes]:
        raise AssertionError
        yield

    before = Before(first, from_before(FIRST))
    write_aside(first.parent / "2", [File("one.nt", never(), "one")], catalogue, before)
    assert inode(first.parent / "2" / "one.nt") == inode(first / "one.nt")


def test_a_file_with_its_stamp_is_not_read_again_and_one_that_was_written_to_is(first: Path) -> None:
    second, stamps = first.parent / "2", {name: stamp(first / name) for name in FIRST}
    for name in FIRST:
        spoil(first / name)
    os.utime(first / "one.nt", ns=(0, int(stamps["one.nt"].split()[1])))  # as a failing disk would change it
    streams = [File(name, [data], data.decode()) for name, data in FIRST.items()]
    write_aside(second, streams, catalogue, Before(first, from_before(FIRST), stamps))
    assert inode(second / "one.nt") == inode(first / "one.nt")
    assert (second / "two.nt").read_bytes() == b"two"
    assert read_sums(second).items() >= {name: read_sums(first)[name] for name in FIRST}.items()


def test_what_is_not_said_to_be_made_from_anything_is_written(first: Path) -> None:
    write_aside(first.parent / "2", [File("one.nt", [b"one"])], catalogue, Before(first, {"one.nt": ""}))
    assert inode(first.parent / "2" / "one.nt") != inode(first / "one.nt")


def spoil(path: Path) -> None:
    path.write_bytes(b"0" + path.read_bytes()[1:])


def unlist(path: Path) -> None:
    (path.parent / SUMS).write_text("")


def lose_all(path: Path) -> None:
    for one in path.parent.iterdir():
        one.unlink()
    path.parent.rmdir()


@pytest.mark.parametrize("damage", [spoil, Path.unlink, unlist, lose_all, lambda path: (path.parent / SUMS).unlink()])
def test_a_damaged_or_missing_file_of_the_release_before_is_written_again(first: Path, damage: object) -> None:
    assert callable(damage)
    damage(first / "one.nt")
    second = first.parent / "2"
    write(second, FIRST, first, from_before(FIRST))
    assert {name: (second / name).read_bytes() for name in FIRST} == FIRST


def test_what_a_killed_writer_left_is_cleared_and_no_release_is_touched(first: Path) -> None:
    before = {path.name: inode(path) for path in first.iterdir()}
    (first.parent / ".writing-0").mkdir()
    (first.parent / ".writing-0" / "half").write_bytes(b"half")
    remains = first.parent / "2"
    remains.mkdir()
    (remains / "half").write_bytes(b"half")
    write(remains, FIRST)
    assert sorted(path.name for path in first.parent.iterdir()) == ["1", "2"]
    assert not (remains / "half").exists()
    assert {path.name: inode(path) for path in first.iterdir()} == before


def test_an_error_while_writing_leaves_no_release(first: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        write_aside(first.parent / "2", [File("one.nt", broken())], catalogue, None)
    assert not (first.parent / "2").exists()


def test_the_link_is_relative_and_moves_in_one_step(first: Path, tmp_path: Path) -> None:
    link = tmp_path / "latest"
    for target in (first, tmp_path / "releases" / "2"):
        target.mkdir(exist_ok=True)
        switch(link, target)
        assert link.readlink() == Path("releases") / target.name
        assert link.resolve() == target
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latest", "releases"]


def test_a_scratch_folder_is_gone_afterwards_and_so_is_that_of_a_night_that_was_killed(tmp_path: Path) -> None:
    left, other = tmp_path / ".tables-abc", tmp_path / ".whole-abc"
    for folder in (left, other):
        folder.mkdir()
        (folder / "rows").write_bytes(b"of a night that was killed")
    with scratch(tmp_path, "tables") as folder:
        (folder / "rows").write_bytes(b"")
        assert set(tmp_path.iterdir()) == {folder, other}
    assert list(tmp_path.iterdir()) == [other]
