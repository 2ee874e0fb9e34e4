"""Compare printed names: typographic folding, never a guess."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

QUOTES = re.compile("['’‘‛´`ʼ′]")  # D'haeseleer, D’haeseleer
HYPHENS = re.compile("[‐‑‒–]")
UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")  # where a word may break, "informa\u00adtie", and the like


@lru_cache(maxsize=1 << 16)  # the same few thousand words stand on all pages
def fold(text: str) -> str:
    """A name as it is compared: compatibility forms, straight apostrophes, single spaces, no case, oe for œ."""
    # The quotes first: the compatibility form of an acute accent is a space with a combining one.
    compatible = unicodedata.normalize("NFKC", QUOTES.sub("'", UNSEEN.sub("", text))).casefold()
    plain = HYPHENS.sub("-", QUOTES.sub("'", compatible)).replace("œ", "oe").replace("æ", "ae")
    return " ".join(unicodedata.normalize("NFKC", plain).split())
