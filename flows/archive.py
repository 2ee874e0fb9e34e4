"""Keep every page as received, for ever, in one SQLite file: the ground that everything can be rebuilt from.

Content is stored once by its SHA-256; a capture says at which address, when first and when last it was seen.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flows.errors import VraagbaakError

SCHEMA = """
CREATE TABLE IF NOT EXISTS content (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS capture (
    address TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES content, question TEXT NOT NULL,
    first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, status INTEGER NOT NULL, content_type TEXT,
    PRIMARY KEY (address, sha256)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS capture_question ON capture (question);
"""


@dataclass(frozen=True)
class Received:
    """A page as received: `question` is the number that was asked for, like "7-1668"."""

    question: str
    address: str
    body: bytes
    seen: datetime
    first_seen: datetime
    status: int = 200
    content_type: str | None = None

    @property
    def sha256(self) -> str:
        """The checksum of the bytes, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()


class Archive:
    """The captures of a source; opened with `open_archive`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take over an open connection whose schema is in place."""
        self.connection = connection

    def keep(self, page: Received) -> bool:
        """Store a page; True when its content is new at this address. Unchanged content only moves `last_seen`."""
        with self.connection:
            row = self.connection.execute(
                "SELECT 1 FROM capture WHERE address = ? AND sha256 = ?", (page.address, page.sha256)
            ).fetchone()
            self.connection.execute(
                "INSERT OR IGNORE INTO content VALUES (?, ?, ?)",
                (page.sha256, len(page.body), zlib.compress(page.body, 6)),
            )
            self.connection.execute(
                "INSERT INTO capture VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (address, sha256) "
                "DO UPDATE SET last_seen = max(last_seen, excluded.last_seen)",
                (page.address, page.sha256, page.question, _text(page.first_seen), _text(page.seen), page.status,
                 page.content_type),
            )  # fmt: skip
        return row is None

    def questions(self) -> list[str]:
        """The numbers of all questions with a page, in their natural order."""
        rows = self.connection.execute("SELECT DISTINCT question FROM capture")
        return sorted((row[0] for row in rows), key=lambda number: tuple(int(part) for part in number.split("-")))

    def pages(self, question: str) -> list[Received]:
        """The newest page at each address of a question, in the order of the addresses.

        Raises VraagbaakError when stored bytes no longer have their checksum.
        """
        rows = self.connection.execute(
            "SELECT address, sha256, first_seen, last_seen, status, content_type, body FROM capture JOIN content "
            "USING (sha256) WHERE question = ? ORDER BY address, last_seen DESC, first_seen DESC, sha256",
            (question,),
        )
        newest: dict[str, Received] = {}
        for address, sha256, first_seen, last_seen, status, content_type, body in rows:
            if address in newest:
                continue
            page = Received(
                question, address, zlib.decompress(body), datetime.fromisoformat(last_seen),
                datetime.fromisoformat(first_seen), status, content_type,
            )  # fmt: skip
            if page.sha256 != sha256:
                raise VraagbaakError(
                    f"the archive is damaged: the page at {address} no longer has its checksum {sha256}. "
                    "Restore archive.sqlite from a backup."
                )
            newest[address] = page
        return list(newest.values())


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive in a file, made when it is missing; writes survive a crash (WAL, full synchronisation)."""
    with open_database(path, SCHEMA) as connection:
        yield Archive(connection)


@contextmanager
def open_database(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """A SQLite file with its schema in place; raises VraagbaakError when it cannot be opened."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript(schema)
        yield connection
    except sqlite3.DatabaseError as error:
        raise VraagbaakError(f"{path} cannot be used ({error}): restore it from a backup or move it away") from error
    finally:
        connection.close()


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
