"""Which of our persons somebody from elsewhere is, and what `people.csv` could take from there.

Certain is an id that both sides know; or the same name with a mandate of there and a day of ours in common. A name
alone, or a near one, proposes nothing: it is named for a person to look at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from flows.authority.names import fold
from flows.authority.tables import spellings
from flows.refresh.proposals import Draft, Row
from flows.vocabulary import slug

SINCE = "1995-05-21"  # the election of the first legislature that the Senate counts
NEAR, SIMILAR = 88, 60  # of 100: worth a look as perhaps the same name; surely not a mix-up of two ids
QUESTION = re.compile(r"(?<![\w-])(\d{1,2})-\d{1,5}(?![\w-])")  # "page of 7-1668"


class Spell(NamedTuple):
    """Days from the first to the first after them, empty when open, and what they are, in words."""

    start: str
    end: str
    what: str

    def meets(self, other: Spell) -> bool:
        """Whether some day is in both."""
        return (not self.end or other.start < self.end) and (not other.end or self.start < other.end)


class Signed(NamedTuple):
    """A question that a name signed: its day and number, and the author's id of the Senate where its page links it."""

    day: str
    number: str
    senate_id: str = ""


@dataclass(frozen=True)
class Somebody:
    """A person as another source knows one.

    names      the first is the one for a new row
    where      what evidence says: "Wikidata Q69745447"
    mandates   the days on which this person was somebody whom our tables are about
    is_printed whether the names are as the Senate prints them, and so worth keeping as another spelling
    """

    names: tuple[str, ...]
    where: str
    wikidata: str = ""
    senate_id: str = ""
    mandates: tuple[Spell, ...] = ()
    is_printed: bool = False


@dataclass
class People:
    """The persons of a draft, and what is known of their days elsewhere.

    terms     the days of each legislature
    signed    which questions a folded name signed, as far as they are archived
    mandates  when an item of Wikidata was a senator
    """

    draft: Draft
    terms: Mapping[int, tuple[str, str]]
    signed: Mapping[str, Sequence[Signed]] = field(default_factory=dict)
    mandates: Mapping[str, Sequence[Spell]] = field(default_factory=dict)

    def meet_all(self, somebodies: Iterable[Somebody]) -> None:
        """Propose what each of some persons brings; a name that two of them share identifies neither."""
        everybody = list(somebodies)
        often = Counter(name for one in everybody for name in {fold(name) for name in one.names})
        shared = {name for name, count in often.items() if count > 1}
        for one in everybody:
            self.meet(one, shared)

    def meet(self, one: Somebody, shared: Iterable[str] = ()) -> str | None:
        """The key of a person, ours or newly proposed, with what it could take; None when that is not certain."""
        rows = self.draft.rows("people")
        by_id = [row for row in rows if _shares_id(row, one)]
        if len(by_id) > 1:
            keys = " and ".join(row["person"] for row in by_id)
            self.draft.look(f"{one.where}, {one.names[0]}, has ids of {keys}: are they one person?")
            return None
        if by_id:
            return self._take(by_id[0], one, f"{one.where}, by its id")
        names = {fold(name) for name in one.names}
        if names.intersection(shared):
            self.draft.look(f"{one.where}, {one.names[0]}: several people of that name came")
            return None
        same = [row for row in rows if names & _names(row)]
        if same:
            return self._by_name(one, same)
        if near := [row for row in rows if not _other_id(row, one) and _likeness(row, one) >= NEAR]:
            keys = ", ".join(f"{row['person']} ({row['name']})" for row in near)
            self.draft.look(f"{one.where}, {one.names[0]}, is perhaps {keys}; nothing but the names says so")
            return None
        return self._add(one)

    def _by_name(self, one: Somebody, same: Sequence[Row]) -> str | None:
        """The row of the same name that also had a day in common, and only that."""
        free = [row for row in same if not _other_id(row, one)]
        met = [(row, why) for row in free if (why := self._in_common(row, one))]
        if len(met) == 1:
            row, why = met[0]
            return self._take(row, one, f"{one.where}: same name, and {why}")
        keys = ", ".join(row["person"] for row in same)
        reason = (
            "nothing shows a day in common" if free else "which has another id: a homonym, or a mistake in one of them"
        )
        self.draft.look(f"{one.where}, {one.names[0]}, has the name of {keys}, {reason}{_ids(one)}")
        return None

    def _take(self, row: Row, one: Somebody, evidence: str) -> str:
        """Propose what a row lacks; what it says otherwise is a conflict, since an id matched."""
        for column, new in (("wikidata", one.wikidata), ("senate_id", one.senate_id)):
            if new and not row[column]:
                self.draft.fill("people", row, column, new, evidence)
            elif new and new != row[column]:
                self.draft.contradict("people", row, column, new, evidence)
        if not _names(row) & {fold(name) for name in one.names}:
            new = one.names[0]
            if one.is_printed and _likeness(row, one) >= SIMILAR and "|" not in new:
                spelt = " | ".join([*spellings(row["other_names"]), new])
                self.draft.fill("people", row, "other_names", spelt, evidence)
            else:
                self.draft.look(f"{one.where} is {new}, and {row['person']} is {row['name']}: is the id right?")
        return row["person"]

    def _in_common(self, row: Row, one: Somebody) -> str:
        """In words, a mandate of there and a day of ours in common."""
        for ours in self._spells(row, one):
            for mandate in one.mandates:
                if mandate.meets(ours):
                    return f"{mandate.what} meets {ours.what}"
        return ""

    def _spells(self, row: Row, one: Somebody) -> Iterator[Spell]:
        """What the tables, the archive and Wikidata know of the days of a person."""
        if row["from"] or row["until"]:
            yield Spell(row["from"], row["until"], f"the days of {row['person']} in people.csv")
        if "ministers" in self.draft.tables:
            for held in self.draft.rows("ministers"):
                if held["person"] == row["person"]:
                    yield Spell(
                        held["from"], held["until"], f"{held['portfolio']} from {held['from']} in ministers.csv"
                    )
        for question in QUESTION.finditer(row["source"]):
            start, end = self.terms.get(int(question[1]), ("", ""))
            if start:
                yield Spell(start, end, f"question {question[0]}, a source of the row")
        yield from self.mandates.get(row["wikidata"], ())
        for name in sorted(_names(row)):
            for day, number, senate_id in self.signed.get(name, ()):
                if not (senate_id and one.senate_id) or senate_id == one.senate_id:
                    yield Spell(day, _day_after(day), f"question {number} signed on {day}")

    def _add(self, one: Somebody) -> str | None:
        """Propose a row for a person whom our tables are about and do not know."""
        name, key = one.names[0], slug(one.names[0])
        if not any(mandate.meets(Spell(SINCE, "", "")) for mandate in one.mandates):
            return None
        if key == "unnamed" or "|" in name or not name.isprintable() or len(name) > 80:
            self.draft.look(f"{one.where}: {name!r} is no name for a row")
        elif any(row["person"] == key for row in self.draft.rows("people")):
            self.draft.look(f"{one.where}, {name}: the key {key} is another's; add a row by hand{_ids(one)}")
        else:
            cells = {"person": key, "name": name, "wikidata": one.wikidata, "senate_id": one.senate_id}
            self.draft.add("people", cells, f"{one.where}: {', '.join(spell.what for spell in one.mandates[:3])}")
            return key
        return None


def _names(row: Row) -> set[str]:
    return {fold(name) for name in (row["name"], *spellings(row["other_names"]))}


def _shares_id(row: Row, one: Somebody) -> bool:
    return any(ours and ours == theirs for ours, theirs in _pairs(row, one))


def _other_id(row: Row, one: Somebody) -> bool:
    return any(ours and theirs and ours != theirs for ours, theirs in _pairs(row, one))


def _pairs(row: Row, one: Somebody) -> tuple[tuple[str, str], ...]:
    return (row["wikidata"], one.wikidata), (row["senate_id"], one.senate_id)


def _likeness(row: Row, one: Somebody) -> float:
    """How near the names come, accents, case and the order of the words aside."""
    ours = [_plain(name) for name in (row["name"], *spellings(row["other_names"]))]
    theirs = [_plain(name) for name in one.names]
    return max(fuzz.token_sort_ratio(a, b) for a in ours for b in theirs)


@lru_cache(maxsize=1 << 14)
def _plain(name: str) -> str:
    return slug(name).replace("-", " ")


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _ids(one: Somebody) -> str:
    told = [f"wikidata {one.wikidata}" if one.wikidata else "", f"senate_id {one.senate_id}" if one.senate_id else ""]
    return f" ({', '.join(filter(None, told))})" if any(told) else ""
