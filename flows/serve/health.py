"""How the server is: `/health` for people and watchdogs, `/metrics` for Prometheus."""

from __future__ import annotations

from http import HTTPStatus

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from flows.served.current import Current

FRESH = {"cache-control": "no-store"}


async def health(request: Request) -> Response:
    """200 with the release in use and since when, 503 while there is none; with the last refusal, if it stands."""
    current: Current = request.app.state.current
    served, refusal = current.served, current.refusal
    told = {
        "status": "ok" if served and not refusal else "old release" if served else "no release yet",
        "version": served.version if served else None,
        "since": current.since.isoformat() if current.since else None,
        "triples": served.statistics["triples"] if served else None,
        "refused": {"version": refusal.version, "reason": refusal.reason, "at": refusal.at.isoformat()}
        if refusal
        else None,
    }
    return JSONResponse(told, HTTPStatus.OK if served else HTTPStatus.SERVICE_UNAVAILABLE, FRESH)


async def metrics(request: Request) -> Response:
    """The figures."""
    return Response(request.app.state.figures.text(), headers={**FRESH, "content-type": CONTENT_TYPE_LATEST})


routes = [Route("/health", health), Route("/metrics", metrics)]
