"""`vraagbaak schedule` as a process, with real Prefect servers: nights by cron, one at a time, late ones as one."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import cli
from flows.errors import BadInput
from flows.keep.journal import Outcome, open_journal
from flows.run.background import wait_until
from flows.run.schedule import next_run, read_schedule, serve
from tests.e2e.listening import Listening, listening
from tests.e2e.programs import COMMAND, PATIENCE, begin_by_hand, environment, prefect_server, running, runs, states


@pytest.fixture
def site() -> Iterator[Listening]:
    """A site that has none of the questions."""
    with listening() as server:
        yield server


# -- what a person types ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cron", ["", "@daily", "99 2 * * *", "30 2 * *", "0 30 2 * * *", "H 2 * * *", "half past two", "30 2 * * tomorrow"]
)
def test_what_is_no_cron_expression_is_refused_with_an_example(cron: str) -> None:
    with pytest.raises(BadInput, match="is no schedule: write minute, hour, day, month and weekday, like '30 2"):
        read_schedule(cron, "Europe/Brussels")


@pytest.mark.parametrize("timezone", ["", "Brussels", "Europe", "Europe/Brussel", "../etc/passwd", "+01:00"])
def test_what_is_no_time_zone_is_refused_with_an_example(timezone: str) -> None:
    with pytest.raises(BadInput, match="is no time zone: write one like Europe/Brussels"):
        read_schedule("30 2 * * *", timezone)


def test_misuse_ends_with_status_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["vraagbaak", "schedule", "--cron", "nightly"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.MISUSE
    assert "'nightly' is no schedule" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_named() -> None:
    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:1/api"}), pytest.raises(BadInput) as refused:
        serve("30 2 * * *", "Europe/Brussels", lambda text: None)
    assert "no Prefect server answers at http://127.0.0.1:1/api" in str(refused.value)


def test_the_next_night_is_told_by_the_clock_of_its_time_zone() -> None:
    due = next_run("30 2 * * *", "Europe/Brussels")
    assert (due.hour, due.minute) == (2, 30)
    assert due.utcoffset() in (timedelta(hours=1), timedelta(hours=2))


# -- nights -----------------------------------------------------------------------------------------


def outcomes(folder: Path) -> list[Outcome | None]:
    """How the nights of an output folder ended, the oldest first."""
    with open_journal(folder / "output" / "journal.sqlite") as journal:
        return [night.outcome for night in reversed(journal.nights(None))]


@pytest.mark.slow
def test_a_night_begins_by_cron_and_none_beside_another(site: Listening, tmp_path: Path) -> None:
    with prefect_server(tmp_path / "server") as api:
        seen = environment(tmp_path, site, api)
        subprocess.run([COMMAND, "harvest", "--bundled"], env=seen, check=True, capture_output=True, timeout=PATIENCE)
        with running(["schedule", "--cron", "* * * * *"], tmp_path / "schedule", seen) as schedule:
            schedule.wait_for("The next night begins on ")
            # The first night by cron finds a site without questions, and ends as incomplete.
            assert wait_until(lambda: ("Completed", "") in states(api), PATIENCE), states(api)
            assert outcomes(tmp_path)[:2] == [Outcome.GOOD, Outcome.INCOMPLETE]
            with urlopen(f"{api}/artifacts/morning/latest", timeout=60) as answer:
                assert "The night is incomplete" in json.load(answer)["data"]
            # Now the site keeps a night that a person began waiting until one falls due.
            site.answering.clear()
            begin_by_hand(api)
            assert wait_until(lambda: "Running" in dict(states(api, by_schedule=False)), PATIENCE)
            assert wait_until(lambda: "Cancelled" in dict(states(api)), PATIENCE), states(api)
            assert dict(states(api))["Cancelled"] == "Deployment concurrency limit reached."
            assert schedule.end(signal.SIGINT) == 0
        assert schedule.text.endswith("Stopped.\n")
        # The night that worked was stopped with it, and goes on another time.
        assert ("Cancelled", "Runner is shutting down.") in states(api, by_schedule=False)
    assert outcomes(tmp_path)[-1] is None
    assert "Traceback" not in schedule.text


@pytest.mark.slow
def test_of_three_nights_that_a_machine_slept_through_one_is_run(site: Listening, tmp_path: Path) -> None:
    seen = environment(tmp_path, site)
    nightly = ["schedule", "--cron", "30 2 * * *", "--timezone", "Europe/Brussels"]
    with running(nightly, tmp_path / "before", seen) as schedule:
        schedule.wait_for("The next night begins on ")
        assert re.search(r"begins on \w+day \d{4}-\d\d-\d\d at 02:30 CES?T\. Stop with Ctrl-C\.", schedule.text)
        api = schedule.text.partition("Prefect server: ")[2].split()[0]
        assert wait_until(lambda: len(runs(api)) >= 3, PATIENCE)
        assert schedule.end(signal.SIGTERM) == 0
    assert schedule.text.endswith("Stopped.\n")
    let_days_pass(tmp_path / "prefect" / "prefect.db", 4)
    with running(nightly, tmp_path / "after", seen) as schedule:
        schedule.wait_for("The next night begins on ")
        api = schedule.text.partition("Prefect server: ")[2].split()[0]
        assert wait_until(lambda: len(finished(api)) >= 3, PATIENCE), states(api)
        late = finished(api)
        assert schedule.end(signal.SIGTERM) == 0
    assert len(outcomes(tmp_path)) == 1
    worked = [message for name, message in late if "NoRelease: 0 questions" in message]  # as that site has none
    assert len(worked) == 1, late
    assert {name for name, message in late if message not in worked} <= {"Cancelled", "Collapsed"}, late


def finished(api: str) -> list[tuple[str, str]]:
    """The states of the runs that have ended."""
    return [(run.state.name or "", run.state.message or "") for run in runs(api) if run.state and run.state.is_final()]


def let_days_pass(database: Path, days: int) -> None:
    """Make everything that Prefect's database holds as much older, so that what was to come is late."""
    with sqlite3.connect(database) as connection:
        for column in ("expected_start_time", "next_scheduled_start_time", "state_timestamp"):
            connection.execute(f"UPDATE flow_run SET {column} = datetime({column}, '-{days} days')")
        for state, details in connection.execute("SELECT id, state_details FROM flow_run_state").fetchall():
            read = json.loads(details)
            if due := read.get("scheduled_time"):
                read["scheduled_time"] = (datetime.fromisoformat(due) - timedelta(days=days)).isoformat()
                connection.execute(
                    "UPDATE flow_run_state SET state_details = ? WHERE id = ?", (json.dumps(read), state)
                )
    connection.close()
