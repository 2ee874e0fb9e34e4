"""What a client asks, read off its HTTP request by the SPARQL 1.1 Protocol (2.1); raises Problem otherwise."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.requests import Request

from flows.ask.problem import Problem
from flows.ask.words import names_dataset, refuse

QUERY_BYTES = 256 * 1024  # the longest query, and with it the longest body
BODY_SECONDS = 10.0  # in which a body has to be here
FORM, PLAIN, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
READ_ONLY = "This endpoint answers queries only: the data are read-only, and change with the next release."
Parameters = list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """A query and the dataset that the request names; None for the query's own, or for all there is."""

    query: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...]

    @property
    def union(self) -> bool:
        """Whether the default graph is all graphs together: neither request nor query say otherwise."""
        return self.default_graphs is None and not names_dataset(self.query)


async def read(request: Request) -> Asked | None:
    """The query of a request; None for a GET without one."""
    given = parameters(request.scope["query_string"])
    query: str | None = None
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == FORM:
            given += parameters(await body(request))
        elif kind == PLAIN:
            query = decoded(await body(request))
        elif kind == UPDATE:
            raise Problem(HTTPStatus.FORBIDDEN, READ_ONLY)
        else:
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send the query as {PLAIN}, or as query=… in {FORM}.")
    if any(name == "update" for name, _ in given):
        raise Problem(HTTPStatus.FORBIDDEN, READ_ONLY)
    queries = [value for name, value in given if name == "query"] + ([] if query is None else [query])
    if not queries and request.method in ("GET", "HEAD"):
        return None
    if len(queries) != 1:
        raise Problem(HTTPStatus.BAD_REQUEST, f"Give one query; there are {len(queries)}.")
    return asked(queries[0], given)


def asked(query: str, given: Parameters) -> Asked:
    """A query that may be answered, with its dataset."""
    if len(query.encode()) > QUERY_BYTES:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The query is longer than {QUERY_BYTES // 1024} kB.")
    refuse(query)
    defaults = tuple(value for name, value in given if name == "default-graph-uri")
    named = tuple(value for name, value in given if name == "named-graph-uri")
    return Asked(query, defaults if defaults or named else None, named)


def parameters(text: bytes) -> Parameters:
    """The names and values of a form or the query of an address."""
    try:
        return parse_qsl(decoded(text), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, "A parameter is not in UTF-8.") from error
    except ValueError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, "There are more than 1000 parameters.") from error


def decoded(data: bytes) -> str:
    """Text of UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"The query is not in UTF-8: {error.reason} at {error.start}.") from error


async def body(request: Request) -> bytes:
    """The body, of bounded length and in bounded time."""
    too_long = Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is longer than {3 * QUERY_BYTES // 1024} kB.")
    told = request.headers.get("content-length", "0")
    if not told.isdigit() or int(told) > 3 * QUERY_BYTES:  # each byte of a form may be written as three: %20
        raise too_long
    found = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                found += chunk
                if len(found) > 3 * QUERY_BYTES:
                    raise too_long
    except TimeoutError:
        raise Problem(HTTPStatus.REQUEST_TIMEOUT, f"The body was not here after {BODY_SECONDS:g} seconds.") from None
    return bytes(found)
