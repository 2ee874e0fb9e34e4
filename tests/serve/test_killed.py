"""A server that is killed (SIGKILL) leaves nothing behind that keeps the next one from serving."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]  # ships no types
import pytest

from flows.run.background import free_port, wait_until
from flows.served.current import ANSWERS, FOLDER
from flows.served.load import LOADING, load
from flows.settings import Settings
from flows.vocabulary import Iris
from tests.e2e.programs import PATIENCE, Running, running
from tests.miniature import copied
from tests.serve.test_limits import ENDLESS


@contextmanager
def serving(settings: Settings, folder: Path, port: int) -> Iterator[Running]:
    """The command, serving an output folder."""
    environment = {**os.environ, "VRAAGBAAK_OUTPUT": str(settings.output), "VRAAGBAAK_LOG": "json"}
    with running(["serve", "--port", str(port)], folder, environment) as server:
        yield server


def answers(port: int) -> bool:
    """Whether a simple query is answered."""
    with suppress(httpx.TransportError):
        return httpx.get(f"http://127.0.0.1:{port}/sparql", params={"query": "ASK {}"}, timeout=60).status_code == 200
    return False


def is_loading(server: Running, port: int) -> None:
    """Wait until the release is being loaded."""
    server.wait_for("release loading")


def is_answering(server: Running, port: int) -> None:
    """Wait until a query is being answered that would take for ever."""
    assert wait_until(lambda: answers(port), PATIENCE)

    def ask() -> None:
        with suppress(httpx.TransportError):
            httpx.get(f"http://127.0.0.1:{port}/sparql", params={"query": ENDLESS}, timeout=60)

    threading.Thread(target=ask, daemon=True).start()
    assert wait_until(
        lambda: "vraagbaak_queries_running 1.0" in httpx.get(f"http://127.0.0.1:{port}/metrics").text, PATIENCE
    )


def is_waited_for(lock: Path) -> bool:
    """Whether the kernel knows of someone who waits: `7: -> FLOCK  ADVISORY  WRITE 4711 fe:00:2146464 0 EOF`."""
    lines = [line.split() for line in Path("/proc/locks").read_text("ascii").splitlines()]
    return any(line[1] == "->" and line[6].endswith(f":{lock.stat().st_ino}") for line in lines)


@pytest.mark.parametrize("at_work", [is_loading, is_answering])
def test_after_a_kill_its_children_end_and_the_next_server_serves(
    at_work: Callable[[Running, int], None], miniature: Settings, tmp_path: Path
) -> None:
    settings, port = copied(miniature, tmp_path / "output"), free_port()
    served = settings.output / FOLDER
    with serving(settings, tmp_path / "first", port) as server:
        at_work(server, port)
        children = psutil.Process(server.process.pid).children(recursive=True)
        assert wait_until(lambda: list(served.glob(f"{ANSWERS}*")), PATIENCE)
        left = next(served.glob(f"{ANSWERS}*"))
        server.process.kill()
        server.process.wait()
    with serving(settings, tmp_path / "second", port) as server:  # at once, while the children may still be ending
        assert wait_until(lambda: server.process.poll() is not None or answers(port), PATIENCE)
        assert answers(port), server.text
        assert not left.exists()
        assert psutil.wait_procs(children, PATIENCE)[1] == []


def test_who_loads_waits_for_the_child_of_a_killed_server(miniature: Settings, tmp_path: Path) -> None:
    release, folder = miniature.latest.resolve(), tmp_path / FOLDER / miniature.latest.resolve().name
    folder.parent.mkdir()
    half = folder.with_name(folder.name + LOADING)
    with (folder.parent / LOADING).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # it is not dead yet
        half.mkdir()
        thread = threading.Thread(target=load, args=(release, folder, Iris(), {}))
        thread.start()
        assert wait_until(lambda: is_waited_for(folder.parent / LOADING), PATIENCE)
        assert list(half.iterdir()) == []
    thread.join(PATIENCE)
    assert (folder / "store").is_dir()
    assert not half.exists()
