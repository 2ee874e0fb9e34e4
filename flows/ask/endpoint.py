"""The address `/sparql`: every request of the SPARQL 1.1 Protocol for queries, answered whole or with an error.

The status and headers of an answer are sent when its whole result is there, so that no limit cuts a 200 short.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path

import anyio
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from flows.ask.description import description
from flows.ask.formats import GRAPHS, TABLES, TRUTHS, choose
from flows.ask.negotiate import best
from flows.ask.pool import Pool
from flows.ask.problem import Problem
from flows.ask.rate import Rate, client_of
from flows.ask.request import Asked, read
from flows.ask.worker import Job, Outcome
from flows.served.release import STORE, Served
from flows.settings import Settings

CORS = {"access-control-allow-origin": "*", "vary": "accept", "cache-control": "no-cache"}
ALLOWED = "GET, HEAD, POST, OPTIONS"
PREFLIGHT = {
    "allow": ALLOWED, "access-control-allow-origin": "*", "access-control-allow-methods": ALLOWED,
    "access-control-allow-headers": "Accept, Accept-Language, Content-Type", "access-control-max-age": "86400",
}  # fmt: skip
PROBLEM, JSON, TEXT = "application/problem+json", "application/json", "text/plain"
CHUNK = 1 << 16


async def sparql(request: Request) -> Response:
    """The answer to a query, the description of the service, or what is wrong."""
    if request.method == "OPTIONS":
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
    try:
        served: Served | None = request.app.state.current.served
        if served is None:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "The data are being loaded.", wait=10)
        asked = await read(request)
        if asked is None:
            return described(request, served)
        return await answered(request, served, asked)
    except Problem as problem:
        return told(request, problem)


def described(request: Request, served: Served) -> Response:
    """The service description; a browser is shown where queries are written instead."""
    accept = request.headers.get("accept", "")
    names = [one.media for one in GRAPHS]
    if best(accept, [*names, "text/html"]) == "text/html":
        return RedirectResponse("query", HTTPStatus.SEE_OTHER, headers=CORS)
    chosen = choose(accept, GRAPHS)
    if chosen is None:
        raise unacceptable("graph")
    settings: Settings = request.app.state.settings
    return Response(description(served, settings, chosen), headers={**CORS, "content-type": chosen.content_type})


async def answered(request: Request, served: Served, asked: Asked) -> Response:
    """The result of a query, once it is whole; raises Problem."""
    client = client_of(request.client.host if request.client else "")
    rate: Rate = request.app.state.rate
    if wait := rate.wait(client):
        detail = "You ask more often than this endpoint can answer for one client."
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, detail, wait=math.ceil(wait))
    accept = request.headers.get("accept", "")
    keys = [chosen.key if (chosen := choose(accept, kind)) else "" for kind in (TABLES, TRUTHS, GRAPHS)]
    if not any(keys):
        raise unacceptable("")
    job = Job(
        str(served.folder / STORE), asked.query, "", asked.union, asked.default_graphs, asked.named_graphs, *keys
    )  # fmt: skip
    pool: Pool = request.app.state.pool
    outcome, path = await while_connected(request, pool, job, client)
    if outcome.kind != "whole":
        raise ended(outcome, pool.settings)
    form = next(one for one in (*TABLES, *GRAPHS) if one.key == outcome.format)
    size = path.stat().st_size
    headers = {**CORS, "content-type": form.content_type, "content-length": str(size)}
    remove = BackgroundTask(path.unlink, missing_ok=True)
    if size <= CHUNK:
        whole = path.read_bytes()
        path.unlink()
        return Response(whole, headers=headers)
    return StreamingResponse(chunks(path), headers=headers, background=remove)


async def while_connected(request: Request, pool: Pool, job: Job, client: str) -> tuple[Outcome, Path]:
    """How a job ended, unless the client goes away, which ends it too."""
    run = asyncio.create_task(pool.run(job, client))
    gone = asyncio.create_task(disconnected(request))
    try:
        await asyncio.wait((run, gone), return_when=asyncio.FIRST_COMPLETED)
        if not run.done():
            raise Problem(HTTPStatus.BAD_REQUEST, "The client went away.")
        return run.result()
    finally:
        for task in (run, gone):
            task.cancel()
        await asyncio.gather(run, gone, return_exceptions=True)


async def disconnected(request: Request) -> None:
    """Return when the client is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def chunks(path: Path) -> AsyncIterator[bytes]:
    """The bytes of a file that is removed with the last of them, or when nobody reads on."""
    try:
        async with await anyio.open_file(path, "rb") as file:
            while chunk := await file.read(CHUNK):
                yield chunk
    finally:
        path.unlink(missing_ok=True)


def ended(outcome: Outcome, settings: Settings) -> Problem:
    """What is told of a query that has no whole result."""
    if outcome.kind == "malformed":
        return Problem(HTTPStatus.BAD_REQUEST, outcome.reason, place=outcome.place)
    if outcome.kind == "unacceptable":
        return unacceptable(outcome.reason)
    limits = {
        "slow": (HTTPStatus.GATEWAY_TIMEOUT, f"The query took longer than {settings.query_seconds:g} seconds"),
        "large": (HTTPStatus.INSUFFICIENT_STORAGE, f"The result is larger than {settings.query_size} MB"),
        "memory": (HTTPStatus.INSUFFICIENT_STORAGE, f"The query needs more than {settings.query_memory} MB of memory"),
    }
    if outcome.kind in limits:
        status, limit = limits[outcome.kind]
        return Problem(status, f"{limit}: ask for less, or ask the files of the release.")
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "The query failed here, through no fault that could be found.")


def unacceptable(kind: str) -> Problem:
    """What is told to a client that takes no format of a kind of result."""
    offered = {"QuerySolutions": TABLES, "QueryBoolean": TRUTHS, "graph": GRAPHS}.get(kind, (*TABLES, *GRAPHS))
    media = ", ".join(one.media for one in offered)
    return Problem(HTTPStatus.NOT_ACCEPTABLE, f"The result can be sent as {media}.")


def told(request: Request, problem: Problem) -> Response:
    """A problem as text, or as the problem details that programs ask for."""
    headers = {**CORS, **problem.headers}
    if problem.status in (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_TIMEOUT):
        headers["connection"] = "close"  # what is left of the body is not read
    chosen = best(request.headers.get("accept", ""), [TEXT, PROBLEM, JSON])
    if chosen in (PROBLEM, JSON):
        return JSONResponse(problem.document(), problem.status, headers, media_type=PROBLEM)
    return PlainTextResponse(problem.text(), problem.status, headers)


routes = [Route("/sparql", sparql, methods=["GET", "HEAD", "POST", "OPTIONS"])]
