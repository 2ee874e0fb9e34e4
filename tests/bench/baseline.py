"""The plain way with the same libraries: what anybody would write first, to compare with.

BeautifulSoup with html.parser on each page and a simple reader of its cells, one rdflib graph for everything, rdflib's
own Turtle writer, one run of pySHACL over the whole graph with the shapes as their files have them. It is spared what
it would also need: deciding which triples to state, since it gets ours, ready, and states the same.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyshacl
import rdflib
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from flows.model import WrittenQuestion
from tests.bench import ours

COLUMNS = ("fr", "nl")
BREAKS = {"br", "p", "tr", "li", "div", "hr", "table"}
BAR = re.compile(r"_{4,}")
TITLE = re.compile(r"(?:Question écrite n°|Schriftelijke vraag nr\.) (\d+-\d+)")
AUTHOR = re.compile(r"^(?:de|van) (.+?)(?: \(([^()]*)\))?$")
ADDRESSEE = re.compile(r"^(?:aux? |à l|aan )")
EVENT = re.compile(r"^(\d{1,2}/\d{1,2}/\d{4})\s*(.*)")
RELATION = re.compile(r"^([^:]+) : (.+) (\d+-\d+)$")
HEADING = re.compile(r"^(?:Question n°|Vraag nr\.) \d+-\d+ (?:du|d\.d\.) (.+?) :")
ANSWER = re.compile(r"^(?:Réponse(?: complémentaire)? reçue le|(?:Aanvullend a|A)ntwoord ontvangen op) (.+?) :")
PART = re.compile(r"^(\(?\w{1,2}[.)]) (.*)")


def run(request: Mapping[str, Any]) -> dict[str, Any]:
    """The plain way over some pages of an archive: seconds of each stage, and how often both readers agree."""
    archive, count = Path(request["archive"]), request["questions"]
    pages, authority = ours.pages(archive, count), ours.tables()
    readings = ours.readings(archive, count)
    triples = [triple for reading in readings for triple in ours.map_one(reading, authority).triples]
    clock = _Clock()
    plain = [read_page(page.body) for page in pages]
    clock.lap("parse")
    graph = ours.in_rdflib(triples, rdflib.Graph())
    clock.lap("map")
    shapes = ours.printed_shapes()
    pyshacl.validate(graph, shacl_graph=shapes)
    clock.lap("check")
    graph.serialize(format="turtle", encoding="utf-8")
    clock.lap("turtle")
    same = sum(agrees(one, reading.question) for one, reading in zip(plain, readings, strict=True))
    return {
        "questions": len(pages), "seconds": sum(clock.laps.values()), "triples": len(graph), "by_stage": clock.laps,
        "pages_read_alike": same,
    }  # fmt: skip


class _Clock:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self.last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name], self.last = now - self.last, now


def read_page(body: bytes) -> dict[str, Any]:
    """What a bilingual print page says, by a simple reader: its cells one after the other, French then Dutch."""
    soup = BeautifulSoup(body, "html.parser", from_encoding="cp1252")
    cells = [lines for lines in _cells(soup) if lines]
    found: dict[str, Any] = {name: {} for name in ("addressee", "subject", "question", "answer")}
    found |= {"keywords": {}, "events": [], "relations": [], "answers": []}
    state, bars = "head", 0
    for lines in cells:
        first = lines[0]
        if not found.get("number") and not TITLE.search(first):
            continue
        if match := TITLE.search(first):
            found["number"], bars = match[1], 0
        elif match := HEADING.match(first):
            found["date"], state = match[1], "question"
        elif match := ANSWER.match(first):
            found["answers"].append(match[1])
            state = f"answer {(len(found['answers']) + 1) // 2}"
        elif state != "head":
            _text(found, state, lines)
        elif BAR.fullmatch(first):
            bars += 1
        else:
            _head(found, lines, bars)
    return found


def _head(found: dict[str, Any], lines: list[str], bars: int) -> None:
    """A cell above the question: its place between the bars and its words tell what it is."""
    first = lines[0]
    if match := EVENT.match(first):
        found["events"].append((match[1], [line for line in lines if line]))
    elif match := RELATION.match(first):
        found["relations"] += [match.groups() for line in lines if (match := RELATION.match(line))]
    elif ADDRESSEE.match(first) and len(found["addressee"]) < 2:
        _next(found["addressee"], first)
    elif "author" not in found and (match := AUTHOR.match(first)):
        found["author"], found["party"] = match.groups()
    elif AUTHOR.match(first) and found["author"] in first:
        pass
    elif len(found["subject"]) < 2:
        _next(found["subject"], first)
    elif len(found["keywords"]) < 2 and first != "Chronologie":
        _next(found["keywords"], [word for line in lines for word in re.split(r"\xa0+ ?", line) if word])


def _next(table: dict[str, Any], value: Any) -> None:
    """Put a value into the column that is its turn."""
    table[COLUMNS[len(table)]] = value


def _text(found: dict[str, Any], state: str, lines: list[str]) -> None:
    parts: list[tuple[str, list[str]]] = []
    for line in lines:
        if match := PART.match(line):
            parts.append((match[1], [match[2]]))
        elif parts:
            parts[-1][1].append(line)
    texts = found.setdefault(state, {})
    if len(texts) < 2:
        _next(texts, ("\n".join(lines), parts))


def _cells(soup: BeautifulSoup) -> Iterator[list[str]]:
    """The lines of each cell of the table that has the title, in reading order; cells within are part of theirs."""
    title = next((text for text in soup.find_all(string=TITLE) if text.find_parent("table")), None)
    table = title.find_parent("table") if title else None
    if table is None:
        return
    lines: list[str] = []
    current: list[str] = []
    for node in table.descendants:
        if isinstance(node, Tag):
            if node.name == "td" and node.find_parent("table") is table:
                yield _tidy([*lines, "".join(current)])
                lines, current = [], []
            elif node.name == "td":
                current.append("\t")
            elif node.name == "hr":
                current.append("____")
            elif node.name in BREAKS:
                lines.append("".join(current))
                current = []
        elif type(node) is NavigableString:  # no comment, no script
            current.append(re.sub(r"\s*\n\s*", " ", node))
    yield _tidy([*lines, "".join(current)])


def _tidy(lines: list[str]) -> list[str]:
    return [stripped for line in lines if (stripped := line.strip())]


def agrees(plain: Mapping[str, Any], question: WrittenQuestion | None) -> bool:
    """Whether the simple reader got the main values of a page as the parser does."""
    if question is None or plain.get("number") != question.number:
        return False
    answers = {language: body.text for answer in question.answers[:1] for language, body in answer.bodies.items()}
    return (
        plain.get("author") == question.author
        and plain["addressee"] == dict(question.addressee)
        and plain["subject"] == dict(question.subject)
        and {language: tuple(words) for language, words in plain["keywords"].items()} == dict(question.keywords)
        and _first(plain["question"]) == {language: body.text for language, body in question.question.items()}
        and (not answers or _first(plain.get("answer 1", {})) == answers)
    )


def _first(texts: Mapping[str, tuple[str, Any]]) -> dict[str, str]:
    return {language: text for language, (text, _) in texts.items()}
