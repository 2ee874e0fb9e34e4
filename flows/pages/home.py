"""The first page: what this is, a search box, three ways in, what is new and what is overdue."""

from __future__ import annotations

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
    with open_index(served.search) as index:
        rows = index.execute(f"SELECT * FROM question ORDER BY {ORDERS['newest']} LIMIT {NEWEST}").fetchall()
        overdue = index.execute(f"SELECT count(*) {OPEN}", {"today": today, "party": None, "portfolio": None})
        figures = index.execute("SELECT count(*), min(date), max(date), count(answered_on) FROM question").fetchone()
        return render(
            request, "home.html", rows=listed(index, rows, words), overdue=overdue.fetchone()[0], today=today,
            many=figures[0], first=figures[1] or "", last=figures[2] or "", answered=figures[3],
        )  # fmt: skip


routes = [Route("/", home)]
