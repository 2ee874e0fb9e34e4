"""The order in which people count: "part/2" before "part/10"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

DIGITS = re.compile(r"(\d+)")
DIGIT = re.compile(r"\d").search
SINGLE = re.compile(r"[0-9]\D*").fullmatch  # a number of one digit, and no other
STEP = 32  # letters that are compared at once
LONG = 200  # letters; longer texts are prose


def by_value(values: Sequence[str]) -> list[str]:
    """Sorted values in their natural order."""
    # What the first and the last begin with, all do. Mostly words follow, or single digits: "/part/1>", "/part/2>".
    begin = _alike(values[0], values[-1])
    rests = [value[begin:] for value in values]
    is_plain = not DIGIT("".join(rests)) or (not values[0][begin - 1 : begin].isdecimal() and all(map(SINGLE, rests)))
    if not is_plain and any(map(_differ_by_number, values, values[1:])):
        return sorted(values, key=natural)
    return [*values]


def _alike(one: str, other: str) -> int:
    """How many letters two texts begin with alike."""
    same = 0
    while one[same : same + STEP] == other[same : same + STEP] and same < len(one):
        same += STEP
    for letter, its in zip(one[same : same + STEP], other[same : same + STEP], strict=False):
        if letter != its:
            break
        same += 1
    return same


def _differ_by_number(one: str, other: str) -> bool:
    """Whether a digit stands where two texts first differ; elsewhere the natural order is that of the letters."""
    same = _alike(one, other)
    return one[same : same + 1].isdecimal() or other[same : same + 1].isdecimal()


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
