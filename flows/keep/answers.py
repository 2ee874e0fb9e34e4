"""Keep the answers that the reviewed tables gave, and which records hang on them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from flows.keep.stored import Asked

SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (
    id INTEGER PRIMARY KEY, asked TEXT NOT NULL, given TEXT NOT NULL, UNIQUE (asked, given));
CREATE TABLE IF NOT EXISTS use (
    number TEXT NOT NULL, answer INTEGER NOT NULL REFERENCES answer, PRIMARY KEY (number, answer)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS use_answer ON use (answer);
"""
REMEMBERED = 20_000  # answers; most of a record's are those of many others


class Answers:
    """The answers that records of a database used; `keep` and `forget` belong to the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use an open connection whose schema is in place."""
        self.connection = connection
        self._stored: dict[tuple[str, str], int] = {}  # by look-up and answer

    def keep(self, number: str, asked: Mapping[Asked, str]) -> None:
        """Store what a record asked and was answered, in place of what it had asked before."""
        self.forget(number)
        rows = [(number, self._identity(_written(one), given)) for one, given in asked.items()]
        self.connection.executemany("INSERT OR IGNORE INTO use VALUES (?, ?)", rows)

    def forget(self, number: str) -> None:
        """Drop what a record had asked."""
        self.connection.execute("DELETE FROM use WHERE number = ?", (number,))

    def forget_unused(self) -> None:
        """Drop the answers that no record uses any more."""
        self.forget_stored()
        with self.connection:
            self.connection.execute("DELETE FROM answer WHERE id NOT IN (SELECT answer FROM use)")

    def forget_stored(self) -> None:
        """Look every answer up again: a transaction that stored some of them did not end well."""
        self._stored.clear()

    def all(self) -> Iterator[tuple[int, Asked, str]]:
        """The look-ups that records used, with the answers they got."""
        for identity, asked, given in self.connection.execute("SELECT id, asked, given FROM answer ORDER BY id"):
            yield identity, tuple(json.loads(asked)), given

    def users(self, answers: Iterable[int]) -> set[str]:
        """The numbers whose records used any of some answers."""
        rows = (self.connection.execute("SELECT number FROM use WHERE answer = ?", (one,)) for one in answers)
        return {number for found in rows for (number,) in found}

    def unknown(self, look_up: str) -> dict[Asked, int]:
        """What the tables did not know of a kind of look-up, with the number of questions that had asked."""
        rows = self.connection.execute(
            "SELECT asked, count(*) FROM answer JOIN use ON use.answer = answer.id WHERE asked LIKE ? "
            "AND (given = 'None' OR given LIKE '%unknown=(''%') GROUP BY asked ORDER BY asked",
            (f'["{look_up}", %',),
        )
        return {tuple(json.loads(asked)): many for asked, many in rows}

    def _identity(self, asked: str, given: str) -> int:
        """The number of an answer, which is stored when it is new."""
        known = self._stored.get((asked, given))
        if known is None:
            if len(self._stored) >= REMEMBERED:
                self._stored.clear()
            self.connection.execute("INSERT OR IGNORE INTO answer (asked, given) VALUES (?, ?)", (asked, given))
            row = self.connection.execute("SELECT id FROM answer WHERE asked = ? AND given = ?", (asked, given))
            known = self._stored[asked, given] = int(row.fetchone()[0])
        return known


@lru_cache(maxsize=REMEMBERED)
def _written(asked: Asked) -> str:
    return json.dumps(asked, ensure_ascii=False)
