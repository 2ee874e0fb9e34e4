"""Batches give the same records wherever they are made, also when the process dies that makes them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs
from structlog.typing import EventDict

from flows.errors import VraagbaakError
from flows.keep.archive import Archive, open_archive
from flows.make.batch import Asked, Context, Made, make
from flows.make.runner import AHEAD, Batch, Processes, cores
from tests.unit.captures import page as no_question
from tests.unit.deadly import asked, context, deadly, flat
from tests.unit.remaking import keywords, opened, page, sums

NUMBERS = [f"7-{serial}" for serial in range(1, 9)]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Eight questions, of which one has no page that is one."""
    with open_archive(tmp_path_factory.mktemp("archive") / "archive.sqlite") as opened:
        for number in NUMBERS[:-1]:
            opened.keep(page(number, author=f"Persoon {number}"))
        opened.keep(no_question(number=NUMBERS[-1]))
        yield opened


def batches(archive: Archive, size: int = 2) -> list[list[Asked]]:
    return [[asked(archive, number) for number in NUMBERS[at : at + size]] for at in range(0, len(NUMBERS), size)]


@pytest.fixture(scope="module")
def expected(archive: Archive) -> Made:
    """What all batches give, made one after the other."""
    made = flat([make(batch, context()) for batch in batches(archive)])
    assert [len(made.records), len(made.aside)] == [7, 1]
    return made


@pytest.fixture(autouse=True)
def events() -> Iterator[list[EventDict]]:
    """What is logged."""
    structlog.reset_defaults()
    with capture_logs() as captured:
        yield captured


def test_one_worker_makes_them_here_one_after_the_other(archive: Archive, expected: Made) -> None:
    begun: list[Batch] = []

    def given() -> Iterator[Batch]:
        for batch in batches(archive):
            begun.append(batch)
            yield batch

    made = Processes(1).run(given(), context())
    found = [next(made)]
    assert len(begun) == 2, "no more is read than is worked on"
    assert flat([*found, *made]) == expected


def test_no_batch_gives_nothing_and_a_single_one_needs_no_process(archive: Archive, expected: Made) -> None:
    assert list(Processes(2).run([], context())) == []
    assert flat(list(Processes(2).run([[asked(archive, number) for number in NUMBERS]], context()))) == expected


def test_by_itself_it_takes_every_core() -> None:
    assert Processes().workers == cores() == len(os.sched_getaffinity(0))
    assert Processes(3).workers == 3


@pytest.mark.slow
def test_two_processes_make_the_same(archive: Archive, expected: Made) -> None:
    begun: list[Batch] = []

    def given() -> Iterator[Batch]:
        for batch in batches(archive, 1) * 3:
            begun.append(batch)
            yield batch

    made = Processes(2).run(given(), context())
    found = [next(made)]
    assert len(begun) <= 2 * (1 + AHEAD) + 1, "only a few are under way"
    found += made
    assert len(found) == 3 * len(NUMBERS)
    assert {record for one in found for record in map(repr, one.records)} == set(map(repr, expected.records))


@pytest.mark.slow
def test_a_process_that_is_killed_costs_its_batch_only(
    archive: Archive, expected: Made, tmp_path: Path, events: list[EventDict]
) -> None:
    given = batches(archive)
    given[1][0] = deadly(given[1][0], tmp_path / "deaths", times=2)
    made = list(Processes(2).run(given, context()))
    assert len(made) == len(given), "each batch once"
    assert flat(made) == expected
    assert (tmp_path / "deaths").read_bytes() == b"xx"
    assert {event["event"] for event in events} == {"worker-died"}


@pytest.mark.slow
def test_a_batch_that_kills_every_process_is_named_and_the_others_are_made(archive: Archive, tmp_path: Path) -> None:
    given = batches(archive)
    given[1][1] = deadly(given[1][1], tmp_path / "deaths")
    made: list[Made] = []
    with pytest.raises(VraagbaakError, match=r"over the questions 7-3 to 7-4: see whether the machine has memory"):
        made.extend(Processes(2).run(given, context()))
    # Begun beside the others, then by itself until it is plain.
    assert (tmp_path / "deaths").read_bytes() == b"x" * 4


@pytest.mark.slow
def test_what_a_person_has_to_put_right_comes_through(archive: Archive) -> None:
    given = batches(archive)
    ((first,),) = given[2][0].histories
    given[2][0] = replace(given[2][0], histories=((replace(first, body=b"\0"),),))
    with pytest.raises(VraagbaakError, match="is damaged at the page https://"):
        list(Processes(2).run(given, context()))


class Backwards:
    """A runner that gives its results in the opposite order."""

    def run(self, batches: Iterable[Batch], context: Context) -> Iterator[Made]:
        """What each batch gave, the last first."""
        return reversed([make(batch, context) for batch in batches])


@pytest.mark.slow
def test_releases_are_the_same_bytes_whatever_made_their_records(tmp_path: Path) -> None:
    pairs = keywords(nl="krijgsmacht, zonnewindmolen", fr="armée, moulin solaire")
    with opened(tmp_path / "output") as place:
        for serial in range(1, 6):
            place.keep(page(f"7-{serial}", keywords=pairs if serial == 4 else keywords(nl="krijgsmacht", fr="armée")))
        place.keep(page("6-1", 0, "SchriftelijkeVraag", "fr", keywords=keywords(fr="moulin solaire")))
        place.make(size=100)
        wanted = sums(place.release())
        for name, runner, size in (("backwards", Backwards(), 1), ("processes", Processes(2), 2)):
            assert sums(place.rebuilt(tmp_path / name, runner, size)) == wanted
