"""Questions as lists show them, out of the rows of the index: titles, names, and what was found in their texts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal

from flows.pages.narrowing import names_of
from flows.pages.words import Words
from flows.search.snippets import Marker, Piece
from flows.served.release import Served
from flows.vocabulary import SCHEMA

LANGUAGES = ("nl", "fr", "de")
ACTORS = ("person", "party", "post", "minister")


@dataclass(frozen=True)
class Listed:
    """A question in a list. Days and states as the index has them; IRIs as text, with their names."""

    number: str
    iri: str
    titles: dict[str, str]
    date: str
    state: str
    language: str | None
    deadline: str | None
    days_late: int | None
    person: str | None
    person_name: str
    party: str | None
    party_name: str
    post: str | None
    post_names: dict[str, str]
    minister: str | None
    minister_name: str
    title: tuple[Piece, ...] = ()
    title_language: str = ""
    snippet: tuple[Piece, ...] = ()
    snippet_language: str = ""


def listed(index: sqlite3.Connection, rows: Sequence[sqlite3.Row], words: Words) -> list[Listed]:
    """Rows of the table `question` as lists show them."""
    things = {row[actor] for row in rows for actor in ACTORS if row[actor]}
    names = names_of(index, sorted(things), words)
    return [Listed(**_fields(row, names, words)) for row in rows]


def _fields(row: sqlite3.Row, names: dict[str, str], words: Words) -> dict[str, Any]:
    titles = {language: row[f"title_{language}"] for language in LANGUAGES if row[f"title_{language}"]}
    copied = (
        "number",
        "iri",
        "date",
        "state",
        "language",
        "deadline",
        "days_late",
        "person",
        "party",
        "post",
        "minister",
    )
    title, language = words.best(titles)
    return {
        **{name: row[name] for name in copied}, "titles": titles,
        "person_name": names.get(row["person"], ""), "party_name": names.get(row["party"], ""),
        "post_names": {words.language: names[row["post"]]} if row["post"] in names else {},
        "minister_name": names.get(row["minister"], ""),
        "title": ((title, False),), "title_language": language,
    }  # fmt: skip


def marked(entry: Listed, marker: Marker, texts: Iterable[tuple[str, str]]) -> Listed:
    """A question with its title and the best place of its texts marked; the first of equally good texts is taken."""
    shown: dict[str, Any] = {"title": tuple(marker.marked(entry.title[0][0]))}
    by_text = {text: language for language, text in texts}
    pieces = marker.snippet(by_text)
    if any(is_marked for _, is_marked in pieces):
        told = "".join(piece for piece, _ in pieces).removeprefix("… ").removesuffix(" …")
        language = next((language for text, language in by_text.items() if told in text), "")
        shown |= {"snippet": tuple(pieces), "snippet_language": language}
    return Listed(**{**entry.__dict__, **shown})


def texts_of(served: Served, entry: Listed, language: str) -> list[tuple[str, str]]:
    """The texts of a question and its answers with their languages: the page's first, then the question's."""
    found = [
        (quad.object.language or "", quad.object.value)
        for quad in served.store.quads_for_pattern(None, SCHEMA["text"], None, served.iris.graph(entry.number))
        if isinstance(quad.object, Literal) and "/part/" not in str(quad.subject)
    ]
    return sorted(found, key=lambda one: (one[0] != language, one[0] != entry.language, one[0]))
