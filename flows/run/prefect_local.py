"""Prefect on this machine, in the background: a server with PostgreSQL, the deployment of prefect.yaml and a worker.

`make prefect-up` and `make prefect-down` run this. Everything lives in one folder, PREFECT_HOME or `prefect` in the
output folder, which stays when all is stopped. What the deployment does is not known here.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.errors import BadInput, VraagbaakError
from flows.run.background import Background, NotStarted
from flows.run.postgres import Postgres
from flows.settings import read_settings

POOL = "vraagbaak"
PORT, PORT_NAME = 4200, "PREFECT_SERVER_API_PORT"
STARTS_WITHIN = 300  # seconds; the first start makes the tables, a minute on a busy machine
NIGHT_ENDS_WITHIN = 60  # seconds, for a night that works when all is stopped; it goes on the next time
QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", "PREFECT_CLI_PROMPT": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING", "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
}  # fmt: skip


@dataclass(frozen=True)
class Local:
    """Prefect in a folder, deploying from a checkout."""

    folder: Path
    checkout: Path

    @property
    def postgres(self) -> Postgres:
        """What the server stores its data in."""
        return Postgres(self.folder / "postgres")

    @property
    def server(self) -> Background:
        """The Prefect server."""
        return Background("server", self.folder)

    @property
    def worker(self) -> Background:
        """The worker that runs the nights."""
        return Background("worker", self.folder)

    @property
    def port(self) -> int:
        """Where the server listens: where it does already, or where the operator wants it."""
        if self.server.pid():
            return int((self.folder / "port").read_text())
        wanted = os.environ.get(PORT_NAME) or str(PORT)
        if not wanted.isdigit():
            raise BadInput(f"{PORT_NAME} is '{wanted}': give a number, like {PORT}")
        return int(wanted)

    def up(self, say: Callable[[str], None]) -> str:
        """Start what does not run yet, deploy, and say the address of the API.

        Raises BadInput when something is missing, NotStarted when a program does not start; then all is stopped.
        """
        if not (self.checkout / "prefect.yaml").is_file():
            raise BadInput(f"there is no prefect.yaml in {self.checkout}: this needs a checkout of Vraagbaak")
        try:
            return self._up(say)
        except VraagbaakError:
            self.down(say)
            raise

    def _up(self, say: Callable[[str], None]) -> str:
        say(f"PostgreSQL in {self.postgres.folder} ...")
        database = self.postgres.start()
        port = self.port
        api = f"http://127.0.0.1:{port}/api"
        environment = {**os.environ, **QUIET, "PREFECT_HOME": str(self.folder), "PREFECT_API_URL": api}
        say(f"Prefect server at {api} (its first start takes a minute) ...")
        if not self.server.pid():
            refuse_taken(port)
            (self.folder / "port").write_text(str(port))
            self.server.start(
                [*prefect("server", "start"), "--host", "127.0.0.1", "--port", str(port)],
                {**environment, "PREFECT_API_DATABASE_CONNECTION_URL": database},
            )
        self.server.await_answer(port, "/api/health", STARTS_WITHIN)
        say("Work pool, deployment and worker ...")
        self._run(prefect("--no-prompt", "work-pool", "create", POOL, "--type", "process", "--overwrite"), environment)
        self._run(prefect("--no-prompt", "deploy", "--all"), environment)
        self.worker.start(
            prefect("worker", "start", "--pool", POOL, "--type", "process", "--name", POOL), environment, self.checkout
        )
        return api

    def _run(self, command: Sequence[str], environment: dict[str, str]) -> None:
        done = subprocess.run(
            command, env=environment, cwd=self.checkout, capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if done.returncode:
            raise NotStarted(f"`{' '.join(command[2:])}` failed:\n{done.stdout}{done.stderr}")

    def down(self, say: Callable[[str], None]) -> None:
        """Stop everything that `up` started; the data stay."""
        names = ["worker"] if self.worker.stop(NIGHT_ENDS_WITHIN) else []
        names += ["server"] if self.server.stop() else []
        names += ["PostgreSQL"] if self.postgres.stop() else []
        say(f"Stopped: {', '.join(names)}; the data stay in {self.folder}." if names else "Nothing was running.")


def prefect(*words: str) -> list[str]:
    """Prefect's command of this environment."""
    return [sys.executable, "-m", "prefect", *words]


def refuse_taken(port: int) -> None:
    """Raise BadInput when another program listens on a port of loopback."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise BadInput(f"another program listens on port {port}: {PORT_NAME}={port + 1} make prefect-up")


def local() -> Local:
    """Prefect as the environment and the settings place it."""
    home = os.environ.get("PREFECT_HOME")
    folder = Path(home).expanduser().absolute() if home else read_settings().output / "prefect"
    return Local(folder, Path(__file__).parents[2])


def main(arguments: Sequence[str]) -> int:
    """Run `up` or `down`; what a person can put right is shown as one line."""

    def say(text: str) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    try:
        if arguments == ["up"]:
            api = local().up(say)
            say(f"Ready. The pages are at {api.removesuffix('/api')}; for the command `prefect`:")
            say(f"export PREFECT_API_URL={api}")
        elif arguments == ["down"]:
            local().down(say)
        else:
            raise BadInput("say up or down")
    except VraagbaakError as error:
        sys.stderr.write(f"prefect: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
