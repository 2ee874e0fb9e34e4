"""A real local server whose routes are named after faults: `/hang` hangs, `/chunked-cut` breaks off.

It answers any other route as `answer` says, by default with PAGE, and keeps the word of HTTP meanwhile: conditional
requests are honoured. Faults can be planned for any address (`server.plan("/page", "drop", "ok")`), so that another
site, with its own `answer`, fails in the same ways. Every request is recorded.
"""

from __future__ import annotations

import socket
import ssl
import struct
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any, Self, cast

from tests.fault.faults import FAULTS, Answer, End, Fault, Step, Wait, redirect

PAGE = Answer(
    "<p>Belgi\u00eb, \u20ac 5 \u2013 Schriftelijke vraag nr. 7-1668</p>".encode("cp1252") * 40,
    headers={"Content-Type": "text/html", "Server": "Informix", "X-Kept": "no"},
)
TAGGED = PAGE.having(etag='"v1"', last_modified="Tue, 19 Jul 2022 10:00:00 GMT")
ALLOW = Answer(b"User-agent: *\nDisallow: /secret\n", headers={"Content-Type": "text/plain"})

REDIRECTS: dict[str, Fault] = {
    "moved": redirect(301, "/ok"),
    "moved-308": redirect(308, "/ok?MIval=/Vragen/SVPrintNLFR&NR=1"),
    "found": redirect(302, "/ok"),
    "moved-then-found": redirect(301, "/found"),
    "moved-twice": redirect(301, "/moved"),
    "found-then-moved": redirect(302, "/moved"),
    "login": redirect(302, "/login-page"),
    "loop": redirect(302, "/loop"),
    "ring": redirect(302, "/ring-back"),
    "ring-back": redirect(302, "/ring"),
    **{f"stairs-{step}": redirect(302, f"/stairs-{step - 1}") for step in range(1, 9)},
    "stairs-0": redirect(302, "/ok"),
    "to-secret": redirect(302, "/secret"),
    "nowhere": redirect(302, "http://[::1/"),
    "accented": redirect(302, "/pagina-Belgi\u00eb?a=b c"),
}


@dataclass(frozen=True)
class Received:
    """A request as it came in: the target of its first line, its headers in lower case, from where and when."""

    path: str
    headers: Mapping[str, str]
    peer: int
    at: float


class FaultServer(ThreadingHTTPServer):
    """A server on a free port of 127.0.0.1 that runs while it is open as a context manager."""

    daemon_threads = True
    request_queue_size = 50

    def __init__(
        self, answer: Callable[[Received], Answer] = lambda request: PAGE, tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.robots: Answer = ALLOW
        self.requests: list[Received] = []
        self.failures: list[BaseException] = []  # of this server itself
        self.stopping = threading.Event()
        self.scheme = "http"
        self._plans: defaultdict[str, list[Fault]] = defaultdict(list)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,))
        if tls:
            # The handshake is left to the handler's thread, where a failing one holds up nobody.
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
            self.scheme = "https"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stopping.set()
        self.shutdown()
        self._thread.join()
        self.server_close()
        assert not self.failures, self.failures

    def address(self, path: str, host: str = "127.0.0.1") -> str:
        """The whole address of a path."""
        return f"{self.scheme}://{host}:{self.server_port}{path}"

    def plan(self, path: str, *faults: str | Fault) -> None:
        """What the next requests for a path get, one after the other; the last one stays."""
        self._plans[path] = [FAULTS[fault] if isinstance(fault, str) else fault for fault in faults]

    def seen(self, path: str) -> list[Received]:
        """The requests for a path."""
        return [request for request in self.requests if request.path == path]

    @property
    def counts(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(request.path for request in self.requests)

    def gaps(self) -> list[float]:
        """The seconds between each request and the next."""
        times = [request.at for request in self.requests]
        return [later - earlier for earlier, later in pairwise(times)]

    def steps(self, request: Received) -> Iterable[Step]:
        """What to send: the planned fault, or the one the path is named after, laid over the honest answer."""
        honest = self._honest(request)
        planned = self._plans[request.path]
        if planned:
            return (planned.pop(0) if len(planned) > 1 else planned[0])(honest)
        name = request.path.lstrip("/")
        return (REDIRECTS | FAULTS).get(name, FAULTS["ok"])(honest)

    def _honest(self, request: Received) -> Answer:
        if request.path == "/robots.txt":
            return self.robots
        answer = TAGGED if request.path in ("/etag", "/last-modified") else self.answer(request)
        told = request.headers
        # If-None-Match wins over If-Modified-Since (RFC 9110, 13.2.2).
        asked, kept = ("if-none-match", "etag") if "if-none-match" in told else ("if-modified-since", "last-modified")
        unchanged = asked in told and told[asked] == answer.header(kept)
        return replace(answer, status=304, body=b"") if unchanged else answer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who hangs up is no news; anything else fails the test."""
        error = sys.exc_info()[1]
        if error and not isinstance(error, ConnectionError | ssl.SSLError):
            self.failures.append(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        at = time.monotonic()
        server = cast(FaultServer, self.server)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Received(self.path, headers, self.client_address[1], at)
        server.requests.append(request)
        for step in server.steps(request):
            if server.stopping.is_set():
                step = End.CLOSE
            match step:
                case bytes():
                    self.wfile.write(step)
                case Wait(seconds):
                    server.stopping.wait(seconds)
                case End():
                    self._end(step, server)
                    return

    def _end(self, end: End, server: FaultServer) -> None:
        self.close_connection = True
        if end is End.HANG:
            server.stopping.wait()
        if end is End.RESET:
            # Closing without lingering sends RST instead of FIN.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with suppress(OSError):
                self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that http.server gives it
        """Nothing: `requests` tells more."""
