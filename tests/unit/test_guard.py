"""A release that is too different from the last one is refused: each bound, on both of its sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from flows.check.guard import RANK, refusals
from flows.fetch.collect import Collected
from flows.keep.journal import Found
from flows.keep.pieces import pack
from flows.keep.records import Records, open_records
from flows.keep.stored import FORMS, SetAside, Standing, StoredRecord, Summary
from flows.model import State
from flows.sources.be_senate import FACTS

EXPECT = FACTS["expect"]
HANDFUL = EXPECT["tolerated"]
MANY = 1000  # questions: far above the handful for every share
PIECES = {form: pack(b"") for form in FORMS}
ANSWERED, OPEN = Standing(State.ANSWERED, 1), Standing(State.OPEN, 0)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with open_records(tmp_path / "records.sqlite") as opened:
        yield opened


def number(serial: int) -> str:
    return f"7-{serial}"


def keep(records: Records, serials: Sequence[int], standing: Standing = ANSWERED) -> None:
    summaries = [Summary(number(serial), "2026-11-24", standing=standing) for serial in serials]
    records.keep([StoredRecord(summary, PIECES) for summary in summaries])


@pytest.fixture
def published(records: Records) -> Records:
    """A thousand answered questions, as they were published last night."""
    keep(records, range(1, MANY + 1))
    records.mark_published()
    return records


def refused(records: Records, collected: Collected | None = None, counted: set[int] | None = None) -> list[str]:
    return refusals(records, collected, counted or set())


def found(kind: Found, count: int, asked: int = MANY) -> Collected:
    """A night that asked for so many known questions, of which `count` were found to be something else."""
    collected = Collected()
    collected.found[kind] += [number(serial) for serial in range(1, count + 1)]
    collected.found[Found.QUESTION] += [number(serial) for serial in range(count + 1, asked + 1)]
    return collected


def most(share: str, of: int = MANY) -> int:
    """How many of the questions a share allows."""
    return int(EXPECT[f"largest_share_{share}"] * of)


def test_an_unchanged_night_is_published(published: Records) -> None:
    assert refused(published) == []
    assert refused(published, collected=Collected()) == []


# -- sizes ------------------------------------------------------------------------------------------


def test_nothing_is_no_release(records: Records) -> None:
    assert refused(records) == [f"0 questions are fewer than {EXPECT['least_questions']}"]
    keep(records, [1])
    assert refused(records) == []


def test_a_legislature_that_was_counted_to_its_end_has_its_least(published: Records) -> None:
    least = EXPECT["least"]["7"]
    assert refused(published, counted={7}) == [f"legislature 7 has {MANY} questions, fewer than {least}"]
    assert refused(published, counted={6, 8}) == ["legislature 6 has 0 questions, fewer than 1800"]
    keep(published, range(MANY + 1, least))
    assert refused(published, counted={7}) == [f"legislature 7 has {least - 1} questions, fewer than {least}"]
    keep(published, [least])
    assert refused(published, counted={7}) == []


# -- shares -----------------------------------------------------------------------------------------


def set_aside(records: Records, count: int) -> None:
    """Have so many questions set aside that have no record."""
    records.keep([], [SetAside(number(serial), (), ()) for serial in range(MANY + 1, MANY + 1 + count)])


def test_what_was_set_aside(published: Records) -> None:
    within = most("set_aside", MANY + most("set_aside"))
    set_aside(published, within)
    assert refused(published) == []
    set_aside(published, within + 1)
    (words,) = refused(published)
    assert words.startswith(
        f"{within + 1} of {MANY + within + 1} questions were set aside, more than 2%; look at https"
    )
    assert [words.count(f"NR={serial}&") for serial in range(MANY + 1, MANY + 5)] == [1, 1, 1, 0], "three to look at"


@pytest.mark.parametrize(
    ("kind", "share", "words"),
    [
        (Found.UNEXPECTED, "unparseable", "show a page that is no question, more than 10%"),
        (Found.VANISHED, "vanished", "are gone, more than 5%"),
    ],
)
def test_what_the_site_no_longer_shows(published: Records, kind: Found, share: str, words: str) -> None:
    assert refused(published, collected=found(kind, most(share))) == []
    (told,) = refused(published, collected=found(kind, most(share) + 1))
    assert told.startswith(f"{most(share) + 1} of {MANY} questions {words}; look at ")


@pytest.mark.parametrize("kind", [Found.UNEXPECTED, Found.VANISHED])
def test_the_share_is_of_the_known_questions_that_were_asked_for(published: Records, kind: Found) -> None:
    few = found(kind, HANDFUL + 1, asked=20)
    assert len(refused(published, collected=few)) == 1
    new = replace(few, new_questions=few.found[Found.QUESTION])
    assert f"{HANDFUL + 1} of {HANDFUL + 1} questions" in refused(published, collected=new)[0]


@pytest.mark.parametrize("kind", [Found.MISSING, Found.FAILED, Found.QUESTION])
def test_what_was_not_there_before_or_did_not_come_takes_nothing_away(published: Records, kind: Found) -> None:
    assert refused(published, collected=found(kind, MANY)) == []


def test_what_went_back_to_an_earlier_state(published: Records) -> None:
    within = most("backwards")
    keep(published, range(1, within + 1), replace(ANSWERED, state=State.OPEN))
    assert refused(published) == []
    keep(published, [within + 1], replace(ANSWERED, state=State.OPEN))
    (words,) = refused(published)
    assert words.startswith(f"{within + 1} of {MANY} questions went back to an earlier state, more than 2%; look at ")


@pytest.mark.parametrize(
    ("was", "now", "is_back"),
    [
        (State.ANSWERED, State.ANSWERED_UNPUBLISHED, True),
        (State.ANSWERED, State.REQUALIFIED, True),
        (State.PROVISIONALLY_ANSWERED, State.OPEN, True),
        (State.LAPSED, State.OPEN, True),
        (State.REQUALIFIED, State.ANSWERED, False),  # 5-7129
        (State.CLOSED, State.LAPSED, False),
        (State.OPEN, State.CLOSED, False),
    ],
)
def test_which_state_is_earlier(records: Records, was: State, now: State, is_back: bool) -> None:
    keep(records, range(HANDFUL + 1), Standing(was, 0))
    records.mark_published()
    keep(records, range(HANDFUL + 1), Standing(now, 0))
    assert bool(refused(records)) is is_back
    assert set(RANK) == set(State)


def test_what_lost_an_answer(published: Records) -> None:
    within = most("answer_lost")
    keep(published, range(1, within + 1), replace(ANSWERED, answers=0))
    assert refused(published) == []
    keep(published, [within + 1], replace(ANSWERED, answers=0))
    (words,) = refused(published)
    assert words.startswith(f"{within + 1} of {MANY} questions lost an answer, more than 1%; look at ")


def test_what_is_gone_from_the_records(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    with open_records(path) as records:
        keep(records, range(1, 101))
        records.mark_published()
        records.connection.execute("DELETE FROM entry WHERE serial <= ?", (HANDFUL + 2,))
        assert refused(records)[0].startswith(f"{HANDFUL + 2} of {100 - HANDFUL - 2} questions are gone, more than 5%")


# -- a handful --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "stops"), [(HANDFUL, False), (HANDFUL + 1, True)])
def test_a_handful_never_stops_a_release_whatever_its_share(records: Records, count: int, stops: bool) -> None:
    serials = range(1, count + 1)
    keep(records, serials)
    records.mark_published()
    for kind in (Found.UNEXPECTED, Found.VANISHED):
        assert len(refused(records, collected=found(kind, count, asked=count))) == stops
    keep(records, serials, OPEN)
    assert len(refused(records)) == (2 if stops else 0), "went back, and lost an answer"
    set_aside(records, count)
    assert len(refused(records)) == (3 if stops else 0)


def test_every_broken_bound_is_told(published: Records) -> None:
    keep(published, range(1, 101), OPEN)
    set_aside(published, 100)
    told = refused(published, found(Found.UNEXPECTED, 200), counted={7})
    assert len(told) == 5
    assert all("fewer than" in words or "more than" in words for words in told)
