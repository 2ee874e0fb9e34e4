"""The one table of a benchmark: its rows, on the screen, as JSON, and beside the last result of the same machine."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # ships no types

COLUMNS = (
    "stage", "questions", "seconds", "per second", "triples/s", "peak MB", "limit", "of limit", "target", "reached",
    "since last",
)  # fmt: skip
PACKAGES = ("lxml", "pyoxigraph", "rdflib", "pyshacl", "beautifulsoup4", "prefect", "vraagbaak")
Json = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A line of the table.

    `limit_seconds` is what the libraries below take alone for the same input; `target` says what is wanted and what is.
    """

    stage: str
    questions: int = 0
    seconds: float | None = None
    triples: int = 0
    peak_mb: float | None = None
    limit_seconds: float | None = None
    target: str = ""
    reached: bool | None = None

    @property
    def name(self) -> str:
        """What makes it the same line in another result."""
        return f"{self.stage} ({self.questions})"

    @property
    def per_second(self) -> float | None:
        """Questions a second, or triples a second where no questions are counted."""
        return (self.questions or self.triples) / self.seconds if self.seconds else None

    @property
    def triples_per_second(self) -> float | None:
        """Triples a second."""
        return self.triples / self.seconds if self.seconds and self.triples else None

    @property
    def limit(self) -> float | None:
        """What the limit does in a second."""
        return (self.questions or self.triples) / self.limit_seconds if self.limit_seconds else None

    @property
    def share(self) -> float | None:
        """How much of the limit is reached, 1 for all of it."""
        return self.limit_seconds / self.seconds if self.limit_seconds and self.seconds else None


def cells(row: Row, before: Row | None = None) -> list[str]:
    """The cells of a row as they are printed; `before` is the same row of the last result."""
    change = ""
    if before and before.per_second and row.per_second:
        change = f"{row.per_second / before.per_second - 1:+.0%}"
    return [
        row.stage, f"{row.questions:,}" if row.questions else "", _number(row.seconds),
        _number(row.per_second if row.questions else None), _number(row.triples_per_second), _number(row.peak_mb),
        _number(row.limit), f"{row.share:.0%}" if row.share else "", row.target,
        {True: "yes", False: "no", None: ""}[row.reached], change,
    ]  # fmt: skip


def _number(value: float | None) -> str:
    """A figure in three digits or more: 0.123, 12.3, 1,234."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3f}"


def written(rows: Sequence[Row], before: Mapping[str, Row]) -> str:
    """The table as Markdown, as README and notes take it."""
    lines = [COLUMNS, ["---"] * len(COLUMNS), *(cells(row, before.get(row.name)) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def aligned(rows: Sequence[Row], before: Mapping[str, Row]) -> str:
    """The table as plain text, each row on one line however wide the screen is."""
    lines = [list(COLUMNS), *(cells(row, before.get(row.name)) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(COLUMNS))]
    to_the_left = [name in ("stage", "target", "reached") for name in COLUMNS]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if is_text else cell.rjust(width)
            for cell, width, is_text in zip(line, widths, to_the_left, strict=True)
        ).rstrip()
        for line in lines
    )


# -- results that are kept --------------------------------------------------------------------------


def about() -> Json:
    """The machine, the Python and the versions that a result belongs to."""
    return {"machine": machine(), "python": platform.python_version(), "versions": _versions(), "revision": _revision()}


def machine() -> Json:
    """What a result may be compared on: processor, its cores that we may use, memory, system."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = round(psutil.virtual_memory().total / 2**30)
    system = f"{platform.system()} {platform.machine()}"
    return {"processor": _processor(), "cores": usable, "memory_gib": memory, "system": system}


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.is_file() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or "unknown"


def _versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "absent"
    return found


def _revision() -> str:
    try:
        told = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return told.stdout.strip()


def keep(folder: Path, mode: str, rows: Sequence[Row], notes: Json, at: datetime) -> Path:
    """Write a result beside the earlier ones; its file."""
    results = folder / "results"
    results.mkdir(parents=True, exist_ok=True)
    path = results / f"{at:%Y%m%d-%H%M%S}-{mode}.json"
    derived = [
        {**asdict(row), "per_second": row.per_second, "triples_per_second": row.triples_per_second,
         "limit_per_second": row.limit, "share_of_limit": row.share}
        for row in rows
    ]  # fmt: skip
    document = {"date": at.isoformat(timespec="seconds"), "mode": mode, **about(), "rows": derived, "notes": notes}
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path


def last(folder: Path, mode: str) -> dict[str, Row]:
    """The rows of the last result of this machine and mode, by name; none when there is no such result."""
    for path in sorted((folder / "results").glob(f"*-{mode}.json"), reverse=True):
        document = json.loads(path.read_text("utf-8"))
        if document["machine"] == machine():
            known = Row.__dataclass_fields__.keys()
            rows = [Row(**{name: row[name] for name in known if name in row}) for row in document["rows"]]
            return {row.name: row for row in rows}
    return {}
