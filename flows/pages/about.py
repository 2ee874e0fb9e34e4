"""What the data are, how fresh and how complete, where to take them, how to cite them and whom to write to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from flows.pages.links import links_of, web
from flows.pages.render import render, served_of, words_of
from flows.pages.words import Words
from flows.publish.write import SUMS, read_sums
from flows.search.schema import open_index
from flows.served.release import Served

BY_LEGISLATURE = """
    SELECT legislature, count(*) AS questions, min(date) AS first, max(date) AS last, max(serial) AS highest,
        max(modified) AS changed
    FROM question GROUP BY legislature ORDER BY legislature DESC
"""
FEEDS = {  # of `flows/releases/`
    "feed.nl.atom": "Atom, Nederlands", "feed.fr.atom": "Atom, français", "feed.en.atom": "Atom, English",
    "ldes/index.ttl": "LDES", "index.json": "JSON",
}  # fmt: skip
CATALOGUE = ("catalogue.ttl", "catalogue.jsonld", "catalogue.rdf")
PICTURES = "pictures/"  # shown with the statistics
UNITS = ("B", "kB", "MB", "GB")


@dataclass(frozen=True)
class File:
    """A file of the release."""

    name: str
    size: str
    checksum: str


@dataclass(frozen=True)
class Covered:
    """How much of what pages print is known."""

    kind: str
    known: int
    of: int

    @property
    def share(self) -> float:
        """In per cent, never rounded up to all of it."""
        return int(1000 * self.known / self.of) / 10


def page(request: Request) -> Response:
    """The page about the data."""
    served, words = served_of(request), words_of(request)
    with open_index(served.search) as index:
        legislatures = index.execute(BY_LEGISLATURE).fetchall()
    changes = served.release.parent.parent / "changes"
    feeds = [(name, form) for name, form in FEEDS.items() if (changes / name).is_file()]
    settings = getattr(request.app.state, "settings", None)
    contact = getattr(settings, "contact", "") or ""
    return render(
        request, "about.html", figures=served.statistics, legislatures=legislatures, coverage=list(_covered(served)),
        files=list(_files(served, words)), folder=f"/download/{served.version}/", catalogue=CATALOGUE, sums=SUMS,
        has_changes=changes.is_dir(), feeds=feeds,
        contact=contact, contact_link=f"mailto:{contact}" if "@" in contact and not web(contact) else web(contact),
        endpoint=f"{served.iris.base}sparql", year=served.version[:4],
    )  # fmt: skip


def data(request: Request) -> Response:
    """The files, for who guesses this address."""
    links = links_of(request, served_of(request).iris)
    return RedirectResponse(links.link("/about#downloads"), 307)


def _covered(served: Served) -> Iterator[Covered]:
    told: dict[str, Any] = served.statistics.get("coverage", {})
    for kind in ("author", "party", "post", "portfolio", "government", "minister", "keyword"):
        if told.get(kind, {}).get("of"):
            yield Covered(kind, told[kind]["known"], told[kind]["of"])


def _files(served: Served, words: Words) -> Iterator[File]:
    for name, checksum in sorted(read_sums(served.release).items()):
        path = served.release / name
        if path.is_file() and not name.startswith(PICTURES):
            yield File(name, size(path.stat().st_size, words), checksum)


def size(many: int, words: Words) -> str:
    """A size as people read it: "12,4 MB"."""
    amount, unit = float(many), 0
    while amount >= 1000 and unit < len(UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{words.number(round(amount, 1) if unit and amount < 100 else round(amount))}\u00a0{UNITS[unit]}"


routes = [Route("/about", page), Route("/data", data)]
