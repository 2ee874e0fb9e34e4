"""Reviewed tables made by hand, read as the real ones are."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.authority.lookups import Authority, read_authority
from flows.authority.tables import TABLES

Rows = Mapping[str, Sequence[Mapping[str, str]]]


def made_authority(rows: Rows, pairs: Iterable[tuple[str, str]] = ()) -> Authority:
    """The authority over tables with these rows; cells that are not given are empty."""
    assert set(rows) <= set(TABLES)
    with TemporaryDirectory() as folder:
        for name, (key, columns) in TABLES.items():
            with (Path(folder) / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [*key, *columns, "source", "checked"], "")
                writer.writeheader()
                writer.writerows({"source": "a test", "checked": "2026-11-25", **row} for row in rows.get(name, ()))
        return read_authority(Path(folder), pairs=pairs)


def changed(rows: Rows, **tables: Sequence[Mapping[str, str]]) -> Rows:
    """Tables with some rows more, which stand for those of the same key."""
    made = {name: list(table) for name, table in rows.items()}
    for name, more in tables.items():
        key = TABLES[name][0]
        kept = [row for row in made.get(name, []) if not any(all(row[one] == new[one] for one in key) for new in more)]
        made[name] = [*kept, *more]
    return made
