"""What the benchmarks call of Vraagbaak: every call into `flows`, in one place, as small steps with plain arguments.

When a stage changes its signature, this module changes and no benchmark does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyoxigraph
import rdflib

from flows.authority.lookups import Authority, read_authority
from flows.check import shapes as judge
from flows.check.judge import without_collection as without_collection  # as a batch is made
from flows.fetch.visits import Wanted, make_plan
from flows.keep.archive import Archive, open_archive
from flows.keep.captures import Received
from flows.keep.journal import Visit
from flows.keep.pieces import pack, unpack
from flows.keep.records import open_records
from flows.keep.stored import StoredRecord
from flows.make import batch as batches
from flows.make.questions import Reading, read_question, read_questions
from flows.map import jsonld
from flows.map import turtle as writer
from flows.map.question import question_record
from flows.map.rdf import Record, ntriples
from flows.map.statements import grouped_in, in_order, naturally, written
from flows.model import WrittenQuestion
from flows.publish.release import publish
from flows.publish.rows import rows
from flows.run.schedule import own_server
from flows.served.load import fill
from flows.settings import product_folder, read_settings
from flows.sources import be_senate
from flows.vocabulary import Iris

BATCH = batches.SIZE  # questions that are judged together, as in a night
IRIS = Iris()
REBUILD = [str(Path(sys.executable).with_name("vraagbaak")), "rebuild"]


def settings_of(output: Path, server: str = "") -> dict[str, str]:
    """The environment of a command that works in an output folder: quiet, with a Prefect folder of its own there.

    `server` is the address of a Prefect server; without one the command begins a temporary one.
    """
    ours = {"VRAAGBAAK_OUTPUT": str(output.absolute()), "VRAAGBAAK_LOG": "none"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VRAAGBAAK_", "PREFECT_"))}
    known = {"PREFECT_API_URL": server} if server else {}
    return {**kept, **ours, **known, "PREFECT_HOME": str(output.absolute() / "prefect")}


@contextmanager
def prefect_server(folder: Path) -> Iterator[str]:
    """The address of a Prefect server as `vraagbaak schedule` begins one for its nights."""
    with own_server(folder.absolute() / "server", lambda _: None) as address:
        yield address


def tables() -> Authority:
    """The reviewed tables, ready for look-ups."""
    return read_authority(product_folder("seeds"))


# -- the stages -------------------------------------------------------------------------------------


def pages(archive: Path, count: int) -> list[Received]:
    """The newest page of some questions of an archive, spread over all of it."""
    with open_archive(archive) as place:
        return [next(history) for number in spread(place, count) for history in place.pages(number)]


def spread(archive: Archive, count: int) -> list[str]:
    """So many numbers of an archive, at even distances."""
    numbers = archive.questions()
    return [numbers[at * len(numbers) // count] for at in range(min(count, len(numbers)))]


def parse(page: Received) -> WrittenQuestion:
    """The question that a page shows."""
    return be_senate.parse(page.body, page.content_type, expected=page.question)


def readings(archive: Path, count: int) -> list[Reading]:
    """What the pages of some questions gave, with their captures."""
    with open_archive(archive) as place:
        return list(read_questions(place, spread(place, count)))


def read(received: Iterable[Received]) -> list[Reading]:
    """What some pages gave, each the only one of its question."""
    return [read_question(page.question, [[page]]) for page in received]


def map_one(reading: Reading, authority: Authority) -> Record:
    """The RDF of a question."""
    assert reading.question is not None
    return question_record(reading.question, reading.captures, authority.consult(), IRIS)


def lines(record: Record) -> bytes:
    """A record as canonical N-Triples."""
    return written(in_order(record.said))


def turtle(record: Record) -> bytes:
    """A record as the Turtle of a release."""
    return writer.of_groups(naturally(in_order(record.said)), IRIS, IRIS.question(record.number).value)


def header() -> bytes:
    """What a Turtle file of a release begins with."""
    return writer.header(IRIS)


def bare_turtle(triples: Iterable[pyoxigraph.Triple]) -> bytes | None:
    """Turtle as Oxigraph writes it, with the same base and prefixes."""
    return pyoxigraph.serialize(
        triples, format=pyoxigraph.RdfFormat.TURTLE, prefixes=IRIS.prefixes(), base_iri=IRIS.base
    )


def check(records: Mapping[str, Record]) -> int:
    """How many findings the shapes have in a batch of records."""
    found = judge.check_records({number: in_order(one.said) for number, one in records.items()}, IRIS.base)
    return sum(map(len, found.values()))


def asked(archive: Path, count: int) -> list[batches.Asked]:
    """Some questions of an archive as a batch takes them."""
    with open_archive(archive) as place:
        return [
            batches.Asked(number, tuple(map(tuple, place.histories(number))), "") for number in spread(place, count)
        ]


def context() -> batches.Context:
    """What all batches have in common."""
    return batches.Context(tables(), IRIS, "simulated", "simulated")


def make(batch: Sequence[batches.Asked], context: batches.Context) -> list[StoredRecord]:
    """The records of a batch."""
    return list(batches.make(batch, context).records)


def shapes() -> rdflib.Graph:
    """The shapes as the nightly check uses them."""
    return judge.shapes(IRIS.base)


def printed_shapes() -> rdflib.Graph:
    """The shapes as their files have them."""
    graph = rdflib.Graph()
    for path in sorted(product_folder("shapes").glob("*.ttl")):
        graph.parse(path)
    return graph


def in_rdflib(triples: Iterable[pyoxigraph.Triple], graph: rdflib.Graph) -> rdflib.Graph:
    """A graph with some triples more."""
    for triple in triples:
        graph.add(judge.to_rdflib(triple))
    return graph


def load(release: Path, store: Path) -> int:
    """Load the N-Quads of a release into a store on disk; how many quads it holds then."""
    fill(release, store)
    return len(pyoxigraph.Store(str(store)))


def take(archive: Path, received: Iterable[Received]) -> int:
    """Take pages into an archive; how many had new content."""
    with open_archive(archive) as place:
        return sum(place.keep(page) for page in received)


# -- for the simulation of a million ----------------------------------------------------------------


def stored(archive: Path, count: int) -> list[StoredRecord]:
    """The records of some questions as a night stores them; those that the shapes refuse are left out."""
    return make(asked(archive, count), context())


def text_of(record: StoredRecord, form: str) -> bytes:
    """What a stored record puts into a file: "nt", "nq", "ttl" or "jsonld"."""
    return unpack(record.pieces[form])


def lines_of(record: StoredRecord) -> str:
    """The N-Triples of a stored record."""
    return text_of(record, "nt").decode()


def with_lines(record: StoredRecord, number: str, text: str) -> StoredRecord:
    """A stored record that says something else, under a number; nothing is odd about it."""
    triples = list(map(_triple, pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_TRIPLES)))
    return in_forms(record, number, ntriples(triples), writer.body(triples, IRIS, first=IRIS.question(number).value))


def in_forms(
    record: StoredRecord, number: str, lines: bytes, turtle: bytes, links: bytes | None = None
) -> StoredRecord:
    """A stored record with other pieces: its N-Triples, from which its N-Quads follow, its Turtle and its links."""
    quads = lines.replace(b" .\n", f" {IRIS.graph(number)} .\n".encode())
    groups = naturally(grouped_in(lines))
    tree = jsonld.of_groups(groups, IRIS, IRIS.question(number).value)
    texts = {"nt": lines, "nq": quads, "ttl": turtle, "jsonld": tree, "rows": rows(groups, number, IRIS)}
    return with_texts(record, number, texts, record.summary.links if links is None else links)


def with_texts(record: StoredRecord, number: str, texts: Mapping[str, bytes], links: bytes) -> StoredRecord:
    """A stored record with the texts of all its pieces and its links given."""
    pieces = {form: pack(text) for form, text in texts.items()}
    summary = replace(record.summary, number=number, issues=(), findings=(), links=links)
    return replace(record, summary=summary, pieces=pieces)


def _triple(quad: pyoxigraph.Quad) -> pyoxigraph.Triple:
    return quad.triple


def plan(visits: Iterable[Visit], day: date) -> int:
    """How many numbers a harvest of everything would ask for on a day."""
    wanted = Wanted.of(be_senate.discover.legislatures(), "", False, None)
    return make_plan(visits, wanted, "simulated", day).least(25)


def keep(path: Path, records: Iterator[Sequence[StoredRecord]], told: Callable[[int], None]) -> None:
    """Store records, a batch at a time; `told` hears how many there are."""
    with open_records(path) as place:
        done = 0
        for batch in records:
            place.keep(batch)
            done += len(batch)
            told(done)


def release(path: Path, output: Path) -> Path:
    """The folder of the release of all records in a file."""
    with open_records(path) as place:
        return publish(place, tables(), read_settings({"VRAAGBAAK_OUTPUT": str(output.absolute())})).folder


def moment(day: date) -> datetime:
    """The beginning of a day, in universal time."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
