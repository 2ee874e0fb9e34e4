"""Programs in the background: started once, awaited, and stopped with all that they started."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from flows.run import processes
from flows.run.background import Background, NotStarted, answers, free_port, wait_until

STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""


# One that starts a process in a session of its own, which starts another such, and then `{does}`.
LEADERS = """
import os, signal, subprocess, sys, time
inner = "import subprocess, sys, time; " \\
    "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True).pid, " \\
    "flush=True); time.sleep(600)"
print(subprocess.Popen([sys.executable, "-c", inner], start_new_session=True).pid, flush=True)
{does}
time.sleep(600)
"""


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def is_alive(pid: int) -> bool:
    """Whether a process works; one that has ended and was not reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_program_is_started_once_and_stopped(tmp_path: Path) -> None:
    program = Background("sleeper", tmp_path)
    assert program.pid() is None
    program.start(python("import time; time.sleep(600)"), os.environ)
    first = program.pid()
    assert first
    program.start(python("import time; time.sleep(600)"), os.environ)
    assert program.pid() == first
    assert program.stop()
    assert program.pid() is None
    assert not is_alive(first)
    assert not program.stop()


def test_one_that_heeds_no_signal_is_ended_by_force_with_what_it_started(tmp_path: Path) -> None:
    program = Background("stubborn", tmp_path)
    program.start(python(STUBBORN), os.environ)
    assert wait_until(lambda: program.log.read_text().endswith("\n"), 30)
    child = int(program.log.read_text())
    began = time.monotonic()
    assert program.stop(patience=0.3)
    assert time.monotonic() - began < 20
    assert wait_until(lambda: not is_alive(child), 20)
    assert program.pid() is None


@pytest.mark.parametrize(
    "does",
    [
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "os.kill(os.getpid(), signal.SIGSTOP)",
        "signal.signal(signal.SIGTERM, signal.SIG_DFL)",
    ],
    ids=["heeds no signal", "is stopped", "ends and leaves them"],
)
def test_what_leads_a_session_of_its_own_ends_too(tmp_path: Path, does: str) -> None:
    program = Background("leader", tmp_path)
    program.start(python(LEADERS.format(does=does)), os.environ)
    assert wait_until(lambda: program.log.read_text().count("\n") == 2, 30)
    started = [int(line) for line in program.log.read_text().splitlines()]
    assert all(os.getsid(one) == one for one in started)
    assert program.stop(patience=0.5)
    assert not any(map(is_alive, started))
    assert program.pid() is None


@pytest.mark.skipif(not shutil.which("ps"), reason="no ps here")
def test_linux_and_ps_tell_the_same_of_what_a_process_started(tmp_path: Path) -> None:
    program = Background("leader", tmp_path)
    program.start(python(LEADERS.format(does="")), os.environ)
    try:
        assert wait_until(lambda: program.log.read_text().count("\n") == 2, 30)
        pid = program.pid()
        assert pid
        started = {int(line) for line in program.log.read_text().splitlines()}
        tells = [processes.by_ps, *([processes.by_proc] if Path("/proc/self/stat").exists() else [])]
        for tell in tells:
            assert {one.pid for one in processes.started_by(pid, tell)} == started
    finally:
        program.stop(patience=0.5)


def test_the_pid_of_a_program_that_ended_belongs_to_nobody(tmp_path: Path) -> None:
    program = Background("short", tmp_path)
    program.start(python(""), os.environ)
    assert wait_until(lambda: program.pid() is None, 30)
    # As after a crash and a start of the machine: the file names a process that is another's now.
    (tmp_path / "short.pid").write_text(str(os.getpid()))
    assert program.pid() is None
    assert not program.stop()


def test_one_that_does_not_start_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    program = Background("broken", tmp_path)
    program.start(python("raise SystemExit('no table of that name')"), os.environ)
    with pytest.raises(NotStarted, match=r"broken did not start; .*\nno table of that name"):
        program.await_answer(free_port(), "/", 30)


def test_one_that_answers_is_awaited(tmp_path: Path) -> None:
    program, port = Background("web", tmp_path), free_port()
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(tmp_path), str(port)]
    program.start(command, os.environ)
    try:
        program.await_answer(port, "/", 60)
        assert not answers(port, "/no-such-file")
    finally:
        program.stop()
    assert not answers(port, "/")
