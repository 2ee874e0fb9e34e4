"""Ask an index: the questions that were searched for, ranked, a page of them, and how many there are of each kind.

Which questions have a value of a facet is a row of bits; counting them is arithmetic on whole numbers.
"""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_

from flows.search.asked import ANYWHERE, EVERYWHERE, IN_HEADS, Term, expression_of, number_in, terms_in
from flows.search.schema import WEIGHTS

FACETS = ("legislature", "year", "state", "language", "party", "portfolio", "domain")
OTHERS = ("person", "minister", "post", "government", "topic", "host")  # by which one may narrow down as well
PAGE, DEEPEST = 20, 500  # results of a page, pages
MANY = 4000  # questions; to rank more by all their words takes longer than anybody waits
RELEVANT, NEWEST, OLDEST = "relevant", "newest", "oldest"
RANKED = f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words, {', '.join(map(str, WEIGHTS))})"


@dataclass(frozen=True)
class Wanted:
    """A search: what was typed, the values of facets that were chosen, the order, the page from 1."""

    text: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    order: str = RELEVANT
    page: int = 1
    size: int = PAGE

    @cached_property
    def terms(self) -> list[Term]:
        """What was typed, term by term."""
        return terms_in(self.text)


@dataclass(frozen=True)
class Found:
    """What was found: how many, the questions of the page, and each facet's values with how many have them.

    `number` is the question whose number was typed, when there is such a question.
    """

    total: int
    questions: list[sqlite3.Row]
    facets: dict[str, dict[str, int]]
    number: str = ""


def search(index: sqlite3.Connection, wanted: Wanted) -> Found:
    """The questions that match all that is wanted."""
    rows = _Rows(index)
    ranked, matching = _matching(rows, wanted)
    narrowed = {facet: rows.having(facet, values) for facet, values in wanted.chosen.items() if values}
    everything = _all_of(matching, narrowed.values())
    facets = {}
    for facet, values in rows.facets.items():
        # Within a facet one may choose a second value: its own choice does not narrow it.
        among = _all_of(matching, (bits for other, bits in narrowed.items() if other != facet))
        counted = {value: (among & bits).bit_count() for value, bits in values.items()}
        facets[facet] = {
            value: many for value, many in counted.items() if many or value in wanted.chosen.get(facet, ())
        }
    ids = _page(ranked, everything, wanted)
    number = number_in(wanted.text)
    known = index.execute("SELECT 1 FROM question WHERE number = ?", [number]).fetchone()
    return Found(everything.bit_count(), questions(index, ids), facets, number if known else "")


def questions(index: sqlite3.Connection, ids: Sequence[int]) -> list[sqlite3.Row]:
    """The questions with these ids, in their order."""
    rows = index.execute(f"SELECT * FROM question WHERE id IN ({', '.join('?' * len(ids))})", ids)
    by_id = {row["id"]: row for row in rows}
    return [by_id[one] for one in ids]


class _Rows:
    """The rows of bits of an index, read when they are asked for."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index

    @cached_property
    def facets(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        for facet, value, bits in self._index.execute("SELECT facet, value, questions FROM facet"):
            found[facet][value] = int.from_bytes(bits, "little")
        return found

    @cached_property
    def newest(self) -> array[int]:
        ids = array("I", self._index.execute("SELECT newest FROM ranked").fetchone()[0])
        if sys.byteorder == "big":
            ids.byteswap()
        return ids

    @property
    def every(self) -> int:
        return (1 << len(self.newest) + 1) - 2  # ids count from 1

    def having(self, facet: str, values: Iterable[str]) -> int:
        """The questions that have any of some values of a facet, or belong to any of some things."""
        if facet in self.facets:
            return reduce(or_, (self.facets[facet].get(value, 0) for value in values), 0)
        found: set[int] = set()
        for value in values:
            rows = self._index.execute("SELECT question FROM about WHERE kind = ? AND iri = ?", [facet, value])
            found.update(row[0] for row in rows)
        return self.bits(found)

    def bits(self, ids: Iterable[int]) -> int:
        """Some questions as a row of bits."""
        made = bytearray(len(self.newest) // 8 + 1)
        for one in ids:
            made[one >> 3] |= 1 << (one & 7)
        return int.from_bytes(made, "little")

    def ranked(self, expression: str) -> list[int]:
        """The questions that match an expression, the best first."""
        return [row[0] for row in self._index.execute(RANKED, [expression])]

    def matching(self, expression: str) -> int:
        """The questions that match an expression."""
        rows = self._index.execute("SELECT rowid FROM words WHERE words MATCH ?", [expression])
        return self.bits(row[0] for row in rows)


def _matching(rows: _Rows, wanted: Wanted) -> tuple[Sequence[int], int]:
    """What matches the words, in order, and as bits."""
    found = rows.every
    if occurring := expression_of(wanted.terms, ANYWHERE):
        found = rows.matching(occurring)
    elif wanted.text.strip() and not wanted.terms:
        found = 0  # nothing that was typed is a word
    if excluded := expression_of(wanted.terms, ANYWHERE, excluded=True):
        found &= ~rows.matching(excluded)
    if occurring and wanted.order == RELEVANT:
        return _by_relevance(rows, wanted.terms, found), found
    return rows.newest[::-1] if wanted.order == OLDEST else rows.newest, found


def _by_relevance(rows: _Rows, terms: Sequence[Term], found: int) -> Sequence[int]:
    """The best first; of very many those whose title, names or topics match, then the newest."""
    if found.bit_count() <= MANY:
        return rows.ranked(expression_of(terms, EVERYWHERE))
    heads = expression_of(terms, IN_HEADS)
    if rows.matching(heads).bit_count() > MANY:
        return rows.newest
    return list(dict.fromkeys([*rows.ranked(heads), *rows.newest]))


def _all_of(first: int, others: Iterable[int]) -> int:
    return reduce(lambda one, other: one & other, others, first)


def _page(ranked: Sequence[int], among: int, wanted: Wanted) -> list[int]:
    bits = among.to_bytes(among.bit_length() // 8 + 1, "little")
    most = len(bits)
    found = [one for one in ranked if one >> 3 < most and bits[one >> 3] >> (one & 7) & 1]
    begin = (min(max(wanted.page, 1), DEEPEST) - 1) * wanted.size
    return found[begin : begin + wanted.size]
