"""What somebody typed into the search box: words, "phrases", word*, -word, or the number of a question.

What comes out is an expression of FTS5 in which every word stands in quotes: nothing that is typed is ever syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flows.search.words import STOP, fold, stems, words_of

LONGEST, MOST = 300, 12  # letters of a query, words of it
SHORTEST = 2  # letters before a star
NUMBER = re.compile(r"\s*(\d{1,3})\s*[-/–]\s*0*(\d{1,6})\s*")  # 7-1668, 7/1668
TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')  # -"social media", veilig*, -krijgsmacht


@dataclass(frozen=True)
class Columns:
    """Where an expression looks: for words as written, for phrases and words that begin alike, for stems."""

    words: str
    phrases: str
    stems: str


HEADS = "{title name keyword}"
EVERYWHERE = Columns("{title name keyword text}", "{title name keyword text}", "{stem_title stem_text}")
# Finds the same questions in a tenth of the time, and cannot rank them: all words of a text are among its stems.
ANYWHERE = Columns(HEADS, "{title name keyword text}", "stem_text")
IN_HEADS = Columns(HEADS, HEADS, "stem_title")


@dataclass(frozen=True)
class Term:
    """A word, or the words of a phrase; `begins` when a star followed it."""

    words: tuple[str, ...]
    is_excluded: bool = False
    begins: bool = False

    @property
    def is_phrase(self) -> bool:
        """Whether the words have to stand together."""
        return len(self.words) > 1

    def expression(self, columns: Columns) -> str:
        """It as FTS5 has it: as written, or as any of its stems."""
        together = " ".join(self.words)
        if self.is_phrase or self.begins:
            return f'({columns.phrases} : "{together}"{" *" if self.begins else ""})'
        alike = " OR ".join(f'"{one}"' for one in dict.fromkeys(stems(together)))
        return f'({columns.words} : "{together}" OR {columns.stems} : ({alike}))'


def number_in(text: str) -> str:
    """The number of a question, when that is all that was typed: "7/1668" gives "7-1668"."""
    match = NUMBER.fullmatch(text)
    return f"{int(match[1])}-{match[2]}" if match else ""


def terms_in(text: str) -> list[Term]:
    """What was typed, term by term; of words that stand in every text the first is kept if there are no others."""
    found = [term for match in TERM.finditer(text[:LONGEST]) for term in _terms(*match.groups())]
    telling = [term for term in found if term.is_phrase or term.begins or fold(term.words[0]) not in STOP]
    if any(not term.is_excluded for term in telling):
        return telling[:MOST]
    stop = next((term for term in found if not term.is_excluded), None)
    return ([stop] if stop else []) + [term for term in found if term.is_excluded][: MOST - 1]


def expression_of(terms: Iterable[Term], columns: Columns, *, excluded: bool = False) -> str:
    """All that has to occur, or what must not, as an expression of FTS5; "" when there is none."""
    word = " OR " if excluded else " AND "
    return word.join(term.expression(columns) for term in terms if term.is_excluded == excluded)


def _terms(minus: str, quoted: str | None, bare: str | None) -> list[Term]:
    if bare is None:
        words = tuple(words_of(quoted or ""))
        return [Term(words, bool(minus))] if words else []
    words = tuple(words_of(bare))
    if minus:  # "-web-site" excludes the whole of it
        return [Term(words, is_excluded=True)] if words else []
    begins = bare.endswith("*") and bool(words) and len(words[-1]) >= SHORTEST
    return [Term((word,), begins=begins and at == len(words)) for at, word in enumerate(words, 1)]
