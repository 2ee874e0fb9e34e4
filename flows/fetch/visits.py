"""Decide which numbers to ask the site for: those that are due, and onward from the highest known one.

Nothing is fetched here. What is due follows from what the pages said (`discover.next_visit`) and from the journal.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta

from flows.errors import BadInput
from flows.keep.journal import Found, Visit
from flows.model import State
from flows.sources import be_senate

RANGE = re.compile(r"([1-9]\d*)-([1-9]\d*)(?::(?:([1-9]\d*)-)?([1-9]\d*))?")  # "7-1600:7-1700", "7-1668"
LONGEST_RANGE = 20_000  # numbers; legislature 5, the longest, had 11,305
GAPS_NEAR_THE_END = 100  # numbers below the highest known one: a number may be given out before its page is shown
GAP_AGAIN, OLD_GAP_AGAIN = 30, 270  # days, a quarter more or less by the number


@dataclass(frozen=True)
class Wanted:
    """What a harvest is asked for; `text` is the same for harvests of the same kind, so that one goes on with another.

    Without legislatures and numbers: the current legislature, and what is still open in older ones.
    """

    legislatures: tuple[int, ...] = ()
    numbers: tuple[str, ...] = ()
    refresh: bool = False
    limit: int | None = None

    @classmethod
    def of(cls, legislatures: Sequence[int], numbers: str, refresh: bool, limit: int | None) -> Wanted:
        """The wish as a person types it; raises BadInput when it asks for what cannot be."""
        there = be_senate.discover.legislatures()
        for legislature in legislatures:
            if legislature not in there:
                raise BadInput(f"legislature {legislature} is none of the site's: {', '.join(map(str, there))}")
        if limit is not None and limit < 0:
            raise BadInput(f"a limit of {limit} numbers makes no sense: give 0 or more")
        return cls(tuple(legislatures), read_numbers(numbers) if numbers else (), refresh, limit)

    @property
    def text(self) -> str:
        """The wish as the journal has it."""
        parts = [f"legislatures {' '.join(map(str, self.legislatures))}"] if self.legislatures else []
        parts += [f"numbers {self.numbers[0]} to {self.numbers[-1]}"] if self.numbers else []
        parts += ["refresh"] if self.refresh else []
        parts += [f"limit {self.limit}"] if self.limit is not None else []
        return ", ".join(parts) or "what is due"


@dataclass(frozen=True)
class Plan:
    """What to ask for: known numbers that are due, the most urgent first, and the legislatures to count onward."""

    due: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()

    def least(self, misses: int) -> int:
        """How many numbers this asks for at least, when nothing new is found."""
        return len(self.due) + sum(count.asks_at_least(misses) for count in self.counts)


class Serials(Set[int]):
    """Serials of a legislature, a byte for each up to the highest: a million of them are a megabyte."""

    def __init__(self, serials: Iterable[int] = ()) -> None:
        """Hold some serials."""
        self._marks = bytearray()
        for serial in serials:
            self.add(serial)

    def add(self, serial: int) -> None:
        """Hold a serial, too."""
        if serial >= len(self._marks):
            self._marks.extend(bytes(serial + 1 - len(self._marks)))
        self._marks[serial] = 1

    def __contains__(self, serial: object) -> bool:
        """Whether a serial is one of them."""
        return isinstance(serial, int) and 0 <= serial < len(self._marks) and bool(self._marks[serial])

    def __iter__(self) -> Iterator[int]:
        """The serials in ascending order."""
        return (serial for serial, mark in enumerate(self._marks) if mark)

    def __len__(self) -> int:
        """How many they are."""
        return sum(self._marks)


@dataclass(frozen=True)
class Count:
    """Counting onward in a legislature.

    `skipped` are numbers that need no request tonight; those in `absent` among them were found missing and
    count as misses. Counting goes on at least to `least`.
    """

    legislature: int
    least: int
    skipped: Set[int] = field(default_factory=Serials)
    absent: Set[int] = field(default_factory=Serials)

    def asks_at_least(self, misses: int) -> int:
        """The number of requests when nothing is found beyond `least`."""
        return sum(1 for serial in range(1, self.least + misses + 1) if serial not in self.skipped)


def read_numbers(text: str) -> tuple[str, ...]:
    """The numbers of "7-1668" or "7-1600:7-1700"; raises BadInput when it is neither."""
    match = RANGE.fullmatch(text.strip())
    if match is None or (match[3] and match[3] != match[1]) or (match[4] and int(match[4]) < int(match[2])):
        raise BadInput(f"'{text}' names no questions: write 7-1668, or 7-1600:7-1700 within one legislature")
    first, last = int(match[2]), int(match[4] or match[2])
    if last - first >= LONGEST_RANGE:
        raise BadInput(f"'{text}' names {last - first + 1} numbers, more than a legislature has: name fewer")
    return tuple(f"{match[1]}-{serial}" for serial in range(first, last + 1))


def make_plan(visits: Iterable[Visit], wanted: Wanted, night: str, today: date, part_of: Collection[str] = ()) -> Plan:
    """What tonight asks for, from the last visit to each number; numbers that this night asked for already are done.

    So are those of the nights that it is `part_of`: a harvest that stopped does not ask again for what it has. The
    visits are seen one at a time.
    """
    nights = {night, *part_of}
    if wanted.numbers:
        done = {visit.number for visit in visits if _is_done(visit, nights)}
        return Plan(tuple(number for number in wanted.numbers if number not in done))
    counted = wanted.legislatures or (be_senate.discover.legislatures()[-1],)
    due: list[tuple[date, tuple[int, int], str]] = []
    seen = defaultdict[int, _Seen](_Seen)
    for visit in visits:
        legislature, serial = _order(visit.number)
        if legislature in counted:
            seen[legislature].add(visit, serial, _is_done(visit, nights))
        if visit.known is None or _is_done(visit, nights) or not _belongs(visit, counted, bool(wanted.legislatures)):
            continue
        day = _due(visit)
        if wanted.refresh or day <= today:
            due.append((day, (legislature, serial), visit.number))
    counts = tuple(seen[legislature].count(legislature, wanted.refresh, today) for legislature in counted)
    return Plan(tuple(number for _, _, number in sorted(due)), counts)


def _is_done(visit: Visit, nights: Collection[str]) -> bool:
    return visit.night in nights and visit.found is not Found.FAILED


def _belongs(visit: Visit, counted: Sequence[int], chosen: bool) -> bool:
    known = visit.known
    assert known is not None
    is_open = known.state in (State.OPEN, State.PROVISIONALLY_ANSWERED)
    return known.legislature in counted or (is_open and not chosen)


def _due(visit: Visit) -> date:
    """The day from which a known question is due; a visit that failed or found something odd is repeated at once."""
    assert visit.known is not None
    if visit.found is not Found.QUESTION:
        return visit.at.date() + timedelta(days=visit.found is not Found.FAILED)
    return be_senate.discover.next_visit(visit.known, visit.at.date())


@dataclass
class _Seen:
    """What the visits to a legislature found: the known serials, the highest of them, and the misses."""

    known: Serials = field(default_factory=Serials)
    highest: int = 0
    misses: list[tuple[Visit, int, bool]] = field(default_factory=list)

    def add(self, visit: Visit, serial: int, is_done: bool) -> None:
        if visit.known:
            self.known.add(serial)
            self.highest = max(self.highest, serial)
        elif visit.found is not Found.FAILED:
            self.misses.append((visit, serial, is_done))

    def count(self, legislature: int, refresh: bool, today: date) -> Count:
        """How to count onward, now that the highest serial is known."""
        skipped, absent = self.known, Serials()
        for visit, serial, is_done in self.misses:
            if is_done or (not refresh and _gap_due(visit, serial, self.highest) > today):
                skipped.add(serial)
                absent.add(serial)
        least = max(self.highest, be_senate.discover.highest_seen(legislature))
        return Count(legislature, least, skipped, absent)


def _gap_due(visit: Visit, serial: int, highest: int) -> date:
    seen = visit.at.date()
    if _order(visit.number)[0] != be_senate.discover.legislatures()[-1]:
        return be_senate.discover.later(visit.number, seen, OLD_GAP_AGAIN)
    if serial > highest - GAPS_NEAR_THE_END:
        return seen + timedelta(days=1)
    return be_senate.discover.later(visit.number, seen, GAP_AGAIN)


def _order(number: str) -> tuple[int, int]:
    legislature, _, serial = number.partition("-")
    return int(legislature), int(serial)
