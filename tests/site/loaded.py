"""Programs as forks of a process that has their modules loaded: to import the command's takes a core five seconds.

A fork is a process with a session, an environment and an output of its own, like one that `subprocess` starts, and ends
as an interpreter ends. What was settled at import is the same for all: PREFECT_… variables, which Prefect reads then.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from io import FileIO
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVER = "from tests.site.loaded import serve; exec(serve({control}, {modules}))"
COMMAND = "from flows.cli import main; main()"
LONGEST = 1 << 20  # bytes of a request


@dataclass
class Forked:
    """A program that was started; `returncode` is None until it is known to have ended."""

    pid: int
    output: FileIO  # what it prints
    status: int  # where its status can be read once it has ended
    returncode: int | None = None

    def poll(self) -> int | None:
        """Its status as `subprocess` gives it, None while it works."""
        if self.returncode is None and select.select([self.status], [], [], 0)[0]:
            self.returncode = int(os.read(self.status, 100))
            os.close(self.status)
        return self.returncode

    def communicate(self, timeout: float) -> tuple[bytes, None]:
        """All that it and what it started printed, when all have ended; raises TimeoutError when it takes too long."""
        end, printed = time.monotonic() + timeout, b""
        while chunk := self._read(end - time.monotonic()):
            printed += chunk
        self.output.close()
        while self.poll() is None:
            if not select.select([self.status], [], [], max(0, end - time.monotonic()))[0]:
                raise TimeoutError(f"process {self.pid} has not ended")
        return printed, None

    def _read(self, patience: float) -> bytes:
        if not select.select([self.output], [], [], max(0, patience))[0]:
            raise TimeoutError(f"process {self.pid} still has its output open")
        return self.output.read(LONGEST)


@dataclass(frozen=True)
class Loaded:
    """The process that has everything loaded."""

    control: socket.socket
    environment: Mapping[str, str]

    def start(
        self, words: Sequence[str], environment: Mapping[str, str], largest: int | None = None, program: str = COMMAND
    ) -> Forked:
        """Start the command, or another program, with some words.

        Its files may grow to `largest` bytes, as on a disk that is full then.
        """
        assert _of_prefect(environment) == _of_prefect(self.environment), "Prefect has read them already"
        output, printing = os.pipe()
        status, telling = os.pipe()
        given = {"words": list(words), "environment": dict(environment), "largest": largest}
        socket.send_fds(self.control, [json.dumps({"program": program, "given": given}).encode()], [printing, telling])
        os.close(printing)
        os.close(telling)
        return Forked(int(os.read(status, 100)), FileIO(output), status)


def _of_prefect(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith("PREFECT_")}


@contextmanager
def loaded(environment: Mapping[str, str], modules: Sequence[str] = ("flows.cli", "flows.nightly")) -> Iterator[Loaded]:
    """A process that loads modules once, in an environment whose PREFECT_… variables hold for all programs."""
    ours, its = socket.socketpair(
        socket.AF_UNIX, socket.SOCK_SEQPACKET if sys.platform == "linux" else socket.SOCK_DGRAM
    )
    with ours, its:
        server = [sys.executable, "-c", SERVER.format(control=its.fileno(), modules=list(modules))]
        process = subprocess.Popen(
            server, env=dict(environment), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            pass_fds=[its.fileno()],
        )  # fmt: skip
        its.close()
        try:
            yield Loaded(ours, environment)
        finally:
            ours.close()
            process.terminate()
            process.wait()


def serve(control: int, modules: Sequence[str]) -> str:
    """Start a fork for every request; the program, in each fork, which is to run it, and in no other process."""
    for module in modules:
        import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that wait for a program
    with socket.socket(fileno=control) as requests:
        while True:
            request, files, _, _ = socket.recv_fds(requests, LONGEST, 2)
            if not request:
                os._exit(0)
            if os.fork() == 0:
                break
            for file in files:
                os.close(file)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _keep(*files)
    wanted = json.loads(request)
    _become(**wanted["given"])
    return str(wanted["program"])


def _keep(printing: int, telling: int) -> None:
    """Start the program, tell its number and in the end its status; returns in the program only."""
    reading, number = os.pipe()
    if child := os.fork():
        os.close(printing)
        os.write(telling, b"%d" % child)
        os.write(number, b"go")
        _, ended = os.waitpid(child, 0)
        os.write(telling, b"%d" % os.waitstatus_to_exitcode(ended))
        os._exit(0)
    os.read(reading, 2)  # its number is known now
    for file in (reading, number, telling):
        os.close(file)
    for standard in (1, 2):
        os.dup2(printing, standard)
    os.close(printing)


def _become(words: list[str], environment: dict[str, str], largest: int | None) -> None:
    """Take over what a program is given."""
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    if largest is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    sys.argv = ["-c", *words]
