"""A fortnight on the miniature site with faults on most nights: each is named in its morning, and nothing is lost.

At the end the graph is what the site says. The requests of each night are printed (`pytest -s`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from flows.keep.archive import open_archive
from flows.keep.journal import Outcome
from flows.keep.records import open_records
from flows.keep.stored import Standing
from flows.keep.verify import verify
from flows.keep.workplace import ARCHIVE, RECORDS
from tests.fault.faults import redirect
from tests.fault.server import ALLOW
from tests.fault.test_kills import whole
from tests.site.nights import SENTINEL, World, differences
from tests.site.operator import ALL, Morning, Operator, operating
from tests.site.published import published, wanted
from tests.site.server import Manners, SiteServer
from tests.site.truth import Truth

pytestmark = pytest.mark.slow
WORLD = World(seed=225, size=34, old=4, ends=11)
GOOD, INCOMPLETE, UNPUBLISHED = Outcome.GOOD, Outcome.INCOMPLETE, Outcome.UNPUBLISHED


def fault(name: Any, **where: Any) -> Callable[[SiteServer], None]:
    return lambda site: site.fail(name, **where)


def manners(**how: Any) -> Callable[[SiteServer], None]:
    def change(site: SiteServer) -> None:
        site.manners = Manners(**how)

    return change


def robots(rules: bytes) -> Callable[[SiteServer], None]:
    def change(site: SiteServer) -> None:
        site.robots = replace(ALLOW, body=rules)

    return change


def another_question(site: SiteServer) -> None:
    site.fail(site.page_of("8-1"), many=1)


@dataclass(frozen=True)
class Night:
    """What befalls the site, how the night ends, and what the morning says; `each` is said of every number hit."""

    outcome: Outcome
    befalls: tuple[Callable[[SiteServer], None], ...] = ()
    says: tuple[str, ...] = ()
    each: str = ""
    wanted: dict[str, Any] = field(default_factory=dict)


DOWN = "It stopped asking: nothing more is fetched: 5 addresses in a row failed"
NIGHTS = (
    Night(INCOMPLETE, (fault("server-error", after=30),), (DOWN, "answered 500"), wanted={"legislatures": ALL}),
    Night(GOOD, tuple(fault("unavailable", numbers=[f"8-{serial}"], times=1) for serial in (1, 5, 9)),
          ("3 of the requests were repeated",), wanted={"legislatures": ALL}),
    Night(INCOMPLETE, (fault("hang", many=2),), ("2 could not be fetched",), "nothing came for 0.5 s"),
    Night(GOOD, (fault("notice", variants=["SVPrintNLFR"]),), ("the bilingual print page is no question",)),
    Night(INCOMPLETE, (fault("truncated", many=1), fault("gzip-cut", many=1)), (), "broke off|ends too early"),
    Night(INCOMPLETE, (robots(b"User-agent: *\nDisallow: /"),), ("robots.txt forbids",)),
    Night(GOOD, (fault("error-page", many=2), fault("not-found", many=1)), ("are gone",), "status 404|Informix"),
    Night(UNPUBLISHED, (manners(is_redesigned=True),), ("questions show a page that is no question, more than 10%",)),
    Night(INCOMPLETE, (fault("too-many-a-day", after=5),), ("answered 429 and to wait 86400 s",)),
    Night(INCOMPLETE, (fault("drop", after=10),), (DOWN,), "broke off|connection failed"),
    Night(GOOD, (manners(moved=301, missing=404),), ("pages moved for ever, as http",)),
    Night(GOOD, (fault("login-page", many=1), another_question), ("show no question any more",), "expected"),
    Night(INCOMPLETE, (fault("endless", many=1), fault(redirect(302, "http://127.0.0.2/"), many=1)), (),
          "more than 300000 bytes|outside the source"),
    Night(INCOMPLETE, (lambda site: site.plan("/robots.txt", "server-error"),), ("/robots.txt answered 500",)),
    Night(GOOD),
    Night(GOOD, wanted={"legislatures": ALL, "refresh": True}),
)  # fmt: skip


def befall(site: SiteServer, number: int, night: Night) -> None:
    """Show a night of the site, with what befalls it and nothing of the night before."""
    site.turn_to(number)
    site.manners, site.robots = Manners(), ALLOW
    site.plan("/robots.txt")
    for change in night.befalls:
        change(site)


def unsaid(night: Night, morning: Morning, site: SiteServer) -> Iterator[str]:
    """What the morning does not say although it ought to."""
    lines = morning.text.splitlines()
    for words in night.says:
        if not re.search(words, morning.text):
            yield words
    for number in site.hit if night.each else ():
        if not any(re.search(rf"^\* {number}: .*({night.each})", line) for line in lines):
            yield f"{number}: {night.each}"


def standings(operator: Operator) -> dict[str, Standing]:
    with open_records(operator.output / RECORDS) as records:
        return records.published()


def lost(before: dict[str, Standing], after: dict[str, Standing]) -> list[str]:
    """The questions that are gone from the release, or have fewer answers in it than the night before."""
    return [number for number in before if number not in after or after[number].answers < before[number].answers]


def truths(operator: Operator) -> dict[str, Truth]:
    """What the page of each question said when the site last showed it as it is."""
    nights = operator.site.honest
    return {
        number: life.truth(WORLD.day(nights[number])) for number, life in WORLD.lives.items() if number in nights
    }  # fmt: skip


def unlike(operator: Operator, release: Path) -> dict[str, list[str]]:
    """The questions that archive or release tell otherwise than the site, and in which fields."""
    shown, readings, graph = truths(operator), operator.readings(), published(release)
    assert set(graph) == set(readings) == {number for number in shown if number in readings}
    found = {number: differences(readings[number].question, shown[number]) for number in readings}
    for number, record in graph.items():
        found[number] += [] if record == wanted(shown[number]) else ["the release"]
    return {number: fields for number, fields in found.items() if fields}


def test_after_a_fortnight_of_faults_the_graph_is_what_the_site_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefect_server: str
) -> None:
    before: dict[str, Standing] = {}
    with operating(tmp_path / "output", monkeypatch, WORLD) as operator:
        for number, night in enumerate(NIGHTS):
            befall(operator.site, number, night)
            morning = operator.harvest(**night.wanted)
            due = len(operator.site.times_asked())
            print(f"night {number:2}: {morning.requests:3} requests, {due:3} numbers: {morning.outcome}")  # noqa: T201  # the figures
            assert (morning.outcome, list(unsaid(night, morning, operator.site))) == (night.outcome, []), morning.text
            after = standings(operator)
            assert lost(before, after) == [], f"night {number}"
            before = after
            assert morning.release
            assert whole(morning.release)
            if morning.outcome is GOOD and not night.befalls:
                assert unlike(operator, morning.release) == {}, f"night {number}"
        shown = WORLD.truths(len(NIGHTS) - 1)
        del shown[SENTINEL]  # beyond the reach of any counting
        assert set(shown) <= set(truths(operator)) == set(before)
        assert all(truths(operator)[one] == shown[one] for one in shown), "the last night saw every page as it is"
        with open_archive(operator.output / ARCHIVE) as archive:
            assert list(verify(archive)) == []
