"""Log, feeds and event stream are completed after any death, and say so when a release cannot be read."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from flows.publish.write import SUMS, checksum
from flows.releases.changelog import changes
from flows.releases.events import Kind
from flows.releases.follow import catch_up, follow
from flows.releases.kept import QUADS
from flows.releases.quads import Damaged, differing, differing_lines
from flows.releases.retention import delete
from tests.site.event_stream import EventStream, newest
from tests.unit.tiny_releases import settings_of, tiny

ONE = {"7-1": "Een", "7-2": "Twee", "7-3": "Drie"}
TWO = {"7-1": "Een", "7-2": "Beter", "7-10": "Tien", "8-1": "Nieuw"}
ADDRESS = "https://w3id.org/vraagbaak/download/changes/ldes/"


def everything(output: Path) -> dict[str, bytes]:
    """Every file of the log and the feeds."""
    folder = output / "changes"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def live(output: Path) -> set[str]:
    """The numbers that a client of the event stream has."""
    members = EventStream(output / "changes" / "ldes", ADDRESS).members()
    return {of.rpartition("/")[2] for of in newest(members)}


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """An output folder with a release that is logged, and another that is the latest and is not."""
    tiny(tmp_path, "2026-11-01-a", ONE)
    follow(settings_of(tmp_path))
    tiny(tmp_path, "2026-11-02-b", TWO)
    return tmp_path


def test_what_became_of_questions_stands_in_the_order_of_the_numbers(first: Path) -> None:
    change = follow(settings_of(first))
    assert change
    assert change.questions == {Kind.NEW: ("7-10", "8-1"), Kind.CORRECTED: ("7-2",), Kind.REMOVED: ("7-3",)}
    assert [(event.number, event.kind) for event in change.events()] == [
        ("7-2", "corrected"), ("7-3", "removed"), ("7-10", "new"), ("8-1", "new"),
    ]  # fmt: skip
    assert follow(settings_of(first)) is None


class Died(Exception):
    """The night died."""


def test_wherever_a_night_dies_the_next_one_completes_log_feeds_and_stream(
    first: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = tmp_path_factory.mktemp("undisturbed") / "output"
    shutil.copytree(first, undisturbed, symlinks=True)
    follow(settings_of(undisturbed))
    rename, replace, left = Path.rename, Path.replace, [0]

    def counted(path: Path, target: Path, *, real: object) -> Path:
        assert callable(real)
        if left[0] == 0:
            raise Died
        left[0] -= 1
        moved: Path = real(path, target)
        return moved

    deaths = 0
    for moves in range(100):
        output = tmp_path_factory.mktemp("died") / "output"
        shutil.copytree(first, output, symlinks=True)
        left[0] = moves
        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", lambda path, target: counted(path, target, real=rename))
            patch.setattr(Path, "replace", lambda path, target: counted(path, target, real=replace))
            try:
                follow(settings_of(output))
            except Died:
                deaths += 1
            else:
                break
        follow(settings_of(output))
        found = {name: data for name, data in everything(output).items() if not Path(name).name.startswith(".feed.")}
        wanted = everything(undisturbed)
        assert {name for name in wanted if found.get(name) != wanted[name]} == set(), moves
        assert live(output) == set(TWO)
    assert deaths > 8


def test_a_release_that_nobody_logged_is_logged_before_the_next_one(first: Path) -> None:
    catch_up(settings_of(first))
    tiny(first, "2026-11-03-c", ONE)
    follow(settings_of(first))
    assert [change.after for change in changes(first)] == ["2026-11-01-a", "2026-11-02-b", "2026-11-03-c"]


def test_when_the_release_before_is_gone_the_entry_says_so_and_the_stream_is_right(first: Path) -> None:
    delete(first / "releases" / "2026-11-01-a")
    change = follow(settings_of(first))
    assert change
    assert (change.before, change.without_patch) == ("2026-11-01-a", "release 2026-11-01-a is gone")
    assert not (change.folder / "added.nq.gz").exists()
    assert live(first) == set(TWO)
    assert "Lees alles opnieuw: publicatie 2026-11-02-b" in (first / "changes" / "feed.nl.atom").read_text()


def test_when_the_release_before_is_damaged_no_patch_is_made_of_it(first: Path) -> None:
    path = first / "releases" / "2026-11-01-a" / QUADS
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)
    change = follow(settings_of(first))
    assert change
    assert "no longer has its checksum" in change.without_patch
    assert live(first) == set(TWO)


def test_when_the_latest_release_is_damaged_nothing_is_logged(first: Path) -> None:
    (first / "latest" / QUADS).write_bytes(b"nothing")
    with pytest.raises(Damaged, match="2026-11-02-b"):
        follow(settings_of(first))
    catch_up(settings_of(first))
    assert [change.after for change in changes(first)] == ["2026-11-01-a"]


def test_a_file_that_was_not_put_together_from_pieces_is_compared_line_by_line(first: Path) -> None:
    one, other = (tiny(first, version, {}, is_latest=False) for version in ("2026-11-01-a", "2026-11-02-b"))
    wanted = list(differing(one, other))
    assert list(differing_lines(one, other)) == wanted
    path = other.folder / QUADS
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())))
    sums = (other.folder / SUMS).read_text().replace(other.sums[QUADS], checksum(path))
    (other.folder / SUMS).write_text(sums)
    change = follow(settings_of(first))
    assert change
    assert sum(change.counts.values()) == len(wanted)
    assert change.without_patch == ""


@pytest.mark.parametrize("size", [10, 33, 1000, 1 << 20])
@pytest.mark.parametrize("other", [
    ONE, TWO, {**ONE, "7-1": "Eerst"}, {**ONE, "7-3": "Laatst"}, {"7-1": "Een"}, {"7-0": "Nul", **ONE},
], ids=["same", "mixed", "first", "last", "gone", "before"])  # fmt: skip
def test_what_two_files_begin_with_is_passed_over_wherever_they_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: dict[str, str], size: int
) -> None:
    before, after = tiny(tmp_path, "2026-11-01-a", ONE), tiny(tmp_path, "2026-11-02-b", other)
    wanted = list(differing_lines(before, after))
    monkeypatch.setattr("flows.releases.quads.CHUNK", size)
    assert list(differing(before, after)) == wanted
    assert bool(wanted) == (other != ONE)
    data = (after.folder / QUADS).read_bytes()
    (after.folder / QUADS).write_bytes(data[:-1] + b"?")
    with pytest.raises((Damaged, ValueError)):
        list(differing(before, after))
