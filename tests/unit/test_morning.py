"""In the morning a person reads how the night ended, what happened and what to do about it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from flows.fetch.collect import Collected
from flows.issues import CODES
from flows.keep.journal import Found, Outcome, Visit
from flows.keep.stored import SetAside
from flows.model import Issue, Known, State
from flows.publish.release import Release
from flows.run import morning
from flows.run.morning import HEADLINES, Told
from flows.settings import Settings
from flows.sources.be_senate import discover

GOOD = Told("2026-11-24", Outcome.GOOD, None, (), None, ())


@pytest.fixture
def release(tmp_path: Path) -> Release:
    figures = {
        "questions": 3, "triples": 600, "issues_by_code": {"party-unknown": 2, "person-new": 1},
        "questions_answered": 2, "questions_answered_on_time": 1, "questions_answered_late": 0,
        "days_to_answer": {"30": 1, "45": 1}, "newest_capture": "2026-11-23",
        "open_by_legislature": {"7": {"in_time": 0, "overdue": 1, "without_deadline": 0}},
    }  # fmt: skip
    (tmp_path / "statistics.json").write_text(json.dumps(figures))
    return Release("2026-11-23-0123456789ab", tmp_path, is_new=True)


def collected(**numbers: list[str]) -> Collected:
    got = Collected(requests=12, new_pages=4)
    for kind, named in numbers.items():
        got.found[Found(kind)] += named
        if kind in ("vanished", "unexpected", "failed"):
            got.reasons.update(dict.fromkeys(named, f"the reason of {named[0]}."))
    return got


def parts(told: Told) -> tuple[list[str], list[str]]:
    """The lines of what happened and of what to do."""
    text = morning.markdown(told)
    head, _, to_do = text.partition("\n## What to do\n\n")
    title, empty, headline, *happened = head.splitlines()
    assert (title, empty, headline) == (f"# Night {told.name}", "", HEADLINES[told.outcome])
    return [line for line in happened if line], to_do.splitlines()


def test_every_outcome_has_its_headline() -> None:
    assert set(HEADLINES) == set(Outcome)
    assert len(set(HEADLINES.values())) == len(Outcome)


def test_a_good_night_tells_its_release_and_that_nothing_is_to_be_done(release: Release) -> None:
    happened, to_do = parts(replace(GOOD, release=release))
    assert happened == [
        f"* release 2026-11-23-0123456789ab: {release.folder}",
        "* questions: 3",
        "* triples: 600",
        "* issues: 2 party-unknown, 1 person-new",
        "* answered: 2 (1 on time, 0 late, the others without a deadline)",
        "* half of the answers came within 37.5 days",
        "* open: 1, of them overdue on 2026-11-23: 1",
    ]
    assert to_do == ["* Nothing."]
    unchanged = replace(release, is_new=False)
    assert f"-0123456789ab, unchanged: {release.folder}" in parts(replace(GOOD, release=unchanged))[0][0]


def test_a_file_that_portals_may_refuse_is_told_and_costs_no_release(release: Release) -> None:
    for name, size in (("be-senate.nq.gz", 10**9 + 1), ("questions.parquet", 10**9)):
        (release.folder / name).touch()
        os.truncate(release.folder / name, size)  # it holds nothing, and takes no room on the disk
    _, to_do = parts(replace(GOOD, release=release))
    (line,) = to_do
    assert line.startswith("* be-senate.nq.gz has 1.00 GB, and portals may refuse more than 1 GB: it is published")


def test_where_the_release_is_served_is_told_once_somebody_said_so(release: Release) -> None:
    settings = Settings.model_validate({"download_url": "https://example.org/data/"})
    assert morning.served(Settings.model_validate({})) == ""
    happened, _ = parts(replace(GOOD, release=release, served=morning.served(settings)))
    assert happened[-1].startswith("* figures and pictures: <https://example.org/data/latest/report.md>, data: <https:")
    assert not any("pictures" in line for line in parts(replace(GOOD, release=release))[0])


def test_a_night_at_the_site_tells_what_was_asked_and_found() -> None:
    got = collected(question=["8-1", "8-2"], missing=["8-3"])
    happened, to_do = parts(replace(GOOD, collected=replace(got, new_questions=["8-2"], notes=["told to stop"])))
    assert happened == [
        "* asked for 3 numbers with 12 requests; 4 new pages",
        "* 2 were questions",
        "* 1 are not given out",
        "* new questions: 8-2",
        "* told to stop",
    ]
    assert to_do == ["* Nothing."]


def test_an_incomplete_night_says_why_it_stopped_and_when_to_worry(release: Release) -> None:
    got = replace(collected(failed=["8-4"]), incomplete="robots.txt forbids it")
    happened, to_do = parts(Told("2026-11-24", Outcome.INCOMPLETE, got, (), release, ()))
    assert "* 1 could not be fetched: 8-4" in happened
    assert to_do == [
        "* It stopped asking: robots.txt forbids it. If the next night says the same, look at the site in a browser.",
        f"* 8-4: the reason of 8-4. Look at <{discover.bilingual_page('8-4')}>.",
    ]


@pytest.mark.parametrize(
    ("kind", "words"), [("vanished", "are gone"), ("unexpected", "show no question any more")]
)  # fmt: skip
def test_what_the_site_no_longer_shows_is_named_with_its_page(kind: str, words: str) -> None:
    happened, to_do = parts(replace(GOOD, collected=collected(**{kind: ["7-1", "7-2"]})))
    assert f"* 2 {words}: 7-1, 7-2" in happened
    assert to_do == [f"* {one}: the reason of 7-1. Look at <{discover.bilingual_page(one)}>." for one in ("7-1", "7-2")]


def test_a_long_list_of_numbers_is_cut_and_counted() -> None:
    numbers = [f"7-{serial}" for serial in range(1, 14)]
    happened, to_do = parts(replace(GOOD, collected=collected(vanished=numbers)))
    assert "* 13 are gone: 7-1, 7-2, 7-3, 7-4, 7-5, 7-6, 7-7, 7-8, 7-9, 7-10 and 3 more" in happened
    assert len(to_do) == morning.SHOWN


def test_an_unpublished_night_says_why_and_how_to_accept_it() -> None:
    told = Told("2026-11-24-2", Outcome.UNPUBLISHED, None, (), None, ("9 of 20 questions are gone", "another"))
    happened, to_do = parts(told)
    assert happened == []
    assert to_do == [
        "* No release: 9 of 20 questions are gone.",
        "* No release: another.",
        "* When the pages are right after all: `vraagbaak rebuild --accept 2026-11-24-2`.",
    ]


def test_what_is_set_aside_is_told_with_its_issues_and_advice() -> None:
    aside = SetAside("7-1", (), (Issue("shape-violated", "Answer-date at x: too early"), Issue("event-unknown", "'x'")))
    happened, to_do = parts(replace(GOOD, set_aside=(aside,)))
    assert happened == ["* set aside: 7-1"]
    assert to_do == [
        f"* 7-1 is set aside: `shape-violated` Answer-date at x: too early. {CODES['shape-violated'].advice}",
        f"* 7-1 is set aside: `event-unknown` 'x'. {CODES['event-unknown'].advice}",
    ]


def test_a_night_that_failed_says_what_to_put_right() -> None:
    text = morning.failure("2026-11-24", "the disk is full: free some space")
    assert text.startswith(f"# Night 2026-11-24\n\n{HEADLINES[Outcome.FAILED]}\n\n## What to do\n\n* the disk is full")
    assert text.endswith("it goes on where it was.\n")


def test_the_outlook_counts_what_is_open_late_and_due() -> None:
    today, seen = date(2026, 11, 24), datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    asked, late, early = (today + timedelta(days=days) for days in (-30, -1, 30))
    visits = [
        Visit("8-1", "n", seen, Found.QUESTION, "", Known("8-1", asked, State.OPEN, late)),
        Visit("8-2", "n", seen, Found.QUESTION, "", Known("8-2", asked, State.OPEN, early)),
        Visit("8-3", "n", seen, Found.QUESTION, "", Known("8-3", asked, State.OPEN, today)),
        Visit("8-4", "n", seen, Found.QUESTION, "", Known("8-4", asked, State.CLOSED)),
        Visit("8-5", "n", seen, Found.FAILED, "", Known("8-5", asked, State.CLOSED)),
        Visit("8-6", "n", seen, Found.MISSING),
    ]
    assert morning.outlook(visits, today) == {
        "known questions": 5,
        "open": 3,
        "past their deadline": 1,
        "due today": 3,
        "missing numbers": 1,
    }


def test_a_release_that_a_portal_did_not_take_is_told_with_what_to_do(release: Release) -> None:
    uploads = (morning.Upload("ckan", "https://x.org answered 503.", False), morning.Upload("udata", "3 sent", True))
    happened, to_do = parts(replace(GOOD, outcome=Outcome.INCOMPLETE, release=release, uploads=uploads))
    assert "* ckan: the release was not uploaded" in happened
    assert "* udata: 3 sent" in happened
    assert to_do == [
        "* Not uploaded to ckan: https://x.org answered 503. The release is good; the next night tries again, or now: "
        "`vraagbaak upload ckan`."
    ]
