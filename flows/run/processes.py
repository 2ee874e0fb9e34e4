"""Which processes a process started, and theirs, also when they lead a session of their own and no signal reaches them.

Linux tells it in /proc, where `ps` may be missing (slim containers); macOS has no /proc, and `ps` is part of it.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Process:
    """A process by its number and when it began, which together no other ever has."""

    pid: int
    began: str


Table = Mapping[Process, int]  # every process that works, with the number of its parent


def table() -> Table:
    """The processes of this machine; those that have ended and wait for their parent are left out."""
    return by_proc() if (PROC / "self" / "stat").exists() else by_ps()


def by_proc() -> Table:
    """As Linux tells it."""
    found = {}
    for path in PROC.glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            # "4242 (a name) S 17 …": what follows the name is the state, the parent and, 18 words on, the beginning.
            state, parent, *rest = path.read_text("utf-8", "replace").rpartition(")")[2].split()
            if state != "Z":
                found[Process(int(path.parent.name), rest[17])] = int(parent)
    return found


def by_ps() -> Table:
    """As `ps` of POSIX tells it."""
    command = ["ps", "-A", "-o", "pid=,ppid=,state=,lstart="]
    printed = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"})
    lines = (line.split(maxsplit=3) for line in printed.stdout.splitlines())
    return {Process(int(pid), began): int(parent) for pid, parent, state, began in lines if not state.startswith("Z")}


def started_by(pid: int, tell: Callable[[], Table] = table) -> frozenset[Process]:
    """The processes that a process started, and that those started."""
    known, found, parents = tell(), set[Process](), {pid}
    while parents:
        new = {one for one, parent in known.items() if parent in parents} - found
        found |= new
        parents = {one.pid for one in new}
    return frozenset(found)


def held_still(pid: int) -> frozenset[Process]:
    """The same, with all of them and the process itself stopped (SIGSTOP), so that none is started meanwhile."""
    found = frozenset[Process]()
    _send(pid, signal.SIGSTOP)
    while new := started_by(pid) - found:
        for one in new:
            _send(one.pid, signal.SIGSTOP)
        found |= new
    return found


def at_work(processes: Iterable[Process]) -> frozenset[Process]:
    """Those that have not ended."""
    return frozenset(processes) & frozenset(table())


def kill(processes: Iterable[Process]) -> None:
    """End those that have not ended, by force."""
    for one in at_work(processes):
        _send(one.pid, signal.SIGKILL)


def _send(pid: int, what: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, what)
