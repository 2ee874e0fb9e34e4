"""A process that is killed while it publishes leaves the previous release whole, whatever the moment."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.site.loaded import Loaded, loaded
from tests.unit.remaking import keywords, opened, page, sums

KILLS = 25
PATIENCE = 120  # seconds, for a process to end that was killed, or whose work takes a second

# Publishes releases without end, each with other content, and says so after each one.
ENDLESS = """
import sys
from pathlib import Path
from flows.authority.lookups import read_authority
from flows.keep.records import open_records
from flows.publish.release import publish
from flows.settings import product_folder, read_settings
from tests.unit.stored import barely, stored

output = Path(sys.argv[1])
authority = read_authority(product_folder("seeds"))
settings = read_settings({"VRAAGBAAK_OUTPUT": sys.argv[1], "VRAAGBAAK_PICTURES": "false"})
with open_records(output / "records.sqlite") as records:
    for round in range(int(sys.argv[2]), 10**9):
        numbers = [f"7-{serial}" for serial in range(1, 40)]
        records.keep(stored(number, barely(number, f"round {round} " * 400)) for number in numbers)
        publish(records, authority, settings)
        print(round, flush=True)
"""


# Makes the records of an archive, one batch after the other, and says so before each is stored.
REMAKE = """
import sys
from pathlib import Path
from flows.make.batch import make
from tests.site.loaded import Loaded, loaded
from tests.unit.remaking import opened

class Telling:
    def run(self, batches, context):
        for batch in batches:
            made = make(batch, context)
            print(batch[0].number, flush=True)
            yield made

with opened(Path(sys.argv[1])) as place:
    place.make(Telling(), size=1)
"""


def whole(release: Path) -> bool:
    """Whether every file of a release is there with its checksum, and no file besides."""
    listed = [line.split("  ") for line in (release / "SHA256SUMS").read_text().splitlines()]
    sums = {name: checksum for checksum, name in listed}
    paths = [path for path in release.rglob("*") if path.is_file()]  # the pictures are in a folder
    found = {path.relative_to(release).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    del found["SHA256SUMS"]
    return found == sums and len(sums) > 10


@pytest.fixture(scope="module")
def program() -> Iterator[Loaded]:
    """Both programs, with what they import loaded once."""
    with loaded(os.environ, ["flows.publish.release", "tests.unit.stored", "tests.unit.remaking"]) as one:
        yield one


@pytest.mark.slow
def test_a_killed_publisher_leaves_the_last_release_whole(tmp_path: Path, program: Loaded) -> None:
    chance = random.Random(1668)
    published = 0
    for kill in range(KILLS):
        child = program.start([str(tmp_path), str(kill * 1000)], os.environ, program=ENDLESS)
        # The first release is let through, so that there is one to lose; then any moment may be the last.
        first = child.output.readline()
        assert first, "the publisher stopped by itself"
        deadline = time.monotonic() + chance.uniform(0, 0.25)
        while time.monotonic() < deadline:
            os.sched_yield()
        os.killpg(child.pid, signal.SIGKILL)
        rest, _ = child.communicate(PATIENCE)
        published += 1 + len(rest.split())
        latest = (tmp_path / "latest").resolve(strict=True)
        assert whole(latest)
        # The release last told of is there, or the one after it, which was linked before the kill.
        assert all(whole(path) for path in (tmp_path / "releases").iterdir() if not path.name.startswith("."))
    assert published >= KILLS


def test_what_a_killed_publisher_left_aside_is_cleared(tmp_path: Path, program: Loaded) -> None:
    aside = tmp_path / "releases" / ".writing-2026-11-23-0123456789ab"
    aside.mkdir(parents=True)
    (aside / "half").write_bytes(b"half")
    child = program.start([str(tmp_path), "1"], os.environ, program=ENDLESS)
    assert child.output.readline()
    os.kill(child.pid, signal.SIGKILL)
    child.communicate(PATIENCE)
    assert not aside.exists()


@pytest.mark.slow
def test_records_that_were_killed_between_batches_end_as_the_same_release(tmp_path: Path, program: Loaded) -> None:
    """Killed after one batch, after two, and so on, with a pair of keywords that has the first one made again."""
    chance, output, made = random.Random(1668), tmp_path / "output", list[bytes]()
    french, both = keywords(fr="moulin solaire"), keywords(nl="zonnewindmolen", fr="moulin solaire")
    with opened(output) as place:
        place.keep(page("6-1", 0, "SchriftelijkeVraag", "fr", keywords=french), page("7-5", keywords=both))
        place.keep(*(page(f"7-{serial}", author=f"Persoon {serial}") for serial in range(1, 5)))
    for kill in count(1):
        child = program.start([str(output)], os.environ, program=REMAKE)
        told = [line for line in (child.output.readline() for _ in range(kill)) if line]
        deadline = time.monotonic() + chance.uniform(0, 0.02)
        while time.monotonic() < deadline:
            os.sched_yield()
        if len(told) == kill:
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate(PATIENCE)
        made += told
        if child.returncode == 0:
            break
    assert kill > 2
    assert len(made) < 6 * kill / 2, "what was stored is not made again"
    with opened(output) as place:
        assert place.make() == []
        assert sums(place.release()) == sums(place.rebuilt(tmp_path / "rebuilt"))
