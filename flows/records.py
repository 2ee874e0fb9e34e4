"""Keep the last good record of every question: what a release is put together from.

A record is canonical N-Triples with its issues and the time of its newest capture. A question that is set aside
keeps the record it had.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.database import open_database
from flows.model import Capture, Issue, State, WrittenQuestion
from flows.rdf import Record, ntriples

SCHEMA = """
CREATE TABLE IF NOT EXISTS record (
    number TEXT PRIMARY KEY, legislature INTEGER NOT NULL, serial INTEGER NOT NULL, triples BLOB NOT NULL,
    shared BLOB NOT NULL, sha256 TEXT NOT NULL, newest TEXT NOT NULL, issues TEXT NOT NULL,
    pages TEXT NOT NULL, state TEXT NOT NULL, answers INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS published (
    number TEXT PRIMARY KEY, state TEXT NOT NULL, answers INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Standing:
    """Where a question stands: its state and how many answers it has, provisional ones not counted."""

    state: State
    answers: int


@dataclass(frozen=True)
class StoredRecord:
    """The record of a question.

    `triples` and `shared` are N-Triples, `newest` is the day of its newest capture, `pages` the addresses it was
    read from.
    """

    number: str
    triples: bytes
    shared: bytes
    newest: str
    issues: tuple[Issue, ...] = ()
    pages: tuple[str, ...] = ()
    standing: Standing = Standing(State.OPEN, 0)

    @classmethod
    def of(
        cls, question: WrittenQuestion, captures: Sequence[Capture], record: Record, issues: Sequence[Issue]
    ) -> StoredRecord:
        """The record of a question read from `captures`, as it is stored; `issues` come from reading and checking."""
        known = question.known
        return cls(
            number=question.number,
            triples=ntriples(record.triples),
            shared=ntriples(record.shared),
            newest=max(capture.first_seen for capture in captures).date().isoformat(),
            issues=(*question.issues, *record.issues, *issues),
            pages=tuple(capture.address for capture in captures),
            standing=Standing(known.state, known.answers),
        )

    @property
    def legislature(self) -> int:
        """The legislature of the question."""
        return int(self.number.partition("-")[0])

    @property
    def sha256(self) -> str:
        """The checksum of everything that a release takes from the record."""
        return hashlib.sha256(b"\0".join((self.triples, self.shared, self.newest.encode()))).hexdigest()


class Records:
    """The records of a source; opened with `open_records`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take over an open connection whose schema is in place."""
        self.connection = connection

    def keep(self, records: Iterable[StoredRecord]) -> None:
        """Store records in one step, each in place of the one before."""
        with self.connection:
            self.connection.executemany(
                "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(_row, records)
            )

    def numbers(self) -> set[str]:
        """The numbers of all questions with a record."""
        return {row[0] for row in self.connection.execute("SELECT number FROM record")}

    def legislatures(self) -> list[int]:
        """The legislatures with a record, ascending."""
        return [row[0] for row in self.connection.execute("SELECT DISTINCT legislature FROM record ORDER BY 1")]

    def checksums(self) -> Iterator[tuple[str, str]]:
        """Number and checksum of every record, in the order of the numbers."""
        yield from self.connection.execute("SELECT number, sha256 FROM record ORDER BY legislature, serial")

    def newest(self) -> str | None:
        """The day of the newest capture behind any record, as 2026-11-23."""
        newest: str | None = self.connection.execute("SELECT max(newest) FROM record").fetchone()[0]
        return newest

    def all(self, legislature: int | None = None) -> Iterator[StoredRecord]:
        """The records in the order of the numbers, of one legislature or of all, one in memory at a time."""
        where, values = ("WHERE legislature = ?", (legislature,)) if legislature else ("", ())
        rows = self.connection.execute(
            f"SELECT number, triples, shared, newest, issues, pages, state, answers FROM record {where} "
            "ORDER BY legislature, serial",
            values,
        )
        for number, triples, shared, newest, issues, pages, state, answers in rows:
            told = tuple(Issue(code, message) for code, message in json.loads(issues))
            unpacked = zlib.decompress(triples), zlib.decompress(shared)
            standing = Standing(State(state), answers)
            yield StoredRecord(number, *unpacked, newest, told, tuple(json.loads(pages)), standing)

    # -- for the guards -----------------------------------------------------------------------------

    def sizes(self) -> dict[int, int]:
        """How many questions each legislature has."""
        return dict(self.connection.execute("SELECT legislature, count(*) FROM record GROUP BY 1 ORDER BY 1"))

    def standings(self) -> dict[str, Standing]:
        """Where every question stands."""
        return self._standings("record")

    def published(self) -> dict[str, Standing]:
        """Where every question stood in the last release."""
        return self._standings("published")

    def _standings(self, table: str) -> dict[str, Standing]:
        rows = self.connection.execute(f"SELECT number, state, answers FROM {table} ORDER BY number")
        return {number: Standing(State(state), answers) for number, state, answers in rows}

    def mark_published(self) -> None:
        """Say that the records as they are now are the last release."""
        with self.connection:
            self.connection.execute("DELETE FROM published")
            self.connection.execute("INSERT INTO published SELECT number, state, answers FROM record")


def _row(record: StoredRecord) -> tuple[object, ...]:
    issues = json.dumps([(issue.code, issue.message) for issue in record.issues], ensure_ascii=False)
    serial = int(record.number.partition("-")[2])
    packed = zlib.compress(record.triples, 6), zlib.compress(record.shared, 6)
    return (
        record.number,
        record.legislature,
        serial,
        *packed,
        record.sha256,
        record.newest,
        issues,
        json.dumps(record.pages),
        record.standing.state,
        record.standing.answers,
    )


@contextmanager
def open_records(path: Path) -> Iterator[Records]:
    """The records in a file, made when it is missing."""
    with open_database(path, SCHEMA) as connection:
        yield Records(connection)
