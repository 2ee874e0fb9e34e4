"""Make the index of a release: `make(served, path)` when it is loaded. The same release gives the same rows.

What the tables hold is told in `schema`.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from flows.search.reading import Asked, read_questions
from flows.search.schema import APPLICATION, FORMAT, SCHEMA
from flows.search.things import Thing, read_things, standing
from flows.search.words import stems_of
from flows.served.release import Served
from flows.vocabulary import SOURCE, Iris

FACETS = ("legislature", "year", "state", "language", "party", "portfolio", "domain")
ABOUT = "INSERT OR IGNORE INTO about VALUES (?, ?, ?, ?, ?)"
QUESTION = f"INSERT INTO question VALUES ({', '.join('?' * 24)})"
WORDS = "INSERT INTO words (rowid, title, name, keyword, text, stem_title, stem_text) VALUES (?, ?, ?, ?, ?, ?, ?)"
ACTORS = ("person", "party", "minister", "post", "portfolio")
Things = dict[str, Thing]
Facets = defaultdict[tuple[str, str], bytearray]


def make(served: Served, path: Path) -> None:
    """The index of a release that is being loaded."""
    build(served.release, path, served.iris)


def build(release: Path, path: Path, iris: Iris) -> None:
    """Write the index of a release folder; the file is there whole or not at all."""
    aside = path.with_name(f".{path.name}-{os.getpid()}")
    aside.unlink(missing_ok=True)
    connection = sqlite3.connect(aside, isolation_level=None)
    try:
        # Nothing is lost by a crash but a file that nobody knows of.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536")
        connection.executescript(SCHEMA)
        connection.execute("BEGIN")
        things = read_things(release / "vocabulary.ttl", iris)
        _fill(connection, read_questions(release / f"{SOURCE}.nq.gz", iris), things)
        connection.execute("COMMIT")
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.executescript(
            f"VACUUM; ANALYZE; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORMAT}"
        )
        connection.close()
        aside.rename(path)
    finally:
        connection.close()
        aside.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, questions: Iterable[Asked], things: Things) -> None:
    facets: Facets = defaultdict(bytearray)
    counts: Counter[tuple[str, str]] = Counter()
    for row, asked in enumerate(questions, 1):
        about = list(dict.fromkeys(_about(asked, things)))  # each once, in order
        counts.update(about)
        day, number = asked.values["date_document"], asked.number
        connection.execute(QUESTION, _question(row, asked, things))
        connection.executemany(ABOUT, [(*pair, day, number, row) for pair in about])
        connection.execute(WORDS, _words(row, asked, about, things))
        for facet in _facets(asked, about):
            _set(facets[facet], row)
    connection.executemany("INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _things(things, counts))
    rows = sorted((*facet, bytes(bits)) for facet, bits in facets.items())
    connection.executemany("INSERT INTO facet VALUES (?, ?, ?)", rows)
    newest = connection.execute("SELECT id FROM question ORDER BY date DESC, legislature DESC, serial DESC")
    connection.execute("INSERT INTO ranked VALUES (?)", [_packed(id_ for (id_,) in newest)])


def _about(asked: Asked, things: Things) -> Iterator[tuple[str, str]]:
    """What a question is about, by kind and IRI."""
    values = asked.values
    for kind, name in (("person", "askedBy"), ("party", "askedOnBehalfOf"), ("minister", "minister"),
                       ("post", "addressedTo"), ("government", "government")):  # fmt: skip
        if name in values:
            yield kind, standing(things, values[name])
    yield "legislature", f"{asked.iri.rpartition('/')[0].replace('/question/', '/legislature/')}/{_leg(asked)}"
    post = things.get(standing(things, values.get("addressedTo", "")))
    yield from (("portfolio", standing(things, one)) for one in (post.portfolios if post else ()))
    for topic in asked.topics:
        now = standing(things, topic)
        yield "topic", now
        yield from (("domain", one) for one in (things[now].domains if now in things else ()))
    yield from (("cites", one) for one in sorted(asked.cites))
    yield from (("host", one) for one in asked.hosts)
    yield from sorted(asked.related)


def _leg(asked: Asked) -> str:
    return asked.number.partition("-")[0]


def _question(row: int, asked: Asked, things: Things) -> tuple[object, ...]:
    values, (legislature, _, serial) = asked.values, asked.number.partition("-")
    actors = [
        standing(things, values[name]) if name in values else None
        for name in ("askedBy", "askedOnBehalfOf", "addressedTo", "minister", "government")
    ]
    days = [int(values[name]) if name in values else None for name in ("daysToAnswer", "daysLate")]
    on_time = {"true": 1, "false": 0}.get(values.get("answeredOnTime", ""))
    return (
        row, asked.number, int(legislature), int(serial), asked.iri, values["date_document"],
        *(asked.titles.get(language) for language in ("nl", "fr", "de")), *actors,
        values["state"].rpartition("/")[2], asked.language, values.get("answerDeadline"), values.get("answeredOn"),
        *days, on_time, asked.answers, values.get("issued"), values.get("modified"),
    )  # fmt: skip


def _words(row: int, asked: Asked, about: Iterable[tuple[str, str]], things: Things) -> tuple[object, ...]:
    """What is searched of a question; names and topics in every language that they have."""
    named = [pair for kind, iri in about if kind in ACTORS and iri in things for pair in things[iri].spellings()]
    topics = [pair for kind, iri in about if kind == "topic" and iri in things for pair in things[iri].spellings()]
    keywords = [*asked.keywords, *topics]
    heads = stems_of([*asked.titles.items(), *keywords, *named])
    return (
        row, _joined(asked.titles.items()), _joined(named), _joined(keywords), _joined(asked.texts),
        " ".join(sorted(heads)), " ".join(sorted(stems_of(asked.texts) | heads)),
    )  # fmt: skip


def _joined(texts: Iterable[tuple[str, str]]) -> str:
    """Texts as one, each once."""
    return "\n".join(dict.fromkeys(text for _, text in texts))


def _facets(asked: Asked, about: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    values = asked.values
    own = {
        "legislature": _leg(asked), "year": values["date_document"][:4], "state": values["state"].rpartition("/")[2],
        "language": asked.language or "",
    }  # fmt: skip
    return {(kind, iri) for kind, iri in about if kind in FACETS[4:]} | {
        (facet, value) for facet, value in own.items() if value
    }


def _set(bits: bytearray, row: int) -> None:
    if len(bits) <= row >> 3:
        bits.extend(bytes((row >> 3) + 1 - len(bits)))
    bits[row >> 3] |= 1 << (row & 7)


def _things(things: Things, counts: Counter[tuple[str, str]]) -> Iterator[tuple[object, ...]]:
    for thing in things.values():
        names = [thing.name(language) for language in ("nl", "fr", "en", "de")]
        many = counts[thing.kind, thing.iri]
        yield (thing.iri, thing.kind, *names, thing.notation or None, thing.replaced_by or None, many)


def _packed(ids: Iterable[int]) -> bytes:
    packed = array("I", ids)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()
