"""Another version of the code, of the shapes or of the file, and another base: what is made again and what stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.issues import CODES
from flows.keep.pieces import Piece, unpack
from flows.keep.stored import FORMS, Standing, StoredRecord
from flows.make import remake
from flows.model import Issue, State
from flows.publish.report import Night, listed
from flows.vocabulary import Iris
from tests.unit.remaking import IRIS, NOBODY, NUMBERS, Place, Product, opened, page, seed, sums
from tests.unit.test_records import OLD


def test_other_code_makes_every_record(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    before = place.release()
    monkeypatch.setattr(remake, "code_version", lambda: "of another version")
    assert place.make() == NUMBERS
    assert place.release() == before, "the same records are the same release"


WARNING = """
shape:WrittenQuestion-author-known a sh:PropertyShape ; sh:targetClass pq:WrittenQuestion ; sh:path pq:askedBy ;
  sh:not [ sh:hasValue <https://w3id.org/vraagbaak/id/person/jan-zonderling> ] ; sh:severity sh:Warning ;
  sh:message "An unknown author."@en , "Een onbekende auteur."@nl , "Un auteur inconnu."@fr .
"""


def pieces(place: Place) -> dict[str, list[Piece]]:
    return {form: list(place.records.pieces(form)) for form in FORMS}


def test_other_shapes_only_have_records_judged(tables: Product, place: Place, tmp_path: Path) -> None:
    before, kept = place.release(), pieces(place)
    tables.shape("Extra", WARNING)
    assert place.make() == []
    assert pieces(place) == kept
    release = place.release()
    assert release.version != before.version
    assert [row["code"] for row in rows(place) if row["question"] == "7-2"] == ["person-new", "shape-warned"]
    assert sums(release) == sums(place.rebuilt(tmp_path / "rebuilt"))
    for name in ("be-senate-6.nt.gz", "be-senate-7.ttl.gz"):
        assert (release.folder / name).samefile(before.folder / name)
    (tables.folder / "shapes" / "Extra.ttl").unlink()
    tables.read_again()
    assert place.make() == []
    assert place.release().version == before.version


def report(place: Place) -> str:
    """The report of the latest release."""
    return (place.output / "latest" / "report.md").read_text("utf-8")


def rows(place: Place) -> list[dict[str, object]]:
    """The issues that a release would tell of now."""
    return [dict(row) for row in listed(Night(tuple(place.records.set_aside())), place.records)]


def test_a_record_that_fails_new_shapes_is_set_aside_and_its_last_good_one_stays(tables: Product, place: Place) -> None:
    kept = pieces(place)
    tables.shape("Extra", WARNING.replace("sh:Warning", "sh:Violation"))
    assert place.make() == ["7-2"]
    assert [(one.number, one.has_good_record) for one in place.records.set_aside()] == [("7-2", True)]
    assert pieces(place) == kept
    for day in (1, 2):
        place.keep(page("7-1", day, answers=() if day == 1 else seed().answers))
        assert place.make() == ["7-1"], "what is set aside is not made again as long as nothing changed"
        release = place.release()
        assert "* **7-2**: its last good record is published." in report(place)
        assert release.statistics()["set_aside"] == 1
    tables.shape("Extra", WARNING)
    assert place.make() == ["7-2"]
    assert place.records.set_aside() == []


def test_what_is_set_aside_at_first_settles_and_is_told_of_every_time(tables: Product, tmp_path: Path) -> None:
    tables.shape("Extra", WARNING.replace("sh:Warning", "sh:Violation"))
    with opened(tmp_path / "output") as place:
        place.keep(page("7-1"), page("7-2", author=NOBODY))
        assert place.make() == ["7-1", "7-2"]
        first = place.release()
        assert "* **7-2**: nothing of it is published." in report(place)
        assert place.make() == []
        assert place.release() == replace(first, is_new=False)
        assert sums(first) == sums(place.rebuilt(tmp_path / "rebuilt"))
        tables.row("people", "another-person", name="Another Person")
        assert place.make() == ["7-2"], "what it had asked is not kept"
        assert place.make() == []


def test_a_damaged_record_is_made_again_when_it_is_to_be_judged(tables: Product, place: Place, tmp_path: Path) -> None:
    with place.records.connection:
        place.records.connection.execute("UPDATE piece SET deflated = x'03' WHERE form = 'nt' AND serial = 10")
    tables.shape("Extra", WARNING)
    assert place.make() == ["7-10"]
    assert sums(place.release()) == sums(place.rebuilt(tmp_path / "rebuilt"))


def test_another_base_makes_every_record_and_leaves_none_of_the_old_one(tables: Product, place: Place) -> None:
    tables.shape("Extra", WARNING.replace("sh:Warning", "sh:Violation"))
    place.make()
    assert [one.has_good_record for one in place.records.set_aside()] == [True]
    other = Iris("http://localhost:8000/senaat/")
    assert place.make(iris=other) == NUMBERS
    assert all(IRIS.base.encode() not in unpack(piece) for form in FORMS for piece in place.records.pieces(form))
    assert place.make(iris=other) == []
    assert place.make() == NUMBERS


def test_a_file_of_the_version_before_is_made_anew(tmp_path: Path, place: Place) -> None:
    output = tmp_path / "old"
    output.mkdir()
    connection = sqlite3.connect(output / "records.sqlite")
    connection.executescript(OLD)
    connection.close()
    place.archive.connection.execute("VACUUM INTO ?", (str(output / "archive.sqlite"),))
    with opened(output) as old:
        assert old.make() == NUMBERS
        assert old.records.published() == {"7-1": Standing(State.ANSWERED, 1)}
        assert sums(old.release()) == sums(place.release())


def test_a_record_of_an_older_version_with_an_issue_of_its_own_stops_no_release(place: Place) -> None:
    made = place.records.made_from()["7-10"]
    (summary,) = (one for one in place.records.all() if one.number == "7-10")
    assert "code-of-before" not in CODES
    held = {form: next(p for one, p in numbered(place, form) if one == "7-10") for form in FORMS}
    summary = replace(summary, issues=(Issue("code-of-before", "'x'"),))
    place.records.keep([StoredRecord(summary, held, {}, (), made)])
    assert place.release().is_new


def numbered(place: Place, form: str) -> Iterator[tuple[str, Piece]]:
    return zip([number for number, _ in place.records.checksums()], place.records.pieces(form), strict=True)
