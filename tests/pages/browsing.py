"""What asks an application for pages, in this process, and a release loaded for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import httpx
import pyoxigraph
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from flows.search.index import build
from flows.served.release import SEARCH, STORE, Served, open_served
from flows.vocabulary import Iris
from tests.e2e.folders import unpacked


def loaded(release: Path, folder: Path) -> Served:
    """A release loaded into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    store = pyoxigraph.Store(folder / STORE)
    store.bulk_load(unpacked(release / "be-senate.nq.gz"), format=pyoxigraph.RdfFormat.N_QUADS)
    store.optimize()
    del store
    build(release, folder / SEARCH, Iris())
    return open_served(release, folder, Iris())


@dataclass(frozen=True)
class Browser:
    """Asks an application for pages, in this process; redirects are not followed."""

    app: Starlette

    def get(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        """The answer to one request; `accept_language="fr"` sends that header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.all([(method, path, named)])[0]

    def all(self, asked: Iterable[tuple[str, str, dict[str, str]]]) -> list[httpx.Response]:
        """The answers to several requests: method, path and headers."""

        async def ask() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return [await client.request(method, path, headers=headers) for method, path, headers in asked]

        return asyncio.run(ask())


def browser(routes: Sequence[BaseRoute], served: Served) -> Browser:
    """A browser of an application of some routes."""
    app = Starlette(routes=routes)
    app.state.current = SimpleNamespace(served=served)
    return Browser(app)
