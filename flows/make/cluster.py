"""Run batches on a Dask cluster: the one at an address, or one of our own on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from itertools import chain, islice
from time import monotonic, sleep

import dask
import structlog
from distributed import Client, LocalCluster, wait
from distributed.client import Future
from distributed.scheduler import KilledWorker

from flows.errors import BadInput, VraagbaakError
from flows.make.batch import Context, Made, code_version, make
from flows.make.runner import AHEAD, Batch, cores, deadly

PATIENCE = 30  # seconds to wait for a scheduler, and for its first worker
LOOK = 20  # seconds after which it is seen again which workers there are: they come, go and are started anew
ANY_PORT = "127.0.0.1:0"  # without it, Dask listens at 8787, and warns when something else does
DEATHS = 1  # workers of our own that may die over a batch before it is made by itself


class Dask:
    """A Dask cluster. Its workers must have the same code as we: a record says which code it was made by."""

    def __init__(self, address: str = "", workers: int = 0, patience: float = PATIENCE, look: float = LOOK) -> None:
        """Go to the scheduler at `address`, like "tcp://host:8786", or start one with so many workers."""
        self.address, self.workers, self.patience, self.look = address, workers or cores(), patience, look

    def run(self, batches: Iterable[Batch], context: Context) -> Iterator[Made]:
        """What each batch gave, in the order in which they are done.

        Dask gives a batch whose worker died to another one. Raises VraagbaakError when they die again and again.
        """
        waiting = iter(batches)
        first = list(islice(waiting, 1))
        if first:
            with self._client() as client:
                team = _Team(client, context, is_ours=not self.address, patience=self.patience, look=self.look)
                try:
                    yield from team.make(chain(first, waiting))
                except (CancelledError, OSError) as error:
                    raise VraagbaakError(
                        f"the Dask scheduler is gone ({type(error).__name__}): start it again and run again; what was "
                        "made is kept"
                    ) from error

    @contextmanager
    def _client(self) -> Iterator[Client]:
        if not self.address:
            with (
                dask.config.set({"distributed.scheduler.allowed-failures": DEATHS}),
                LocalCluster(self.workers, threads_per_worker=1, dashboard_address=ANY_PORT) as own,
                Client(own) as client,
            ):
                yield client
            return
        try:
            client = Client(self.address, timeout=self.patience)
        except (OSError, TimeoutError, ValueError) as error:
            raise BadInput(
                f"no Dask scheduler answers at {self.address} ({error}): start one, or leave the address out"
            ) from error
        with client:
            yield client


class _Team:
    """The workers of a cluster that have our code, and the batches that they have under way."""

    def __init__(self, client: Client, context: Context, *, is_ours: bool, patience: float, look: float) -> None:
        self.client, self.context, self.is_ours, self.patience, self.look = client, context, is_ours, patience, look
        self.fit: frozenset[str] = frozenset()  # empty: whoever there is
        self.present: frozenset[str] = frozenset()
        self.under_way: dict[Future[Made], tuple[Batch, frozenset[str]]] = {}  # with those who may make it
        self._see()

    def make(self, queue: Iterator[Batch]) -> Iterator[Made]:
        """What each batch gave; one that workers died over is made again at the end, by itself."""
        lost: list[Batch] = []
        self._give(islice(queue, len(self.fit or self.present) * (1 + AHEAD)))
        for batch, made in self._done():
            self._give(islice(queue, 1))
            if made is None:
                structlog.get_logger().warning("worker-died", batches=1, first=batch[0].number)
                lost.append(batch)
            else:
                yield made
        for batch in lost:  # what else a worker had is lost with it: by itself a batch shows whether it is the cause
            self._give([batch])
            for _, made in self._done():
                if made is None:
                    raise deadly(batch)
                yield made

    def _see(self) -> None:
        """See who is there and fit, and hand them what the batches have in common."""
        self.seen, present = monotonic(), frozenset(self.client.scheduler_info()["workers"])
        if present and present == self.present:
            return
        self.present = present
        if not self.is_ours:
            self.fit = frozenset(fit_workers(self.client, self.context.code, self.patience))
        # A task rather than scattered data, which would be lost for good with the workers that hold it.
        self.shared = self.client.submit(_itself, self.context, workers=[*self.fit] or None, pure=False)

    def _give(self, batches: Iterable[Batch]) -> None:
        if monotonic() - self.seen > self.look:
            self._see()
        for batch in batches:
            future = self.client.submit(make, batch, self.shared, workers=[*self.fit] or None, pure=False)
            self.under_way[future] = batch, self.fit

    def _done(self) -> Iterator[tuple[Batch, Made | None]]:
        """What each batch gave as it is done, until none is under way; None when workers died over it."""
        while self.under_way:
            try:
                future = next(iter(wait([*self.under_way], timeout=self.look, return_when="FIRST_COMPLETED").done))
                made: Made | None = future.result(timeout=self.look)  # it may be lost yet, with the worker that has it
            except TimeoutError:
                self._give_again_what_is_deserted()
                continue
            except KilledWorker:
                made = None
            batch, _ = self.under_way.pop(future)
            future.release()
            yield batch, made

    def _give_again_what_is_deserted(self) -> None:
        """Give to others what was given to workers of whom none is left."""
        self._see()
        there = self.present | self.fit
        deserted = [one for one, (_, workers) in self.under_way.items() if workers and workers.isdisjoint(there)]
        self.client.cancel(deserted)
        self._give([self.under_way.pop(one)[0] for one in deserted])


def _itself(context: Context) -> Context:
    return context


def fit_workers(client: Client, code: str, patience: float = PATIENCE) -> Sequence[str]:
    """The workers that have the code of a version; the others are named and get nothing to do.

    Raises VraagbaakError when none comes within `patience` seconds that has it.
    """
    until = monotonic() + patience
    while True:
        found: dict[str, str] = client.run(code_version, on_error="return")
        fit = sorted(worker for worker, theirs in found.items() if theirs == code)
        if unfit := sorted(set(found) - set(fit)):
            structlog.get_logger().warning("worker-refused", workers=unfit, reason="its code is not this version's")
        if fit:
            return fit
        if monotonic() > until:
            break
        sleep(1)
    if not found:
        raise VraagbaakError("the Dask scheduler has no worker: start one, or leave the address out")
    raise VraagbaakError(
        f"none of the {len(found)} Dask workers has the code of this version: install it there and start them again"
    )
