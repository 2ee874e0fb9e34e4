"""What an operator reads in the morning after each fault of the site, and that archive and last release stay sound."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.keep.archive import open_archive
from flows.keep.journal import Outcome
from flows.keep.verify import verify
from flows.keep.workplace import ARCHIVE
from tests.fault.faults import Answer, Fault, redirect
from tests.fault.server import ALLOW, Received
from tests.fault.test_kills import whole
from tests.site.nights import World, differences
from tests.site.operator import Morning, Operator, first_night, operating, told
from tests.site.server import Manners

WORLD = World(seed=43, size=14, old=1)
NEXT = 1  # the night of the fault


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, prefect_server: str) -> Path:
    """The output folder after a good first night."""
    return first_night(tmp_path_factory.mktemp("first") / "output", WORLD)


@pytest.fixture
def operator(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Operator]:
    """An operator before the second night; afterwards everything is sound, and a clean night heals it."""
    output = tmp_path / "output"
    shutil.copytree(begun, output, symlinks=True)
    with operating(output, monkeypatch, WORLD) as one:
        one.site.turn_to(NEXT)
        yield one
        is_sound(one)
        heals(one)


def is_sound(operator: Operator) -> None:
    """Every page is in the archive as it came, no question is lost, and the latest release is whole."""
    with open_archive(operator.output / ARCHIVE) as archive:
        assert list(verify(archive)) == []
    readings = operator.readings()
    assert all(readings[number].question for number in WORLD.questions(8, 0))
    assert whole((operator.output / "latest").resolve(strict=True))


def heals(operator: Operator) -> None:
    """After a night without faults every record is what the site says."""
    operator.site.manners, operator.site.robots = Manners(), ALLOW
    assert operator.night(NEXT + 1, refresh=True).outcome is Outcome.GOOD
    for number, reading in operator.readings().items():
        truth = WORLD.truth(number, NEXT + 1)
        assert truth is None or differences(reading.question, truth) == [], number


def harvest(operator: Operator) -> Morning:
    return operator.harvest(refresh=True)


# -- one page fails ---------------------------------------------------------------------------------

# What the morning's line of a question says after each fault.
UNFETCHED: dict[str, tuple[str | Fault, str]] = {
    "8-1": ("hang", "nothing came for 0.5 s"),
    "8-2": ("stall", "nothing came for 0.5 s"),
    "8-3": ("drip", "the answer was not complete after 2 s"),
    "8-4": ("drop", "the page broke off|the connection failed"),
    "8-5": ("reset-midway", "the page broke off|the connection failed"),
    "8-6": ("truncated", "the page broke off"),
    "8-7": ("chunked-cut", "the page broke off"),
    "8-8": ("gzip-garbled", "the page cannot be decompressed"),
    "8-9": ("gzip-cut", "the compressed page ends too early"),
    "8-10": ("gzip-bomb", "the page has more than 300000 bytes"),
}
UNFETCHED_TOO: dict[str, tuple[str | Fault, str]] = {
    "8-1": ("endless", "the page has more than 300000 bytes"),
    "8-2": ("huge", "the page is announced with 1000000000000 bytes"),
    "8-3": ("too-many", "answered 429"),
    "8-4": ("server-error", "answered 500"),
    "8-5": ("unavailable", "answered 503"),
    "8-6": (redirect(302, "http://127.0.0.2/www/"), "redirects to http://127.0.0.2/www/, outside the source"),
    "8-7": (redirect(302, "/loop"), "redirects to .* again and again"),
    "8-8": ("cut-page", "the page is only the beginning of what it was before"),
}


@pytest.mark.parametrize("faults", [UNFETCHED, UNFETCHED_TOO], ids=["transport", "answers"])
def test_a_page_that_does_not_come_is_named_with_its_reason(
    operator: Operator, faults: dict[str, tuple[str | Fault, str]]
) -> None:
    operator.setting("breaker", 100)
    for number, (fault, _) in faults.items():
        operator.site.fail(fault, numbers=[number])
    morning = harvest(operator)
    assert morning.outcome is Outcome.INCOMPLETE
    told(morning.text, "^The night is incomplete: what came is published, the rest is asked for next time")
    told(morning.text, rf"\* {len(faults)} could not be fetched: ")
    unlike = {
        number: line(morning, number) for number, (_, words) in faults.items() if not says(morning, number, words)
    }
    assert unlike == {}


def line(morning: Morning, number: str) -> str:
    """What the morning says of a question."""
    return told(morning.text, rf"^\* {number}: .* Look at <https://www.senate.be/www/")


def says(morning: Morning, number: str, words: str) -> bool:
    return bool(re.search(words, line(morning, number)))


@pytest.mark.parametrize(
    "faults",
    [
        {
            "8-2": ("error-page", "found .*Informix"),
            "8-4": ("login-page", "expected a title"),
            "8-6": ("empty", "found"),
        },
        {
            "8-1": ("notice", "found .*De site is in onderhoud"),
            "8-3": ("forbidden", "the site answered with status 403"),
        },
    ],
    ids=["pages", "notices"],
)
def test_a_page_that_is_something_else_is_named_with_what_it_is(
    operator: Operator, faults: dict[str, tuple[str, str]]
) -> None:
    for number, (fault, _) in faults.items():
        operator.site.fail(fault, numbers=[number])
    morning = harvest(operator)
    assert morning.outcome is Outcome.GOOD
    told(morning.text, rf"\* {len(faults)} show no question any more: ")
    for number, (_, words) in faults.items():
        assert says(morning, number, words)


def test_the_page_of_another_question_is_not_taken_for_the_one_asked_for(operator: Operator) -> None:
    operator.site.fail(operator.site.page_of("8-1"), numbers=["8-4"])
    assert says(harvest(operator), "8-4", "expected question 8-4, found question 8-1")


def test_a_known_question_that_is_gone_is_named_and_stays(operator: Operator) -> None:
    operator.site.fail("not-found", numbers=["8-4"])
    operator.site.fail("gone", numbers=["8-7"])
    morning = harvest(operator)
    assert morning.outcome is Outcome.GOOD
    told(morning.text, r"\* 2 are gone: 8-4, 8-7|8-7, 8-4")
    assert says(morning, "8-4", "the site answered with status 404")
    assert says(morning, "8-7", "the site answered with status 410")


# -- faults that heal -------------------------------------------------------------------------------


def test_a_page_that_comes_the_second_time_is_good_and_the_repetition_is_told(operator: Operator) -> None:
    faults = ["server-error", "too-many", "too-many-1s", "unavailable-1s", "drop", "truncated"]
    for serial, fault in enumerate(faults, 1):
        operator.site.fail(fault, numbers=[f"8-{serial}"], times=1)
    morning = harvest(operator)
    assert morning.outcome is Outcome.GOOD
    # A kept connection that the server closes at the same moment may make one more necessary.
    repeated = re.search(r"\* (\d+) of the requests were repeated after a failure", morning.text)
    assert repeated is not None
    assert int(repeated[1]) >= len(faults)
    told(morning.text, r"\* Nothing\.")


def test_what_is_odd_but_honest_is_nothing_to_be_told(operator: Operator) -> None:
    for serial, fault in enumerate(["slow-start", "chunked", "gzip", "gzip-members", "no-length", "cookies"], 1):
        operator.site.fail(fault, numbers=[f"8-{serial}"])
    morning = harvest(operator)
    assert morning.outcome is Outcome.GOOD
    assert "could not be fetched" not in morning.text
    told(morning.text, r"\* Nothing\.")


def test_a_wrong_charset_changes_no_letter(operator: Operator) -> None:
    """The Senate's bytes are Windows-1252, whatever is declared."""
    asked = WORLD.questions(8, NEXT)
    for at, number in enumerate(asked):
        operator.site.fail(["claims-utf-8", "claims-latin-2", "wrong-charset"][at % 3], numbers=[number])
    harvest(operator)
    for number, reading in operator.readings().items():
        truth = WORLD.truth(number, NEXT)
        assert truth is None or differences(reading.question, truth) == [], number


def test_a_page_that_moved_for_now_is_followed_and_nothing_is_told(operator: Operator) -> None:
    operator.site.manners = Manners(moved=302)
    morning = harvest(operator)
    assert morning.outcome is Outcome.GOOD
    assert "pages moved" not in morning.text
    assert "requests were repeated" not in morning.text


def test_pages_that_moved_for_ever_are_followed_and_it_is_told_once(operator: Operator) -> None:
    operator.site.manners = Manners(moved=301)
    morning = harvest(operator)
    assert morning.outcome is Outcome.GOOD
    assert morning.text.count("pages moved for ever, as http://127.0.0.1") == 1
    told(morning.text, "when that stays so, change source.toml")


# -- the whole site ---------------------------------------------------------------------------------


def test_a_site_that_wants_us_to_wait_a_day_is_left_alone(operator: Operator) -> None:
    operator.site.fail("too-many-a-day")
    morning = harvest(operator)
    assert morning.outcome is Outcome.INCOMPLETE
    told(morning.text, "It stopped asking: nothing more is fetched: .* to wait 86400 s")
    assert morning.requests == 2


@pytest.mark.parametrize("fault", ["hang", "server-error", "drop"])
def test_a_site_that_is_down_is_not_asked_on_and_on(operator: Operator, fault: str) -> None:
    operator.site.fail(fault, after=4)
    morning = harvest(operator)
    assert morning.outcome is Outcome.INCOMPLETE
    told(morning.text, "It stopped asking: nothing more is fetched: 5 addresses in a row failed")
    told(morning.text, r"\* 4 were questions")
    told(morning.text, r"\* 5 could not be fetched")
    assert morning.requests == 1 + 4 + 2 * 5


def test_a_lost_network_ends_the_night_and_the_next_one_goes_on(operator: Operator) -> None:
    answer = operator.site.answer

    def last(request: Received) -> Answer:
        if len(operator.site.requests) > 5:
            operator.site.stopping.set()  # from now on every connection is closed at once
        return answer(request)

    operator.site.answer = last
    morning = harvest(operator)
    operator.site.answer = answer
    operator.site.stopping.clear()
    assert morning.outcome is Outcome.INCOMPLETE
    told(morning.text, "It stopped asking: .*addresses in a row failed")
    seen = {asked.number for asked in operator.site.asked[:4]}
    operator.site.requests.clear()
    harvest(operator)
    assert not seen & set(operator.site.times_asked()), "what came before is not asked for again"


# -- robots.txt -------------------------------------------------------------------------------------


def test_a_robots_txt_that_forbids_is_obeyed_and_told(operator: Operator) -> None:
    operator.site.robots = replace(ALLOW, body=b"User-agent: *\nDisallow: /www/\n")
    morning = harvest(operator)
    assert morning.outcome is Outcome.INCOMPLETE
    assert operator.site.asked == []
    assert re.search("robots.txt forbids", told(morning.text, r"^\* 8-4: "))
    told(morning.text, "It stopped asking")
    assert "shows something else" not in morning.text


def test_a_robots_txt_that_changes_holds_from_the_next_night(operator: Operator) -> None:
    operator.site.robots = replace(ALLOW, body=b"User-agent: Vraagbaak\nDisallow: /www/\n\nUser-agent: *\nAllow: /\n")
    assert harvest(operator).outcome is Outcome.INCOMPLETE
    operator.site.robots = replace(ALLOW, body=b"User-agent: Vraagbaak\nAllow: /www/\n\nUser-agent: *\nDisallow: /\n")
    assert harvest(operator).outcome is Outcome.GOOD


@pytest.mark.parametrize("fault", ["server-error", "hang", "drop"])
def test_without_a_readable_robots_txt_nothing_is_asked(operator: Operator, fault: str) -> None:
    operator.site.plan("/robots.txt", fault)
    morning = harvest(operator)
    operator.site.plan("/robots.txt")
    assert morning.outcome is Outcome.INCOMPLETE
    assert operator.site.asked == []
    told(morning.text, "It stopped asking: nothing more is fetched: .*/robots.txt (cannot be read|answered 500)")
