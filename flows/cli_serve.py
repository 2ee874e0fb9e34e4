"""The command `vraagbaak serve`: the last release as web pages, a SPARQL endpoint and files."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from flows import log
from flows.errors import BadInput
from flows.settings import Settings, read_settings

out = Console(soft_wrap=True, highlight=False)

Host = Annotated[str | None, typer.Option(help="address to listen at, instead of the setting")]
Port = Annotated[int | None, typer.Option(help="port to listen at, instead of the setting")]


def serve(host: Host = None, port: Port = None) -> None:
    """Serve the last release until Ctrl-C or SIGTERM, and each new one from when it is loaded."""
    # Starlette, uvicorn and the store take half a second to import; the other commands do without them.
    from flows.serve.run import run

    given = {"serve_host": host, "serve_port": port}
    settings = read_settings()
    settings = Settings.model_validate({**dict(settings), **{name: one for name, one in given.items() if one}})
    if not settings.latest.is_dir():
        raise BadInput(f"there is no release in {settings.output}: run `vraagbaak harvest` first")
    log.configure(settings.log)
    out.print(f"http://{settings.serve_host}:{settings.serve_port}/ (Ctrl-C stops it)", markup=False)
    run(settings)
