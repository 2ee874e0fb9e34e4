"""The order in which people count: "part/2" before "part/10"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

DIGITS = re.compile(r"(\d+)")
STEP = 32  # letters that are compared at once
LONG = 200  # letters; longer texts are prose


def by_value(values: Sequence[str]) -> list[str]:
    """Sorted values in their natural order."""
    if any(map(_differ_by_number, values, values[1:])):
        return sorted(values, key=natural)
    return [*values]


def _differ_by_number(one: str, other: str) -> bool:
    """Whether a digit stands where two texts first differ; elsewhere the natural order is that of the letters."""
    same = 0
    while one[same : same + STEP] == other[same : same + STEP] and same < len(one):
        same += STEP
    rest, others = one[same : same + STEP], other[same : same + STEP]
    for letter, its in zip(rest, others, strict=False):
        if letter != its:
            return letter.isdecimal() or its.isdecimal()
    # One of them ends here.
    same = min(len(rest), len(others))
    return rest[same : same + 1].isdecimal() or others[same : same + 1].isdecimal()


def natural(text: str) -> list[str | int]:
    """A key that puts "part/2" before "part/10"."""
    if len(text) > LONG:
        return _pieces(text)
    # What IRIs begin with comes often, like "https://…/7-1668/answer/1/part/", and no number goes on after a slash.
    place = text.rfind("/") + 1
    begin, end = known_pieces(text[:place]), known_pieces(text[place:])
    return [*begin[:-1], f"{begin[-1]}{end[0]}", *end[1:]]


def _pieces(text: str) -> list[str | int]:
    # Every second piece is digits. "2²" is split after its first digit; the superscript is a digit in name only.
    pieces: list[str | int] = [*DIGITS.split(text)]
    pieces[1::2] = map(int, pieces[1::2])
    return pieces


known_pieces = lru_cache(maxsize=4096)(_pieces)
