"""The lists: people, parties, portfolios, topics and legislatures, each with how many questions it has."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from flows.pages.collection import Counted, counted
from flows.pages.render import render, served_of, words_of
from flows.pages.words import Words
from flows.search.schema import open_index
from flows.vocabulary import EV, Iris, slug

TOPICS = 150  # that are listed; the others are found through their domain, or by searching
THINGS = "SELECT iri, questions AS many, nl, fr, en, de FROM thing WHERE kind = ? AND questions > 0"
MINISTERS = (
    "SELECT iri, many, nl, fr, en, de FROM ("
    "SELECT iri, count(*) AS many FROM about WHERE kind = 'minister' GROUP BY iri) JOIN thing USING (iri)"
)


@dataclass(frozen=True)
class Section:
    """A part of a list: the key of its title among the words, or a letter."""

    title: str
    things: list[Counted]
    is_letter: bool = False


def _people(index: sqlite3.Connection, words: Words, _iris: Iris) -> Iterator[Section]:
    people = [counted(row) for row in index.execute(THINGS, ("person",))]
    by_letter: dict[str, list[Counted]] = {}
    for one in sorted(people, key=lambda one: _sorted_by(one, words)):
        by_letter.setdefault(_sorted_by(one, words)[0][:1].upper(), []).append(one)
    yield from (Section(letter, its, is_letter=True) for letter, its in by_letter.items())
    ministers = [counted(row) for row in index.execute(MINISTERS)]
    yield Section("lists.ministers", sorted(ministers, key=lambda one: _sorted_by(one, words)))


def _sorted_by(one: Counted, words: Words) -> tuple[str, str]:
    """A name as it stands in a list: by the last name, which is all after the first word."""
    name = words.best(one.names)[0]
    first, _, last = name.partition(" ")
    return slug(last or first), name


def _by_count(kind: str) -> Callable[[sqlite3.Connection, Words, Iris], Iterator[Section]]:
    def sections(index: sqlite3.Connection, words: Words, _iris: Iris) -> Iterator[Section]:
        found = [counted(row) for row in index.execute(THINGS, (kind,))]
        yield Section("", sorted(found, key=lambda one: (-one.many, words.best(one.names)[0])))

    return sections


def _topics(index: sqlite3.Connection, words: Words, _iris: Iris) -> Iterator[Section]:
    domains = [counted(row) for row in index.execute(THINGS, ("domain",))]
    yield Section("lists.domains", sorted(domains, key=lambda one: words.best(one.names)[0]))
    rows = index.execute(f"{THINGS} ORDER BY many DESC, iri", ("topic",)).fetchall()
    concepts = [row for row in rows if row["iri"].startswith(EV)]
    yield Section("lists.topics", [counted(row) for row in concepts[:TOPICS]])
    yield Section("lists.keywords", [counted(row) for row in rows if row not in concepts][:TOPICS])


def _legislatures(index: sqlite3.Connection, _words: Words, _iris: Iris) -> Iterator[Section]:
    found = [counted(row) for row in index.execute(THINGS, ("legislature",))]
    yield Section("", sorted(found, key=lambda one: -int(one.iri.rpartition("/")[2])))


LISTS: dict[str, Callable[[sqlite3.Connection, Words, Iris], Iterator[Section]]] = {
    "person": _people, "party": _by_count("party"), "portfolio": _by_count("portfolio"), "topic": _topics,
    "legislature": _legislatures,
}  # fmt: skip


def things(request: Request) -> Response:
    """The list of a kind."""
    kind = request.url.path.rpartition("/")[2]
    served = served_of(request)
    with open_index(served.search) as index:
        sections = [one for one in LISTS[kind](index, words_of(request), served.iris) if one.things]
    most = max((one.many for section in sections for one in section.things), default=0)
    return render(request, "lists.html", kind=kind, sections=sections, most=most, modified=served.version[:10])


routes = [Route(f"/{kind}", things) for kind in LISTS]
