"""Words as the index knows them: without accents and case, and their stems in Dutch, French and German.

A stem carries its language, so that the French "date" never finds the Dutch "dat".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise

import Stemmer

# Porter's for Dutch: the newer one (Kraaij and Pohlmann) takes "antwoorden" to "antwoor" and "minister" to "mini".
ALGORITHMS = {"nl": "dutch_porter", "fr": "french", "de": "german"}
WORD = re.compile(r"[^\W_]+")  # "l'armée" is two words, "7-1668" too
LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"}  # that have no accent to take off
ENDINGS = {"v": "f", "z": "s"}  # at the end of a Dutch word: brieven, brief; huizen, huis
LONGEST = 60  # letters of a word that has a stem; longer ones are addresses and rubbish

# What stands in nearly every text; asked for together with other words it is left out.
STOP = frozenset(
    """
    de het een en van in is dat op te voor met die zijn aan er als om niet ook door bij of naar uit tot dit deze wordt
    worden heeft hebben werd was over welke hoe wat wie kan dan nog geen zal
    le la les un une des du et en que qui dans pour sur au aux par est ce cette ces il elle se son sa ses ne pas plus
    ou avec sont a ete être etre quel quelle quels quelles l d s n qu c
    der die das und ist von den
    """.split()
)


def fold(text: str) -> str:
    """A text in small letters without accents: "Œuvre d'été" gives "oeuvre d'ete"."""
    small = text.lower()
    if small.isascii():
        return small
    spelt = "".join(LETTERS.get(letter, letter) for letter in small)
    return "".join(letter for letter in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words of a text as they stand in it."""
    return WORD.findall(text)


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The stem of a word, marked with its language: "nlantwoord" for "Antwoorden".

    Accents go first, so that a word is found whether they were typed or not.
    """
    folded = fold(word)
    if len(folded) > LONGEST or not folded.isalpha():
        return language + folded
    found: str = _stemmer(language).stemWord(folded)
    return language + (_as_alone(found) if language == "nl" else found)


def stems(word: str) -> list[str]:
    """The stems of a word in every language."""
    return [stem(word, language) for language in ALGORITHMS]


def stems_of(texts: Iterable[tuple[str, str]]) -> set[str]:
    """The stems of all words of some texts, each with its language; those of other languages are left out."""
    found: set[str] = set()
    for language, text in texts:
        if language in ALGORITHMS:
            found.update(stem(word, language) for word in set(WORD.findall(text)))
    return found


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word of a text with where it begins and ends."""
    for match in WORD.finditer(text):
        yield match[0], match.start(), match.end()


def _as_alone(stem: str) -> str:
    """A Dutch stem as the word is written without an ending: "straff" gives "straf", "briev" "brief"."""
    if len(stem) > 3 and any(one == other == stem[-1] for one, other in pairwise(stem[-2:])):
        return stem[:-1]
    return stem[:-1] + ENDINGS.get(stem[-1], stem[-1])


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(ALGORITHMS[language], 0)  # 0: `stem` remembers, so that it need not
