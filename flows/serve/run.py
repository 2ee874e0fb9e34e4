"""Run the application as a server, until it is told to stop: a request that is being answered is answered first."""

from __future__ import annotations

import signal

import uvicorn

from flows.serve.app import create_app
from flows.settings import Settings

GRACE = 30  # seconds that a request may still take once the server is to stop


def run(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C, which end the process with status 0."""
    config = uvicorn.Config(
        create_app(settings), host=settings.serve_host, port=settings.serve_port, log_config=None, access_log=False,
        server_header=False, timeout_graceful_shutdown=GRACE, lifespan="on", ws="none", http="h11",
    )  # fmt: skip
    # Uvicorn repeats the signal that stopped it; by then everything is done, and it is to mean nothing any more.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    uvicorn.Server(config).run()
