"""A server of the real kind in a thread of the tests: uvicorn, child processes, connections of TCP."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import uvicorn
from starlette.applications import Starlette

from flows.serve.app import create_app
from flows.serve.run import configured
from flows.served.current import Current
from flows.settings import Settings

PATIENCE = 60.0


@dataclass(frozen=True)
class Live:
    """A running server: its application, its address, and a client for it."""

    app: Starlette
    port: int
    client: httpx.Client

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def endpoint(self) -> str:
        """Where queries are sent."""
        return f"{self.address}/sparql"

    def ask(self, query: str, accept: str = "", **parameters: str | list[str]) -> httpx.Response:
        """The answer to a query."""
        headers = {"accept": accept} if accept else {}
        return self.client.get("/sparql", params={"query": query, **parameters}, headers=headers)


@contextmanager
def running(settings: Settings, current: Current) -> Iterator[Live]:
    """A server of what is in use, until the end."""
    app = create_app(settings, current)
    server = uvicorn.Server(configured(app, settings.model_copy(update={"serve_port": 0})))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        begun = time.monotonic()
        while not server.started:
            assert thread.is_alive()
            assert time.monotonic() < begun + PATIENCE
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            yield Live(app, port, client)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
