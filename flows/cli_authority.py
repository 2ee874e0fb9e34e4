"""The commands `vraagbaak authority …`: what is known of people, offices and concepts, brought up to date.

They print what was asked, what came and what to do next. The reviewed tables are never written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from flows import log
from flows.errors import BadInput, VraagbaakError
from flows.progress import Bar, show_progress
from flows.settings import Settings, product_folder, read_settings

if TYPE_CHECKING:
    from flows.refresh.refreshing import Refreshed

INCOMPLETE, NOTHING_CAME = 3, 4
SHOWN = 10  # lines of issues; the summary has all
commands = typer.Typer(no_args_is_help=True, help="Look after what is known of people, offices and concepts.")
refreshing = typer.Typer(no_args_is_help=True, help="Ask a source what is new.")
commands.add_typer(refreshing, name="refresh")
out, err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)

Tables = Annotated[Path | None, typer.Option(help="folder of the reviewed tables; the product's own when left out")]
Again = Annotated[bool, typer.Option("--again", help="ask anew for what is known from the last days")]


@refreshing.command()
def senators(
    legislature: Annotated[list[int] | None, typer.Option(help="whose members; repeatable, all when left out")] = None,
    again: Again = False,
    tables: Tables = None,
) -> None:
    """Read the Senate's pages about its members, and propose changes to the tables of people."""
    from flows.refresh.refreshing import refresh_senators

    with ending(), show_progress() as progress:
        bar = Bar(progress, "pages", len(legislature or ()))
        got = refresh_senators(
            tables or product_folder("seeds"), read_settings(), legislature or (), again, bar.advance
        )
    show(got)


@refreshing.command()
def wikidata(
    again: Again = False,
    answers: Annotated[
        Path | None, typer.Option(help="a folder of answers saved by hand to the queries in authority/queries")
    ] = None,
    tables: Tables = None,
) -> None:
    """Ask Wikidata for senators, parties, governments and ministers, and propose changes to the tables."""
    from flows.refresh.refreshing import refresh_wikidata

    with ending():
        got = refresh_wikidata(tables or product_folder("seeds"), prepared(), again, answers)
    show(got)


@refreshing.command()
def eurovoc(
    source: Annotated[str, typer.Option(help="the official SKOS file: an address or a path")] = "",
    sha256: Annotated[str, typer.Option(help="the checksum that the file must have")] = "",
) -> None:
    """Bring EuroVoc and make the store that descriptors are looked up in."""
    from flows.refresh import eurovoc_load

    # The checksum of the release that is asked for by default is known.
    expected = sha256 or ("" if source else eurovoc_load.SHA256)
    target = prepared().eurovoc
    with ending():
        loaded = eurovoc_load.refresh(
            source or eurovoc_load.ADDRESS, target, expected, lambda line: out.print(line, markup=False)
        )
    out.print(
        f"EuroVoc {loaded.version}: {loaded.concepts} concepts, {loaded.retired} retired ones, "
        f"{loaded.microthesauri} microthesauri, {loaded.domains} domains in {target}",
        markup=False,
    )
    out.print("next: vraagbaak rebuild")


def prepared() -> Settings:
    """The settings in force, with the log as they want it."""
    settings = read_settings()
    log.configure(settings.log)
    return settings


@contextmanager
def ending() -> Iterator[None]:
    """End with its own status when nothing came; what a person wrote wrongly is misuse, as everywhere."""
    try:
        yield
    except BadInput:
        raise
    except (VraagbaakError, OSError) as error:
        err.print(f"Nothing came: {error}", style="bold red", markup=False)
        raise typer.Exit(NOTHING_CAME) from None


def show(got: Refreshed) -> None:
    """Print what was asked, what came, what is proposed and where that lies; an incomplete answer has its status."""
    for line in got.came:
        out.print(line, markup=False)
    for issue in got.issues[:SHOWN]:
        out.print(f"issue: {issue}", markup=False)
    if len(got.issues) > SHOWN:
        out.print(f"issue: {len(got.issues) - SHOWN} more in the summary")
    kinds = [one.kind for one in got.draft.proposals]
    out.print(
        f"proposals: {kinds.count('new-row')} new rows, {kinds.count('new-value')} new values, "
        f"{kinds.count('conflict')} conflicts; {len(got.draft.looks)} to look at"
    )
    out.print(f"read {got.written.summary}", markup=False)
    if got.written.patch:
        out.print(f"next, in the folder that holds seeds/: git apply {got.written.patch}", markup=False)
    if got.written.conflicts:
        out.print(f"after deciding each conflict: git apply {got.written.conflicts}", markup=False)
    if not got.written.patch and not got.written.conflicts:
        out.print("nothing to apply: the tables hold all that came and is certain")
    if got.incomplete:
        out.print(f"incomplete: {got.incomplete}; what came is kept, run again to go on", markup=False)
        raise typer.Exit(INCOMPLETE)
