"""Publish a release: an immutable folder written aside, synced to disk, renamed into place, then linked as `latest`.

A release is put together from the pieces of the records as a stream; only what they link to is seen as a whole. The
name of a release follows from its content, so unchanged records give the release that is already there, and a file
whose records did not change is a hard link to the one before. No clock is read: dates come from the newest capture.
What may be published is decided before, by `guard`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow
import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from flows import issues
from flows.authority.lookups import Authority
from flows.check.shapes import Finding, check_release, check_triples
from flows.draw.pictures import Picture, code, pictures
from flows.errors import NoRelease
from flows.keep import pieces
from flows.keep.pieces import Piece, gzipped, pack
from flows.keep.records import Records
from flows.map import jsonld, turtle
from flows.map.rdf import ntriples
from flows.map.things import describe
from flows.publish import (
    catalogue,
    catalogue_forms,
    catalogue_terms,
    columns,
    coverage,
    csvw,
    datasets,
    described,
    drawing,
    flat,
    formats,
    named,
    quality,
    report,
    signature,
    statistics,
    table_files,
    tables,
    void,
    write,
)
from flows.publish.catalogue_terms import WORDS
from flows.publish.described import Described, listed
from flows.publish.flat import Flat
from flows.publish.links import Links, portions
from flows.publish.report import Night, Whole
from flows.publish.write import SUMS, Before, File, held, put_in_place, scratch, stamp, write_aside
from flows.settings import DEFAULT_BASE, Settings, product_folder
from flows.sources import be_senate
from flows.vocabulary import Iris

SOURCE: str = be_senate.FACTS["name"]
WRITERS = (  # whose code is seen in the files
    catalogue, catalogue_forms, catalogue_terms, columns, coverage, csvw, datasets, described, flat, formats, issues,
    jsonld, named, pieces, report, statistics, table_files, tables, turtle, void, write,
)  # fmt: skip
MADE = "files"  # the mark that remembers which release there is and what its files were made from
TABLES = "flat-tables"  # the one that remembers what the flat tables point at


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


def publish(records: Records, authority: Authority, settings: Settings) -> Release:
    """The release of all records; `output/latest` points at it afterwards.

    Raises NoRelease when a rule for the whole graph is broken, or the release is held back; nothing is left
    half-written.
    """
    iris, output = Iris(settings.base_iri), settings.output
    whole = see_whole(records, authority, output, iris)
    version = _version(records, whole, settings)
    if version in held(output):
        raise NoRelease([f"release {version} is held back since a rollback: `vraagbaak release unhold` lets it go"])
    folder = output / "releases" / version
    sign = partial(signature.sign, version=version, settings=settings)
    is_new = not (folder / SUMS).is_file()
    if is_new:
        last = json.loads(records.mark(MADE) or "{}")
        before = (
            Before(output / "releases" / last["version"], last["made_from"], last.get("stamps", {})) if last else None
        )
        made = before.made_from if before else {}
        with (
            scratch(output, "tables") as aside,
            scratch(output, "pictures") as sheets,
            (rows := Flat(aside, records, whole.vocabulary, iris, records.mark(TABLES))).begun(made),
        ):
            figures = statistics.statistics(whole, records, version)
            shown = list(pictures(figures)) if settings.pictures else []
            keys = _made_from(records, iris) | {one.name: one.made_from for one in shown}
            known = keys | rows.made_from()
            stale = [one for one in shown if made.get(one.name) != one.made_from]
            with drawing.begun(figures, stale, sheets) as drawn:
                drawings = ((one.name, drawn(one)) for one in shown)
                found = chain(_files(records, whole, figures, shown, iris), rows.files(), drawings)
                files = (File(name, chunks, known.get(name, "")) for name, chunks in found)
                describe_files = partial(_catalogue, whole, figures, version, settings)
                write_aside(folder, files, describe_files, before, sign)
        records.set_mark(TABLES, rows.noted())  # before the other mark: without their notes, tables are made again
        keys |= rows.made_from()
        stamps = {name: stamp(folder / name) for name in keys}
        records.set_mark(MADE, json.dumps({"version": version, "made_from": keys, "stamps": stamps}))
    elif signature.is_missing(folder, settings):  # it was made before there was a key
        sign(folder)
    put_in_place(output, folder)
    return Release(version, folder, is_new)


def see_whole(records: Records, authority: Authority, output: Path, iris: Iris) -> Whole:
    """Gather what the records add up to, describe what they share, and hold both against the rules.

    Raises NoRelease when a rule is broken.
    """
    links = Links(iris)
    output.mkdir(parents=True, exist_ok=True)
    with scratch(output, "whole") as folder:
        store = pyoxigraph.Store(folder)  # on disk, for the links of a million questions
        for lines in portions(links.gather(records.linked())):
            store.bulk_load(lines, format=RdfFormat.N_TRIPLES)
        vocabulary = describe(links.usage, authority, iris)
        ontology = list(read_turtle(product_document("ontology", iris.base)))
        store.bulk_load(ntriples([*vocabulary, *ontology]), format=RdfFormat.N_TRIPLES)
        findings = check_release(store, iris.base) + _check_vocabulary(records, vocabulary, iris)
        del store
    broken = [finding for finding in findings if finding.is_violation]
    if broken:
        words = "; ".join(f"{finding.shape}: {finding.subject} {finding.message}" for finding in broken[:5])
        where = "the rule is in shapes/release, or a shape of its name in shapes"
        raise NoRelease([f"{len(broken)} rules for the whole graph are broken ({words}); {where}"])
    night = Night(tuple(records.set_aside()), tuple(findings))
    terms = tuple(term for _, term in sorted(links.legislatures.items()))
    return Whole(night, vocabulary, ontology, authority.eurovoc.version, terms)


def _check_vocabulary(records: Records, vocabulary: list[Triple], iris: Iris) -> list[Finding]:
    """What the shapes find in the description of shared things; the same description is judged once."""
    asked = hashlib.sha256(ntriples(vocabulary) + product_document("shapes", iris.base)).hexdigest()
    if records.mark("vocabulary-without-findings") == asked:
        return []
    found = check_triples(vocabulary, iris.base)
    if not found:
        records.set_mark("vocabulary-without-findings", asked)
    return found


def read_turtle(data: bytes) -> Iterator[Triple]:
    """The triples of Turtle."""
    for quad in pyoxigraph.parse(data, format=RdfFormat.TURTLE):
        yield quad.triple


def product_document(name: str, base: str) -> bytes:
    """The Turtle files of a product folder as one, below a base."""
    paths = sorted(product_folder(name).glob("*.ttl"))
    return b"\n".join(path.read_bytes() for path in paths).replace(DEFAULT_BASE.encode(), base.encode())


def _version(records: Records, whole: Whole, settings: Settings) -> str:
    """The day of the newest capture and a checksum of everything that the files are made from."""
    digest, base = hashlib.sha256(), settings.base_iri
    for number, checksum in records.checksums():
        digest.update(f"{number} {checksum}\n".encode())
    for odd in records.odd(with_findings=True):  # what shapes found may change while the record stays
        digest.update(f"{odd.number} {odd.findings}\n".encode())
    digest.update(ntriples(whole.vocabulary))
    digest.update(product_document("ontology", base) + product_document("shapes", base))
    told = (pyarrow.__version__, settings.licence, settings.endpoint, settings.contact, settings.downloads)
    digest.update(code().encode() if settings.pictures else b"")
    digest.update(repr((whole.night, whole.eurovoc, be_senate.FACTS, WORDS, columns.WORDS, told)).encode())
    for file in (__file__, *(module.__file__ for module in WRITERS)):
        digest.update(Path(str(file)).read_bytes())
    return f"{records.newest()}-{digest.hexdigest()[:12]}"


# -- files ------------------------------------------------------------------------------------------


def _files(
    records: Records, whole: Whole, figures: Mapping[str, Any], shown: Sequence[Picture], iris: Iris
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The files of a release in the order they are written, each as a stream of bytes."""
    header = pack(turtle.header(iris))
    for legislature in records.legislatures():
        yield f"{SOURCE}-{legislature}.ttl.gz", gzipped(chain([header], records.pieces("ttl", legislature)))
        yield f"{SOURCE}-{legislature}.nt.gz", gzipped(records.pieces("nt", legislature))
        yield f"{SOURCE}-{legislature}.jsonld.gz", gzipped(_trees(records.pieces("jsonld", legislature), iris))
    yield f"{SOURCE}.nq.gz", gzipped(_quads(records, whole, iris))
    yield "vocabulary.ttl", [turtle.document(whole.vocabulary, iris)]
    yield "ontology.ttl", [product_document("ontology", iris.base)]
    yield "shapes.ttl", [product_document("shapes", iris.base)]
    yield "report.ttl", [turtle.document(report.validation_report(whole.night, records, iris), iris)]
    yield "issues.json", report.issues_json(whole.night, records)
    yield csvw.NAME, [csvw.metadata(iris, records.legislatures())]
    yield "statistics.json", [report.dump(figures)]
    named = [one.name.removesuffix(".csv") for one in shown if one.words is None]
    yield "report.md", [report.markdown(whole.night, records, figures, named)]


def _catalogue(
    whole: Whole, figures: Mapping[str, Any], version: str, settings: Settings, sizes: Mapping[str, int],
    sums: Mapping[str, str],
) -> Iterator[File]:  # fmt: skip
    """The description of the files; raises NoRelease when it breaks the rules that portals have."""
    release = Described(
        version, listed(sizes, sums, SOURCE), whole.legislatures, figures, be_senate.FACTS, settings,
        counts=void.counts(figures["void"]),
    )  # fmt: skip
    broken = [finding for finding in quality.findings(catalogue.statements(release)) if finding.is_violation]
    if broken:
        raise NoRelease([f"the catalogue breaks {broken[0].shape} at {broken[0].subject}: {broken[0].message}"])
    for name, content in catalogue.documents(release).items():
        yield File(name, [content])


def _trees(trees: Iterable[Piece], iris: Iris) -> Iterator[Piece]:
    """One JSON-LD file of the trees of all questions."""
    before, separator = pack(jsonld.header(iris)), pack(jsonld.SEPARATOR)
    for tree in trees:
        yield before
        yield tree
        before = separator
    yield pack(jsonld.FOOTER)


def _quads(records: Records, whole: Whole, iris: Iris) -> Iterator[Piece]:
    yield from records.pieces("nq")
    for graph, triples in ((iris.vocabulary_graph(), whole.vocabulary), (iris.ontology_graph(), whole.ontology)):
        yield pack(ntriples(triples).replace(b" .\n", f" {graph} .\n".encode()))


def _made_from(records: Records, iris: Iris) -> dict[str, str]:
    """What the files of each legislature are made from, as a checksum, by the name of the file."""
    found = {}
    for legislature in records.legislatures():
        digest = hashlib.sha256(turtle.header(iris) + jsonld.header(iris) + Path(pieces.__file__).read_bytes())
        digest.update(records.checksum(legislature).encode())
        for form in ("ttl", "nt", "jsonld"):
            found[f"{SOURCE}-{legislature}.{form}.gz"] = digest.hexdigest()
    return found
