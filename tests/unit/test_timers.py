"""The systemd units and the crontab lines that `vraagbaak schedule --print` prints."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows import cli
from flows.errors import BadInput
from flows.run import timers

NIGHTLY = ("30 2 * * *", "Europe/Brussels")
SYSTEMD = shutil.which("systemd-analyze")


def units(text: str, folder: Path) -> tuple[Path, Path]:
    """The printed units as files, parted as the printed advice parts them."""
    service, mark, timer = text.partition("# /etc/systemd/system/vraagbaak.timer\n")
    paths = folder / "vraagbaak.service", folder / "vraagbaak.timer"
    paths[0].write_text(service)
    paths[1].write_text(mark + timer)
    return paths


def read(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation tells
    parser.read(path)
    return parser


@pytest.mark.parametrize(
    ("cron", "expected"), [
        ("30 2 * * *", ["*-*-* 02:30:00"]),
        ("0 */6 * * *", ["*-*-* 0/6:00:00"]),
        ("*/15 1-5 * * *", ["*-*-* 01..05:0/15:00"]),
        ("5,35 8-18/2 * * *", ["*-*-* 08..18/2:05,35:00"]),
        ("30 2 1 jan-mar *", ["*-01..03-01 02:30:00"]),
        ("30 2 * * 1-5", ["Mon,Tue,Wed,Thu,Fri *-*-* 02:30:00"]),
        ("30 2 * * sat,7", ["Sun,Sat *-*-* 02:30:00"]),
        ("30 2 * * */2", ["Sun,Tue,Thu,Sat *-*-* 02:30:00"]),
        ("30 2 * * fri-mon", ["Sun,Mon,Fri,Sat *-*-* 02:30:00"]),
        ("30 2 1,15 * mon", ["*-*-01,15 02:30:00", "Mon *-*-* 02:30:00"]),  # either is enough for cron
    ],
)  # fmt: skip
def test_a_cron_expression_is_a_calendar_event(cron: str, expected: list[str]) -> None:
    assert timers.calendars(cron) == expected
    if SYSTEMD:
        for event in expected:
            subprocess.run([SYSTEMD, "calendar", f"{event} Europe/Brussels"], check=True, capture_output=True)


@pytest.mark.parametrize("cron", ["30 2 L * *", "30 2 * * mon#1", "30 22-2 * * *", "30 2 * foo *", "30 2 ? * *"])
def test_what_systemd_cannot_say_is_refused(cron: str) -> None:
    with pytest.raises(BadInput, match="systemd has no word for"):
        timers.calendars(cron)


def test_the_units_are_for_this_installation(tmp_path: Path) -> None:
    service, timer = (read(path) for path in units(timers.systemd(*NIGHTLY, tmp_path), tmp_path))
    command = Path(sys.executable).with_name("vraagbaak")
    assert service["Service"]["ExecStart"] == f"{command} harvest"
    assert command.is_file()
    assert service["Service"]["WorkingDirectory"] == str(Path.cwd())
    assert service["Service"]["ReadWritePaths"] == str(tmp_path)
    assert service["Service"]["EnvironmentFile"] == "-/etc/default/vraagbaak"
    assert service["Service"]["SuccessExitStatus"] == str(cli.INCOMPLETE)
    assert timer["Timer"]["OnCalendar"] == "*-*-* 02:30:00 Europe/Brussels"
    assert timer["Timer"]["Persistent"] == "true"


@pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not installed")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    assert SYSTEMD
    awkward = tmp_path / "a folder 100% awkward"
    awkward.mkdir()
    for output in (tmp_path, awkward):
        service, timer = units(timers.systemd(*NIGHTLY, output), tmp_path)
        done = subprocess.run([SYSTEMD, "verify", service, timer], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_units_for_a_folder_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="run `vraagbaak harvest` once"):
        timers.systemd(*NIGHTLY, tmp_path / "none")


def test_the_crontab_line_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    awkward = tmp_path / "a folder 100% awkward"
    (awkward / "bin").mkdir(parents=True)
    told = awkward / "told"
    command = awkward / "bin" / "vraagbaak"
    command.write_text('#!/bin/sh\necho "$PWD|$VRAAGBAAK_OUTPUT|$*" > told\n')
    command.chmod(0o755)
    monkeypatch.chdir(awkward)
    monkeypatch.setattr(sys, "executable", str(awkward / "bin" / "python"))
    *_, zone, _, line = timers.crontab(*NIGHTLY, awkward / "output").splitlines()
    assert zone == "CRON_TZ=Europe/Brussels"
    assert line.startswith("30 2 * * * ")
    unescaped = line.removeprefix("30 2 * * * ").replace("\\%", "%")  # as cron does
    assert "%" not in line.replace("\\%", "")
    subprocess.run(["/bin/sh", "-c", unescaped], check=True, env={"PATH": os.defpath})
    assert told.read_text() == f"{awkward}|{awkward / 'output'}|harvest\n"


def test_an_installation_without_the_command_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(BadInput, match="there is no command vraagbaak"):
        timers.crontab(*NIGHTLY, tmp_path)


@pytest.mark.parametrize("what", ["systemd", "crontab"])
def test_the_command_prints_them(what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VRAAGBAAK_OUTPUT", str(tmp_path))
    printed = CliRunner().invoke(cli.app, ["schedule", "--print", what])
    assert printed.exit_code == 0
    assert printed.output == (timers.systemd if what == "systemd" else timers.crontab)(*NIGHTLY, tmp_path)
