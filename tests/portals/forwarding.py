"""Servers that stand between an upload and a portal: one that records, one that answers from a recording.

Tokens are in headers, which are never recorded. In bodies the portal's address is `{portal}`. A file that is sent is
recorded by its checksum; one that comes back is given back from among the files that the test knows.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

Exchange = dict[str, Any]
PART = re.compile(rb'name="([^"]*)"(?:; filename="([^"]*)")?', re.DOTALL)


class Between(ThreadingHTTPServer):
    """A server on a free port that runs while it is open as a context manager."""

    daemon_threads = True

    def __init__(
        self, answer: Callable[[str, str, Mapping[str, str], bytes], tuple[int, Mapping[str, str], bytes]]
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.reading: Callable[[int], None] = lambda size: None  # told how much of a body has come

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who went away in the middle is no fault of ours; the rest is printed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Between
    protocol_version = "HTTP/1.1"

    def _any(self) -> None:
        body = bytearray()
        length = int(self.headers.get("Content-Length") or 0)
        while len(body) < length and (piece := self.rfile.read1(min(1 << 16, length - len(body)))):
            body += piece
            self.server.reading(len(body))
        if len(body) < length:  # who sent it is gone
            self.close_connection = True
            return
        status, headers, content = self.server.answer(self.command, self.path, dict(self.headers), bytes(body))
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _any  # noqa: N815

    def log_message(self, *args: object) -> None:
        """Stay silent."""


# -- recording --------------------------------------------------------------------------------------


class Recorder:
    """Passes requests on to a portal and keeps what was asked and answered."""

    def __init__(self, portal: str) -> None:
        self.portal = portal
        self.exchanges: list[Exchange] = []
        self.before: Callable[[int], None] = lambda count: None  # told of every request before it goes on
        self._between = Between(self._pass)

    def __enter__(self) -> Self:
        self._between.__enter__()
        return self

    def __exit__(self, *args: object) -> None:
        self._between.__exit__()

    def reading(self, told: Callable[[int], None]) -> None:
        """Have every body tell how much of it has come."""
        self._between.reading = told

    @property
    def address(self) -> str:
        """Where the portal seems to be."""
        return self._between.address

    def _pass(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        self.before(len(self.exchanges))
        ours, theirs = self.address.encode(), self.portal.encode()
        sent = {name: value for name, value in headers.items() if name.lower() not in ("host", "content-length")}
        connection = HTTPConnection(urlsplit(self.portal).netloc, timeout=120)
        connection.request(method, path, body.replace(ours, theirs), sent)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        kept = {name: value for name, value in answer.getheaders() if name in ("Content-Type", "Content-Encoding")}
        if "json" in kept.get("Content-Type", ""):
            content = shortened(content).replace(theirs, ours)
            said: Any = json.loads(content.replace(ours, b"{portal}")) if content else None
        else:
            said = {"sha256": hashlib.sha256(content).hexdigest()}
        self.exchanges.append(
            {
                "asked": told(method, path, headers, body, self.address),
                "status": answer.status,
                "headers": kept,
                "said": said,
            }
        )
        return answer.status, kept, content

    def write(self, path: Path) -> None:
        """Keep the recording, an exchange a line."""
        path.parent.mkdir(exist_ok=True)
        lines = ",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in self.exchanges)
        path.write_text(f"[\n{lines}\n]\n", "utf-8")


def shortened(content: bytes) -> bytes:
    """An answer without what nobody needs: of CKAN's licences, those that are about Creative Commons."""
    if not content:
        return content
    said = json.loads(content)
    if isinstance(said, dict):
        said.pop("help", None)
        found = said.get("result")
        if isinstance(found, list) and found and "od_conformance" in str(found[0]):
            said["result"] = [one for one in found if "cc-by" in one["id"].lower()]
        return json.dumps(said).encode()
    return content


def told(method: str, path: str, headers: Mapping[str, str], body: bytes, address: str) -> dict[str, Any]:
    """A request in words: what it asks, and what it sends as a checksum, for it is long and said again in answers."""
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    found: dict[str, Any] = {"method": method, "path": path}
    if kind.startswith("multipart/"):
        found["form"] = form(body, kind.partition("boundary=")[2].encode())
    elif body:
        sent = json.loads(body.replace(address.encode(), b"{portal}"))
        found |= (
            {"about": str(sent.get("id") or sent.get("name") or sent.get("title") or "")[:60]}
            if isinstance(sent, dict)
            else {}
        )
        found["sha256"] = hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()
    return found


def form(body: bytes, boundary: bytes) -> dict[str, str]:
    """The fields of a form; a file is its name and its checksum."""
    found = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removesuffix(b"\r\n").partition(b"\r\n\r\n")
        match = PART.search(head)
        assert match
        file = f"{match[2].decode()} sha256:{hashlib.sha256(content).hexdigest()}" if match[2] else content.decode()
        found[match[1].decode()] = file
    return found


# -- replaying --------------------------------------------------------------------------------------


class Replay:
    """Answers as a portal did when it was recorded, request after request; anything else is a failure."""

    def __init__(self, path: Path, files: Iterable[Path]) -> None:
        self.left: list[Exchange] = json.loads(path.read_text("utf-8"))
        self.failures: list[str] = []
        self._files = {hashlib.sha256(data).hexdigest(): data for data in (file.read_bytes() for file in files)}
        self._between = Between(self._answer)

    def __enter__(self) -> Self:
        self._between.__enter__()
        return self

    def __exit__(self, *args: object) -> None:
        self._between.__exit__()

    @property
    def address(self) -> str:
        """Where the portal seems to be."""
        return self._between.address

    def _answer(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        asked = told(method, path, headers, body, self.address)
        wanted: Exchange = self.left.pop(0) if self.left else {"asked": None}
        if asked != wanted["asked"]:
            self.failures.append(f"asked {asked}, and the recording has {wanted['asked']}")
            return 500, {"Content-Type": "application/json"}, b"{}"
        said = wanted["said"]
        if "json" in wanted["headers"].get("Content-Type", ""):
            text = json.dumps(said) if said is not None else ""
            return wanted["status"], wanted["headers"], text.replace("{portal}", self.address).encode()
        return wanted["status"], wanted["headers"], self._files.get(said["sha256"], b"")
