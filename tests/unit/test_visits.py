"""What a night asks for: what is due, the most urgent first, and onward from the highest known number."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from flows.errors import BadInput
from flows.fetch.visits import GAP_AGAIN, OLD_GAP_AGAIN, Count, Plan, Wanted, make_plan, read_numbers
from flows.keep.journal import Found, Visit
from flows.model import Known, State
from flows.sources import be_senate

TODAY = date(2026, 11, 24)
CURRENT = be_senate.discover.legislatures()[-1]
NIGHT, EARLIER = "2026-11-24", "2026-01-01"


def days_ago(days: int) -> datetime:
    return datetime(2026, 11, 24, 2, 30, tzinfo=UTC) - timedelta(days=days)


def question(
    number: str, ago: int, state: State = State.OPEN, night: str = EARLIER, found: Found = Found.QUESTION
) -> Visit:
    """A question that was put a week before it was last visited, some days ago; its deadline is five weeks later."""
    asked = days_ago(ago + 7).date()
    answered = asked if state is State.ANSWERED else None
    return Visit(number, night, days_ago(ago), found, "", Known(number, asked, state, None, answered))


def missing(number: str, ago: int, night: str = EARLIER, found: Found = Found.MISSING) -> Visit:
    return Visit(number, night, days_ago(ago), found, "no question")


def plan(*visits: Visit, wanted: Wanted | None = None, night: str = NIGHT) -> Plan:
    return make_plan(visits, wanted or Wanted(), night, TODAY)


def number(serial: int) -> str:
    return f"{CURRENT}-{serial}"


# -- what a person asks for -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("7-1668", "7-1668", "7-1668", 1),
        (" 7-1668 ", "7-1668", "7-1668", 1),
        ("7-9:7-11", "7-9", "7-11", 3),
        ("7-9:11", "7-9", "7-11", 3),
        ("7-9:7-9", "7-9", "7-9", 1),
    ],
)
def test_numbers_as_they_are_typed(text: str, first: str, last: str, count: int) -> None:
    found = read_numbers(text)
    assert (found[0], found[-1], len(found)) == (first, last, count)


@pytest.mark.parametrize(
    "text", ["", "7", "7-0", "0-1", "7-01", "7-11:7-9", "7-1:6-9", "7-1:", "7-1-2", "7-1,7-2", "x"]
)
def test_what_is_no_number_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(BadInput, match=f"'{text}' names no questions: write 7-1668, or 7-1600:7-1700 within one"):
        read_numbers(text)


def test_a_wish_that_cannot_be_is_refused() -> None:
    with pytest.raises(BadInput, match=r"legislature 2 is none of the site's: 3, 4, 5, 6, 7, 8"):
        Wanted.of([7, 2], "", False, None)
    with pytest.raises(BadInput, match="a limit of -1 numbers makes no sense: give 0 or more"):
        Wanted.of([], "", False, -1)
    with pytest.raises(BadInput, match="'all' names no questions"):
        Wanted.of([], "all", False, None)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (Wanted(), "what is due"),
        (Wanted.of([6, 7], "", True, 0), "legislatures 6 7, refresh, limit 0"),
        (Wanted.of([], "7-1:7-3", False, None), "numbers 7-1 to 7-3"),
    ],
)
def test_a_wish_has_one_text(wanted: Wanted, text: str) -> None:
    assert wanted.text == text


# -- what is due ------------------------------------------------------------------------------------


def test_the_first_night_counts_the_current_legislature_from_one() -> None:
    assert plan() == Plan((), (Count(CURRENT, 0),))
    assert plan(wanted=Wanted((6, 7))).counts == (Count(6, 2011), Count(7, 2205))


def test_what_is_due_comes_by_urgency_and_then_by_number() -> None:
    visits = [
        question(number(10), 4),  # seen early: due after three days
        question(number(9), 4),
        question(number(2), 30),
        question(number(3), 1),
        question(number(4), 100, State.CLOSED),
    ]
    assert plan(*visits).due == (number(2), number(9), number(10))


def test_what_was_done_tonight_is_not_done_again() -> None:
    visits = [question(number(1), 30, night=NIGHT), question(number(2), 30)]
    assert plan(*visits).due == (number(2),)
    assert plan(*visits, night="").due == (number(1), number(2)), "a dry run is no night"


def test_what_failed_is_asked_again_the_same_night_and_what_was_odd_the_day_after() -> None:
    failed = question(number(1), 0, State.CLOSED, NIGHT, Found.FAILED)
    odd = [
        question(number(at), 0, State.CLOSED, EARLIER, found)
        for at, found in ((2, Found.VANISHED), (3, Found.UNEXPECTED))
    ]
    assert plan(failed, *odd).due == (number(1),)
    assert make_plan(odd, Wanted(), "", TODAY + timedelta(days=1)).due == (number(2), number(3))


def test_of_older_legislatures_only_what_is_open_is_looked_at() -> None:
    visits = [
        question("7-1", 400),
        question("7-2", 400, State.PROVISIONALLY_ANSWERED),
        question("7-3", 4000, State.ANSWERED),
        question("6-1", 4000, State.LAPSED),
    ]
    assert plan(*visits).due == ("7-1", "7-2")
    assert plan(*visits, wanted=Wanted((7,))).due == ("7-3", "7-1", "7-2")
    assert plan(*visits, wanted=Wanted((6,))).due == ("6-1",)


def test_refresh_asks_for_all_that_is_known_and_for_the_gaps() -> None:
    visits = [question(number(1), 0), question(number(3), 0, State.CLOSED), missing(number(2), 0)]
    assert plan(*visits).due == ()
    refreshed = plan(*visits, wanted=Wanted(refresh=True))
    assert set(refreshed.due) == {number(1), number(3)}
    assert refreshed.counts[0].absent == frozenset()


def test_a_range_is_asked_for_as_it_is_but_not_twice() -> None:
    wanted = Wanted.of([], "7-1:7-4", False, None)
    visits = [
        question("7-1", 0, night=NIGHT),
        missing("7-2", 0, NIGHT),
        question("7-3", 0, night=NIGHT, found=Found.FAILED),
        question("7-9", 900),
    ]
    assert plan(*visits, wanted=wanted) == Plan(("7-3", "7-4"))
    assert plan(*visits, wanted=wanted, night="another").due == ("7-1", "7-2", "7-3", "7-4")


# -- counting onward --------------------------------------------------------------------------------


def test_counting_passes_over_known_questions_and_counts_fresh_gaps_as_misses() -> None:
    count = plan(question(number(1), 0), question(number(40), 0), missing(number(2), 0), missing(number(3), 40)).counts[
        0
    ]
    assert count.least == 40
    assert count.skipped == {1, 2, 40}
    assert count.absent == {2}


def test_the_highest_number_that_anybody_saw_is_reached_at_least() -> None:
    (count,) = plan(question("7-3000", 0), wanted=Wanted((7,))).counts
    assert count.least == 3000
    (count,) = plan(question("7-5", 0), wanted=Wanted((7,))).counts
    assert count.least == be_senate.discover.highest_seen(7) == 2205


def gap(serial: int, ago: int, legislature: int = CURRENT) -> bool:
    """Whether a number found missing some days ago is left alone tonight; the highest known one is 1000."""
    visits = [question(f"{legislature}-1000", 0), missing(f"{legislature}-{serial}", ago)]
    (count,) = plan(*visits, wanted=Wanted((legislature,))).counts
    return serial in count.skipped


@pytest.mark.parametrize(
    ("serial", "legislature", "again"),
    [
        (900, CURRENT, GAP_AGAIN),
        (1, CURRENT, GAP_AGAIN),
        (1001, 7, OLD_GAP_AGAIN),
        (1, 7, OLD_GAP_AGAIN),
    ],
)
def test_a_gap_is_tried_again_the_sooner_the_likelier_it_fills(serial: int, legislature: int, again: int) -> None:
    assert gap(serial, round(again * 0.75) - 1, legislature)
    assert not gap(serial, round(again * 1.25), legislature)


@pytest.mark.parametrize("serial", [1001, 901])
def test_near_the_end_a_page_may_come_late_and_its_number_is_tried_every_night(serial: int) -> None:
    assert gap(serial, 0)
    assert not gap(serial, 1)


def test_gaps_that_were_found_on_one_night_are_not_all_tried_again_on_one() -> None:
    visits = [question(f"{CURRENT}-1000", 0), *(missing(f"{CURRENT}-{serial}", GAP_AGAIN) for serial in range(1, 101))]
    (count,) = plan(*visits, wanted=Wanted((CURRENT,))).counts
    assert 30 < len(count.absent) < 70


def test_a_number_that_failed_is_no_gap() -> None:
    (count,) = plan(missing(number(5), 0, found=Found.FAILED)).counts
    assert (count.skipped, count.absent) == (frozenset(), frozenset())


def test_a_gap_that_was_asked_for_tonight_is_not_asked_for_again_even_to_refresh() -> None:
    (count,) = plan(missing(number(5), 0, NIGHT), wanted=Wanted(refresh=True)).counts
    assert count.absent == {5}


def test_the_least_number_of_requests_is_told() -> None:
    assert Count(8, 0).asks_at_least(25) == 25
    assert Count(8, 3, frozenset({1, 2, 3})).asks_at_least(25) == 25
    assert Count(8, 0, frozenset({1, 2}), frozenset({1, 2})).asks_at_least(25) == 23
    assert Plan(("8-1", "8-2"), (Count(8, 0), Count(7, 10))).least(25) == 2 + 25 + 35
