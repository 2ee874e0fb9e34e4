"""The files below `/download/`: every kept release, `latest`, and the change feed; never anything else."""

from __future__ import annotations

import html
import re
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from flows.errors import BadInput
from flows.publish.formats import PACKAGE, PACKED, parted
from flows.settings import Settings

# A version "2026-11-23-bfb8f5ec6e58", a file "be-senate-7.ttl.gz": never "..", never hidden.
NAME = re.compile(r"[\w-][\w.-]*", re.ASCII)
LATEST, CHANGES = "latest", "changes"
FOR_EVER = "public, max-age=31536000, immutable"
ASKED_AGAIN = "no-cache"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><main><h1>{title}</h1>
<ul>
{rows}</ul></main></body></html>
"""
OTHERS = {
    "SHA256SUMS": "text/plain", "gz": "application/gzip", "zip": "application/zip", "xml": "application/xml",
    "html": "text/html",
}  # fmt: skip


def download(request: Request) -> Response:
    """A file, or the list of a folder."""
    settings: Settings = request.app.state.settings
    wanted: str = request.path_params["path"]
    names = [name for name in wanted.split("/") if name]
    if not all(NAME.fullmatch(name) for name in names):
        raise HTTPException(404)
    path = located(settings, names)
    caching = ASKED_AGAIN if not names or names[0] in (LATEST, CHANGES) else FOR_EVER
    headers = {"cache-control": caching, "access-control-allow-origin": "*"}
    if path.is_file():
        return conditional(request, FileResponse(path, headers=headers, media_type=media_type(path.name),
                                                 stat_result=path.stat()))  # fmt: skip
    if names and not path.is_dir():
        raise HTTPException(404)
    if not request.url.path.endswith("/"):
        return RedirectResponse(f"{names[-1]}/" if names else "download/", 308)
    listed = inside(settings) if not names else sorted(one.name for one in path.iterdir() if NAME.fullmatch(one.name))
    return HTMLResponse(listing("/".join(["download", *names]), listed), headers=headers)


def located(settings: Settings, names: list[str]) -> Path:
    """The path of a file or folder by the names of an address."""
    if not names:
        return settings.output / "releases"
    first, rest = names[0], names[1:]
    places = {LATEST: settings.latest.resolve(), CHANGES: settings.output / CHANGES}
    return places.get(first, settings.output / "releases" / first).joinpath(*rest)


def inside(settings: Settings) -> list[str]:
    """The names directly below `/download/`."""
    releases = settings.output / "releases"
    versions = sorted((one.name for one in releases.glob("*") if NAME.fullmatch(one.name)), reverse=True)
    fixed = [(LATEST, settings.latest), (CHANGES, settings.output / CHANGES)]
    return [*(name for name, path in fixed if path.is_dir()), *versions]


def listing(title: str, names: list[str]) -> str:
    """A plain page that lists a folder."""
    rows = "".join(f'<li><a href="{html.escape(name)}">{html.escape(name)}</a></li>\n' for name in names)
    return PAGE.format(title=html.escape(title), rows=rows)


def media_type(name: str) -> str:
    """The media type of a file; packed ones stay packed, so that their bytes are those of SHA256SUMS."""
    if name.endswith((PACKED, PACKAGE)):
        return OTHERS[name.rpartition(".")[2]]
    try:
        return parted(name)[1].media
    except BadInput:
        return OTHERS.get(name, OTHERS.get(name.rpartition(".")[2], "application/octet-stream"))


def conditional(request: Request, response: Response) -> Response:
    """304 when the client has these bytes already."""
    known = request.headers.get("if-none-match", "")
    if response.headers["etag"] in [one.strip().removeprefix("W/") for one in known.split(",")]:
        kept = {name: response.headers[name] for name in ("etag", "cache-control", "last-modified")}
        return Response(status_code=304, headers=kept)
    return response


def root(request: Request) -> Response:
    """The address without its slash."""
    return RedirectResponse("/download/", 308)


routes = [Route("/download", root), Route("/download/{path:path}", download)]
