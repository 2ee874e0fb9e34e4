"""A real CKAN with PostgreSQL, Redis and a stand-in for Solr, on free ports, in a folder that may be thrown away."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from flows.run.background import free_port
from flows.run.postgres import Postgres
from tests.portals import environments, solr

EDITOR, OUTSIDER, ADMIN = "editor", "outsider", "admin"  # accounts; the editor belongs to the organisation
ORGANISATION = "vraagbaak"
LARGEST = 40  # megabytes of a file
STARTED_WITHIN = 120  # seconds, on a machine with other work


@dataclass(frozen=True)
class Ckan:
    """A running CKAN: its address, its folder and the tokens of its accounts."""

    address: str
    folder: Path
    tokens: dict[str, str]

    @property
    def stored(self) -> list[Path]:
        """The files that were uploaded."""
        return sorted(path for path in (self.folder / "storage" / "resources").rglob("*") if path.is_file())


@contextmanager
def running(folder: Path) -> Iterator[Ckan]:
    """A CKAN in a folder, with an organisation and three accounts; everything is stopped afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        postgres = Postgres(folder / "postgres")
        postgres.start()
        stack.callback(postgres.stop)
        port = (postgres.data / "postmaster.pid").read_text().splitlines()[3]
        password = (postgres.folder / "password").read_text()
        redis = free_port()
        stack.enter_context(started(
            ["redis-server", "--port", str(redis), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
             "--dir", str(folder)], folder / "redis.log",
        ))  # fmt: skip
        index = solr.serve()
        stack.callback(index.server_close)
        stack.callback(index.shutdown)
        serving = free_port()
        settings = {
            "sqlalchemy.url": f"postgresql://vraagbaak:{password}@127.0.0.1:{port}/postgres",
            "ckan.redis.url": f"redis://127.0.0.1:{redis}/0",
            "solr_url": f"http://127.0.0.1:{index.server_port}/solr/ckan",
            "ckan.site_url": f"http://127.0.0.1:{serving}",
            "ckan.storage_path": str(folder / "storage"),
            "ckan.max_resource_size": str(LARGEST),
            "ckan.site_title": "A portal for tests",
            "ckan.plugins": "text_view",
            "ckan.uploads_enabled": "true",
            "ckan.auth.user_create_organizations": "false",
            "ckan.devserver.watch_patterns": "",
        }
        tokens = prepared(folder, settings)
        config = folder / "ckan.ini"
        stack.enter_context(started(
            [program(), "-c", str(config), "run", "--host", "127.0.0.1", "--port", str(serving), "--disable-reloader"],
            folder / "ckan.log",
        ))  # fmt: skip
        address = f"http://127.0.0.1:{serving}"
        wait_for(f"{address}/api/3/action/status_show", folder / "ckan.log")
        yield Ckan(address, folder, with_others(address, tokens, folder))


def prepared(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    """The tokens of the accounts; what is there from another run of the same folder is kept."""
    config, kept = folder / "ckan.ini", folder / "tokens.json"
    if not config.is_file():
        ckan(["generate", "config", str(config)])
    ckan(["config-tool", str(config), *(f"{name}={value}" for name, value in settings.items())])
    if not kept.is_file():
        ckan(["-c", str(config), "db", "init"])
        token = account(config, ADMIN)
        ckan(["-c", str(config), "sysadmin", "add", ADMIN])
        kept.touch(mode=0o600)
        kept.write_text(json.dumps({ADMIN: token}))
    found: dict[str, str] = json.loads(kept.read_text())
    return found


def with_others(address: str, tokens: dict[str, str], folder: Path) -> dict[str, str]:
    """The tokens with those of the other accounts; asking the running CKAN is faster than its command."""

    def act(action: str, **data: str) -> dict[str, str]:
        headers = {"Authorization": tokens[ADMIN], "Content-Type": "application/json"}
        with urlopen(
            Request(f"{address}/api/3/action/{action}", json.dumps(data).encode(), headers), timeout=60
        ) as answer:
            found: dict[str, str] = json.load(answer)["result"]
            return found

    for name in (EDITOR, OUTSIDER):
        if name not in tokens:
            act("user_create", name=name, email=f"{name}@example.org", password="a-long-password")
            tokens[name] = act("api_token_create", user=name, name="tests")["token"]
    (folder / "tokens.json").write_text(json.dumps(tokens))
    return tokens


def program() -> str:
    """CKAN's own command."""
    return str(environments.folder("ckan") / "bin" / "ckan")


def ckan(words: list[str]) -> str:
    """What a command of CKAN prints."""
    done = subprocess.run([program(), *words], capture_output=True, text=True, check=False, env=quiet())
    assert done.returncode == 0, f"ckan {' '.join(words)}: {done.stdout}\n{done.stderr}"
    return done.stdout


def quiet() -> dict[str, str]:
    """The environment without what belongs to Vraagbaak."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}


def account(config: Path, name: str) -> str:
    """Make an account and a token for it."""
    ckan(["-c", str(config), "user", "add", name, f"email={name}@example.org", "password=a-long-password"])
    printed = ckan(["-c", str(config), "user", "token", "add", name, "tests"])
    found = re.findall(r"^\s*(eyJ[\w.-]+)\s*$", printed, re.MULTILINE)
    assert found, printed
    return str(found[-1])


@contextmanager
def started(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program in the background, with its words in a file; it is stopped afterwards."""
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, env=quiet())
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(address: str, log: Path) -> None:
    """Wait until an address answers."""
    end = time.monotonic() + STARTED_WITHIN
    while True:
        try:
            with urlopen(address, timeout=20) as answer:
                json.load(answer)
                return
        except (URLError, OSError):
            assert time.monotonic() < end, log.read_text(errors="replace")[-4000:]
            time.sleep(0.2)
