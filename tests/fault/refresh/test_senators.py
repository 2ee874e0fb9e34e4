"""Asking senate.be for its members: what becomes of it, politely, and with a site that fails or forbids."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.authority.tables import read_tables
from flows.errors import BadInput
from flows.fetch.folder import read_folder
from flows.keep.archive import open_archive
from flows.keep.workplace import ARCHIVE
from tests.conftest import SEED_PAGES
from tests.fault.faults import Answer
from tests.fault.refresh.operator import DAYS, PAUSE, Run, apply, patch, people
from tests.site.endpoint import Endpoint
from tests.site.senators import MembersSite, Senator


def test_members_become_a_patch_that_leaves_sound_tables(
    site: MembersSite, tables: Path, output: Path, run: Run
) -> None:
    result = run(site)
    assert result.exit_code == 0, result.output
    assert "4 of 4 members of the legislatures 1, 2, 3, 4, 5, 6, 7, 8" in result.stdout
    apply(tables, patch(output, "senators"))
    got = people(tables)
    assert got["klaartje-denkbeeld"] == ("", "9001"), "the same name, and a question of legislature 7"
    assert got["nieuwe-kracht"] == ("", "9005")
    assert got["jean-dexemple"] == ("Q900000002", ""), "nothing of ours says when"
    assert read_tables(tables)["people"]["oud-lid"]["other_names"] == "Oud-Lid"
    summary = patch(output, "senators").with_suffix(".md").read_text("utf-8")
    assert "nothing shows a day in common (senate_id 9002)" in summary
    assert "the group 'Parti de l’Exemple' of 1 members on senate.be is no label in parties.csv" in summary
    assert "senate.be, member 9005: member in legislature 7 |" in summary
    again = run(site)
    assert "proposals: 0 new rows, 0 new values, 0 conflicts; " in again.stdout


def test_what_wikidata_said_of_mandates_tells_members_apart(
    site: MembersSite, endpoint: Endpoint, tables: Path, output: Path, run: Run
) -> None:
    run(endpoint)
    run(site)
    apply(tables, patch(output, "senators"))
    assert people(tables)["jean-dexemple"] == ("Q900000002", "9002")
    summary = patch(output, "senators").with_suffix(".md").read_text("utf-8")
    assert "member in legislature 5 meets senator from 2010-07-01 to 2015-01-01 by Wikidata Q900000002" in summary
    (output / "authority" / "mandates.json").write_text("[1]")
    damaged = run(site)
    assert damaged.exit_code == 4
    assert "mandates.json is damaged" in damaged.stderr


def test_lists_and_members_are_asked_in_order_once_and_with_pauses(site: MembersSite, run: Run) -> None:
    run(site, "--legislature", "7", "--legislature", "6")
    assert site.asked == ["LEG=7", "LEG=6", "9001", "9005"]
    assert site.requests[0].path == "/robots.txt"
    assert len(site.requests) == 5
    assert len({request.peer for request in site.requests}) == 1
    assert min(site.gaps()) >= PAUSE


def test_a_second_run_asks_nothing_and_again_asks_for_all(
    site: MembersSite, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(site, "--legislature", "7")
    site.requests.clear()
    assert f"0 addresses asked for, 3 known from the last {DAYS} days" in run(site, "--legislature", "7").stdout
    assert site.requests == [], "not even robots.txt"
    run(site, "--legislature", "7", "--again")
    assert site.asked == ["LEG=7", "9001", "9005"]
    assert not any("if-none-match" in request.headers for request in site.requests)
    site.requests.clear()
    monkeypatch.setenv("VRAAGBAAK_CACHE_DAYS", "0")
    result = run(site, "--legislature", "7")
    assert site.asked == ["LEG=7", "9001", "9005"]
    assert all("if-none-match" in request.headers for request in site.requests[1:]), "old answers are only made sure of"
    assert "2 of 2 members" in result.stdout


@pytest.mark.parametrize("fault", ["empty", "error-page", "login-page", "not-found", "gone"])
def test_a_page_that_is_no_member_is_an_issue_and_asked_for_again(
    site: MembersSite, output: Path, run: Run, fault: str
) -> None:
    site.fail("9001", fault)
    result = run(site)
    assert result.exit_code == 0
    assert "3 of 4 members" in result.stdout
    assert "issue: https://www.senate.be/www/?MIval=showSenator&ID=9001&LANG=nl: expected " in result.stdout
    assert "ID=9001" in patch(output, "senators").with_suffix(".md").read_text("utf-8")
    site.requests.clear()
    assert "4 of 4 members" in run(site).stdout
    assert [what for what in site.asked if not what.startswith("LEG")] == ["9001"]


def test_a_member_that_the_site_no_longer_has_is_an_issue(site: MembersSite, run: Run) -> None:
    run(site)
    del site.members["9005"]
    site.members["9006"] = Senator("9006", "Ander Lid", legislatures=(7,))
    assert "4 of 4 members" in run(site, "--again").stdout
    site.missing_status = 404
    site.fail("LEG=7", "not-found")
    result = run(site, "--again", "--legislature", "7", "--legislature", "6")
    assert "issue: https://www.senate.be/www/?MIval=WieIsWie/SenPerType&LEG=7&LANG=nl: expected an answer, found" in (
        result.stdout
    )
    assert "1 of 1 members" in result.stdout


def test_a_member_who_does_not_come_leaves_the_run_incomplete(site: MembersSite, output: Path, run: Run) -> None:
    site.fail("4711", "unavailable", "unavailable")
    result = run(site)
    assert result.exit_code == 3
    assert "incomplete: some pages were not fetched" in result.stdout
    assert site.asked.count("4711") == 2
    assert patch(output, "senators").is_file(), "what came is proposed"
    site.requests.clear()
    assert run(site).exit_code == 0
    assert [what for what in site.asked if not what.startswith("LEG")] == ["4711"]


def test_a_site_that_wants_to_be_left_alone_is_and_the_next_run_goes_on(site: MembersSite, run: Run) -> None:
    site.fail("9002", "too-many-a-day")
    result = run(site)
    assert result.exit_code == 3
    assert "to wait 86400 s" in result.stdout
    assert [what for what in site.asked if not what.startswith("LEG")] == ["4711", "9001", "9002"]
    site.requests.clear()
    assert run(site).exit_code == 0
    assert [what for what in site.asked if not what.startswith("LEG")] == ["9002", "9005"]


def test_a_redesigned_site_is_not_asked_to_the_end(run: Run) -> None:
    with MembersSite([Senator(str(number), f"Lid {number}") for number in range(1, 30)]) as site:
        for number in range(5, 30):
            site.fail(str(number), "login-page")
        result = run(site, "--legislature", "7")
        assert result.exit_code == 3
        assert "10 pages in a row show no member: the site shows something else" in result.stdout
        assert len(site.asked) == 1 + 4 + 10
        assert "issue: " in result.stdout


@pytest.mark.parametrize(
    ("rules", "asked"),
    [("Disallow: /www/", []), ("Disallow: /www/?MIval=showSenator", ["LEG=7"]), ("Disallow: /", [])],
)
def test_what_robots_txt_forbids_is_not_asked(
    site: MembersSite, output: Path, run: Run, rules: str, asked: list[str]
) -> None:
    site.robots = Answer(f"User-agent: *\n{rules}\n".encode())
    result = run(site, "--legislature", "7")
    assert result.exit_code == 4
    assert "robots.txt forbids" in result.stderr
    assert site.asked == asked
    assert not (output / "authority" / "proposals").exists()


def test_a_site_that_shows_something_else_is_an_error_that_says_so(run: Run) -> None:
    with MembersSite([]) as site:
        result = run(site)
    assert result.exit_code == 4
    assert "no page of a member came" in result.stderr
    assert "no link to a member in 'Belgische Senaat'" in result.stderr


def test_a_legislature_that_there_is_not_is_misuse(site: MembersSite, run: Run) -> None:
    result = run(site, "--legislature", "12")
    assert isinstance(result.exception, BadInput)
    assert site.requests == []


def test_questions_of_the_archive_show_who_was_a_senator_when(tables: Path, output: Path, run: Run) -> None:
    text = (tables / "people.csv").read_text("utf-8")
    (tables / "people.csv").write_text(text + "tom-ongena,Tom Ongena,,,,,,list,2026-01-01\n", "utf-8")
    with MembersSite([Senator("4689", "Tom Ongena", "Open Vld")]) as site:
        assert "0 new values" in run(site, "--legislature", "7").stdout
        with open_archive(output / ARCHIVE) as archive:
            for page in read_folder(SEED_PAGES):
                archive.keep(page)
        assert "1 new values" in run(site, "--legislature", "7").stdout
    apply(tables, patch(output, "senators"))
    assert people(tables)["tom-ongena"] == ("", "4689")
    summary = patch(output, "senators").with_suffix(".md").read_text("utf-8")
    assert "same name, and member in legislature 7 meets question 7-1668 signed on 2022-06-02" in summary
