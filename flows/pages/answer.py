"""Answers of HTTP: with a strong ETag, not sent again to who has them, and with the headers that every page has."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response

# Nothing is loaded from elsewhere, nothing is run or styled from inside a page, no page stands in another's frame.
POLICY = {
    "default-src": "'none'", "style-src": "'self'", "script-src": "'self'", "img-src": "'self' data:",
    "font-src": "'self'", "connect-src": "'self'", "manifest-src": "'self'", "form-action": "'self'",
    "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FRESH = "public, max-age=300"  # a release changes once a night; an ETag answers what is asked again


def policy(**changes: str) -> str:
    """A content security policy; some of its lines may be changed: `policy(style_src="'self' 'unsafe-inline'")`."""
    lines = POLICY | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in lines.items())


def conditional(
    request: Request, body: bytes, kind: str, *, vary: str, status: int = 200, modified: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """An answer with its ETag, or 304 to who has it; `kind` is the media type, `modified` a day or time."""
    told = {"Vary": vary, "Cache-Control": FRESH if status == 200 else "no-cache", **SAFE, **(headers or {})}
    if status == 200:
        told["ETag"] = tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        if modified:
            told["Last-Modified"] = http_date(modified)
        if has(request, tag):
            return Response(status_code=304, headers=told)
    return Response(body, status, told, kind)


def has(request: Request, tag: str) -> bool:
    """Whether who asks has this representation; weak and strong tags compare alike here (RFC 9110, 13.1.2)."""
    held = request.headers.get("if-none-match", "")
    return held.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in held.split(",")}


def http_date(moment: str) -> str:
    """A day or a time of ISO 8601 as headers write it."""
    at = datetime.fromisoformat(moment)
    return format_datetime((at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC), usegmt=True)
