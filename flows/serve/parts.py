"""What the server is put together from: the routes of every part, and what each part makes of a release."""

from __future__ import annotations

from starlette.routing import BaseRoute

from flows.ask import endpoint
from flows.serve import downloads, health
from flows.served.load import Makers

# By the name of the file in the folder of a loaded release; made in the child process that loads it.
MAKERS: Makers = {}


def routes() -> list[BaseRoute]:
    """Every route; the first that fits an address answers."""
    return [*endpoint.routes, *downloads.routes, *health.routes]
