"""The query editor: examples to begin with, an editor where scripts run, and a plain form that does without.

A form cannot ask for a media type, so an address for each format does it: `/query/answer/csv` hands what it is asked on
to the endpoint, with all its limits.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from flows.pages.answer import FRESH, SAFE, policy
from flows.pages.examples import examples
from flows.pages.render import render, served_of

FIRST = "05"  # what the editor begins with: it answers in a moment and shows what the data are for
LONGEST = 20_000  # letters of a query in an address
FORMATS = {
    "json": ("JSON", "application/sparql-results+json, application/ld+json;q=0.9"),
    "csv": ("CSV", "text/csv, text/turtle;q=0.9, application/sparql-results+json;q=0.8"),
    "tsv": ("TSV", "text/tab-separated-values, text/turtle;q=0.9, application/sparql-results+json;q=0.8"),
    "xml": ("XML", "application/sparql-results+xml, application/rdf+xml;q=0.9"),
}
# The editor measures its lines with styles of its own, and draws its signs from addresses that hold them.
POLICY = policy(style_src="'self' 'unsafe-inline'")


def page(request: Request) -> Response:
    """The editor with an example, or with the query of the address."""
    known = examples(served_of(request).iris.base)
    number = request.query_params.get("example", "")
    typed = request.query_params.get("query", "")[:LONGEST]
    chosen = known.get(number) or (None if typed else known[FIRST])
    return render(
        request, "query.html", examples=known.values(), chosen=chosen, query=chosen.query if chosen else typed,
        formats=FORMATS, csp=POLICY,
    )  # fmt: skip


def example(request: Request) -> Response:
    """An example as a file of SPARQL."""
    found = examples(served_of(request).iris.base).get(request.path_params["number"])
    if found is None:
        raise HTTPException(404, f"there is no example {request.path_params['number']}: see /query for all of them")
    kind = "application/sparql-query; charset=utf-8"
    return PlainTextResponse(found.query, 200, {"Cache-Control": FRESH, **SAFE}, kind)


class Answer:
    """What the endpoint answers, in the format of the address: the request goes on to `/sparql` of the same server."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        form = scope["path_params"]["form"]
        if form not in FORMATS:
            raise HTTPException(404, f"there is no such format: take one of {', '.join(FORMATS)}")
        path = f"{scope.get('root_path', '')}/sparql"
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept"]
        headers.append((b"accept", FORMATS[form][1].encode()))
        changes = {"path": path, "raw_path": path.encode(), "headers": headers, "path_params": {}}
        await scope["app"].router({**scope, **changes}, receive, send)


routes = [
    Route("/query", page),
    Route("/query/example/{number}.rq", example),
    Route("/query/answer/{form}", Answer(), methods=["GET", "POST"]),
]
