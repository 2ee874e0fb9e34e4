"""Who and what the printed names mean: look-ups over the reviewed tables in `seeds/`.

Only exact matches after typographic folding; nothing is guessed. What is not found is for the caller to report.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.errors import BadInput

Row = Mapping[str, str]
TABLES = {
    "legislatures": ("legislature",),
    "people": ("person",),
    "parties": ("party",),
    "portfolios": ("portfolio",),
    "posts": ("post",),
    "post_titles": ("printed", "language"),
    "governments": ("government",),
    "ministers": ("person", "post", "from"),
    "eurovoc": ("id",),
    "eurovoc_microthesauri": ("id",),
    "eurovoc_domains": ("id",),
}
# "aan de", "à l'", "au": what stands before a title
PREPOSITION = re.compile(r"^(?:aan\s+(?:de|het|den)?|aux?|à\s+(?:la\s|l')?)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Holder:
    """Who held a post on a day, and in which government."""

    person: str
    government: str


@dataclass(frozen=True)
class Authority:
    """The tables by name and key, ready for look-ups; `fingerprint` changes when any row does."""

    tables: Mapping[str, Mapping[str, Row]]
    fingerprint: str
    people: Mapping[str, str]
    posts: Mapping[tuple[str, str], str]
    concepts: Mapping[tuple[str, str], str]

    def person(self, name: str) -> str | None:
        """The key of a person by a printed name."""
        return self.people.get(fold(name))

    def party(self, label: str, day: date) -> str | None:
        """The key of the party that printed a label on a day."""
        for key, row in self.tables["parties"].items():
            if fold(row["label"]) == fold(label) and _within(row, day):
                return key
        return None

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
    tables = {name: _read_table(folder / f"{name}.csv", key) for name, key in TABLES.items()}
    _check_references(tables)
    digest = hashlib.sha256()
    for name in TABLES:
        digest.update((folder / f"{name}.csv").read_bytes())
    people: dict[str, str] = {}
    for key, row in tables["people"].items():
        for name in [row["name"], *_list(row["other_names"], "|")]:
            people[fold(name)] = key
    return Authority(
        tables=tables,
        fingerprint=digest.hexdigest(),
        people=people,
        posts={(row["language"], fold(row["printed"])): row["post"] for row in tables["post_titles"].values()},
        concepts={
            (language, fold(row[language])): key
            for key, row in tables["eurovoc"].items()
            for language in ("nl", "fr", "de")
        },
    )


def fold(text: str) -> str:
    """A name as it is compared: compatibility forms, straight apostrophes, single spaces, no case, oe for œ."""
    folded = unicodedata.normalize("NFKC", text).replace("œ", "oe").replace("Œ", "OE")
    folded = re.sub(r"['’‘´`]", "'", re.sub(r"[‐‑–]", "-", folded))
    return " ".join(folded.split()).casefold()


def _list(cell: str, mark: str | None = None) -> list[str]:
    return [item.strip() for item in cell.split(mark) if item.strip()]


def _within(row: Row, day: date) -> bool:
    start, end = row["from"], row["until"]
    return (not start or date.fromisoformat(start) <= day) and (not end or day < date.fromisoformat(end))


def _read_table(path: Path, key: tuple[str, ...]) -> dict[str, Row]:
    if not path.is_file():
        raise BadInput(f"{path} is missing: restore it from the project's repository")
    table: dict[str, Row] = {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        for row in reader:
            where = f"{path}, line {reader.line_num}"
            if None in row or None in row.values():
                raise BadInput(f"{where}: the row has not as many cells as the header; quote cells that hold a comma")
            name = " ".join(row.get(column) or "" for column in key)
            if not row.get("source") or not row.get("checked"):
                raise BadInput(f"{where}: every row needs a source and the day it was checked")
            if name in table:
                raise BadInput(f"{where}: '{name}' stands there already; keys are unique")
            _check_days(row, where)
            table[name] = row
    return table


def _check_days(row: Row, where: str) -> None:
    for column in ("from", "until", "checked"):
        if row.get(column):
            try:
                date.fromisoformat(row[column])
            except ValueError as error:
                raise BadInput(f"{where}: '{row[column]}' in '{column}' is no day; write 2026-11-24") from error


def _check_references(tables: Mapping[str, Mapping[str, Row]]) -> None:
    pointers = [
        ("posts", "portfolios", "portfolios"), ("post_titles", "post", "posts"), ("ministers", "person", "people"),
        ("ministers", "post", "posts"), ("ministers", "government", "governments"),
        ("parties", "renamed_from", "parties"),
        ("eurovoc", "broader", "eurovoc"), ("eurovoc", "microthesauri", "eurovoc_microthesauri"),
        ("eurovoc_microthesauri", "domain", "eurovoc_domains"),
    ]  # fmt: skip
    for name, column, target in pointers:
        for key, row in tables[name].items():
            for pointed in _list(row[column]):
                if pointed not in tables[target]:
                    raise BadInput(f"seeds/{name}.csv, '{key}': '{pointed}' in '{column}' is not in seeds/{target}.csv")
