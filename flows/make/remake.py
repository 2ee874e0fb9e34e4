"""Make again every record that no longer follows from what there is, batch by batch; nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import astuple
from itertools import islice

from rich.progress import Progress

from flows.authority.lookups import Authority, read_authority
from flows.check.shapes import worst
from flows.errors import BadInput, VraagbaakError
from flows.keep.archive import Archive
from flows.keep.records import Records
from flows.keep.stored import FORMS
from flows.make.batch import SIZE, Asked, Context, check_again, code_version, shapes_version
from flows.make.runner import Processes, Runner
from flows.make.stale import TABLES, Stale, find_stale
from flows.settings import Settings, product_folder
from flows.vocabulary import Iris

BASE = "base"  # the mark that remembers what the IRIs of all records begin with
PIECES = "pieces"  # the mark that remembers which pieces all records have
ROUNDS = 4  # two are enough, as long as the pairs of a page follow from the page


def runner_of(settings: Settings) -> Runner:
    """What the settings say shall run the batches."""
    if settings.runner == "dask":
        try:
            from flows.make.cluster import Dask  # an extra: most installations do without
        except ImportError as error:
            raise BadInput(f"the setting 'runner' is 'dask' ({error}): install 'vraagbaak[dask]'") from error
        return Dask(settings.dask_address, settings.workers)
    return Processes(settings.workers)


def bring_up_to_date(
    archive: Archive, records: Records, runner: Runner, settings: Settings, iris: Iris, progress: Progress,
    size: int = SIZE,
) -> Authority:  # fmt: skip
    """Make the stale records and judge those whose shapes changed; the tables that they consulted come back.

    `size` is how many questions a batch has; the records are the same whatever it is.
    """
    forms = " ".join(FORMS)
    if (records.mark(BASE), records.mark(PIECES)) != (iris.base, forms):
        records.forget(records.made_from())  # also the last good record of what is set aside is of another base
        records.set_mark(BASE, iris.base)
        records.set_mark(PIECES, forms)
    code, shapes = code_version(), shapes_version()
    for _ in range(ROUNDS):
        authority = read_authority(product_folder("seeds"), settings.eurovoc, records.pairs())
        stale = find_stale(archive, records, authority, code, shapes)
        if not (stale.make or stale.judge or stale.gone):
            records.answers.forget_unused()
            records.set_mark(TABLES, authority.fingerprint)
            return authority
        records.set_mark(TABLES, "")  # a kill from here on leaves records that consulted other tables than the rest
        records.forget(stale.gone)
        _judge(records, stale.judge, shapes, iris, progress, size)
        _make(archive, records, stale, runner, Context(authority, iris, code, shapes), progress, size)
        records.set_mark(TABLES, authority.fingerprint)
    raise VraagbaakError("the records do not settle: two pages make each other's keywords change; please report it")


def _make(
    archive: Archive, records: Records, stale: Stale, runner: Runner, context: Context, progress: Progress, size: int
) -> None:
    """Make the records of the numbers, as many batches at a time as the runner has workers for."""
    bar = progress.add_task("questions", total=len(stale.make))
    batches = (
        [Asked(number, tuple(map(tuple, archive.histories(number))), stale.pages[number]) for number in numbers]
        for numbers in _runs(stale.make, size)
    )
    for made in runner.run(batches, context):
        records.keep(made.records, made.aside)
        progress.advance(bar, len(made.records) + len(made.aside))


def _judge(records: Records, numbers: Sequence[str], shapes: str, iris: Iris, progress: Progress, size: int) -> None:
    """Judge stored records by shapes that changed; one that no longer passes is made again, to be set aside then."""
    bar = progress.add_task("records judged", total=len(numbers))
    for batch in _runs(numbers, size):
        stored: dict[str, bytes] = {}
        for number in batch:
            with suppress(ValueError):  # a damaged one is made again
                stored[number] = records.triples(number)
        found = check_again(stored, iris.base)
        passed = {number: [astuple(one) for one in found.get(number, [])] for number in stored
                  if not worst(found.get(number, []))}  # fmt: skip
        records.judged(passed, shapes)
        records.doubt(set(batch) - set(passed))
        progress.advance(bar, len(batch))


def _runs(numbers: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    waiting = iter(numbers)
    while run := tuple(islice(waiting, size)):
        yield run
