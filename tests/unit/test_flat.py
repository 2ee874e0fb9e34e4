"""The flat tables of a release: which legislatures have theirs made again, and that it makes no other bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from flows.keep.pieces import pack
from flows.keep.records import Records, open_records
from flows.keep.stored import FORMS, StoredRecord, Summary
from flows.publish.columns import OF_LEGISLATURE, named
from flows.publish.flat import Flat
from flows.publish.table_files import ENDINGS
from flows.vocabulary import FOAF, RDF, SKOS, Iris, subject_of
from tests.unit.test_tables import IRIS, stored, vocabulary
from tests.unit.test_tables import records as made

NAMES = {
    number: {
        f"{named('tables', number)}.parquet.zip",
        *(f"{named(table.name, number)}.{ending}" for table in OF_LEGISLATURE for ending in ENDINGS),
    }
    for number in (3, 7)
}


def keep(place: Records, numbers: Sequence[str], newest: str = "2026-11-23") -> None:
    place.keep([
        StoredRecord(Summary(number, newest), {form: pack(stored(made()[number])) for form in FORMS})
        for number in numbers
    ])  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Records]:
    with open_records(tmp_path / "records.sqlite") as opened:
        keep(opened, [number for number in made() if number[0] in "37"])
        yield opened


def written(flat: Flat, skipped: set[str] = frozenset()) -> dict[str, bytes]:  # type: ignore[assignment]
    """The bytes of all files but some, which stand for links."""
    return {name: b"".join(chunks) for name, chunks in flat.files() if name not in skipped}


def flat(folder: Path, place: Records, words: Sequence[Triple], last: str = "", iris: Iris = IRIS) -> Flat:
    folder.mkdir()
    return Flat(folder, place, words, iris, last)


def test_tables_that_follow_from_the_same_need_not_be_made_and_the_people_are_the_same(
    place: Records, tmp_path: Path
) -> None:
    first = flat(tmp_path / "1", place, vocabulary())
    assert first.made_from() == {}
    files = written(first)
    assert set(files) == {*NAMES[3], *NAMES[7], "people.csv.gz", "people.parquet"}
    assert set(first.made_from()) == {*NAMES[3], *NAMES[7]}
    second = flat(tmp_path / "2", place, vocabulary(), first.noted())
    assert second.made_from() == first.made_from()
    for skipped in (NAMES[3], NAMES[3] | NAMES[7]):
        assert written(second, skipped) == {name: data for name, data in files.items() if name not in skipped}
    assert second.noted() == first.noted()


def changed(before: Flat, after: Flat) -> set[str]:
    """The files that are made from something else."""
    was, now = before.made_from(), after.made_from()
    return {name for name in now if was[name] != now[name]}


def test_a_record_concerns_its_legislature(place: Records, tmp_path: Path) -> None:
    first = flat(tmp_path / "1", place, vocabulary())
    written(first)
    before = first.made_from()
    keep(place, ["7-2"], newest="2026-12-01")
    second = flat(tmp_path / "2", place, vocabulary(), first.noted())
    assert {name for name, key in second.made_from().items() if before[name] != key} == NAMES[7]


def renamed(iri: str) -> list[Triple]:
    """The vocabulary with other words for a thing."""
    return [
        Triple(one.subject, one.predicate, Literal("anders", language=one.object.language))
        if subject_of(one).value == iri and one.predicate == SKOS["prefLabel"] and isinstance(one.object, Literal)
        else one
        for one in vocabulary()
    ]  # fmt: skip


def test_a_name_concerns_the_legislatures_that_point_at_the_thing(place: Records, tmp_path: Path) -> None:
    first = flat(tmp_path / "1", place, vocabulary())
    written(first)
    things = {number: {iri for kind, iri in one.asked if kind in ("party", "post", "topic")}
              for number, one in first.known.items()}  # fmt: skip
    alone = next(iter(sorted(things[7] - things[3])))
    both = next(iter(sorted(things[7] & things[3])))
    assert changed(first, flat(tmp_path / "2", place, renamed(alone), first.noted())) == NAMES[7]
    assert changed(first, flat(tmp_path / "3", place, renamed(both), first.noted())) == NAMES[7] | NAMES[3]
    somebody = NamedNode(f"{IRIS.base}id/person/somebody-else")
    more = [Triple(somebody, RDF["type"], FOAF["Person"]), Triple(somebody, FOAF["name"], Literal("Iemand"))]
    assert changed(first, flat(tmp_path / "4", place, [*vocabulary(), *more], first.noted())) == set()


def test_tables_made_after_a_change_are_those_of_a_build_from_nothing(place: Records, tmp_path: Path) -> None:
    first = flat(tmp_path / "1", place, vocabulary())
    written(first)
    keep(place, ["3-3744"], newest="2026-12-01")
    after = flat(tmp_path / "2", place, vocabulary(), first.noted())
    anew = flat(tmp_path / "3", place, vocabulary())
    assert written(after, NAMES[7]).items() <= written(anew).items()
    assert (after.noted(), after.made_from()) == (anew.noted(), anew.made_from())


def test_a_process_makes_the_same_files_meanwhile(
    place: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.publish.flat.MANY", 1)
    alone, beside = (flat(tmp_path / name, place, vocabulary()) for name in ("alone", "beside"))
    wanted = written(alone)
    with beside.begun({}):
        monkeypatch.setattr(beside, "_rows", lambda _: pytest.fail("the process made no files"))
        assert written(beside) == wanted
    assert beside.noted() == alone.noted()
    again = flat(tmp_path / "again", place, vocabulary(), alone.noted())
    with again.begun(alone.made_from()):
        assert again.beside is None, "there was nothing to make"


def test_what_a_process_that_died_did_not_make_is_made_all_the_same(
    place: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.publish.flat.MANY", 1)
    alone, beside = (flat(tmp_path / name, place, vocabulary()) for name in ("alone", "beside"))
    with beside.begun({}):
        assert beside.beside
        beside.beside.kill()
        assert written(beside) == written(alone)
