"""A harvest that is stopped anywhere goes on where it was: nothing lost, nothing asked for twice, the same release."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from flows.keep.journal import Outcome, open_journal
from flows.keep.workplace import JOURNAL
from tests.site.killer import PATIENCE, UNHURRIED, Killer
from tests.site.loaded import Forked, Loaded, loaded
from tests.site.nights import World
from tests.site.operator import commands
from tests.site.server import SiteServer

pytestmark = pytest.mark.slow
WORLD = World(seed=43, size=40, old=0)
KILLS = 12


@pytest.fixture(scope="module")
def program(prefect_server: str) -> Iterator[Loaded]:
    """The command, loaded once; with a Prefect server in its environment a run starts in a second."""
    with loaded({**os.environ, "PREFECT_API_URL": prefect_server}) as one:
        yield one


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with SiteServer(WORLD) as running:
        yield running


def test_whenever_a_harvest_is_stopped_the_last_one_gives_what_an_undisturbed_one_gives(
    tmp_path: Path, site: SiteServer, program: Loaded
) -> None:
    chance = Random(1668)
    undisturbed = Killer(site, tmp_path / "undisturbed", program, chance)
    status, output, seconds = undisturbed.run()
    assert status == 0, output
    pages = len(site.asked)
    site.turn_to(0)
    killer = Killer(site, tmp_path / "stopped", program, chance)
    killer.stop_and_go_on(KILLS, seconds, pages)
    assert killer.asked_twice() == {}
    assert len(site.asked) <= pages + 3 * len(killer.in_flight)
    assert killer.release() == undisturbed.release()
    assert len(killer.stopped) == 2, "both signals were sent"


def ended(harvest: Forked) -> tuple[int | None, str]:
    """The status of a harvest, and what it printed."""
    printed, _ = harvest.communicate(timeout=PATIENCE)
    return harvest.returncode, printed.decode()


@pytest.mark.parametrize("words", [["--legislature", "8"], ["--numbers", "8-1:8-40"]])
def test_a_harvest_on_a_full_disk_says_so_and_goes_on_when_there_is_room(
    tmp_path: Path, site: SiteServer, program: Loaded, words: list[str]
) -> None:
    output = tmp_path / "output"
    environment = {**program.environment, **commands(site, output), **UNHURRIED}
    status, printed = ended(program.start(["harvest", *words], environment, largest=150_000))
    assert status in (1, 4)
    assert "archive.sqlite cannot be used" in printed
    assert "what was stored before is safe" in printed
    assert "Traceback" not in printed
    with open_journal(output / JOURNAL) as journal:
        (night,) = journal.nights()
        stored = {visit.number for visit in journal.visits() if visit.known}
    assert night.outcome is Outcome.FAILED
    assert "free some space and run again" in night.summary or "the disk is full" in night.summary
    assert 0 < len(stored) < len(WORLD.questions(8, 0))
    site.requests.clear()
    status, printed = ended(program.start(["harvest", *words], environment))
    assert status == 0, printed
    assert not stored & set(site.times_asked())
    killer = Killer(site, output, program, Random(0))
    assert killer.damage() == []
