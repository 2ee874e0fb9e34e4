"""The commands `vraagbaak archive …`: is it sound, hand it out as WARC, take WARC in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from flows.errors import BadInput
from flows.keep.archive import Archive
from flows.keep.verify import verify as find_damage
from flows.keep.warc import export_warc, import_warc
from flows.keep.workplace import ARCHIVE, open_workplace
from flows.progress import Bar, show_progress
from flows.settings import read_settings
from flows.sources import be_senate

commands = typer.Typer(no_args_is_help=True, help="Look after the archive of pages.")
out = Console(soft_wrap=True, highlight=False)

File = Annotated[Path, typer.Argument(help="a WARC file, like pages.warc.gz", metavar="FILE")]


@commands.command()
def verify() -> None:
    """Read every page again and say what is no longer as it was stored."""
    with existing_archive() as archive, show_progress() as progress:
        counts = archive.counts()
        bar = Bar(progress, "contents", counts.contents)
        damages = list(find_damage(archive, bar.advance))
    for damage in damages:
        out.print(f"damaged: {damage.address or 'the archive'}: {damage.what}", markup=False)
    words = f"{counts.captures} captures of {counts.questions} questions, {len(damages)} damaged"
    out.print(words if damages else f"{words}: the archive is sound", markup=False)
    if damages:
        out.print("Restore archive.sqlite from a backup, or import an exported WARC into a new folder.")
        raise typer.Exit(1)


@commands.command("export")
def export_file(file: File) -> None:
    """Write all captures to a WARC file."""
    with existing_archive() as archive:
        out.print(f"{export_warc(archive, file)} captures in {file}", markup=False)


@commands.command("import")
def import_file(file: File) -> None:
    """Take the question pages of a WARC file in, our own or anybody's; addresses of other pages are left out."""
    with open_workplace(read_settings().output) as place:
        got = import_warc(file, place.archive, be_senate.discover.number_of, be_senate.discover.canonical)
    out.print(f"{got.pages} pages, {got.new} of them new; {got.skipped} records are of other things", markup=False)
    if got.unresolved:
        out.print(f"{got.unresolved} records name a page that the file does not hold", markup=False)
    out.print("next: vraagbaak rebuild")


@contextmanager
def existing_archive() -> Iterator[Archive]:
    """The archive of the output folder; raises BadInput when there is none."""
    output = read_settings().output
    if not (output / ARCHIVE).is_file():
        raise BadInput(f"there is no archive in {output}: run `vraagbaak harvest` first")
    with open_workplace(output) as place:
        yield place.archive
