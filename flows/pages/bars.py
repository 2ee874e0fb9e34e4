"""A bar for every year, drawn to scale: where each stands, how high it is, which years are written below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 150  # units of the drawing, without the line of years
WRITTEN = 12  # years that have room below the bars


@dataclass(frozen=True)
class Bar:
    """A bar: its place, its height, the height of the part that is answered, and its year when that is written."""

    x: float
    width: float
    height: float
    answered: float
    year: str
    is_written: bool


def bars(years: Sequence[tuple[str, int, int]]) -> list[Bar]:
    """The bars of some years: year, how many, how many of them answered."""
    highest = max((many for _, many, _ in years), default=0)
    if not highest:
        return []
    step = WIDTH / len(years)
    width = min(step * 0.72, 44)
    every = -(-len(years) // WRITTEN)
    return [
        Bar(round(at * step + (step - width) / 2, 1), round(width, 1), round(many / highest * HEIGHT, 1),
            round(answered / highest * HEIGHT, 1), year, (len(years) - 1 - at) % every == 0)
        for at, (year, many, answered) in enumerate(years)
    ]  # fmt: skip
