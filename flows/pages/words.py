"""The words of the pages in three languages, from the files `words*.toml`, and the language that a reader is given.

A word with numbers has two forms parted by a bar, the first for one: "{n} vraag|{n} vragen".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("nl", "fr", "en")
NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English", "de": "Deutsch"}
POINTS = {"nl": ".", "fr": "\u202f", "en": ","}  # between thousands
LONGEST = 400  # letters of an Accept-Language header that are looked at

Texts = dict[str, str]


@cache
def all_words() -> Mapping[str, Texts]:
    """Every word by its key, like "nav.search", in each language."""
    found: dict[str, Texts] = {}
    for path in sorted(files(__package__).iterdir(), key=lambda path: path.name):
        if path.name.startswith("words") and path.name.endswith(".toml"):
            for section, words in tomllib.loads(path.read_text("utf-8")).items():
                found.update({f"{section}.{name}": _unbroken(texts) for name, texts in words.items()})
    return found


def _unbroken(texts: Texts) -> Texts:
    """French puts a space before its double signs and within its quotes, at which no line may break."""
    return texts | {"fr": re.sub(" (?=[:;?!»])|(?<=«) ", "\u00a0", texts["fr"])}


@dataclass(frozen=True)
class Words:
    """The words of one language: `words("nav.search")`, `words("question.many", n=3)`."""

    language: str

    def __call__(self, key: str, **values: Any) -> str:
        """The word of a key with the values in its braces; a number `n` chooses the form and is spelt out."""
        text = all_words()[key][self.language]
        if "n" in values:
            one, bar, many = text.partition("|")
            # French says "0 question".
            text = one if not bar or (abs(values["n"]) < 2 and (values["n"] or self.language == "fr")) else many
            values["n"] = self.number(values["n"])
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether there is such a word."""
        return key in all_words()

    def number(self, value: float) -> str:
        """A number as it is written: 31.000, 31 000, 31,000; 12,5 or 12.5."""
        whole, _, rest = f"{value:,}".partition(".")
        point = "." if self.language == "en" else ","
        return whole.replace(",", POINTS[self.language]) + (f"{point}{rest}" if rest and rest != "0" else "")

    def date(self, value: str | date) -> str:
        """A day as it is written: 2 juni 2022, 1er juin 2022, 2 June 2022. The text is of the form 2022-06-02."""
        day = value if isinstance(value, date) else date.fromisoformat(value[:10])
        month = self("time.months").split()[day.month - 1]
        first = "1er" if self.language == "fr" and day.day == 1 else str(day.day)
        return f"{first}\u00a0{month} {day.year}"

    def best(self, texts: Mapping[str, str]) -> tuple[str, str]:
        """The text in this language or the nearest to it, with its language; two empty ones when there is none."""
        for language in (self.language, *LANGUAGES, *sorted(texts)):
            if language in texts:
                return texts[language], language
        return "", ""


def words_in(language: str) -> Words:
    """The words of a language."""
    return Words(language)


def language_of(asked: str | None, accepted: str) -> str:
    """The language of a page: `?lang=`, else what the browser accepts, else Dutch."""
    if asked in LANGUAGES:
        return asked
    ranked = sorted(_accepted(accepted[:LONGEST]), key=lambda one: -one[1])
    return next((language for language, rank in ranked if language in LANGUAGES and rank > 0), LANGUAGES[0])


def _accepted(header: str) -> Iterator[tuple[str, float]]:
    """The languages of a header like "fr-BE, fr;q=0.9, en;q=0.8"."""
    for part in header.split(","):
        name, _, rest = part.strip().partition(";")
        rank = rest.strip().removeprefix("q=")
        try:
            yield name.lower().partition("-")[0], float(rank) if rest else 1.0
        except ValueError:  # "q=high"
            continue
