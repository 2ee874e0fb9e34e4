"""The flat tables of a release: a file of each for each legislature, and one of the people for all.

The tables of a legislature follow from its records and from what their rows point at. Both are noted, so that a release
knows whether it has the same tables as the one before; then they are links, and no row of them is made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow
from pyoxigraph import Triple

from flows.keep import pieces
from flows.keep.pieces import unpack
from flows.keep.records import Records
from flows.publish import columns, named, table_files, tables
from flows.publish.columns import OF_LEGISLATURE, PEOPLE
from flows.publish.named import Named
from flows.publish.rows import Row, read_rows
from flows.publish.table_files import ENDINGS, TableFiles
from flows.publish.tables import Asked, Cells, Part, Tables, people, rows_of
from flows.vocabulary import Iris

MODULES = (columns, named, pieces, table_files, tables)  # whose code is seen in the files


@dataclass(frozen=True)
class Noted:
    """Of the tables of a legislature: what their rows point at, and what they count of the people."""

    asked: tuple[Asked, ...]
    people: Mapping[str, Part]


class Flat:
    """The files of the tables, in an empty folder that others delete."""

    def __init__(self, folder: Path, records: Records, vocabulary: Iterable[Triple], iris: Iris, last: str) -> None:
        """Take the names from a vocabulary; `last` is what `noted` said after the release before, or empty."""
        self.folder, self.records, self.iris = folder, records, iris
        self.named = Named(vocabulary, iris)
        self.cells = Cells(self.named)
        self.known = _read(last)

    def noted(self) -> str:
        """What the next release has to know of the tables of this one, once their files are made."""
        told = {
            legislature: {"asked": one.asked, "people": one.people} for legislature, one in sorted(self.known.items())
        }
        return json.dumps(told)

    def made_from(self) -> dict[str, str]:
        """What the files of each legislature are made from, as a checksum, by name; those alone that is known of."""
        found: dict[str, str] = {}
        for legislature in self.records.legislatures():
            if known := self.known.get(legislature):
                told = [self.iris.base, pyarrow.__version__, self.records.checksum(legislature)]
                digest = hashlib.sha256(repr([*told, self.cells.fingerprint(known.asked)]).encode())
                for module in MODULES:
                    digest.update(Path(str(module.__file__)).read_bytes())
                names = (
                    f"{columns.named(table.name, legislature)}.{one}" for table in OF_LEGISLATURE for one in ENDINGS
                )
                found |= dict.fromkeys([*names, _package(legislature)], digest.hexdigest())
        return found

    def files(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """The names of all files, each with its bytes; those of the people are read last, after all others."""
        legislatures = self.records.legislatures()
        self.known = {number: one for number, one in self.known.items() if number in legislatures}
        for legislature in legislatures:
            made = TableFiles(self.folder / str(legislature), OF_LEGISLATURE, partial(self._rows, legislature))
            for table in OF_LEGISLATURE:
                for ending in ENDINGS:
                    yield f"{columns.named(table.name, legislature)}.{ending}", made.chunks(table.name, ending)
            names = {table.name: f"{columns.named(table.name, legislature)}.parquet" for table in OF_LEGISLATURE}
            yield _package(legislature), made.package(names)
        everyone = TableFiles(self.folder / PEOPLE.name, (PEOPLE,), lambda: people(self.named, self._parts()))
        for ending in ENDINGS:
            yield f"{PEOPLE.name}.{ending}", everyone.chunks(PEOPLE.name, ending)

    def _rows(self, legislature: int) -> Iterator[tuple[str, Row]]:
        """The rows of a legislature; when all are read, it is known what they point at."""
        of = Tables(self.cells, self.iris)
        yield from rows_of((read_rows(unpack(piece)) for piece in self.records.pieces("rows", legislature)), of)
        self.known[legislature] = Noted(tuple(sorted(of.asked)), dict(sorted(of.people.items())))

    def _parts(self) -> dict[str, Part]:
        found: dict[str, Part] = {}
        for one in self.known.values():
            for person, part in one.people.items():
                found[person] = found.get(person, Part()) + part
        return found


def _package(legislature: int) -> str:
    """The name of the package of all Parquet files of a legislature: "be-senate-7-tables.parquet.zip".

    Only together are they a form of its data, and the catalogue describes them so.
    """
    return f"{columns.named('tables', legislature)}.parquet.zip"


def _read(noted: str) -> dict[int, Noted]:
    return {
        int(legislature): Noted(
            tuple((kind, iri) for kind, iri in one["asked"]),
            {person: Part(*part) for person, part in one["people"].items()},
        )
        for legislature, one in json.loads(noted or "{}").items()
    }
