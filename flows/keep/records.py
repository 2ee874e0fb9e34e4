"""Keep the last good record of every question: what a release is put together from.

A record stands here as the pieces of the files it goes into, with what it was made from: its pages, the code, the
shapes, and every answer that the reviewed tables gave. It is made again when one of those changed, and only then.
A question that is set aside keeps the record it had, and stands beside it with its reasons.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zlib_ng import zlib_ng

from flows.keep.answers import SCHEMA as ANSWERS
from flows.keep.answers import Answers
from flows.keep.database import open_database
from flows.keep.pieces import Piece, unpack
from flows.keep.stored import (
    FORMS,
    Finding,
    MadeFrom,
    Odd,
    SetAside,
    Standing,
    StoredRecord,
    Summary,
    dump,
    dump_issues,
    read_findings,
    read_issues,
    read_words,
)
from flows.model import State

SCHEMA = """
DROP TABLE IF EXISTS record;
CREATE TABLE IF NOT EXISTS entry (
    number TEXT PRIMARY KEY, legislature INTEGER NOT NULL, serial INTEGER NOT NULL, sha256 TEXT NOT NULL,
    newest TEXT NOT NULL, pages TEXT NOT NULL, state TEXT NOT NULL, answers INTEGER NOT NULL,
    made_from TEXT NOT NULL, code TEXT NOT NULL, shapes TEXT NOT NULL,
    facts TEXT NOT NULL, issues TEXT NOT NULL, findings TEXT NOT NULL, links BLOB NOT NULL, shared BLOB NOT NULL);
DROP INDEX IF EXISTS entry_order;
CREATE INDEX IF NOT EXISTS entry_short ON entry
    (legislature, serial, number, sha256, newest, state, answers, made_from, code, shapes);
CREATE TABLE IF NOT EXISTS piece (
    form TEXT NOT NULL, legislature INTEGER NOT NULL, serial INTEGER NOT NULL, crc INTEGER NOT NULL,
    size INTEGER NOT NULL, deflated BLOB NOT NULL, PRIMARY KEY (form, legislature, serial));
CREATE TABLE IF NOT EXISTS aside (
    number TEXT PRIMARY KEY, pages TEXT NOT NULL, issues TEXT NOT NULL, findings TEXT NOT NULL,
    made_from TEXT NOT NULL, code TEXT NOT NULL, shapes TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pair (
    number TEXT NOT NULL, nl TEXT NOT NULL, fr TEXT NOT NULL, PRIMARY KEY (number, nl, fr)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS published (
    number TEXT PRIMARY KEY, state TEXT NOT NULL, answers INTEGER NOT NULL) WITHOUT ROWID;
"""
# A record has some 10 KB beside what the index holds; a night asks for that of all records again and again.
IN_ORDER = "ORDER BY legislature, serial"
ENTRY = "number, newest, pages, state, answers, facts, issues, findings, links, shared"


class Records:
    """The records of a source; opened with `open_records`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take over an open connection whose schema is in place."""
        self.connection = connection
        self.path = Path(connection.execute("PRAGMA database_list").fetchone()[2])  # for another process to open
        self.answers = Answers(connection)

    # -- writing ------------------------------------------------------------------------------------

    def keep(self, records: Iterable[StoredRecord], aside: Iterable[SetAside] = ()) -> None:
        """Store records, each in place of the one before, and the questions set aside, all in one step."""
        try:
            with self.connection:
                for record in records:
                    self._keep(record)
                for one in aside:
                    self._keep_aside(one)
        except BaseException:
            self.answers.forget_stored()
            raise

    def _keep(self, record: StoredRecord) -> None:
        summary, made, number = record.summary, record.made_from, record.number
        place = (summary.legislature, summary.serial)
        self.connection.execute(
            "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, *place, record.sha256, summary.newest, dump(summary.pages), summary.standing.state,
             summary.standing.answers, made.pages, made.code, made.shapes, dump(dict(summary.facts)),
             dump_issues(summary.issues), dump(summary.findings), zlib_ng.compress(summary.links, 1),
             zlib_ng.compress(summary.shared, 1)),
        )  # fmt: skip
        self.connection.executemany(
            "INSERT OR REPLACE INTO piece VALUES (?, ?, ?, ?, ?, ?)",
            ((form, *place, piece.crc, piece.size, piece.deflated) for form, piece in record.pieces.items()),
        )
        for table in ("aside", "pair"):
            self.connection.execute(f"DELETE FROM {table} WHERE number = ?", (number,))
        self.connection.executemany(
            "INSERT OR IGNORE INTO pair VALUES (?, ?, ?)", ((number, *two) for two in record.pairs)
        )
        self.answers.keep(number, record.asked)

    def _keep_aside(self, one: SetAside) -> None:
        texts, made = (dump(one.pages), dump_issues(one.issues), dump(one.findings)), one.made_from
        self.connection.execute(
            "INSERT OR REPLACE INTO aside VALUES (?, ?, ?, ?, ?, ?, ?)",
            (one.number, *texts, made.pages, made.code, made.shapes),
        )

    def judged(self, findings: Mapping[str, Sequence[Finding]], shapes: str) -> None:
        """Take in what a version of the shapes found in records that stay as they are."""
        rows = ((dump(found), shapes, number) for number, found in findings.items())
        with self.connection:
            self.connection.executemany("UPDATE entry SET findings = ?, shapes = ? WHERE number = ?", rows)

    def forget(self, numbers: Iterable[str]) -> None:
        """Drop all that follows from the pages of some questions; where they stood in the last release stays."""
        with self.connection:
            for number in numbers:
                self.answers.forget(number)
                for table in ("entry", "aside", "pair"):
                    self.connection.execute(f"DELETE FROM {table} WHERE number = ?", (number,))
                rows = ((form, *map(int, number.split("-"))) for form in FORMS)
                self.connection.executemany("DELETE FROM piece WHERE form = ? AND legislature = ? AND serial = ?", rows)

    def doubt(self, numbers: Iterable[str]) -> None:
        """Have records made again, whatever they were made from."""
        with self.connection:
            self.connection.executemany("UPDATE entry SET code = '' WHERE number = ?", ((one,) for one in numbers))

    # -- what is to be made again -------------------------------------------------------------------

    def made_from(self) -> dict[str, MadeFrom]:
        """What each question's record, or what set it aside, was made from."""
        rows = self.connection.execute("SELECT number, made_from, code, shapes FROM entry")
        found = {number: MadeFrom(*made) for number, *made in rows}
        rows = self.connection.execute("SELECT number, made_from, code, shapes FROM aside")
        return {**found, **{number: MadeFrom(*made) for number, *made in rows}}

    def pairs(self) -> set[tuple[str, str]]:
        """The Dutch and French descriptors that pages print side by side and no table knows."""
        return set(self.connection.execute("SELECT DISTINCT nl, fr FROM pair"))

    def mark(self, name: str) -> str:
        """A remembered word, empty when there is none."""
        row = self.connection.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_mark(self, name: str, value: str) -> None:
        """Remember a word."""
        with self.connection:
            self.connection.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (name, value))

    # -- for a release ------------------------------------------------------------------------------

    def numbers(self) -> set[str]:
        """The numbers of all questions with a record."""
        return {row[0] for row in self.connection.execute("SELECT number FROM entry")}

    def legislatures(self) -> list[int]:
        """The legislatures with a record, ascending."""
        return [row[0] for row in self.connection.execute("SELECT DISTINCT legislature FROM entry ORDER BY 1")]

    def checksums(self, legislature: int | None = None) -> Iterator[tuple[str, str]]:
        """Number and checksum of every record, of one legislature or of all, in the order of the numbers."""
        where, values = _where(legislature)
        yield from self.connection.execute(f"SELECT number, sha256 FROM entry {where} {IN_ORDER}", values)

    def checksum(self, legislature: int) -> str:
        """A checksum of all that a release takes from the records of a legislature."""
        digest = hashlib.sha256()
        for number, made in self.checksums(legislature):
            digest.update(f"{number} {made}\n".encode())
        return digest.hexdigest()

    def newest(self) -> str | None:
        """The day of the newest capture behind any record, as 2026-11-23."""
        newest: str | None = self.connection.execute("SELECT max(newest) FROM entry").fetchone()[0]
        return newest

    def all(self, legislature: int | None = None) -> Iterator[Summary]:
        """The summaries in the order of the numbers, of one legislature or of all, one in memory at a time."""
        where, values = _where(legislature)
        for row in self.connection.execute(f"SELECT {ENTRY} FROM entry {where} {IN_ORDER}", values):
            yield _summary(row)

    def linked(self) -> Iterator[tuple[bytes, bytes]]:
        """What each record links to, and what it says of shared things, as N-Triples in the order of the numbers."""
        for links, shared in self.connection.execute(f"SELECT links, shared FROM entry {IN_ORDER}"):
            yield zlib_ng.decompress(links), zlib_ng.decompress(shared)

    def odd(self, with_findings: bool = False) -> Iterator[Odd]:
        """The records with issues or findings, or only those with findings, in the order of the numbers."""
        told = "findings" if with_findings else "issues || findings"
        query = f"SELECT number, pages, issues, findings FROM entry WHERE {told} NOT IN ('[]', '[][]') {IN_ORDER}"
        for number, pages, issues, findings in self.connection.execute(query):
            yield Odd(number, read_words(pages), read_issues(issues), read_findings(findings))

    def figures(self) -> dict[str, int]:
        """What the facts of all records add up to, by name; the sums of a legislature are kept until it changes."""
        found = Counter[str]()
        for legislature in self.legislatures():
            name, made = f"figures of {legislature}", self.checksum(legislature)  # which the facts are part of
            kept: tuple[str, dict[str, int]] = json.loads(self.mark(name) or '["", {}]')
            if kept[0] != made:
                kept = made, self._sums(legislature)
                self.set_mark(name, dump(kept))
            found.update(kept[1])
        return dict(sorted(found.items()))

    def _sums(self, legislature: int) -> dict[str, int]:
        found = Counter[str]()
        for (facts,) in self.connection.execute("SELECT facts FROM entry WHERE legislature = ?", (legislature,)):
            found.update(json.loads(facts))
        return found

    def pieces(self, form: str, legislature: int | None = None) -> Iterator[Piece]:
        """The pieces of a file, of one legislature or of all, one in memory at a time."""
        where, values = ("AND legislature = ?", (form, legislature)) if legislature else ("", (form,))
        query = f"SELECT deflated, crc, size FROM piece WHERE form = ? {where} {IN_ORDER}"
        for deflated, crc, size in self.connection.execute(query, values):
            yield Piece(deflated, crc, size)

    def triples(self, number: str) -> bytes:
        """The canonical N-Triples of a question's record.

        Raises KeyError when it has none, and ValueError when its bytes are damaged.
        """
        query = "SELECT deflated, crc, size FROM piece WHERE form = 'nt' AND legislature = ? AND serial = ?"
        row = self.connection.execute(query, tuple(map(int, number.split("-")))).fetchone()
        if row is None:
            raise KeyError(number)
        return unpack(Piece(*row))

    def set_aside(self) -> list[SetAside]:
        """The questions that are set aside, in the order of their numbers."""
        rows = self.connection.execute(
            "SELECT number, pages, issues, findings, number IN (SELECT number FROM entry), made_from, code, shapes "
            "FROM aside"
        ).fetchall()
        found = [
            SetAside(
                number, read_words(pages), read_issues(issues), read_findings(findings), bool(good), MadeFrom(*made)
            )
            for number, pages, issues, findings, good, *made in rows
        ]
        return sorted(found, key=lambda one: tuple(int(part) for part in one.number.split("-")))

    # -- for the guards -----------------------------------------------------------------------------

    def sizes(self) -> dict[int, int]:
        """How many questions each legislature has."""
        return dict(self.connection.execute("SELECT legislature, count(*) FROM entry GROUP BY 1 ORDER BY 1"))

    def standings(self) -> dict[str, Standing]:
        """Where every question stands."""
        return self._standings(f"entry {IN_ORDER}")

    def published(self) -> dict[str, Standing]:
        """Where every question stood in the last release."""
        return self._standings("published ORDER BY number")

    def _standings(self, told: str) -> dict[str, Standing]:
        rows = self.connection.execute(f"SELECT number, state, answers FROM {told}")
        return {number: Standing(State(state), answers) for number, state, answers in rows}

    def mark_published(self) -> None:
        """Say that the records as they are now are the last release."""
        with self.connection:
            self.connection.execute("DELETE FROM published")
            self.connection.execute("INSERT INTO published SELECT number, state, answers FROM entry")


def _where(legislature: int | None) -> tuple[str, tuple[int, ...]]:
    return ("WHERE legislature = ?", (legislature,)) if legislature else ("", ())


def _summary(row: Sequence[Any]) -> Summary:
    number, newest, pages, state, answers, facts, issues, findings, links, shared = row
    return Summary(
        number, newest, read_words(pages), Standing(State(state), answers), json.loads(facts), read_issues(issues),
        read_findings(findings), zlib_ng.decompress(links), zlib_ng.decompress(shared),
    )  # fmt: skip


@contextmanager
def open_records(path: Path) -> Iterator[Records]:
    """The records in a file, made when it is missing."""
    with open_database(path, SCHEMA + ANSWERS) as connection:
        yield Records(connection)
