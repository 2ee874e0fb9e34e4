"""What pictures say: their words by language, and numbers and days as the language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

WORDS: Mapping[str, Any] = tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))
LANGUAGES = tuple(WORDS)


@dataclass(frozen=True)
class Words:
    """The words of a picture in a language."""

    picture: str
    language: str

    def say(self, name: str, **values: object) -> str:
        """A sentence of the picture, or of every picture, with its gaps filled; whole numbers as one writes them."""
        spoken = WORDS[self.language]
        text: str = spoken[self.picture].get(name) or spoken[name]
        return text.format(**{gap: self.number(one) if isinstance(one, int) else one for gap, one in values.items()})

    def number(self, value: float) -> str:
        """A number with at most one decimal: "1.234,5"."""
        spoken = WORDS[self.language]
        whole, _, tenths = f"{value:,.1f}".partition(".")
        grouped = whole.replace(",", spoken["thousands"])
        return grouped if tenths == "0" else f"{grouped}{spoken['decimals']}{tenths}"

    def share(self, part: float, of: float) -> str:
        """A share in per cent; never rounded to nothing or to all: "<1%"."""
        percent = round(100 * part / of)
        if part > 0 and percent == 0:
            return f"<1{self._percent}"
        if part < of and percent == 100:
            return f">99{self._percent}"
        return f"{percent}{self._percent}"

    @property
    def _percent(self) -> str:
        return str(WORDS[self.language]["percent"])

    def questions(self, many: int) -> str:
        """So many questions."""
        return self.say("question") if many == 1 else self.say("questions", n=many)

    def month(self, month: str) -> str:
        """A month like "2022-06" in words."""
        year, _, number = month.partition("-")
        return f"{WORDS[self.language]['months'][int(number) - 1]} {year}"

    def day(self, day: str) -> str:
        """A day like "2022-06-02" in words."""
        month, _, number = day.rpartition("-")
        return f"{self._ordinal(int(number))} {self.month(month)}"

    def _ordinal(self, number: int) -> str:
        return "1er" if number == 1 and self.language == "fr" else str(number)
