"""The commands `vraagbaak release …`: which releases there are, what changed, are they sound, roll back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from flows.errors import BadInput
from flows.progress import Bar, show_progress
from flows.settings import read_settings

commands = typer.Typer(no_args_is_help=True, help="Look after the releases and the log of changes.")
out = Console(soft_wrap=True, highlight=False)
SHOWN = 20  # numbers named in a line; the rest is counted

Version = Annotated[str, typer.Argument(help="a version, or how it begins; the latest when left out")]


@commands.command("list")
def list_releases() -> None:
    """Print which releases there are and why each stays."""
    from flows.releases.kept import releases
    from flows.releases.retention import reasons

    settings = read_settings()
    why = reasons(settings)
    if not why:
        raise BadInput(f"there is no release in {settings.output}: run `vraagbaak harvest`")
    table = Table("version", "day", "size", "questions", "stays as", box=None, pad_edge=False)
    for one in reversed(releases(settings.output)):
        stays = ", ".join(why[one.version]) or "nothing: it is deleted after the next night"
        table.add_row(one.version, one.day, size(one.size), str(one.statistics.get("questions", "")), stays)
    out.print(table)


@commands.command()
def show(version: Version = "") -> None:
    """Print the figures of a release, its files, and what changed since the one before."""
    from flows.releases.changelog import changes
    from flows.releases.kept import release_of

    settings = read_settings()
    release = release_of(settings.output, version)
    out.print(f"release {release.version}: {release.folder}", markup=False)
    for name, value in release.statistics.items():
        if isinstance(value, int | str):
            out.print(f"{name}: {value}", markup=False)
    for name, digest in release.sums.items():
        path = release.folder / name
        weight = size(path.stat().st_size) if path.is_file() else "missing"
        out.print(f"{digest}  {weight:>10}  {name}", markup=False)
    for change in changes(settings.output):
        if change.after == release.version:
            before = change.before or "nothing"
            out.print(f"change {change.number}, from {before}: {change.words}", markup=False)
            tell(change.questions if change.before else {})


@commands.command()
def diff(
    before: Annotated[str, typer.Argument(help="the older version", metavar="A")],
    after: Annotated[str, typer.Argument(help="the newer version", metavar="B")] = "",
    quads: Annotated[Path | None, typer.Option(help="write the patch, added.nq.gz and removed.nq.gz, here")] = None,
) -> None:
    """Print which questions differ between two releases, and what became of them; B is the latest when left out."""
    from flows.releases.changelog import compare
    from flows.releases.kept import release_of

    output = read_settings().output
    one, other = release_of(output, before), release_of(output, after)
    questions, counts = compare(one, other, quads)
    out.print(f"{one.version} to {other.version}: {counts['added']} quads added, {counts['removed']} removed")
    tell(questions)
    if quads:
        out.print(f"the patch is in {quads}", markup=False)


@commands.command()
def verify(version: Version = "") -> None:
    """Read every file of a release again and say what is wrong, with status 1 when something is."""
    from flows.releases.kept import release_of
    from flows.releases.verify import steps
    from flows.releases.verify import verify as find_faults

    settings = read_settings()
    release = release_of(settings.output, version)
    with show_progress() as progress:
        bar = Bar(progress, "steps", steps(release))
        faults = list(find_faults(release, settings, bar.advance))
    for fault in faults:
        out.print(f"fault: {fault}", markup=False)
    words = f"release {release.version}: {len(release.sums)} files, {len(faults)} faults"
    out.print(words if faults else f"{words}: it is sound", markup=False)
    if faults:
        out.print("Restore its folder from a backup, or `vraagbaak release rollback` to one that is sound.")
        raise typer.Exit(1)


@commands.command()
def changes(
    repair: Annotated[bool, typer.Option("--repair", help="complete what a night that died left")] = False,
    feeds: Annotated[bool, typer.Option("--feeds", help="make the Atom feeds anew, as after a new address")] = False,
) -> None:
    """Print the log of changes: each switch of latest with what it changed."""
    from flows.keep.workplace import open_workplace
    from flows.releases.changelog import changes as read_log
    from flows.releases.feeds import forget
    from flows.releases.follow import follow

    settings = read_settings()
    if repair or feeds:
        with open_workplace(settings.output):
            if feeds:
                forget(settings)
            follow(settings)
    for change in read_log(settings.output):
        out.print(f"{change.number:6}  {change.when}  {change.after}  {change.words}", markup=False)


@commands.command()
def rollback(version: Annotated[str, typer.Argument(help="the version; else the one before the latest")] = "") -> None:
    """Make an older release the latest in one step; the one it was is held back."""
    from flows.keep.workplace import open_workplace
    from flows.releases.kept import release_of
    from flows.releases.rollback import roll_back

    settings = read_settings()
    was = release_of(settings.output)
    with open_workplace(settings.output):
        target, change = roll_back(settings, version)
    out.print(f"release {target.version} is the latest; it was {was.version}", markup=False)
    if change:
        out.print(f"change {change.number}: {change.words}", markup=False)
    out.print(
        f"The next night publishes again as soon as the records differ from those of {was.version}; until then it says "
        "that it is held back. `vraagbaak release unhold` lets it come back.", markup=False,
    )  # fmt: skip


@commands.command()
def unhold(version: Annotated[str, typer.Argument(help="the version; else all that are held back")] = "") -> None:
    """Let a release that was rolled back from become the latest again, at the next night or rebuild."""
    from flows.keep.workplace import open_workplace
    from flows.releases.rollback import unhold as let_go

    settings = read_settings()
    with open_workplace(settings.output):
        gone = let_go(settings, version)
    out.print(f"not held back any more: {', '.join(gone)}; next: vraagbaak rebuild", markup=False)


def tell(questions: Mapping[str, Sequence[str]]) -> None:
    """Print what became of which questions."""
    for line in told(questions):
        out.print(line, markup=False)


def told(questions: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A line for each thing that became of questions."""
    for kind, numbers in questions.items():
        more = f" and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else ""
        yield f"{len(numbers)} {kind}: {', '.join(numbers[:SHOWN])}{more}"


def size(count: int) -> str:
    """Bytes for people."""
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"
