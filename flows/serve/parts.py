"""What the server is put together from: the routes of every part, and what each part makes of a release."""

from __future__ import annotations

from starlette.routing import BaseRoute

from flows.ask import endpoint
from flows.pages import about, documents, home, lists, overdue, query, search, sitemap, static, statistics, terms
from flows.search import index
from flows.serve import downloads, health
from flows.served.load import Makers
from flows.served.release import SEARCH

# By the name of the file in the folder of a loaded release; made in the child process that loads it.
MAKERS: Makers = {SEARCH: index.make}
PAGES = (home, search, overdue, statistics, about, query, lists, documents, terms, sitemap, static)


def routes() -> list[BaseRoute]:
    """Every route; the first that fits an address answers."""
    pages = [route for one in PAGES for route in one.routes]
    return [*endpoint.routes, *downloads.routes, *health.routes, *pages]
