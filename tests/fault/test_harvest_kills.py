"""A harvest that is stopped anywhere goes on where it was: nothing lost, nothing asked for twice, the same release."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from flows.keep.journal import Outcome, open_journal
from flows.keep.workplace import JOURNAL
from tests.site.killer import COMMAND, PATIENCE, ROOT, UNHURRIED, Killer
from tests.site.nights import World
from tests.site.operator import commands
from tests.site.server import SiteServer

pytestmark = pytest.mark.slow
WORLD = World(seed=43, size=40, old=0)
KILLS = 12


@pytest.fixture
def environment(prefect_server: str) -> dict[str, str]:
    """The environment of a command; with a Prefect server in it a run starts in seconds."""
    return {**os.environ, "PREFECT_API_URL": prefect_server}


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with SiteServer(WORLD) as running:
        yield running


def test_whenever_a_harvest_is_stopped_the_last_one_gives_what_an_undisturbed_one_gives(
    tmp_path: Path, site: SiteServer, environment: dict[str, str]
) -> None:
    chance = Random(1668)
    undisturbed = Killer(site, tmp_path / "undisturbed", environment, chance)
    status, output, seconds = undisturbed.run()
    assert status == 0, output
    pages = len(site.asked)
    site.turn_to(0)
    killer = Killer(site, tmp_path / "stopped", environment, chance)
    killer.stop_and_go_on(KILLS, seconds, pages)
    assert killer.asked_twice() == {}
    assert len(site.asked) <= pages + 3 * len(killer.in_flight)
    assert killer.release() == undisturbed.release()
    assert len(killer.stopped) == 2, "both signals were sent"


def limited(command: list[str], environment: dict[str, str], size: int) -> subprocess.CompletedProcess[str]:
    """A command whose files may grow to so many bytes, as on a disk that is full then."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE,
        preexec_fn=limit,
    )  # fmt: skip


@pytest.mark.parametrize("words", [["--legislature", "8"], ["--numbers", "8-1:8-40"]])
def test_a_harvest_on_a_full_disk_says_so_and_goes_on_when_there_is_room(
    tmp_path: Path, site: SiteServer, environment: dict[str, str], words: list[str]
) -> None:
    output = tmp_path / "output"
    environment = {**environment, **commands(site, output), **UNHURRIED}
    harvest = [*COMMAND, "harvest", *words]
    full = limited(harvest, environment, 150_000)
    assert full.returncode in (1, 4)
    assert "archive.sqlite cannot be used" in full.stderr
    assert "what was stored before is safe" in full.stderr
    assert "Traceback" not in full.stderr
    with open_journal(output / JOURNAL) as journal:
        (night,) = journal.nights()
        stored = {visit.number for visit in journal.visits() if visit.known}
    assert night.outcome is Outcome.FAILED
    assert "free some space and run again" in night.summary or "the disk is full" in night.summary
    assert 0 < len(stored) < len(WORLD.questions(8, 0))
    site.requests.clear()
    done = subprocess.run(
        harvest, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not stored & set(site.times_asked())
    killer = Killer(site, output, environment, Random(0))
    assert killer.damage() == []
