"""The pictures of a release: each as SVG and PNG in every language, with the table that it shows as CSV.

matplotlib takes a second to import and a picture a tenth of one to draw, so nothing of both happens before the bytes
are asked for; who still has a picture that was made from the same, by its `made_from`, does not ask.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flows.draw.tables import TABLES, Table
from flows.draw.words import LANGUAGES, Words

FOLDER = "pictures"
FORMATS = ("svg", "png")
LIBRARIES = ("matplotlib", "numpy", "pillow")  # whose versions may show in the bytes
# Which module draws which picture, with which function.
DRAWN_BY = {
    "questions-by-month": ("months", "draw"),
    "open-questions": ("shares", "draw_open"),
    "answered-on-time": ("shares", "draw_punctuality"),
    "days-to-answer": ("days", "draw"),
    "questions-by-domain": ("domains", "draw"),
    "coverage": ("shares", "draw_coverage"),
}


@dataclass(frozen=True)
class Picture:
    """A file below `pictures/`, whose bytes are made when they are asked for."""

    name: str
    made_from: str
    table: Table
    words: Words | None = None  # None for the table itself

    def chunks(self) -> Iterator[bytes]:
        """The bytes of the file."""
        yield self.table.csv() if self.words is None else sheet(self.table, self.words)[self.name.rpartition(".")[2]]


def pictures(figures: Mapping[str, Any]) -> Iterator[Picture]:
    """All files of the pictures of a release, out of what `statistics.json` holds."""
    for name, of in TABLES.items():
        table = of(figures)
        yield Picture(f"{FOLDER}/{name}.csv", "", table)
        made_from = hashlib.sha256(code().encode() + table.csv()).hexdigest()
        for language in LANGUAGES:
            for form in FORMATS:
                yield Picture(f"{FOLDER}/{name}.{language}.{form}", made_from, table, Words(name, language))


def sheet(table: Table, words: Words) -> dict[str, bytes]:
    """A picture in every form: its sheet is set once, and always written in the same order."""
    from flows.draw.paper import style

    module, function = DRAWN_BY[words.picture]
    with style():
        paper = getattr(import_module(f"flows.draw.{module}"), function)(table, words)
        return {form: getattr(paper, form)() for form in FORMATS}


@cache
def code() -> str:
    """A checksum of all that decides how a picture looks, besides its table."""
    digest = hashlib.sha256(repr([version(library) for library in LIBRARIES]).encode())
    for path in sorted(Path(__file__).parent.iterdir()):
        if path.suffix in (".py", ".toml"):
            digest.update(path.read_bytes())
    return digest.hexdigest()
