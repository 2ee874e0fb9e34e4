"""Somebody who harvests the miniature site night after night with the real flow, and reads in the morning what it says.

In-process, on the Prefect server of the tests; `commands` gives the environment for the real command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from flows import nightly
from flows.errors import NoRelease
from flows.fetch import collect
from flows.fetch.fetcher import Policy
from flows.keep.archive import open_archive
from flows.keep.journal import Outcome, open_journal
from flows.keep.workplace import ARCHIVE, JOURNAL
from flows.make.questions import Reading, read_questions
from flows.settings import Settings
from flows.sources import be_senate
from tests.site.nights import World
from tests.site.server import Manners, SiteServer

MISSES = 8
# The real bounds, and the real sentinel, would have a miniature legislature counted to its real end.
HIGHEST = {"5": 0, "6": 0, "7": 0, "8": 0}
ALL = tuple(map(int, HIGHEST))


@dataclass(frozen=True)
class Morning:
    """What an operator finds: how the night ended, the text, the release that is the latest, and the requests made."""

    name: str
    outcome: Outcome
    text: str
    release: Path | None
    requests: int


@dataclass
class Operator:
    """Harvests of one site into one output folder."""

    site: SiteServer
    output: Path
    patch: pytest.MonkeyPatch

    def night(self, night: int, **wanted: Any) -> Morning:
        """The harvest of a night; what the site shows is of that night."""
        self.site.turn_to(night)
        return self.harvest(**wanted)

    def harvest(self, source: str = "site", **wanted: Any) -> Morning:
        """Another run in the same night."""
        before = len(self.site.requests)
        self.patch.setenv("SOURCE_DATE_EPOCH", str(self.site.world.moment(self.site.night)))
        with suppress(NoRelease):  # the journal tells why
            nightly.nightly(source, **wanted)
        with open_journal(self.output / JOURNAL) as journal:
            (last,) = journal.nights(1)
        assert last.outcome
        latest = self.output / "latest"
        release = latest.resolve() if latest.exists() else None
        return Morning(last.name, last.outcome, last.summary, release, len(self.site.requests) - before)

    def setting(self, name: str, value: object) -> None:
        """Set a setting for the harvests that follow."""
        self.patch.setenv(f"VRAAGBAAK_{name.upper()}", str(value))

    def readings(self) -> dict[str, Reading]:
        """What the archive's pages say, by number."""
        with open_archive(self.output / ARCHIVE) as archive:
            return {reading.number: reading for reading in read_questions(archive, archive.questions())}


@contextmanager
def operating(
    output: Path, patch: pytest.MonkeyPatch, world: World | None = None, manners: Manners | None = None
) -> Iterator[Operator]:
    """An operator of a world's site, with a quick and short-breathed policy and the real bounds on sizes lifted."""
    with SiteServer(world or World(), manners=manners) as site:
        operator = Operator(site, output, patch)
        for name, value in commands(site, output).items():
            patch.setenv(name, value)
        patch.setitem(be_senate.FACTS["site"], "highest", HIGHEST)
        patch.setitem(be_senate.FACTS["site"], "sentinel", site.world.questions(8, 0)[0])
        patch.setitem(be_senate.FACTS["expect"], "least", {})
        patch.setattr(nightly, "policy", _quick)
        yield operator


def first_night(output: Path, world: World) -> Path:
    """The output folder after a good first night; tests begin with copies of it."""
    with pytest.MonkeyPatch.context() as patch, operating(output, patch, world) as operator:
        assert operator.night(0).outcome is Outcome.GOOD
    return output


def _quick(settings: Settings) -> Policy:
    return replace(collect.policy(settings), backoff=0.01, whole=2.0, largest=300_000, longest_wait=5.0)


def commands(site: SiteServer, output: Path) -> dict[str, str]:
    """The settings of a harvest, as the environment of a command has them."""
    return {
        "VRAAGBAAK_OUTPUT": str(output),
        "VRAAGBAAK_SENATE_URL": site.address(""),
        "VRAAGBAAK_PAUSE": "0",
        "VRAAGBAAK_TIMEOUT": "0.5",
        "VRAAGBAAK_ATTEMPTS": "2",
        "VRAAGBAAK_MISSES": str(MISSES),
        "VRAAGBAAK_LOG": "text",
        "SOURCE_DATE_EPOCH": str(site.world.moment(site.night)),
    }


def files(release: Path) -> dict[str, bytes]:
    """Every file of a release, by its name; those of the pictures have their folder's before."""
    paths = sorted(path for path in release.rglob("*") if path.is_file())
    return {path.relative_to(release).as_posix(): path.read_bytes() for path in paths}


def told(text: str, words: str) -> str:
    """The line of a morning's text in which a regular expression stands; fails when none does."""
    found = [line for line in text.splitlines() if re.search(words, line)]
    assert found, f"'{words}' is not in:\n{text}"
    return found[0]
