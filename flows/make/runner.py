"""Run batches in this process or on every core of the machine; `cluster` does the same with Dask.

Whoever makes them and in whatever order they come back, the records are the same bytes: it is one function. Only a few
batches are under way at a time, which keeps memory flat.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from typing import Protocol

import structlog

from flows.errors import VraagbaakError
from flows.make.batch import Asked, Context, Made, make

Batch = Sequence[Asked]
ATTEMPTS = 3  # how often a batch is begun by itself before what it holds is named as the cause
AHEAD = 2  # batches for each worker that are read and wait

_context: list[Context] = []  # of a worker process


class Runner(Protocol):
    """Something that makes the records of batches."""

    def run(self, batches: Iterable[Batch], context: Context) -> Iterator[Made]:
        """What each batch gave, in the order in which they are done."""


def cores() -> int:
    """How many processes can run at a time."""
    # A container may be given fewer than the machine has; macOS does not tell.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def deadly(batch: Batch) -> VraagbaakError:
    """The error of a batch whose workers die, whoever makes it."""
    return VraagbaakError(
        f"worker processes die again and again over the questions {batch[0].number} to {batch[-1].number}: see whether "
        "the machine has memory left, then run it again"
    )


class Processes:
    """The cores of this machine; a single batch is made here, since a process takes a second to start."""

    def __init__(self, workers: int = 0) -> None:
        """Use so many processes, or one for each core."""
        self.workers = workers or cores()

    def run(self, batches: Iterable[Batch], context: Context) -> Iterator[Made]:
        """What each batch gave; those under way when a process died are begun again, one at a time.

        So it is known which of them the process died over. Raises VraagbaakError when it is always the same one.
        """
        waiting = iter(batches)
        first = list(islice(waiting, 2))
        if len(first) < 2 or self.workers == 1:
            yield from (make(batch, context) for batch in chain(first, waiting))
            return
        queue = chain(first, waiting)
        under_way: dict[Future[Made], Batch] = {}
        while True:
            try:
                with _pool(self.workers, context) as pool:
                    yield from _drain(pool, queue, under_way, self.workers * (1 + AHEAD))
                return
            except BrokenProcessPool:
                lost = list(under_way.values())
                under_way.clear()
            structlog.get_logger().warning("worker-died", batches=len(lost), first=lost[0][0].number)
            yield from (_make_alone(batch, context) for batch in lost)


def _pool(workers: int, context: Context) -> ProcessPoolExecutor:
    # A server that has the modules loaded forks the workers: they start at once and share its memory, and no thread of
    # Prefect's is forked along.
    method = multiprocessing.get_context("forkserver")
    method.set_forkserver_preload(["flows.make.batch"])
    return ProcessPoolExecutor(workers, method, _begin, (context,))


def _begin(context: Context) -> None:
    _context[:] = [context]


def _make(batch: Batch) -> Made:
    return make(batch, _context[0])


def _drain(
    pool: ProcessPoolExecutor, queue: Iterator[Batch], under_way: dict[Future[Made], Batch], most: int
) -> Iterator[Made]:
    """Give out batches as results come back; `under_way` always holds those without a result."""
    for batch in islice(queue, most):
        _give(pool, batch, under_way)
    try:
        while under_way:
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                result = future.result()  # raises when its process died, and the batch stays in `under_way`
                del under_way[future]
                for batch in islice(queue, 1):
                    _give(pool, batch, under_way)
                yield result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # after an error nothing more is begun


def _give(pool: ProcessPoolExecutor, batch: Batch, under_way: dict[Future[Made], Batch]) -> None:
    future: Future[Made] = Future()
    try:
        future = pool.submit(_make, batch)
    finally:
        under_way[future] = batch  # also when the pool is broken already: the batch is to be begun again


def _make_alone(batch: Batch, context: Context) -> Made:
    """What a batch gave that was under way when a process died, perhaps over it."""
    for _ in range(ATTEMPTS):
        with _pool(1, context) as pool:
            try:
                return pool.submit(_make, batch).result()
            except BrokenProcessPool:
                structlog.get_logger().warning("worker-died", batches=1, first=batch[0].number)
    raise deadly(batch)
