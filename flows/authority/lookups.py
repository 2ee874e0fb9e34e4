"""Who and what the printed names mean: look-ups over the reviewed tables in `seeds/` and over EuroVoc.

Only exact matches after typographic folding; nothing is guessed. What is not found is for the caller to report.
Every look-up takes and gives plain values and is noted, so that a record can be made again when, and only when, an
answer that it used has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from rapidfuzz.distance import DamerauLevenshtein

from flows.authority.addressee import Addressed, read_addressee
from flows.authority.eurovoc import Eurovoc
from flows.authority.names import fold
from flows.authority.noted import Asked, Remembered, answer_now, look_up
from flows.authority.tables import Row, Tables, covers, fingerprint, read_tables, spellings
from flows.vocabulary import slug

Name = TypeVar("Name", bound=Hashable)
Meaning = TypeVar("Meaning")
Same = TypeVar("Same", bound=Hashable)
# In whose tenures the holder of a post is looked for: a deputy prime minister is a minister.
TENURES = {
    "prime-minister": "prime-minister",
    "deputy-prime-minister": "minister",
    "minister": "minister",
    "secretary-of-state": "secretary-of-state",
}


@dataclass(frozen=True)
class Concept:
    """A EuroVoc concept; `retired` is the one that the label named before EuroVoc replaced it, or empty."""

    id: str
    retired: str = ""


@dataclass(frozen=True)
class Authority:
    """The tables by name and key and EuroVoc, ready for look-ups; `fingerprint` changes when any of them does.

    Days are given as "2022-06-02". `pairs` are the Dutch labels of French descriptors that EuroVoc and the tables
    lack, as the archive's bilingual pages pair them. A name that stands for two things stands for none here.
    """

    tables: Tables
    eurovoc: Eurovoc
    fingerprint: str
    people: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, str]
    parties: Mapping[str, tuple[str, ...]]
    phrases: Mapping[tuple[str, str], tuple[str, ...]]
    tenures: Mapping[tuple[str, str], tuple[Row, ...]]
    keywords: Mapping[tuple[str, str], str]
    pairs: Mapping[str, str] = field(default_factory=dict)
    memory: dict[Asked, Remembered] = field(default_factory=dict, repr=False, compare=False)
    asked: dict[Asked, str] = field(default_factory=dict, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        # Another process remembers for itself; what this one was asked would go along with every batch.
        return {**self.__dict__, "memory": {}, "asked": {}}

    def consult(self) -> Authority:
        """The same tables for one record: `asked` begins empty, what is remembered is shared."""
        return replace(self, asked={})

    def ask(self, question: Asked) -> str:
        """What a noted look-up answers now, as `asked` writes it; empty when there is no such look-up any more."""
        return answer_now(self.consult(), question)

    @look_up
    def person(self, name: str, day: str, senate_id: str = "") -> str | None:
        """The key of a person by a printed name, the day, and the Senate's own number for the person where known.

        The number decides among all who ever bore the name. Whoever has another number is another person, and a number
        that the table gives to somebody of another name leaves open who is meant.
        """
        rows = self.tables["people"]
        bearers = self.people.get(fold(name), ())
        if senate_id:
            if numbered := self.numbers.get(senate_id):
                return numbered if numbered in bearers else None
            bearers = tuple(key for key in bearers if not rows[key]["senate_id"])
        found = [key for key in bearers if covers(rows[key], day)]
        return found[0] if len(found) == 1 else None

    @look_up
    def cell(self, table: str, key: str, column: str) -> str | None:
        """What the row with a key says in a column; None when the table has no such row."""
        row = self.tables[table].get(key)
        return row[column] if row else None

    @look_up
    def person_candidate(self, name: str, senate_id: str = "") -> str | None:
        """Whom an unknown name may mean, for a person to review; never an identity."""
        if numbered := self.numbers.get(senate_id):
            return numbered
        spelt = ((spelt, key) for spelt, keys in self.people.items() for key in keys)
        near = [(distance, key) for spelt, key in spelt if (distance := _distance(name, spelt)) is not None]
        return min(near)[1] if near else None

    @look_up
    def party(self, label: str, day: str) -> str | None:
        """The key of the party or group that a label meant on a day; None when the table does not know, or several."""
        rows = self.tables["parties"]
        found = [key for key in self.parties.get(fold(label), ()) if covers(rows[key], day)]
        return found[0] if len(found) == 1 else None

    @look_up
    def post(self, line: str, language: str) -> Addressed | None:
        """What an addressee's line says: "aan de minister van Defensie"; None when no rank can be read.

        A post with phrases in `unknown` is not wholly understood, and not to be published.
        """
        return read_addressee(line, language, self.phrases)

    @look_up
    def government(self, day: str) -> str | None:
        """The key of the government of a day."""
        found = [key for key, row in self.tables["governments"].items() if covers(row, day)]
        return found[0] if len(found) == 1 else None

    @look_up
    def holder(self, rank: str, portfolios: str, day: str) -> str | None:
        """Who held a post on a day, its portfolios parted by blanks; None when the tables do not know, or know several.

        A prime minister is one without a portfolio.
        """
        wanted = ["prime-minister"] if rank == "prime-minister" else portfolios.split()
        governments = self.tables["governments"]
        holders: dict[str, set[str]] = {}
        for portfolio in wanted:
            for row in self.tenures.get((TENURES.get(rank, ""), portfolio), ()):
                if covers(row, day) and covers(governments[row["government"]], day):
                    holders.setdefault(portfolio, set()).add(row["person"])
        # Two held institutional reforms at once; who also held what else is printed is the one addressed.
        found = set[str].intersection(*holders.values()) if holders else set()
        return found.pop() if len(found) == 1 else None

    @look_up
    def concept(self, label: str, language: str) -> Concept | None:
        """The EuroVoc concept of a descriptor, matched within its language only."""
        match = self.eurovoc.find(label, language)
        return Concept(match.id, match.retired) if match else None

    @look_up
    def domains(self, concept: str) -> str:
        """The ids of the domains of EuroVoc that a concept is in, parted by blanks; none of one that is not known."""
        try:
            return " ".join(self.eurovoc.describe(concept).domains)
        except KeyError:
            return ""

    @look_up
    def keyword(self, label: str, language: str) -> str | None:
        """The Dutch label that names the keyword concept of a descriptor; None when only the label itself is known."""
        known = self.keywords.get((language, fold(label)))
        return known or (self.pairs.get(fold(label)) if language == "fr" else None)

    @look_up
    def reviewed_keyword(self, label: str, language: str) -> str | None:
        """The Dutch label that the table gives a descriptor, whatever pages pair it with."""
        return self.keywords.get((language, fold(label)))


def read_authority(folder: Path, store: Path | None = None, pairs: Iterable[tuple[str, str]] = ()) -> Authority:
    """The tables of `seeds/` with EuroVoc from its store, or from the tables when there is none yet.

    `pairs` are Dutch and French descriptors that bilingual pages print side by side. Raises BadInput naming file and
    line when a row cannot be used.
    """
    tables = read_tables(folder)
    eurovoc = Eurovoc.open(store) if store and store.is_file() else Eurovoc.from_tables(tables)
    paired = _pairs(pairs)
    words = (fingerprint(tables), eurovoc.fingerprint, repr(sorted(paired.items())))
    return Authority(
        tables=tables,
        eurovoc=eurovoc,
        fingerprint=hashlib.sha256("\n".join(words).encode()).hexdigest(),
        people=_index(
            (name, key) for key, row in tables["people"].items() for name in _names(row, "name", "other_names")
        ),
        numbers={row["senate_id"]: key for key, row in tables["people"].items() if row["senate_id"]},
        parties=_index(
            (name, key) for key, row in tables["parties"].items() for name in _names(row, "label", "other_labels")
        ),
        phrases=_certain(
            ((row["language"], fold(row["printed"])), tuple(sorted(row["portfolios"].split())))
            for row in tables["portfolio_names"].values()
        ),
        tenures=_index(((row["rank"], row["portfolio"]), row) for row in tables["ministers"].values()),
        keywords=_certain(
            ((language, name), row["nl"])
            for row in tables["keywords"].values()
            for language in ("nl", "fr")
            for name in _names(row, language, f"other_{language}")
        ),
        pairs=paired,
    )


def _pairs(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The Dutch label of each folded French one that is always paired with the same concept."""
    found: dict[str, dict[str, str]] = {}
    for dutch, french in sorted(pairs):
        found.setdefault(fold(french), {}).setdefault(slug(dutch), dutch)
    return {french: next(iter(labels.values())) for french, labels in found.items() if len(labels) == 1}


def _names(row: Row, column: str, others: str) -> list[str]:
    """The folded names of a row, each once."""
    return list(dict.fromkeys(fold(name) for name in [*spellings(row[column]), *spellings(row[others])]))


def _index(pairs: Iterable[tuple[Name, Meaning]]) -> dict[Name, tuple[Meaning, ...]]:
    """All that each name stands for."""
    found: dict[Name, list[Meaning]] = {}
    for name, meant in pairs:
        found.setdefault(name, []).append(meant)
    return {name: tuple(meanings) for name, meanings in found.items()}


def _certain(pairs: Iterable[tuple[Name, Same]]) -> dict[Name, Same]:
    """What each name stands for, without those that stand for more than one thing."""
    return {name: meanings[0] for name, meanings in _index(pairs).items() if len(set(meanings)) == 1}


def _distance(name: str, spelt: str) -> int | None:
    """How far two names are apart when they may be one person's; None when they are not near.

    Without accents, in any order of their words or however these are parted ("Van Lerberghe", "Vanlerberghe"); one
    letter amiss, or two in a long name.
    """
    one, other = _letters(name), _letters(spelt)
    if abs(len(one[1]) - len(other[1])) > 2:
        return None
    allowed = 2 if len(one[0]) > 14 else 1
    distances = [DamerauLevenshtein.distance(*two, score_cutoff=allowed) for two in zip(one, other, strict=True)]
    return min(distances) if min(distances) <= allowed else None


@lru_cache(maxsize=1 << 12)  # the names of the table are compared with every unknown one
def _letters(name: str) -> tuple[str, str]:
    """The words of a name in the order of the alphabet, and as printed without what parts them."""
    words = slug(name).split("-")
    return " ".join(sorted(words)), "".join(words)
