"""An archive of a few pages, the records made of them and their releases: nights without a site and without Prefect."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Triple
from rich.progress import Progress

from flows import settings
from flows.check import shapes as check
from flows.keep.archive import Archive, open_archive
from flows.keep.captures import Received
from flows.keep.records import Records, open_records
from flows.make import batch
from flows.make.batch import Context, Made, make
from flows.make.remake import bring_up_to_date
from flows.make.runner import Batch, Runner
from flows.publish.release import Release, publish, read_turtle
from flows.publish.write import SUMS
from flows.settings import Settings, read_settings
from flows.vocabulary import Iris
from tests.site.blocks import Variant
from tests.site.pages import draw
from tests.site.truth import QUESTIONS, Truth, read_truth
from tests.site.write_examples import ADDRESS

BEGIN = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
IRIS = Iris()
ROOT = Path(__file__).parents[2]
NOBODY = "Jan Zonderling"  # no senator of the tables
NUMBERS = ["6-3", "7-1", "7-10", "7-2"]  # what the fixture `place` holds


@cache
def seed() -> Truth:
    """Question 7-1668, which the others are made of."""
    return read_truth(QUESTIONS / "7-1668.toml")


def page(
    number: str, day: float = 0, variant: Variant = "SVPrintNLFR", language: str = "nl", **changes: Any
) -> Received:
    """What the page of a question shows some days after the beginning: 7-1668, with other values for some fields."""
    alone = {"number": number, "relations": (), "refers_to": (), "events": seed().events, **changes}
    drawing = draw(replace(seed(), **alone), variant, language, "divisions")
    legislature, _, serial = number.partition("-")
    address = ADDRESS.format(variant=variant, legislature=legislature, serial=serial, language=language)
    seen = BEGIN + timedelta(days=day)
    return Received(number, address, drawing.body, seen, seen, 200, {"content-type": str(drawing.content_type)})


def keywords(**by_language: str) -> Mapping[str, tuple[str, ...]]:
    """Descriptors by language, parted by commas."""
    return {language: tuple(words.split(", ")) for language, words in by_language.items()}


@dataclass
class Noting:
    """A runner that works in this process and notes which questions it makes, batch by batch."""

    batches: list[list[str]] = field(default_factory=list)

    def run(self, batches: Iterable[Batch], context: Context) -> Iterator[Made]:
        """What each batch gave."""
        for one in batches:
            self.batches.append([asked.number for asked in one])
            yield make(one, context)

    @property
    def numbers(self) -> list[str]:
        """All that was made, sorted."""
        return sorted(number for one in self.batches for number in one)


@dataclass(frozen=True)
class Place:
    """An output folder with its archive and its records open."""

    output: Path
    archive: Archive
    records: Records

    @property
    def settings(self) -> Settings:
        """The settings of a run in the folder."""
        return read_settings({"VRAAGBAAK_OUTPUT": str(self.output), "VRAAGBAAK_PICTURES": "false"})

    def keep(self, *pages: Received) -> None:
        """Take pages into the archive."""
        for one in pages:
            self.archive.keep(one)

    def make(self, runner: Runner | None = None, size: int = 3, iris: Iris = IRIS) -> list[str]:
        """Bring the records up to date and tell which were made; with a runner of one's own, none."""
        noting = Noting()
        bring_up_to_date(
            self.archive, self.records, runner or noting, self.settings, iris, Progress(disable=True), size
        )
        return noting.numbers

    def release(self, iris: Iris = IRIS) -> Release:
        """Publish the records as they are, which must be up to date."""
        nothing = Noting()
        authority = bring_up_to_date(self.archive, self.records, nothing, self.settings, iris, Progress(disable=True))
        assert nothing.numbers == []
        return publish(self.records, authority, self.settings.model_copy(update={"base_iri": iris.base}))

    def rebuilt(self, output: Path, runner: Runner | None = None, size: int = 100, iris: Iris = IRIS) -> Release:
        """The release of the same archive in another folder, from nothing else."""
        output.mkdir()
        self.archive.connection.execute("VACUUM INTO ?", (str(output / "archive.sqlite"),))
        with opened(output) as other:
            other.make(runner, size, iris)
            return other.release(iris)


@contextmanager
def opened(output: Path) -> Iterator[Place]:
    """The place in a folder."""
    with open_archive(output / "archive.sqlite") as archive, open_records(output / "records.sqlite") as records:
        yield Place(output, archive, records)


def copied(output: Path, place: Path) -> Path:
    """A copy of an output folder that nothing works in."""
    shutil.copytree(place, output, symlinks=True)
    return output


def codes(place: Place, number: str) -> list[str]:
    """The codes of the issues of a published question."""
    return [issue.code for odd in place.records.odd() if odd.number == number for issue in odd.issues]


def vocabulary(place: Place) -> list[Triple]:
    """The triples of the vocabulary in the latest release."""
    return list(read_turtle((place.output / "latest" / "vocabulary.ttl").read_bytes()))


def sums(release: Release) -> str:
    """The name of a release with the checksums of its files."""
    return f"{release.version}\n{(release.folder / SUMS).read_text()}"


# -- a product whose tables and shapes a test changes ---------------------------------------------------


@dataclass(frozen=True)
class Product:
    """A copy of the tables and shapes that stands for ours in this process."""

    folder: Path

    def row(self, table: str, key: str, **cells: str) -> None:
        """Write a row, in place of the one whose first cell is `key` if there is one."""
        path = self.folder / "seeds" / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns, rows = list(reader.fieldnames or ()), list(reader)
        known = next((row for row in rows if row[columns[0]] == key), None)
        rows = [row for row in rows if row is not known]
        empty = {**dict.fromkeys(columns, ""), "source": "a test", "checked": "2026-11-25"}
        rows.append({**(known or empty), columns[0]: key, **cells})
        self._write(path, columns, rows)

    def _write(self, path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)

    def shape(self, name: str, text: str) -> None:
        """Add a file of shapes."""
        prefixes = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        ours = f"@prefix pq: <{IRIS.pq}> .\n@prefix shape: <{IRIS.base}ns/shape#> .\n"
        (self.folder / "shapes" / f"{name}.ttl").write_text(f"{prefixes}{ours}{text}", "utf-8")
        self.read_again()

    def read_again(self) -> None:
        """Have the shapes read anew."""
        for cached in (batch.shapes_version, check.shapes, check.rules):
            cached.cache_clear()


@contextmanager
def product(folder: Path) -> Iterator[Product]:
    """A copy of tables, shapes and ontology in a folder, which the settings find instead of ours."""
    for name in ("seeds", "shapes", "ontology"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("examples"))
    copied = Product(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "__file__", str(folder / "flows" / "settings.py"))
        copied.read_again()
        yield copied
    copied.read_again()
