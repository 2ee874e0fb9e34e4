"""The archive keeps every content of every address once, and finds it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from flows.keep.archive import Archive, open_archive
from tests.unit.captures import HERE, START, THERE, histories, page


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "archive.sqlite") as opened:
        yield opened


def test_a_page_comes_back_as_it_was_kept(archive: Archive) -> None:
    kept = page(
        b"\x00\xff" * 5000, content_type="text/html; charset=utf-8", etag='"1"', last_modified="Mon", server="x"
    )
    assert archive.keep(kept)
    assert archive.newest(HERE) == archive.capture(HERE, kept.sha256) == kept
    assert [list(captures) for captures in archive.pages("7-1")] == [[kept]]
    assert list(archive.captures()) == [kept]
    assert (kept.content_type, kept.etag, kept.last_modified) == ("text/html; charset=utf-8", '"1"', "Mon")


def test_what_is_not_there_is_none(archive: Archive) -> None:
    assert archive.newest(HERE) is archive.capture(HERE, "00") is None
    assert archive.pages("7-1") == []
    assert archive.questions() == []
    assert not archive.touch(HERE, START)


def test_unchanged_content_moves_last_seen_and_takes_the_new_validators(archive: Archive) -> None:
    assert archive.keep(page(etag='"1"', last_modified="Mon", server="old"))
    assert not archive.keep(page(day=3, etag='"2"', server="new"))
    newest = archive.newest(HERE)
    assert newest is not None
    assert (newest.first_seen, newest.seen) == (START, START + timedelta(days=3))
    assert newest.headers == {"etag": '"2"', "last-modified": "Mon", "server": "old"}
    assert archive.counts().captures == 1


def test_an_older_sight_of_the_same_content_only_moves_first_seen(archive: Archive) -> None:
    archive.keep(page(day=3, etag='"2"', number="7-1"))
    assert not archive.keep(page(etag='"1"', number="7-2"))
    newest = archive.newest(HERE)
    assert newest is not None
    assert (newest.first_seen, newest.seen) == (START, START + timedelta(days=3))
    assert (newest.etag, newest.question) == ('"2"', "7-1")


def test_a_number_that_was_wrong_is_put_right_by_the_next_visit(archive: Archive) -> None:
    archive.keep(page(number="7-2"))
    archive.keep(page(day=1, number="7-1"))
    assert archive.questions() == ["7-1"]


def test_content_that_comes_back_is_the_newest_again(archive: Archive) -> None:
    assert [archive.keep(page(body, day)) for day, body in enumerate((b"A", b"B", b"A"))] == [True, True, False]
    assert histories(archive) == [[b"A", b"B"]]
    newest = archive.newest(HERE)
    assert newest is not None
    assert newest.first_seen == START


def test_an_answer_of_not_modified_moves_the_newest_capture_only(archive: Archive) -> None:
    archive.keep(page(b"A"))
    archive.keep(page(b"B", 1))
    archive.keep(page(b"A", 2, THERE))
    assert archive.touch(HERE, START + timedelta(days=5))
    assert archive.touch(HERE, START + timedelta(days=4)), "time never goes back"
    assert {(capture.address, capture.body): (capture.seen - START).days for capture in archive.captures()} == {
        (HERE, b"A"): 0, (HERE, b"B"): 5, (THERE, b"A"): 2,
    }  # fmt: skip


def test_the_same_content_at_two_addresses_is_stored_once(archive: Archive) -> None:
    body = bytes(range(256)) * 100
    assert archive.keep(page(body))
    assert archive.keep(page(body, 1, THERE))
    assert archive.keep(page(b"", 2, THERE, number="7-2"))
    counts = archive.counts()
    assert (counts.questions, counts.addresses, counts.captures, counts.contents) == (2, 2, 3, 2)
    assert (counts.size, counts.last_seen) == (25600, START + timedelta(days=2))
    assert counts.stored > 0
    assert histories(archive) == [[body], [body]]


def test_questions_are_in_their_natural_order(archive: Archive) -> None:
    for number in ("7-10", "7-2", "10-1", "6-3000"):
        archive.keep(page(number=number, address=f"https://www.senate.be/{number}"))
    assert archive.questions() == ["6-3000", "7-2", "7-10", "10-1"]


def test_headers_of_the_way_are_left_out_and_others_stand_on_one_line(archive: Archive) -> None:
    sent = {
        "Content-Type": "text/html;\r\n charset=utf-8 ",
        "Content-Encoding": "gzip",
        "Content-Length": "7",
        "X": "é",
    }
    archive.keep(replace(page(), headers=sent))
    newest = archive.newest(HERE)
    assert newest is not None
    assert newest.headers == {"content-type": "text/html;  charset=utf-8", "x": "é"}


def test_times_are_kept_in_universal_time_and_whole_seconds(archive: Archive) -> None:
    brussels = datetime(2026, 11, 23, 3, 30, 0, 999999, tzinfo=timezone(timedelta(hours=1)))
    archive.keep(replace(page(), seen=brussels, first_seen=brussels))
    newest = archive.newest(HERE)
    assert newest is not None
    assert newest.seen == newest.first_seen == START


def test_what_is_kept_in_a_transaction_is_kept_together_or_not_at_all(archive: Archive) -> None:
    def keep_two() -> None:
        with archive.transaction():
            archive.keep(page())
            with archive.transaction():
                archive.keep(page(b"B"))
            raise KeyError

    with pytest.raises(KeyError):
        keep_two()
    assert archive.counts().captures == archive.counts().contents == 0


def test_everything_is_there_after_opening_again(tmp_path: Path) -> None:
    for day in range(3):
        with open_archive(tmp_path / "new" / "archive.sqlite") as archive:
            archive.keep(page(str(day).encode(), day))
    with open_archive(tmp_path / "new" / "archive.sqlite") as archive:
        assert histories(archive) == [[b"2", b"1", b"0"]]
        assert archive.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert archive.connection.execute("PRAGMA synchronous").fetchone() == (2,)
