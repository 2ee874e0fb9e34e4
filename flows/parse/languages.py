"""In which language a text is written: Dutch, French or German.

Asked only where a page does not say so: a question put in German stands unmarked in the French column,
and a bilingual page that was flattened to text has lost its columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES = ("nl", "fr", "de")
UNEVEN = 3.0  # what a line too many on one side costs; a sentence in the wrong language costs 20 to 100


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=False)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def scores(text: str) -> dict[str, float]:
    """How well a text fits each language: log-probabilities, comparable within one text only."""
    return {language: float(score) for language, score in _identifier().rank(text)}


def detect(text: str, among: Sequence[str] = LANGUAGES) -> str:
    """The likeliest language of a text."""
    ranked = scores(text)
    return max(among, key=lambda language: ranked[language])


def split_point(lines: Sequence[str], first: Sequence[str], second: Sequence[str]) -> int:
    """How many of the `lines` are in one of the `first` languages, when the rest is in one of the `second`.

    "12 km" and "1) Oui." tell little, so that halves of equal length are preferred where the words do not decide.
    """
    ranked = [scores(line) for line in lines]

    def fit(one: str, two: str) -> tuple[float, int]:
        gains = [0.0, *accumulate(line[one] - line[two] for line in ranked)]
        # What the lines gain as `one` up to the cut, above reading all of them as `two`. The scores of a line without
        # letters are of the order of 1e38 and all alike, so that only differences within a line are summed.
        total = sum(line[two] - max(line.values()) for line in ranked)
        return max((total + gain - UNEVEN * abs(2 * at - len(lines)), -at) for at, gain in enumerate(gains))

    return -max(fit(one, two) for one in first for two in second)[1]
