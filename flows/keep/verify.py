"""Find what in an archive is no longer as it was stored. Nothing is mended here: a damaged archive is restored."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flows.keep.archive import Archive, text
from flows.keep.captures import unpacked


@dataclass(frozen=True)
class Damage:
    """Something that is not as it was stored; `address` is empty where no page can be named."""

    address: str
    what: str


def verify(archive: Archive, checked: Callable[[], object] = lambda: None) -> Iterator[Damage]:
    """Everything in the archive that is not as it was stored; nothing comes from a sound one.

    `checked` is called after every content, of which `archive.counts()` tells the number.
    """
    with archive.snapshot():
        try:
            for (found,) in archive.connection.execute("PRAGMA integrity_check"):
                if found != "ok":
                    yield Damage("", f"SQLite finds: {found}")
            yield from _contents(archive.connection, checked)
            yield from _captures(archive.connection)
        except sqlite3.DatabaseError as error:
            yield Damage("", f"SQLite cannot read on: {error}")


def _contents(connection: sqlite3.Connection, checked: Callable[[], object]) -> Iterator[Damage]:
    rows = connection.execute(
        "SELECT sha256, size, body, (SELECT min(address) FROM capture WHERE capture.sha256 = content.sha256) "
        "FROM content ORDER BY sha256"
    )
    for sha256, size, packed, address in rows:
        if address is None:
            yield Damage("", f"the content {sha256} belongs to no page")
        try:
            unpacked(packed, size, sha256)
        except (ValueError, TypeError) as error:
            yield Damage(address or "", f"the content {sha256}: {error}")
        checked()


def _captures(connection: sqlite3.Connection) -> Iterator[Damage]:
    rows = connection.execute(
        "SELECT address, sha256, first_seen, last_seen, headers, EXISTS (SELECT 1 FROM content "
        "WHERE content.sha256 = capture.sha256) FROM capture ORDER BY address, sha256"
    )
    for address, sha256, first_seen, last_seen, headers, has_content in rows:
        if not has_content:
            yield Damage(address, f"its content {sha256} is missing")
        try:
            moments = [datetime.fromisoformat(moment) for moment in (first_seen, last_seen)]
            if moments != sorted(moments) or [text(moment) for moment in moments] != [first_seen, last_seen]:
                raise ValueError("first seen after it was last seen, or not in universal time")
            dict(json.loads(headers))
        except (ValueError, TypeError) as error:
            yield Damage(address, f"the times or headers of its capture {sha256} are wrong: {error}")
