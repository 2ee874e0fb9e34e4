"""One HTTP exchange: a request out and its answer in, within limits of time and size, over one connection at a time.

What went wrong is told in a stable word; whether to ask again is left to `fetch`. Nothing here follows a redirect,
keeps a cookie, waits, or knows robots.txt. urllib3 is known beside requests because only it hands out a body's bytes
before they are decompressed.
"""

from __future__ import annotations

import socket
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import quote

import requests
import urllib3
from requests.adapters import HTTPAdapter

from flows.fetch.faults import Broken, Fault

STEP = 64 * 1024  # bytes read, or decompressed, before the limits are looked at again
GZIP = 16 + zlib.MAX_WBITS  # what zlib calls "a gzip header and no other"


@dataclass(frozen=True)
class Answer:
    """What the server said: header names in lower case, the body decompressed.

    The body of an answer that is not the last word (a redirect, 429, 5xx) is not read.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    location: str | None = None


class Client:
    """The one session; `requests_made` counts every request that went out."""

    def __init__(self, user_agent: str, timeout: float, whole: float) -> None:
        """Wait `timeout` seconds for a connection or for more of an answer, `whole` for an exchange from end to end."""
        self.requests_made = 0
        self._timeout = timeout
        self._whole = whole
        self._deadline = _Deadline()
        self._session = _Session()
        adapter = _Adapter(self._deadline)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, adapter)
        self._session.headers.update({"User-Agent": user_agent, "Accept-Encoding": "gzip"})
        # Every visitor without a past sees the same page, so we have none.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # Proxies and REQUESTS_CA_BUNDLE of the environment hold as for any program; with an `auth` of its own that
        # adds nothing, the session does not look for a password in .netrc.
        self._session.auth = lambda request: request

    def ask(self, address: str, headers: Mapping[str, str], largest: int, cut: bool = False) -> Answer:
        """The answer to a GET; with `cut`, the whole lines among the first `largest` bytes instead of a fault.

        Raises Broken.
        """
        self.requests_made += 1
        with self._deadline.within(self._whole):
            try:
                answer = self._exchange(address, headers, largest, cut)
            except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
                raise self._too_late() or _broken(error, self._timeout) from error
            except Broken as broken:
                if late := self._too_late():
                    raise late from broken
                raise
            # A body without a length ends where the connection does, so a cut one looks whole.
            if late := self._too_late():
                raise late
            return answer

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _exchange(self, address: str, headers: Mapping[str, str], largest: int, cut: bool) -> Answer:
        timeout = (self._timeout, self._timeout)
        with self._session.get(
            address, headers={**headers}, stream=True, allow_redirects=False, timeout=timeout
        ) as response:
            status = response.status_code
            location = _location(response)
            last_word = location is None and status != 429 and status < 500
            body = _body(response, largest, cut) if last_word else b""
            named = {name.lower(): value for name, value in response.headers.items()}
            return Answer(status, named, body, location)

    def _too_late(self) -> Broken | None:
        if not self._deadline.passed:
            return None
        return Broken(Fault.TIMEOUT, f"the answer was not complete after {self._whole:g} s")


class _Deadline:
    """Cuts the connection off when an exchange takes too long: a socket's own timeout sees single silences only."""

    def __init__(self) -> None:
        self.passed = False
        self._socket: socket.socket | None = None

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        self.passed = False
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def watch(self, connection: object) -> None:
        self._socket = connection if isinstance(connection, socket.socket) else None
        if self.passed:
            self._cut()

    def _cut(self) -> None:
        self.passed = True
        if self._socket:
            # Of the bare socket: an SSLSocket's own `shutdown` takes the TLS state away from the reading thread.
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """One connection at a time, which the deadline can cut off."""

    def __init__(self, deadline: _Deadline) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)
        self._deadline = deadline

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        kind, deadline = pool.ConnectionCls, self._deadline
        if not hasattr(kind, "is_watched"):

            def connect(connection: Any) -> None:
                kind.connect(connection)
                deadline.watch(connection.sock)

            # The pool's own class, plain or TLS, and nothing of it changed but that its socket is told of.
            pool.ConnectionCls = type("Watched", (kind,), {"connect": connect, "is_watched": True})
        return pool


class _Session(requests.Session):
    """A session that leaves redirects alone: requests reads their bodies, without limit, even when told not to."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


def _location(response: requests.Response) -> str | None:
    """Where a redirect points, every byte that may not stand in an address percent-encoded."""
    if not response.is_redirect:
        return None
    # http.client reads headers as Latin-1; which bytes the server sent is all that we need to know.
    return quote(response.headers["location"].encode("latin-1"), safe="!#$%&'()*+,/:;=?@[]~|")


def _body(response: requests.Response, largest: int, cut: bool) -> bytes:
    announced = response.raw.length_remaining
    if announced and announced > largest and not cut:
        raise Broken(Fault.TOO_LARGE, f"the page is announced with {announced} bytes, more than {largest}", again=False)
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    pieces = _limited(response.raw.stream(STEP, decode_content=False), largest)
    if encoding in ("gzip", "x-gzip"):
        pieces = _limited(_unpacked(pieces), largest)
    elif encoding not in ("identity", ""):
        raise Broken(Fault.BAD_ENCODING, f"the page is encoded as '{encoding}', which we did not offer")
    body = bytearray()
    try:
        for piece in pieces:
            body += piece
    except Broken as broken:
        if not cut or broken.fault is not Fault.TOO_LARGE:
            raise
        del body[body.rfind(b"\n") + 1 :]
    return bytes(body)


def _limited(pieces: Iterable[bytes], largest: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > largest:
            raise Broken(Fault.TOO_LARGE, f"the page has more than {largest} bytes", again=False)
        yield piece


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Decompressed pieces, never larger than STEP; unlike urllib3, an end before gzip's own end is a fault."""
    unpacker = None
    try:
        for piece in pieces:
            while piece:
                # A gzip body may be several members one after the other (RFC 1952, 2.2).
                if unpacker is None or unpacker.eof:
                    unpacker = zlib.decompressobj(GZIP)
                yield unpacker.decompress(piece, STEP)
                piece = unpacker.unconsumed_tail or unpacker.unused_data
        if unpacker is not None:
            yield unpacker.flush()
    except zlib.error as error:
        raise Broken(Fault.BAD_ENCODING, f"the page cannot be decompressed ({error})") from error
    if unpacker is not None and not unpacker.eof:
        raise Broken(Fault.TRUNCATED, "the compressed page ends too early")


def _broken(error: Exception, timeout: float) -> Broken:
    """The fault behind an error of requests (until the headers are read) or of urllib3 (while the body is)."""
    root: BaseException = error
    while isinstance(
        deeper := root.__cause__ or root.__context__, OSError | HTTPException | urllib3.exceptions.HTTPError
    ):
        root = deeper
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return Broken(Fault.TIMEOUT, f"nothing came for {timeout:g} s")
    if isinstance(error, requests.exceptions.SSLError | urllib3.exceptions.SSLError):
        # "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate"
        certificate = "CERTIFICATE_VERIFY_FAILED" in str(error)
        return Broken(Fault.TLS, f"the connection is not secure ({root})", again=not certificate)
    if isinstance(error, urllib3.exceptions.ProtocolError):
        return Broken(Fault.TRUNCATED, f"the page broke off ({root})")
    return Broken(Fault.CONNECTION, f"the connection failed ({root})")
