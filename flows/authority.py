"""Who and what the printed names mean: look-ups over the reviewed tables in `seeds/`.

Only exact matches after typographic folding; nothing is guessed. What is not found is for the caller to report.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from flows.errors import BadInput

Row = Mapping[str, str]
Name = TypeVar("Name", str, tuple[str, str])
# The key of each table, and the columns besides; `source` and `checked` stand in all of them.
TABLES = {
    "legislatures": (("legislature",), ("chamber",)),
    "people": (("person",), ("name", "other_names", "wikidata")),
    "parties": (("party",), ("label", "name_nl", "name_fr", "from", "until", "renamed_from", "wikidata")),
    "portfolios": (("portfolio",), ("nl", "fr", "en", "wikidata")),
    "posts": (("post",), ("nl", "fr", "en", "portfolios", "wikidata")),
    "post_titles": (("printed", "language"), ("post",)),
    "governments": (("government",), ("nl", "fr", "en", "from", "until", "wikidata")),
    "ministers": (("person", "post", "from"), ("government", "until")),
    "eurovoc": (("id",), ("nl", "fr", "en", "de", "broader", "microthesauri")),
    "eurovoc_microthesauri": (("id",), ("code", "nl", "fr", "en", "de", "domain")),
    "eurovoc_domains": (("id",), ("code", "nl", "fr", "en", "de")),
}
# "aan de", "à l'", "au": what stands before a title
PREPOSITION = re.compile(r"^(?:aan\s+(?:(?:de|den|het)\s)?|aux?\s|à\s+(?:la\s|l')?)\s*", re.IGNORECASE)
SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")  # ludivine-dedonder, c_04ae3ba8
ITEM = re.compile(r"(?:Q[1-9][0-9]*)?")  # Q69745447
QUOTES = re.compile("['’‘´`]")  # D'haeseleer, D’haeseleer


@dataclass(frozen=True)
class Holder:
    """Who held a post on a day, and in which government."""

    person: str
    government: str


@dataclass(frozen=True)
class Authority:
    """The tables by name and key, ready for look-ups; `fingerprint` changes when any row does.

    A name that stands for two things in a table stands for none here.
    """

    tables: Mapping[str, Mapping[str, Row]]
    fingerprint: str
    people: Mapping[str, str]
    posts: Mapping[tuple[str, str], str]
    concepts: Mapping[tuple[str, str], str]

    def person(self, name: str) -> str | None:
        """The key of a person by a printed name."""
        return self.people.get(fold(name))

    def party(self, label: str, day: date) -> str | None:
        """The key of the party that a label meant on a day; None when the table does not know, or knows several."""
        rows = self.tables["parties"].items()
        found = [key for key, row in rows if fold(row["label"]) == fold(label) and _within(row, day)]
        return found[0] if len(found) == 1 else None

    def post(self, printed: str, language: str) -> str | None:
        """The key of the post that an addressee's line names: "aan de minister van Defensie"."""
        return self.posts.get((language, fold(PREPOSITION.sub("", fold(printed)))))

    def holder(self, post: str, day: date) -> Holder | None:
        """Who held a post on a day; None when the tables do not know, or know more than one."""
        found = [
            Holder(row["person"], row["government"])
            for row in self.tables["ministers"].values()
            if row["post"] == post and _within(row, day) and _within(self.tables["governments"][row["government"]], day)
        ]
        return found[0] if len(found) == 1 else None

    def concept(self, label: str, language: str) -> str | None:
        """The EuroVoc id of a descriptor, matched within its language only."""
        return self.concepts.get((language, fold(label)))


def read_authority(folder: Path) -> Authority:
    """The tables of `seeds/`; raises BadInput naming file and line when a row cannot be used."""
    tables = {name: _read_table(folder / f"{name}.csv", *columns) for name, columns in TABLES.items()}
    _check_references(tables, folder)
    digest = hashlib.sha256()
    for name in TABLES:
        digest.update((folder / f"{name}.csv").read_bytes())
    return Authority(
        tables=tables,
        fingerprint=digest.hexdigest(),
        people=_certain(
            (fold(name), key)
            for key, row in tables["people"].items()
            for name in [row["name"], *_list(row["other_names"], "|")]
        ),
        posts=_certain(
            ((row["language"], fold(row["printed"])), row["post"]) for row in tables["post_titles"].values()
        ),
        concepts=_certain(
            ((language, fold(row[language])), key)
            for key, row in tables["eurovoc"].items()
            for language in ("nl", "fr", "de")
            if row[language]
        ),
    )


def _certain(pairs: Iterable[tuple[Name, str]]) -> dict[Name, str]:
    """What each name stands for, without those that stand for more than one thing."""
    found: dict[Name, set[str]] = {}
    for name, key in pairs:
        found.setdefault(name, set()).add(key)
    return {name: keys.pop() for name, keys in found.items() if len(keys) == 1}


def fold(text: str) -> str:
    """A name as it is compared: compatibility forms, straight apostrophes, single spaces, no case, oe for œ."""
    # The quotes first: the compatibility form of an acute accent is a space with a combining one.
    folded = unicodedata.normalize("NFKC", QUOTES.sub("'", text)).replace("œ", "oe").replace("Œ", "OE")
    return " ".join(re.sub("[‐‑–]", "-", folded).split()).casefold()


def _list(cell: str, mark: str | None = None) -> list[str]:
    return [item.strip() for item in cell.split(mark) if item.strip()]


def _within(row: Row, day: date) -> bool:
    start, end = row["from"], row["until"]
    return (not start or date.fromisoformat(start) <= day) and (not end or day < date.fromisoformat(end))


def _read_table(path: Path, key: tuple[str, ...], columns: tuple[str, ...]) -> dict[str, Row]:
    if not path.is_file():
        raise BadInput(f"{path} is missing: restore it from the project's repository")
    table: dict[str, Row] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:  # spreadsheets put a mark before the first letter
        reader = csv.DictReader(file, strict=True)
        try:
            if lacking := sorted({*key, *columns, "source", "checked"} - set(reader.fieldnames or ())):
                raise BadInput(f"{path}, line 1: the header lacks {', '.join(lacking)}")
            for row in reader:
                where = f"{path}, line {reader.line_num}"
                name = _check_row(row, key, where)
                if name in table:
                    raise BadInput(f"{where}: '{name}' stands there already; keys are unique")
                table[name] = row
        except (csv.Error, UnicodeDecodeError) as error:
            where = f"{path}, line {reader.line_num + 1}"
            raise BadInput(f"{where}: no comma-separated values in UTF-8: {error}") from error
    return table


def _check_row(row: Row, key: tuple[str, ...], where: str) -> str:
    """The key of a row that can be used."""
    if None in row or None in row.values():
        raise BadInput(f"{where}: the row has not as many cells as the header; quote cells that hold a comma")
    if not row["source"] or not row["checked"]:
        raise BadInput(f"{where}: every row needs a source and the day it was checked")
    for column in key:
        if not row[column]:
            raise BadInput(f"{where}: '{column}' is empty, and a row is known by it")
    if len(key) == 1 and not SLUG.fullmatch(row[key[0]]):
        raise BadInput(f"{where}: '{row[key[0]]}' is to end an IRI; write small letters, digits and hyphens")
    if not ITEM.fullmatch(row.get("wikidata", "")):
        raise BadInput(f"{where}: '{row['wikidata']}' is no item of Wikidata; write Q69745447")
    _check_days(row, where)
    return " ".join(row[column] for column in key)


def _check_days(row: Row, where: str) -> None:
    for column in ("from", "until", "checked"):
        if row.get(column):
            try:
                date.fromisoformat(row[column])
            except ValueError as error:
                raise BadInput(f"{where}: '{row[column]}' in '{column}' is no day; write 2026-11-24") from error


def _check_references(tables: Mapping[str, Mapping[str, Row]], folder: Path) -> None:
    pointers = [
        ("posts", "portfolios", "portfolios"), ("post_titles", "post", "posts"), ("ministers", "person", "people"),
        ("ministers", "post", "posts"), ("ministers", "government", "governments"),
        ("parties", "renamed_from", "parties"),
        ("eurovoc", "broader", "eurovoc"), ("eurovoc", "microthesauri", "eurovoc_microthesauri"),
        ("eurovoc_microthesauri", "domain", "eurovoc_domains"),
    ]  # fmt: skip
    for name, column, target in pointers:
        for line, row in enumerate(tables[name].values(), 2):
            for pointed in _list(row[column]):
                if pointed not in tables[target]:
                    where = f"{folder / name}.csv, line {line}"
                    raise BadInput(f"{where}: '{pointed}' in '{column}' is not in {target}.csv")
