"""What is told of a night, to whom, and what happens when nobody can be told: real servers take the notices."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from prefect.client.orchestration import get_client
from prefect.client.schemas.sorting import FlowRunSort
from typer.testing import CliRunner

from flows import cli, log
from flows.errors import BadInput, NoRelease
from flows.keep.journal import Outcome, open_journal
from flows.run.background import free_port
from flows.run.notify import tell
from flows.settings import read_settings
from tests.conftest import SEED_PAGES, Harvest
from tests.e2e.listening import Listening, listening

SECRET = "s3kr1t-paSSword"
# Apprise imports it for mail signed with PGP, which nobody here sends; Python 3.13 has it no more.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def webhook() -> Iterator[Listening]:
    """A server that takes notices."""
    with listening() as server:
        yield server


@pytest.fixture
def site() -> Iterator[Listening]:
    """A site that has none of the questions."""
    with listening() as server:
        yield server


class Mailbox:
    """What an SMTP server took, and with which login."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.logins: list[LoginPassword] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # its name
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data)
        return AuthResult(success=True)


def settings_for(*addresses: str) -> dict[str, str]:
    return {"VRAAGBAAK_NOTIFY": " ".join(addresses)}


# -- sending ----------------------------------------------------------------------------------------


def test_a_webhook_gets_the_text_as_json(webhook: Listening) -> None:
    address = f"json://somebody:{SECRET}@{webhook.address}/night"
    assert tell(read_settings(settings_for(address)), "Vraagbaak: failed", "# Night 1\n\n* why\n")
    (notice,) = webhook.notices
    assert notice["title"] == "Vraagbaak: failed"
    assert notice["message"].splitlines() == ["# Night 1", "", "* why"]


def test_a_mail_server_gets_the_text_with_the_login() -> None:
    box = Mailbox()
    port = free_port()
    server = Controller(box, "127.0.0.1", port, authenticator=box.login, auth_require_tls=False)
    server.start()
    try:
        # No mail server on loopback has a certificate, hence mode=insecure; an operator leaves it out.
        address = f"mailto://robot:{SECRET}@127.0.0.1:{port}?mode=insecure&from=robot@example.org&to=night@example.org"
        assert tell(read_settings(settings_for(address)), "Vraagbaak: incomplete", "# Night 1\n\n* it stopped asking\n")
    finally:
        server.stop()
    (mail,) = box.mails
    assert (mail["To"], mail["Subject"]) == ("night@example.org", "Vraagbaak: incomplete")
    body = mail.get_body(("plain", "html"))
    assert body is not None
    assert "it stopped asking" in body.get_content()
    assert box.logins[0].password == SECRET.encode()


def test_without_an_address_nobody_is_told() -> None:
    assert tell(read_settings({}), "title", "text")


@pytest.mark.parametrize(
    "address", [
        f"json://somebody:{SECRET}@127.0.0.1:1/", f"mailto://somebody:{SECRET}@127.0.0.1:1?from=a@b.be&to=c@d.be",
        f"nothing://{SECRET}", SECRET, f"json://{SECRET}@[", f"mailto://{SECRET}", f"{SECRET}:x",
    ],
)  # fmt: skip
def test_an_address_that_is_not_reached_is_an_error_in_the_log_without_its_password(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with redirect_stderr(io.StringIO()) as errors, redirect_stdout(io.StringIO()) as output:
        log.configure("json")
        assert not tell(read_settings(settings_for(address)), "title", "text")
    assert "notice not sent" in errors.getvalue()
    assert '"level": "error"' in errors.getvalue()
    assert SECRET not in errors.getvalue() + output.getvalue() + caplog.text


def test_one_address_that_is_not_reached_does_not_keep_the_next_from_being_told(webhook: Listening) -> None:
    assert not tell(read_settings(settings_for("json://127.0.0.1:1/", f"json://{webhook.address}/")), "title", "text")
    assert len(webhook.notices) == 1


def test_a_server_that_does_not_answer_is_not_waited_for_long(webhook: Listening) -> None:
    webhook.answering.clear()
    began = time.monotonic()
    assert not tell(read_settings(settings_for(f"json://{webhook.address}/")), "title", "text")
    assert time.monotonic() - began < 30  # Apprise waits four seconds; the machine may be busy


def test_a_server_that_refuses_is_not_reached(webhook: Listening) -> None:
    webhook.status = 500
    assert not tell(read_settings(settings_for(f"json://{webhook.address}/")), "title", "text")


def test_the_settings_do_not_show_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VRAAGBAAK_NOTIFY", f"json://somebody:{SECRET}@127.0.0.1:1/")
    shown = CliRunner().invoke(cli.app, ["settings"]).output
    assert "notify" in shown
    assert SECRET not in shown + repr(read_settings()) + read_settings().model_dump_json()


# -- nights -----------------------------------------------------------------------------------------


@pytest.fixture
def told(webhook: Listening, site: Listening, monkeypatch: pytest.MonkeyPatch) -> Listening:
    """Who is told of nights, whose site has no question."""
    for name, value in {
        "NOTIFY": f"json://somebody:{SECRET}@{webhook.address}/", "SENATE_URL": f"http://{site.address}",
        "CONTACT": "someone@example.org", "PAUSE": "0", "MISSES": "2",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"VRAAGBAAK_{name}", value)
    return webhook


def summary_of_the_last_night(output: Path) -> str:
    with open_journal(output / "journal.sqlite") as journal:
        return journal.nights(1)[0].summary


def test_nobody_is_told_of_a_good_night(told: Listening, harvest: Harvest, tmp_path: Path) -> None:
    assert harvest(tmp_path, SEED_PAGES).outcome is Outcome.GOOD
    assert not told.notices


def test_notify_always_tells_of_a_good_night(
    told: Listening, harvest: Harvest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VRAAGBAAK_NOTIFY_ALWAYS", "true")
    summary = harvest(tmp_path, SEED_PAGES)
    (notice,) = told.notices
    assert notice["title"] == "Vraagbaak: good"
    assert notice["message"].strip() == summary.text.strip()


def test_an_incomplete_night_tells_the_morning_s_text(told: Listening, harvest: Harvest, tmp_path: Path) -> None:
    harvest(tmp_path, SEED_PAGES)
    summary = harvest(tmp_path, "site")
    assert summary.outcome is Outcome.INCOMPLETE
    (notice,) = told.notices
    assert notice["title"] == "Vraagbaak: incomplete"
    assert notice["message"].strip() == summary.text.strip() == summary_of_the_last_night(tmp_path).strip()


def test_a_night_without_a_release_tells_the_morning_s_text(told: Listening, harvest: Harvest, tmp_path: Path) -> None:
    with pytest.raises(NoRelease) as refused:
        harvest(tmp_path, "site")
    (notice,) = told.notices
    assert notice["title"] == "Vraagbaak: unpublished"
    assert notice["message"].strip() == summary_of_the_last_night(tmp_path).strip()
    assert SECRET not in str(refused.getrepr(style="long", showlocals=False))


def test_a_night_that_fails_tells_why(told: Listening, harvest: Harvest, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        harvest(tmp_path / "output", tmp_path / "no such folder")
    (notice,) = told.notices
    assert notice["title"] == "Vraagbaak: failed"
    assert "no such folder" in notice["message"]
    assert notice["message"].strip() == summary_of_the_last_night(tmp_path / "output").strip()


def test_a_run_that_fails_before_its_night_begins_does_not_tell_of_the_night_before(
    told: Listening, harvest: Harvest, tmp_path: Path
) -> None:
    harvest(tmp_path, SEED_PAGES)
    with pytest.raises(BadInput):
        harvest(tmp_path, SEED_PAGES, accept="no such night")
    (notice,) = told.notices
    assert notice["title"] == "Vraagbaak: failed"
    assert "no such night" in notice["message"]
    assert "The night was good" not in notice["message"]


def test_a_notice_that_cannot_be_sent_changes_nothing_but_the_log(
    told: Listening, harvest: Harvest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    harvest(tmp_path, SEED_PAGES)
    monkeypatch.setenv("VRAAGBAAK_NOTIFY", f"json://somebody:{SECRET}@127.0.0.1:1/")
    assert harvest(tmp_path, "site").outcome is Outcome.INCOMPLETE
    captured = capfd.readouterr()
    assert "notice not sent" in captured.err
    assert SECRET not in captured.out + captured.err


def morning(api: str) -> dict[str, Any]:
    """The newest artifact of that key, as Prefect's server has it."""
    with urlopen(f"{api}/artifacts/morning/latest", timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def test_no_password_reaches_prefect(told: Listening, harvest: Harvest, prefect_server: str, tmp_path: Path) -> None:
    with pytest.raises(NoRelease):
        harvest(tmp_path, "site")
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=200)
    assert runs
    assert SECRET not in "".join(run.model_dump_json() for run in runs) + json.dumps(morning(prefect_server))


def test_the_morning_s_text_is_an_artifact_of_the_run(harvest: Harvest, prefect_server: str, tmp_path: Path) -> None:
    summary = harvest(tmp_path, SEED_PAGES)
    artifact = morning(prefect_server)
    assert (artifact["type"], artifact["data"]) == ("markdown", summary.text)
    assert artifact["flow_run_id"]
