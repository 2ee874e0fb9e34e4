"""The layers that every request passes through: bounded addresses, safe headers, what is counted and logged.

The log tells of addresses shortened to their network, of paths without their queries, and of no body.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from http import HTTPStatus

import structlog
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.serve.figures import Figures

ADDRESS_BYTES = 16 * 1024  # of path and query; a longer SPARQL query is sent with POST
STALLED = 60.0  # seconds without a byte taken after which a client is given up
LOGGED_PATH = 200  # characters
NETWORKS = {4: 24, 6: 48}  # bits of an address that are logged
# Nothing is loaded from elsewhere, framed, or sent elsewhere. An answer may say otherwise of itself: the query editor
# sets styles on its elements.
SAFE = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
}
log = structlog.get_logger()


class Guarded:
    """Refuse addresses that are too long, put the safe headers on, give up clients that take nothing."""

    def __init__(self, app: ASGIApp) -> None:
        """Take what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE.items():
                    headers.setdefault(name, value)
            async with asyncio.timeout(STALLED):
                await send(message)

        if len(scope["query_string"]) + len(scope.get("raw_path", b"")) > ADDRESS_BYTES:
            text = f"The address is longer than {ADDRESS_BYTES // 1024} kB: send a long query with POST.\n"
            too_long = PlainTextResponse(text, HTTPStatus.REQUEST_URI_TOO_LONG, {"access-control-allow-origin": "*"})
            await too_long(scope, receive, safely)
            return
        await self._app(scope, receive, safely)


class Watched:
    """Count every answer, and log it."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        """Take what answers, and where is counted."""
        self._app, self._figures = app, figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, told = time.monotonic(), {"status": 500, "size": 0}

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"] = int(message["status"])
            elif message["type"] == "http.response.body":
                told["size"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            seconds = time.monotonic() - begun
            self._figures.answered(part_of(scope["path"]), scope["method"], told["status"], seconds)
            client = scope["client"][0] if scope.get("client") else ""
            log.info(
                "answered", client=network_of(client), method=scope["method"], path=scope["path"][:LOGGED_PATH],
                seconds=round(seconds, 3), **told,
            )  # fmt: skip


def part_of(path: str) -> str:
    """The part of the site that an address belongs to, for the figures: few, whatever is asked for."""
    part = path.strip("/").partition("/")[0]
    return part if part.isascii() and part.isalpha() and len(part) < 16 else "other" if part else "home"


def network_of(address: str) -> str:
    """The network that an address is in, so that the log tells of no person."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{found}/{NETWORKS[found.version]}", strict=False))
