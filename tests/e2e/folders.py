"""Folders of pages for a harvest without a site, and what a release holds, read back."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph

from flows.sources.be_senate import discover
from tests.conftest import SEED_PAGES
from tests.site.write_examples import ADDRESS, all_examples

# The files of a release besides those of each legislature.
WHOLE = {
    "be-senate.nq.gz", "vocabulary.ttl", "ontology.ttl", "shapes.ttl", "report.ttl", "report.md", "issues.json",
    "statistics.json", "catalogue.ttl", "catalogue.jsonld", "catalogue.rdf", "SHA256SUMS", "tables.csv-metadata.json",
    "people.csv.gz", "people.parquet",
}  # fmt: skip
SEED = (SEED_PAGES / "7-1668.nl.txt").read_text("utf-8")
SEEN = datetime(2026, 11, 23, tzinfo=UTC)
# The answer of the bundled page, on the day before the question: no such thing, so the record breaks a shape.
EARLY = {
    "19/7/2022Antwoord": "1/6/2022Antwoord",
    "Antwoord ontvangen op 19 juli 2022": "Antwoord ontvangen op 1 juni 2022",
}


@dataclass(frozen=True)
class Page:
    """A page of a folder."""

    number: str
    body: bytes
    address: str = ""


def bundled(number: str = "7-1668", **changes: str) -> Page:
    """The bundled page as that of another number, with some of its words changed."""
    text = SEED.replace("7-1668", number)
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return Page(number, text.encode())


def every_example() -> Iterable[Page]:
    """The example pages of the source: all variants, languages and legislatures."""
    for example in all_examples():
        legislature, _, serial = example.truth.number.partition("-")
        address = ADDRESS.format(
            variant=example.variant, legislature=legislature, serial=serial, language=example.language
        )  # fmt: skip
        yield Page(example.truth.number, example.drawing.body, address)


def pages_of_every_kind() -> Iterable[Page]:
    """The example pages, and some with an author whom no table knows."""
    yield from every_example()
    for number in ("7-100", "7-9", "7-20"):
        yield bundled(number, **{"Tom Ongena": "Jan Zonderling"})


def write_folder(folder: Path, pages: Iterable[Page], seen: datetime = SEEN) -> Path:
    """A folder with `pages.toml`."""
    folder.mkdir(parents=True)
    listing = ""
    for at, page in enumerate(pages):
        (folder / f"{at}.html").write_bytes(page.body)
        address = page.address or discover.web_pages(page.number)[0]
        listing += (
            f'[[page]]\nfile = "{at}.html"\nquestion = "{page.number}"\naddress = "{address}"\n'
            f'seen = {seen.isoformat()}\nsha256 = "{hashlib.sha256(page.body).hexdigest()}"\n'
        )
    (folder / "pages.toml").write_text(listing, "utf-8")
    return folder


def contents(release: Path) -> dict[str, bytes]:
    """The bytes of every file of a release."""
    paths = sorted(path for path in release.rglob("*") if path.is_file())
    return {path.relative_to(release).as_posix(): path.read_bytes() for path in paths}


def unpacked(path: Path) -> bytes:
    """The content of a file, gzipped or not."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def triples(release: Path, pattern: str) -> set[pyoxigraph.Triple]:
    """The triples of some files of a release."""
    found: set[pyoxigraph.Triple] = set()
    for path in release.glob(pattern):
        kind = pyoxigraph.RdfFormat.from_extension(path.name.removesuffix(".gz").rpartition(".")[2])
        found.update(quad.triple for quad in pyoxigraph.parse(unpacked(path), format=kind))
    return found
