"""EuroVoc: which concept a label names, and what a concept is; from the store on disk, else from the reviewed tables.

Labels match within their language, exactly after folding; nothing is guessed. How the store is made is known to
`eurovoc_load`; this module only reads it, and makes its empty tables.
"""

from __future__ import annotations

import hashlib
import sqlite3
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.authority.names import fold
from flows.errors import BadInput

Row = Mapping[str, str]
Tables = Mapping[str, Mapping[str, Row]]

NAMESPACE = "http://eurovoc.europa.eu/"
LANGUAGES = ("nl", "fr", "en", "de")
PREFERRED, ALTERNATIVE = 0, 1
APPLICATION = 0x45564F43  # "EVOC", so that no other database is taken for a store
FORMAT = 1  # counts up when SCHEMA changes
# Folded when a store is made and again when it is opened: an index that was folded otherwise finds nothing.
PROBE = "L’Œuvre´s  Co\u2011\u00c9\u00df \u2010 Ærø\u00a0"
AGAIN = "run `vraagbaak authority refresh eurovoc` again, or remove the file to work from the small table in seeds/"

SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE concept (
    id TEXT PRIMARY KEY, nl TEXT, fr TEXT, en TEXT, de TEXT,
    status TEXT NOT NULL,       -- current or deprecated
    replaced_by TEXT            -- the one concept that stands for it now, if there is one
) WITHOUT ROWID;
CREATE TABLE label (
    language TEXT, folded TEXT, kind INTEGER,  -- 0 preferred, 1 alternative
    concept TEXT, label TEXT NOT NULL,
    PRIMARY KEY (language, folded, kind, concept)
) WITHOUT ROWID;
CREATE TABLE broader (concept TEXT, broader TEXT, PRIMARY KEY (concept, broader)) WITHOUT ROWID;
CREATE TABLE member (concept TEXT, microthesaurus TEXT, PRIMARY KEY (concept, microthesaurus)) WITHOUT ROWID;
CREATE TABLE microthesaurus (
    id TEXT PRIMARY KEY, code TEXT NOT NULL, nl TEXT, fr TEXT, en TEXT, de TEXT, domain TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE domain (id TEXT PRIMARY KEY, code TEXT NOT NULL, nl TEXT, fr TEXT, en TEXT, de TEXT) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Match:
    """The concept that a label names; `retired` is the retired concept that bears the label, if it is one.

    `id` is then what replaces the retired one, or the retired one itself when nothing does.
    """

    id: str
    retired: str = ""


@dataclass(frozen=True)
class Described:
    """A concept: preferred labels by language, and the ids of what stands above it, each sorted."""

    id: str
    labels: Mapping[str, str]
    broader: tuple[str, ...] = ()
    microthesauri: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    retired: bool = False
    replaced_by: str = ""


@dataclass(frozen=True)
class Microthesaurus:
    """One of the 127 fields of EuroVoc, "0821" defence, within the domain of that id."""

    id: str
    code: str
    labels: Mapping[str, str]
    domain: str


@dataclass(frozen=True)
class Domain:
    """One of the 21 domains, "08" international relations."""

    id: str
    code: str
    labels: Mapping[str, str]


class Eurovoc(ABC):
    """Look-ups in one release of EuroVoc; `fingerprint` changes when any answer may."""

    version: str
    fingerprint: str

    @staticmethod
    def open(path: Path) -> Eurovoc:
        """The store that `eurovoc_load.refresh` made; raises BadInput when the file is none, or an old one."""
        return _Store(path)

    @staticmethod
    def from_tables(tables: Tables) -> Eurovoc:
        """The reviewed tables `eurovoc`, `eurovoc_microthesauri` and `eurovoc_domains` of `seeds/`, by key."""
        return _Tables(tables)

    def find(self, label: str, language: str) -> Match | None:
        """The concept of a label in its language; None when there is none, or when the label means several.

        A preferred label wins over an alternative one, and a concept in use over a retired one.
        """
        found: defaultdict[tuple[int, bool], set[str]] = defaultdict(set)
        for kind, concept in self._named(language, fold(label)):
            found[kind, self._status(concept)[0]].add(concept)
        best = found[min(found)] if found else set()
        if len(best) != 1:
            return None
        named = best.pop()
        return Match(self._successor(named), named) if self._status(named)[0] else Match(named)

    @abstractmethod
    def describe(self, concept: str) -> Described:
        """What a concept is; raises KeyError for an id that is not there."""

    @abstractmethod
    def microthesaurus(self, microthesaurus: str) -> Microthesaurus:
        """What a microthesaurus is; raises KeyError for an id that is not there."""

    @abstractmethod
    def domain(self, domain: str) -> Domain:
        """What a domain is; raises KeyError for an id that is not there."""

    @abstractmethod
    def _named(self, language: str, folded: str) -> Iterable[tuple[int, str]]:
        """Every concept of a folded label, with the kind of the label."""

    @abstractmethod
    def _status(self, concept: str) -> tuple[bool, str]:
        """Whether a concept is retired, and the id of what replaces it; KeyError when it is not there."""

    def _successor(self, concept: str) -> str:
        """What stands for a retired concept now, over any number of replacements; itself when that leads nowhere."""
        way = [concept]
        while (step := self._status(way[-1]))[0]:
            if not step[1] or step[1] in way or not self._has(step[1]):
                return concept
            way.append(step[1])
        return way[-1]

    def _has(self, concept: str) -> bool:
        try:
            self._status(concept)
        except KeyError:
            return False
        return True


class _Tables(Eurovoc):
    """Over the rows of the reviewed tables, in memory."""

    def __init__(self, tables: Tables) -> None:
        names = ("eurovoc", "eurovoc_microthesauri", "eurovoc_domains")
        self._concepts, self._microthesauri, self._domains = (tables[name] for name in names)
        cells = [[name, key, sorted(row.items())] for name in names for key, row in sorted(tables[name].items())]
        self.fingerprint = hashlib.sha256(repr(cells).encode()).hexdigest()
        self.version = "seeds"
        self._index: defaultdict[tuple[str, str], set[tuple[int, str]]] = defaultdict(set)
        for key, row in self._concepts.items():
            for language in LANGUAGES:
                if row.get(language):
                    self._index[language, fold(row[language])].add((PREFERRED, key))
                for other in row.get(f"other_{language}", "").split("|"):
                    if other.strip():
                        self._index[language, fold(other)].add((ALTERNATIVE, key))

    def describe(self, concept: str) -> Described:
        row = self._concepts[concept]
        fields = tuple(sorted(row["microthesauri"].split()))
        domains = tuple(sorted({self._microthesauri[field]["domain"] for field in fields}))
        retired, replaced_by = self._status(concept)
        return Described(
            concept, _labels(row), tuple(sorted(row["broader"].split())), fields, domains, retired, replaced_by
        )

    def microthesaurus(self, microthesaurus: str) -> Microthesaurus:
        row = self._microthesauri[microthesaurus]
        return Microthesaurus(microthesaurus, row["code"], _labels(row), row["domain"])

    def domain(self, domain: str) -> Domain:
        row = self._domains[domain]
        return Domain(domain, row["code"], _labels(row))

    def _named(self, language: str, folded: str) -> Iterable[tuple[int, str]]:
        return self._index.get((language, folded), ())

    def _status(self, concept: str) -> tuple[bool, str]:
        replaced_by = self._concepts[concept].get("replaced_by", "")
        return bool(replaced_by), replaced_by


class _Store(Eurovoc):
    """Over a SQLite file that nobody writes to any more: a refresh puts another one in its place."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = _opened(path)
        about = dict(self._rows("SELECT name, value FROM about"))
        self.version, self.fingerprint = about["version"], about["fingerprint"]

    def __reduce__(self) -> tuple[Callable[[Path], Eurovoc], tuple[Path]]:
        # Another process opens the file for itself.
        return Eurovoc.open, (self._path,)

    def describe(self, concept: str) -> Described:
        [row] = self._rows("SELECT * FROM concept WHERE id = ?", concept) or [None]
        if row is None:
            raise KeyError(concept)
        fields = self._column("SELECT microthesaurus FROM member WHERE concept = ? ORDER BY 1", concept)
        domains = tuple(sorted({self.microthesaurus(field).domain for field in fields}))
        broader = self._column("SELECT broader FROM broader WHERE concept = ? ORDER BY 1", concept)
        retired, replaced_by = row["status"] != "current", row["replaced_by"] or ""
        return Described(concept, _labels(row), broader, fields, domains, retired, replaced_by)

    def microthesaurus(self, microthesaurus: str) -> Microthesaurus:
        [row] = self._rows("SELECT * FROM microthesaurus WHERE id = ?", microthesaurus) or [None]
        if row is None:
            raise KeyError(microthesaurus)
        return Microthesaurus(microthesaurus, row["code"], _labels(row), row["domain"])

    def domain(self, domain: str) -> Domain:
        [row] = self._rows("SELECT * FROM domain WHERE id = ?", domain) or [None]
        if row is None:
            raise KeyError(domain)
        return Domain(domain, row["code"], _labels(row))

    def _named(self, language: str, folded: str) -> Iterable[tuple[int, str]]:
        found = self._rows("SELECT kind, concept FROM label WHERE language = ? AND folded = ?", language, folded)
        return [(row["kind"], row["concept"]) for row in found]

    def _status(self, concept: str) -> tuple[bool, str]:
        [row] = self._rows("SELECT status, replaced_by FROM concept WHERE id = ?", concept) or [None]
        if row is None:
            raise KeyError(concept)
        return row["status"] != "current", row["replaced_by"] or ""

    def _column(self, query: str, key: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self._rows(query, key))

    def _rows(self, query: str, *parameters: str) -> list[Any]:
        try:
            return self._connection.execute(query, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            raise BadInput(f"{self._path} is damaged ({error}): {AGAIN}") from error


def _opened(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise BadInput(f"{path} is missing: {AGAIN}")
    # Immutable: no locks and no journal beside it, also in a folder that nobody may write to.
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        marks = tuple(connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
        if marks[0] != APPLICATION:
            raise BadInput(f"{path} is no EuroVoc store: move it away, then {AGAIN}")
        folded = connection.execute("SELECT value FROM about WHERE name = 'folding'").fetchone()
    except sqlite3.DatabaseError as error:
        raise BadInput(f"{path} cannot be used ({error}): {AGAIN}") from error
    if marks[1] != FORMAT or folded is None or folded[0] != fold(PROBE):
        raise BadInput(f"{path} was made by another version of Vraagbaak: {AGAIN}")
    return connection


def _labels(row: Any) -> dict[str, str]:
    return {language: row[language] for language in LANGUAGES if row[language]}
