"""A question is read off the newest captures that show it; what else its addresses showed becomes an issue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flows.fetch.folder import read_folder
from flows.keep.archive import Archive, open_archive
from flows.keep.captures import Received
from flows.make.questions import Reading, read_questions
from flows.sources.be_senate.discover import bilingual_page

SEEDS = Path(__file__).parents[2] / "seeds" / "pages"
PRINT = "https://www.senate.be/www/?MIval=/Vragen/SVPrint&LEG=7&NR=1668&LANG=nl"
BUSY = b"<html><title>Server Too Busy</title></html>"


@pytest.fixture(scope="module")
def seed() -> Received:
    """The bundled page of question 7-1668."""
    (page,) = read_folder(SEEDS)
    return page


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "archive.sqlite") as opened:
        yield opened


def after(seed: Received, days: int, body: bytes, address: str = "") -> Received:
    """What an address of the question showed some days later."""
    seen = seed.seen + timedelta(days=days)
    return Received(seed.question, address or seed.address, body, seen, seen)


def read(archive: Archive) -> Reading:
    (reading,) = read_questions(archive, ["7-1668"])
    return reading


def test_the_newest_capture_that_is_the_question_counts(archive: Archive, seed: Received) -> None:
    archive.keep(seed)
    archive.keep(after(seed, 1, newest := seed.body + b"\n"))
    reading = read(archive)
    assert reading.question is not None
    assert reading.issues == ()
    (capture,) = reading.captures
    assert capture.sha256 == after(seed, 1, newest).sha256 != seed.sha256
    assert capture.first_seen == seed.seen + timedelta(days=1)


def test_an_error_page_does_not_hide_the_question_and_is_told_of(archive: Archive, seed: Received) -> None:
    archive.keep(seed)
    archive.keep(after(seed, 1, BUSY))
    reading = read(archive)
    assert reading.question is not None
    assert [capture.sha256 for capture in reading.captures] == [seed.sha256]
    (issue,) = reading.issues
    assert issue.code == "older-page-used"
    assert seed.address in issue.message


def test_error_pages_that_differ_by_nothing_we_tell_are_told_of_once(archive: Archive, seed: Received) -> None:
    archive.keep(seed)
    for day in range(1, 4):
        archive.keep(after(seed, day, BUSY + b"<!-- %d -->" % day))
    assert len(read(archive).issues) == 1


def test_an_older_error_page_is_not_told_of(archive: Archive, seed: Received) -> None:
    archive.keep(after(seed, -1, BUSY))
    archive.keep(seed)
    assert read(archive).issues == ()


def test_each_address_falls_back_by_itself(archive: Archive, seed: Received) -> None:
    archive.keep(seed)
    archive.keep(after(seed, 0, seed.body + b" ", PRINT))
    archive.keep(after(seed, 1, BUSY, PRINT))
    reading = read(archive)
    assert sorted(capture.address for capture in reading.captures) == sorted([seed.address, PRINT])
    assert len(reading.issues) == 1


def test_a_question_of_which_no_capture_is_one_is_set_aside(archive: Archive, seed: Received) -> None:
    archive.keep(after(seed, 0, BUSY))
    archive.keep(after(seed, 1, b"<html></html>"))
    reading = read(archive)
    assert reading.question is None
    assert reading.captures == ()
    assert {issue.code for issue in reading.issues} == {"unexpected-page"}


def test_the_page_of_another_question_is_not_taken_for_it(archive: Archive, seed: Received) -> None:
    archive.keep(replace(seed, question="7-1669"))
    (reading,) = read_questions(archive, ["7-1669"])
    assert reading.question is None
    assert len(reading.issues) == 1


def test_an_older_page_in_the_same_language_is_out_of_date(archive: Archive, seed: Received) -> None:
    unanswered = seed.body[: seed.body.index(b"Antwoord ontvangen")].replace(b"19/7/2022Antwoord\n", b"")
    archive.keep(replace(seed, body=unanswered))
    newer = replace(after(seed, 30, seed.body), address=bilingual_page("7-1668"))
    archive.keep(newer)
    reading = read(archive)
    assert reading.question is not None
    assert len(reading.question.answers) == 1
    assert [capture.address for capture in reading.captures] == [newer.address]
    assert reading.question.issues == ()
