"""Pages over which the process that reads them is killed, as by a kernel that is out of memory."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.authority.lookups import read_authority
from flows.keep.archive import Archive
from flows.keep.captures import Packed, Received
from flows.make.batch import Asked, Context, Made, code_version
from flows.settings import product_folder
from flows.vocabulary import Iris


@dataclass(frozen=True)
class Deadly(Packed):
    """A page that kills whoever reads it, so many times; each death leaves a mark in a file."""

    deaths: Path = Path()
    times: int = 10**9

    def received(self) -> Received:
        """The page, for whom survives."""
        with self.deaths.open("ab") as file:
            if file.tell() < self.times:
                file.write(b"x")
                file.flush()
                os.kill(os.getpid(), signal.SIGKILL)
        return super().received()


def deadly(asked: Asked, deaths: Path, times: int = 10**9) -> Asked:
    """A question whose first page is deadly."""
    deaths.touch()
    (first, *rest), *others = asked.histories
    page = Deadly(first.row, first.size, first.body, first.path, deaths, times)
    return Asked(asked.number, ((page, *rest), *others), asked.pages)


def asked(archive: Archive, number: str) -> Asked:
    """A question of an archive, to be made."""
    return Asked(number, tuple(map(tuple, archive.histories(number))), f"the pages of {number}")


def context(code: str = "") -> Context:
    """What the batches of a run have in common, with our code."""
    return Context(read_authority(product_folder("seeds")), Iris(), code or code_version(), "shapes")


def flat(made: Sequence[Made]) -> Made:
    """All that some batches gave, in the order of the numbers."""
    records = sorted((record for one in made for record in one.records), key=lambda record: record.number)
    aside = sorted((record for one in made for record in one.aside), key=lambda record: record.number)
    return Made(tuple(records), tuple(aside))
