"""Open questions past their deadline on the day somebody looks: this page is the one place where today matters."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from flows import clock
from flows.pages.answer import conditional
from flows.pages.listed import Listed, listed
from flows.pages.narrowing import Chosen, Narrowing, names_of
from flows.pages.render import VARY, render, served_of, words_of
from flows.pages.words import Words
from flows.search.schema import open_index
from flows.served.release import Served

CSV = "text/csv; charset=utf-8; header=present"
PAGE = 100
FACETS = ("portfolio", "party")
LONGEST, SHORTEST = "longest", "shortest"
OPEN = """
    FROM question WHERE state = 'open' AND answered_on IS NULL AND deadline IS NOT NULL AND deadline < :today
    AND (:party IS NULL OR party = :party)
    AND (:portfolio IS NULL OR EXISTS (SELECT 1 FROM about
        WHERE about.question = question.id AND kind = 'portfolio' AND iri = :portfolio))
"""
ORDERS = {LONGEST: "deadline, legislature, serial", SHORTEST: "deadline DESC, legislature DESC, serial DESC"}
COLUMNS = (
    "number", "days_overdue", "deadline", "date", "title_nl", "title_fr", "asked_by", "party", "addressed_to", "iri",
)  # fmt: skip


@dataclass(frozen=True)
class Overdue:
    """A question with the days since its deadline."""

    entry: Listed
    days: int


@dataclass(frozen=True)
class Wanted:
    """Which questions are listed, in which order, as of which day."""

    today: str
    chosen: Chosen
    order: str

    def values(self) -> dict[str, str | None]:
        """The values of the SQL."""
        first = {facet: next(iter(self.chosen.get(facet, ())), None) for facet in FACETS}
        return {"today": self.today, **first}


def page(request: Request) -> Response:
    """The list for people."""
    served, words = served_of(request), words_of(request)
    wanted = _wanted(request, served)
    number = request.query_params.get("page", "")
    at = max(1, min(int(number), 10_000)) if number.isascii() and number.isdigit() and len(number) < 9 else 1
    with open_index(served.search) as index:
        total = index.execute(f"SELECT count(*) {OPEN}", wanted.values()).fetchone()[0]
        rows = overdue(index, wanted, words, PAGE, (at - 1) * PAGE)
        choices = {facet: _choices(index, facet, wanted, words, served) for facet in FACETS}
    return render(
        request, "overdue.html", rows=rows, total=total, today=wanted.today, choices=choices, order=wanted.order,
        orders=(LONGEST, SHORTEST), page=at, pages=-(-total // PAGE), kept=_kept(request),
    )  # fmt: skip


def as_csv(request: Request) -> Response:
    """The whole list as a table; names in the language of the page."""
    served, words = served_of(request), words_of(request)
    with open_index(served.search) as index:
        rows = overdue(index, _wanted(request, served), words, -1, 0)
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS, *(_cells(row) for row in rows)])
    headers = {
        "Content-Disposition": 'attachment; filename="overdue.csv"', "Access-Control-Allow-Origin": "*",
        "Content-Language": words.language,
    }  # fmt: skip
    return conditional(request, text.getvalue().encode(), CSV, vary=VARY, headers=headers)


def overdue(index: sqlite3.Connection, wanted: Wanted, words: Words, limit: int, skipped: int) -> list[Overdue]:
    """The open questions past their deadline; a limit of -1 is none."""
    query = f"SELECT * {OPEN} ORDER BY {ORDERS[wanted.order]} LIMIT :limit OFFSET :skipped"
    rows = index.execute(query, {**wanted.values(), "limit": limit, "skipped": skipped}).fetchall()
    today = date.fromisoformat(wanted.today)
    days = [(today - date.fromisoformat(row["deadline"])).days for row in rows]
    return [Overdue(entry, late) for entry, late in zip(listed(index, rows, words), days, strict=True)]


def _wanted(request: Request, served: Served) -> Wanted:
    order = request.query_params.get("order", "")
    chosen = Narrowing(served.iris).chosen(request.query_params)
    return Wanted(clock.now().date().isoformat(), chosen, order if order in ORDERS else LONGEST)


def _kept(request: Request) -> dict[str, str]:
    return {name: value for name, value in request.query_params.items() if name in (*FACETS, "order")}


def _choices(
    index: sqlite3.Connection, facet: str, wanted: Wanted, words: Words, served: Served
) -> list[tuple[str, str, int, bool]]:
    """What one may choose of a facet: in addresses, for people, how many, whether it is chosen."""
    among = {**wanted.values(), facet: None}
    counted = dict(
        index.execute(
            f"SELECT iri, count(*) FROM about WHERE kind = :kind AND question IN (SELECT id {OPEN}) GROUP BY iri",
            {**among, "kind": facet},
        )
    )
    chosen = wanted.values()[facet]
    counted = {**({chosen: 0} if chosen else {}), **counted}
    names, narrowing = names_of(index, counted, words), Narrowing(served.iris)
    found = [(narrowing.slug(facet, iri), names.get(iri, iri), many, iri == chosen) for iri, many in counted.items()]
    return sorted(found, key=lambda one: one[1].casefold())


def _cells(row: Overdue) -> Iterator[object]:
    one = row.entry
    yield from (one.number, row.days, one.deadline, one.date, one.titles.get("nl", ""), one.titles.get("fr", ""))
    yield from (one.person_name, one.party_name, next(iter(one.post_names.values()), ""), one.iri)


routes = [Route("/overdue", page), Route("/overdue.csv", as_csv)]
