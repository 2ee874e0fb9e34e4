"""Find the questions whose record must be made again: their pages, the code, the shapes or an answer changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.authority.lookups import Authority
from flows.keep.archive import Archive
from flows.keep.captures import Sighting
from flows.keep.records import Records
from flows.make.questions import ONE_VISIT

TABLES = "authority"  # the mark that remembers the tables which all records have consulted


@dataclass(frozen=True)
class Stale:
    """The numbers to make from their pages, those whose record only has to be judged again, and those without a page.

    All in order. `pages` are the checksums of what was seen of every question.
    """

    make: tuple[str, ...]
    judge: tuple[str, ...]
    gone: tuple[str, ...]
    pages: dict[str, str]


def find_stale(archive: Archive, records: Records, authority: Authority, code: str, shapes: str) -> Stale:
    """What has to be done so that every record follows from what there is now."""
    pages = {number: seen_checksum(sightings) for number, sightings in archive.sightings()}
    known, aside = records.made_from(), {one.number for one in records.set_aside()}
    make = {
        number for number, seen in pages.items()
        if number not in known or known[number].pages != seen or known[number].code != code
    }  # fmt: skip
    if records.mark(TABLES) != authority.fingerprint:
        changed = [answer for answer, asked, given in records.answers.all() if authority.ask(asked) != given]
        make |= records.answers.users(changed) & pages.keys()
        make |= aside & pages.keys()  # what they had asked was not kept
    judge = {number for number in pages if number in known and known[number].shapes != shapes}
    make |= judge & aside
    return Stale(_ordered(make), _ordered(judge - make), _ordered(known.keys() - pages.keys()), pages)


def seen_checksum(sightings: Sequence[Sighting]) -> str:
    """A checksum of what was seen of a question, in so far as its reading can depend on it.

    When a page was last seen matters only in comparison with the other pages: which is newer, and whether they are of
    one visit. Older contents count as well, since the newest may turn out to be no question.
    """
    newest = sorted(sightings, key=lambda one: (one.last_seen, one.address, one.sha256), reverse=True)
    order: list[tuple[str, str, int]] = []
    if len({one.address for one in sightings}) > 1:
        moments = [datetime.fromisoformat(one.last_seen) for one in newest]
        for at, one in enumerate(newest):
            others = zip(newest[at:], moments[at:], strict=True)
            same = sum(other.address != one.address and moments[at] - seen <= ONE_VISIT for other, seen in others)
            order.append((one.address, one.sha256, same))
    contents = [(one.address, one.sha256, one.first_seen) for one in sightings]
    return hashlib.sha256(repr((contents, order)).encode()).hexdigest()


def _ordered(numbers: set[str]) -> tuple[str, ...]:
    return tuple(sorted(numbers, key=lambda number: tuple(int(part) for part in number.split("-"))))
