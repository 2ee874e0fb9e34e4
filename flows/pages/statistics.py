"""The figures of a release as pictures to look at and to take along, each with its table; out of files of the release.

A release without pictures is told of by its `statistics.json` alone.
"""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from flows.pages.narrowing import names_of
from flows.pages.render import render, served_of, words_of
from flows.pages.words import Words
from flows.search.schema import open_index

FOLDER = "pictures"
FIRST = (  # the order on the page; what is new comes after
    "questions-by-month", "answered-on-time", "days-to-answer", "open-questions", "questions-by-domain", "coverage",
)  # fmt: skip
ROWS = 60  # of a table on the page; the file has them all
TOLD = re.compile(r"<(title|desc)\b[^>]*>(.*?)</\1>", re.DOTALL)  # <title id="title">Vragen per maand</title>
SIZE = re.compile(r'<svg\b[^>]*?\bviewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"', re.DOTALL)
BARS = {"by_year": "questions_by_year", "by_state": "questions_by_state", "by_legislature": "questions_by_legislature"}


@dataclass(frozen=True)
class Picture:
    """A picture with what it says of itself, and the table that it shows; `size` is its width and height."""

    name: str
    title: str
    about: str
    size: tuple[int, int] | None
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int


@dataclass(frozen=True)
class Bar:
    """A figure of a group, with what it is called."""

    label: str
    many: int


def page(request: Request) -> Response:
    """The page of all pictures and figures."""
    served, words = served_of(request), words_of(request)
    figures = served.statistics
    # Without pictures the plain figures are all there is.
    shown = pictures(served.release, words.language)
    with open_index(served.search) as index:
        codes = [code for group in BARS.values() for code in figures.get(group, {})]
        names = names_of(index, codes, words)
    bars = {} if shown else {name: _bars(figures.get(group, {}), names) for name, group in BARS.items()}
    return render(
        request, "statistics.html", pictures=shown, folder=f"/download/{served.version}/", figures=figures,
        totals=_totals(figures, words), bars=bars, day=served.version[:10],
    )  # fmt: skip


@lru_cache(maxsize=6)  # a release is never changed; two of them, three languages
def pictures(release: Path, language: str) -> tuple[Picture, ...]:
    """The pictures of a release in a language."""
    folder = release / FOLDER
    names = {path.stem for path in folder.glob("*.csv") if (folder / f"{path.stem}.{language}.svg").is_file()}
    ordered = sorted(names, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))
    return tuple(_picture(folder, name, language) for name in ordered)


def _picture(folder: Path, name: str, language: str) -> Picture:
    drawing = (folder / f"{name}.{language}.svg").read_text("utf-8")
    told = {element: " ".join(html.unescape(text).split()) for element, text in TOLD.findall(drawing)}
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        columns, *rows = csv.reader(file)
    size = SIZE.search(drawing)
    return Picture(
        name, told.get("title", name), told.get("desc", ""),
        (round(float(size[1])), round(float(size[2]))) if size else None,
        tuple(columns), tuple(map(tuple, rows[:ROWS])), len(rows),
    )  # fmt: skip


def _totals(figures: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str]]:
    """The figures at the head of the page, with what each counts."""
    for name, key in (("questions", "questions"), ("answered", "questions_answered")):
        yield words(f"figures.{name}"), words.number(figures.get(key, 0))
    on_time, late = (figures.get(f"questions_answered_{how}", 0) for how in ("on_time", "late"))
    if on_time + late:
        yield words("figures.on_time"), f"{words.number(round(100 * on_time / (on_time + late)))}\u00a0%"
    for name in ("persons", "triples"):
        yield words(f"figures.{name}"), words.number(figures.get(name, 0))


def _bars(group: Mapping[str, int], names: Mapping[str, str]) -> list[Bar]:
    return [Bar(names.get(key, key), many) for key, many in group.items()]


routes = [Route("/statistics", page)]
