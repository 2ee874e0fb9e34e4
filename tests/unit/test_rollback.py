"""Rolling back is one step, is logged, and holds back what it came from; retention deletes what nothing needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.errors import BadInput, VraagbaakError
from flows.publish.write import held, put_in_place
from flows.releases.changelog import changes
from flows.releases.follow import follow
from flows.releases.kept import QUADS, Kept, latest, release_of, releases
from flows.releases.retention import DELETING, reasons, thin
from flows.releases.rollback import roll_back, unhold
from tests.unit.tiny_releases import settings_of, tiny

A, B, C = "2026-11-01-a", "2026-11-02-b", "2026-11-03-c"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Three releases, each logged."""
    for at, version in enumerate((A, B, C), 1):
        tiny(tmp_path, version, {f"7-{serial}": "Titel" for serial in range(1, at + 1)})
        follow(settings_of(tmp_path))
    return tmp_path


def now(output: Path) -> str:
    last = latest(output)
    return last.version if last else ""


def test_the_release_before_becomes_the_latest_and_the_log_has_it(output: Path) -> None:
    target, change = roll_back(settings_of(output))
    assert (target.version, now(output), held(output)) == (B, B, [C])
    assert change
    assert (change.before, change.after, change.is_rollback) == (C, B, True)
    assert change.questions == {"removed": ("7-3",)}
    assert change.when > changes(output)[-2].when, "time does not go back"
    assert f"Teruggezet naar de publicatie {B}" in (output / "changes" / "feed.nl.atom").read_text()


def test_going_back_twice_holds_both_and_going_forward_lets_go(output: Path) -> None:
    roll_back(settings_of(output))
    roll_back(settings_of(output))
    assert (now(output), held(output)) == (A, [B, C])
    roll_back(settings_of(output), C)
    assert (now(output), held(output)) == (C, [B])


def test_another_release_that_is_published_ends_the_hold(output: Path) -> None:
    roll_back(settings_of(output))
    put_in_place(output, tiny(output, "2026-11-04-d", {"7-1": "Titel"}, is_latest=False).folder)
    assert held(output) == []


def test_what_is_held_can_be_let_go(output: Path) -> None:
    roll_back(settings_of(output), A)
    with pytest.raises(BadInput, match=f"release {B} is held back: nothing"):
        unhold(settings_of(output), B)
    assert unhold(settings_of(output)) == [C]
    with pytest.raises(BadInput, match="no release is held back"):
        unhold(settings_of(output))


def test_a_rollback_that_died_before_it_switched_holds_nothing(output: Path) -> None:
    (output / "held").write_text(f"{C}\n")
    assert held(output) == []


def test_a_damaged_release_is_not_gone_back_to(output: Path) -> None:
    (output / "releases" / B / QUADS).write_bytes(b"nothing")
    with pytest.raises(VraagbaakError, match=f"release {B} is damaged \\(be-senate.nq.gz: its checksum"):
        roll_back(settings_of(output))
    assert (now(output), held(output)) == (C, [])


@pytest.mark.parametrize(
    ("version", "words"),
    [(C, "is the latest already"), ("2027", "no release in .* begins with '2027'"), ("2026", "more")],
)
def test_a_version_that_cannot_be_meant_is_refused(output: Path, version: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        roll_back(settings_of(output), version)


def test_there_is_nothing_before_the_first(output: Path) -> None:
    roll_back(settings_of(output), A)
    with pytest.raises(BadInput, match=f"there is no release before {A}"):
        roll_back(settings_of(output))


# -- retention --------------------------------------------------------------------------------------


def many(output: Path) -> list[str]:
    """Releases of three months; the newest is the latest."""
    versions = [f"2026-{month:02}-{day:02}-x" for month in (1, 2, 3) for day in (1, 2, 3)]
    for version in versions:
        tiny(output, version, {"7-1": version})
    return versions


def kept(output: Path) -> list[str]:
    return [one.version for one in releases(output)]


def test_the_newest_stay_and_the_last_of_each_month(tmp_path: Path) -> None:
    many(tmp_path)
    gone = thin(settings_of(tmp_path, keep_releases="2"))
    assert kept(tmp_path) == ["2026-01-03-x", "2026-02-03-x", "2026-03-02-x", "2026-03-03-x"]
    assert len(gone) == 5
    assert thin(settings_of(tmp_path, keep_releases="2")) == []


def test_by_default_of_a_setting_of_nothing_all_stay(tmp_path: Path) -> None:
    versions = many(tmp_path)
    assert thin(settings_of(tmp_path, keep_releases="0")) == []
    assert kept(tmp_path) == versions


def test_what_is_pointed_at_stays(tmp_path: Path) -> None:
    many(tmp_path)
    settings = settings_of(tmp_path, keep_releases="1")
    follow(settings)
    (tmp_path / "served" / "2026-01-02-x").mkdir(parents=True)
    (tmp_path / "served" / "current").write_text("2026-01-01-x\n")
    roll_back(settings, "2026-02-01-x")
    thin(settings)
    assert {*kept(tmp_path)} == {
        "2026-01-01-x", "2026-01-02-x", "2026-01-03-x", "2026-02-01-x", "2026-02-03-x", "2026-03-02-x", "2026-03-03-x",
    }  # fmt: skip
    assert reasons(settings)["2026-02-01-x"] == ["latest", "in the last change"]
    assert "served" in reasons(settings)["2026-01-01-x"]
    assert "held back" in reasons(settings)["2026-03-03-x"]


def test_nothing_is_deleted_when_no_other_good_one_would_stay(tmp_path: Path) -> None:
    versions = many(tmp_path)
    for version in ("2026-01-03-x", "2026-02-03-x", "2026-03-02-x"):
        (tmp_path / "releases" / version / QUADS).write_bytes(b"nothing")
    assert thin(settings_of(tmp_path, keep_releases="2")) == []
    assert kept(tmp_path) == versions


def test_a_deletion_that_died_leaves_no_half_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many(tmp_path)
    settings = settings_of(tmp_path, keep_releases="2")

    def die(folder: Path) -> None:
        raise OSError("died")

    with monkeypatch.context() as patch:
        patch.setattr("flows.releases.retention.shutil.rmtree", die)
        with pytest.raises(OSError, match="died"):
            thin(settings)
    assert all((one.folder / QUADS).is_file() for one in releases(tmp_path))
    assert len(list((tmp_path / "releases").glob(f"{DELETING}*"))) == 1
    thin(settings)
    assert not list((tmp_path / "releases").glob(".*"))


def test_the_latest_is_found_and_others_by_how_they_begin(output: Path) -> None:
    assert release_of(output).version == C
    assert release_of(output, "2026-11-02") == Kept(output / "releases" / B)
