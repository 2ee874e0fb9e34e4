"""The chronology of a question: its events and its deadline in order, and a line on which they stand to scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flows.pages.edition import Edition
from flows.pages.words import Words

WIDTH = 1000  # units of the drawing


@dataclass(frozen=True)
class Moment:
    """Something on a day: what it was, where its document is, and how many days had passed since the question."""

    date: str
    text: str
    kind: str
    iri: str
    days: int


@dataclass(frozen=True)
class Line:
    """Where things stand on the line, from 0 to 1000: how long it was in time, until when too late, the moments."""

    in_time: int
    over: int
    deadline: int | None
    points: tuple[tuple[int, str], ...]


def moments(edition: Edition, names: dict[str, str], words: Words) -> list[Moment]:
    """Events and deadline by day; an event is named by its kind, in the language of the page."""
    start = date.fromisoformat(edition.date)
    found = [
        (one.date, names.get(one.kind.value) or one.label[0], one.kind.value.rpartition("/")[2], one.iri)
        for one in edition.events
    ]
    if deadline := edition.own("answerDeadline"):
        found.append((deadline, words("question.deadline"), "deadline", ""))
    ordered = sorted(found, key=lambda one: (one[0], one[2] == "deadline"))
    return [Moment(day, text, kind, iri, (date.fromisoformat(day) - start).days) for day, text, kind, iri in ordered]


def line(found: list[Moment], answered: str) -> Line | None:
    """The moments to scale; None when they are all on one day. `answered` is the day of the answer, if any."""
    first = min((one.days for one in found), default=0)
    span = max((one.days for one in found), default=0) - first
    if span <= 0:
        return None

    def place(days: int) -> int:
        return round((days - first) / span * WIDTH)

    deadline = next((place(one.days) for one in found if one.kind == "deadline"), None)
    points = tuple((place(one.days), one.kind) for one in found if one.kind != "deadline")
    end = next((place(one.days) for one in found if one.date == answered), max(at for at, _ in points))
    return Line(end if deadline is None else min(end, deadline), end, deadline, points)
