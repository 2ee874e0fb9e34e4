"""Pages from templates: `render(request, "search.html", found=…)`.

A template is given `t` (the words of the page's language), `link`, `to`, `again` (see `links`), `static`, `language`,
`served` and what the caller names. Everything is escaped, and a name that nobody gave is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from flows.pages import beside
from flows.pages.answer import conditional, policy
from flows.pages.links import Links, links_of, web
from flows.pages.static import static_path
from flows.pages.words import LANGUAGES, NAMES, Words, language_of, words_in
from flows.served.release import Served

HTML = "text/html; charset=utf-8"
VARY = "Accept-Language"


@cache
def environment() -> jinja2.Environment:
    """The templates, read once."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("flows.pages"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    made.filters["web"] = web
    made.globals.update(languages=LANGUAGES, names=NAMES)
    return made


def served_of(request: Request) -> Served:
    """The release that is served, the same for the whole of a request; 503 while the first one is loaded."""
    if not hasattr(request.state, "served"):
        request.state.served = request.app.state.current.served
    if request.state.served is None:
        raise HTTPException(503, "The data are being loaded; try again in a minute.", {"Retry-After": "30"})
    served: Served = request.state.served
    return served


def words_of(request: Request) -> Words:
    """The words in the language of a request."""
    return words_in(language_of(request.query_params.get("lang"), request.headers.get("accept-language", "")))


def render(
    request: Request, template: str, *, status: int = 200, vary: str = VARY, modified: str = "",
    headers: Mapping[str, str] | None = None, csp: str = "", **values: Any,
) -> Response:  # fmt: skip
    """The page of a template, with its ETag, or 304 to who has it; `csp` replaces the policy for scripts and styles."""
    words = words_of(request)
    served = served_of(request)
    links = links_of(request, served.iris)
    text = environment().get_template(template).render({**surroundings(links, words, served), **values})
    told = {"Content-Language": words.language, "Content-Security-Policy": csp or policy(), **(headers or {})}
    return conditional(request, text.encode(), HTML, vary=vary, status=status, modified=modified, headers=told)


def surroundings(links: Links, words: Words, served: Served) -> dict[str, Any]:
    """What every template is given."""
    return {
        "t": words, "language": words.language, "links": links, "link": links.link, "to": links.to,
        "again": links.again, "static": lambda name: links.root + static_path(name), "served": served,
        "licence": web(beside.licence(served)),
    }  # fmt: skip
