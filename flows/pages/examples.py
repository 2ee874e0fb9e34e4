"""The example queries: the SPARQL files of `ontology/queries/`, each with its title in three languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from flows.settings import DEFAULT_BASE, product_folder

TITLE = re.compile(r"^# (nl|fr|en): +(.+?)\s*$", re.MULTILINE)  # "# en: Who asked each question"


@dataclass(frozen=True)
class Example:
    """A query: its number as in its file's name ("05"), titles by language, and what is asked, for one base."""

    number: str
    titles: Mapping[str, str]
    query: str


@lru_cache(maxsize=2)
def examples(base: str) -> Mapping[str, Example]:
    """Every example by its number, in order."""
    found = {}
    for path in sorted((product_folder("ontology") / "queries").glob("*.rq")):
        text = path.read_text("utf-8")
        number = path.name.partition("-")[0]
        query = TITLE.sub("", text).lstrip("\n").replace(DEFAULT_BASE, base)
        found[number] = Example(number, dict(TITLE.findall(text)), query)
    return found
