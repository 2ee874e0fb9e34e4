"""The records keep the last good record of every question, and tell when anything that is published changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.model import Issue, State
from flows.records import Records, Standing, StoredRecord, open_records


def record(number: str, text: str = "one", newest: str = "2026-11-23") -> StoredRecord:
    issues = (Issue("person-unknown", "Anne Lambelin é"),)
    pages = (f"https://www.senate.be/{number}", f"https://www.senate.be/{number}&LANG=fr")
    return StoredRecord(number, f"<{text}> .\n".encode(), b"<shared> .\n", newest, issues, pages)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with open_records(tmp_path / "records.sqlite") as opened:
        yield opened


def test_a_record_comes_back_as_it_was_kept(records: Records) -> None:
    kept = replace(record("7-1668"), standing=Standing(State.ANSWERED, 2))
    records.keep([kept])
    assert list(records.all()) == [kept]
    assert dict(records.checksums()) == {"7-1668": kept.sha256}


def test_an_empty_store_holds_nothing(records: Records) -> None:
    assert list(records.all()) == []
    assert list(records.checksums()) == []
    assert records.legislatures() == []
    assert records.newest() is None
    assert records.numbers() == set()


def test_a_record_takes_the_place_of_the_one_before(records: Records) -> None:
    records.keep([record("7-1"), record("7-2")])
    records.keep([record("7-1", "two")])
    assert [stored.triples for stored in records.all()] == [b"<two> .\n", b"<one> .\n"]


def test_numbers_stand_in_their_natural_order(records: Records) -> None:
    records.keep([record(number) for number in ("10-1", "7-10", "7-2", "6-3000")])
    assert [stored.number for stored in records.all()] == ["6-3000", "7-2", "7-10", "10-1"]
    assert [number for number, _ in records.checksums()] == ["6-3000", "7-2", "7-10", "10-1"]
    assert [stored.number for stored in records.all(7)] == ["7-2", "7-10"]
    assert records.legislatures() == [6, 7, 10]
    assert records.sizes() == {6: 1, 7: 2, 10: 1}
    assert records.numbers() == {"10-1", "7-10", "7-2", "6-3000"}


@pytest.mark.parametrize("change", [{"triples": b"<two> .\n"}, {"shared": b""}, {"newest": "2026-11-24"}])
def test_the_checksum_depends_on_all_that_is_published(records: Records, change: dict[str, object]) -> None:
    before = record("7-1")
    after = replace(before, **change)  # type: ignore[arg-type]  # names and values are those of the dataclass
    records.keep([before])
    ((_, checksum),) = records.checksums()
    records.keep([after])
    ((_, changed),) = records.checksums()
    assert checksum == before.sha256 != changed == after.sha256


def test_bytes_that_move_between_the_parts_change_the_checksum() -> None:
    one = replace(record("7-1"), triples=b"ab", shared=b"c")
    assert one.sha256 != replace(one, triples=b"a", shared=b"bc").sha256


def test_the_newest_day_is_that_of_any_record(records: Records) -> None:
    records.keep(
        [record("7-1", newest="2026-11-23"), record("7-2", newest="2026-12-01"), record("7-3", newest="2025-12-31")]
    )
    assert records.newest() == "2026-12-01"


def test_the_records_survive_reopening(tmp_path: Path) -> None:
    with open_records(tmp_path / "records.sqlite") as records:
        records.keep([record("7-1"), record("7-2")])
        records.mark_published()
    with open_records(tmp_path / "records.sqlite") as records:
        assert list(records.all()) == [record("7-1"), record("7-2")]
        assert set(records.published()) == {"7-1", "7-2"}


def test_records_are_kept_together_or_not_at_all(records: Records) -> None:
    def broken() -> Iterator[StoredRecord]:
        yield record("7-1")
        raise KeyError("the second one")

    with pytest.raises(KeyError):
        records.keep(broken())
    assert records.numbers() == set()


def test_what_was_published_stays_until_the_next_release(records: Records) -> None:
    open_, answered = Standing(State.OPEN, 0), Standing(State.ANSWERED, 1)
    records.keep([replace(record("7-1"), standing=open_)])
    assert records.published() == {}
    records.mark_published()
    records.keep([replace(record("7-1"), standing=answered), replace(record("7-2"), standing=open_)])
    assert records.published() == {"7-1": open_}
    assert records.standings() == {"7-1": answered, "7-2": open_}
    records.mark_published()
    assert records.published() == records.standings()
