"""One night: fetch, parse, map, check, publish, and upload where that is set. Read this first.

The stages are ordinary functions of their modules; here Prefect runs them, a task for each stage of a batch. Only
this module, `due` and `schedule` know Prefect, which caches and stores nothing for us: the archive, the journal and
the records are our own. Nothing retries here; a transport is retried where it is known, in `fetch`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

# Set before Prefect is imported, which reads them once: no telemetry, no log lines between ours, and time for the
# temporary server to start on a slow machine. What the operator has set wins.
for name, value in {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_CLI_PROMPT": "false",
}.items():
    os.environ.setdefault(name, value)

from prefect import Flow, flow, task  # noqa: E402  # after the settings above
from prefect.artifacts import create_markdown_artifact  # noqa: E402
from prefect.blocks.system import Secret  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.client.schemas.objects import FlowRun, State  # noqa: E402
from prefect.utilities.annotations import quote  # noqa: E402
from rich.progress import Progress  # noqa: E402

from flows import clock, log  # noqa: E402
from flows.authority.lookups import Authority  # noqa: E402
from flows.check.guard import refusals  # noqa: E402
from flows.errors import BadInput, NoRelease, VraagbaakError  # noqa: E402
from flows.fetch.collect import Collected, collect, policy  # noqa: E402
from flows.fetch.fetcher import Fetcher  # noqa: E402
from flows.fetch.folder import read_folder  # noqa: E402
from flows.fetch.visits import Wanted, make_plan  # noqa: E402
from flows.keep.archive import Archive  # noqa: E402
from flows.keep.journal import Journal, NightEntry, Outcome, open_journal  # noqa: E402
from flows.keep.workplace import JOURNAL, Workplace, open_workplace  # noqa: E402
from flows.make.remake import bring_up_to_date, runner_of  # noqa: E402
from flows.portals.upload import Portal, configured, upload  # noqa: E402
from flows.progress import Bar, show_progress  # noqa: E402
from flows.publish.release import Release, publish  # noqa: E402
from flows.releases.changelog import Change  # noqa: E402
from flows.releases.follow import catch_up, follow  # noqa: E402
from flows.releases.retention import thin  # noqa: E402
from flows.run import due, morning, notify  # noqa: E402
from flows.settings import Settings, read_settings  # noqa: E402
from flows.vocabulary import Iris  # noqa: E402

Value = TypeVar("Value")


@dataclass(frozen=True)
class Summary:
    """What a night did: how it ended, the release or why there is none, and the morning's text."""

    name: str
    outcome: Outcome
    release: Release | None
    refusals: tuple[str, ...]
    text: str


def tell(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Prefect's hook at the end of a run: tell of a night that was not good."""
    settings = read_settings()
    log.configure(settings.log)
    ended = state.result(raise_on_failure=False) if state.is_completed() else None
    outcome, text = Outcome.FAILED, f"The run stopped: {state.message}\n\n`vraagbaak status` says more.\n"
    if isinstance(ended, Summary):
        outcome, text = ended.outcome, ended.text
    elif night := ended_since(flow_run.start_time, settings.output):
        outcome, text = night.outcome or outcome, night.summary
    if outcome is not Outcome.GOOD or settings.notify_always:
        notify.tell(settings, f"Vraagbaak: {outcome}", text)


def ended_since(start: datetime | None, output: Path) -> NightEntry | None:
    """The night that ended badly after a run began; None when the run did not come so far, or was killed."""
    with open_journal(output / JOURNAL) as journal:
        last = next(iter(journal.nights(1)), None)
    began = start.replace(microsecond=0) if start else None
    if last is None or last.ended is None or began is None or last.outcome is Outcome.GOOD:
        return None
    return last if last.ended >= began else None


@flow(name="vraagbaak-nightly", validate_parameters=False, on_completion=[tell], on_failure=[tell], on_crashed=[tell])
@due.or_skipped
def nightly(
    source: str = "site",
    legislatures: Sequence[int] = (),
    numbers: str = "",
    refresh: bool = False,
    limit: int | None = None,
    accept: str = "",
    runner: str | None = None,
    dask_address: str = "",
) -> Summary:
    """Bring pages in and publish a release of all that is in the archive.

    `source` is "site", "archive" (nothing is brought in) or a folder with pages.toml. The other parameters are those
    of `vraagbaak harvest` and `vraagbaak rebuild`. Raises NoRelease when nothing was published.
    """
    settings = chosen(read_settings(), runner, dask_address)
    log.configure(settings.log)
    wanted = Wanted.of(legislatures, numbers, refresh, limit)
    iris = Iris(settings.base_iri)
    with (
        open_workplace(settings.output) as place,
        begun(place.journal, f"{source}: {wanted.text}", accept) as entry,
        show_progress() as progress,
    ):
        collected = None
        if source == "site":
            collected = fetch_pages(wanted, entry.name, place, settings, progress)
        elif source != "archive":
            take_pages(Path(source), place.archive)
        authority = make_records(place, settings, iris, progress)
        refused = [] if accept else guard_release(place, as_is(collected))
        release: Release | None = None
        broken: Sequence[str] = ()
        if not refused:
            release, broken = publish_release(place, as_is(authority), settings)
        change = log_change(settings) if release else None
        if release and accept:
            place.journal.settle()
        uploads = [upload_release(portal, settings) for portal in configured(settings)] if release else []
        summary = tell_morning(entry, collected, release, refused, broken, change, uploads, place, settings)
    if summary.release is None:
        raise NoRelease(summary.refusals)
    return summary


def chosen(settings: Settings, runner: str | None, dask_address: str) -> Settings:
    """The settings with the runner that a command names."""
    given = {"runner": runner or ("dask" if dask_address else None), "dask_address": dask_address or None}
    return Settings.model_validate({**dict(settings), **{name: one for name, one in given.items() if one}})


def as_is(value: Value) -> Value:
    """A value for a task to take as it is: Prefect looks into every object for states, a third of a night's time."""
    return cast(Value, quote(value))


@task(cache_policy=NO_CACHE, persist_result=False)
def fetch_pages(wanted: Wanted, night: str, place: Workplace, settings: Settings, progress: Progress) -> Collected:
    """Ask the site for what is due and for new questions; all that comes is in the archive at once."""
    journal = place.journal
    plan = make_plan(journal.visits(), wanted, night, clock.now().date(), journal.part_of(night))
    bar = Bar(progress, "numbers", plan.least(settings.misses))
    with Fetcher(policy(settings)) as fetcher:
        return collect(plan, night, fetcher, place, settings, bar, wanted.limit)


@task(cache_policy=NO_CACHE, persist_result=False)
def take_pages(folder: Path, archive: Archive) -> int:
    """Take the pages of a folder into the archive; how many were new."""
    return sum(archive.keep(page) for page in read_folder(folder))


@task(cache_policy=NO_CACHE, persist_result=False)
def make_records(place: Workplace, settings: Settings, iris: Iris, progress: Progress) -> Authority:
    """Make the records whose pages, code, shapes or table rows changed; the tables as they were consulted last.

    What a batch of them goes through - parse, map, check - stands in `batch`. A second round follows where pages paired
    descriptors that were not known as a pair before, and with it their keywords.
    """
    return bring_up_to_date(place.archive, place.records, runner_of(settings), settings, iris, progress)


@task(cache_policy=NO_CACHE, persist_result=False)
def guard_release(place: Workplace, collected: Collected | None) -> list[str]:
    """Why the records are too different from the last release to be believed; an operator may accept them."""
    return refusals(place.records, collected, place.journal.counted())


@task(cache_policy=NO_CACHE, persist_result=False)
def publish_release(place: Workplace, authority: Authority, settings: Settings) -> tuple[Release | None, Sequence[str]]:
    """The release of all good records; None and the reasons when the rules for the whole graph forbid it."""
    catch_up(settings)
    try:
        release = publish(place.records, authority, settings)
    except NoRelease as error:
        return None, error.reasons
    place.records.mark_published()
    return release, ()


@task(cache_policy=NO_CACHE, persist_result=False)
def log_change(settings: Settings) -> Change | None:
    """Log what changed from the release before, for those who follow the data, and delete the oldest releases."""
    change = follow(settings)
    thin(settings)
    return change


@task(cache_policy=NO_CACHE, persist_result=False)
def upload_release(portal: Portal, settings: Settings) -> morning.Upload:
    """Bring the release to a portal; whatever goes wrong there, the release is good and the night goes on."""
    try:
        told = upload(portal, settings, lambda line: None, secrets=block)
    except Exception as error:
        words = str(error) if isinstance(error, VraagbaakError) else f"{type(error).__name__}: {error}"
        return morning.Upload(portal, words, is_done=False)
    return morning.Upload(portal, told, is_done=True)


def block(name: str) -> str | None:
    """The value of the Prefect secret block of a setting: `vraagbaak-ckan-token` of ckan_token; None without one."""
    try:
        return str(Secret.load(f"vraagbaak-{name.replace('_', '-')}").get())  # type: ignore[union-attr]
    except ValueError:
        return None


def tell_morning(
    entry: NightEntry, collected: Collected | None, release: Release | None, refused: Sequence[str],
    broken: Sequence[str], change: Change | None, uploads: Sequence[morning.Upload], place: Workplace,
    settings: Settings,
) -> Summary:  # fmt: skip
    """End the night in the journal, with the text that a person reads in the morning, and leave it as an artifact."""
    outcome = Outcome.UNPUBLISHED
    if release is not None:
        is_whole = not (collected and collected.is_incomplete) and all(one.is_done for one in uploads)
        outcome = Outcome.GOOD if is_whole else Outcome.INCOMPLETE
    aside = tuple(place.records.set_aside())
    reasons = tuple(refused), tuple(broken)
    told = morning.Told(
        entry.name, outcome, collected, aside, release, *reasons, served=morning.served(settings),
        changed=change.words if change else "", uploads=tuple(uploads),
    )  # fmt: skip
    text = morning.markdown(told)
    place.journal.end(entry.name, clock.now(), outcome, told.figures, text)
    create_markdown_artifact(text, key="morning", description=morning.HEADLINES[outcome])
    return Summary(entry.name, outcome, release, (*refused, *broken), text)


@contextmanager
def begun(journal: Journal, wanted: str, accept: str) -> Iterator[NightEntry]:
    """A night in the journal; one that an error stops is ended there with its reason."""
    if accept and not any(entry.name == accept and entry.outcome is Outcome.UNPUBLISHED for entry in journal.nights(1)):
        raise BadInput(f"'{accept}' is not the last night, or it was published: `vraagbaak status` names it")
    due.collapse(journal, wanted)
    entry = journal.begin(wanted, clock.now())
    try:
        yield entry
    except Exception as error:
        words = str(error) if isinstance(error, VraagbaakError) else f"{type(error).__name__}: {error}"
        journal.end(entry.name, clock.now(), Outcome.FAILED, {}, morning.failure(entry.name, words))
        raise
