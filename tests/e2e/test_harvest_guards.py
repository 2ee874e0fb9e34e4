"""What is too different from the last release is not published: why, three pages to look at, and how to accept it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.keep.journal import Outcome
from tests.fault.faults import Fault, instead
from tests.site.nights import World
from tests.site.operator import Morning, Operator, files, first_night, operating, told
from tests.site.server import Manners, drawn
from tests.site.truth import Truth

SMALL = World(seed=43, size=24, old=5)
MANY = 5  # more than the handful that is tolerated


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, prefect_server: str) -> Path:
    """The output folder after a good first night."""
    return first_night(tmp_path_factory.mktemp("first") / "output", SMALL)


@pytest.fixture
def operator(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Operator]:
    output = tmp_path / "output"
    shutil.copytree(begun, output, symlinks=True)
    with operating(output, monkeypatch, SMALL) as one:
        one.site.turn_to(0)
        yield one


def answered(least: int = 1) -> list[str]:
    """Questions of the current legislature with so many answers on the first nights."""
    truths = SMALL.truths(0)
    return [number for number in SMALL.questions(8, 1) if number in truths and len(truths[number].answers) >= least]


def saying(truth: Truth) -> Fault:
    """The page of a question that says something else than the world."""
    return instead(body=drawn(truth, "SVPrintNLFR", "nl").body)


def refused(operator: Operator, morning: Morning, before: Morning, words: str) -> None:
    """The night was not published: it says why with three pages, and the last release is as it was."""
    assert morning.outcome is Outcome.UNPUBLISHED
    assert morning.text.splitlines()[2] == "Nothing was published: the last good release stays."
    line = told(morning.text, rf"No release: .*{words}")
    assert len(re.findall("https://www.senate.be/www/", line)) == 3
    told(morning.text, rf"vraagbaak rebuild --accept {morning.name}`")
    assert morning.release == before.release
    assert (operator.output / "latest").resolve() == before.release


def test_a_redesigned_site_gives_no_release_and_three_pages_to_look_at(operator: Operator) -> None:
    before = operator.harvest()
    operator.site.manners = Manners(is_redesigned=True)
    morning = operator.night(1, refresh=True)
    refused(operator, morning, before, "show a page that is no question, more than 10%")
    told(morning.text, "It stopped asking: 10 known questions in a row show none")
    assert len(operator.site.times_asked()) == 10


def test_a_redesign_before_the_first_harvest_publishes_nothing(tmp_path: Path, operator: Operator) -> None:
    operator.setting("output", tmp_path / "new")
    operator.site.manners = Manners(is_redesigned=True)
    morning = Operator(operator.site, tmp_path / "new", operator.patch).harvest()
    assert morning.outcome is Outcome.UNPUBLISHED
    assert morning.release is None
    told(morning.text, "No release: 0 questions are fewer than 1")
    told(morning.text, "the page of 8-1, known to be a question, is none: the site shows something else")


@pytest.mark.parametrize(("fault", "words"), [("not-found", "are gone"), ("notice", "show a page that is no question")])
def test_questions_that_are_gone_are_not_believed_at_once(operator: Operator, fault: str, words: str) -> None:
    before = operator.harvest()
    operator.site.turn_to(1)
    operator.site.fail(fault, numbers=answered()[:MANY])
    morning = operator.harvest(refresh=True)
    refused(operator, morning, before, words)


def test_a_handful_that_is_gone_is_told_of_and_keeps_its_records(operator: Operator) -> None:
    operator.site.turn_to(1)
    operator.site.fail("not-found", numbers=answered()[:2])
    morning = operator.harvest(refresh=True)
    assert morning.outcome is Outcome.GOOD
    told(morning.text, rf"2 are gone: {', '.join(answered()[:2])}")
    assert set(answered()) <= set(operator.readings())


def test_answered_questions_do_not_become_open_again(operator: Operator) -> None:
    before = operator.harvest()
    operator.site.turn_to(1)
    for number in answered()[:MANY]:
        truth = SMALL.truths(1)[number]
        operator.site.fail(saying(replace(truth, answers=(), events=truth.events[:1])), numbers=[number])
    morning = operator.harvest(refresh=True)
    refused(operator, morning, before, "went back to an earlier state, more than 2%")
    refused(operator, morning, before, "lost an answer, more than 1%")


def test_an_accepted_night_is_published_by_its_name(operator: Operator) -> None:
    before = operator.harvest()
    operator.site.turn_to(1)
    for number in answered()[:MANY]:
        truth = SMALL.truths(1)[number]
        operator.site.fail(saying(replace(truth, answers=(), events=truth.events[:1])), numbers=[number])
    refused = operator.harvest(refresh=True)
    still = operator.harvest("archive")
    assert still.outcome is Outcome.UNPUBLISHED, "a rebuild alone accepts nothing"
    accepted = operator.harvest("archive", accept=still.name)
    assert accepted.outcome is Outcome.GOOD
    assert accepted.release != before.release == refused.release
    assert operator.harvest().outcome is Outcome.GOOD, "what was accepted is no news the next time"


def test_what_was_accepted_to_be_gone_stops_no_later_night(operator: Operator) -> None:
    gone = answered()[:MANY]
    operator.site.turn_to(1)
    operator.site.fail("not-found", numbers=gone)
    morning = operator.harvest(refresh=True)
    assert morning.outcome is Outcome.UNPUBLISHED
    accepted = operator.harvest("archive", accept=morning.name)
    assert accepted.outcome is Outcome.GOOD
    for night in (2, 3):
        operator.site.turn_to(night)
        operator.site.fail("not-found", numbers=gone)
        assert operator.harvest().outcome is Outcome.GOOD
    assert set(gone) <= set(operator.readings())


def test_what_is_right_again_is_published_without_asking(operator: Operator) -> None:
    before = operator.harvest()
    operator.site.turn_to(1)
    operator.site.fail("notice", numbers=answered()[:MANY])
    assert operator.harvest(refresh=True).outcome is Outcome.UNPUBLISHED
    morning = operator.night(2)
    assert morning.outcome is Outcome.GOOD
    assert before.release is not None
    assert files(before.release) == files(before.release.parent / before.release.name)
