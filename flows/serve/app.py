"""The web application: the release in use, what answers, and the layers that every answer passes through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.middleware import Middleware

from flows.ask.pool import Pool
from flows.ask.rate import Rate
from flows.serve.figures import Figures
from flows.serve.layers import Guarded, Watched
from flows.serve.parts import MAKERS, routes
from flows.served.current import Current
from flows.settings import Settings

LOOKED = 5.0  # seconds between two looks at output/latest


def create_app(settings: Settings, current: Current | None = None) -> Starlette:
    """The application; `app.state.current.served` is the release in use, None until one is loaded.

    A `Current` that is given stays as it is and is not watched: tests load it themselves.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        watching = None
        if current is None:
            app.state.current.open()
        await app.state.pool.start()
        if current is None:
            watching = asyncio.create_task(watch(app.state.current))
        try:
            yield
        finally:
            await app.state.pool.stop()
            if watching is not None:
                app.state.current.close()
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching

    kept, pool = current or Current(settings, MAKERS), Pool(settings)
    figures = Figures(kept, pool)
    layers = [Middleware(Watched, figures=figures), Middleware(Guarded)]
    app = Starlette(routes=routes(), middleware=layers, lifespan=lifespan)
    for name, one in {
        "settings": settings, "current": kept, "pool": pool, "rate": Rate(settings.query_rate), "figures": figures,
    }.items():  # fmt: skip
        setattr(app.state, name, one)
    return app


async def watch(current: Current) -> None:
    """Look at output/latest for ever, and switch to a new release."""
    while True:
        await asyncio.to_thread(current.refresh)
        await asyncio.sleep(LOOKED)
