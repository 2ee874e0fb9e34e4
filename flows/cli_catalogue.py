"""The commands `vraagbaak catalogue …`: what portals will make of the description of the latest release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from flows.errors import BadInput
from flows.settings import read_settings

if TYPE_CHECKING:
    from flows.publish.quality import Missing, Score

TOO_LITTLE = 1
NAMED = 3  # IRIs of what lacks something; the rest is counted
commands = typer.Typer(no_args_is_help=True, help="Look after the description of the data for open-data portals.")
out = Console(soft_wrap=True, highlight=False)

File = Annotated[Path | None, typer.Argument(help="a catalogue; that of the latest release when left out")]
Online = Annotated[bool, typer.Option("--online", help="ask every address whether it answers, instead of trusting it")]
Least = Annotated[int, typer.Option(help="points below which the status is 1; 351 and more are called excellent")]


@commands.command()
def score(file: File = None, online: Online = False, least: Least = 351) -> None:
    """Count the points that data.europa.eu will give, and say what lacks for the others and what portals refuse."""
    # rdflib and pySHACL take a second to import.
    from flows.check.shapes import read
    from flows.publish import quality

    settings = read_settings()
    path = file or settings.latest / "catalogue.ttl"
    if file is None and not path.is_file():
        raise BadInput(f"there is no release in {settings.output}: run `vraagbaak harvest`, or name a catalogue")
    found = quality.score(read(path), quality.answers_to_head if online else quality.trusted)
    show(found)
    if not online:
        out.print("No address was asked: 80 points are given on trust, --online asks them.", markup=False)
    large = () if file else quality.too_large(path.parent)
    for sentence in (*quality.what_portals_refuse(settings), *large):
        out.print(f"* {sentence}", markup=False)
    if found.total < least:
        out.print(f"That is less than {least} points.", markup=False)
        raise typer.Exit(TOO_LITTLE)


def show(found: Score) -> None:
    """Print the points by dimension, and what is missing."""
    table = Table("dimension", "points", "of", box=None, pad_edge=False)
    for name, (points, most) in found.dimensions.items():
        table.add_row(name, f"{points:g}", str(most))
    table.add_row("all", f"{found.total:g}", str(found.most))
    out.print(table)
    for one in found.missing:
        out.print(f"-{one.points:g} {one.dimension}, {one.indicator}: {one.advice} ({whose(one)})", markup=False)


def whose(missing: Missing) -> str:
    """Which things lack something, the first by name."""
    more = len(missing.subjects) - NAMED
    return ", ".join(missing.subjects[:NAMED]) + (f" and {more} more" if more > 0 else "")
