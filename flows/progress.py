"""Show how far a stage is: a bar on a terminal, nothing where nobody looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Value = TypeVar("Value")


@contextmanager
def show_progress() -> Iterator[Progress]:
    """A display on standard error that stays silent in cron and pipes."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield progress


def batches(values: Sequence[Value], size: int, progress: Progress, what: str) -> Iterable[Sequence[Value]]:
    """The values in runs of `size`, each counted as done when the next one is asked for."""
    bar = progress.add_task(what, total=len(values))
    for start in range(0, len(values), size):
        batch = values[start : start + size]
        yield batch
        progress.advance(bar, len(batch))
