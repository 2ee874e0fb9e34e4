"""A batch gives the record of each question with what it follows from, and knows which code made it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from flows.keep.archive import Archive, open_archive
from flows.keep.pieces import unpack
from flows.make import batch
from flows.make.batch import check_again, code_version, make
from flows.map import jsonld
from flows.map.rdf import read_ntriples
from flows.publish.links import links_of
from flows.vocabulary import Iris
from tests.unit.captures import page as no_question
from tests.unit.deadly import asked, context
from tests.unit.remaking import keywords, page

IRIS = Iris()
PACKAGE = Path(batch.__file__).parents[1]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """A question that pairs two words, and a page that is no question."""
    with open_archive(tmp_path / "archive.sqlite") as opened:
        opened.keep(page("7-1", keywords=keywords(nl="zonnewindmolen", fr="moulin solaire")))
        opened.keep(no_question(number="7-2"))
        yield opened


def test_a_record_comes_in_every_form_with_what_it_follows_from(archive: Archive) -> None:
    (record,) = make([asked(archive, "7-1")], context("code")).records
    assert (record.made_from.pages, record.made_from.code) == ("the pages of 7-1", "code")
    lines = unpack(record.pieces["nt"])
    assert unpack(record.pieces["nq"]) == lines.replace(b" .\n", f" {IRIS.graph('7-1')} .\n".encode())
    assert unpack(record.pieces["ttl"]).startswith(b"\n<id/question/be-senate/7-1> a pq:WrittenQuestion")
    tree = jsonld.header(IRIS) + unpack(record.pieces["jsonld"]) + jsonld.FOOTER
    assert {quad.triple for quad in parse(tree, format=RdfFormat.JSON_LD)} == set(read_ntriples(lines))
    assert record.summary.links == links_of(read_ntriples(lines), "7-1", IRIS)
    assert record.summary.newest == "2026-11-23"
    assert record.pairs == (("zonnewindmolen", "moulin solaire"),)
    assert {look_up for look_up, *_ in record.asked} >= {
        "person",
        "party",
        "post",
        "government",
        "concept",
        "reviewed_keyword",
    }
    assert [found for found in check_again({"7-1": lines}, IRIS.base).get("7-1", ()) if found.is_violation] == []


def test_what_is_no_question_is_set_aside_with_its_reason(archive: Archive) -> None:
    made = make([asked(archive, "7-2"), asked(archive, "7-1")], context("code"))
    (aside,) = made.aside
    assert [record.number for record in made.records] == ["7-1"]
    assert (aside.number, aside.made_from.pages) == ("7-2", "the pages of 7-2")
    assert [issue.code for issue in aside.issues] == ["unexpected-page"]


def test_a_record_is_the_same_whatever_else_is_in_its_batch(archive: Archive) -> None:
    archive.keep(page("7-3", relations=()))
    (alone,) = make([asked(archive, "7-1")], context("code")).records
    together = make([asked(archive, number) for number in ("7-3", "7-2", "7-1")], context("code")).records
    assert together[-1] == alone
    assert replace(together[0], summary=alone.summary) != alone


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package whose code is taken for ours."""
    folder = tmp_path / "flows"
    shutil.copytree(PACKAGE, folder, ignore=shutil.ignore_patterns("__pycache__", "examples"))
    monkeypatch.setattr(batch, "__file__", str(folder / Path(batch.__file__).relative_to(PACKAGE)))
    code_version.cache_clear()
    yield folder
    monkeypatch.undo()
    code_version.cache_clear()


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("sources/be_senate/labels.toml", True), ("parse/markup.py", True), ("vocabulary.py", True),
        ("make/batch.py", True), ("make/batch.txt", False), ("pages/words.toml", False),
    ],
)  # fmt: skip
def test_every_module_of_the_package_is_part_of_the_code(package: Path, name: str, counts: bool) -> None:
    before = code_version()
    with (package / name).open("ab") as file:
        file.write(b"\n# another line\n")
    code_version.cache_clear()
    assert (code_version() != before) is counts
