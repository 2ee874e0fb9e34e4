"""The questions of a release, one after the other, out of its N-Quads: what the index keeps of each.

The N-Quads are our own: a line for each quad, no blank nodes, the lines of a question together. So a line is judged
by its words before anything parses it, and nine tenths of them are never parsed.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat

from flows.vocabulary import DCTERMS, ELI, ELI_DL, LANG, LANGUAGE_CODES, SCHEMA, Iris

HOST = re.compile(r"^https?://([^/]+)")  # https://www.senate.be/www/
LANGUAGES = {LANG[code].value: language for language, code in LANGUAGE_CODES.items()}
TEXT = f"<{SCHEMA['text'].value}>".encode()
RELATIONS = ("alsoAskedAs", "reintroduces", "reintroducedAs", "relatedTo", "refersTo")


@dataclass
class Asked:
    """A question: values by the local name of their property, titles and texts with their language."""

    iri: str
    values: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    texts: list[tuple[str, str]] = field(default_factory=list)
    keywords: list[tuple[str, str]] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    cites: set[str] = field(default_factory=set)
    related: set[tuple[str, str]] = field(default_factory=set)  # kind and IRI
    answers: int = 0

    @property
    def number(self) -> str:
        """The number, like "7-1668"."""
        return self.values["identifier"]

    @property
    def language(self) -> str | None:
        """The language it was put in, like "nl"."""
        return LANGUAGES.get(self.values.get("originalLanguage", ""))

    @property
    def hosts(self) -> list[str]:
        """The hosts of the addresses that its texts cite."""
        return sorted({match[1].lower() for one in self.cites if (match := HOST.match(one))})


def read_questions(quads: Path, iris: Iris) -> Iterator[Asked]:
    """Every question of a packed N-Quads file in its order."""
    graphs = iris.graph("").value.encode()
    wanted = _wanted(iris)
    with gzip.open(quads) as file:
        for graph, lines in groupby(_kept(file, wanted), key=lambda line: line.rsplit(b" ", 2)[1]):
            if graph.startswith(b"<" + graphs):
                number = graph.removeprefix(b"<" + graphs).rstrip(b">").decode()
                yield _asked(b"".join(lines), iris.question(number).value, iris)


def _wanted(iris: Iris) -> frozenset[bytes]:
    """The properties that are read, as they stand in a line."""
    ours = (
        "state", "originalLanguage", "answerDeadline", "answeredOn", "daysToAnswer", "daysLate", "answeredOnTime",
        "askedBy", "askedOnBehalfOf", "addressedTo", "hasAnswer", "keyword", "citesUrl", "inGovernment", *RELATIONS,
    )  # fmt: skip
    reused = (
        DCTERMS["identifier"], DCTERMS["title"], DCTERMS["subject"], DCTERMS["issued"], DCTERMS["modified"],
        ELI["date_document"], ELI_DL["had_participant_person"], SCHEMA["text"],
    )  # fmt: skip
    return frozenset(f"<{node.value}>".encode() for node in (*(iris.pq[name] for name in ours), *reused))


def _kept(lines: Iterator[bytes] | gzip.GzipFile, wanted: frozenset[bytes]) -> Iterator[bytes]:
    for line in lines:
        subject, predicate, _ = line.split(b" ", 2)
        # The texts of parts are in the text of the whole.
        if predicate in wanted and not (predicate == TEXT and b"/part/" in subject):
            yield line


def _asked(lines: bytes, iri: str, iris: Iris) -> Asked:
    asked = Asked(iri)
    for quad in pyoxigraph.parse(lines, format=RdfFormat.N_QUADS):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            where = quad.subject.value.removeprefix(iri)
            if where == "":
                _of_question(asked, quad.predicate.value, quad.object, iris)
            elif where.startswith("/"):
                _of_part(asked, where, quad.predicate, quad.object, iris)
    return asked


def _of_question(asked: Asked, predicate: str, value: NamedNode | Literal, iris: Iris) -> None:
    name = re.split("[/#]", predicate)[-1]
    language = value.language or "" if isinstance(value, Literal) else ""
    if name == "title":
        asked.titles[language] = value.value
    elif name == "keyword":
        asked.keywords.append((language, value.value))
    elif name == "subject":
        asked.topics.append(value.value)
    elif name == "hasAnswer":
        asked.answers += 1
    elif name in RELATIONS:
        asked.related.add((re.sub("(?<!^)([A-Z])", r"-\1", name).lower(), value.value))
    else:
        asked.values[name] = value.value


def _of_part(asked: Asked, where: str, predicate: NamedNode, value: NamedNode | Literal, iris: Iris) -> None:
    if predicate == SCHEMA["text"] and isinstance(value, Literal):
        asked.texts.append((value.language or "", value.value))
    elif predicate == iris.pq["citesUrl"]:
        asked.cites.add(value.value)
    elif where == "/participation/addressee":
        asked.values["minister" if predicate == ELI_DL["had_participant_person"] else "government"] = value.value
