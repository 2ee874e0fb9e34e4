"""Whether a run that the schedule began does anything: late ones collapse, one beside another is skipped."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.flow_engine import run_flow
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL
from prefect.states import Scheduled

from flows.errors import BadInput
from flows.keep.journal import Journal, Outcome, open_journal
from flows.keep.workplace import open_workplace
from flows.nightly import nightly
from tests.conftest import SEED_PAGES

WANTED = f"{SEED_PAGES}: what is due"
BeginRun = Callable[[datetime], State[Any]]


@pytest.fixture
def scheduled_run(prefect_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BeginRun:
    """Run the flow as one that the schedule began, due at a moment; the state it ends in."""
    monkeypatch.setenv("VRAAGBAAK_OUTPUT", str(tmp_path))

    def run(due: datetime) -> State[Any]:
        parameters = {**nightly_defaults(), "source": str(SEED_PAGES)}
        with get_client(sync_client=True) as client:
            created = client.create_flow_run(nightly, parameters=parameters, state=Scheduled(scheduled_time=due))
        mark_as_scheduled(created)
        state = run_flow(nightly, flow_run=created, parameters=parameters, return_type="state")
        assert isinstance(state, State)
        return state

    return run


def mark_as_scheduled(run: FlowRun) -> None:
    """Make a run one that the schedule began: only a server's scheduler does it, and a temporary server has none."""
    database = PREFECT_API_DATABASE_CONNECTION_URL.value()
    assert database
    with sqlite3.connect(database.partition("///")[2], timeout=60) as connection:
        changed = connection.execute("UPDATE flow_run SET auto_scheduled = 1 WHERE id = ?", (str(run.id),)).rowcount
    connection.close()
    assert changed == 1


def nightly_defaults() -> dict[str, Any]:
    return {"legislatures": (), "numbers": "", "refresh": False, "limit": None, "accept": ""}


def a_night(journal: Journal, started: datetime, outcome: Outcome, wanted: str = WANTED) -> str:
    entry = journal.begin(wanted, started)
    journal.end(entry.name, started + timedelta(minutes=5), outcome, {}, "")
    return entry.name


def nights(output: Path) -> int:
    with open_journal(output / "journal.sqlite") as journal:
        return len(journal.nights(None))


NOW = datetime.now(UTC).replace(microsecond=0)


def test_a_run_in_time_works(scheduled_run: BeginRun, tmp_path: Path) -> None:
    assert scheduled_run(datetime.now(UTC)).is_completed()
    assert nights(tmp_path) == 1


@pytest.mark.parametrize("outcome", [Outcome.GOOD, Outcome.INCOMPLETE, Outcome.UNPUBLISHED, Outcome.FAILED])
def test_of_three_late_runs_the_first_works_and_the_others_collapse(
    scheduled_run: BeginRun, tmp_path: Path, outcome: Outcome
) -> None:
    with open_journal(tmp_path / "journal.sqlite") as journal:
        name = a_night(journal, NOW, outcome)
    for days in (2, 1):
        state = scheduled_run(NOW - timedelta(days=days))
        assert (state.name, state.is_cancelled()) == ("Collapsed", True)
        assert state.message
        assert state.message.startswith("collapsed: due at ")
        assert state.message.endswith(f"and night {name} has done its work since")
    assert nights(tmp_path) == 1


@pytest.mark.parametrize(
    ("before", "outcome", "wanted"), [
        (timedelta(days=2), Outcome.GOOD, WANTED),  # before it was due
        (timedelta(0), Outcome.INTERRUPTED, WANTED),
        (timedelta(0), Outcome.GOOD, "archive: what is due"),  # a rebuild asks the site for nothing
        (timedelta(0), Outcome.GOOD, f"{SEED_PAGES}: limit 5"),
    ],
)  # fmt: skip
def test_a_late_run_works_when_no_such_night_did_since(
    scheduled_run: BeginRun, tmp_path: Path, before: timedelta, outcome: Outcome, wanted: str
) -> None:
    with open_journal(tmp_path / "journal.sqlite") as journal:
        a_night(journal, NOW - before, outcome, wanted)
    assert scheduled_run(NOW - timedelta(days=1)).is_completed()
    assert nights(tmp_path) == 2


def test_a_run_that_finds_another_at_work_is_skipped_and_says_so(scheduled_run: BeginRun, tmp_path: Path) -> None:
    with open_workplace(tmp_path):
        state = scheduled_run(datetime.now(UTC))
    assert (state.name, state.is_cancelled()) == ("Skipped", True)
    assert "another run (process " in (state.message or "")
    assert nights(tmp_path) == 0


def test_a_run_that_a_person_began_always_works(
    prefect_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VRAAGBAAK_OUTPUT", str(tmp_path))
    with open_journal(tmp_path / "journal.sqlite") as journal:
        a_night(journal, NOW + timedelta(days=1), Outcome.GOOD)
    assert nightly(str(SEED_PAGES)).outcome is Outcome.GOOD


def test_an_error_of_a_scheduled_run_stays_an_error(scheduled_run: BeginRun, tmp_path: Path) -> None:
    (tmp_path / "archive.sqlite").write_bytes(b"not a database, and long enough to be seen as none" * 20)
    assert scheduled_run(datetime.now(UTC)).is_failed()


def test_a_fault_in_the_settings_is_no_reason_to_skip(scheduled_run: BeginRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VRAAGBAAK_PAUSE", "long")
    state = scheduled_run(datetime.now(UTC))
    assert state.is_failed()
    assert isinstance(state.result(raise_on_failure=False), BadInput)
