"""The page of what questions share - a person, party, portfolio, post, government, topic, legislature - with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from flows.pages.bars import bars
from flows.pages.collection import ORDERS, PER_PAGE, Collection, summary
from flows.pages.facts import facts
from flows.pages.links import links_of
from flows.pages.listed import listed
from flows.pages.naming import Naming
from flows.pages.reader import Reader
from flows.pages.render import render, served_of, words_of
from flows.pages.things import Thing
from flows.search.schema import open_index
from flows.vocabulary import subject_of

# What belongs to a thing of a kind, by the kinds of the index, and what its questions are counted by.
KINDS = {
    "person": ("person", ("topic", "portfolio")), "party": ("party", ("person", "topic", "portfolio")),
    "group": ("party", ("person", "topic")), "portfolio": ("portfolio", ("topic", "party", "minister")),
    "post": ("post", ("minister", "topic")), "government": ("government", ("portfolio", "minister", "topic")),
    "legislature": ("legislature", ("party", "portfolio", "topic")),
    "eurovoc": ("topic", ("portfolio", "party", "topic")), "keyword": ("topic", ("portfolio", "party", "topic")),
}  # fmt: skip
MANY = 400  # topics of a field that are looked for; a field of EuroVoc has fewer
LAST = 2000  # pages; what is behind them is found by searching


def browse(request: Request, reader: Reader, thing: Thing, **told: object) -> Response:
    """The page of a thing that questions share."""
    words = words_of(request)
    naming = Naming(reader, words, links_of(request, reader.iris))
    order = request.query_params.get("sort", "")
    order = order if order in ORDERS else next(iter(ORDERS))
    with open_index(served_of(request).search) as index:
        mine, most = collection(index, reader, thing, request.query_params.get("as", ""))
        told_above = summary(served_of(request).search, mine.kind, mine.values, most)
        figures, years = told_above.figures, told_above.years
        pages = max(1, min(-(-figures.questions // PER_PAGE), LAST))
        page = number(request.query_params.get("page", ""), pages)
        return render(
            request, "browse.html", thing=thing, heading=naming.heading(thing), kind=kind_of(mine, thing),
            facts=facts(naming, thing.iri, thing.kind), figures=figures, years=years, bars=bars(years),
            most=told_above.most, order=order, orders=tuple(ORDERS),
            rows=listed(index, mine.page(page, order), words), page=page, pages=pages,
            roles=roles(index, thing), role=mine.kind, narrow=narrow(mine, thing),
            **told,  # type: ignore[arg-type]  # headers and the like
        )  # fmt: skip


def collection(
    index: sqlite3.Connection, reader: Reader, thing: Thing, role: str
) -> tuple[Collection, tuple[str, ...]]:
    """The questions of a thing, and by what they are counted; a person's are those put by or to the person."""
    kind, most = KINDS[thing.kind]
    values: tuple[str, ...] = (thing.iri.value,)
    if thing.kind == "person":
        found = roles(index, thing)
        chosen = role if role in found else next(iter(found), "person")
        return Collection(index, chosen, values), (("party", "topic") if chosen == "minister" else most)
    if thing.kind == "eurovoc":
        row = index.execute("SELECT kind FROM thing WHERE iri = ?", values).fetchone()
        if row and row["kind"] == "domain":
            return Collection(index, "domain", values), most
        if row and row["kind"] == "microthesaurus":
            inside = reader.pointing(thing.iri, reader.iris.pq["microthesaurus"])
            values = tuple(sorted({subject_of(triple).value for triple in inside}))[:MANY]
    return Collection(index, kind, values), most


def roles(index: sqlite3.Connection, thing: Thing) -> Mapping[str, int]:
    """How many questions a person put and was put; empty for what is no person."""
    if thing.kind != "person":
        return {}
    rows = index.execute(
        "SELECT kind, count(*) FROM about WHERE iri = ? AND kind IN ('person', 'minister') GROUP BY kind",
        (thing.iri.value,),
    )
    found = dict(tuple(row) for row in rows)
    return {role: found[role] for role in ("person", "minister") if role in found}


def kind_of(mine: Collection, thing: Thing) -> str:
    """The key of the word for what a thing is."""
    return "kind.domain" if mine.kind == "domain" else f"kind.{thing.kind}"


def narrow(mine: Collection, thing: Thing) -> dict[str, str]:
    """How the search is asked for the same questions; nothing when it cannot be."""
    facet = {"government": "", "group": "party"}.get(thing.kind, mine.kind)
    if not facet or len(mine.values) != 1:
        return {}
    last = thing.place.rpartition("/")[2]
    slug = f"group/{last}" if thing.kind == "group" else thing.place.partition("be-senate/")[2] or last
    return {facet: slug}


def number(text: str, last: int) -> int:
    """The page that an address asks for, between the first and the last."""
    return min(max(int(text), 1), last) if text.isascii() and text.isdigit() and len(text) < 7 else 1
