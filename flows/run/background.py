"""Programs that work in the background, each known by a file with its process and one with its log.

The file is locked by the program itself as long as it lives (flock, inherited), so that no pid is taken for another
process's after a crash. What the programs do is not known here.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from flows.errors import VraagbaakError
from flows.run import processes

LAST_LINES = 15  # of a log, shown when its program did not start


class NotStarted(VraagbaakError):
    """A program of ours did not start, or ended at once."""


@dataclass(frozen=True)
class Background:
    """A program by its name, in a folder of its own files."""

    name: str
    folder: Path

    @property
    def log(self) -> Path:
        """Where the program writes what happens."""
        return self.folder / f"{self.name}.log"

    @property
    def _file(self) -> Path:
        return self.folder / f"{self.name}.pid"

    def start(self, command: Sequence[str], environment: Mapping[str, str], cwd: Path | None = None) -> None:
        """Start the program in a session of its own; nothing when it runs already."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._file.open("a+") as file, self.log.open("ab") as log:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            process = subprocess.Popen(
                command, env=dict(environment), cwd=cwd, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, pass_fds=[file.fileno()],
            )  # fmt: skip
            file.truncate(0)
            file.write(str(process.pid))
            # The process ends by itself or by `stop`, which reaps it; it may outlive us, and that is no fault.
            process.returncode = 0

    def pid(self) -> int | None:
        """The process that runs; None when none does."""
        try:
            with self._file.open("r+") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return int(file.read())
                return None
        except (FileNotFoundError, ValueError):
            return None

    def stop(self, patience: float = 30) -> bool:
        """End the program and all that it started, by force after so many seconds; False when it did not run."""
        pid = self.pid()
        if pid is None:
            return False
        # Before the signal: who has lost its parent is not known as its child any more. A night of Prefect's worker
        # leads a session of its own, holds the output folder, and would work on.
        family, begun = processes.started_by(pid), time.monotonic()
        os.kill(pid, signal.SIGTERM)
        if wait_until(lambda: self.pid() is None, patience):
            _kill_group(pid)  # what it left behind
            wait_until(lambda: not processes.at_work(family), begun + patience - time.monotonic())
        else:
            family |= processes.held_still(pid)
            _kill_group(pid)
        processes.kill(family)
        wait_until(lambda: self.pid() is None and not processes.at_work(family), patience)
        self._file.unlink(missing_ok=True)
        return True

    def await_answer(self, port: int, path: str, patience: float) -> None:
        """Wait until the program answers on loopback; raises NotStarted with the end of its log when it does not."""
        wait_until(lambda: answers(port, path) or self.pid() is None, patience)
        if self.pid() is None or not answers(port, path):
            self.stop()
            lines = self.log.read_text("utf-8", "replace").splitlines()[-LAST_LINES:]
            raise NotStarted(f"{self.name} did not start; the end of {self.log} says:\n" + "\n".join(lines))


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def wait_until(is_so: Callable[[], object], patience: float) -> bool:
    """Whether something came true within so many seconds."""
    end = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def answers(port: int, path: str) -> bool:
    """Whether a web server on loopback answers an address with 200."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
