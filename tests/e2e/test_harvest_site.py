"""Single nights on the miniature site: what is asked for, what is found, and what stands in the release after it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.keep.archive import open_archive
from flows.keep.journal import Outcome, Visit, open_journal
from flows.keep.workplace import ARCHIVE, JOURNAL
from flows.sources.be_senate import discover
from tests.site.nights import World, differences
from tests.site.operator import ALL, MISSES, Operator, files, first_night, operating, told
from tests.site.server import Manners

SMALL = World(seed=43, size=24, old=5)


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefect_server: str) -> Iterator[Operator]:
    with operating(tmp_path / "output", monkeypatch, SMALL) as one:
        yield one


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, prefect_server: str) -> Path:
    """The output folder after a good first night."""
    return first_night(tmp_path_factory.mktemp("first") / "output", SMALL)


@pytest.fixture
def later(begun: Path, operator: Operator) -> Operator:
    """An operator who has had a good first night."""
    shutil.copytree(begun, operator.output, symlinks=True)
    operator.site.turn_to(0)
    return operator


def visits(operator: Operator) -> list[Visit]:
    with open_journal(operator.output / JOURNAL) as journal:
        return list(journal.visits())


def unlike(operator: Operator, night: int) -> dict[str, list[str]]:
    """The questions of the archive that are not what the site says on a night, with the fields that differ."""
    found = {}
    for number, reading in operator.readings().items():
        truth = operator.site.world.truth(number, night)
        found[number] = differences(reading.question, truth) if truth else ["no such question"]
    return {number: fields for number, fields in found.items() if fields}


# -- counting ---------------------------------------------------------------------------------------


def test_a_first_harvest_counts_a_legislature_with_its_gaps(operator: Operator) -> None:
    morning = operator.night(0, legislatures=[8])
    shown = SMALL.questions(8, 0)
    serials = [int(number.partition("-")[2]) for number in shown]
    assert len(serials) < max(serials), "the world has no gap"
    assert morning.outcome is Outcome.GOOD
    assert set(operator.readings()) == set(shown)
    assert unlike(operator, 0) == {}
    asked = operator.site.times_asked()
    assert set(asked) == {f"8-{serial}" for serial in range(1, max(serials) + MISSES + 1)}
    assert {number for number in asked if asked[number] > 1} == set(asked) - set(shown) - onward(serials)
    told(morning.text, rf"\* {len(shown)} were questions")


def onward(serials: list[int]) -> set[str]:
    """The last of the misses that end the counting: there the bilingual page alone is asked for."""
    return {f"8-{max(serials) + miss}" for miss in range(6, MISSES + 1)}


@pytest.mark.parametrize("missing", [200, 404, 410])
def test_however_a_missing_number_is_answered_the_same_is_found(operator: Operator, missing: int) -> None:
    operator.site.manners = Manners(missing=missing)
    morning = operator.night(0, legislatures=[8])
    assert morning.outcome is Outcome.GOOD
    assert set(operator.readings()) == set(SMALL.questions(8, 0))
    told(morning.text, r"are not given out$")


def test_a_question_is_found_the_night_it_appears(later: Operator) -> None:
    for night in range(1, 7):
        lives = later.site.world.lives
        new = sorted(number for number, life in lives.items() if life.shown_from == SMALL.day(night))
        morning = later.night(night)
        if new:
            line = told(morning.text, "new questions")
            assert sorted(line.partition(": ")[2].split(", ")) == new
        else:
            assert "new questions" not in morning.text


# -- what is due ------------------------------------------------------------------------------------


def test_a_second_night_asks_for_what_is_due_and_a_little_onward(later: Operator) -> None:
    known = [visit.known for visit in visits(later) if visit.known]
    due = {one.number for one in known if discover.next_visit(one, SMALL.day(0)) <= SMALL.day(1)}
    assert 0 < len(due) < len(known) / 2
    later.night(1)
    asked = set(later.site.times_asked())
    assert asked & {one.number for one in known} == due
    highest = max(int(number.partition("-")[2]) for number in SMALL.questions(8, 1))
    gaps = {f"8-{serial}" for serial in range(1, highest + MISSES + 1)} - {one.number for one in known}
    assert asked - due == gaps


def test_by_default_older_legislatures_are_asked_for_open_questions_only(operator: Operator) -> None:
    operator.night(0, legislatures=ALL)
    still_open = {
        visit.number
        for visit in visits(operator)
        if visit.known and visit.known.state in ("open", "provisionally-answered") and visit.known.legislature < 8
    }
    assert still_open
    operator.night(160)
    assert {number for number in operator.site.times_asked() if number[0] != "8"} == still_open


def test_refresh_asks_for_every_known_question_once(later: Operator) -> None:
    later.night(1, refresh=True)
    asked = later.site.times_asked()
    assert {number: asked[number] for number in SMALL.questions(8, 1)} == dict.fromkeys(SMALL.questions(8, 1), 1)
    assert unlike(later, 1) == {}


def test_numbers_are_asked_for_and_no_others(operator: Operator) -> None:
    morning = operator.night(0, numbers="8-3:8-6")
    assert set(operator.site.times_asked()) == {"8-3", "8-4", "8-5", "8-6"}
    told(morning.text, r"\* asked for 4 numbers")


def test_a_limit_stops_and_the_next_harvest_goes_on(operator: Operator) -> None:
    morning = operator.night(0, limit=5)
    first = set(operator.site.times_asked())
    assert len(first) == 5
    assert morning.outcome is Outcome.GOOD
    told(morning.text, "stopped after 5 numbers, as told")
    operator.site.requests.clear()
    operator.harvest()
    assert first & set(operator.site.times_asked()) <= {"8-1"}
    assert set(operator.readings()) == set(SMALL.questions(8, 0))


def test_a_second_harvest_of_a_day_has_nothing_to_ask(operator: Operator) -> None:
    operator.night(0, legislatures=[7])
    assert set(operator.site.times_asked()) > {SMALL.questions(8, 0)[0]}, "that the site is itself was not made sure of"
    operator.site.requests.clear()
    assert operator.harvest(legislatures=[7]).outcome is Outcome.GOOD
    assert operator.site.asked == []


def test_a_dry_run_says_what_would_be_asked_and_asks_nothing(later: Operator) -> None:
    later.site.turn_to(1)
    later.patch.setenv("SOURCE_DATE_EPOCH", str(SMALL.moment(1)))
    later.setting("pause", 2)
    printed = CliRunner().invoke(app, ["harvest", "--dry-run"]).stdout
    assert later.site.requests == []
    later.setting("pause", 0)
    later.night(1)
    asked, found = set(later.site.times_asked()), set(SMALL.questions(8, 1)) - set(SMALL.questions(8, 0))
    at_least = int(told(printed, "^at least").split()[2])
    assert len(asked) - 2 * len(found) <= at_least <= len(asked)
    due = {line.removeprefix("due: ") for line in printed.splitlines() if line.startswith("due: ")}
    assert due <= asked


# -- pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("manners", [Manners(has_etags=True), Manners(has_dates=True)], ids=["etag", "date"])
def test_an_unchanged_page_comes_without_its_body_and_adds_no_capture(operator: Operator, manners: Manners) -> None:
    operator.site.manners = manners
    operator.night(0)
    with open_archive(operator.output / ARCHIVE) as archive:
        before = archive.counts()
    morning = operator.harvest(refresh=True)
    name = "if-none-match" if manners.has_etags else "if-modified-since"
    conditional = [request for request in operator.site.requests if name in request.headers]
    assert len(conditional) == len(SMALL.questions(8, 0))
    with open_archive(operator.output / ARCHIVE) as archive:
        assert archive.counts() == before
    told(morning.text, "0 new pages")
    told(morning.text, "unchanged")


def test_without_the_bilingual_page_the_web_pages_are_taken_and_it_is_said_once(operator: Operator) -> None:
    operator.site.fail("notice", variants=["SVPrintNLFR"])
    morning = operator.harvest(legislatures=[8])
    assert morning.text.count("the bilingual print page is no question") == 1
    assert set(operator.readings()) == set(SMALL.questions(8, 0))
    assert unlike(operator, 0) == {}
    variants = [asked.variant for asked in operator.site.asked]
    assert variants.count("SVPrintNLFR") < 10
    assert {(asked.number, asked.language) for asked in operator.site.asked} >= {("8-1", "nl"), ("8-1", "fr")}


def test_the_bilingual_page_counts_again_when_it_is_back(later: Operator) -> None:
    later.site.turn_to(4)
    later.site.fail("notice", variants=["SVPrintNLFR"])
    later.harvest(refresh=True)
    assert unlike(later, 4).keys() <= set(later.site.world.lives) - set(SMALL.truths(4))
    morning = later.night(8, refresh=True)
    assert "the bilingual print page" not in morning.text
    assert unlike(later, 8).keys() <= set(later.site.world.lives) - set(SMALL.truths(8))


# -- releases ---------------------------------------------------------------------------------------


def test_a_rebuild_gives_the_same_bytes_without_the_network(later: Operator, tmp_path: Path) -> None:
    morning = later.night(3)
    assert morning.release is not None
    release = files(morning.release)
    for name in ("same", "archive alone"):
        output = tmp_path / name
        output.mkdir()
        kept = [ARCHIVE] if name == "archive alone" else [path.name for path in later.output.glob("*.sqlite")]
        for file in kept:
            shutil.copy(later.output / file, output / file)
        later.setting("output", output)
        later.setting("senate_url", "http://127.0.0.1:1")
        again = Operator(later.site, output, later.patch).harvest("archive")
        assert again.requests == 0
        assert again.release is not None
        assert again.release.name == morning.release.name
        assert files(again.release) == release
