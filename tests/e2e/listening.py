"""Small web servers for tests that run real programs: a site without questions, and an address that takes notices."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass
class Listening:
    """A server on loopback, what it was sent and asked, and whether it answers; cleared, it keeps callers waiting."""

    port: int = 0
    notices: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    status: int = 200
    answering: Event = field(default_factory=Event)

    @property
    def address(self) -> str:
        """Where it listens, without a scheme."""
        return f"127.0.0.1:{self.port}"


@contextmanager
def listening() -> Iterator[Listening]:
    """A server that has no page but an empty robots.txt, and takes what is posted."""
    seen = Listening()
    seen.answering.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.asked.append(self.path)
            if self.path != "/robots.txt":
                seen.answering.wait(300)
            self._answer(200 if self.path == "/robots.txt" else 404)

        def do_POST(self) -> None:
            seen.answering.wait(300)
            seen.notices.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self._answer(seen.status)

        def _answer(self, status: int) -> None:
            with suppress(OSError):  # when the caller waited no longer
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    seen.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield seen
    finally:
        seen.answering.set()
        server.shutdown()
        thread.join()
        server.server_close()
