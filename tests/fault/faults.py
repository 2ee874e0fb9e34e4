"""What can go wrong between a web server and its visitor, each as a way to send an honest answer.

A fault turns an answer into steps: bytes to send, a wait, or an end. It knows neither addresses nor sockets, so it can
be laid over any answer of any server; `server.FaultServer` plays the steps.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from enum import Enum
from http import HTTPStatus
from itertools import repeat
from time import time

BOMB = gzip.compress(bytes(20_000_000), 9)  # 20 kB that unpack to 20 MB


@dataclass(frozen=True)
class Answer:
    """What an honest server says."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def having(self, **headers: str) -> Answer:
        """The answer with more headers; `content_type` stands for Content-Type."""
        more = {name.replace("_", "-").title(): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **more})

    def header(self, name: str) -> str | None:
        """The value of a header, whatever its case."""
        return {key.lower(): value for key, value in self.headers.items()}.get(name.lower())


@dataclass(frozen=True)
class Wait:
    """Send nothing for some seconds."""

    seconds: float


class End(Enum):
    """How a connection ends before its time."""

    CLOSE = "close"
    RESET = "reset"
    HANG = "hang"  # nothing more is sent until the server stops


Step = bytes | Wait | End
Fault = Callable[[Answer], Iterator[Step]]


def head(answer: Answer, **changed: str) -> bytes:
    """The status line and headers, with a Content-Length unless the body is framed otherwise or it is set to ""."""
    headers = {"Date": formatdate(usegmt=True), **answer.having(**changed).headers}
    if "Transfer-Encoding" not in headers:
        headers.setdefault("Content-Length", str(len(answer.body)))
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items() if value]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def whole(answer: Answer) -> Iterator[Step]:
    """No fault."""
    yield head(answer) + answer.body


def instead(**changed: object) -> Fault:
    """Another status, body or headers than the honest ones."""
    return lambda answer: whole(replace(answer, **changed))  # type: ignore[arg-type]  # the fields of Answer


def status(code: int, **headers: str) -> Fault:
    """A status without the page: `status(503, retry_after="1")`."""
    return lambda _: whole(Answer(b"<h1>Fout / Erreur</h1>", code).having(content_type="text/html", **headers))


def redirect(code: int, location: str) -> Fault:
    """A redirect to another address."""
    return status(code, location=location)


def retry_at(code: int, seconds: int) -> Fault:
    """A status with a Retry-After as HTTP date, so many seconds from now."""
    return lambda answer: status(code, retry_after=formatdate(time() + seconds, usegmt=True))(answer)


def packed(pack: Callable[[bytes], bytes], encoding: str = "gzip") -> Fault:
    """The body packed in some way and announced as `encoding`."""
    return lambda answer: whole(replace(answer, body=pack(answer.body)).having(content_encoding=encoding))


def slow_start(answer: Answer) -> Iterator[Step]:
    """Nothing for a while, then the page."""
    yield Wait(0.2)
    yield from whole(answer)


def stall(answer: Answer) -> Iterator[Step]:
    """Half the page, then silence."""
    yield head(answer) + answer.body[: len(answer.body) // 2]
    yield End.HANG


def drip(answer: Answer) -> Iterator[Step]:
    """The page byte by byte, without an end, never silent for long."""
    yield head(answer, content_length="100000")
    for _ in repeat(None):
        yield Wait(0.02)
        yield b"x"


def drip_unframed(answer: Answer) -> Iterator[Step]:
    """The same without a length, so that a page cut off looks whole."""
    yield head(answer, content_length="", connection="close")
    for _ in repeat(None):
        yield Wait(0.02)
        yield b"x"


def drip_head(answer: Answer) -> Iterator[Step]:
    """A header byte by byte, without an end."""
    yield b"HTTP/1.1 200 OK\r\nX-Slow: "
    for _ in repeat(None):
        yield Wait(0.02)
        yield b"x"


def ends(end: End, after: Callable[[Answer], bytes] = lambda _: b"") -> Fault:
    """Some bytes, then an end."""

    def fault(answer: Answer) -> Iterator[Step]:
        yield after(answer)
        yield end

    return fault


def half(answer: Answer) -> bytes:
    """The head and half the body."""
    return head(answer) + answer.body[: len(answer.body) // 2]


def chunks(answer: Answer) -> bytes:
    """The head and the body in two chunks, without the last, empty one."""
    middle = len(answer.body) // 2
    parts = answer.body[:middle], answer.body[middle:]
    return head(answer, transfer_encoding="chunked") + b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)


def endless(answer: Answer) -> Iterator[Step]:
    """A page that never ends, as fast as it is taken."""
    yield head(answer, transfer_encoding="chunked")
    yield from repeat(b"10000\r\n" + bytes(0x10000) + b"\r\n")


def redirect_endless(answer: Answer) -> Iterator[Step]:
    """A redirect to /ok whose own body never ends."""
    yield from endless(replace(answer, status=302).having(location="/ok"))


def _garbled(body: bytes) -> bytes:
    packed_body = bytearray(gzip.compress(body))
    packed_body[12:30] = bytes(18)
    return bytes(packed_body)


LOGIN_PAGE = b"<form><input name='password' type='password'></form>"
ERROR_PAGE = b"<h1>Informix Web DataBlade</h1><p>SQL error -25580</p>"

FAULTS: dict[str, Fault] = {
    "ok": whole,
    # Late, or never
    "slow-start": slow_start,
    "hang": ends(End.HANG),
    "stall": stall,
    "drip": drip,
    "drip-unframed": drip_unframed,
    "drip-head": drip_head,
    # Cut off
    "drop": ends(End.CLOSE),
    "reset": ends(End.RESET),
    "reset-midway": ends(End.RESET, half),
    "truncated": ends(End.CLOSE, half),
    "chunked": ends(End.CLOSE, lambda answer: chunks(answer) + b"0\r\n\r\n"),
    "chunked-cut": ends(End.CLOSE, chunks),
    "chunked-garbage": ends(End.CLOSE, lambda answer: chunks(answer) + b"zz\r\n"),
    "garbage": ends(End.CLOSE, lambda _: b"SSH-2.0-OpenSSH_9.2\r\n"),
    # Compressed, well or badly
    "gzip": packed(gzip.compress),
    "gzip-members": packed(lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:])),
    "gzip-cut": packed(lambda body: gzip.compress(body)[:-12]),
    "gzip-garbled": packed(_garbled),
    "gzip-false": packed(lambda body: body),
    "deflate": packed(zlib.compress, "deflate"),
    "gzip-bomb": packed(lambda _: BOMB),
    # Too much
    "endless": endless,
    "huge": ends(End.HANG, lambda answer: head(answer, content_length=str(10**12))),
    "redirect-endless": redirect_endless,
    # Told by the status
    "not-found": status(404),
    "gone": status(410),
    "forbidden": status(403),
    "not-modified": instead(status=304, body=b""),
    "too-many": status(429),
    "too-many-1s": status(429, retry_after="1"),
    "too-many-date": retry_at(429, 2),
    "too-many-nonsense": status(429, retry_after="soon"),
    "too-many-a-day": status(429, retry_after="86400"),
    "server-error": status(500),
    "bad-gateway": status(502),
    "unavailable": status(503),
    "unavailable-1s": status(503, retry_after="1"),
    "unavailable-a-day": retry_at(503, 86400),
    # Another page than the one asked for, and nothing tells so
    "error-page": instead(body=ERROR_PAGE),
    "empty": instead(body=b""),
    "login-page": instead(body=LOGIN_PAGE),
    # Odd, but honest
    "cookies": lambda answer: whole(answer.having(set_cookie="session=1668; Path=/")),
    "wrong-charset": lambda answer: whole(answer.having(content_type="text/html; charset=iso-8859-15")),
    "no-length": ends(End.CLOSE, lambda answer: head(answer, content_length="") + answer.body),
}
