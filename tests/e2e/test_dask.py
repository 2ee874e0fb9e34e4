"""Batches on a real Dask cluster: the same bytes, whoever dies, and only workers that have our code."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import structlog
from distributed import Client, LocalCluster, Scheduler, SpecCluster
from structlog.testing import capture_logs
from structlog.typing import EventDict

from flows.errors import BadInput, VraagbaakError
from flows.keep.archive import Archive, open_archive
from flows.make import batch
from flows.make.batch import Asked, Context, Made, code_version, make
from flows.make.cluster import ANY_PORT, Dask, fit_workers
from flows.run.background import wait_until
from tests.e2e.programs import PATIENCE
from tests.unit.deadly import asked, context, deadly, flat
from tests.unit.remaking import keywords, opened, page, sums

pytestmark = [
    pytest.mark.slow,
    # Of workers that are killed, and of sockets that Dask closes after itself.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ROOT = Path(__file__).parents[2]
NUMBERS = [f"7-{serial}" for serial in range(1, 9)]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with open_archive(tmp_path_factory.mktemp("archive") / "archive.sqlite") as opened:
        for number in NUMBERS:
            opened.keep(page(number, author=f"Persoon {number}"))
        yield opened


def batches(archive: Archive) -> list[list[Asked]]:
    return [[asked(archive, number) for number in NUMBERS[at : at + 2]] for at in range(0, len(NUMBERS), 2)]


@pytest.fixture(scope="module")
def expected(archive: Archive) -> Made:
    """What all batches give, made one after the other in this process."""
    return flat([make(given, context()) for given in batches(archive)])


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """A cluster that somebody else started, with two workers."""
    with LocalCluster(2, threads_per_worker=1, dashboard_address=ANY_PORT) as started:  # type: ignore[no-untyped-call]  # typed in part
        yield started


@pytest.fixture
def client(cluster: LocalCluster) -> Iterator[Client]:
    """Somebody at that cluster, whose workers are put right afterwards."""
    with Client(cluster) as other:  # type: ignore[no-untyped-call]  # typed in part
        other.wait_for_workers(2, timeout=60)
        yield other
        other.run(have_our_code)


@pytest.fixture(autouse=True)
def events() -> Iterator[list[EventDict]]:
    """What is logged."""
    structlog.reset_defaults()
    with capture_logs() as captured:
        yield captured


def have_other_code() -> None:
    """Have a worker say that its code is of another version, and make nothing."""
    vars(batch).update(code_version=lambda: "the code of another version", make=forbidden)


def have_our_code() -> None:
    """Put a worker right."""
    vars(batch).update(code_version=code_version, make=make)


def forbidden(given: Sequence[Asked], shared: Context) -> Made:
    raise AssertionError(given)


def addresses(client: Client) -> list[str]:
    return sorted(client.scheduler_info()["workers"])


# -- a cluster of our own ---------------------------------------------------------------------------


def test_workers_that_die_cost_their_batches_only(archive: Archive, expected: Made, tmp_path: Path) -> None:
    given = batches(archive)
    given[1][0] = deadly(given[1][0], tmp_path / "deaths", times=3)
    made = list(Dask(workers=2).run(given, context()))
    assert len(made) == len(given), "each batch once"
    assert flat(made) == expected
    assert (tmp_path / "deaths").read_bytes() == b"xxx"


def test_a_batch_that_kills_every_worker_is_named_and_the_others_are_made(archive: Archive, tmp_path: Path) -> None:
    given = batches(archive)
    given[1][1] = deadly(given[1][1], tmp_path / "deaths")
    made: list[Made] = []
    with pytest.raises(VraagbaakError, match=r"over the questions 7-3 to 7-4: see whether the machine has memory"):
        made.extend(Dask(workers=2).run(given, context()))
    assert {record.number for one in made for record in one.records}.isdisjoint({"7-3", "7-4"})


def test_no_batch_needs_no_cluster() -> None:
    assert list(Dask("tcp://127.0.0.1:1").run([], context())) == []


# -- a cluster at an address ------------------------------------------------------------------------


def test_a_cluster_at_an_address_gives_the_same_bytes(client: Client, cluster: LocalCluster, tmp_path: Path) -> None:
    pairs = keywords(nl="krijgsmacht, zonnewindmolen", fr="armée, moulin solaire")
    with opened(tmp_path / "output") as place:
        for serial in range(1, 6):
            place.keep(page(f"7-{serial}", keywords=pairs if serial == 4 else keywords(nl="krijgsmacht", fr="armée")))
        place.keep(page("6-1", 0, "SchriftelijkeVraag", "fr", keywords=keywords(fr="moulin solaire")))
        place.make(size=100)
        assert sums(place.rebuilt(tmp_path / "dask", Dask(cluster.scheduler_address), size=2)) == sums(place.release())


def test_a_worker_of_another_version_is_refused_by_name(
    client: Client, cluster: LocalCluster, archive: Archive, expected: Made, events: list[EventDict]
) -> None:
    unfit, fit = addresses(client)
    client.run(have_other_code, workers=[unfit])
    made = list(Dask(cluster.scheduler_address).run(batches(archive), context()))
    assert flat(made) == expected
    (event,) = events
    assert (event["event"], event["workers"]) == ("worker-refused", [unfit])
    assert fit_workers(client, code_version()) == [fit]


def test_workers_that_were_started_anew_take_over(
    client: Client, cluster: LocalCluster, archive: Archive, expected: Made, tmp_path: Path
) -> None:
    """The only fit one dies: what it had waits until it is back, under another address."""
    unfit, fit = addresses(client)
    client.run(have_other_code, workers=[unfit])
    given = batches(archive)
    given[1][0] = deadly(given[1][0], tmp_path / "deaths", times=1)
    made = list(Dask(cluster.scheduler_address, look=1).run(given, context()))
    assert len(made) == len(given)
    assert flat(made) == expected
    assert fit not in addresses(client)


def test_without_a_worker_of_our_version_there_is_nothing_to_run_on(
    client: Client, cluster: LocalCluster, archive: Archive
) -> None:
    client.run(have_other_code)
    with pytest.raises(VraagbaakError, match="none of the 2 Dask workers has the code of this version: install it"):
        list(Dask(cluster.scheduler_address, patience=2).run(batches(archive), context()))


def test_a_cluster_without_workers_is_told_of(archive: Archive) -> None:
    options = {"dashboard_address": ANY_PORT, "port": 0}
    with (
        SpecCluster(scheduler={"cls": Scheduler, "options": options}) as empty,  # type: ignore[no-untyped-call]  # typed in part
        pytest.raises(VraagbaakError, match="the Dask scheduler has no worker: start one"),
    ):
        list(Dask(empty.scheduler_address, patience=2).run(batches(archive), context()))


def program(name: str, *words: str) -> subprocess.Popen[bytes]:
    """A program of Dask's."""
    begun = [sys.executable, "-m", f"distributed.cli.dask_{name}", *words]
    return subprocess.Popen(begun, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_scheduler_that_dies_is_told_of(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "scheduler.json"
    where = ["--scheduler-file", str(file)]
    running = [program("scheduler", *where, "--port", "0", "--host", "127.0.0.1", "--dashboard-address", ANY_PORT)]
    try:
        assert wait_until(lambda: file.is_file() and bool(file.read_text()), PATIENCE)
        running.append(program("worker", *where, "--nthreads", "1", "--no-dashboard"))
        made = Dask(json.loads(file.read_text())["address"]).run(batches(archive) * 20, context())
        assert next(made).records
        running[0].kill()
        with pytest.raises(VraagbaakError, match=r"the Dask scheduler is gone .*start it again and run again"):
            list(made)
    finally:
        for one in running:
            one.kill()
            one.wait()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "127.0.0.1", "http://127.0.0.1:1"])
def test_an_address_where_no_scheduler_answers_is_named(archive: Archive, address: str) -> None:
    with pytest.raises(BadInput, match=f"no Dask scheduler answers at {address} .*leave the address out"):
        list(Dask(address, patience=1).run(batches(archive), context()))
