"""Answers of other sites kept for some days, so that a second look asks nobody. What they mean is not known here.

Only an answer that could be read is kept: an error page that came with status 200 is asked for again the next time.
Each is stored before the next request, so a run that was stopped goes on where it was.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from flows import clock
from flows.errors import UnexpectedPage
from flows.fetch.fetcher import Fetcher
from flows.keep.captures import unpacked
from flows.keep.database import explained, open_database

Value = TypeVar("Value")
Read = Callable[[bytes, str | None], Value]
SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (
    address TEXT PRIMARY KEY, asked TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, body BLOB NOT NULL,
    content_type TEXT, etag TEXT, last_modified TEXT);
"""
APPLICATION, VERSION = 0x56424143, 1  # "VBAC" in the head of the file


@dataclass(frozen=True)
class Kept:
    """An answer as it came, and when it was last asked for."""

    asked: datetime
    body: bytes
    content_type: str | None
    etag: str | None
    last_modified: str | None


class Cache:
    """The answers by address; opened with `open_cache`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take over an open connection whose schema is in place."""
        self._connection = connection
        self._path = path

    def find(self, address: str) -> Kept | None:
        """What is kept of an address; what is no longer as it was stored counts as nothing."""
        query = "SELECT asked, sha256, size, body, content_type, etag, last_modified FROM answer WHERE address = ?"
        with explained(self._path):
            row = self._connection.execute(query, (address,)).fetchone()
        if row is None:
            return None
        asked, sha256, size, packed, content_type, etag, last_modified = row
        try:
            body = unpacked(packed, size, sha256)
        except ValueError:
            return None
        return Kept(datetime.fromisoformat(asked), body, content_type, etag, last_modified)

    def keep(self, address: str, answer: Kept) -> None:
        """Store an answer in place of the one before."""
        row = (
            address, answer.asked.astimezone(UTC).isoformat(), hashlib.sha256(answer.body).hexdigest(),
            len(answer.body), zlib.compress(answer.body, 6), answer.content_type, answer.etag, answer.last_modified,
        )  # fmt: skip
        with explained(self._path), self._connection:
            self._connection.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


@contextmanager
def open_cache(path: Path) -> Iterator[Cache]:
    """The cache in a file, made when it is missing; raises VraagbaakError when the file cannot be used."""
    with open_database(path, SCHEMA, APPLICATION, VERSION) as connection:
        yield Cache(connection, path)


@dataclass
class Source:
    """A site as one run asks it: what is kept and young enough serves, the rest is fetched.

    With `again` everything is fetched. `fetched` and `served` count the addresses of either kind.
    """

    fetcher: Fetcher
    cache: Cache
    days: int
    again: bool = False
    fetched: int = 0
    served: int = 0

    def read(self, address: str, read: Read[Value], asked_at: str = "") -> Value:
        """What the answer at an address says, by a reader that raises UnexpectedPage when it is something else.

        `asked_at` is where to ask when a mirror stands in. Raises what the reader and the fetcher do.
        """
        kept = None if self.again else self.cache.find(address)
        now = clock.now()
        if kept and now - kept.asked < timedelta(days=self.days):
            try:
                value = read(kept.body, kept.content_type)
            except UnexpectedPage:
                kept = None  # kept for an older reader
            else:
                self.served += 1
                return value
        validators = (kept.etag, kept.last_modified) if kept else (None, None)
        self.fetched += 1
        response = self.fetcher.get(asked_at or address, *validators)
        if response.status == 304 and kept:
            answer = Kept(now, kept.body, kept.content_type, kept.etag, kept.last_modified)
        elif response.status == 200:
            told = response.headers.get
            answer = Kept(now, response.body, told("content-type"), told("etag"), told("last-modified"))
        else:
            raise UnexpectedPage("an answer", f"status {response.status}")
        value = read(answer.body, answer.content_type)
        self.cache.keep(address, answer)
        return value
