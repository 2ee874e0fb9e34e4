"""The child processes that answer, how many queries wait for one, and what happens to a child that takes too much.

One client has at most half of the children and half of the queue, so that a single one cannot shut the others out.
"""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import structlog

from flows.ask import worker
from flows.ask.problem import Problem
from flows.ask.worker import Job, Outcome
from flows.served import child
from flows.served.current import ANSWERS, FOLDER
from flows.settings import Settings

PATIENCE = 10.0  # seconds that a query waits for its turn, and for a child
DYING = 1.0  # seconds in which a process that failed is gone
FULL = "Too many queries are waiting: ask again in a few seconds, one after another."
OUT_OF_MEMORY = (-6, -9, -11)  # how a process ends that got no memory: SIGABRT; or the machine had none: SIGKILL
log = structlog.get_logger()


@dataclass
class Client:
    """What one client has: its turns at the children, and how many of its queries run or wait."""

    turns: asyncio.Semaphore
    places: int = 0


@dataclass(eq=False)
class Child:
    """A process and our end of its connection."""

    process: BaseProcess
    connection: Connection

    def stop(self, patience: float = 0) -> int | None:
        """Kill it, unless it ends by itself in so many seconds; the status it ended with."""
        self.process.join(patience)
        self.process.kill()
        self.process.join()
        self.connection.close()
        return self.process.exitcode


class Pool:
    """Children that answer queries; `run` is all that is asked of it."""

    def __init__(self, settings: Settings) -> None:
        """Take the limits; no process is started yet."""
        self.settings = settings
        self.running, self.waiting = 0, 0
        self.ended: Counter[str] = Counter()  # how queries ended, for the figures
        self._clients: dict[str, Client] = {}
        self._free: asyncio.Queue[Child] = asyncio.Queue()
        self._starting: set[asyncio.Task[None]] = set()
        self._children: set[Child] = set()
        self._number = itertools.count()
        self._folder = Path()

    @property
    def alive(self) -> int:
        """How many children there are."""
        return len(self._children)

    async def start(self) -> None:
        """Start the children; they are ready when this returns."""
        place = self.settings.output / FOLDER
        place.mkdir(parents=True, exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix=ANSWERS, dir=place))
        await asyncio.gather(*(self._begin() for _ in range(self.settings.query_workers)))

    async def stop(self) -> None:
        """Stop all, also those that answer."""
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        for one in self._children:
            await asyncio.to_thread(one.stop)
        self._children.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def run(self, job: Job, client: str) -> tuple[Outcome, Path]:
        """How a job ended, and the file with its whole result, which is the caller's to remove; raises Problem."""
        target = self._folder / f"answer-{next(self._number)}"
        outcome = Outcome("left")  # until it is known better
        try:
            async with self._place(client) as turns, self._waited(turns), self._child() as one:
                outcome = await self._answered(one, replace(job, target=str(target)))
            return outcome, target
        except Problem:
            outcome = Outcome("refused")
            raise
        finally:
            self.ended[outcome.kind] += 1
            if outcome.kind != "whole":
                target.unlink(missing_ok=True)

    @asynccontextmanager
    async def _place(self, client: str) -> AsyncIterator[asyncio.Semaphore]:
        """A place among those that run or wait, and the client's turns; raises Problem when there is none."""
        places = self.settings.query_workers + self.settings.query_queue
        known = self._clients.setdefault(client, Client(asyncio.Semaphore(max(1, self.settings.query_workers // 2))))
        if known.places >= max(1, places // 2) or self.running + self.waiting >= places:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, FULL, wait=5)
        known.places += 1
        try:
            yield known.turns
        finally:
            known.places -= 1
            if not known.places:
                del self._clients[client]

    @asynccontextmanager
    async def _waited(self, turns: asyncio.Semaphore) -> AsyncIterator[None]:
        """A client's turn, as soon as fewer than half of the children answer this client."""
        async with self._patient():
            await turns.acquire()
        try:
            yield
        finally:
            turns.release()

    @asynccontextmanager
    async def _child(self) -> AsyncIterator[Child]:
        """A child that does nothing else; it is free again afterwards, unless it was replaced."""
        async with self._patient():
            one = await self._free.get()
        self.running += 1
        try:
            yield one
        finally:
            self.running -= 1
            if one in self._children:
                self._free.put_nowait(one)

    @asynccontextmanager
    async def _patient(self) -> AsyncIterator[None]:
        """What is waited for in here comes soon, or raises Problem."""
        self.waiting += 1
        try:
            async with asyncio.timeout(PATIENCE):
                yield
        except TimeoutError:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, FULL, wait=5) from None
        finally:
            self.waiting -= 1

    async def _answered(self, one: Child, job: Job) -> Outcome:
        """How a job ended. A child that is too slow, died, or whose client is gone, is killed and replaced."""
        try:
            one.connection.send(job)
            async with asyncio.timeout(self.settings.query_seconds):
                outcome = await received(one.connection)
        except TimeoutError:
            await self._replace(one)
            return Outcome("slow")
        except (EOFError, OSError):
            status = await self._replace(one, DYING)
            log.warning("query ended its process", status=status)
            return Outcome("memory" if status in OUT_OF_MEMORY else "failed", reason=f"status {status}")
        except asyncio.CancelledError:
            await asyncio.shield(self._replace(one))
            raise
        if outcome.tired:
            await self._replace(one)
        return outcome

    async def _replace(self, one: Child, patience: float = 0) -> int | None:
        """Stop a child and begin another meanwhile; the status with which it ended."""
        self._children.discard(one)
        task = asyncio.create_task(self._begin())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)
        return await asyncio.to_thread(one.stop, patience)

    async def _begin(self) -> None:
        """Start a child and put it among the free ones, as often as it takes."""
        limits = self.settings.query_memory, self.settings.query_size
        while True:
            one = Child(*await asyncio.to_thread(child.begin, worker.work, *limits))
            self._children.add(one)
            try:
                await received(one.connection)
            except EOFError:  # the machine has no memory, or no processes, to spare
                self._children.discard(one)
                log.error("no process for queries", status=await asyncio.to_thread(one.stop, DYING))
                await asyncio.sleep(DYING)
                continue
            self._free.put_nowait(one)
            return


async def received(connection: Connection) -> Outcome:
    """What a child says next; raises EOFError when it died instead."""
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(connection.fileno(), ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(connection.fileno())
    outcome: Outcome = connection.recv()
    return outcome
