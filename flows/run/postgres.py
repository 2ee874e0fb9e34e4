"""A PostgreSQL of our own on loopback, made from the system's binaries, in a folder that is kept.

Debian's package brings the binaries; its own cluster is not touched. What is stored in it is not known here.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.errors import BadInput
from flows.run.background import NotStarted, free_port

ACCOUNT = "postgres"  # Debian's package makes it; PostgreSQL refuses to run as root
DEBIAN = Path("/usr/lib/postgresql")
MISSING = "PostgreSQL is missing: sudo apt-get install postgresql"
PORT_LINE = 3  # of postmaster.pid


@dataclass(frozen=True)
class Postgres:
    """A cluster in a folder of its own: `data`, `password` and `log`."""

    folder: Path

    @property
    def data(self) -> Path:
        """The cluster."""
        return self.folder / "data"

    def start(self) -> str:
        """Start the cluster, made when it is missing, and say its address for SQLAlchemy; nothing when it runs.

        Raises BadInput when PostgreSQL is not installed or may not enter the folder, NotStarted with its own words.
        """
        tools = binaries(self.data)
        if not (self.data / "PG_VERSION").is_file():
            self._make(tools)
        if not self.is_running():
            options = f"-c port={free_port()} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
            self._run(
                tools / "pg_ctl", "start", "--wait", "--timeout=120", "--silent", "--pgdata", self.data,
                "--log", self.folder / "log", "--options", options,
            )  # fmt: skip
        port = (self.data / "postmaster.pid").read_text().splitlines()[PORT_LINE]
        password = (self.folder / "password").read_text()
        return f"postgresql+asyncpg://vraagbaak:{password}@127.0.0.1:{port}/postgres"

    def is_running(self) -> bool:
        """Whether the cluster runs."""
        if not (self.data / "postmaster.pid").exists():
            return False
        status: list[str | Path] = [binaries(self.data) / "pg_ctl", "status", "--pgdata", self.data]
        return subprocess.run(status, capture_output=True, check=False, cwd=self.folder, **_account()).returncode == 0

    def stop(self) -> bool:
        """Stop the cluster; False when it did not run."""
        if not self.is_running():
            return False
        self._run(binaries(self.data) / "pg_ctl", "stop", "--mode=fast", "--silent", "--pgdata", self.data)
        return True

    def _make(self, tools: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24))
        if account := _account():
            for path in (self.folder, password):
                shutil.chown(path, account["user"], account["group"])
            if subprocess.run(["test", "-r", password], check=False, cwd="/", **account).returncode:
                raise BadInput(
                    f"the user {ACCOUNT}, as whom PostgreSQL runs for root, may not enter {self.folder}: set "
                    "PREFECT_HOME to a folder that it may enter, like /var/lib/vraagbaak, or be another user than root"
                )
        self._run(
            tools / "initdb", "--pgdata", self.data, "--username=vraagbaak", "--auth=scram-sha-256",
            "--pwfile", password, "--encoding=UTF8", "--locale=C",
        )  # fmt: skip

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.folder, **_account())
        if done.returncode:
            log = self.folder / "log"
            raise NotStarted(f"{Path(command[0]).name} failed: {done.stderr.strip() or done.stdout.strip()}; see {log}")


def binaries(data: Path) -> Path:
    """The folder of PostgreSQL's programs, of the version that made the cluster; raises BadInput when there is none."""
    version = data / "PG_VERSION"
    wanted = version.read_text().strip() if version.is_file() else "*"
    found = sorted(DEBIAN.glob(f"{wanted}/bin/initdb"), key=lambda path: float(path.parents[1].name))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    if elsewhere is None:
        made_by = f" (version {wanted}, which made {data})" if version.is_file() else ""
        raise BadInput(MISSING + made_by)
    return Path(elsewhere).resolve().parent


def _account() -> dict[str, Any]:
    """As whom PostgreSQL's programs run, for `subprocess`: ourselves, unless we are root."""
    return {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []} if os.geteuid() == 0 else {}
