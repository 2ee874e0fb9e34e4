"""Every IRI of ours answers: a thing leads to its document, a document is given in the format that is asked for.

`id/…`, `auth/…` and `graph/…` answer 303 with the place of the document (Cool URIs for the Semantic Web, 4.2);
`doc/…` is the document, in the format of its ending or of the Accept header.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from flows.pages import missing
from flows.pages.answer import SAFE, conditional
from flows.pages.browse import KINDS, browse
from flows.pages.formats import FORMATS, Format, choose, write
from flows.pages.gather import gather
from flows.pages.generic import generic
from flows.pages.links import links_of
from flows.pages.question import question
from flows.pages.reader import Reader, reader_of
from flows.pages.render import served_of
from flows.pages.things import Thing, asked_for
from flows.vocabulary import DCTERMS, EV, PROV, Iris

METHODS = ["GET", "HEAD", "OPTIONS"]
OPEN = {  # what other sites' programs may ask for and see
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Link, ETag, Last-Modified, Content-Location, Location",
}
ASKED = OPEN | {
    "Allow": ", ".join(METHODS), "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match", "Access-Control-Max-Age": "86400",
}  # fmt: skip
LASTING = {"Cache-Control": "public, max-age=3600"}
# The page of a kind of thing; of all others `generic`.
PAGES: dict[str, Callable[..., Response]] = {"question": question, **dict.fromkeys(KINDS, browse)}


def thing(request: Request) -> Response:
    """303 from a thing to the document about it."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=ASKED)
    links = links_of(request, served_of(request).iris)
    return _moved(links.link("/" + links.place(links.path.removeprefix("/"))), 303)


def document(request: Request) -> Response:
    """A document, or why there is none."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=ASKED)
    reader = reader_of(served_of(request))
    links = links_of(request, reader.iris)
    place = links.path.removeprefix("/doc/")
    found, ending = asked_for(place, reader)
    if found is None:
        return missing.page(request, reader, place, OPEN)
    new = reader.replaced_by(found.iri)
    if new is not None and reader.is_ours(new) and not new.value.startswith(str(EV)):
        there = links.place(new.value.removeprefix(reader.iris.base))
        return _moved(links.link(f"/{there}" + (f".{ending}" if ending else "")), 301)
    form = FORMATS.get(ending) or choose(request.headers.get("accept", ""))
    if form is None:
        return missing.no_format(request, place, OPEN)
    return given(request, reader, found, form, is_named=bool(ending))


def given(request: Request, reader: Reader, found: Thing, form: Format, *, is_named: bool) -> Response:
    """The document of a thing in a format; `is_named` when the address names the format."""
    varies = "" if is_named else "Accept"
    headers = {**OPEN, **links_to(reader.iris, found)}
    if not is_named:
        headers["Content-Location"] = links_of(request, reader.iris).link(f"/doc/{found.place}.{form.ending}")
    modified = reader.text(found.iri, DCTERMS["modified"]) or served_of(request).version[:10]
    if form.ending == "html":
        vary = ", ".join(filter(None, (varies, "Accept-Language")))
        draw = PAGES.get(found.kind, generic) if not found.within and not found.is_graph else generic
        return draw(request, reader, found, headers=headers, modified=modified, vary=vary)
    body = write(gather(reader, found), form.ending, reader.iris)
    return conditional(request, body, form.kind, vary=varies or "Accept-Encoding", modified=modified, headers=headers)


def links_to(iris: Iris, found: Thing) -> Mapping[str, str]:
    """The Link header: other formats, what is described, where it comes from (RFC 8288, RFC 5988, PROV-AQ)."""
    place = f"{iris.base}doc/{found.place}"
    forms = [f'<{place}.{one.ending}>; rel="alternate"; type="{one.media}"' for one in FORMATS.values()]
    return {
        "Link": ", ".join([
            *forms,
            f'<{place}>; rel="canonical"',
            f'<{found.iri.value}>; rel="describes"',
            f'<{place}.ttl>; rel="describedby"; type="text/turtle"',
            f'<{iris.base}id/catalogue/provenance>; rel="{PROV}has_provenance"; anchor="{found.iri.value}"',
        ])
    }  # fmt: skip


def _moved(where: str, status: int) -> Response:
    return RedirectResponse(where, status, {**OPEN, **LASTING, **SAFE, "Vary": "Origin"})


routes = [
    *(Route(f"/{word}/{{path:path}}", thing, methods=METHODS) for word in ("id", "auth", "graph")),
    Route("/doc/{path:path}", document, methods=METHODS),
]
