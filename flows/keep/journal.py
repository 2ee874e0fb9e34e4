"""Remember the nights and the visits: when each number was last asked for, and what was found there.

The pages themselves are in the archive. A lost journal costs requests, never data: everything is due again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from pathlib import Path
from typing import Any

from flows.keep.database import open_database
from flows.model import Known, State

SCHEMA = """
CREATE TABLE IF NOT EXISTS night (
    name TEXT PRIMARY KEY, started TEXT NOT NULL, ended TEXT, outcome TEXT, wanted TEXT NOT NULL,
    facts TEXT NOT NULL DEFAULT '{}', summary TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS visit (
    number TEXT PRIMARY KEY, legislature INTEGER NOT NULL, serial INTEGER NOT NULL, night TEXT NOT NULL,
    at TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, asked TEXT, state TEXT, deadline TEXT,
    answered TEXT, answers INTEGER) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS visit_order ON visit (legislature, serial);
CREATE TABLE IF NOT EXISTS counted (legislature INTEGER PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
"""
NEWEST_FIRST = "started DESC, length(name) DESC, name DESC"  # 2026-11-24-10 comes after 2026-11-24-9
RESUMED_WITHIN = timedelta(hours=20)  # a night that stopped longer ago is over; the next one begins anew


class Found(StrEnum):
    """What a visit found at a number."""

    QUESTION = "question"
    MISSING = "missing"  # no question there, and none known
    VANISHED = "vanished"  # gone, where a question is known
    UNEXPECTED = "unexpected"  # a page that is not the known question
    FAILED = "failed"  # nothing came; asked again as soon as there is an occasion


class Outcome(StrEnum):
    """How a night ended."""

    GOOD = "good"
    INCOMPLETE = "incomplete"  # the site was not asked for all that was due; what came is published
    UNPUBLISHED = "unpublished"  # the checks or guards forbade a release
    FAILED = "failed"  # stopped by an error
    INTERRUPTED = "interrupted"  # killed, and not taken up again


WELL = (Outcome.GOOD, Outcome.UNPUBLISHED)  # the site was asked for all that was wanted


@dataclass(frozen=True)
class NightEntry:
    """A night as the journal has it; `facts` are figures by name, `summary` is what was told in the morning."""

    name: str
    started: datetime
    ended: datetime | None
    outcome: Outcome | None
    facts: Mapping[str, Any]
    summary: str


@dataclass(frozen=True)
class Visit:
    """The last visit to a number; `known` is what its page said when it last was a question."""

    number: str
    night: str
    at: datetime
    found: Found
    reason: str = ""
    known: Known | None = None


class Journal:
    """The journal of one output folder; opened with `open_journal`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take over an open connection whose schema is in place."""
        self.connection = connection

    # -- nights -------------------------------------------------------------------------------------

    def begin(self, wanted: str, at: datetime) -> NightEntry:
        """The night that begins, or the interrupted one of the same kind that goes on."""
        with self.connection:
            row = self.connection.execute(
                "SELECT name, started FROM night WHERE ended IS NULL AND wanted = ? ORDER BY started DESC LIMIT 1",
                (wanted,),
            ).fetchone()
            going_on = row[0] if row and at - datetime.fromisoformat(row[1]) < RESUMED_WITHIN else None
            self.connection.execute(
                "UPDATE night SET ended = started, outcome = ? WHERE ended IS NULL AND name IS NOT ?",
                (Outcome.INTERRUPTED, going_on),
            )
            name = going_on or self._new_name(at.date().isoformat())
            self.connection.execute(
                "INSERT OR IGNORE INTO night (name, started, wanted) VALUES (?, ?, ?)", (name, at.isoformat(), wanted)
            )
        return self.night(name)

    def _new_name(self, day: str) -> str:
        taken = {row[0] for row in self.connection.execute("SELECT name FROM night WHERE name GLOB ?", (f"{day}*",))}
        return next(name for at in range(1, len(taken) + 2) if (name := day if at == 1 else f"{day}-{at}") not in taken)

    def part_of(self, name: str) -> set[str]:
        """A night, and those of the same kind in the hours before it that did not end well: it goes on with them."""
        night = self.night(name)
        rows = self.connection.execute(
            "SELECT name, outcome FROM night WHERE wanted = (SELECT wanted FROM night WHERE name = ?) "
            f"AND name <> ? AND started > ? AND started <= ? ORDER BY {NEWEST_FIRST}",
            (name, name, (night.started - RESUMED_WITHIN).isoformat(), night.started.isoformat()),
        )
        return {name, *(row[0] for row in takewhile(lambda row: Outcome(row[1]) not in WELL, rows))}

    def end(self, name: str, at: datetime, outcome: Outcome, facts: Mapping[str, Any], summary: str) -> None:
        """Say how a night ended."""
        with self.connection:
            self.connection.execute(
                "UPDATE night SET ended = ?, outcome = ?, facts = ?, summary = ? WHERE name = ?",
                (at.isoformat(), outcome, json.dumps(facts, sort_keys=True), summary, name),
            )

    def done_since(self, wanted: str, moment: datetime) -> str | None:
        """The name of a night of the same kind that began at that moment or later and came to its end."""
        row = self.connection.execute(
            "SELECT name FROM night WHERE wanted = ? AND started >= ? AND ended IS NOT NULL AND outcome <> ? LIMIT 1",
            (wanted, moment.isoformat(), Outcome.INTERRUPTED),
        ).fetchone()
        return row[0] if row else None

    def night(self, name: str) -> NightEntry:
        """A night by its name."""
        return next(entry for entry in self.nights(None) if entry.name == name)

    def nights(self, count: int | None = 10) -> list[NightEntry]:
        """The last nights, the newest first."""
        rows = self.connection.execute(
            f"SELECT name, started, ended, outcome, facts, summary FROM night ORDER BY {NEWEST_FIRST} LIMIT ?",
            (-1 if count is None else count,),
        )
        return [
            NightEntry(
                name, datetime.fromisoformat(started), datetime.fromisoformat(ended) if ended else None,
                Outcome(outcome) if outcome else None, json.loads(facts), summary,
            )
            for name, started, ended, outcome, facts, summary in rows
        ]  # fmt: skip

    # -- visits -------------------------------------------------------------------------------------

    def visited(self, visit: Visit) -> None:
        """Store a visit; one that found no question keeps what was known of it before."""
        known = visit.known
        facts = (
            (known.asked.isoformat(), known.state, _iso(known.deadline), _iso(known.answered), known.answers)
            if known
            else (None,) * 5
        )
        legislature, _, serial = visit.number.partition("-")
        with self.connection:
            self.connection.execute(
                "INSERT INTO visit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET "
                "night = excluded.night, at = excluded.at, outcome = excluded.outcome, reason = excluded.reason"
                + (
                    ", asked = excluded.asked, state = excluded.state, deadline = excluded.deadline, "
                    "answered = excluded.answered, answers = excluded.answers"
                    if known
                    else ""
                ),
                (visit.number, int(legislature), int(serial), visit.night, visit.at.isoformat(), visit.found,
                 visit.reason, *facts),
            )  # fmt: skip

    def settle(self) -> None:
        """Take it that known questions which the site shows no more are gone: they are missing numbers from now on."""
        with self.connection:
            self.connection.execute(
                "UPDATE visit SET outcome = ?, asked = NULL, state = NULL, deadline = NULL, answered = NULL, "
                "answers = NULL WHERE outcome IN (?, ?)",
                (Found.MISSING, Found.VANISHED, Found.UNEXPECTED),
            )

    def visits(self, legislature: int | None = None) -> Iterator[Visit]:
        """The last visit to every number, in the order of the numbers, of one legislature or of all, as a stream."""
        where, values = ("WHERE legislature = ?", (legislature,)) if legislature else ("", ())
        rows = self.connection.execute(
            "SELECT number, night, at, outcome, reason, asked, state, deadline, answered, answers FROM visit "
            f"{where} ORDER BY legislature, serial",
            values,
        )
        return map(_visit, rows)

    def visit(self, number: str) -> Visit | None:
        """The last visit to a number."""
        row = self.connection.execute(
            "SELECT number, night, at, outcome, reason, asked, state, deadline, answered, answers FROM visit "
            "WHERE number = ?",
            (number,),
        ).fetchone()
        return _visit(row) if row else None

    # -- counting -----------------------------------------------------------------------------------

    def counted_out(self, legislature: int, at: datetime) -> None:
        """Say that a legislature was counted to its end."""
        with self.connection:
            self.connection.execute("INSERT OR REPLACE INTO counted VALUES (?, ?)", (legislature, at.isoformat()))

    def counted(self) -> set[int]:
        """The legislatures that were counted to their end at least once."""
        return {row[0] for row in self.connection.execute("SELECT legislature FROM counted")}


@contextmanager
def open_journal(path: Path) -> Iterator[Journal]:
    """The journal in a file, made when it is missing."""
    with open_database(path, SCHEMA) as connection:
        yield Journal(connection)


def _visit(row: tuple[Any, ...]) -> Visit:
    number, night, at, found, reason, asked, state, deadline, answered, answers = row
    known = (
        Known(number, date.fromisoformat(asked), State(state), _day(deadline), _day(answered), answers)
        if asked
        else None
    )
    return Visit(number, night, datetime.fromisoformat(at), Found(found), reason, known)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
