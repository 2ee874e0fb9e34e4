"""The files that pages need, under addresses that change with their content, so that browsers keep them for a year."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from flows.pages.answer import SAFE

FOREVER = "public, max-age=31536000, immutable"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


@dataclass(frozen=True)
class File:
    """A file with its media type and the beginning of its checksum."""

    content: bytes
    kind: str
    digest: str


@cache
def static_files() -> Mapping[str, File]:
    """Every file of `static/` by its path there; nothing else is ever served."""
    return dict(_below(files(__package__) / "static", ""))


def _below(folder: Traversable, at: str) -> Iterator[tuple[str, File]]:
    for path in folder.iterdir():
        if path.is_dir():
            yield from _below(path, f"{at}{path.name}/")
        else:
            content, ending = path.read_bytes(), path.name[path.name.rfind(".") :]
            kind = KINDS.get(ending) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            yield f"{at}{path.name}", File(content, kind, hashlib.sha256(content).hexdigest()[:12])


def static_path(name: str) -> str:
    """Where a file stands: "/static/0123456789ab/style.css"."""
    return f"/static/{static_files()[name].digest}/{name}"


def static(request: Request) -> Response:
    """A file; under an address of the past it is given too, but not for a year."""
    file = static_files().get(request.path_params["name"])
    if file is None:
        return PlainTextResponse("there is no such file\n", 404, SAFE)
    kept = FOREVER if request.path_params["digest"] == file.digest else "no-cache"
    return Response(file.content, 200, {"Cache-Control": kept, **SAFE}, file.kind)


routes = [Route("/static/{digest}/{name:path}", static)]
