"""Harvests as processes that are stopped at any moment, by kill -9 or SIGTERM, until one is let through.

A `Killer` knows what each was asking for when it was stopped, so that nothing else may be asked for twice.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from flows.keep.archive import open_archive
from flows.keep.verify import verify
from flows.keep.workplace import ARCHIVE, LOCK
from tests.fault.test_kills import whole
from tests.site.loaded import Forked, Loaded
from tests.site.operator import commands, files
from tests.site.server import SiteServer

PATIENCE = 300  # seconds for a harvest that nobody stops: only one that hangs takes longer
# A good part of the harvest is asking, and a busy machine is not taken for a slow site, which would be asked again.
UNHURRIED = {"VRAAGBAAK_PAUSE": "0.02", "VRAAGBAAK_TIMEOUT": "60"}


@dataclass
class Killer:
    """Harvests of legislature 8 into a folder; the environment of `program` is the operator's and names a server."""

    site: SiteServer
    output: Path
    program: Loaded
    chance: Random
    in_flight: set[str] = field(default_factory=set)  # the numbers that were asked for last when a run was stopped
    stopped: Counter[str] = field(default_factory=Counter)  # by which signal
    asked_at: list[int] = field(default_factory=list)  # how many pages had been asked for at each stop

    def start(self) -> Forked:
        """A harvest that begins."""
        settings = {**self.program.environment, **commands(self.site, self.output), **UNHURRIED}
        return self.program.start(["harvest", "--legislature", "8"], settings)

    def _begin(self) -> Forked:
        """A harvest that is at work, or that has ended."""
        child = self.start()
        self._until(child, lambda: self._is_at_work(child))
        if self.asked_at:
            # The site may have read the last request of the one before only after that was stopped.
            self.in_flight |= {asked.number for asked in self.site.asked[max(0, self.asked_at[-1] - 1) :]}
        return child

    def run(self) -> tuple[int, str, float]:
        """A harvest that is let through: its status, what it printed, and how many seconds it was at work."""
        child = self._begin()
        begun = time.monotonic()
        output, _ = child.communicate(timeout=PATIENCE)
        assert child.returncode is not None
        return child.returncode, output.decode(), time.monotonic() - begun

    def stop_and_go_on(self, kills: int, seconds: float, pages: int) -> None:
        """Stop harvests so many times, or until one comes to its end before; then let one through.

        `seconds` and `pages` are what an undisturbed one takes.
        """
        stopped = True
        while stopped and self.stopped.total() < kills:
            stopped = self.stop_one(seconds / 2, is_asking=len(self.site.asked) < pages)
            assert self.damage() == []
        if stopped:
            status, output, _ = self.run()
            assert status == 0, output
        assert self.damage() == []

    def stop_one(self, seconds: float, is_asking: bool) -> bool:
        """Begin a harvest and stop it after some requests, or seconds of work; False when it came to its end before."""
        child = self._begin()
        if not is_asking or self.chance.random() < 0.3:
            end = time.monotonic() + self.chance.uniform(0, seconds)
            self._until(child, lambda: time.monotonic() > end)
        else:
            requests = len(self.site.requests) + self.chance.randint(1, 12)
            self._until(child, lambda: len(self.site.requests) >= requests)
        how = self.chance.choice([signal.SIGKILL, signal.SIGTERM])
        ran = child.poll() is None
        if ran:
            os.kill(child.pid, how)
        child.communicate(timeout=PATIENCE)
        if ran:
            self.stopped[how.name] += 1
            self.asked_at.append(len(self.site.asked))
        return ran

    def _is_at_work(self, child: Forked) -> bool:
        lock = self.output / LOCK
        return lock.is_file() and lock.read_text().startswith(f"process {child.pid},")

    def _until(self, child: Forked, is_so: Callable[[], bool]) -> None:
        """Wait until something is so, or the child has ended."""
        tick = threading.Event()
        while not is_so() and child.poll() is None:
            tick.wait(0.001)

    # -- afterwards ---------------------------------------------------------------------------------

    def asked_twice(self) -> dict[str, int]:
        """The addresses that were asked for more than once, apart from those that were in flight at a stop."""
        counts = Counter(request.path for request in self.site.requests if request.path != "/robots.txt")
        flying = {f"LEG={number.partition('-')[0]}&NR={number.partition('-')[2]}&" for number in self.in_flight}
        return {
            path: count for path, count in counts.items() if count > 1 and not any(one in path for one in flying)
        }  # fmt: skip

    def damage(self) -> list[str]:
        """What is wrong with the archive and the latest release."""
        with open_archive(self.output / ARCHIVE) as archive:
            found = [str(problem) for problem in verify(archive)]
        latest = self.output / "latest"
        return found + ([] if not latest.exists() or whole(latest.resolve()) else [f"{latest.resolve()} is not whole"])

    def release(self) -> tuple[str, dict[str, bytes]]:
        """Name and files of the latest release."""
        latest = (self.output / "latest").resolve(strict=True)
        return latest.name, files(latest)
