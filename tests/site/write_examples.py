"""Write the examples of the source anew: `python -m tests.site.write_examples`, after a change that was meant.

Each line of `examples.csv` is a page that was really seen, drawn by the miniature site; beside it stands its record in
Turtle. Read the differences before you commit them: they are what changes for the users of the data.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flows.authority.lookups import Authority, read_authority
from flows.map import turtle
from flows.map.question import question_record
from flows.model import Capture
from flows.sources.be_senate import parse
from flows.vocabulary import Iris
from tests.site.blocks import VARIANTS, Variant
from tests.site.pages import MARKUPS, Drawing, draw
from tests.site.truth import BadTruth, Truth, all_truths

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "flows" / "sources" / "be_senate" / "examples"
SHORT: dict[Variant, str] = {"SchriftelijkeVraag": "web", "SVPrint": "print", "SVPrintNLFR": "bilingual"}
SEEN = datetime(2026, 11, 23, tzinfo=UTC)  # fixed, so that the records are the same every day
ADDRESS = "https://www.senate.be/www/?MIval=/Vragen/{variant}&LEG={legislature}&NR={serial}&LANG={language}"


@dataclass(frozen=True)
class Example:
    """One page of one question in one markup."""

    truth: Truth
    variant: Variant
    language: str
    markup: str

    @property
    def name(self) -> str:
        """The folder's name: "7-1668-web-nl"."""
        return f"{self.truth.number}-{SHORT[self.variant]}-{self.language}"

    @property
    def page_name(self) -> str:
        """The page's file name."""
        return "page.txt" if MARKUPS[self.markup].is_plain else "page.html"

    @property
    def drawing(self) -> Drawing:
        """The page as the miniature site draws it."""
        return draw(self.truth, self.variant, self.language, self.markup)


def all_examples() -> Iterator[Example]:
    """The examples of `examples.csv`; raises BadTruth for a line that names nothing known."""
    truths = {truth.number: truth for truth in all_truths()}
    variants = {str(variant): variant for variant in VARIANTS}
    with (Path(__file__).parent / "examples.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            if row["markup"] not in MARKUPS or row["number"] not in truths or row["variant"] not in variants:
                raise BadTruth(f"examples.csv: something in {dict(row)} is not known")
            yield Example(truths[row["number"]], variants[row["variant"]], row["language"], row["markup"])


def expected_turtle(example: Example, authority: Authority) -> bytes:
    """The record of an example's page, with the reviewed tables as they are now."""
    drawing = example.drawing
    question = parse(drawing.body, drawing.content_type, example.truth.number)
    legislature, _, serial = example.truth.number.partition("-")
    address = ADDRESS.format(
        variant=example.variant, legislature=legislature, serial=serial, language=example.language
    )  # fmt: skip
    languages = tuple(dict.fromkeys((*question.page_languages, *question.question)))
    capture = Capture(address, hashlib.sha256(drawing.body).hexdigest(), SEEN, languages)
    iris = Iris()
    return turtle.document(question_record(question, [capture], authority, iris).triples, iris)


def main() -> None:
    """Replace the folder of examples."""
    authority = read_authority(ROOT / "seeds")
    shutil.rmtree(FOLDER, ignore_errors=True)
    for example in all_examples():
        folder = FOLDER / example.name
        folder.mkdir(parents=True)
        (folder / example.page_name).write_bytes(example.drawing.body)
        (folder / "expected.ttl").write_bytes(expected_turtle(example, authority))


if __name__ == "__main__":
    main()
