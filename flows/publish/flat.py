"""The flat tables of a release: a file of each for each legislature, and one of the people for all.

The tables of a legislature follow from its records and from what their rows point at. Both are noted, so that a release
knows whether it has the same tables as the one before; then they are links, and no row of them is made. Where there are
many rows to make, a process of its own makes them while the other files are written: `python -m flows.publish.flat
FOLDER` reads from a file there which.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pyarrow
import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from flows.keep import pieces
from flows.keep.pieces import unpack
from flows.keep.records import Records, open_records
from flows.map.rdf import ntriples
from flows.publish import columns, named, table_files, tables
from flows.publish.columns import OF_LEGISLATURE, PEOPLE
from flows.publish.named import Named
from flows.publish.rows import Row, read_rows
from flows.publish.table_files import ENDINGS, TableFiles
from flows.publish.tables import Asked, Cells, Part, Tables, people, rows_of
from flows.vocabulary import Iris

MANY = 1000  # records: a process takes a second to start, and they take longer
ASKED, VOCABULARY, NOTED = "asked.json", "vocabulary.nt", "noted.json"
MODULES = (columns, named, pieces, table_files, tables)  # whose code is seen in the files


@dataclass(frozen=True)
class Noted:
    """Of the tables of a legislature: what their rows point at, and what they count of the people."""

    asked: tuple[Asked, ...]
    people: Mapping[str, Part]


class Flat:
    """The files of the tables, in an empty folder that others delete."""

    def __init__(self, folder: Path, records: Records, vocabulary: Sequence[Triple], iris: Iris, last: str) -> None:
        """Take the names from a vocabulary; `last` is what `noted` said after the release before, or empty."""
        self.folder, self.records, self.vocabulary, self.iris = folder, records, vocabulary, iris
        self.named = Named(vocabulary, iris)
        self.cells = Cells(self.named)
        self.known = _read(last)
        self.checksum = cache(records.checksum)  # asked for again and again, of records that stay as they are
        self.beside: subprocess.Popen[bytes] | None = None

    def noted(self) -> str:
        """What the next release has to know of the tables of this one, once their files are made."""
        return _written(self.known)

    def made_from(self) -> dict[str, str]:
        """What the files of each legislature are made from, as a checksum, by name; those alone that is known of."""
        found: dict[str, str] = {}
        for legislature in self.records.legislatures():
            if known := self.known.get(legislature):
                told = [self.iris.base, pyarrow.__version__, self.checksum(legislature)]
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
            made = self._of(legislature)
            for table in OF_LEGISLATURE:
                for ending in ENDINGS:
                    yield f"{columns.named(table.name, legislature)}.{ending}", made.chunks(table.name, ending)
            names = {table.name: f"{columns.named(table.name, legislature)}.parquet" for table in OF_LEGISLATURE}
            yield _package(legislature), made.package(names)
        everyone = TableFiles(self.folder / PEOPLE.name, (PEOPLE,), lambda: people(self.named, self._parts()))
        for ending in ENDINGS:
            yield f"{PEOPLE.name}.{ending}", everyone.chunks(PEOPLE.name, ending)

    @contextmanager
    def begun(self, before: Mapping[str, str]) -> Iterator[None]:
        """Have a process make meanwhile what is not made from the same as `before`, by name, where that is much."""
        made_from = self.made_from()
        sizes = self.records.sizes()
        stale = [one for one in sizes if before.get(_package(one)) != made_from.get(_package(one), "")]
        if sum(sizes[one] for one in stale) < MANY:
            yield
            return
        (self.folder / VOCABULARY).write_bytes(ntriples(self.vocabulary))
        asked = {"records": str(self.records.path), "base": self.iris.base, "legislatures": stale}
        (self.folder / ASKED).write_text(json.dumps(asked), "utf-8")
        self.beside = subprocess.Popen([sys.executable, "-m", __name__, str(self.folder)], stderr=subprocess.DEVNULL)
        try:
            yield
        finally:
            self.beside.kill()  # it has ended, unless an error came between
            self.beside.wait()

    def make(self, legislature: int) -> None:
        """Make the files of a legislature, with what is noted of them beside."""
        self._of(legislature).make()
        noted = {legislature: self.known[legislature]}
        (self.folder / str(legislature) / NOTED).write_text(_written(noted), "utf-8")

    def _of(self, legislature: int) -> TableFiles:
        rows, is_ready = partial(self._rows, legislature), partial(self._is_made_beside, legislature)
        return TableFiles(self.folder / str(legislature), OF_LEGISLATURE, rows, is_ready)

    def _is_made_beside(self, legislature: int) -> bool:
        """Whether the process has made the files of a legislature; one that died leaves them to us."""
        noted = self.folder / str(legislature) / NOTED
        if self.beside is None or self.beside.wait() != 0 or not noted.is_file():
            return False
        self.known |= _read(noted.read_text("utf-8"))
        return True

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


def _written(known: Mapping[int, Noted]) -> str:
    return json.dumps({
        legislature: {"asked": one.asked, "people": one.people} for legislature, one in sorted(known.items())
    })  # fmt: skip


def _read(noted: str) -> dict[int, Noted]:
    return {
        int(legislature): Noted(
            tuple((kind, iri) for kind, iri in one["asked"]),
            {person: Part(*part) for person, part in one["people"].items()},
        )
        for legislature, one in json.loads(noted or "{}").items()
    }


def main(folder: Path) -> None:
    """Make the files that are asked for."""
    asked = json.loads((folder / ASKED).read_text("utf-8"))
    vocabulary = [quad.triple for quad in pyoxigraph.parse(path=folder / VOCABULARY, format=RdfFormat.N_TRIPLES)]
    with open_records(Path(asked["records"])) as records:
        flat = Flat(folder, records, vocabulary, Iris(asked["base"]), "")
        for legislature in asked["legislatures"]:
            flat.make(legislature)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
