"""Serve the nightly flow on a schedule with Prefect: one night at a time, late ones as one.

Without PREFECT_API_URL a Prefect server of our own works on loopback as long as the schedule is served: the temporary
server that Prefect begins for a single flow never creates scheduled runs. What a run does is the flow's business.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from flows.errors import BadInput
from flows.nightly import nightly  # sets Prefect's own settings before Prefect is imported
from flows.run.background import Background, free_port
from flows.settings import read_settings

from prefect.client.orchestration import get_client  # isort: skip
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy  # isort: skip
from prefect.runner import Runner  # isort: skip
from prefect.schedules import Cron, Schedule  # isort: skip
from prefect.server.schemas.schedules import CronSchedule  # isort: skip
from prefect.settings import PREFECT_API_URL, temporary_settings  # isort: skip
from prefect.types.entrypoint import EntrypointType  # isort: skip

FIELDS = 5  # minute hour day month weekday; Prefect would take seconds as a sixth
STARTS_WITHIN = 180  # seconds, for a server on a busy machine; 20 s are usual


def serve(cron: str, timezone: str, say: Callable[[str], None]) -> None:
    """Run the flow whenever the cron expression says so, until SIGTERM or Ctrl-C.

    Raises BadInput when the expression or the time zone is none, or no server answers.
    """
    when = read_schedule(cron, timezone)
    known = PREFECT_API_URL.value()
    with (
        nullcontext(known) if known else own_server(read_settings().output, say) as api,
        temporary_settings({PREFECT_API_URL: api}),
    ):
        if problem := get_client(sync_client=True).api_healthcheck():
            raise BadInput(f"no Prefect server answers at {api} ({type(problem).__name__}): see PREFECT_API_URL")
        # Its schedule goes on when we are stopped: of the nights that fall due meanwhile one is run (flows/run/due.py).
        runner = Runner(name="nightly", pause_on_shutdown=False)
        runner.add_flow(
            nightly,
            name="nightly",
            schedule=when,
            concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        say(f"Prefect server: {api}")
        say(f"The next night begins on {next_run(cron, timezone):%A %Y-%m-%d at %H:%M %Z}. Stop with Ctrl-C.")
        asyncio.run(work(runner))
    say("Stopped.")


def read_schedule(cron: str, timezone: str) -> Schedule:
    """The schedule that a person typed; raises BadInput when it is none."""
    if timezone not in available_timezones():
        raise BadInput(f"'{timezone}' is no time zone: write one like Europe/Brussels")
    try:
        if len(cron.split()) != FIELDS:
            raise ValueError
        return Cron(cron, timezone=timezone)
    except ValueError as error:
        raise BadInput(
            f"'{cron}' is no schedule: write minute, hour, day, month and weekday, like '30 2 * * *'"
        ) from error


def next_run(cron: str, timezone: str) -> datetime:
    """When the schedule next falls due, by the clock of its time zone."""
    (due,) = asyncio.run(CronSchedule(cron=cron, timezone=timezone).get_dates(1))
    return due.astimezone(ZoneInfo(timezone))


async def work(runner: Runner) -> None:
    """Let the runner work until SIGTERM or SIGINT; a night that works then is cancelled, and goes on the next time."""
    working = asyncio.create_task(runner.start())
    await asyncio.sleep(0)  # the runner takes SIGTERM for itself first
    stopped = asyncio.Event()
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, stopped.set)
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if runner.started and waiting.done():
        await runner.astop()
    elif waiting.done():
        working.cancel()
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await working


@contextmanager
def own_server(output: Path, say: Callable[[str], None]) -> Iterator[str]:
    """The address of a Prefect server on loopback that stops with us; raises BadInput when another schedule has one."""
    folder = output / "prefect"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".schedule").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BadInput(f"another schedule is served for {output}: stop that first") from error
        server = Background("schedule-server", folder)
        server.stop()  # one that a killed schedule left behind
        say("Starting a Prefect server; it takes up to a minute.")
        port = free_port()
        quiet = {"PREFECT_LOGGING_LEVEL": "WARNING", "PREFECT_SERVER_LOGGING_LEVEL": "WARNING"}
        command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
        server.start(command, {**os.environ, **quiet})
        try:
            server.await_answer(port, "/api/health", STARTS_WITHIN)
            yield f"http://127.0.0.1:{port}/api"
        finally:
            server.stop()
