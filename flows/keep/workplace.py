"""The output folder as one run has it: archive, journal and records open, held by one run at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows import clock
from flows.errors import VraagbaakError
from flows.keep.archive import Archive, open_archive
from flows.keep.journal import Journal, open_journal
from flows.keep.records import Records, open_records

ARCHIVE, JOURNAL, RECORDS, LOCK = "archive.sqlite", "journal.sqlite", "records.sqlite", ".lock"


class Busy(VraagbaakError):
    """Another run is working in the same output folder."""


@dataclass(frozen=True)
class Workplace:
    """What a run works with."""

    archive: Archive
    journal: Journal
    records: Records


@contextmanager
def open_workplace(output: Path) -> Iterator[Workplace]:
    """The workplace in an output folder, made when it is missing; raises Busy when another run has it.

    The lock is the operating system's (flock): it is gone with the process that held it, so none can be stale.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise VraagbaakError(f"{output} cannot be made ({error.strerror}): name a folder to write in") from error
    with (output / LOCK).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise Busy(f"another run ({holder}) is working in {output}: wait for it to end") from error
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, since {clock.now():%Y-%m-%d %H:%M:%S} UTC")
        lock.flush()
        with (
            open_archive(output / ARCHIVE) as archive,
            open_journal(output / JOURNAL) as journal,
            open_records(output / RECORDS) as records,
        ):
            yield Workplace(archive, journal, records)


def sizes(output: Path) -> dict[str, str]:
    """What the files of an output folder weigh, for people."""
    weighed = {name: (output / name).stat().st_size for name in (ARCHIVE, RECORDS) if (output / name).is_file()}
    weighed["releases"] = sum(file.stat().st_size for file in (output / "releases").rglob("*") if file.is_file())
    return {f"size of {name}": f"{size / 1e6:.1f} MB" for name, size in weighed.items()}
