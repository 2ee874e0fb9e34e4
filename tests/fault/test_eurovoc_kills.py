"""A full disk or a kill leaves the last good store, and the next run goes on where one ended."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.refresh.eurovoc_load import refresh
from tests.fault.eurovoc_site import NEW, PATH, Site, asked, beside, bring, is_new, new_file, old_store
from tests.fault.server import FaultServer
from tests.unit.eurovoc_files import core, zipped

ROOT = Path(__file__).parents[2]

CHILD = """
import resource, sys
from pathlib import Path
from flows.refresh.download import Patience
from flows.errors import VraagbaakError
from flows.refresh.eurovoc_load import refresh
if int(sys.argv[3]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
print("begun", flush=True)
while True:
    try:
        refresh(sys.argv[1], Path(sys.argv[2]), least=1, patience=Patience(10, 1, 0))
    except VraagbaakError as error:
        sys.exit(str(error))
    if len(sys.argv) == 4:
        break
"""


@pytest.fixture
def new(tmp_path: Path) -> bytes:
    return new_file(tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return old_store(tmp_path)


@pytest.fixture
def site(new: bytes) -> Site:
    return Site(new)


@pytest.fixture
def running(site: Site) -> Iterator[FaultServer]:
    with FaultServer(site) as server:
        yield server


def child(source: str, store: Path, limit: int = 0, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, source, str(store), str(limit), *more]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["download", "store"])
def test_a_full_disk_leaves_the_last_store_and_the_next_run_goes_on(
    running: FaultServer, store: Path, tmp_path: Path, site: Site, where: str
) -> None:
    if where == "store":  # packed, the file is smaller than the store
        site.content = zipped(tmp_path / "small.zip", core(NEW)).read_bytes()
    limit = len(site.content) // 3 if where == "download" else len(site.content) + 4096
    with child(running.address(PATH), store, limit) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "run again" in said
    assert "Traceback" not in said
    assert not is_new(store)
    assert beside(store) == {"eurovoc.sqlite.part", "eurovoc.sqlite.part.json"}
    bring(running, store)
    assert is_new(store)
    assert asked(running)[-1][0] is not None


@pytest.mark.slow
def test_a_process_that_is_killed_while_it_downloads_is_gone_on_with(
    running: FaultServer, store: Path, new: bytes
) -> None:
    running.plan(PATH, "stall", "ok")
    part = store.with_name("eurovoc.sqlite.part")
    with child(running.address(PATH), store) as process:
        deadline = time.monotonic() + 60
        while not (part.exists() and part.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert not is_new(store)
    kept = part.stat().st_size
    assert 0 < kept < len(new)
    bring(running, store)
    assert is_new(store)
    assert asked(running)[-1] == (f"bytes={kept}-", '"v1"')


@pytest.mark.slow
def test_a_process_that_is_killed_while_it_writes_leaves_a_whole_store(store: Path, tmp_path: Path, new: bytes) -> None:
    source = tmp_path / "new.zip"
    moments = random.Random(7)
    for _ in range(8):
        with child(str(source), store, 0, "for ever") as process:
            assert process.stdout
            assert process.stdout.readline() == "begun\n"
            time.sleep(moments.uniform(0, 0.3))
            process.send_signal(signal.SIGKILL)
        is_new(store)
    refresh(source, store, least=1)
    assert is_new(store)
    assert beside(store) == set()
