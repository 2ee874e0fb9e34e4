"""Read a release again, every file of it: checksums, parsing, counts, the shapes over its records, its catalogue.

What is wrong comes as faults that name the file and, where there is one, the line. Whether a release may be made is
decided elsewhere; here it is looked at as anybody could who has a copy of it.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, cast
from zipfile import BadZipFile, ZipFile

import pyoxigraph
from pyoxigraph import RdfFormat

from flows.check.shapes import worst
from flows.make.batch import check_again
from flows.publish import quality, signature
from flows.publish.formats import PACKED
from flows.publish.write import SUMS
from flows.releases.kept import QUADS, Kept
from flows.releases.quads import Damaged, graphs
from flows.releases.sound import damages
from flows.settings import Settings
from flows.sources import be_senate

BATCH = 200  # records that are judged together, as when they were made
SOURCE: str = be_senate.FACTS["name"]
BEGIN = {"parquet": b"PAR1", "png": b"\x89PNG"}


@dataclass(frozen=True)
class Fault:
    """What is wrong: in which file, at which line when that is known, and what."""

    file: str
    what: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.file}{f', line {self.line}' if self.line else ''}: {self.what}"


def steps(release: Kept) -> int:
    """How many steps verifying takes, for a bar: each file twice, and each batch of records."""
    return 2 * len(release.sums) + -(-int(release.statistics["questions"]) // BATCH)


def verify(release: Kept, settings: Settings, advance: Callable[[], None] = lambda: None) -> Iterator[Fault]:
    """What is wrong with a release; `advance` is called for each step."""
    broken = set()
    for words in damages(release, advance):
        name, _, what = words.partition(": ")
        broken.add(name)
        yield Fault(name, what)
    if wrong := signature.fault(release.folder, settings):
        yield Fault(SUMS, f"its signature does not hold: {wrong}")
    counts: dict[str, int] = {}
    for name in release.sums:
        if name not in broken:
            yield from _read(release.folder / name, counts)
        advance()
    yield from _counted(release, counts)
    if QUADS in counts:
        yield from _judged(release, settings.base_iri, advance)
    if "catalogue.ttl" in counts:
        statements = pyoxigraph.parse(path=str(release.folder / "catalogue.ttl"), format=RdfFormat.TURTLE)
        for finding in quality.findings(quad.triple for quad in statements):
            if finding.is_violation:
                yield Fault("catalogue.ttl", f"{finding.shape} at {finding.subject}: {finding.message}")


def _read(path: Path, counts: dict[str, int]) -> Iterator[Fault]:
    """Parse a file to its end; how many statements it has goes into `counts`."""
    name = path.name
    try:
        with _opened(path) as file:
            counts[name] = _statements(name, file)
    except SyntaxError as error:
        yield Fault(name, f"cannot be read as RDF: {error.msg}", error.lineno)
    except json.JSONDecodeError as error:
        yield Fault(name, f"cannot be read as JSON: {error.msg}", error.lineno)
    except (OSError, EOFError, ValueError, BadZipFile) as error:
        yield Fault(name, f"cannot be read: {error}")


def _opened(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path)) if path.name.endswith(PACKED) else path.open("rb")


def _statements(name: str, file: IO[bytes]) -> int:
    """The statements, rows or bytes of a file, by what it is."""
    ending = name.removesuffix(PACKED).rpartition(".")[2]
    if ending == "json":
        return len(json.load(file))
    if form := RdfFormat.from_extension(ending):
        return sum(1 for _ in pyoxigraph.parse(file, format=form))
    if ending == "csv":
        return _rows(io.TextIOWrapper(file, "utf-8", newline=""))
    if ending == "zip":
        return _packed(file)
    data = file.read()
    if not data.startswith(BEGIN.get(ending, b"")):
        raise ValueError("it does not begin like such a file")
    return len(data)


def _packed(file: IO[bytes]) -> int:
    with ZipFile(file) as package:
        if broken := package.testzip():
            raise ValueError(f"{broken} in it is damaged")
        return len(package.namelist())


def _rows(file: io.TextIOWrapper) -> int:
    reader = csv.reader(file, strict=True)
    columns = len(next(reader, []))
    count = 0
    for row in reader:
        count += 1
        if len(row) != columns:
            raise ValueError(f"line {reader.line_num} has {len(row)} columns and not {columns}")
    return count


def _counted(release: Kept, counts: dict[str, int]) -> Iterator[Fault]:
    """Where the files have other numbers of triples than `statistics.json` says, or than each other."""
    said = release.statistics["triples"]
    if QUADS in counts and counts[QUADS] != said:
        yield Fault(QUADS, f"{counts[QUADS]} quads, and statistics.json says {said} triples")
    shared = sum(counts.get(name, 0) for name in ("vocabulary.ttl", "ontology.ttl"))
    for ending in ("nt.gz", "ttl.gz", "jsonld.gz"):
        files = [name for name in counts if name.startswith(f"{SOURCE}-") and name.endswith(ending)]
        total = shared + sum(counts[name] for name in files)
        whole = all(
            name in counts for name in release.sums if name.endswith((ending, "vocabulary.ttl", "ontology.ttl"))
        )
        if files and whole and total != said:
            yield Fault(
                f"{SOURCE}-*.{ending}", f"{total} triples with the shared ones, and statistics.json says {said}"
            )


def _judged(release: Kept, base: str, advance: Callable[[], None]) -> Iterator[Fault]:
    """Which records break a shape, or stand in the wrong place."""
    last = (0, 0, 0)
    try:
        records = ((graph.number, graph) for graph in graphs(release))
        while batch := list(islice(records, BATCH)):
            for _, graph in batch:
                if graph.place <= last:
                    yield Fault(QUADS, f"the graph {graph.name} stands after its place")
                last = graph.place
            triples = {number: _triples(graph.data) for number, graph in batch if number}
            for number, findings in check_again(triples, base).items():
                if worst(findings):
                    first = next(finding for finding in findings if finding.is_violation)
                    yield Fault(QUADS, f"{number} breaks {first.shape} at {first.subject}: {first.message}")
            advance()
    except (Damaged, ValueError) as error:
        yield Fault(QUADS, f"cannot be read graph by graph: {error}")


def _triples(data: bytes) -> bytes:
    """The N-Triples of a graph's N-Quads, of which every line ends in the same graph."""
    end = data[data.rindex(b" <") :]
    return data.replace(end, b" .\n")
