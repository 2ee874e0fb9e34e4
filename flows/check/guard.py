"""Refuse a release that is too different from the last one to be believed; the bounds and reasons are in source.toml.

Each refusal says what happened, shows three pages to look at and how to accept the night by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.fetch.collect import Collected
from flows.keep.journal import Found
from flows.keep.records import Records
from flows.keep.stored import Standing
from flows.model import State
from flows.sources import be_senate

EXAMPLES = 3
# How final a state is; a question does not become less final. 5-7129 was requalified and then answered.
RANK = {
    State.OPEN: 0,
    State.PROVISIONALLY_ANSWERED: 1,
    State.CLOSED: 2,
    State.LAPSED: 2,
    State.REQUALIFIED: 2,
    State.ANSWERED_UNPUBLISHED: 3,
    State.ANSWERED: 4,
}


def refusals(records: Records, collected: Collected | None, counted: set[int]) -> list[str]:
    """Why the records may not be published, one sentence a bound that is broken; none when they may.

    `collected` is None when the site was not asked, as in a rebuild; shares are then of all questions.
    """
    return list(_refusals(records, collected, counted))


def _refusals(records: Records, collected: Collected | None, counted: set[int]) -> Iterator[str]:
    expect = be_senate.FACTS["expect"]
    sizes = records.sizes()
    if sum(sizes.values()) < expect["least_questions"]:
        yield f"{sum(sizes.values())} questions are fewer than {expect['least_questions']}"
    for legislature, least in sorted(expect["least"].items()):
        if int(legislature) in counted and sizes.get(int(legislature), 0) < least:
            yield f"legislature {legislature} has {sizes.get(int(legislature), 0)} questions, fewer than {least}"
    before, after = records.published(), records.standings()
    every = len(after)
    asked = every if collected is None else collected.known_asked
    backwards = [number for number, was in before.items() if _is_backwards(was, after.get(number))]
    lost = [number for number, was in before.items() if number in after and after[number].answers < was.answers]
    gone = [number for number in before if number not in after]
    aside = [one.number for one in records.set_aside()]
    yield from _share("were set aside", aside, every + len(aside), expect["largest_share_set_aside"])
    yield from _share(
        "show a page that is no question",
        collected.found[Found.UNEXPECTED] if collected else (),
        asked,
        expect["largest_share_unparseable"],
    )
    yield from _share(
        "are gone",
        [*(collected.found[Found.VANISHED] if collected else ()), *gone],
        asked,
        expect["largest_share_vanished"],
    )
    yield from _share("went back to an earlier state", backwards, asked, expect["largest_share_backwards"])
    yield from _share("lost an answer", lost, asked, expect["largest_share_answer_lost"])


def _is_backwards(was: Standing, now: Standing | None) -> bool:
    return now is not None and RANK[now.state] < RANK[was.state]


def _share(what: str, numbers: Sequence[str], of: int, largest: float) -> Iterator[str]:
    """A refusal when more than `largest` of the questions, and more than a handful, are concerned."""
    if len(numbers) > be_senate.FACTS["expect"]["tolerated"] and len(numbers) > largest * of:
        pages = ", ".join(be_senate.discover.bilingual_page(number) for number in numbers[:EXAMPLES])
        yield f"{len(numbers)} of {of} questions {what}, more than {largest:.0%}; look at {pages}"
