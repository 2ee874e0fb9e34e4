"""The journal remembers nights and visits: what goes on, what was interrupted, and what is known of a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from flows.keep.journal import RESUMED_WITHIN, Found, Journal, Outcome, Visit, open_journal
from flows.model import Known, State

START = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
KNOWN = Known("7-1668", date(2022, 6, 2), State.ANSWERED, date(2022, 7, 7), date(2022, 7, 19), 2)
VISIT = Visit("7-1668", "2026-11-24", START, Found.QUESTION, "", KNOWN)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with open_journal(tmp_path / "journal.sqlite") as opened:
        yield opened


def outcomes(journal: Journal) -> dict[str, Outcome | None]:
    return {night.name: night.outcome for night in journal.nights()}


# -- nights -----------------------------------------------------------------------------------------


def test_a_night_is_named_by_its_day_and_ends_with_what_was_told(journal: Journal) -> None:
    begun = journal.begin("site: what is due", START)
    assert (begun.name, begun.started, begun.ended, begun.outcome) == ("2026-11-24", START, None, None)
    journal.end("2026-11-24", START + HOUR, Outcome.GOOD, {"questions": 3}, "# Night")
    (night,) = journal.nights()
    assert (night.ended, night.outcome, dict(night.facts), night.summary) == (
        START + HOUR, Outcome.GOOD, {"questions": 3}, "# Night",
    )  # fmt: skip
    assert journal.night("2026-11-24") == night


def test_further_nights_of_a_day_are_counted(journal: Journal) -> None:
    for at in range(12):
        name = journal.begin("x", START + at * timedelta(minutes=1)).name
        journal.end(name, START + at * timedelta(minutes=1), Outcome.GOOD, {}, "")
    names = [night.name for night in journal.nights(None)]
    assert names == [*(f"2026-11-24-{at}" for at in range(12, 1, -1)), "2026-11-24"], "the newest first"
    assert [night.name for night in journal.nights(2)] == names[:2]


@pytest.mark.parametrize(("later", "goes_on"), [(RESUMED_WITHIN - HOUR, True), (RESUMED_WITHIN, False)])
def test_a_night_that_was_stopped_goes_on_for_some_hours(journal: Journal, later: timedelta, goes_on: bool) -> None:
    journal.begin("site: what is due", START)
    again = journal.begin("site: what is due", START + later)
    assert (again.name == "2026-11-24") is goes_on
    assert again.started == (START if goes_on else START + later)
    assert outcomes(journal)["2026-11-24"] == (None if goes_on else Outcome.INTERRUPTED)
    assert len(outcomes(journal)) == (1 if goes_on else 2)


def test_a_night_of_another_kind_does_not_go_on_and_ends_the_stopped_one(journal: Journal) -> None:
    journal.begin("site: what is due", START)
    assert journal.begin("archive: what is due", START + HOUR).name == "2026-11-24-2"
    assert outcomes(journal) == {"2026-11-24": Outcome.INTERRUPTED, "2026-11-24-2": None}
    stopped = journal.night("2026-11-24")
    assert stopped.ended == stopped.started, "nobody knows when"


def test_a_night_that_ended_is_never_taken_up(journal: Journal) -> None:
    name = journal.begin("site: what is due", START).name
    for outcome in Outcome:
        journal.end(name, START + HOUR, outcome, {}, "")
        again = journal.begin("site: what is due", START + HOUR).name
        assert again != name
        name = again


def test_a_night_survives_reopening(tmp_path: Path) -> None:
    with open_journal(tmp_path / "journal.sqlite") as journal:
        journal.begin("x", START)
        journal.visited(VISIT)
    with open_journal(tmp_path / "journal.sqlite") as journal:
        assert journal.begin("x", START + HOUR).started == START
        assert list(journal.visits()) == [VISIT]


# -- visits -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [KNOWN, Known("7-1668", date(2022, 6, 2), State.OPEN), None])
def test_a_visit_comes_back_as_it_was(journal: Journal, known: Known | None) -> None:
    visit = replace(VISIT, known=known, found=Found.QUESTION if known else Found.MISSING, reason="why")
    journal.visited(visit)
    assert journal.visit("7-1668") == visit
    assert journal.visit("7-1669") is None


@pytest.mark.parametrize("found", [Found.FAILED, Found.VANISHED, Found.UNEXPECTED])
def test_a_visit_that_found_no_question_keeps_what_was_known(journal: Journal, found: Found) -> None:
    journal.visited(VISIT)
    later = Visit("7-1668", "2026-11-25", START + 24 * HOUR, found, "status 500")
    journal.visited(later)
    assert list(journal.visits()) == [replace(later, known=KNOWN)]


def test_a_visit_that_found_the_question_renews_what_is_known(journal: Journal) -> None:
    journal.visited(VISIT)
    changed = replace(VISIT, at=START + 24 * HOUR, known=Known("7-1668", date(2022, 6, 3), State.OPEN))
    journal.visited(changed)
    assert list(journal.visits()) == [changed], "nothing of the old deadline and answer stays"


def test_visits_come_in_the_order_of_the_numbers(journal: Journal) -> None:
    for number in ("7-10", "10-1", "7-9", "6-3000"):
        journal.visited(Visit(number, "n", START, Found.MISSING))
    assert [visit.number for visit in journal.visits()] == ["6-3000", "7-9", "7-10", "10-1"]
    assert [visit.number for visit in journal.visits(7)] == ["7-9", "7-10"]


def test_a_legislature_that_was_counted_to_its_end_is_remembered(journal: Journal) -> None:
    assert journal.counted() == set()
    for legislature in (7, 8, 7):
        journal.counted_out(legislature, START)
    assert journal.counted() == {7, 8}
