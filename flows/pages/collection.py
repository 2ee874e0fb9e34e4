"""The questions that belong to a thing, out of the index: how many, how late, by year, about what, page by page."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median

from flows.search.schema import open_index

PER_PAGE = 25
ORDERS = {
    "newest": "date DESC, legislature DESC, serial DESC",
    "oldest": "date, legislature, serial",
    "latest": "days_late DESC, date DESC, serial DESC",  # the answer that was most late first; unknown ones last
}
MOST = 12  # things that are most often in a collection


@dataclass(frozen=True)
class Figures:
    """How many questions, how many of them with an answer, the share on time in percent, days to answer."""

    questions: int
    answered: int
    judged: int
    on_time: int | None
    median_days: float | None


@dataclass(frozen=True)
class Counted:
    """A thing with its names by language, and how many of the questions are about it."""

    iri: str
    names: Mapping[str, str]
    many: int


@dataclass(frozen=True)
class Collection:
    """The questions that have one of some values of a kind: ("party", ["https://…/id/party/open-vld"])."""

    index: sqlite3.Connection
    kind: str
    values: tuple[str, ...]

    def figures(self) -> Figures:
        """What can be said of all of them."""
        rows = self._rows(
            "SELECT count(*), count(answered_on), count(on_time), sum(on_time) FROM question WHERE id IN mine"
        )
        many, answered, judged, on_time = rows[0]
        days = [day for (day,) in self._rows(
            "SELECT days_to_answer FROM question WHERE id IN mine AND days_to_answer IS NOT NULL")]  # fmt: skip
        share = round(100 * on_time / judged) if judged else None
        return Figures(many, answered, judged, share, median(days) if days else None)

    def by_year(self) -> list[tuple[str, int, int]]:
        """For each year without a gap: how many were put, and how many of them have an answer."""
        rows = self._rows(
            "SELECT substr(date, 1, 4), count(*), count(answered_on) FROM question WHERE id IN mine GROUP BY 1"
        )
        found = {year: (many, answered) for year, many, answered in rows}
        if not found:
            return []
        years = range(int(min(found)), int(max(found)) + 1)
        return [(str(year), *found.get(str(year), (0, 0))) for year in years]

    def most(self, kind: str) -> list[Counted]:
        """The things of a kind that most of them are about, without the thing itself."""
        rows = self._rows(
            "SELECT iri, many, nl, fr, en, de FROM ("
            "SELECT iri, count(*) AS many FROM about INDEXED BY about_by_question"
            f" WHERE kind = ? AND question IN mine GROUP BY iri ORDER BY many DESC, iri LIMIT {MOST + 1})"
            " JOIN thing USING (iri) ORDER BY many DESC, iri",
            kind,
        )
        return [counted(row) for row in rows if row["iri"] not in self.values][:MOST]

    def page(self, number: int, order: str) -> list[sqlite3.Row]:
        """The rows of a page, counted from 1."""
        return self._rows(
            f"SELECT * FROM question WHERE id IN mine ORDER BY {ORDERS[order]} LIMIT {PER_PAGE} OFFSET ?",
            (number - 1) * PER_PAGE,
        )

    def _rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        marks = ", ".join("?" * len(self.values))
        mine = f"WITH mine AS (SELECT question FROM about WHERE kind = ? AND iri IN ({marks})) "
        return self.index.execute(mine + query, (self.kind, *self.values, *values)).fetchall()


@dataclass(frozen=True)
class Summary:
    """What is told above the list: the figures, the years, and what the questions are most about, by kind."""

    figures: Figures
    years: list[tuple[str, int, int]]
    most: Mapping[str, list[Counted]]


@lru_cache(maxsize=2048)
def summary(path: Path, kind: str, values: tuple[str, ...], kinds: tuple[str, ...]) -> Summary:
    """The summary of a collection; kept, since a release never changes and 14,000 questions take 0.3 s to count."""
    with open_index(path) as index:
        mine = Collection(index, kind, values)
        most = {one: found for one in kinds if (found := mine.most(one))}
        return Summary(mine.figures(), mine.by_year(), most)


def counted(row: sqlite3.Row) -> Counted:
    """A row of a thing with its names."""
    names = {language: row[language] for language in ("nl", "fr", "en", "de") if row[language]}
    return Counted(row["iri"], names, row["many"])
