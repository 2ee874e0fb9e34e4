"""A harvest goes on with those of the same kind that stopped shortly before; what was accepted as gone is settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from flows.fetch.visits import Wanted, make_plan
from flows.keep.journal import RESUMED_WITHIN, Found, Journal, Outcome, Visit, open_journal
from flows.model import Known, State

START = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KNOWN = Known("8-3", date(2026, 10, 1), State.OPEN, date(2026, 11, 5))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with open_journal(tmp_path / "journal.sqlite") as opened:
        yield opened


def ended(journal: Journal, outcome: Outcome, at: datetime = START, kind: str = "site: what is due") -> str:
    name = journal.begin(kind, at).name
    journal.end(name, at, outcome, {}, "")
    return name


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_night_goes_on_with_one_that_stopped_and_with_no_other(journal: Journal, outcome: Outcome) -> None:
    before = ended(journal, outcome)
    tonight = journal.begin("site: what is due", START + MINUTE).name
    stopped = outcome in (Outcome.INCOMPLETE, Outcome.FAILED, Outcome.INTERRUPTED)
    assert journal.part_of(tonight) == ({before, tonight} if stopped else {tonight})


def test_what_lies_before_a_good_night_a_day_back_or_of_another_kind_is_over(journal: Journal) -> None:
    ended(journal, Outcome.FAILED, START - RESUMED_WITHIN)
    ended(journal, Outcome.FAILED, START)
    ended(journal, Outcome.GOOD, START + MINUTE)
    ended(journal, Outcome.FAILED, START + 2 * MINUTE, kind="site: numbers 8-1 to 8-9")
    last = ended(journal, Outcome.FAILED, START + 3 * MINUTE)
    tonight = journal.begin("site: what is due", START + 4 * MINUTE).name
    assert journal.part_of(tonight) == {last, tonight}


def test_more_than_nine_nights_at_one_moment_stay_in_their_order(journal: Journal) -> None:
    names = [ended(journal, Outcome.GOOD) for _ in range(12)]
    assert [night.name for night in journal.nights(None)] == names[::-1]


def test_numbers_of_the_nights_that_it_goes_on_with_are_done() -> None:
    visits = [
        Visit("8-1", "2026-11-02", START, Found.MISSING),
        Visit("8-2", "2026-11-02", START, Found.FAILED),
        Visit("8-3", "2026-11-02", START, Found.QUESTION, known=KNOWN),
    ]
    wanted = Wanted.of([], "8-1:8-4", refresh=False, limit=None)
    plan = make_plan(visits, wanted, "2026-11-02-2", START.date(), {"2026-11-02", "2026-11-02-2"})
    assert plan.due == ("8-2", "8-4")


@pytest.mark.parametrize("found", [Found.VANISHED, Found.UNEXPECTED])
def test_what_is_settled_is_a_missing_number(journal: Journal, found: Found) -> None:
    journal.visited(Visit("8-3", "2026-11-02", START, Found.QUESTION, known=KNOWN))
    journal.visited(Visit("8-3", "2026-11-03", START, found, "the site answered with status 404"))
    journal.settle()
    (visit,) = journal.visits()
    assert (visit.found, visit.known, visit.reason) == (Found.MISSING, None, "the site answered with status 404")


def test_what_is_settled_are_not_the_questions_that_are_there(journal: Journal) -> None:
    there = Visit("8-3", "2026-11-02", START, Found.QUESTION, known=KNOWN)
    journal.visited(there)
    journal.settle()
    assert list(journal.visits()) == [there]
