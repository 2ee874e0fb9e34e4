"""The archive stays sound when its writer is killed, when the disk is full and when two processes write at once."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.keep.archive import Archive, open_archive
from flows.keep.verify import verify

ROOT = Path(__file__).parents[2]
KILLS = 15

# Keeps as many pages as it is told, and says so after each: some are new, every third is content that came before.
KEEPER = """
import hashlib, resource, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from flows.keep.archive import open_archive; from flows.keep.captures import Received
from flows.errors import VraagbaakError

first, count, limit = map(int, sys.argv[2:])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    with open_archive(Path(sys.argv[1])) as archive:
        for serial in range(first, first + count):
            noise = "".join(hashlib.sha256(f"{serial // 3} {line}".encode()).hexdigest() for line in range(200))
            seen = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=serial)
            address = f"https://www.senate.be/{serial % 7}"
            archive.keep(Received(f"7-{serial % 7 + 1}", address, f"{serial // 3} {noise}".encode(), seen, seen))
            print(address, serial // 3, flush=True)
except VraagbaakError as error:
    sys.exit(str(error))
"""


def keeper(path: Path, first: int, count: int, limit: int = resource.RLIM_INFINITY) -> subprocess.Popen[str]:
    """A process that keeps pages; its files may grow to `limit` bytes."""
    return subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(path), str(first), str(count), str(limit)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def told(lines: str) -> set[tuple[str, str]]:
    """Address and content of the pages that a process said it had kept; a last half line does not count."""
    return {(line.split()[0], line.split()[1]) for line in lines.splitlines(keepends=True) if line.endswith("\n")}


def held(archive: Archive) -> set[tuple[str, str]]:
    """Address and content of the pages that the archive holds."""
    return {(page.address, page.body.partition(b" ")[0].decode()) for page in archive.captures()}


@pytest.mark.slow
def test_a_killed_writer_loses_no_page_that_it_said_it_had_kept(tmp_path: Path) -> None:
    path, chance, kept = tmp_path / "archive.sqlite", random.Random(1668), set[tuple[str, str]]()
    for kill in range(KILLS):
        child = keeper(path, kill * 1000, 10**9)
        assert child.stdout is not None
        first = child.stdout.readline()
        assert first, "the writer stopped by itself"
        deadline = time.monotonic() + chance.uniform(0, 0.2)
        while time.monotonic() < deadline:
            os.sched_yield()
        os.killpg(child.pid, signal.SIGKILL)
        rest, _ = child.communicate()
        kept |= told(first + rest)
        with open_archive(path) as archive:
            assert list(verify(archive)) == []
            assert held(archive) >= kept
    assert len(kept) > KILLS


def test_a_writer_killed_while_it_makes_the_file_leaves_none_that_is_in_the_way(tmp_path: Path) -> None:
    chance = random.Random(7)
    for kill in range(5):
        path = tmp_path / f"{kill}.sqlite"
        child = keeper(path, 0, 10**9)
        while not path.exists() and child.poll() is None:
            os.sched_yield()
        deadline = time.monotonic() + chance.uniform(0, 0.02)
        while time.monotonic() < deadline:
            os.sched_yield()
        os.killpg(child.pid, signal.SIGKILL)
        lines, _ = child.communicate()
        with open_archive(path) as archive:
            assert list(verify(archive)) == []
            assert held(archive) >= told(lines)


def test_a_disk_that_is_full_is_told_of_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    lines, error = keeper(path, 0, 10**6, limit=1 << 20).communicate(timeout=60)
    assert "archive.sqlite cannot be used" in error
    assert "what was stored before is safe" in error
    assert "Traceback" not in error
    with open_archive(path) as archive:
        assert list(verify(archive)) == []
        assert held(archive) == told(lines) != set()


def test_two_processes_that_write_at_once_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    children = [keeper(path, 0, 60), keeper(path, 30, 60)]
    told_by = [child.communicate(timeout=60) for child in children]
    assert [child.returncode for child in children] == [0, 0], told_by
    with open_archive(path) as archive:
        assert list(verify(archive)) == []
        assert held(archive) == {page for lines, _ in told_by for page in told(lines)}
        assert archive.counts().contents == 30
