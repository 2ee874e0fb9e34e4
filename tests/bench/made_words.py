"""Words and prose that look Dutch or French and mean nothing: the texts of the generated corpora.

A small stock of real function words and a few thousand words made of syllables, drawn by Zipf's law as those of real
prose are, so that sizes, compression and language tags behave as with real pages. The same seed gives the same text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random
from typing import Literal

Language = Literal["nl", "fr"]
STOCK = 6000  # distinct made words a language; a text of 9,000 letters uses some 500 of them
FUNCTION_WORDS: dict[Language, str] = {
    "nl": "de van het een in en is dat op te zijn voor met die aan niet om er ook als door over uit bij naar dan nog "
    "worden werd deze dit tot of maar wordt hebben heeft kan hun zal welke hoeveel hoe waar wat reeds tussen onder "
    "sinds per jaar aantal federale dossier dienst maatregelen gegevens betreffende volgens alsook hiervan",
    "fr": "de la le les des et en du que dans un une est pour par au qui sur sont pas aux avec ce il ne plus ont cette "
    "son ou se leur sa comme ses mais entre été être ces fait peut quels quelles combien comment dont ainsi afin "
    "depuis année nombre fédéral dossier service mesures données concernant selon lors cadre notamment",
}
SYLLABLES: dict[Language, tuple[str, str, str]] = {
    "nl": (
        "be ge ver ont voor aan uit op in af be over her mis wan on toe bij om door sch kl kr st sp br dr gr vl vr tr",
        "aa ee oo ij ui oe eu ei ie a e i o u au ou",
        "ling heid ing schap lijk baar nis sel ster ren den gen ten len men nen pen kt rt st lt nd ng rd ld ts rs",
    ),
    "fr": (
        "re dé pré con com ex in im pro sur sous trans entre par per inter dis mé tra fra pla cla gra cri pri bri vo",
        "a é è i o u ou ai au eu oi an en on in ui ie",
        "tion ment té eur euse ance ence iste able ible age ure ité ique ier ière elle ette esse ine oire aire al el",
    ),
}
MIDDLE = "b d f g k l m n p r s t v z".split()


@cache
def stock(language: Language) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The words of a language, most frequent first, and the sums of their weights."""
    chance = Random(f"stock {language}")
    words = dict.fromkeys(FUNCTION_WORDS[language].split())
    starts, vowels, ends = (part.split() for part in SYLLABLES[language])
    while len(words) < STOCK:
        middle = "".join(chance.choice(MIDDLE) + chance.choice(vowels) for _ in range(chance.choice((0, 1, 1, 2))))
        words[chance.choice(starts) + chance.choice(vowels) + middle + chance.choice(ends)] = None
    return tuple(words), tuple(accumulate(1 / (rank + 2.7) for rank in range(len(words))))


@dataclass(frozen=True)
class Prose:
    """Draws texts in a language; the same chance gives the same texts."""

    language: Language
    chance: Random

    def words(self, count: int) -> list[str]:
        """Some words, as frequent as in prose."""
        words, sums = stock(self.language)
        return self.chance.choices(words, cum_weights=sums, k=count)

    def phrase(self, least: int, most: int) -> str:
        """A few words with a capital: a segment of a subject, a cell of a table."""
        text = " ".join(self.words(self.chance.randint(least, most)))
        return text[0].upper() + text[1:]

    def sentence(self, closing: str = ".") -> str:
        """A sentence of six to thirty words, at times with a comma or a number in it."""
        words = self.words(self.chance.randint(6, 30))
        if len(words) > 12:
            words[5] += ","
        if self.chance.random() < 0.2:
            words[len(words) // 2] = str(self.chance.randint(2, 99_999))
        text = " ".join(words)
        return f"{text[0].upper()}{text[1:]}{closing}"

    def asking(self) -> str:
        """A sentence that asks; the French question mark stands after a blank."""
        return self.sentence(" ?" if self.language == "fr" else "?")

    def paragraph(self, letters: int) -> str:
        """Sentences of about so many letters together."""
        sentences = [self.sentence()]
        while sum(map(len, sentences)) < letters:
            sentences.append(self.sentence())
        return " ".join(sentences)
