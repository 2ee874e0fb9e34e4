"""The deployment of prefect.yaml: a Prefect server with PostgreSQL, a worker, and a night that the worker runs."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.responses import DeploymentResponse
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.utilities.importtools import import_object
from ruamel.yaml import YAML

from flows import cli, nightly
from flows.errors import BadInput
from flows.keep.journal import Outcome, open_journal
from flows.keep.workplace import Busy, open_workplace
from flows.run import postgres
from flows.run.background import answers, free_port, wait_until
from flows.run.prefect_local import PORT_NAME, Local, main
from tests.conftest import ROOT
from tests.e2e.listening import Listening, listening
from tests.e2e.programs import COMMAND, PATIENCE, begin_by_hand, environment, runs, states

# -- without a server -------------------------------------------------------------------------------


def described() -> dict[str, Any]:
    """The one deployment of prefect.yaml."""
    (deployment,) = YAML(typ="safe").load(ROOT / "prefect.yaml")["deployments"]
    assert isinstance(deployment, dict)
    return deployment


def test_the_deployment_is_the_flow_on_the_schedule_that_the_command_has_too() -> None:
    assert import_object(described()["entrypoint"]) is nightly.nightly
    (schedule,) = described()["schedules"]
    defaults = cli.schedule.__defaults__ or ()
    assert defaults[:2] == (schedule["cron"], schedule["timezone"]) == ("30 2 * * *", "Europe/Brussels")
    assert described()["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}


def test_the_deployment_names_no_folder_of_a_machine() -> None:
    text = (ROOT / "prefect.yaml").read_text("utf-8")
    assert not re.findall(r"(?<![\w/:.0-9])/(?:home|root|srv|work|usr|opt|tmp)\b", text)
    assert "pull" not in described()


def test_where_postgresql_is_missing_it_is_said_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path / "nothing")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "home"))
    assert main(["up"]) == 1
    assert "PostgreSQL is missing: sudo apt-get install postgresql" in capsys.readouterr().err


def test_what_is_neither_up_nor_down_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 1
    assert capsys.readouterr().err == "prefect: say up or down\n"


def test_nothing_to_stop_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "home"))
    assert main(["down"]) == 0
    assert capsys.readouterr().out == "Nothing was running.\n"
    assert not (tmp_path / "home").exists()


def test_without_a_checkout_there_is_nothing_to_deploy(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="needs a checkout"):
        Local(tmp_path / "home", tmp_path).up(print)


# -- with everything --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Deployed:
    """Prefect as `make prefect-up` leaves it, the site that its nights ask, and who is told of them."""

    folder: Path
    site: Listening
    told: Listening
    seen: dict[str, str]
    api: str

    @property
    def local(self) -> Local:
        """Its programs."""
        return Local(self.folder / "prefect", ROOT)

    def make(self, word: str) -> str:
        """What `make prefect-<word>` says."""
        return prefect_local(word, self.seen)

    def by_hand(self) -> list[tuple[str, str]]:
        """The states of the runs that people began."""
        return states(self.api, by_schedule=False)

    def begin_a_night_that_waits(self) -> None:
        """Begin a night for which the site keeps its pages back."""
        self.site.answering.clear()
        begin_by_hand(self.api)
        assert wait_until(lambda: "Running" in dict(self.by_hand()), PATIENCE), self.by_hand()


def prefect_local(word: str, seen: dict[str, str]) -> str:
    command = [sys.executable, "-m", "flows.run.prefect_local", word]
    done = subprocess.run(
        command, cwd=ROOT, env=seen, capture_output=True, text=True, check=False, timeout=2 * PATIENCE
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def deployed(started: Deployed) -> Deployed:
    """All of it, at work, with a site that answers."""
    started.site.answering.set()
    if started.local.worker.pid() is None:
        started.make("up")
    return started


@pytest.fixture(scope="module")
def started() -> Iterator[Deployed]:
    """All of it, started once for this module."""
    try:
        postgres.binaries(Path())
    except BadInput as missing:
        pytest.skip(str(missing))
    # Below pytest's own folder the user postgres, as whom PostgreSQL runs for root, may not enter.
    with tempfile.TemporaryDirectory(prefix="vraagbaak-") as name, listening() as site, listening() as told:
        folder = Path(name)
        folder.chmod(0o711)
        notify = {"VRAAGBAAK_NOTIFY": f"json://{told.address}/"}
        seen = {**environment(folder, site), **notify, PORT_NAME: str(free_port())}
        said = prefect_local("up", seen)
        api = said.rpartition("export PREFECT_API_URL=")[2].strip()
        try:
            yield Deployed(folder, site, told, seen, api)
        finally:
            site.answering.set()
            prefect_local("down", seen)


def deployment(api: str) -> DeploymentResponse:
    with temporary_settings({PREFECT_API_URL: api}), get_client(sync_client=True) as client:
        return client.read_deployment_by_name("vraagbaak-nightly/nightly")


@pytest.mark.slow
def test_the_server_has_the_deployment_and_its_next_nights_in_postgresql(deployed: Deployed) -> None:
    assert wait_until(lambda: len(runs(deployed.api)) >= 3, PATIENCE)
    for run in runs(deployed.api):
        assert run.expected_start_time
        assert f"{run.expected_start_time.astimezone(ZoneInfo('Europe/Brussels')):%H:%M}" == "02:30"
    found = deployment(deployed.api)
    assert found.work_pool_name == "vraagbaak"
    assert found.global_concurrency_limit
    assert found.global_concurrency_limit.limit == 1
    assert not (deployed.folder / "prefect" / "prefect.db").exists()  # the SQLite file, were it used
    password = deployed.folder / "prefect" / "postgres" / "password"
    assert password.stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_the_worker_runs_a_night_and_none_beside_another(deployed: Deployed) -> None:
    seen = {**deployed.seen, "PREFECT_API_URL": deployed.api}
    subprocess.run([COMMAND, "harvest", "--bundled"], env=seen, check=True, capture_output=True, timeout=PATIENCE)
    begin_by_hand(deployed.api)
    assert wait_until(lambda: [name for name, _ in deployed.by_hand()].count("Completed") == 2, PATIENCE)
    with open_journal(deployed.folder / "output" / "journal.sqlite") as journal:
        assert [night.outcome for night in journal.nights(2)] == [Outcome.INCOMPLETE, Outcome.GOOD]
    deployed.begin_a_night_that_waits()
    begin_by_hand(deployed.api)
    refused = ("Cancelled", "Deployment concurrency limit reached.")
    assert wait_until(lambda: refused in deployed.by_hand(), PATIENCE), deployed.by_hand()
    deployed.site.answering.set()
    assert wait_until(lambda: "Running" not in dict(deployed.by_hand()), PATIENCE), deployed.by_hand()


@pytest.mark.slow
def test_of_a_night_that_is_killed_somebody_is_told(deployed: Deployed) -> None:
    deployed.site.asked.clear()
    deployed.begin_a_night_that_waits()
    assert wait_until(lambda: deployed.site.asked, PATIENCE)  # it holds the output folder by now
    deployed.told.notices.clear()
    (process,) = re.findall(r"process (\d+)", (deployed.folder / "output" / ".lock").read_text())
    os.kill(int(process), signal.SIGKILL)
    assert wait_until(lambda: deployed.told.notices, PATIENCE), deployed.by_hand()
    (notice,) = deployed.told.notices
    assert notice["title"] == "Vraagbaak: failed"
    assert "The run stopped: Process exited with status code: -9" in notice["message"]


def is_free(output: Path) -> bool:
    """Whether no run works in an output folder."""
    try:
        with open_workplace(output):
            return True
    except Busy:
        return False


@pytest.mark.slow
def test_a_night_ends_with_its_worker_that_hangs_although_it_leads_a_session_of_its_own(deployed: Deployed) -> None:
    deployed.site.asked.clear()
    deployed.begin_a_night_that_waits()
    assert wait_until(lambda: deployed.site.asked, PATIENCE)  # it holds the output folder by now
    worker = deployed.local.worker.pid()
    assert worker
    os.kill(worker, signal.SIGSTOP)
    assert not is_free(deployed.folder / "output")
    assert deployed.local.worker.stop(patience=0.5)
    assert is_free(deployed.folder / "output")


@pytest.mark.slow
def test_up_again_changes_nothing_and_down_stops_a_night_and_all_that_up_started(deployed: Deployed) -> None:
    before = (deployed.local.server.pid(), deployed.local.worker.pid())
    assert f"export PREFECT_API_URL={deployed.api}" in deployed.make("up")
    assert (deployed.local.server.pid(), deployed.local.worker.pid()) == before
    assert None not in before
    deployed.begin_a_night_that_waits()
    assert "Stopped: worker, server, PostgreSQL; the data stay in " in deployed.make("down")
    assert not answers(int(deployed.seen[PORT_NAME]), "/api/health")
    assert deployed.local.server.pid() is None
    assert deployed.local.worker.pid() is None
    assert not deployed.local.postgres.is_running()
    assert is_free(deployed.folder / "output"), "the night ended with its worker"
    assert (deployed.folder / "prefect" / "postgres" / "data" / "PG_VERSION").is_file()
    assert deployed.make("down") == "Nothing was running.\n"
    if shutil.which("pgrep"):
        pattern = ["pgrep", "-f", str(deployed.folder)]
        left = partial(subprocess.run, pattern, capture_output=True, text=True, check=False)
        assert wait_until(lambda: left().stdout == "", PATIENCE)
