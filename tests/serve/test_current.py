"""A new release is loaded aside and switched; a broken one is refused, and the one in use stays."""

from __future__ import annotations

import gc
import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph
import pytest

from flows.errors import VraagbaakError
from flows.publish.write import SUMS, checksum, switch
from flows.served.current import Current
from flows.served.load import Refused, fill, load
from flows.served.release import SEARCH, Served
from flows.settings import Settings, read_settings
from flows.vocabulary import Iris
from tests.miniature import copied, served

TRIPLE = "<https://example.org/a> <https://example.org/b> <https://example.org/{}> <https://example.org/g> .\n"


def write_release(settings: Settings, version: str, triples: int = 1) -> Path:
    """A release of some triples, which becomes the latest."""
    folder = settings.output / "releases" / version
    folder.mkdir(parents=True)
    quads = "".join(TRIPLE.format(at) for at in range(triples))
    (folder / "be-senate.nq.gz").write_bytes(gzip.compress(quads.encode()))
    (folder / "statistics.json").write_text(json.dumps({"triples": triples}))
    sign(folder)
    switch(settings.latest, folder)
    return folder


def sign(folder: Path) -> None:
    """Write the checksums of the files as they are."""
    names = sorted(one.name for one in folder.iterdir() if one.name != SUMS)
    (folder / SUMS).write_text("".join(f"{checksum(folder / name)}  {name}\n" for name in names))


def make_search(served: Served, path: Path) -> None:
    """Stands for the full-text index."""
    path.write_text(f"{served.version}: {len(served.store)}")


def make_nothing(served: Served, path: Path) -> None:
    raise OSError("no space left")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = read_settings({"VRAAGBAAK_OUTPUT": str(tmp_path)})
    write_release(found, "2026-01-01-a")
    return found


@pytest.fixture
def current(settings: Settings) -> Iterator[Current]:
    found = served(settings, {SEARCH: make_search})
    yield found
    found.close()


def version(current: Current) -> str:
    assert current.served
    return current.served.version


def test_the_latest_release_is_loaded_with_what_is_made_of_it(current: Current, settings: Settings) -> None:
    assert current.served
    assert len(current.served.store) == 1
    assert current.served.search.read_text() == "2026-01-01-a: 1"
    assert (settings.output / "served" / "current").read_text() == "2026-01-01-a\n"
    assert current.since
    assert not current.refresh()


def test_a_release_that_requests_still_hold_stays_until_they_are_done(current: Current, settings: Settings) -> None:
    held = current.served
    write_release(settings, "2026-01-02-b", 2)
    assert current.refresh()
    assert version(current) == "2026-01-02-b"
    current.refresh()
    assert held
    assert len(held.store) == 1
    folder = held.folder
    assert folder.is_dir()
    del held
    gc.collect()
    current.refresh()
    assert not folder.exists()


def damage(folder: Path) -> None:
    (folder / "statistics.json").write_text("{}")


def shorten(folder: Path) -> None:
    (folder / "statistics.json").write_text('{"triples": 7}')
    sign(folder)


def garble(folder: Path) -> None:
    (folder / "be-senate.nq.gz").write_bytes(gzip.compress(b"no quad"))
    sign(folder)


def cut(folder: Path) -> None:
    path = folder / "be-senate.nq.gz"
    path.write_bytes(path.read_bytes()[:-9])
    sign(folder)


def leave_out(folder: Path) -> None:
    (folder / "be-senate.nq.gz").unlink()
    sign(folder)


def unsign(folder: Path) -> None:
    (folder / SUMS).unlink()


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (damage, "statistics.json is not the file that SHA256SUMS tells of"),
        (shorten, "tells of 7 triples, the store holds 2"),
        (garble, "cannot be loaded"),
        (cut, "cannot be loaded"),
        (leave_out, "does not tell of be-senate.nq.gz"),
        (unsign, "cannot be read"),
    ],
)
def test_a_broken_release_is_refused(broken: Callable[[Path], None], reason: str, settings: Settings) -> None:
    folder = write_release(settings, "2026-01-02-b", 2)
    broken(folder)
    target = settings.output / "served" / folder.name
    with pytest.raises(Refused, match=reason):
        load(folder, target, Iris(), {})
    assert not target.exists()


@pytest.mark.parametrize("broken_at", [None, 0, 250, 499])
def test_a_release_is_loaded_in_portions_whole_or_not_at_all(
    broken_at: int | None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.served.load.PORTION", 1000)  # bytes, of some eleven lines
    lines = [TRIPLE.format(at) for at in range(500)]
    if broken_at is not None:
        lines[broken_at] = "no quad .\n"
    release = settings.latest.resolve()
    (release / "be-senate.nq.gz").write_bytes(gzip.compress("".join(lines).encode()))
    if broken_at is None:
        fill(release, tmp_path / "store")
        assert sorted(f"{quad} .\n" for quad in pyoxigraph.Store(tmp_path / "store")) == sorted(lines)
    else:
        with pytest.raises(Refused, match="cannot be loaded"):
            fill(release, tmp_path / "store")


def test_a_refused_release_is_not_tried_in_vain_and_the_one_in_use_stays(current: Current, settings: Settings) -> None:
    folder = write_release(settings, "2026-01-02-b", 2)
    shorten(folder)
    assert not current.refresh()
    assert version(current) == "2026-01-01-a"
    first = current.refusal
    assert first
    assert "tells of 7 triples" in first.reason
    assert not current.refresh()
    assert current.refusal is first
    assert not list((settings.output / "served").glob("2026-01-02*"))
    shutil.rmtree(folder)
    write_release(settings, "2026-01-02-b", 3)  # published again, whole
    assert current.refresh()
    assert current.refusal is None


def test_a_release_whose_index_cannot_be_made_is_refused(settings: Settings) -> None:
    current = Current(settings, {SEARCH: make_nothing})
    current.open()
    assert not current.refresh()
    assert current.refusal
    assert "no space left" in current.refusal.reason
    current.close()


def test_a_server_that_starts_again_takes_what_is_loaded(current: Current, settings: Settings) -> None:
    current.close()
    again = Current(settings, {SEARCH: make_search})
    again.open()
    assert version(again) == "2026-01-01-a"
    again.close()
    write_release(settings, "2026-01-02-b")
    later = Current(settings, {SEARCH: make_search})
    later.open()
    assert version(later) == "2026-01-01-a"  # until the newer one is loaded
    later.close()


def test_what_other_code_made_of_a_release_is_not_taken(current: Current, settings: Settings) -> None:
    current.close()
    again = Current(settings, {})
    again.open()
    assert again.served is None
    again.close()


def test_two_servers_do_not_share_a_folder(current: Current, settings: Settings) -> None:
    with pytest.raises(VraagbaakError, match="another server works in"):
        Current(settings).open()


def test_the_miniature_release_is_served(miniature: Settings, tmp_path: Path) -> None:
    current = served(copied(miniature, tmp_path))
    assert current.served
    assert current.served.statistics["questions"] > 90
    current.close()
