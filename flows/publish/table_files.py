"""Write the flat tables as CSV and as Parquet: both forms of some tables in one pass over the rows, a few in memory.

The files of a release are asked for one after the other; the first that is asked for has those of its legislature made,
aside. When all are links to the release before, none is.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pyarrow as pa
from pyarrow import parquet

from flows.keep.pieces import HEADER, Member, pack
from flows.publish.columns import Column, Table
from flows.publish.rows import Row

CHUNK = 1 << 20
GROUP = 1000  # rows of a row group: of the questions with their texts some 15 MB
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
ENDINGS = ("csv.gz", "parquet")
SPECIAL = re.compile(r'[",\r\n]').search  # what a cell of CSV that has it is quoted for: "Vragen, antwoorden"
TRUTHS = {True: "true", False: "false", None: ""}
Rows = Callable[[], Iterable[tuple[str, Row]]]
Values = Sequence[Any]  # of a column


class TableFiles:
    """The files of some tables, made when the first of them is read; in a folder that others delete."""

    def __init__(
        self, folder: Path, tables: Sequence[Table], rows: Rows, is_ready: Callable[[], bool] = lambda: False
    ) -> None:
        """Take over an empty folder, the tables, and what gives the rows with the names of their tables.

        `is_ready` tells, and waits until it can, whether another process has made the files in that folder.
        """
        self.folder, self.tables, self.rows, self.is_ready, self.is_made = folder, tables, rows, is_ready, False

    def chunks(self, table: str, ending: str) -> Iterator[bytes]:
        """The bytes of the file of a table with an ending of `ENDINGS`."""
        self.make()
        yield from _read(self.folder / f"{table}.{ending}")

    def package(self, names: Mapping[str, str]) -> Iterator[bytes]:
        """The bytes of a package of the Parquet files of some tables, each under its name there."""
        self.make()
        path = self.folder / "package.zip"
        _put_together(path, {name: self.folder / f"{table}.parquet" for table, name in names.items()})
        yield from _read(path)

    def make(self) -> None:
        """Write the files, unless that is done."""
        if not self.is_made and not self.is_ready():
            self.folder.mkdir(exist_ok=True)
            write(self.folder, self.tables, self.rows())
        self.is_made = True


def write(folder: Path, tables: Sequence[Table], rows: Iterable[tuple[str, Row]]) -> None:
    """Write "questions.csv.gz", "questions.parquet" and so on.

    Raises ValueError when a row has something that is no column of its table.
    """
    with ExitStack() as stack:
        writers = {table.name: stack.enter_context(_writer(folder, table)) for table in tables}
        for name, row in rows:
            writers[name](row)


def _put_together(package_path: Path, files: Mapping[str, Path]) -> None:
    """Pack files under their names as they are, since they are compressed already; their time is that of nothing."""
    with ZipFile(package_path, "w", ZIP_STORED) as package:
        for name, path in files.items():
            info = ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o644 << 16  # the same on every system
            info.file_size = path.stat().st_size  # so that a file of four gigabytes is written as such
            with path.open("rb") as file, package.open(info, "w") as inside:
                shutil.copyfileobj(file, inside, CHUNK)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


@contextmanager
def _writer(folder: Path, table: Table) -> Iterator[Callable[[Row], None]]:
    """What writes a row into both files of a table."""
    names = [column.name for column in table.columns]
    known, waiting, member = frozenset(names), list[Row](), Member()
    with (
        (folder / f"{table.name}.csv.gz").open("wb") as lines,
        (folder / f"{table.name}.parquet").open("wb") as binary,
        _parquet(table, binary) as columnar,
    ):
        lines.write(HEADER + member.add(pack(f"{','.join(names)}\r\n".encode())))

        def write_row(row: Row) -> None:
            if not row.keys() <= known:
                raise ValueError(f"{table.name} has no column {sorted(row.keys() - known)[0]}")
            waiting.append(row)
            if len(waiting) == GROUP:
                write_group()

        def write_group() -> None:
            values = [[row.get(name) for row in waiting] for name in names]
            waiting.clear()
            lines.write(member.add(pack(_csv(table, values))))
            columnar.write_table(_group(table, values))

        yield write_row
        if waiting:
            write_group()
        lines.write(member.end())


# -- CSV ------------------------------------------------------------------------------------------------


def _csv(table: Table, values: Sequence[Values]) -> bytes:
    """Rows as RFC 4180 has them; a cell without a value is empty, and no value is an empty text."""
    columns = [_cells(column.kind, its) for column, its in zip(table.columns, values, strict=True)]
    return ("\r\n".join(map(",".join, zip(*columns, strict=True))) + "\r\n").encode()


def _cells(kind: str, values: Values) -> list[str]:
    if kind == "truth":
        return [TRUTHS[value] for value in values]
    if kind in ("number", "date", "moment"):
        return ["" if value is None else str(value) for value in values]
    return [_quoted(value) if value else "" for value in values]


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if SPECIAL(text) else text


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


def _group(table: Table, values: Sequence[Values]) -> pa.Table:
    arrays = [_array(column, its) for column, its in zip(table.columns, values, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema(table))


def _array(column: Column, values: Values) -> pa.Array:
    if column.kind in ("number", "truth"):
        return pa.array(values, _type(column))
    texts = pa.array(values, pa.string())
    return texts.dictionary_encode() if column.kind == "word" else texts.cast(_type(column))
