"""The command itself, as a process on the miniature site: its status, its last line, and two of it at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.keep.workplace import LOCK
from flows.run.background import wait_until
from tests.conftest import ROOT
from tests.fault.faults import FAULTS
from tests.site.killer import PATIENCE, UNHURRIED
from tests.site.nights import World
from tests.site.operator import commands
from tests.site.server import Manners, SiteServer

pytestmark = pytest.mark.slow
COMMAND = [sys.executable, "-c", "from flows.cli import main; main()"]
WORLD = World(seed=43, size=10, old=0)
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with SiteServer(WORLD) as running:
        yield running


@pytest.fixture
def start(site: SiteServer, tmp_path: Path, prefect_server: str) -> Start:
    """Begin `vraagbaak harvest`, with its words."""
    environment = {**os.environ, "PREFECT_API_URL": prefect_server, **commands(site, tmp_path / "output"), **UNHURRIED}

    def begin(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, "harvest", *words], env=environment, cwd=ROOT, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    return begin


def ended(child: subprocess.Popen[str]) -> tuple[int, str]:
    """The status of a harvest that came to its end, and the last line of its standard output."""
    output, _ = child.communicate(timeout=PATIENCE)
    return child.returncode, (output.splitlines() or [""])[-1]


def test_the_status_and_the_last_line_tell_how_a_night_ended(site: SiteServer, start: Start, tmp_path: Path) -> None:
    latest = tmp_path / "output" / "latest"
    status, last = ended(start("--legislature", "8", "--limit", "6"))
    assert (status, last) == (0, f"release {latest.resolve().name} in {latest}")

    site.fail("not-found", numbers=["8-9"])
    site.fail("gzip-cut", numbers=["8-7"])
    status, last = ended(start("--numbers", "8-7:8-9"))
    assert (status, last) == (3, f"release {latest.resolve().name} in {latest}")
    before = latest.resolve()

    site.manners = Manners(is_redesigned=True)
    status, last = ended(start("--legislature", "8", "--refresh"))
    assert status == 4
    assert last.startswith("no release: ")
    assert "questions show a page that is no question, more than 10%" in last
    assert latest.resolve() == before

    status, last = ended(start("--legislature", "9"))
    assert (status, last) == (1, "")


def test_a_second_harvest_says_who_holds_the_lock_and_stops(site: SiteServer, start: Start, tmp_path: Path) -> None:
    site.fail(FAULTS["hang"])
    first = start("--legislature", "8")
    lock = tmp_path / "output" / LOCK
    assert wait_until(lambda: lock.is_file() and str(first.pid) in lock.read_text(), PATIENCE)
    status, last = ended(start("--legislature", "8"))
    first.kill()
    first.communicate()
    assert status == 4
    assert last.startswith(f"no release: another run (process {first.pid}, since 2026-11-02 ")
    # The lock went with the process that held it.
    site.rules.clear()
    status, last = ended(start("--legislature", "8"))
    assert (status, last.split()[0]) == (0, "release")
