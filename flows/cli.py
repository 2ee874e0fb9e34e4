"""The command `vraagbaak`: what people type, and what they read back."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from flows.as_json import as_json
from flows.cli_archive import commands as archive_commands
from flows.cli_authority import commands as authority_commands
from flows.cli_catalogue import commands as catalogue_commands
from flows.cli_release import commands as release_commands
from flows.cli_serve import serve
from flows.cli_upload import exports as export_commands
from flows.cli_upload import uploads as upload_commands
from flows.errors import BadInput, UnexpectedPage, VraagbaakError
from flows.settings import explain, product_folder, read_settings
from flows.sources import be_senate

if TYPE_CHECKING:
    from flows.nightly import Summary

MISUSE, INCOMPLETE, NOTHING_PUBLISHED = 1, 3, 4
USAGE = 2  # what Click ends with when the words of a command are off; here that is misuse like any other
app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False,
    help="From the written questions of the Belgian Senate to linked open data.",
)  # fmt: skip
GROUPS = {
    "archive": archive_commands, "authority": authority_commands, "catalogue": catalogue_commands,
    "release": release_commands, "upload": upload_commands, "export": export_commands,
}  # fmt: skip
for name, group in GROUPS.items():
    app.add_typer(group, name=name)
app.command()(serve)
out, err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)

Legislatures = Annotated[list[int] | None, typer.Option("--legislature", help="a legislature to harvest; repeatable")]
Everything = Annotated[bool, typer.Option("--all", help="harvest every legislature")]
Numbers = Annotated[str, typer.Option(help="only these questions: 7-1668, or 7-1600:7-1700")]
Refresh = Annotated[bool, typer.Option(help="ask for every known question, due or not")]
Limit = Annotated[int | None, typer.Option(help="stop after so many numbers")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="say what would be asked for and how long it takes")]
Bundled = Annotated[bool, typer.Option("--bundled", help="take the bundled pages instead of asking the site")]
RunnerName = Annotated[
    Literal["processes", "dask"] | None, typer.Option("--runner", help="what makes the records, instead of the setting")
]
DaskAddress = Annotated[str, typer.Option(help="scheduler of the Dask cluster: tcp://host:8786")]
Pages = Annotated[Path | None, typer.Option(help="take a folder with pages.toml instead of asking the site")]


@app.command()
def harvest(
    legislature: Legislatures = None,
    everything: Everything = False,
    numbers: Numbers = "",
    refresh: Refresh = False,
    limit: Limit = None,
    dry_run: DryRun = False,
    bundled: Bundled = False,
    pages: Pages = None,
    runner: RunnerName = None,
    dask_address: DaskAddress = "",
) -> None:
    """Ask the site for what is due and for new questions, and publish a checked release of all archived pages.

    Without options: the current legislature, and every question still open in older ones.
    """
    chosen = be_senate.discover.legislatures() if everything else legislature or []
    if bundled or pages:
        if chosen or numbers or refresh or limit is not None or dry_run:
            raise BadInput("a folder of pages is taken whole: leave out the options that choose what to ask the site")
        run(str(pages or product_folder("seeds") / "pages"), runner=runner, dask_address=dask_address)
    elif dry_run:
        preview(list(chosen), numbers, refresh, limit)
    else:
        refuse_misuse(list(chosen), numbers, refresh, limit)
        run(
            "site", legislatures=list(chosen), numbers=numbers, refresh=refresh, limit=limit,
            runner=runner, dask_address=dask_address,
        )  # fmt: skip


@app.command()
def rebuild(
    accept: Annotated[str, typer.Option(help="publish the last night, by its name, in spite of the guards")] = "",
    runner: RunnerName = None,
    dask_address: DaskAddress = "",
) -> None:
    """Publish a checked release of all archived pages, without taking any in."""
    if not (read_settings().output / "archive.sqlite").is_file():
        raise BadInput(f"there is no archive in {read_settings().output}: run `vraagbaak harvest` first")
    run("archive", accept=accept, runner=runner, dask_address=dask_address)


def refuse_misuse(legislatures: list[int], numbers: str, refresh: bool, limit: int | None) -> None:
    """Say what is wrong with the command before Prefect takes its seconds to start."""
    from flows.fetch.collect import policy
    from flows.fetch.visits import Wanted

    policy(read_settings())
    Wanted.of(legislatures, numbers, refresh, limit)


def run(source: str, **wanted: Any) -> None:
    """Run the nightly flow and print its summary; the last line names the release or says why there is none."""
    # Prefect takes seconds to import; the other commands do without it.
    from flows.keep.journal import Outcome
    from flows.nightly import nightly

    try:
        summary = nightly(source, **wanted)
    except BadInput:
        raise
    except (VraagbaakError, OSError) as error:
        err.print(f"No release: {error}", style="bold red", markup=False)
        err.print("`vraagbaak status` says more; the last good release stays.", markup=False)
        out.print(f"no release: {error}", markup=False)
        raise typer.Exit(NOTHING_PUBLISHED) from None
    show(summary)
    if summary.outcome is Outcome.INCOMPLETE:
        raise typer.Exit(INCOMPLETE)


def show(summary: Summary) -> None:
    """Print the morning's text; the last line names the release."""
    out.print(summary.text, markup=False)
    latest, release = read_settings().latest, summary.release
    assert release is not None
    out.print(f"Read {latest / 'report.md'} for the issues of single questions.", markup=False)
    out.print(f"release {release.version} in {latest}", markup=False)


def preview(legislatures: list[int], numbers: str, refresh: bool, limit: int | None) -> None:
    """Print what a harvest would ask for, and how long that takes at the polite pace."""
    from datetime import timedelta

    from flows import clock
    from flows.fetch.visits import Wanted, make_plan
    from flows.keep.journal import Visit, open_journal
    from flows.keep.workplace import JOURNAL

    settings = read_settings()
    visits: list[Visit] = []
    if (settings.output / JOURNAL).is_file():  # looking at what would be leaves nothing behind
        with open_journal(settings.output / JOURNAL) as journal:
            visits = list(journal.visits())
    plan = make_plan(visits, Wanted.of(legislatures, numbers, refresh, limit), "", clock.now().date())
    least = min(plan.least(settings.misses), limit if limit is not None else sys.maxsize)
    for number in plan.due[:20]:
        out.print(f"due: {number}", markup=False)
    if len(plan.due) > 20:
        out.print(f"due: {len(plan.due) - 20} more")
    for count in plan.counts:
        out.print(
            f"counting legislature {count.legislature}: {count.asks_at_least(settings.misses)} numbers, and on as long "
            "as questions are found"
        )
    out.print(
        f"at least {least} numbers, {timedelta(seconds=round(least * settings.pause))} at {settings.pause} s each"
    )


@app.command()
def status(count: Annotated[int, typer.Option(help="how many nights to list")] = 7) -> None:
    """Print how the last nights ended, what the last one said, what stands open and what is due."""
    from flows import clock
    from flows.keep.journal import open_journal
    from flows.keep.workplace import JOURNAL, sizes
    from flows.run import morning

    settings = read_settings()
    if not (settings.output / JOURNAL).is_file():
        raise BadInput(f"there was no night yet in {settings.output}: run `vraagbaak harvest`")
    with open_journal(settings.output / JOURNAL) as journal:
        nights, visits = journal.nights(count), list(journal.visits())
    table = Table("night", "ended", "questions", "triples", box=None, pad_edge=False)
    for night in nights:
        figures = night.facts
        ended = str(night.outcome) if night.outcome else "still running, or stopped"
        table.add_row(night.name, ended, str(figures.get("questions", "")), str(figures.get("triples", "")))
    out.print(table)
    if nights:
        out.print(f"\n{nights[0].summary}", markup=False)
    for name, value in {**morning.outlook(visits, clock.now().date()), **sizes(settings.output)}.items():
        out.print(f"{name}: {value}", markup=False)
    out.print(f"latest release: {settings.latest.resolve().name if settings.latest.exists() else 'none'}", markup=False)


@app.command()
def settings() -> None:
    """Print every setting with its value, where that comes from and what it means; secrets stay hidden."""
    table = Table("setting", "value", "from", "meaning", box=None, pad_edge=False)
    for one in explain():
        table.add_row(one.name, one.value, one.origin, one.meaning)
    Console(highlight=False, markup=False).print(table)


@app.command()
def schedule(
    cron: Annotated[str, typer.Option(help="when, as minute hour day month weekday")] = "30 2 * * *",
    timezone: Annotated[str, typer.Option(help="whose clock that is")] = "Europe/Brussels",
    printed: Annotated[
        Literal["systemd", "crontab"] | None,
        typer.Option("--print", help="print what systemd or cron needs for this installation instead"),
    ] = None,
) -> None:
    """Serve the nightly flow on a schedule, until it is stopped; one night at a time, late ones as one."""
    from flows.run import schedule, timers

    if printed is None:
        schedule.serve(cron, timezone, lambda text: out.print(text, markup=False))
        return
    schedule.read_schedule(cron, timezone)
    write = timers.systemd if printed == "systemd" else timers.crontab
    sys.stdout.write(write(cron, timezone, read_settings().output))


@app.command()
def parse(
    files: Annotated[list[Path], typer.Argument(help="question pages, HTML or plain text", metavar="FILE...")],
) -> None:
    """Print what each page says, one JSON object a line."""
    failed = False
    for path in files:
        try:
            question = be_senate.parse(read_file(path))
        except (UnexpectedPage, BadInput) as error:
            err.print(f"{path}: {error}", markup=False)
            failed = True
            continue
        sys.stdout.write(json.dumps(as_json(question), ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(MISUSE)


def read_file(path: Path) -> bytes:
    """The bytes of a file that a person named; raises BadInput when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot be read ({error.strerror}): name an existing file") from error


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="RDF files; the latest release when left out")] = None,
) -> None:
    """Judge RDF files by the shapes, a file named catalogue.* by those of the catalogue; print what breaks them."""
    # rdflib and pySHACL take a second to import; `vraagbaak parse` does without them.
    from flows.check.shapes import load, validate
    from flows.publish.quality import findings_in

    bad = False
    chosen: Sequence[Path] = files or sorted(read_settings().latest.glob("be-senate-*.ttl.gz"))
    if not chosen:
        raise BadInput(f"there is no release in {read_settings().output}: run `vraagbaak harvest`, or name RDF files")
    for path in chosen:
        graph = load(path)
        is_record = not path.name.startswith("catalogue.")
        findings = validate(graph, read_settings().base_iri) if is_record else findings_in(graph)
        bad |= any(finding.is_violation for finding in findings)
        for finding in findings:
            word = "violation" if finding.is_violation else "warning"
            out.print(f"{path}: {word}: {finding.shape} at {finding.subject}: {finding.message}", markup=False)
        out.print(f"{path}: {len(graph)} triples, {len(findings)} results", markup=False)
    if bad:
        raise typer.Exit(MISUSE)


@app.command()
def coverage(
    listed: Annotated[int, typer.Option(help="how many unknown names of a kind to list")] = 20,
) -> None:
    """Print how much of what the pages of the latest release print is known, and what is left to work off."""
    from flows.publish.coverage import markdown

    path = read_settings().latest / "statistics.json"
    if not path.is_file():
        raise BadInput(f"there is no release in {read_settings().output}: run `vraagbaak harvest` first")
    covered = json.loads(path.read_text("utf-8"))["coverage"]
    out.print("\n".join(markdown(covered, listed)), markup=False)


def main() -> None:
    """Run the command; errors that a person can put right are shown as one line, and misuse ends with one status."""
    try:
        app()
    except (VraagbaakError, OSError) as error:
        err.print(f"vraagbaak: {error}", style="red", markup=False)
        sys.exit(MISUSE)
    except SystemExit as stop:
        sys.exit(MISUSE if stop.code == USAGE else stop.code)
