"""Serve the nightly flow on a schedule with Prefect: one night at a time, late ones as one."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.errors import BadInput
from flows.nightly import nightly  # sets Prefect's own settings before Prefect is imported

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy  # isort: skip
from prefect.types.entrypoint import EntrypointType  # isort: skip
from prefect.schedules import Cron  # isort: skip


def serve(cron: str, timezone: str) -> None:
    """Run the flow whenever the cron expression says so, until the process is stopped.

    Raises BadInput when the expression or the time zone is none.
    """
    try:
        ZoneInfo(timezone)
        when = Cron(cron, timezone=timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadInput(
            f"'{cron}' in '{timezone}' is no schedule ({error}): write '30 2 * * *' and Europe/Brussels"
        ) from error
    nightly.serve(
        name="nightly",
        schedule=when,
        # A run that falls due while another works is not begun: it would only find the lock taken.
        global_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        entrypoint_type=EntrypointType.MODULE_PATH,
        print_starting_message=False,
    )
