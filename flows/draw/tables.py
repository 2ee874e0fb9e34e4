"""The table behind each picture, out of the figures of a release; whoever has the table can draw the picture.

Each is written as CSV beside its pictures, so that people can check what they see and use it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Figures = Mapping[str, Any]
LANGUAGES = ("nl", "fr", "en")
ALL = "all"  # the row for all portfolios together
COVERED = ("author", "party", "post", "portfolio", "government", "minister", "keyword")
TENTHS = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Table:
    """Rows of values below their names."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def dicts(self) -> list[dict[str, Any]]:
        """The rows by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def csv(self) -> bytes:
        """The table as RFC 4180 has it, in UTF-8."""
        text = io.StringIO(newline="")
        csv.writer(text).writerows([self.columns, *self.rows])
        return text.getvalue().encode()


def questions_by_month(figures: Figures) -> Table:
    """How many questions were put each month, by legislature."""
    found = figures["questions_by_month"]
    rows = [(int(number), month, many) for number, months in found.items() for month, many in months.items()]
    return Table(("legislature", "month", "questions"), tuple(sorted(rows)))


def days_to_answer(figures: Figures) -> Table:
    """How long answers took, by portfolio: quantiles of the days, for all of them first.

    `deadline` is the usual one: half of the questions that print a deadline have that, or a shorter one.
    """
    labels = figures["labels"]["portfolio"]
    allowed = quantile(figures["days_allowed"], 0.5) if figures["days_allowed"] else ""
    groups = {ALL: figures["days_to_answer"]} if figures["days_to_answer"] else {}
    groups |= dict(sorted(figures["days_to_answer_by_portfolio"].items()))
    rows = [
        (key, *_names(labels, key), sum(days.values()), *(quantile(days, part) for part in TENTHS), allowed)
        for key, days in groups.items()
    ]
    return Table(("portfolio", *LANGUAGES, "answers", "p10", "q1", "median", "q3", "p90", "deadline"), tuple(rows))


def answered_on_time(figures: Figures) -> Table:
    """Of the questions of a year, how many were answered on time and late, and how many are overdue."""
    found = figures["punctuality_by_year"]
    rows = [(int(year), one["on_time"], one["late"], one["overdue"]) for year, one in sorted(found.items())]
    return Table(("year", "on_time", "late", "overdue"), tuple(row for row in rows if any(row[1:])))


def questions_by_domain(figures: Figures) -> Table:
    """How many questions of a year are about something in a domain of EuroVoc, and of how many that is."""
    labels, all_of = figures["labels"]["domain"], figures["questions_by_year"]
    rows = [
        (domain, *_names(labels, domain), int(year), many, all_of[year])
        for domain, years in sorted(figures["questions_by_domain"].items())
        for year, many in sorted(years.items())
    ]
    return Table(("domain", *LANGUAGES, "year", "questions", "of"), tuple(rows))


def open_questions(figures: Figures) -> Table:
    """How many questions of a legislature wait for an answer on the day of the newest page, by their deadline."""
    found = figures["open_by_legislature"]
    kinds = ("in_time", "overdue", "without_deadline")
    rows = [
        (int(number), figures["newest_capture"] or "", *(found.get(number, {}).get(kind, 0) for kind in kinds))
        for number in sorted(figures["questions_by_legislature"], key=int)
    ]
    return Table(("legislature", "day", *kinds), tuple(rows))


def coverage(figures: Figures) -> Table:
    """How much of what pages print is known, by kind."""
    found = figures["coverage"]
    rows = [(kind, found[kind]["known"], found[kind]["of"]) for kind in COVERED]
    rows.append(("eurovoc", figures["topics_with_eurovoc"], figures["topics"]))
    rows.append(("wikidata", figures["persons_with_wikidata"], figures["persons"]))
    return Table(("what", "known", "of"), tuple(row for row in rows if row[2]))


def _names(labels: Mapping[str, Mapping[str, str]], key: str) -> list[str]:
    """What a key is called in each language; the key itself where nobody says."""
    return [labels.get(key, {}).get(language) or key for language in LANGUAGES]


def quantile(counts: Mapping[str, int], part: float) -> float:
    """The value below which a part of the values lies, of how often each occurs; between two as spreadsheets do it."""
    values = sorted((int(value), many) for value, many in counts.items())
    place = part * (sum(many for _, many in values) - 1)
    low, high = _at(values, int(place)), _at(values, min(int(place) + 1, sum(many for _, many in values) - 1))
    return round(low + (high - low) * (place - int(place)), 1)


def _at(values: Sequence[tuple[int, int]], place: int) -> int:
    """The value at a place from 0, when each stands there as often as it occurs."""
    for value, many in values:
        place -= many
        if place < 0:
            return value
    raise IndexError(place)


# In the order in which a reader meets them.
TABLES: dict[str, Callable[[Figures], Table]] = {
    "questions-by-month": questions_by_month,
    "open-questions": open_questions,
    "answered-on-time": answered_on_time,
    "days-to-answer": days_to_answer,
    "questions-by-domain": questions_by_domain,
    "coverage": coverage,
}
