"""Publish a release: an immutable folder written aside, synced to disk, renamed into place, then linked as `latest`.

The name of a release follows from its content, so unchanged records give the release that is already there. No
clock is read: dates come from the newest capture. What may be published is decided before, by `guard`.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from flows import catalogue, report, turtle
from flows.authority import Authority
from flows.check import check_release, check_triples
from flows.errors import NoRelease
from flows.rdf import ntriples
from flows.records import Records
from flows.report import Night
from flows.settings import DEFAULT_BASE, product_folder
from flows.sources import be_senate
from flows.things import Usage, describe
from flows.vocabulary import Iris

SOURCE: str = be_senate.FACTS["name"]
SUMS = "SHA256SUMS"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Release:
    """A release on disk: its version, its folder, and whether it is new."""

    version: str
    folder: Path
    is_new: bool

    def statistics(self) -> dict[str, Any]:
        """The release's `statistics.json`."""
        found: dict[str, Any] = json.loads((self.folder / "statistics.json").read_text("utf-8"))
        return found


def publish(records: Records, authority: Authority, night: Night, output: Path, iris: Iris) -> Release:
    """The release of all records; `output/latest` points at it afterwards.

    Raises NoRelease when a rule for the whole graph is broken; nothing is left half-written.
    """
    usage = Usage()
    store = pyoxigraph.Store()
    shortcuts = {name: iris.pq[name] for name in ("askedBy", "askedOnBehalfOf")}
    for record in records.all():
        triples = list(read_ntriples(record.triples))
        usage.add(triples, read_ntriples(record.shared), shortcuts)
        graph = iris.graph(record.number)
        store.bulk_extend(pyoxigraph.Quad(one.subject, one.predicate, one.object, graph) for one in triples)
    vocabulary = describe(usage, authority, iris)
    ontology = list(read_turtle(product_document("ontology", iris.base)))
    for graph, triples in ((iris.vocabulary_graph(), vocabulary), (iris.ontology_graph(), ontology)):
        store.bulk_extend(pyoxigraph.Quad(one.subject, one.predicate, one.object, graph) for one in triples)
    findings = check_release(store, iris.base) + check_triples(vocabulary, iris.base)
    broken = [finding for finding in findings if finding.is_violation]
    if broken:
        words = "; ".join(f"{finding.shape}: {finding.subject} {finding.message}" for finding in broken[:5])
        raise NoRelease([f"{len(broken)} rules for the whole graph are broken ({words})"])
    night = night.with_release_findings(findings)
    version = _version(records, vocabulary, night, iris)
    folder = output / "releases" / version
    is_new = not (folder / SUMS).is_file()
    if is_new:
        _write_aside(folder, _files(records, vocabulary, night, store, version, iris), iris)
    switch(output / "latest", folder)
    return Release(version, folder, is_new)


def read_turtle(data: bytes) -> Iterator[Triple]:
    """The triples of Turtle."""
    for quad in pyoxigraph.parse(data, format=RdfFormat.TURTLE):
        yield quad.triple


def read_ntriples(data: bytes) -> Iterator[Triple]:
    """The triples of N-Triples."""
    for quad in pyoxigraph.parse(data, format=RdfFormat.N_TRIPLES):
        yield quad.triple


def switch(link: Path, target: Path) -> None:
    """Point a link at a folder beside or below it, in one step."""
    aside = link.with_name(f".{link.name}-{os.getpid()}")
    aside.unlink(missing_ok=True)
    aside.symlink_to(os.path.relpath(target, link.parent), target_is_directory=True)
    aside.replace(link)
    _sync(link.parent)


def _version(records: Records, vocabulary: list[Triple], night: Night, iris: Iris) -> str:
    """The day of the newest capture and a checksum of everything that the files are made from."""
    digest = hashlib.sha256()
    for number, checksum in records.checksums():
        digest.update(f"{number} {checksum}\n".encode())
    digest.update(turtle.document(vocabulary, iris))
    digest.update(product_document("ontology", iris.base) + product_document("shapes", iris.base))
    digest.update(report.issues_json(night, records))
    digest.update(repr(be_senate.FACTS).encode())
    for module in (__file__, catalogue.__file__, report.__file__, turtle.__file__):
        digest.update(Path(module).read_bytes())  # who writes the files has a say in their bytes
    return f"{records.newest()}-{digest.hexdigest()[:12]}"


def product_document(name: str, base: str) -> bytes:
    """The Turtle files of a product folder as one, below a base."""
    paths = sorted(product_folder(name).glob("*.ttl"))
    return b"\n".join(path.read_bytes() for path in paths).replace(DEFAULT_BASE.encode(), base.encode())


# -- files ------------------------------------------------------------------------------------------

File = tuple[str, Iterable[bytes]]


def _files(
    records: Records,
    vocabulary: list[Triple],
    night: Night,
    store: pyoxigraph.Store,
    version: str,
    iris: Iris,
) -> Iterator[File]:
    """The files of a release in the order they are written, each as a stream of bytes."""
    for legislature in records.legislatures():
        yield f"{SOURCE}-{legislature}.ttl.gz", _turtle(records, legislature, iris)
        yield f"{SOURCE}-{legislature}.nt.gz", (record.triples for record in records.all(legislature))
    yield f"{SOURCE}.nq.gz", _nquads(records, vocabulary, iris)
    yield "vocabulary.ttl", [turtle.document(vocabulary, iris)]
    yield "ontology.ttl", [product_document("ontology", iris.base)]
    yield "shapes.ttl", [product_document("shapes", iris.base)]
    yield "report.ttl", [turtle.document(report.validation_report(night, records, iris), iris)]
    yield "issues.json", [report.issues_json(night, records)]
    statistics = report.statistics(night, records, store, version, iris)
    yield "statistics.json", [report.dump(statistics)]
    yield "report.md", [report.markdown(night, records, statistics)]


def _turtle(records: Records, legislature: int, iris: Iris) -> Iterator[bytes]:
    yield turtle.header(iris)
    for record in records.all(legislature):
        yield turtle.body(read_ntriples(record.triples), iris, first=iris.question(record.number).value)


def _nquads(records: Records, vocabulary: list[Triple], iris: Iris) -> Iterator[bytes]:
    for record in records.all():
        ending = f" {iris.graph(record.number)} .\n".encode()
        yield record.triples.replace(b" .\n", ending)
    ontology = read_turtle(product_document("ontology", iris.base))
    for graph, triples in ((iris.vocabulary_graph(), vocabulary), (iris.ontology_graph(), ontology)):
        yield ntriples(triples).replace(b" .\n", f" {graph} .\n".encode())


def _write_aside(folder: Path, files: Iterator[File], iris: Iris) -> None:
    """Write all files beside the place of the release and rename the folder when every byte is on disk."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.glob(".writing-*"):  # of a night that was killed
        shutil.rmtree(left)
    aside = folder.parent / f".writing-{folder.name}"
    aside.mkdir()
    sums: dict[str, str] = {}
    for name, chunks in files:
        sums[name] = _write(aside / name, chunks)
    facts = catalogue.Files({name: (aside / name).stat().st_size for name in sums}, dict(sums))
    sums["catalogue.ttl"] = _write(
        aside / "catalogue.ttl", [catalogue.document(folder.name, facts, iris, be_senate.FACTS)]
    )
    listing = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    _write(aside / SUMS, [listing.encode()])
    _sync(aside)
    if folder.exists():  # without its SHA256SUMS: never a release, only the remains of a damaged disk
        shutil.rmtree(folder)
    aside.rename(folder)
    _sync(folder.parent)


def _write(path: Path, chunks: Iterable[bytes]) -> str:
    """Write a file, gzipped by its name, and sync it; the checksum of the bytes on disk comes back."""
    with path.open("wb") as file:
        if path.suffix == ".gz":
            # Without name and time in the header, the same content gives the same bytes.
            with closing(gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6)) as packed:
                _copy(chunks, packed)
        else:
            _copy(chunks, file)
        file.flush()
        os.fsync(file.fileno())
    with path.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


def _copy(chunks: Iterable[bytes], target: IO[bytes] | gzip.GzipFile) -> None:
    buffer = io.BytesIO()
    for chunk in chunks:
        buffer.write(chunk)
        if buffer.tell() >= CHUNK:
            target.write(buffer.getvalue())
            buffer = io.BytesIO()
    target.write(buffer.getvalue())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
