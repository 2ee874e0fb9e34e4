"""The place of a text where what was searched for stands, with its words marked: pieces, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from flows.search.asked import Term
from flows.search.words import ALGORITHMS, fold, stem, stems

LENGTH = 260  # letters of a snippet
BEFORE = 60  # of them before the first word that is marked
GAP = r"[\W_]+"
Piece = tuple[str, bool]  # a piece of text, and whether it is marked


class _Flat(dict[int, str]):
    """Letters without case and accents, one for one, so that places in a text stay where they are."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = fold(letter)
        self[code] = folded if len(folded) == 1 else letter
        return self[code]


FLAT = _Flat()


@dataclass(frozen=True)
class Mark:
    """A place in a text, and which term stands there."""

    begin: int
    end: int
    term: int


@dataclass(frozen=True)
class Marker:
    """Finds terms in texts."""

    terms: Sequence[Term]

    def marks(self, text: str) -> list[Mark]:
        """Where the terms stand, in order, none within another."""
        flat = text.translate(FLAT)
        found = [
            Mark(match.start(), match.end(), at)
            for at, (pattern, known) in enumerate(self._patterns)
            for match in pattern.finditer(flat)
            if not known or _is_alike(match[0], known)
        ]
        kept: list[Mark] = []
        for mark in sorted(found, key=lambda mark: (mark.begin, -mark.end)):
            if not kept or mark.begin >= kept[-1].end:
                kept.append(mark)
        return kept

    def marked(self, text: str) -> list[Piece]:
        """A whole text in pieces."""
        return _pieces(text, self.marks(text), 0, len(text))

    def snippet(self, texts: Iterable[str], length: int = LENGTH) -> list[Piece]:
        """The place with the most terms in the first text that has the most; its beginning when none has any."""
        best: tuple[int, int, str, list[Mark]] = (0, 0, "", [])
        for text in texts:
            marks = self.marks(text)
            many, begin = _densest(marks, length)
            if many > best[0] or not best[2]:
                best = (many, begin, text, marks)
        _, begin, text, marks = best
        return _cut(text, marks, max(0, begin - BEFORE), length)

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], frozenset[str]]]:
        """For each term what it looks like without accents, and the stems one of which a word has to have."""
        return [_pattern(term) for term in self.terms if not term.is_excluded]


def _pattern(term: Term) -> tuple[re.Pattern[str], frozenset[str]]:
    words = [re.escape(fold(word)) for word in term.words]
    if term.is_phrase or term.begins:
        end = r"[^\W_]*" if term.begins else r"(?![^\W_])"
        return re.compile(rf"(?<![^\W_]){GAP.join(words)}{end}"), frozenset()
    word = fold(term.words[0])
    alike = frozenset([*stems(word), word])
    # Whatever begins as it does, by three letters, is looked at: brief, brieven.
    return re.compile(rf"(?<![^\W_]){re.escape(word[:3])}[^\W_]*"), alike


def _is_alike(word: str, known: frozenset[str]) -> bool:
    return word in known or any(stem(word, language) in known for language in ALGORITHMS)


def _densest(marks: Sequence[Mark], length: int) -> tuple[int, int]:
    """How many different terms stand within a snippet's length at best, and where that begins."""
    best = (0, 0)
    for at, mark in enumerate(marks):
        within = {other.term for other in marks[at : at + 40] if other.end - mark.begin <= length - BEFORE}
        best = max(best, (len(within), -mark.begin))
    return best[0], -best[1]


def _cut(text: str, marks: Sequence[Mark], begin: int, length: int) -> list[Piece]:
    """Some letters of a text from a place on, whole words, with dots where something was left out."""
    end = min(len(text), begin + length)
    if begin:
        begin = text.find(" ", begin) + 1 or begin
    if end < len(text):
        end = max(text.rfind(" ", begin + 1, end), begin + 1)
    inside = [mark for mark in marks if begin <= mark.begin and mark.end <= end]
    pieces = _pieces(text, inside, begin, end)
    before, after = [("… ", False)] if begin else [], [(" …", False)] if end < len(text) else []
    return [*before, *pieces, *after]


def _pieces(text: str, marks: Sequence[Mark], begin: int, end: int) -> list[Piece]:
    pieces: list[Piece] = []
    for mark in marks:
        pieces += [(text[begin : mark.begin], False), (text[mark.begin : mark.end], True)]
        begin = mark.end
    return [piece for piece in [*pieces, (text[begin:end], False)] if piece[0]]
