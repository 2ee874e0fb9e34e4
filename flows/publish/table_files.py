"""Write the flat tables as CSV and as Parquet: all of them in one pass over the records, aside, a few rows in memory.

The Parquet files also come as one package, which is what the catalogue describes: only together they are a form of the
data.

The files of a release are asked for one after the other; the first that is asked for has all of them made. When all are
links to the release before, none is.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pyarrow as pa
from pyarrow import parquet

from flows.keep.pieces import gzipped, pack
from flows.publish.columns import TABLES, Column, Table
from flows.publish.rows import Row

CHUNK = 1 << 20
GROUP = 2000  # rows of a row group: of the questions with their texts some 20 MB
TYPES = {
    "text": pa.string(),
    "iri": pa.string(),
    "word": pa.dictionary(pa.int32(), pa.string()),
    "date": pa.date32(),
    "moment": pa.timestamp("ms", tz="UTC"),  # Parquet has no seconds
    "number": pa.int32(),
    "truth": pa.bool_(),
}
SMALL = frozenset({"legislature", "answer", "answers", "event"})  # numbers that two bytes hold
TOGETHER = "tables.parquet.zip"
NAMES = (*(f"{table.name}.{ending}" for table in TABLES for ending in ("csv.gz", "parquet")), TOGETHER)
Rows = Callable[[], Iterable[tuple[str, Row]]]


class TableFiles:
    """The files of the tables, made when the first of them is read; opened with `opened`."""

    def __init__(self, folder: Path, rows: Rows) -> None:
        """Take over an empty folder, and what gives the rows with the names of their tables."""
        self.folder, self.rows, self.is_made = folder, rows, False

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file of `NAMES`."""
        if not self.is_made:
            write(self.folder, self.rows())
            self.is_made = True
        if name.endswith(".gz"):
            yield from gzipped(map(pack, _read(self.folder / name.removesuffix(".gz"))))
        else:
            yield from _read(self.folder / name)


@contextmanager
def opened(output: Path, rows: Rows) -> Iterator[TableFiles]:
    """The files of the tables, below a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=".tables-", dir=output) as folder:
        yield TableFiles(Path(folder), rows)


def write(folder: Path, rows: Iterable[tuple[str, Row]]) -> None:
    """Write "questions.csv", "questions.parquet" and so on, and "tables.parquet.zip"."""
    with ExitStack() as stack:
        writers = {table.name: stack.enter_context(_writer(folder, table)) for table in TABLES}
        for name, row in rows:
            writers[name](row)
    _put_together(folder)


def _put_together(folder: Path) -> None:
    """Pack the Parquet files as they are, since they are compressed already; their time is that of nothing."""
    with ZipFile(folder / TOGETHER, "w", ZIP_STORED) as package:
        for table in TABLES:
            path = folder / f"{table.name}.parquet"
            info = ZipInfo(path.name)
            info.create_system, info.external_attr = 3, 0o644 << 16  # the same on every system
            info.file_size = path.stat().st_size  # so that a file of four gigabytes is written as such
            with path.open("rb") as file, package.open(info, "w") as inside:
                shutil.copyfileobj(file, inside, CHUNK)


@contextmanager
def _writer(folder: Path, table: Table) -> Iterator[Callable[[Row], None]]:
    """What writes a row into both files of a table."""
    names = [column.name for column in table.columns]
    waiting: list[Row] = []
    with (
        (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as text,
        (folder / f"{table.name}.parquet").open("wb") as binary,
        _parquet(table, binary) as columnar,
    ):
        # RFC 4180; a cell without a value is empty, and no value is an empty text.
        lines = csv.DictWriter(text, names, restval="", lineterminator="\r\n")
        lines.writeheader()

        def write_row(row: Row) -> None:
            lines.writerow({name: _cell(value) for name, value in row.items()})
            waiting.append(row)
            if len(waiting) == GROUP:
                write_group()

        def write_group() -> None:
            columnar.write_table(_group(table, waiting))
            waiting.clear()

        yield write_row
        if waiting:
            write_group()


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


# -- Parquet --------------------------------------------------------------------------------------------


def schema(table: Table) -> pa.Schema:
    """The columns of a table with their types."""
    return pa.schema([
        pa.field(column.name, _type(column), not column.required, {"description": column.words["en"]})
        for column in table.columns
    ])  # fmt: skip


def _type(column: Column) -> pa.DataType:
    return pa.int16() if column.name in SMALL else TYPES[column.kind]


def _parquet(table: Table, file: IO[bytes]) -> parquet.ParquetWriter:
    """A writer whose bytes follow from the rows and the version of pyarrow: it writes no time and no name."""
    repeated = [column.name for column in table.columns if column.kind != "text"]
    return parquet.ParquetWriter(
        file, schema(table), version="2.6", compression="zstd", compression_level=3, use_dictionary=repeated
    )


def _group(table: Table, rows: list[Row]) -> pa.Table:
    arrays = []
    for column in table.columns:
        values = [row.get(column.name) for row in rows]
        is_written = column.kind in ("date", "moment")
        array = pa.array(values, pa.string() if is_written else None if column.kind == "word" else _type(column))
        arrays.append(array.cast(_type(column)) if is_written else _words(array) if column.kind == "word" else array)
    return pa.Table.from_arrays(arrays, schema=schema(table))


def _words(array: pa.Array) -> pa.Array:
    return array.cast(pa.string()).dictionary_encode()


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
