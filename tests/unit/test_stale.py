"""A record is stale when something that it follows from changed, and then only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from flows.authority.lookups import Authority
from flows.keep.archive import Archive, open_archive
from flows.keep.captures import Received, Sighting
from flows.keep.records import Records, open_records
from flows.keep.stored import MadeFrom, SetAside
from flows.make.questions import Reading, read_question
from flows.make.stale import TABLES, Stale, find_stale, seen_checksum
from tests.contract.asked import TABLES as ROWS
from tests.contract.tables import changed, made_authority
from tests.site.truth import Paragraph
from tests.unit.captures import HERE, START, THERE
from tests.unit.captures import page as capture
from tests.unit.remaking import page, seed
from tests.unit.stored import stored

AUTHORITY = made_authority(ROWS)
DAY = "2022-06-02"
ONGENA, PARTY, NOBODY = ("person", "Tom Ongena", DAY, ""), ("party", "Open Vld", DAY), ("person", "Jan Zonder", DAY, "")
ANSWERS = {ONGENA: "'tom-ongena'", PARTY: "'open-vld'", NOBODY: "None"}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive with a page of three questions; the records of the first two are made, the third is set aside."""
    with open_archive(tmp_path / "archive.sqlite") as opened:
        for serial in (1, 2, 10):
            opened.keep(capture(number=f"7-{serial}", address=f"{HERE}{serial}"))
        yield opened


@pytest.fixture
def records(tmp_path: Path, archive: Archive) -> Iterator[Records]:
    made = {number: MadeFrom(seen_checksum(seen), "code", "shapes") for number, seen in archive.sightings()}
    with open_records(tmp_path / "records.sqlite") as opened:
        uses = {"7-1": (ONGENA, PARTY), "7-2": (NOBODY, PARTY)}
        kept = [replace(stored(number, made_from=made[number]), asked={one: ANSWERS[one] for one in asked})
                for number, asked in uses.items()]  # fmt: skip
        opened.keep(kept, [SetAside("7-10", (), (), made_from=made["7-10"])])
        opened.set_mark(TABLES, AUTHORITY.fingerprint)
        yield opened


def found(
    archive: Archive, records: Records, authority: Authority = AUTHORITY, code: str = "code", shapes: str = "shapes"
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The numbers to make, to judge and to forget."""
    stale: Stale = find_stale(archive, records, authority, code, shapes)
    return stale.make, stale.judge, stale.gone


def tables(**rows: Sequence[Mapping[str, str]]) -> Authority:
    return made_authority(changed(ROWS, **rows))


# -- pages and code ---------------------------------------------------------------------------------


def test_nothing_changed_and_nothing_is_stale(archive: Archive, records: Records) -> None:
    assert found(archive, records) == ((), (), ())


def test_a_page_that_is_as_it_was_makes_nothing_stale(archive: Archive, records: Records) -> None:
    archive.keep(capture(day=3, number="7-1", address=f"{HERE}1"))
    archive.touch(f"{HERE}10", START + timedelta(days=9))
    assert found(archive, records) == ((), (), ())


def test_a_new_content_makes_its_question_stale(archive: Archive, records: Records) -> None:
    archive.keep(capture(b"B", 1, f"{HERE}2", "7-2"))
    assert found(archive, records)[0] == ("7-2",)
    archive.keep(capture(b"A", 1, THERE, "7-10"))
    archive.keep(capture(b"A", 1, f"{HERE}11", "7-11"))
    assert found(archive, records)[0] == ("7-2", "7-10", "7-11"), "another address, and a new question"


def test_other_code_makes_all_stale(archive: Archive, records: Records) -> None:
    assert found(archive, records, code="other code") == (("7-1", "7-2", "7-10"), (), ())


def test_other_shapes_have_records_judged_and_what_is_set_aside_made(archive: Archive, records: Records) -> None:
    assert found(archive, records, shapes="other shapes") == (("7-10",), ("7-1", "7-2"), ())


def test_a_doubted_record_is_made_again(archive: Archive, records: Records) -> None:
    records.doubt(["7-1"])
    assert found(archive, records) == (("7-1",), (), ())


def test_a_question_whose_pages_turned_out_to_be_of_another_is_gone(archive: Archive, records: Records) -> None:
    archive.keep(capture(day=1, number="7-3", address=f"{HERE}1"))
    assert found(archive, records) == (("7-3",), (), ("7-1",))
    assert found(archive, records, code="other code", shapes="other shapes")[2] == ("7-1",)


# -- tables -----------------------------------------------------------------------------------------


def test_a_new_person_concerns_the_questions_of_that_author(archive: Archive, records: Records) -> None:
    authority = tables(people=[{"person": "jan-zonder", "name": "Jan Zonder"}])
    assert found(archive, records, authority) == (("7-2", "7-10"), (), ()), "and what is set aside, which may ask it"


def test_a_period_that_ends_concerns_those_who_asked_after_it(archive: Archive, records: Records) -> None:
    (party,) = ROWS["parties"]
    authority = tables(parties=[{**party, "until": "2022-01-01"}])
    assert found(archive, records, authority)[0] == ("7-1", "7-2", "7-10")


def test_a_label_that_no_look_up_answers_concerns_no_record(archive: Archive, records: Records) -> None:
    person = {**ROWS["people"][0], "wikidata": "Q1"}
    assert found(archive, records, tables(people=[person]))[0] == ("7-10",)


def test_tables_that_were_consulted_before_are_not_asked_again(archive: Archive, records: Records) -> None:
    authority = tables(people=[{"person": "jan-zonder", "name": "Jan Zonder"}])
    records.set_mark(TABLES, authority.fingerprint)
    assert found(archive, records, authority) == ((), (), ())


@pytest.mark.parametrize("asked", [("soothsayer", "Open Vld"), ("party", "Open Vld")])
def test_what_an_older_version_asked_in_other_words_is_asked_anew(
    archive: Archive, records: Records, asked: tuple[str, ...]
) -> None:
    made = records.made_from()["7-1"]
    records.keep([replace(stored("7-1", made_from=made), asked={asked: "None"})])
    assert found(archive, records, tables(people=[]))[0] == (), "the tables are the same"
    authority = tables(people=[{"person": "another", "name": "Another Person"}])
    assert found(archive, records, authority)[0] == ("7-1", "7-10")


# -- when a page was seen ---------------------------------------------------------------------------

BUSY = b"<html><title>Server Too Busy</title></html>"


@cache
def contents() -> Mapping[str, list[Received]]:
    """For each of three addresses of a question, a page, a later page, and one that is no question."""
    found = {}
    texts = dict.fromkeys(("nl", "fr"), (Paragraph("", "Tekst."),))
    short = {"question": texts, "answers": (), "events": seed().events[:1]}
    for variant, language in (("SVPrintNLFR", "nl"), ("SchriftelijkeVraag", "nl"), ("SchriftelijkeVraag", "fr")):
        shown = [
            page("7-1", 0, variant, language, **{**short, "subject": {"nl": title, "fr": title}})  # type: ignore[arg-type]  # variants
            for title in ("Titel", "Andere titel")
        ]  # fmt: skip
        found[shown[0].address] = [*shown, replace(shown[0], body=BUSY)]
    return found


def sightings(visits: Sequence[tuple[int, int, int]]) -> list[tuple[Sighting, Received]]:
    """What the archive holds after visits, each an address, a content and the hours since the one before."""
    held: dict[tuple[str, str], Received] = {}
    now = START
    for address, content, hours in visits:
        now += timedelta(hours=hours)
        seen = list(contents().values())[address][content]
        known = held.get((seen.address, seen.sha256))
        held[seen.address, seen.sha256] = replace(seen, seen=now, first_seen=known.first_seen if known else now)
    rows = [(Sighting(one.address, one.sha256, moment(one.first_seen), moment(one.seen)), one) for one in held.values()]
    # As `Archive.sightings` gives them: by address, newest first.
    rows.sort(key=lambda row: row[0].sha256)
    rows.sort(key=lambda row: (row[0].last_seen, row[0].first_seen), reverse=True)
    return sorted(rows, key=lambda row: row[0].address)


def moment(time: datetime) -> str:
    return time.isoformat(timespec="seconds")


def reading(seen: Sequence[tuple[Sighting, Received]]) -> Reading:
    """What the pages say, as the night reads them."""
    pages: dict[str, list[Received]] = {}
    for _, one in seen:
        pages.setdefault(one.address, []).append(one)
    return read_question("7-1", pages.values())


VISIT = st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from([0, 1, 3, 7, 24]))


@how(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(VISIT, min_size=1, max_size=6), st.lists(VISIT, min_size=1, max_size=3))
def test_equal_checksums_mean_equal_readings(
    before: list[tuple[int, int, int]], after: list[tuple[int, int, int]]
) -> None:
    """However the pages of a question come, go and break, a record that is not made again need not be."""
    old, new = sightings(before), sightings([*before, *after])
    if seen_checksum([one for one, _ in old]) == seen_checksum([one for one, _ in new]):
        assert reading(old) == reading(new)


def test_an_error_page_in_front_of_an_old_one_that_falls_out_of_the_visit() -> None:
    """The bilingual page is broken since the second visit; at the third, the old one is of another visit."""
    visits = [(0, 0, 0), (1, 1, 0), (0, 2, 3), (1, 1, 0), (0, 2, 4), (1, 1, 0)]
    early, late = sightings(visits[:4]), sightings(visits)
    assert len(reading(early).captures) == 2
    assert seen_checksum([one for one, _ in early]) != seen_checksum([one for one, _ in late])


def test_night_after_night_of_the_same_pages_is_the_same() -> None:
    visits = [(0, 0, 24), (1, 0, 0), (2, 1, 0)]
    first = sightings(visits * 2)
    for nights in range(3, 6):
        assert seen_checksum([one for one, _ in sightings(visits * nights)]) == seen_checksum([one for one, _ in first])
