"""What somebody typed into the search box: words, "phrases", word*, -word, or the number of a question.

What comes out is an expression of FTS5 in which every word stands in quotes: nothing that is typed is ever syntax.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.search.words import STOP, fold, stems, words_of

LONGEST, MOST = 300, 12  # letters of a query, words of it
SHORTEST = 2  # letters before a star
NUMBER = re.compile(r"\s*(\d{1,3})\s*[-/–]\s*0*(\d{1,6})\s*")  # 7-1668, 7/1668
TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')  # -"social media", veilig*, -krijgsmacht
EXACT = "{title name keyword text}"
STEMS = "{stem_title stem_text}"


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

    def expression(self) -> str:
        """It as FTS5 has it: as written anywhere, or as any of its stems."""
        together = " ".join(self.words)
        exact = f'{EXACT} : "{together}"' + (" *" if self.begins else "")
        if self.is_phrase or self.begins:
            return f"({exact})"
        alike = " OR ".join(f'"{one}"' for one in dict.fromkeys(stems(together)))
        return f"({exact} OR {STEMS} : ({alike}))"


def number_in(text: str) -> str:
    """The number of a question, when that is all that was typed: "7/1668" gives "7-1668"."""
    match = NUMBER.fullmatch(text)
    return f"{int(match[1])}-{match[2]}" if match else ""


def terms_in(text: str) -> list[Term]:
    """What was typed, term by term; words that stand in every text are left out unless there are no others."""
    found = [term for match in TERM.finditer(text[:LONGEST]) for term in _terms(*match.groups())]
    telling = [term for term in found if term.is_phrase or term.begins or fold(term.words[0]) not in STOP]
    if any(not term.is_excluded for term in telling):
        return telling[:MOST]
    return found[:MOST]


def expression_of(terms: list[Term]) -> tuple[str, str]:
    """What has to occur and what must not, as FTS5 expressions; empty when there is none."""
    wanted = " AND ".join(term.expression() for term in terms if not term.is_excluded)
    unwanted = " OR ".join(term.expression() for term in terms if term.is_excluded)
    return wanted, unwanted


def _terms(minus: str, quoted: str | None, bare: str | None) -> list[Term]:
    if bare is None:
        words = tuple(words_of(quoted or ""))
        return [Term(words, bool(minus))] if words else []
    words = tuple(words_of(bare))
    if minus:  # "-web-site" excludes the whole of it
        return [Term(words, is_excluded=True)] if words else []
    begins = bare.endswith("*") and bool(words) and len(words[-1]) >= SHORTEST
    return [Term((word,), begins=begins and at == len(words)) for at, word in enumerate(words, 1)]
