"""Real programs for tests: the command as a process, Prefect's server, and what that server says of the runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.run.background import Background, free_port, wait_until
from tests.e2e.listening import Listening

COMMAND = Path(sys.executable).with_name("vraagbaak")
PATIENCE = 300  # seconds, for what takes some on a quiet machine


def environment(folder: Path, site: Listening, api: str = "") -> dict[str, str]:
    """What a process sees: the site to harvest, all that it writes below a folder, and a Prefect server or none."""
    named = {
        "PREFECT_HOME": str(folder / "prefect"), "PREFECT_API_URL": api, "VRAAGBAAK_OUTPUT": str(folder / "output"),
        "VRAAGBAAK_SENATE_URL": f"http://{site.address}", "VRAAGBAAK_CONTACT": "someone@example.org",
        "VRAAGBAAK_PAUSE": "0", "VRAAGBAAK_MISSES": "2", "VRAAGBAAK_TIMEOUT": "200",
    }  # fmt: skip
    return {**os.environ, **{name: value for name, value in named.items() if value}}


@dataclass(frozen=True)
class Running:
    """A process and the file that holds what it wrote."""

    process: subprocess.Popen[bytes]
    written: Path

    @property
    def text(self) -> str:
        """What it wrote so far."""
        return self.written.read_text("utf-8")

    def wait_for(self, words: str) -> None:
        """Wait until it wrote something."""
        assert wait_until(lambda: words in self.text or self.process.poll() is not None, PATIENCE), self.text
        assert words in self.text

    def end(self, by: signal.Signals) -> int:
        """End it by a signal; its exit status."""
        self.process.send_signal(by)
        return self.process.wait(PATIENCE)


@contextmanager
def running(arguments: Sequence[str], folder: Path, environment: dict[str, str]) -> Iterator[Running]:
    """The command `vraagbaak` at work, as the leader of a session, like one that a terminal or systemd starts."""
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "written.txt"
    with written.open("wb") as file:
        process = subprocess.Popen(
            [COMMAND, *arguments], cwd=folder, env=environment, stdout=file, stderr=file, start_new_session=True
        )
        try:
            yield Running(process, written)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


@contextmanager
def prefect_server(folder: Path) -> Iterator[str]:
    """A Prefect server on SQLite in a folder, by the address of its API."""
    server, port = Background("server", folder), free_port()
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    server.start(command, {**os.environ, "PREFECT_HOME": str(folder)})
    try:
        server.await_answer(port, "/api/health", PATIENCE)
        yield f"http://127.0.0.1:{port}/api"
    finally:
        server.stop()


def runs(api: str, by_schedule: bool = True) -> list[FlowRun]:
    """The flow runs that a server knows, begun by a schedule or by a person, by when they are due."""
    with temporary_settings({PREFECT_API_URL: api}), get_client(sync_client=True) as client:
        found = client.read_flow_runs(sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=200)
    return [run for run in found if run.auto_scheduled is by_schedule]


def states(api: str, by_schedule: bool = True) -> list[tuple[str, str]]:
    """The states of the runs that are begun or ended, each with its message."""
    found = [run.state for run in runs(api, by_schedule) if run.state and not run.state.is_scheduled()]
    return [(state.name or "", state.message or "") for state in found]


def begin_by_hand(api: str) -> None:
    """Begin a night, as a person does with `prefect deployment run`."""
    with temporary_settings({PREFECT_API_URL: api}), get_client(sync_client=True) as client:
        client.create_flow_run_from_deployment(client.read_deployment_by_name("vraagbaak-nightly/nightly").id)
