"""Pages for an archive, each told from the others by a letter and a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flows.keep.archive import Archive
from flows.keep.captures import Received

START = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
HERE, THERE = "https://www.senate.be/page?NR=1", "https://www.senate.be/page?NR=1&LANG=fr"


def page(body: bytes = b"A", day: int = 0, address: str = HERE, number: str = "7-1", **headers: str) -> Received:
    """A page received some days after the start."""
    seen = START + timedelta(days=day)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Received(number, address, body, seen, seen, 200, named)


def histories(archive: Archive, number: str = "7-1") -> list[list[bytes]]:
    """The bodies of a question's captures, by address, newest first."""
    return [[capture.body for capture in captures] for captures in archive.pages(number)]
