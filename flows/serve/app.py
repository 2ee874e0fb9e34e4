"""The web application: the release in use, what answers, and the layers that every answer passes through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette

from flows.ask.pool import Pool
from flows.ask.rate import Rate
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
        await app.state.pool.start()
        if current is None:
            app.state.current.open()
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

    app = Starlette(routes=routes(), lifespan=lifespan)
    app.state.settings = settings
    app.state.current = current or Current(settings, MAKERS)
    app.state.pool = Pool(settings)
    app.state.rate = Rate(settings.query_rate)
    return app


async def watch(current: Current) -> None:
    """Look at output/latest for ever, and switch to a new release."""
    while True:
        await asyncio.to_thread(current.refresh)
        await asyncio.sleep(LOOKED)
