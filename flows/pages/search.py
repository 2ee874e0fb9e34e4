"""The search page: a form, what was found with its words marked, and how to narrow it down; also as JSON and Atom."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from flows.pages.answer import conditional
from flows.pages.links import links_of
from flows.pages.listed import Listed, listed, marked, texts_of
from flows.pages.narrowing import Chosen, Narrowing, Value, names_of
from flows.pages.render import VARY, environment, render, served_of, surroundings, words_of
from flows.pages.words import Words
from flows.search.asked import LONGEST
from flows.search.schema import open_index
from flows.search.searching import DEEPEST, FACETS, NEWEST, OLDEST, OTHERS, PAGE, RELEVANT, Found, Wanted, search
from flows.search.snippets import Marker
from flows.served.release import Served

JSON, ATOM = "application/json; charset=utf-8", "application/atom+xml; charset=utf-8"
FEED = 50  # questions of a feed
UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # no place in XML 1.0 (2.2)
SHOWN = 8  # values of a facet before the rest is folded away


@dataclass(frozen=True)
class Searched:
    """A search that was made, with what its pages need."""

    wanted: Wanted
    chosen: Chosen
    found: Found
    entries: list[Listed]
    facets: dict[str, list[Value]]
    narrowed: list[tuple[str, Value]]  # what is chosen, by facet

    @property
    def pages(self) -> int:
        """How many pages there are to turn."""
        return min(DEEPEST, -(-self.found.total // self.wanted.size))


def made(served: Served, wanted: Wanted, words: Words) -> Searched:
    """A search with everything by its name."""
    narrowing = Narrowing(served.iris)
    with open_index(served.search) as index:
        found = search(index, wanted)
        values = {facet: [*found.facets.get(facet, {}), *wanted.chosen.get(facet, ())] for facet in (*FACETS, *OTHERS)}
        names = names_of(index, [one for many in values.values() for one in many], words)
        entries = listed(index, found.questions, words)
    facets = {
        facet: narrowing.values(facet, found.facets.get(facet, {}), wanted.chosen.get(facet, ()), names)
        for facet in values
    }
    narrowed = [(facet, value) for facet, many in facets.items() for value in many if value.is_chosen]
    chosen = {facet: tuple(values) for facet, values in wanted.chosen.items()}
    marker = Marker(wanted.terms)
    if any(not term.is_excluded for term in wanted.terms):
        entries = [marked(one, marker, texts_of(served, one, words.language)) for one in entries]
    shown = {facet: facets[facet] for facet in FACETS if facets[facet]}
    return Searched(wanted, chosen, found, entries, shown, narrowed)


def wanted_by(request: Request, served: Served, size: int = PAGE) -> Wanted:
    """The search that an address asks for; what is out of bounds is brought within them."""
    query = request.query_params
    page = query.get("page", "")
    order = query.get("order", "")
    return Wanted(
        UNWRITABLE.sub(" ", query.get("q", "")[:LONGEST]), Narrowing(served.iris).chosen(query),
        order if order in (NEWEST, OLDEST) else RELEVANT,
        min(int(page), DEEPEST) if page.isascii() and page.isdigit() and len(page) < 9 else 1, size,
    )  # fmt: skip


def page(request: Request) -> Response:
    """The page of a search; the number of a question leads straight to it."""
    served, words = served_of(request), words_of(request)
    searched = made(served, wanted_by(request, served), words)
    if searched.found.number:
        links = links_of(request, served.iris)
        return RedirectResponse(links.link(f"/doc/question/be-senate/{searched.found.number}"), 303)
    return render(
        request, "search.html", searched=searched, wanted=searched.wanted, shown_first=SHOWN,
        kept=Narrowing(served.iris).query(searched.chosen), others=_others(request),
    )  # fmt: skip


def _others(request: Request) -> dict[str, str]:
    """The address's query without its page and language, for the links to the other forms of a search."""
    return {name: value for name, value in request.query_params.items() if name not in ("page", "lang")}


def as_json(request: Request) -> Response:
    """A search for programs."""
    served, words = served_of(request), words_of(request)
    searched = made(served, wanted_by(request, served), words)
    body = json.dumps(told(searched, served), ensure_ascii=False, indent=1).encode()
    return conditional(request, body, JSON, vary=VARY, headers={"Access-Control-Allow-Origin": "*"})


def told(searched: Searched, served: Served) -> Mapping[str, Any]:
    """What the JSON of a search holds."""
    return {
        "query": searched.wanted.text, "release": served.version, "total": searched.found.total,
        "page": searched.wanted.page, "pages": searched.pages,
        "questions": [
            {"number": one.number, "iri": one.iri, "titles": one.titles, "date": one.date, "state": one.state,
             "days_late": one.days_late, "asked_by": one.person, "on_behalf_of": one.party, "addressed_to": one.post,
             "snippet": "".join(piece for piece, _ in one.snippet)}
            for one in searched.entries
        ],
        "facets": {
            facet: [{"value": value.slug, "label": value.label, "questions": value.many} for value in values]
            for facet, values in searched.facets.items()
        },
    }  # fmt: skip


def as_atom(request: Request) -> Response:
    """The newest questions of a search as a feed to follow."""
    served, words = served_of(request), words_of(request)
    asked = wanted_by(request, served, FEED)
    searched = made(served, Wanted(asked.text, asked.chosen, NEWEST, 1, FEED), words)
    links = links_of(request, served.iris)
    values = {**surroundings(links, words, served), "searched": searched, "others": _others(request)}
    body = environment().get_template("search.atom").render(values).encode()
    return conditional(request, body, ATOM, vary=VARY)


routes = [
    Route("/search", page),
    Route("/search.json", as_json),
    Route("/search.atom", as_atom),
]
