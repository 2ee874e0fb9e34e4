"""The records keep the last good record of every question, what it was made from, and what was set aside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pytest

from flows.check.shapes import Finding
from flows.keep.pieces import pack, unpack
from flows.keep.records import Records, open_records
from flows.keep.stored import FORMS, MadeFrom, Odd, SetAside, Standing, StoredRecord
from flows.model import Issue, State
from tests.unit.stored import barely, stored

WARNED = Finding("Body-text", "https://example.org/x", "", "", False, (("en", "Short."), ("nl", "Kort.")), "http://c")
MADE = MadeFrom("the pages", "the code", "the shapes")


def record(number: str, title: str = "one", newest: str = "2026-11-23") -> StoredRecord:
    issues = (Issue("person-new", "Anne Lambelin é"),)
    pages = (f"https://www.senate.be/{number}", f"https://www.senate.be/{number}&LANG=fr")
    return stored(number, barely(number, title), b"<shared> .\n", newest, issues, pages, made_from=MADE)


def aside(number: str, made_from: MadeFrom = MADE) -> SetAside:
    return SetAside(number, ("https://www.senate.be/",), (Issue("unexpected-page", "é"),), made_from=made_from)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with open_records(tmp_path / "records.sqlite") as opened:
        yield opened


def titles(records: Records) -> list[bytes]:
    """The title of every record, in their order."""
    return [unpack(piece).split(b'"')[-2] for piece in records.pieces("nt")]


# -- what is kept -----------------------------------------------------------------------------------


def test_a_record_comes_back_as_it_was_kept(records: Records) -> None:
    summary = replace(record("7-1668").summary, standing=Standing(State.ANSWERED, 2), findings=(astuple(WARNED),))
    kept = replace(record("7-1668"), summary=summary)
    records.keep([kept])
    (found,) = records.all()
    assert replace(found, findings=()) == replace(summary, findings=())
    assert dict(records.checksums()) == {"7-1668": kept.sha256}
    assert {form: list(records.pieces(form)) for form in FORMS} == {form: [kept.pieces[form]] for form in FORMS}
    assert records.triples("7-1668") == unpack(kept.pieces["nt"])
    assert list(records.linked()) == [(summary.links, summary.shared)]
    assert records.made_from() == {"7-1668": MADE}


def test_an_empty_store_holds_nothing(records: Records) -> None:
    for found in (records.all(), records.checksums(), records.odd(), records.linked(), records.pieces("nt")):
        assert list(found) == []
    assert records.legislatures() == []
    assert records.newest() is None
    for nothing in (records.numbers(), records.pairs(), records.made_from(), records.figures(), records.sizes()):
        assert not nothing
    assert records.set_aside() == []
    assert records.mark("anything") == ""
    with pytest.raises(KeyError):
        records.triples("7-1")


def test_a_record_takes_the_place_of_the_one_before(records: Records) -> None:
    records.keep([record("7-1"), record("7-2")])
    records.keep([record("7-1", "two")])
    assert titles(records) == [b"two", b"one"]


def test_numbers_stand_in_their_natural_order(records: Records) -> None:
    records.keep([record(number) for number in ("10-1", "7-10", "7-2", "6-3000")])
    assert [one.number for one in records.all()] == ["6-3000", "7-2", "7-10", "10-1"]
    assert [number for number, _ in records.checksums()] == ["6-3000", "7-2", "7-10", "10-1"]
    assert [one.number for one in records.all(7)] == ["7-2", "7-10"]
    assert [unpack(piece).count(b"/7-2> ") for piece in records.pieces("nt", 7)] == [4, 0]
    assert records.legislatures() == [6, 7, 10]
    assert records.sizes() == {6: 1, 7: 2, 10: 1}
    assert records.numbers() == {"10-1", "7-10", "7-2", "6-3000"}


CHANGES: list[dict[str, Any]] = [
    {"newest": "2026-11-24"}, {"shared": b""}, {"issues": ()}, {"pages": ("https://www.senate.be/7-1",)},
    {"facts": {"questions": 2}},
]  # fmt: skip


@pytest.mark.parametrize("change", [*CHANGES, *FORMS])
def test_the_checksum_depends_on_all_that_is_published(records: Records, change: Mapping[str, Any] | str) -> None:
    before = record("7-1")
    if isinstance(change, str):
        after = replace(before, pieces={**before.pieces, change: pack(b"another")})
    else:
        after = replace(before, summary=replace(before.summary, **change))
    records.keep([before])
    ((_, checksum),) = records.checksums()
    records.keep([after])
    ((_, changed),) = records.checksums()
    assert checksum == before.sha256 != changed == after.sha256


def test_the_newest_day_is_that_of_any_record(records: Records) -> None:
    days = {"7-1": "2026-11-23", "7-2": "2026-12-01", "7-3": "2025-12-31"}
    records.keep([record(number, newest=day) for number, day in days.items()])
    assert records.newest() == "2026-12-01"


def test_figures_are_sums(records: Records) -> None:
    records.keep([record("7-1"), record("7-2")])
    assert records.figures() == {"questions": 2, "triples": 8}


def test_what_is_odd_comes_with_its_pages_and_nothing_else_does(records: Records) -> None:
    odd, plain = record("7-10"), stored("7-2")
    warned = stored("7-3", findings=[WARNED])
    records.keep([odd, plain, warned])
    found = list(records.odd())
    assert [one.number for one in found] == ["7-3", "7-10"]
    assert found[1] == Odd("7-10", odd.summary.pages, odd.summary.issues, ())
    assert found[0].findings[0][:5] == astuple(WARNED)[:5]
    assert [one.number for one in records.odd(with_findings=True)] == ["7-3"]


def test_the_records_survive_reopening(tmp_path: Path) -> None:
    with open_records(tmp_path / "records.sqlite") as records:
        records.keep([record("7-1"), record("7-2")], [aside("7-3")])
        records.mark_published()
        records.set_mark("name", "value")
    with open_records(tmp_path / "records.sqlite") as records:
        assert list(records.all()) == [record("7-1").summary, record("7-2").summary]
        assert set(records.published()) == {"7-1", "7-2"}
        assert records.set_aside() == [aside("7-3")]
        assert records.mark("name") == "value"


def test_records_are_kept_together_or_not_at_all(records: Records) -> None:
    def broken() -> Iterator[StoredRecord]:
        yield record("7-1")
        raise KeyError("the second one")

    with pytest.raises(KeyError):
        records.keep(broken(), [aside("7-2")])
    assert records.numbers() == set()
    assert records.set_aside() == []


def test_a_damaged_piece_is_not_given_out_as_a_record(records: Records) -> None:
    records.keep([record("7-1")])
    records.connection.execute("UPDATE piece SET deflated = x'00' WHERE form = 'nt'")
    with pytest.raises(ValueError, match="its bytes"):
        records.triples("7-1")


# -- beside the records -----------------------------------------------------------------------------


def test_what_is_set_aside_keeps_its_record_until_a_good_one_comes(records: Records) -> None:
    records.keep([record("7-1")])
    other = MadeFrom("other pages", "the code", "the shapes")
    records.keep([], [aside("7-10"), aside("7-1", other)])
    assert [(one.number, one.has_good_record) for one in records.set_aside()] == [("7-1", True), ("7-10", False)]
    assert records.made_from() == {"7-1": other, "7-10": MADE}, "it is not made again from the same pages"
    assert titles(records) == [b"one"]
    records.keep([record("7-1", "two")])
    assert [one.number for one in records.set_aside()] == ["7-10"]
    assert titles(records) == [b"two"]


def test_a_release_is_not_named_by_what_a_question_was_set_aside_from() -> None:
    assert repr(aside("7-1")) == repr(aside("7-1", MadeFrom("other pages", "other code", "other shapes")))


def test_what_was_published_stays_until_the_next_release(records: Records) -> None:
    answered = Standing(State.ANSWERED, 1)
    records.keep([stored("7-1")])
    assert records.published() == {}
    records.mark_published()
    records.keep([stored("7-1", standing=answered), stored("7-2")])
    assert records.published() == {"7-1": Standing(State.OPEN, 0)}
    assert records.standings() == {"7-1": answered, "7-2": Standing(State.OPEN, 0)}
    records.mark_published()
    assert records.published() == records.standings()


def test_what_is_forgotten_is_gone_but_for_where_it_stood(records: Records) -> None:
    asked: dict[tuple[str, ...], str] = {("party", "Open Vld", "2022-06-02"): "'open-vld'"}
    records.keep([replace(record(f"7-{at}"), asked=asked, pairs=(("a", f"b{at}"),)) for at in (1, 2)], [aside("7-3")])
    records.mark_published()
    records.forget(["7-1", "7-3"])
    assert records.numbers() == set(records.made_from()) == {"7-2"}
    assert records.set_aside() == []
    assert [len(list(records.pieces(form))) for form in FORMS] == [1] * len(FORMS)
    assert records.pairs() == {("a", "b2")}
    assert records.answers.users([1]) == {"7-2"}
    assert set(records.published()) == {"7-1", "7-2"}


# -- what it follows from ---------------------------------------------------------------------------


def test_the_users_of_an_answer_are_known(records: Records) -> None:
    person, party = ("person", "Tom Ongena", "2022-06-02", ""), ("party", "Vooruit", "2022-06-02")
    records.keep([
        replace(record("7-1"), asked={person: "'tom-ongena'", party: "None"}),
        replace(record("7-2"), asked={party: "None"}),
    ])  # fmt: skip
    answers = {asked: (identity, given) for identity, asked, given in records.answers.all()}
    assert {asked: given for asked, (_, given) in answers.items()} == {person: "'tom-ongena'", party: "None"}
    assert records.answers.users([answers[person][0]]) == {"7-1"}
    assert records.answers.users([answers[party][0]]) == {"7-1", "7-2"}
    assert records.answers.unknown("party") == {party: 2}
    assert records.answers.unknown("person") == {}


def test_answers_that_no_record_uses_are_dropped_when_asked(records: Records) -> None:
    party = tuple("party Vooruit 2022-06-02".split())
    for given in ("None", "'vooruit'"):
        records.keep([replace(record("7-1"), asked={party: given})])
    records.answers.forget_unused()
    assert [(asked, given) for _, asked, given in records.answers.all()] == [(party, "'vooruit'")]


def test_an_answer_of_a_batch_that_could_not_be_stored_is_stored_with_the_next(records: Records) -> None:
    party: dict[tuple[str, ...], str] = {("party", "Vooruit", "2022-06-02"): "'vooruit'"}
    good, other = (replace(record(number), asked=party) for number in ("7-1", "7-2"))
    broken = replace(other, summary=replace(other.summary, newest=None))  # type: ignore[arg-type]  # which SQLite refuses
    with pytest.raises(sqlite3.IntegrityError):
        records.keep([good, broken])
    assert records.numbers() == set()
    records.keep([good])
    assert [(asked, given) for _, asked, given in records.answers.all()] == list(party.items())
    records.answers.forget_unused()
    assert records.answers.users([identity for identity, _, _ in records.answers.all()]) == {"7-1"}


def test_a_new_judgement_changes_findings_and_nothing_else(records: Records) -> None:
    records.keep([record("7-1"), record("7-2")])
    before = list(records.checksums()), {form: list(records.pieces(form)) for form in FORMS}
    records.judged({"7-1": [astuple(WARNED)]}, "other shapes")
    assert (list(records.checksums()), {form: list(records.pieces(form)) for form in FORMS}) == before
    assert [len(odd.findings) for odd in records.odd()] == [1, 0]
    assert records.made_from() == {"7-1": replace(MADE, shapes="other shapes"), "7-2": MADE}


def test_a_doubted_record_stays_and_is_no_longer_of_this_code(records: Records) -> None:
    records.keep([record("7-1"), record("7-2")])
    records.doubt(["7-1"])
    assert records.made_from() == {"7-1": replace(MADE, code=""), "7-2": MADE}
    assert titles(records) == [b"one", b"one"]


# -- the file of the version before -----------------------------------------------------------------

OLD = """
CREATE TABLE record (
    number TEXT PRIMARY KEY, legislature INTEGER NOT NULL, serial INTEGER NOT NULL, triples BLOB NOT NULL,
    shared BLOB NOT NULL, sha256 TEXT NOT NULL, newest TEXT NOT NULL, issues TEXT NOT NULL,
    pages TEXT NOT NULL, state TEXT NOT NULL, answers INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE published (number TEXT PRIMARY KEY, state TEXT NOT NULL, answers INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO record VALUES ('7-1', 7, 1, x'00', x'00', '', '2026-11-23', '[]', '[]', 'answered', 1);
INSERT INTO published VALUES ('7-1', 'answered', 1);
PRAGMA user_version = 1;
"""


def test_a_file_of_the_version_before_keeps_what_was_published_and_no_record(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "records.sqlite")
    connection.executescript(OLD)
    connection.close()
    for _ in range(2):
        with open_records(tmp_path / "records.sqlite") as records:
            assert records.published() == {"7-1": Standing(State.ANSWERED, 1)}
            assert records.numbers() == set(records.made_from()) == set()
            tables = {name for (name,) in records.connection.execute("SELECT name FROM sqlite_master")}
            assert "record" not in tables
