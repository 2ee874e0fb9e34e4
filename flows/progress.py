"""Show how far a stage is: a bar on a terminal, nothing where nobody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

Value = TypeVar("Value")


class RateColumn(ProgressColumn):
    """How many are done in a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:.1f}/s", style="progress.data.speed")


class Bar:
    """One bar whose end may move on while it runs, as when numbers are counted."""

    def __init__(self, progress: Progress, what: str, total: int) -> None:
        """Show a bar for `total` things."""
        self.progress, self.total = progress, total
        self.task = progress.add_task(what, total=total)
        self.done = 0

    def advance(self) -> None:
        """Count one as done; the end moves on when there are more than was thought."""
        self.done += 1
        self.total = max(self.total, self.done)
        self.progress.update(self.task, completed=self.done, total=self.total)


@contextmanager
def show_progress() -> Iterator[Progress]:
    """A display on standard error that stays silent in cron and pipes."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), RateColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield progress


@contextmanager
def show_bytes(what: str) -> Iterator[Callable[[int], Callable[[int], None]]]:
    """A bar of bytes, silent where nobody looks: told how many there are, it gives what counts them."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:

        def begin(total: int) -> Callable[[int], None]:
            task = progress.add_task(what, total=total)
            return lambda size: progress.advance(task, size)

        yield begin


def batches(values: Sequence[Value], size: int, progress: Progress, what: str) -> Iterable[Sequence[Value]]:
    """The values in runs of `size`, each counted as done when the next one is asked for."""
    bar = progress.add_task(what, total=len(values))
    for start in range(0, len(values), size):
        batch = values[start : start + size]
        yield batch
        progress.advance(bar, len(batch))
