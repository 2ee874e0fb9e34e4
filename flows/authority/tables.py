"""Read the reviewed tables in `seeds/`: who and what printed names mean, each row with its source and date.

A row that cannot be used is refused with file, line and what to write instead; nothing is read around it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from flows.authority.addressee import Addressed
from flows.errors import BadInput
from flows.vocabulary import slug

Row = Mapping[str, str]
Tables = Mapping[str, Mapping[str, Row]]
# "http://eurovoc.europa.eu/2628 http://eurovoc.europa.eu/3010"
IRIS = re.compile(r"""(?:https?://[^\s<>"{}|\\^`]+(?: |$))*""")
# The key of each table, and the columns besides; `source` and `checked` stand in all of them.
TABLES = {
    "legislatures": (("legislature",), ("chamber",)),
    "people": (("person",), ("name", "other_names", "wikidata", "senate_id", "from", "until")),
    "parties": (
        ("party",),
        ("kind", "label", "other_labels", "name_nl", "name_fr", "from", "until", "renamed_from", "members",
         "language_group", "wikidata"),
    ),
    "governments": (("government",), ("nl", "fr", "en", "from", "until", "wikidata")),
    "services": (("service",), ("nl", "fr", "de", "en", "cbe")),
    "portfolios": (("portfolio",), ("nl", "fr", "en", "services", "wikidata")),
    "portfolio_names": (("printed", "language"), ("portfolios",)),
    "posts": (("post",), ("rank", "portfolios", "nl", "fr", "en", "other_nl", "other_fr", "wikidata")),
    "ministers": (("person", "portfolio", "from"), ("rank", "government", "until")),
    "eurovoc": (("id",), ("nl", "fr", "en", "de", "other_nl", "other_fr", "broader", "microthesauri", "replaced_by")),
    "eurovoc_microthesauri": (("id",), ("code", "nl", "fr", "en", "de", "domain")),
    "eurovoc_domains": (("id",), ("code", "nl", "fr", "en", "de")),
    "keywords": (("keyword",), ("nl", "fr", "other_nl", "other_fr", "exact", "close", "wikidata")),
    "replacements": (("old",), ("new",)),
}  # fmt: skip
# What a column points at: (table, column, table pointed at); those in LISTS hold several keys, parted by blanks.
POINTERS = (
    ("parties", "renamed_from", "parties"), ("parties", "members", "parties"),
    ("portfolios", "services", "services"), ("portfolio_names", "portfolios", "portfolios"),
    ("posts", "portfolios", "portfolios"),
    ("ministers", "person", "people"), ("ministers", "portfolio", "portfolios"),
    ("ministers", "government", "governments"),
    ("eurovoc", "broader", "eurovoc"), ("eurovoc", "microthesauri", "eurovoc_microthesauri"),
    ("eurovoc", "replaced_by", "eurovoc"), ("eurovoc_microthesauri", "domain", "eurovoc_domains"),
)  # fmt: skip
LISTS = {
    ("parties", "members"), ("portfolios", "services"), ("portfolio_names", "portfolios"), ("posts", "portfolios"),
    ("eurovoc", "broader"), ("eurovoc", "microthesauri"),
}  # fmt: skip
# What a row is of no use without, besides its key; choices are never empty unless they say so.
NEEDED = {
    "people": ("name",), "parties": ("label",), "portfolio_names": ("portfolios",), "ministers": ("government",),
    "eurovoc_microthesauri": ("domain",), "keywords": ("nl",),
}  # fmt: skip
UNIQUE = {"people": ("senate_id",)}  # two rows with one number of the Senate would be one person twice
CHOICES = {
    ("parties", "kind"): ("party", "group"),
    ("parties", "language_group"): ("", "nl", "fr"),
    ("portfolio_names", "language"): ("nl", "fr"),
    ("posts", "rank"): ("prime-minister", "deputy-prime-minister", "minister", "secretary-of-state"),
    ("ministers", "rank"): ("prime-minister", "minister", "secretary-of-state"),
}
SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")  # ludivine-dedonder, c_04ae3ba8
PATH = re.compile(r"(?:id|auth)(?:/[a-z0-9_-]+)+")  # id/person/tom-ongena
# By the name of a column: how its cells are written, what they are, an example.
WRITTEN = {
    "wikidata": (re.compile(r"(?:Q[1-9][0-9]*)?"), "item of Wikidata", "Q69745447"),
    "senate_id": (re.compile(r"[0-9]*"), "number at the Senate", "4689"),
    "cbe": (re.compile(r"[0-9]{10}"), "enterprise number of ten digits", "0308357555"),
    "exact": (IRIS, "list of IRIs parted by blanks", "http://eurovoc.europa.eu/2628"),
    "close": (IRIS, "list of IRIs parted by blanks", "http://eurovoc.europa.eu/2628"),
}


def read_tables(folder: Path) -> dict[str, dict[str, Row]]:
    """The tables by name and key; raises BadInput naming file and line when a row cannot be used."""
    read = {name: _read_table(folder / f"{name}.csv", name, *columns) for name, columns in TABLES.items()}
    for name, column, target in POINTERS:
        for where, row in read[name].values():
            for pointed in row[column].split() if (name, column) in LISTS else filter(None, [row[column]]):
                if pointed not in read[target]:
                    raise BadInput(f"{where}: '{pointed}' in '{column}' is not in {target}.csv")
    return {name: {key: row for key, (_, row) in table.items()} for name, table in read.items()}


def fingerprint(tables: Tables) -> str:
    """A checksum of all that the tables say, whatever the order of their rows."""
    digest = hashlib.sha256()
    for name, table in sorted(tables.items()):
        for key, row in sorted(table.items()):
            digest.update(f"{name}\t{key}\t{sorted(row.items())}\n".encode())
    return digest.hexdigest()


def spellings(cell: str) -> list[str]:
    """The names in a cell that holds several: "Ngaire D'haeseleer | N. D'haeseleer"."""
    return [name.strip() for name in cell.split("|") if name.strip()]


def covers(row: Row, day: str) -> bool:
    """Whether a row's period holds a day; an empty end is open, and `until` is the first day after."""
    return (not row["from"] or row["from"] <= day) and (not row["until"] or day < row["until"])


def _read_table(
    path: Path, name: str, key: tuple[str, ...], columns: tuple[str, ...]
) -> dict[str, tuple[str, Row]]:  # fmt: skip
    """The rows by key, each with the place it stands at."""
    table: dict[str, tuple[str, Row]] = {}
    taken: dict[tuple[str, str], str] = {}
    for where, row in _rows(path, {*key, *columns, "source", "checked"}):
        known_by = _check_row(name, row, key, where)
        if known_by in table:
            raise BadInput(f"{where}: '{known_by}' stands there already; keys are unique")
        for column in UNIQUE.get(name, ()):
            if row[column] and (other := taken.setdefault((column, row[column]), known_by)) != known_by:
                raise BadInput(f"{where}: '{row[column]}' in '{column}' is already that of '{other}'")
        table[known_by] = where, row
    return table


def _rows(path: Path, columns: set[str]) -> Iterator[tuple[str, Row]]:
    """The rows of a file, each with the place where it begins."""
    if not path.is_file():
        raise BadInput(f"{path} is missing: restore it from the project's repository")
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")  # spreadsheets put a mark before the first letter
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(f"{path}, line {line}: the file is not in UTF-8; save it as such: {error}") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    where = f"{path}, line 1"
    try:
        header = next(reader, [])
        if lacking := sorted(columns - set(header)):
            raise BadInput(f"{where}: the header lacks {', '.join(lacking)}")
        if twice := sorted({column for column in header if header.count(column) > 1}):
            raise BadInput(f"{where}: the header has {', '.join(twice)} twice")
        where = f"{path}, line {reader.line_num + 1}"
        for cells in reader:
            if len(cells) not in (0, len(header)):
                words = f"the row has {len(cells)} cells and the header {len(header)}"
                raise BadInput(f"{where}: {words}; quote cells that hold a comma")
            if cells:
                yield where, dict(zip(header, cells, strict=True))
            where = f"{path}, line {reader.line_num + 1}"  # where the next row begins; a quoted cell may hold lines
    except csv.Error as error:
        raise BadInput(f"{where}: no comma-separated values: {error}") from error


def _check_row(name: str, row: Row, key: tuple[str, ...], where: str) -> str:
    """The key of a row that can be used."""
    if not row["source"] or not row["checked"]:
        raise BadInput(f"{where}: every row needs a source and the day it was checked")
    for column in key:
        if not row[column]:
            raise BadInput(f"{where}: '{column}' is empty, and a row is known by it")
    for column in NEEDED.get(name, ()):
        if not row[column].strip():
            raise BadInput(f"{where}: '{column}' is empty, and the row says nothing without it")
    for column, value in row.items():
        allowed = CHOICES.get((name, column))
        if allowed is not None and value not in allowed:
            raise BadInput(
                f"{where}: '{value}' in '{column}'; write {' or '.join(one or 'nothing' for one in allowed)}"
            )
    _check_identifiers(name, row, key, where)
    _check_days(row, where)
    return " ".join(row[column] for column in key)


def _check_identifiers(name: str, row: Row, key: tuple[str, ...], where: str) -> None:
    if name == "replacements":
        for column in ("old", "new"):
            if not PATH.fullmatch(row[column]):
                raise BadInput(f"{where}: '{row[column]}' is no IRI below our base; write id/person/tom-ongena")
    elif len(key) == 1 and not SLUG.fullmatch(row[key[0]]):
        raise BadInput(f"{where}: '{row[key[0]]}' is to end an IRI; write small letters, digits and hyphens")
    for column, (written, what, example) in WRITTEN.items():
        if column in row and not written.fullmatch(row[column]):
            raise BadInput(f"{where}: '{row[column]}' in '{column}' is no {what}; write {example}")
    if name == "posts":
        computed = Addressed(row["rank"], tuple(sorted(row["portfolios"].split()))).key
        if row["post"] != computed:
            raise BadInput(
                f"{where}: a post is known by its rank and portfolios; write '{computed}' for '{row['post']}'"
            )
    if name == "keywords" and row["keyword"] != slug(row["nl"]):
        raise BadInput(f"{where}: a keyword is known by its Dutch label; write '{slug(row['nl'])}'")


def _check_days(row: Row, where: str) -> None:
    for column in ("from", "until", "checked"):
        if row.get(column):
            try:
                if date.fromisoformat(row[column]).isoformat() == row[column]:
                    continue
            except ValueError as error:
                raise BadInput(f"{where}: '{row[column]}' in '{column}' is no day; write 2026-11-24") from error
            raise BadInput(f"{where}: '{row[column]}' in '{column}' is not written as a day is here; write 2026-11-24")
    if row.get("from") and row.get("until") and row["until"] <= row["from"]:
        raise BadInput(f"{where}: the period ends on {row['until']}, before it begins")
