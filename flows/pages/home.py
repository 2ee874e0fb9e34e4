"""The first page: what this is, a search box, three ways in, what is new and what is overdue."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from flows import clock
from flows.pages.collection import ORDERS
from flows.pages.listed import listed
from flows.pages.overdue import OPEN
from flows.pages.render import render, served_of, words_of
from flows.search.schema import open_index

NEWEST = 8


def home(request: Request) -> Response:
    """The page at the root."""
    served, words = served_of(request), words_of(request)
    today = clock.now().date().isoformat()
    many, first, last, answered, overdue = figures(served.search, today)
    with open_index(served.search) as index:
        rows = index.execute(f"SELECT * FROM question ORDER BY {ORDERS['newest']} LIMIT {NEWEST}").fetchall()
        return render(
            request, "home.html", rows=listed(index, rows, words), overdue=overdue, today=today, many=many,
            first=first or "", last=last or "", answered=answered,
        )  # fmt: skip


@lru_cache(maxsize=4)
def figures(path: Path, today: str) -> tuple[int, str | None, str | None, int, int]:
    """How many questions, the first and the last day, how many have an answer, how many are overdue on a day.

    Kept, since a release never changes: to count 31,000 takes four times as long as all else of the page.
    """
    with open_index(path) as index:
        row = index.execute("SELECT count(*), min(date), max(date), count(answered_on) FROM question").fetchone()
        late = index.execute(f"SELECT count(*) {OPEN}", {"today": today, "party": None, "portfolio": None})
        return (*row, late.fetchone()[0])


routes = [Route("/", home)]
