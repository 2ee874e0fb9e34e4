"""Records are brought up to date with as little work as there is, and come out as if all had been made anew."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.errors import BadInput
from flows.make import remake
from flows.make.batch import Context, Made, make
from flows.make.runner import Batch, Processes
from flows.map.rdf import read_ntriples
from flows.settings import read_settings
from flows.vocabulary import DCTERMS, EV, WIKIDATA
from tests.unit.remaking import (
    IRIS,
    NOBODY,
    NUMBERS,
    Noting,
    Place,
    Product,
    codes,
    keywords,
    opened,
    page,
    sums,
    vocabulary,
)


def stored(place: Place, *numbers: str) -> dict[str, bytes]:
    """The stored N-Triples of some questions, or of all."""
    return {number: place.records.triples(number) for number in numbers or place.records.numbers()}


# -- pages ------------------------------------------------------------------------------------------


def test_nothing_changed_and_nothing_is_made(place: Place) -> None:
    before = place.release()
    place.keep(page("7-1", 1), page("7-10", 2))
    assert place.make() == []
    assert place.release() == before
    assert not before.is_new


def test_a_new_content_makes_that_question_and_no_other(place: Place, tmp_path: Path) -> None:
    before = stored(place)
    place.keep(page("7-2", 1, author=NOBODY, answers=()))
    assert place.make() == ["7-2"]
    after = stored(place)
    assert {number for number in before if before[number] != after[number]} == {"7-2"}
    assert sums(place.release()) == sums(place.rebuilt(tmp_path / "rebuilt"))


def test_what_the_archive_says_of_another_question_now_leaves_no_record(place: Place, tmp_path: Path) -> None:
    place.keep(replace(page("7-10", 1), question="7-11"))
    assert place.make() == ["7-11"]
    assert place.records.numbers() == {*NUMBERS} - {"7-10"}
    assert [one.number for one in place.records.set_aside()] == ["7-11"], "its page says that it is another"
    assert place.make() == []


def test_many_small_steps_end_like_one_rebuild(tmp_path: Path) -> None:
    """Pages that come one by one, change, come back as before, and change a table's answer for each other."""
    bilingual = keywords(nl="krijgsmacht, zonnewindmolen", fr="armée, moulin solaire")
    french = keywords(fr="moulin solaire, armée")
    steps = [
        [page("7-1", 0)], [page("7-2", 1, "SchriftelijkeVraag", "fr", keywords=french), page("6-3", 1)],
        [page("7-1", 2, answers=())], [page("7-3", 3, keywords=bilingual)], [page("7-1", 4)],
        [page("7-2", 5, "SchriftelijkeVraag", "nl", author=NOBODY)], [page("5-1", 6), page("7-4", 6)],
        [page("7-3", 7, keywords=keywords(nl="zonnewindmolen", fr="moulin solaire"))],
    ]  # fmt: skip
    with opened(tmp_path / "output") as place:
        names = set()
        for at, pages in enumerate(steps):
            place.keep(*pages)
            assert len(place.make(size=1 + at % 3)) >= len(pages)
            names.add(place.release().version)
        assert len(names) == len(steps)
        assert sums(place.release()) == sums(place.rebuilt(tmp_path / "rebuilt"))


def test_the_files_of_legislatures_that_did_not_change_are_links(place: Place) -> None:
    before = place.release().folder
    place.keep(page("7-1", 1, answers=()))
    place.make()
    after = place.release().folder
    assert after != before
    same = {path.name for path in after.iterdir() if path.stat().st_ino == (before / path.name).stat().st_ino}
    of_six = {path.name for path in before.iterdir() if path.name.startswith("be-senate-6")}
    assert {
        "be-senate-6.nt.gz",
        "be-senate-6.ttl.gz",
        "be-senate-6.jsonld.gz",
        "be-senate-6-tables.parquet.zip",
    } < of_six
    assert same == of_six


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b"0"), Path.unlink])
def test_a_file_of_the_last_release_that_is_no_longer_whole_is_written_again(
    place: Place, tmp_path: Path, damage: object
) -> None:
    assert callable(damage)
    damage(place.release().folder / "be-senate-6.nt.gz")
    place.keep(page("7-1", 1, answers=()))
    place.make()
    assert sums(place.release()) == sums(place.rebuilt(tmp_path / "rebuilt"))


# -- tables -----------------------------------------------------------------------------------------


def test_a_new_person_makes_the_questions_of_that_author(tables: Product, place: Place, tmp_path: Path) -> None:
    assert codes(place, "7-2") == ["person-new"]
    tables.row("people", "jan-zonderling", name=NOBODY, wikidata="Q42")
    assert place.make() == ["7-2"]
    assert codes(place, "7-2") == []
    release = place.release()
    assert WIKIDATA["Q42"] in [one.object for one in vocabulary(place)]
    assert sums(release) == sums(place.rebuilt(tmp_path / "rebuilt"))


def test_a_label_that_no_record_holds_makes_none_and_is_published(
    tables: Product, place: Place, tmp_path: Path
) -> None:
    before = place.release().version
    tables.row("people", "tom-ongena", wikidata="Q4242")
    assert place.make() == []
    release = place.release()
    assert release.version != before
    assert WIKIDATA["Q4242"] in [one.object for one in vocabulary(place)]
    assert sums(release) == sums(place.rebuilt(tmp_path / "rebuilt"))


def test_a_party_that_ended_makes_the_questions_asked_after_it(tables: Product, place: Place, tmp_path: Path) -> None:
    tables.row("parties", "open-vld", until="2022-01-01")
    assert place.make() == NUMBERS
    assert set(codes(place, "7-1")) >= {"party-unknown"}
    assert sums(place.release()) == sums(place.rebuilt(tmp_path / "rebuilt"))


@pytest.mark.parametrize(
    ("table", "key", "cells"),
    [
        ("keywords", "zonnewindmolen", {"nl": "zonnewindmolen", "fr": "moulin solaire"}),
        ("posts", "minister-of-defence", {"nl": "minister van Landsverdediging"}),
        ("parties", "open-vld", {"kind": "group", "language_group": ""}),
        ("people", "jan-zonderling", {"name": "Jan de Zonderling"}),
        ("eurovoc", "2628", {"nl": "leger"}),
    ],
)
def test_whatever_a_table_says_anew_the_release_is_that_of_a_rebuild(
    tables: Product, place: Place, tmp_path: Path, table: str, key: str, cells: dict[str, str]
) -> None:
    place.keep(page("7-2", 1, author=NOBODY, keywords=keywords(nl="zonnewindmolen", fr="moulin solaire")))
    place.keep(page("7-3", 1, "SchriftelijkeVraag", "fr", keywords=keywords(fr="moulin solaire, armée")))
    place.make()
    before = place.release().version
    tables.row(table, key, **cells)
    place.make()
    release = place.release()
    assert sums(release) == sums(place.rebuilt(tmp_path / "rebuilt"))
    assert release.version != before or table == "people"


def test_tables_that_were_turned_back_after_a_kill_are_asked_again(
    tables: Product, place: Place, tmp_path: Path
) -> None:
    """Killed after the first batch with a new row, and the row is gone at the next night."""
    seeds = (tables.folder / "seeds" / "parties.csv").read_bytes()
    tables.row("parties", "open-vld", until="2022-01-01")
    with pytest.raises(KeyboardInterrupt):
        place.make(Killed(1), size=1)
    (tables.folder / "seeds" / "parties.csv").write_bytes(seeds)
    assert place.make() == ["6-3"]
    assert sums(place.release()) == sums(place.rebuilt(tmp_path / "rebuilt"))


class Killed:
    """A runner that is stopped after some batches."""

    def __init__(self, after: int) -> None:
        self.after = after

    def run(self, batches: Iterable[Batch], context: Context) -> Iterator[Made]:
        for at, batch in enumerate(batches):
            if at == self.after:
                raise KeyboardInterrupt
            yield make(batch, context)


def test_a_run_that_was_stopped_goes_on_where_it_was(place: Place, tmp_path: Path) -> None:
    place.keep(*(page(f"7-{serial}", 1) for serial in range(20, 26)))
    with pytest.raises(KeyboardInterrupt):
        place.make(Killed(2), size=2)
    assert place.make() == ["7-24", "7-25"]
    assert sums(place.release()) == sums(place.rebuilt(tmp_path / "rebuilt"))


# -- keywords ---------------------------------------------------------------------------------------

FRENCH = page("7-2", 0, "SchriftelijkeVraag", "fr", keywords=keywords(fr="moulin solaire, armée"))
BOTH = page("7-5", 1, keywords=keywords(nl="krijgsmacht, zonnewindmolen", fr="armée, moulin solaire"))


def subjects(place: Place, number: str) -> set[str]:
    triples = read_ntriples(place.records.triples(number))
    return {str(one.object).strip("<>") for one in triples if one.predicate == DCTERMS["subject"]}


def test_a_word_that_a_later_page_pairs_is_named_by_its_dutch_one(tmp_path: Path) -> None:
    with opened(tmp_path / "output") as place:
        place.keep(FRENCH)
        place.make()
        assert IRIS.keyword("fr", "moulin solaire").value in subjects(place, "7-2")
        place.keep(BOTH)
        assert set(place.make()) == {"7-2", "7-5"}
        assert subjects(place, "7-2") == {IRIS.keyword("nl", "zonnewindmolen").value, EV["2628"].value}
        release = place.release()
        old, new = IRIS.keyword("fr", "moulin solaire"), IRIS.keyword("nl", "zonnewindmolen")
        assert any((one.subject, one.object) == (old, new) for one in vocabulary(place))
        assert place.make() == []
    with opened(tmp_path / "other order") as place:
        place.keep(BOTH)
        place.make()
        place.keep(FRENCH)
        assert place.make() == ["7-2"]
        assert sums(place.release()) == sums(release)


def test_a_page_that_prints_both_words_is_made_once(tmp_path: Path) -> None:
    with opened(tmp_path / "output") as place:
        place.keep(BOTH)
        assert place.make() == ["7-5"]  # of two rounds it would stand there twice


def test_two_pairs_for_one_word_name_it_by_neither_whatever_the_order(tmp_path: Path) -> None:
    other = page("7-6", 2, keywords=keywords(nl="zonnemolen", fr="moulin solaire"))
    made = set()
    for at, order in enumerate([(FRENCH, BOTH, other), (other, BOTH, FRENCH)]):
        with opened(tmp_path / str(at)) as place:
            for one in order:
                place.keep(one)
                place.make()
            made.add(sums(place.release()))
            assert IRIS.keyword("fr", "moulin solaire").value in subjects(place, "7-2")
    assert len(made) == 1


# -- the rest ---------------------------------------------------------------------------------------


def test_batches_are_of_the_size_that_is_asked_for(place: Place) -> None:
    place.records.doubt(NUMBERS)
    noting = Noting()
    assert place.make(noting, size=3) == []
    assert noting.batches == [["6-3", "7-1", "7-2"], ["7-10"]]


def test_the_settings_say_what_runs_the_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    processes = remake.runner_of(read_settings({"VRAAGBAAK_WORKERS": "3"}))
    assert isinstance(processes, Processes)
    assert processes.workers == 3
    monkeypatch.setitem(sys.modules, "flows.make.cluster", None)
    with pytest.raises(BadInput, match=r"the setting 'runner' is 'dask' .*install 'vraagbaak\[dask\]'"):
        remake.runner_of(read_settings({"VRAAGBAAK_RUNNER": "dask"}))
