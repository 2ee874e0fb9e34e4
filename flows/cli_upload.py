"""The commands `vraagbaak upload …` and `vraagbaak export …`: bring the last release to portals and web servers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from flows import log
from flows.errors import BadInput, VraagbaakError
from flows.progress import show_bytes
from flows.settings import read_settings

if TYPE_CHECKING:
    from flows.portals.upload import Portal

INCOMPLETE = 3
uploads = typer.Typer(no_args_is_help=True, help="Bring the last release to an open-data portal.")
exports = typer.Typer(no_args_is_help=True, help="Write releases for others to serve.")
out, err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)

DryRun = Annotated[bool, typer.Option("--dry-run", help="say what would be sent and changed, and change nothing")]
Folder = Annotated[Path, typer.Argument(help="the folder that a web server serves; made when missing", metavar="DIR")]


@uploads.command()
def ckan(dry_run: DryRun = False) -> None:
    """Bring the last release to the CKAN of the setting ckan_url; what is there already is not sent again."""
    _upload("ckan", dry_run)


@uploads.command()
def udata(dry_run: DryRun = False) -> None:
    """Bring the last release to the udata of the setting udata_url; what is there already is not sent again."""
    _upload("udata", dry_run)


@exports.command()
def site(
    folder: Folder,
    link: Annotated[bool, typer.Option("--link/--copy", help="hard links to the files of the output folder")] = False,
) -> None:
    """Write the kept releases as a folder that any web server can serve, with rules for nginx and Apache."""
    from flows.portals.site import export

    settings = read_settings()
    done = export(settings, folder.expanduser().absolute(), link=link)
    for line in done.lines:
        out.print(line, markup=False)
    out.print(f"{done.text} in {folder}", markup=False)


def _upload(portal: Portal, dry: bool) -> None:
    from flows.portals.upload import upload

    settings = read_settings()
    log.configure(settings.log)
    with ending(), show_bytes("upload") as progress:
        text = upload(portal, settings, lambda line: out.print(line, markup=False), dry=dry, progress=progress)
    out.print(text, markup=False)


@contextmanager
def ending() -> Iterator[None]:
    """End with its own status when the portal did not take everything; misuse is misuse, as everywhere."""
    try:
        yield
    except BadInput:
        raise
    except VraagbaakError as error:
        err.print(f"Not uploaded: {error}", style="bold red", markup=False)
        err.print("What was sent stays there unseen; run the upload again to go on.", markup=False)
        raise typer.Exit(INCOMPLETE) from None
