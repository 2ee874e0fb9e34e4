"""In which language a text is written: Dutch, French or German.

Asked only where a page does not say so: a question put in German stands unmarked in the French column,
and a bilingual page that was flattened to text has lost its columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES = ("nl", "fr", "de")


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
    """How many of the `lines` are in one of the `first` languages, when the rest is in one of the `second`."""
    gains = [0.0]
    for line in lines:
        ranked = scores(line)
        gains.append(gains[-1] + max(ranked[one] for one in first) - max(ranked[two] for two in second))
    return max(range(len(gains)), key=lambda count: (gains[count], -count))
