"""Run the application as a server, until it is told to stop: a request that is being answered is answered first."""

from __future__ import annotations

import signal

import uvicorn
from starlette.types import ASGIApp

from flows.serve.app import create_app
from flows.serve.connections import Connection
from flows.serve.layers import ADDRESS_BYTES
from flows.served import child
from flows.settings import Settings

IDLE = 15  # seconds that a connection waits for its next request
CONNECTIONS = 1000  # more are answered 503
GRACE = 5  # seconds beside those of a query that a request may still take once the server is to stop


def run(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C, which end the process with status 0."""
    child.prepare()
    # Uvicorn repeats the signal that stopped it; by then everything is done, and it is to mean nothing any more.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    uvicorn.Server(configured(create_app(settings), settings)).run()


def configured(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """Uvicorn with the limits of a server that stands in the open."""
    Connection.proxies = frozenset(one.strip() for one in settings.serve_proxies.split(",") if one.strip())
    return uvicorn.Config(
        app, host=settings.serve_host, port=settings.serve_port, http=Connection, ws="none", lifespan="on",
        log_config=None, access_log=False, server_header=False, backlog=256, limit_concurrency=CONNECTIONS,
        timeout_keep_alive=IDLE, timeout_graceful_shutdown=int(settings.query_seconds) + GRACE,
        h11_max_incomplete_event_size=2 * ADDRESS_BYTES, proxy_headers=bool(Connection.proxies),
        forwarded_allow_ips=sorted(Connection.proxies),
    )  # fmt: skip
