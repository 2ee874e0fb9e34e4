"""One night: fetch, parse, map, check, publish. Read this first.

The stages are ordinary functions of their modules; here Prefect runs them, a task for each stage of a batch. Only
this module knows Prefect, which caches and stores nothing for us: the records are our own store. Nothing retries
here; a transport is retried where it is known, in `fetch`.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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

from prefect import flow, task  # noqa: E402  # after the settings above
from prefect.cache_policies import NO_CACHE  # noqa: E402

from flows.archive import Archive, open_archive  # noqa: E402
from flows.authority import Authority, read_authority  # noqa: E402
from flows.check import Finding, check_records, worst  # noqa: E402
from flows.errors import VraagbaakError  # noqa: E402
from flows.fetch import read_folder  # noqa: E402
from flows.map import question_record  # noqa: E402
from flows.model import Issue  # noqa: E402
from flows.progress import batches, show_progress  # noqa: E402
from flows.publish import Release, publish  # noqa: E402
from flows.questions import Reading, read_questions  # noqa: E402
from flows.rdf import Record, ntriples  # noqa: E402
from flows.records import Records, StoredRecord, open_records  # noqa: E402
from flows.report import Night, SetAside  # noqa: E402
from flows.settings import Settings, product_folder  # noqa: E402
from flows.vocabulary import Iris  # noqa: E402

BATCH = 200  # questions; keeps a batch's graph for pySHACL small and Prefect's task runs few


@dataclass(frozen=True)
class Summary:
    """What a run did: pages received and new, questions published, what was set aside, and the release."""

    pages: int
    new_pages: int
    questions: int
    night: Night
    release: Release


@flow(name="vraagbaak-nightly", validate_parameters=False)
def nightly(settings: Settings, pages: Path | None) -> Summary:
    """Make a release of all archived pages, after taking in those of the folder `pages` if one is given."""
    iris, authority = Iris(settings.base), read_authority(product_folder("seeds"))
    set_aside: list[SetAside] = []
    findings: dict[str, Sequence[Finding]] = {}
    with workplace(settings) as (archive, records), show_progress() as progress:
        received, new = fetch_pages(pages, archive) if pages else (0, 0)
        for numbers in batches(archive.questions(), BATCH, progress, "questions"):
            readings = parse_pages(archive, numbers)
            mapped = map_questions(readings, authority, iris)
            found = check_batch(mapped, iris)
            findings.update(found)
            set_aside += keep_good(readings, mapped, found, records)
        night = Night(tuple(set_aside), findings)
        release = publish_release(records, authority, night, settings, iris)
        return Summary(received, new, len(records.numbers()), night, release)


@task(cache_policy=NO_CACHE, persist_result=False)
def fetch_pages(folder: Path, archive: Archive) -> tuple[int, int]:
    """Take the pages of a folder into the archive; how many there were, and how many were new."""
    pages = read_folder(folder)
    return len(pages), sum(archive.keep(page) for page in pages)


@task(cache_policy=NO_CACHE, persist_result=False)
def parse_pages(archive: Archive, numbers: Sequence[str]) -> list[Reading]:
    """Read the questions of a batch off their pages."""
    return list(read_questions(archive, numbers))


@task(cache_policy=NO_CACHE, persist_result=False)
def map_questions(readings: Sequence[Reading], authority: Authority, iris: Iris) -> dict[str, Record]:
    """Map the questions of a batch to RDF, by number."""
    return {
        reading.number: question_record(reading.question, reading.captures, authority, iris)
        for reading in readings
        if reading.question
    }


@task(cache_policy=NO_CACHE, persist_result=False)
def check_batch(mapped: Mapping[str, Record], iris: Iris) -> dict[str, list[Finding]]:
    """What the shapes find in the records of a batch, by number."""
    return check_records({number: record.triples for number, record in mapped.items()}, iris.base)


@task(cache_policy=NO_CACHE, persist_result=False)
def keep_good(
    readings: Sequence[Reading],
    mapped: Mapping[str, Record],
    found: Mapping[str, Sequence[Finding]],
    records: Records,
) -> list[SetAside]:
    """Store the records that passed; of the others the last good one stays, and they come back."""
    good: list[StoredRecord] = []
    aside: list[SetAside] = []
    known = records.numbers()
    for reading in readings:
        results = found.get(reading.number, ())
        addresses = tuple(capture.address for capture in reading.captures)
        issues = (*reading.issues, *_as_issues(results))
        if reading.question is None or worst(results):
            aside.append(SetAside(reading.number, addresses, issues, reading.number in known))
            continue
        record = mapped[reading.number]
        newest = max(capture.first_seen for capture in reading.captures).date().isoformat()
        told = (*reading.question.issues, *record.issues, *issues)
        stored = ntriples(record.triples), ntriples(record.shared)
        good.append(StoredRecord(reading.number, *stored, newest, told, addresses))
    records.keep(good)
    return aside


@task(cache_policy=NO_CACHE, persist_result=False)
def publish_release(records: Records, authority: Authority, night: Night, settings: Settings, iris: Iris) -> Release:
    """Publish the release of all good records, or say why there is none."""
    return publish(records, authority, night, settings.output, iris)


def _as_issues(findings: Sequence[Finding]) -> Iterator[Issue]:
    for finding in findings:
        code = "shape-violated" if finding.is_violation else "shape-warned"
        yield Issue(code, f"{finding.shape} at {finding.subject}: {finding.message}")


@contextmanager
def workplace(settings: Settings) -> Iterator[tuple[Archive, Records]]:
    """The archive and the records, held by one run at a time; raises VraagbaakError when another run has them."""
    settings.output.mkdir(parents=True, exist_ok=True)
    with (settings.output / ".lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise VraagbaakError(
                f"another run (process {lock.read().strip() or 'unknown'}) is working in {settings.output}: wait for it"
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        with (
            open_archive(settings.output / "archive.sqlite") as archive,
            open_records(settings.output / "records.sqlite") as records,
        ):
            yield archive, records
