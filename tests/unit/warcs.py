"""An archive to hand out as WARC, and WARC files as other tools write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.keep.archive import Archive
from flows.keep.captures import Received

START = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
ADDRESS = "https://www.senate.be/www/?MIval=/Vragen/SVPrintNLFR&LEG={}&NR={}&LANG=nl"
HERE = ADDRESS.format(7, 1)
Row = tuple[Any, ...]
BINARY = b"\r\n\r\nWARC/1.1\r\n\x00\xff" * 999
PAGE = "<html>Vraag é</html>".encode() * 50
CHUNKED = b"10;x=y\r\n" + PAGE[:16] + b"\r\n" + f"{len(PAGE) - 16:X}\r\n".encode() + PAGE[16:] + b"\r\n0\r\n\r\n"


def number_of(address: str) -> str | None:
    found = re.fullmatch(
        r"https?://www\.senate\.be/www/\?MIval=/Vragen/SVPrintNLFR&LEG=(\d+)&NR=(\d+)&LANG=nl", address
    )
    return f"{found[1]}-{found[2]}" if found else None


def canonical(address: str) -> str | None:
    number = number_of(address)
    return ADDRESS.format(*number.split("-")) if number else None


def no_number(address: str) -> str | None:
    raise AssertionError(f"our own exports say themselves which question {address} shows")


def fill(archive: Archive) -> None:
    """Put in all that can be in an archive."""
    for day, serial, body, status, headers in (
        (0, 1, b"<html>A</html>", 200, {"content-type": "text/html; charset=utf-8", "etag": '"1"'}),
        (1, 1, b"<html>B</html>", 200, {"last-modified": "Mon, 23 Nov 2026 02:30:00 GMT", "x-name": "Zoë € Ã©"}),
        (2, 1, b"<html>A</html>", 200, {"etag": '"2"'}),
        (2, 2, b"<html>A</html>", 200, {"content-type": "text/plain"}),
        (2, 10, BINARY, 200, {}),
        (3, 3, b"", 404, {"server": "x"}),
        (3, 4, b"", 799, {}),
    ):
        seen = START + timedelta(days=day)
        archive.keep(Received(f"7-{serial}", ADDRESS.format(7, serial), body, seen, seen, status, headers))


def rows(archive: Archive) -> tuple[list[Row], list[Row]]:
    """Everything that an archive holds."""
    contents = archive.connection.execute("SELECT * FROM content ORDER BY 1").fetchall()
    return contents, archive.connection.execute("SELECT * FROM capture ORDER BY 1, 2").fetchall()


def write(path: Path, *pages: dict[str, Any], gzipped: bool = True) -> Path:
    """A WARC file as another tool writes it; each page has a body and what differs from a usual answer."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzipped)
        writer.write_record(writer.create_warcinfo_record("other.warc.gz", {"software": "other 1.0"}))
        for at, page in enumerate(pages):
            http = StatusAndHeaders(page.get("status", "200 OK"), page.get("headers", []), protocol="HTTP/1.1")
            fields = {"WARC-Date": f"2025-01-0{at + 1}T00:00:00Z", **page.get("fields", {})}
            writer.write_record(
                writer.create_warc_record(
                    page.get("address", HERE), page.get("kind", "response"), payload=BytesIO(page.get("body", b"A")),
                    http_headers=http, warc_headers_dict=fields, length=len(page.get("body", b"A")),
                )
            )  # fmt: skip
    return path
