"""What search engines are told: which pages there are, and which are not for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from flows.pages.answer import conditional
from flows.pages.links import CONCEPT
from flows.pages.render import served_of
from flows.search.schema import open_index
from flows.served.release import Served
from flows.vocabulary import EV

MOST = 50_000  # addresses of a file, by the protocol of sitemaps.org
XML = "application/xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PAGES = (
    "",
    "search",
    "overdue",
    "statistics",
    "person",
    "party",
    "portfolio",
    "topic",
    "legislature",
    "about",
    "query",
)
ROBOTS = """\
User-agent: *
Disallow: {root}/sparql
Disallow: {root}/search?
Disallow: {root}/download/
Allow: {root}/

Sitemap: {base}sitemap.xml
"""
Address = tuple[str, str]  # and the day of its newest content, "" when not known


def index(request: Request) -> Response:
    """The list of the site maps."""
    served = served_of(request)
    many = -(-len(addresses(served)) // MOST)
    entries = (f"<sitemap><loc>{served.iris.base}sitemap-{at}.xml</loc></sitemap>" for at in range(1, many + 1))
    return _xml(request, "sitemapindex", entries)


def part(request: Request) -> Response:
    """One of the site maps, counted from 1."""
    at = int(request.path_params["at"])
    found = addresses(served_of(request))[(at - 1) * MOST : at * MOST] if at else []
    if not found:
        return Response("there is no such site map\n", 404, media_type="text/plain")
    return _xml(request, "urlset", map(_entry, found))


def robots(request: Request) -> Response:
    """What robots leave alone: what is endless, and what is for programs."""
    served = served_of(request)
    text = ROBOTS.format(root=request.scope.get("root_path", ""), base=served.iris.base)
    return conditional(request, text.encode(), "text/plain; charset=utf-8", vary="Accept-Encoding")


def addresses(served: Served) -> list[Address]:
    """Every page that is worth finding: the fixed ones, things with questions, questions."""
    return [*_addresses(served)]


def _addresses(served: Served) -> Iterator[Address]:
    base = served.iris.base
    yield from ((f"{base}{name}", "") for name in PAGES)
    with open_index(served.search) as found:
        for (iri,) in found.execute("SELECT iri FROM thing WHERE questions > 0 AND replaced_by IS NULL ORDER BY iri"):
            yield _document(iri, base), ""
        query = "SELECT iri, coalesce(modified, date) FROM question ORDER BY legislature DESC, serial DESC"
        yield from ((_document(iri, base), modified[:10]) for iri, modified in found.execute(query))


def _document(iri: str, base: str) -> str:
    """The address of the document of a thing."""
    if iri.startswith(EV):
        return f"{base}{CONCEPT}{iri.removeprefix(EV)}"
    return f"{base}doc/{iri.removeprefix(base).removeprefix('id/')}"


def _entry(address: Address) -> str:
    place, day = address
    return f"<url><loc>{escape(place)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"


def _xml(request: Request, name: str, entries: Iterable[str]) -> Response:
    body = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', f"<{name} {SPACE}>", *entries, f"</{name}>", ""])
    return conditional(request, body.encode(), XML, vary="Accept-Encoding")


routes = [
    Route("/sitemap.xml", index), Route("/sitemap-{at:int}.xml", part), Route("/robots.txt", robots),
]  # fmt: skip
