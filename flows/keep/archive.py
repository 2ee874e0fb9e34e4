"""Keep every page as received, for ever, in one SQLite file: the ground that everything can be rebuilt from.

Content is stored once by its SHA-256. A capture is "this content at this address", with when it was first and last
seen there. Content that comes back after other content (A, B, A) moves the `last_seen` of its one capture, so the
newest capture of an address is the one seen last. Nothing is ever taken out. What a page means is not known here.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from flows.keep.captures import Packed, Received, Row, Sighting
from flows.keep.database import explained, open_database

APPLICATION = 0x56724261  # "VrBa"
VERSION = 1
SCHEMA = """
CREATE TABLE IF NOT EXISTS content (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS capture (
    address TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES content, question TEXT NOT NULL,
    first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, status INTEGER NOT NULL, etag TEXT, last_modified TEXT,
    headers TEXT NOT NULL, PRIMARY KEY (address, sha256)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS capture_question ON capture (question);
CREATE INDEX IF NOT EXISTS capture_content ON capture (sha256);
"""
COLUMNS = "address, sha256, question, first_seen, last_seen, status, etag, last_modified, headers"
NEWEST_FIRST = "last_seen DESC, first_seen DESC, sha256"
# What these say is true of the way the page took, not of the bytes we keep.
OF_THE_WAY = {"connection", "content-encoding", "content-length", "keep-alive", "trailer", "transfer-encoding"}


@dataclass(frozen=True)
class Counts:
    """How much there is: `size` in bytes as received, `stored` in bytes on disk, `last_seen` the newest of all."""

    questions: int
    addresses: int
    captures: int
    contents: int
    size: int
    stored: int
    last_seen: datetime | None


class Archive:
    """The captures of a source; opened with `open_archive`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Take over an open connection to the file at `path`, whose schema is in place."""
        self.connection = connection
        self.path = path

    # -- writing ------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is kept inside is kept together or not at all; may be nested."""
        with explained(self.path):
            if self.connection.in_transaction:
                yield
                return
            self.connection.execute("BEGIN IMMEDIATE")
            with self.connection:
                yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read inside is of one moment; others may write meanwhile."""
        with explained(self.path):
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.rollback()

    def keep(self, page: Received) -> bool:
        """Store a page; True when its content is new at this address.

        Unchanged content moves `last_seen`, and takes over number and validators of the newest answer; its status
        and other headers stay those it first came with.
        """
        sha256, headers = page.sha256, _kept(page.headers)
        etag, last_modified = headers.pop("etag", None), headers.pop("last-modified", None)
        first_seen, last_seen = text(page.first_seen), text(page.seen)
        with self.transaction():
            if not self._rows("SELECT 1 FROM content WHERE sha256 = ?", sha256):
                packed = zlib.compress(page.body, 6)
                self.connection.execute("INSERT INTO content VALUES (?, ?, ?)", (sha256, len(page.body), packed))
            added = self.connection.execute(
                f"INSERT INTO capture ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (page.address, sha256, page.question, first_seen, last_seen, page.status, etag, last_modified,
                 json.dumps(headers, sort_keys=True)),
            )  # fmt: skip
            if added.rowcount == 1:
                return True
            self.connection.execute(
                "UPDATE capture SET question = ?, etag = coalesce(?, etag), last_modified = coalesce(?, last_modified) "
                "WHERE address = ? AND sha256 = ? AND last_seen <= ?",
                (page.question, etag, last_modified, page.address, sha256, last_seen),
            )
            self.connection.execute(
                "UPDATE capture SET first_seen = min(first_seen, ?), last_seen = max(last_seen, ?) "
                "WHERE address = ? AND sha256 = ?",
                (first_seen, last_seen, page.address, sha256),
            )
        return False

    def touch(self, address: str, seen: datetime) -> bool:
        """Move `last_seen` of the newest capture of an address, which the site says is unchanged (304).

        False when the address has no capture.
        """
        with self.transaction():
            moved = self.connection.execute(
                "UPDATE capture SET last_seen = max(last_seen, ?) WHERE address = ? AND sha256 = "
                f"(SELECT sha256 FROM capture WHERE address = ? ORDER BY {NEWEST_FIRST} LIMIT 1)",
                (text(seen), address, address),
            )
        return moved.rowcount == 1

    # -- reading ------------------------------------------------------------------------------------

    def questions(self) -> list[str]:
        """The numbers of all questions with a page, in their natural order."""
        rows = self._rows("SELECT DISTINCT question FROM capture")
        return sorted((row[0] for row in rows), key=lambda number: tuple(int(part) for part in number.split("-")))

    def pages(self, question: str) -> list[Iterator[Received]]:
        """For each address of a question, in their order, its captures, newest first; each is read when asked for.

        Here and in the other readers, VraagbaakError is raised when stored bytes no longer have their checksum.
        """
        return [(capture.received() for capture in captures) for captures in self.histories(question)]

    def histories(self, question: str) -> list[list[Packed]]:
        """The same captures as in `pages`, to be unpacked elsewhere."""
        query = f"SELECT {COLUMNS} FROM capture WHERE question = ? ORDER BY address, {NEWEST_FIRST}"
        return [
            [self._packed(row) for row in captures]
            for _, captures in groupby(self._rows(query, question), key=lambda row: row[0])
        ]

    def sightings(self) -> Iterator[tuple[str, list[Sighting]]]:
        """For every question, in no order, what was seen of it: enough to tell whether anything changed."""
        columns = "question, address, sha256, first_seen, last_seen"
        rows_in_order = self._rows(f"SELECT {columns} FROM capture ORDER BY question, address, {NEWEST_FIRST}")
        for question, rows in groupby(rows_in_order, key=lambda row: row[0]):
            yield question, [Sighting(*row[1:]) for row in rows]

    def newest(self, address: str) -> Received | None:
        """The newest capture of an address."""
        rows = self._rows(f"SELECT {COLUMNS} FROM capture WHERE address = ? ORDER BY {NEWEST_FIRST} LIMIT 1", address)
        return self._received(rows[0]) if rows else None

    def capture(self, address: str, sha256: str) -> Received | None:
        """The capture of a content at an address."""
        rows = self._rows(f"SELECT {COLUMNS} FROM capture WHERE address = ? AND sha256 = ?", address, sha256)
        return self._received(rows[0]) if rows else None

    def captures(self) -> Iterator[Received]:
        """All captures in the order in which they came, one in memory at a time."""
        return map(self._received, self._rows(f"SELECT {COLUMNS} FROM capture ORDER BY first_seen, address, sha256"))

    def counts(self) -> Counts:
        """How much the archive holds."""
        (questions, addresses, captures, last_seen), = self._rows(
            "SELECT count(DISTINCT question), count(DISTINCT address), count(*), max(last_seen) FROM capture"
        )  # fmt: skip
        ((contents, size),) = self._rows("SELECT count(*), coalesce(sum(size), 0) FROM content")
        stored = self._rows("PRAGMA page_count")[0][0] * self._rows("PRAGMA page_size")[0][0]
        return Counts(questions, addresses, captures, contents, size, stored, _moment(last_seen))

    def _rows(self, query: str, *values: str) -> list[Row]:
        with explained(self.path):
            return self.connection.execute(query, values).fetchall()

    def _packed(self, row: Row) -> Packed:
        found = self._rows("SELECT size, body FROM content WHERE sha256 = ?", row[1])
        # A content that is gone is like one of no bytes: neither has the checksum that is asked for.
        size, body = found[0] if found else (0, b"")
        return Packed(row, size, body, self.path)

    def _received(self, row: Row) -> Received:
        return self._packed(row).received()


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive in a file, made when it is missing; raises VraagbaakError when the file cannot be used."""
    with open_database(path, SCHEMA, APPLICATION, VERSION) as connection:
        yield Archive(connection, path)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers worth keeping, each on one line; http.client leaves line breaks in folded ones."""
    named = {name.lower(): " ".join(value.splitlines()).strip() for name, value in headers.items()}
    return {name: value for name, value in named.items() if name not in OF_THE_WAY}


def text(moment: datetime) -> str:
    """A moment as it is stored: universal time in whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
