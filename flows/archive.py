"""Keep every page as received, for ever, in one SQLite file: the ground that everything can be rebuilt from.

Content is stored once by its SHA-256. A capture is "this content at this address", with when it was first and last
seen there. Content that comes back after other content (A, B, A) moves the `last_seen` of its one capture, so the
newest capture of an address is the one seen last. Nothing is ever taken out. What a page means is not known here.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from flows.database import explained, open_database
from flows.errors import VraagbaakError

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

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Received:
    """A page as received: `question` is the number that was asked for, like "7-1668".

    `seen` is when it was last seen, in whole seconds; `body` is without content-encoding; `headers` have lower-case
    names.
    """

    question: str
    address: str
    body: bytes
    seen: datetime
    first_seen: datetime
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The checksum of the bytes, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def content_type(self) -> str | None:
        """The media type as the site gave it, like "text/html; charset=utf-8"."""
        return self.headers.get("content-type")

    @property
    def etag(self) -> str | None:
        """The validator to send back as If-None-Match."""
        return self.headers.get("etag")

    @property
    def last_modified(self) -> str | None:
        """The validator to send back as If-Modified-Since."""
        return self.headers.get("last-modified")


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
        rows = self._rows(
            f"SELECT {COLUMNS} FROM capture WHERE question = ? ORDER BY address, {NEWEST_FIRST}", question
        )
        return [map(self._received, list(captures)) for _, captures in groupby(rows, key=lambda row: row[0])]

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

    def last_seen(self, question: str) -> datetime | None:
        """When a page of a question was last seen."""
        return _moment(self._rows("SELECT max(last_seen) FROM capture WHERE question = ?", question)[0][0])

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

    def _received(self, row: Row) -> Received:
        address, sha256, question, first_seen, last_seen, status, etag, last_modified, headers = row
        try:
            ((size, packed),) = self._rows("SELECT size, body FROM content WHERE sha256 = ?", sha256)
            named = {**json.loads(headers), "etag": etag, "last-modified": last_modified}
            return Received(
                question, address, unpacked(packed, size, sha256), datetime.fromisoformat(last_seen),
                datetime.fromisoformat(first_seen), status,
                {name: value for name, value in sorted(named.items()) if value is not None},
            )  # fmt: skip
        except (ValueError, TypeError) as error:
            raise VraagbaakError(
                f"the archive {self.path} is damaged at the page {address} with the checksum {sha256} ({error}): see "
                "with `vraagbaak archive verify` how much of it is, and restore it from a backup or an exported WARC"
            ) from error


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive in a file, made when it is missing; raises VraagbaakError when the file cannot be used."""
    with open_database(path, SCHEMA, APPLICATION, VERSION) as connection:
        yield Archive(connection, path)


def unpacked(packed: bytes, size: int, sha256: str) -> bytes:
    """The bytes of a content; raises ValueError when they are not those that were stored."""
    try:
        body = zlib.decompress(packed)
    except zlib.error as error:
        raise ValueError(f"its bytes cannot be decompressed: {error}") from error
    if len(body) != size or hashlib.sha256(body).hexdigest() != sha256:
        raise ValueError("its bytes no longer have their size and checksum")
    return body


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers worth keeping, each on one line; http.client leaves line breaks in folded ones."""
    named = {name.lower(): " ".join(value.splitlines()).strip() for name, value in headers.items()}
    return {name: value for name, value in named.items() if name not in OF_THE_WAY}


def text(moment: datetime) -> str:
    """A moment as it is stored: universal time in whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
