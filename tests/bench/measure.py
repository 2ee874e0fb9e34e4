"""Measure a child process: `python -m tests.bench.measure` reads requests as JSON lines and writes a line for each.

Wall time, processor time of the child and of those of its own that it waited for (not of a pool's workers), and the
peak of the summed resident memory of it and all that it started. Pages that processes share count once for each of
them, so the peak is never flattered. A request is `{"stage": "parse", "archive": "…", "questions": 1000}`; `stages`
says which there are.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # ships no types; two calls below narrow what it returns

INTERVAL = 0.05  # seconds between two looks at the memory
LAST_LINES = 15  # of what a failed child said
# A loop that needs nothing but a processor, neither memory nor the disk; it says how many seconds it took.
LOOP = """
import time
begun = time.perf_counter()
for _ in range(20_000_000):
    pass
print(time.perf_counter() - begun)
"""
LOOPS = 5  # runs of it, of which the quickest counts


class StageFailed(Exception):
    """A measured process ended with an error; the text is what it said last."""


@dataclass(frozen=True)
class Measured:
    """What a process took: seconds on the wall, seconds of processors, megabytes at its peak, and what it printed."""

    seconds: float
    processor_seconds: float
    peak_mb: float
    output: str
    figures: Mapping[str, Any] = field(default_factory=dict)


def measured(command: Sequence[str], environment: Mapping[str, str] | None = None, given: str = "") -> Measured:
    """Run a command to its end and measure it; raises StageFailed when it fails."""
    before, begun = _processor(), time.perf_counter()
    child = subprocess.Popen(
        list(command),
        env=None if environment is None else dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    memory = _Memory(child.pid)
    memory.start()
    output, errors = child.communicate(given)
    seconds = time.perf_counter() - begun
    memory.stop()
    if child.returncode:
        said = "\n".join((output + errors).splitlines()[-LAST_LINES:])
        raise StageFailed(f"{' '.join(command)} ended with {child.returncode}:\n{said}")
    return Measured(seconds, _processor() - before, memory.peak / 1e6, output)


def stage(request: Mapping[str, Any]) -> Measured:
    """Run a stage of `stages` in a child process; `figures` is what it found out."""
    done = measured([sys.executable, "-m", "tests.bench.stages"], given=json.dumps(request, default=str))
    figures = json.loads(done.output.splitlines()[-1])
    return Measured(done.seconds, done.processor_seconds, done.peak_mb, "", figures)


def processors(count: int) -> tuple[float, float]:
    """The seconds of a loop that runs alone, and of one of so many that run at once, as long as the slowest.

    Virtual processors may be two halves of one, and a rented machine's neighbours may use the other half.
    """
    alone, together = [], []
    for _ in range(LOOPS):
        alone.append(max(_loops(1)))
        together.append(max(_loops(count)))
    return min(alone), min(together)


def _loops(count: int) -> list[float]:
    children = [subprocess.Popen([sys.executable, "-c", LOOP], stdout=subprocess.PIPE, text=True) for _ in range(count)]
    return [float(child.communicate()[0]) for child in children]


class _Memory(threading.Thread):
    """Looks at the memory of a process and of all below it until it is stopped."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.ended = pid, 0, threading.Event()

    def run(self) -> None:
        while not self.ended.is_set():
            self.peak = max(self.peak, resident(self.pid))
            self.ended.wait(INTERVAL)

    def stop(self) -> None:
        """End, when the process has."""
        self.ended.set()
        self.join()


def resident(pid: int) -> int:
    """The bytes of memory that a process and all below it have; 0 when it is gone."""
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.Error:
        return 0
    return sum(_resident(one) for one in family)


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # ended meanwhile
        return 0


def _processor() -> float:
    """Seconds of processors that ended children and theirs have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_of_this() -> float:
    """The megabytes that this process has had at most."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def sizes(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def main() -> None:
    """Answer each request with its figures."""
    for line in sys.stdin:
        if line.strip():
            sys.stdout.write(json.dumps({"request": json.loads(line), **asdict(stage(json.loads(line)))}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
