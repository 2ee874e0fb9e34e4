"""Over fifty nights of the miniature site the change log leads from each release to the next, and back again."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from flows.releases.changelog import ADDED, REMOVED, Change, changes
from flows.releases.follow import follow
from flows.releases.kept import QUADS, Kept
from tests.site.made_releases import Releases
from tests.site.nights import World

NIGHTS = 51  # the first, and fifty more
WORLD = World(seed=1668, size=40, old=3)


@dataclass(frozen=True)
class Lived:
    """Fifty nights: the releases in the order in which `latest` was switched to them, and what each night logged."""

    output: Path
    releases: list[Kept] = field(default_factory=list)
    logged: list[Change | None] = field(default_factory=list)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    made = Releases(WORLD, tmp_path_factory.mktemp("nights"))
    lived = Lived(made.output)
    for night in range(NIGHTS):
        release = made.night(night)
        if not lived.releases or lived.releases[-1].version != release.version:
            lived.releases.append(release)
        lived.logged.append(follow(made.settings))
    return lived


def quads(release: Kept) -> list[bytes]:
    return gzip.decompress((release.folder / QUADS).read_bytes()).splitlines(keepends=True)


def patch(change: Change, name: str) -> list[bytes]:
    return gzip.decompress((change.folder / name).read_bytes()).splitlines(keepends=True)


def test_a_patch_applied_to_a_release_gives_exactly_the_next_one_and_backwards_the_one_before(lived: Lived) -> None:
    log = changes(lived.output)
    assert [one.after for one in log] == [release.version for release in lived.releases]
    assert len(log) > 40
    before = set(quads(lived.releases[0]))
    for change, release in zip(log[1:], lived.releases[1:], strict=True):
        after = set(quads(release))
        added, removed = set(patch(change, ADDED)), set(patch(change, REMOVED))
        assert (before - removed) | added == after, change.number
        assert (after - added) | removed == before, change.number
        assert not added & before, "nothing is added that was there"
        assert removed <= before, "nothing is removed that was not there"
        before = after


def test_the_patches_are_sorted_as_the_release_is(lived: Lived) -> None:
    for change, release in zip(changes(lived.output)[1:], lived.releases[1:], strict=True):
        place = {line: at for at, line in enumerate(quads(release))}
        places = [place[line] for line in patch(change, ADDED)]
        assert places == sorted(places)


def test_an_entry_says_what_became_of_which_question(lived: Lived) -> None:
    log, seen = changes(lived.output), set[str]()
    night_of = {change.after: night for night, change in enumerate(lived.logged) if change}
    for change in log:
        truths = WORLD.truths(night_of[change.after])
        assert set(change.questions.get("new", ())) == truths.keys() - seen
        assert set(change.questions.get("removed", ())) == seen - truths.keys()
        seen = set(truths)
    kinds = {kind for change in log for kind, many in change.counts.items() if many}
    assert kinds == {"new", "answered", "corrected", "removed"}


def test_a_night_that_changed_nothing_adds_nothing(lived: Lived) -> None:
    quiet = [night for night, change in enumerate(lived.logged) if change is None]
    assert quiet, "some nights were quiet"
    assert all(WORLD.truths(night) == WORLD.truths(night - 1) for night in quiet)
    entries = sorted(path.name for path in (lived.output / "changes").iterdir() if path.name.isdigit())
    assert entries == [f"{number:06}" for number in range(1, len(lived.releases) + 1)]


def test_the_chain_holds_and_its_times_order(lived: Lived) -> None:
    log = changes(lived.output)
    assert [one.before for one in log] == [None, *(one.after for one in log[:-1])]
    assert all(one.when < other.when for one, other in pairwise(log))
    assert json.loads((lived.output / "changes" / "index.json").read_text()) == [one.json() for one in log]


def test_the_first_entry_has_no_patch_and_says_why(lived: Lived) -> None:
    first = changes(lived.output)[0]
    assert (first.before, first.without_patch) == (None, "nothing was there before")
    assert {path.name for path in first.folder.iterdir()} == {"change.json", "events.json"}
    assert len(first.questions["new"]) == len(WORLD.truths(0))


def test_the_files_are_what_the_entry_says(lived: Lived) -> None:
    for change in changes(lived.output)[1:]:
        for file in json.loads((change.folder / "change.json").read_text())["files"]:
            data = (change.folder / file["name"]).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
            assert (len(patch(change, file["name"])), "application/n-quads") == (file["quads"], file["media_type"])
