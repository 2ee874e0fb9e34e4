"""Whether a run that the schedule began has anything to do: late ones collapse into one, and none overlap.

A run that a person began always has. The lock of the output folder is the workplace's; here it is only told apart
from an error.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from prefect.context import FlowRunContext
from prefect.states import Cancelled

from flows.errors import VraagbaakError
from flows.keep.journal import Journal
from flows.keep.workplace import Busy

P = ParamSpec("P")
T = TypeVar("T")


class Collapsed(VraagbaakError):
    """A run is late, and a night that began after it was due did its work."""


def scheduled_for() -> datetime | None:
    """When the run that is working was due by its schedule; None when a person began it."""
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    return run.expected_start_time if run and run.auto_scheduled else None


def collapse(journal: Journal, wanted: str) -> None:
    """Raise Collapsed when a night of the same kind began after this run was due, and has ended."""
    due = scheduled_for()
    if due is None:
        return
    due = due.astimezone(UTC).replace(microsecond=0)
    if done := journal.done_since(wanted, due):
        raise Collapsed(f"collapsed: due at {due:%Y-%m-%d %H:%M} UTC, and night {done} has done its work since")


def or_skipped(night: Callable[P, T]) -> Callable[P, T]:
    """The flow's function; a scheduled run that has nothing to do ends as cancelled and says why."""

    @wraps(night)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return night(*args, **kwargs)
        except (Busy, Collapsed) as error:
            if scheduled_for() is None:
                raise
            name = "Collapsed" if isinstance(error, Collapsed) else "Skipped"
            # A state that a flow returns is how it ends; nobody reads the result of a scheduled run.
            return cast(T, Cancelled(name=name, message=str(error)))

    return run
