"""Open our SQLite files so that a crash loses nothing, and say what to do when one cannot be used.

What the files hold is not known here.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import VraagbaakError

WAIT = 30  # seconds for another process to end what it is writing

# By SQLite's primary result codes (sqlite.org/rescode.html). Other codes are mistakes of ours and stay as they are.
ADVICE = {
    sqlite3.SQLITE_FULL: "free some space and run again; what was stored before is safe",
    sqlite3.SQLITE_IOERR: "the disk is full or failing: check it and run again; what was stored before is safe",
    sqlite3.SQLITE_READONLY: "make the file and its folder writable and run again",
    sqlite3.SQLITE_CANTOPEN: "check that its folder exists and is writable, and that it is a file",
    sqlite3.SQLITE_PERM: "make the file and its folder writable and run again",
    sqlite3.SQLITE_BUSY: f"another process has been writing for {WAIT} seconds; wait for it and run again",
    sqlite3.SQLITE_NOTADB: "move the file away, or restore it from a backup",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; restore it from a backup",
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite raises for the file inside the block into a VraagbaakError that says what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # The low byte is the primary code; SQLITE_IOERR_WRITE is 778, that is 10 + (3 << 8).
        advice = ADVICE.get(getattr(error, "sqlite_errorcode", -1) & 0xFF)
        if advice is None:
            raise
        raise VraagbaakError(f"{path} cannot be used ({error}): {advice}") from error


@contextmanager
def open_database(path: Path, schema: str, application: int = 0, version: int = 1) -> Iterator[sqlite3.Connection]:
    """A SQLite file with its schema in place: WAL and full synchronisation, so that what is committed survives.

    Raises VraagbaakError when the file cannot be used, belongs to another application or was written by a newer
    version than `version`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise VraagbaakError(f"{path.parent} cannot be made ({error.strerror}): name a folder to write in") from error
    with explained(path):
        # IMMEDIATE: a writer waits for its turn at the start, where waiting still helps.
        connection = sqlite3.connect(path, timeout=WAIT, isolation_level="IMMEDIATE")
        try:
            _check(connection, path, application, version)
            _turn_to_wal(connection)
            connection.execute("PRAGMA synchronous = FULL")
            # The mark comes first and the version last: a kill in between leaves a file that is ours and unfinished.
            _stamp(connection, "application_id", application)
            connection.executescript(schema)
            _stamp(connection, "user_version", version)
            yield connection
        finally:
            connection.close()


def _check(connection: sqlite3.Connection, path: Path, application: int, version: int) -> None:
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if not empty and _stamped(connection, "application_id") != application:
        raise VraagbaakError(f"{path} is a database of something else: move it away, or use another output folder")
    found = _stamped(connection, "user_version")
    if found > version:
        raise VraagbaakError(
            f"{path} was written by a newer Vraagbaak (version {found} of the file, known here is {version}): "
            "update Vraagbaak"
        )


def _turn_to_wal(connection: sqlite3.Connection) -> None:
    """Switch the journal; here SQLite itself does not wait for another process that opens a new file too."""
    deadline = time.monotonic() + WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _stamp(connection: sqlite3.Connection, name: str, value: int) -> None:
    if _stamped(connection, name) != value:
        connection.execute(f"PRAGMA {name} = {value}")  # a PRAGMA takes no parameters; name and value are ours


def _stamped(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
