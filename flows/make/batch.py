"""Make the records of a batch of questions: read the pages, map, check, pack. Runs wherever a worker runs.

Pages in, records out; nothing is read from or written to disk, so that a batch can go to another process or machine,
and be done again there when a worker dies.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cache
from importlib.metadata import version
from pathlib import Path
from unicodedata import unidata_version

from flows.authority.lookups import Authority
from flows.check.judge import without_collection
from flows.check.shapes import Finding, check_records, worst
from flows.keep.captures import Packed
from flows.keep.pieces import DEFLATE, pack
from flows.keep.stored import MadeFrom, SetAside, Standing, StoredRecord, Summary
from flows.make.counts import count
from flows.make.questions import Reading, read_question
from flows.map import jsonld, turtle
from flows.map.question import question_record
from flows.map.rdf import Record, ntriples
from flows.map.statements import Groups, grouped_in, in_graph, in_order, naturally, written
from flows.publish.links import links_in
from flows.publish.rows import rows
from flows.publish.void import tally_in
from flows.settings import product_folder
from flows.vocabulary import Iris

SIZE = 100  # questions; twice as many take as long each, and a worker 50 MB more
# Whose answer decides what stands in a record.
LIBRARIES = ("lxml", "pyoxigraph", "py3langid", "rapidfuzz")
JUDGES = ("pyshacl", "rdflib")
# The rooms whose code no record is made by, and the product's data in a wheel.
AFTER = (
    "_product", "ask", "fetch", "pages", "portals", "refresh", "releases", "run", "search", "serve", "served",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question to make: the captures of each of its pages, newest first, and the checksum of all that was seen."""

    number: str
    histories: tuple[tuple[Packed, ...], ...]
    pages: str


@dataclass(frozen=True)
class Context:
    """What all batches of a run have in common."""

    authority: Authority
    iris: Iris
    code: str
    shapes: str


@dataclass(frozen=True)
class Made:
    """The records of a batch that passed the checks, and the questions that are set aside."""

    records: tuple[StoredRecord, ...]
    aside: tuple[SetAside, ...]


# A batch holds all its pages, statements and terms at a time: the search for cycles went through them again and again,
# a fifth of what a record costs.
@without_collection()
def make(asked: Sequence[Asked], context: Context) -> Made:
    """The records of some questions."""
    readings = [_read(one) for one in asked]
    mapped = [_map(reading, one, context) for reading, one in zip(readings, asked, strict=True)]
    records = [record for record, _ in mapped if record]
    said = {record.number: in_order(record.said) for record in records}
    found = check_records(said, context.iris.base)
    good: list[StoredRecord] = []
    aside: list[SetAside] = []
    for one, reading, (record, authority) in zip(asked, readings, mapped, strict=True):
        findings = found.get(one.number, [])
        made_from = MadeFrom(one.pages, context.code, context.shapes)
        if record is None or worst(findings):
            aside.append(_aside(reading, findings, made_from))
        else:
            good.append(_store(reading, record, said[one.number], findings, authority, made_from, context.iris))
    return Made(tuple(good), tuple(aside))


def check_again(stored: Mapping[str, bytes], base: str) -> dict[str, list[Finding]]:
    """What the shapes find in records that are stored as N-Triples, by number."""
    return check_records({number: grouped_in(triples) for number, triples in stored.items()}, base)


def _read(asked: Asked) -> Reading:
    return read_question(asked.number, [(capture.received() for capture in page) for page in asked.histories])


def _map(reading: Reading, asked: Asked, context: Context) -> tuple[Record | None, Authority]:
    """The record of a question, and the tables as it consulted them."""
    authority = context.authority.consult()
    if reading.question is None:
        return None, authority
    seen = min(capture.first_seen for page in asked.histories for capture in page)
    return question_record(reading.question, reading.captures, authority, context.iris, first_seen=seen), authority


def _store(
    reading: Reading, record: Record, said: Groups, findings: Sequence[Finding], authority: Authority,
    made: MadeFrom, iris: Iris,
) -> StoredRecord:  # fmt: skip
    question = reading.question
    assert question is not None
    lines, groups, node = written(said), naturally(said), iris.question(record.number)
    summary = Summary(
        number=record.number,
        newest=max(capture.first_seen for capture in reading.captures).astimezone(UTC).date().isoformat(),
        pages=tuple(capture.address for capture in reading.captures),
        standing=Standing(question.known.state, question.known.answers),
        facts={**count(question, said, record.shared, authority, iris), **tally_in(said)},
        issues=(*question.issues, *record.issues, *reading.issues),
        findings=tuple(map(dataclasses.astuple, findings)),
        links=links_in(said, record.number, iris),
        shared=ntriples(record.shared),
    )
    files = {
        "nt": lines,
        "nq": in_graph(lines, str(iris.graph(record.number))),
        "ttl": turtle.of_groups(groups, iris, node.value),
        "jsonld": jsonld.of_groups(groups, iris, node.value),
        "rows": rows(groups, record.number, iris),
    }
    pieces = {form: pack(data) for form, data in files.items()}
    stored = StoredRecord(summary, pieces, dict(authority.asked), tuple(record.pairs), made)
    _ = stored.sha256  # taken here, on every core, and sent along: who keeps records is alone
    return stored


def _aside(reading: Reading, findings: Sequence[Finding], made: MadeFrom) -> SetAside:
    pages = tuple(capture.address for capture in reading.captures)
    return SetAside(reading.number, pages, reading.issues, tuple(map(dataclasses.astuple, findings)), False, made)


# -- what a record is made by ---------------------------------------------------------------------------


@cache
def code_version() -> str:
    """A checksum of the code and the libraries that decide what stands in a record."""
    package = Path(__file__).parents[1]
    # Every room but those that see records only when they are made; a night after an update is a rebuild.
    files = sorted(
        path
        for path in package.rglob("*")
        if path.suffix in (".py", ".toml") and path.relative_to(package).parts[0] not in AFTER
    )
    return _checksum(files, package, [*map(version, LIBRARIES), DEFLATE, unidata_version])


@cache
def shapes_version() -> str:
    """A checksum of the shapes and the libraries that judge by them."""
    folder = product_folder("shapes")
    return _checksum(sorted(folder.glob("*.ttl")), folder, [*map(version, JUDGES)])


def _checksum(files: Sequence[Path], folder: Path, versions: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    digest.update(repr(versions).encode())
    return digest.hexdigest()
