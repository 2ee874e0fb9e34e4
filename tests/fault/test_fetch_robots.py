"""robots.txt is read once in a visit and obeyed; while it cannot be read, nothing else is asked."""

from __future__ import annotations

import pytest

from flows.fetch.faults import NotFetched, SiteDown
from flows.fetch.robots import LARGEST
from tests.fault.conftest import Visit
from tests.fault.faults import Answer, status
from tests.fault.server import PAGE, FaultServer

FORBID_US = Answer(b"User-agent: *\nAllow: /\n\nUser-agent: vraagbaak\nDisallow: /www/?MIval=/Vragen/SVPrint&\n")
FORBID_OTHERS = Answer(b"User-agent: OtherBot\nDisallow: /\n\nUser-agent: *\nDisallow:\n")


def test_robots_is_read_once_in_a_visit_and_anew_in_the_next(server: FaultServer, visit: Visit) -> None:
    first = visit()
    for _ in range(3):
        first.get(server.address("/ok"))
    server.robots = Answer(b"User-agent: *\nDisallow: /\n")
    first.get(server.address("/ok"))
    with pytest.raises(NotFetched):
        visit().get(server.address("/ok"))
    assert server.counts == {"/robots.txt": 2, "/ok": 4}


def test_what_robots_forbids_is_not_asked_for(server: FaultServer, visit: Visit) -> None:
    server.robots = FORBID_US
    fetcher = visit(breaker=1)
    forbidden = server.address("/www/?MIval=/Vragen/SVPrint&LEG=7&NR=1&LANG=nl")
    for _ in range(2):  # which is no failure of the site, so that the breaker stays closed
        with pytest.raises(NotFetched, match=r"robots\.txt forbids") as caught:
            fetcher.get(forbidden)
        assert caught.value.fault == "forbidden-by-robots"
    allowed = "/www/?MIval=/Vragen/SVPrintNLFR&LEG=7&NR=1&LANG=nl"
    assert fetcher.get(server.address(allowed)).status == 200
    assert server.counts == {"/robots.txt": 1, allowed: 1}


def test_what_robots_forbids_others_is_allowed(server: FaultServer, visit: Visit) -> None:
    server.robots = FORBID_OTHERS
    assert visit().get(server.address("/secret")).status == 200


def test_no_redirect_leads_to_what_robots_forbids(server: FaultServer, visit: Visit) -> None:
    with pytest.raises(NotFetched, match=r"robots\.txt forbids .*/secret"):
        visit().get(server.address("/to-secret"))
    assert server.counts == {"/robots.txt": 1, "/to-secret": 1}


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_without_robots_everything_is_allowed(server: FaultServer, visit: Visit, code: int) -> None:
    server.plan("/robots.txt", status(code))
    assert visit().get(server.address("/secret")).body == PAGE.body
    assert server.counts["/robots.txt"] == 1


@pytest.mark.parametrize(
    "robots",
    [PAGE, Answer(b""), Answer(b"\x00\xff\xfe" * 50), Answer("\ufeffUser-agent: *\nDisallow: /other\n".encode())],
    ids=["html", "empty", "binary", "byte-order-mark"],
)
def test_a_robots_that_forbids_nothing_of_ours(server: FaultServer, visit: Visit, robots: Answer) -> None:
    server.robots = robots
    assert visit().get(server.address("/secret")).status == 200


def test_a_byte_order_mark_hides_no_rule(server: FaultServer, visit: Visit) -> None:
    server.robots = Answer("\ufeffUser-agent: *\nDisallow: /secret\n".encode())
    with pytest.raises(NotFetched):
        visit().get(server.address("/secret"))


@pytest.mark.parametrize(
    "fault", ["server-error", "unavailable", "too-many", "drop", "truncated", "gzip-garbled", "not-modified"]
)
def test_while_robots_cannot_be_read_nothing_is_asked(server: FaultServer, visit: Visit, fault: str) -> None:
    server.plan("/robots.txt", fault)
    fetcher = visit(attempts=2)
    for _ in range(2):
        with pytest.raises(SiteDown, match=r"robots\.txt cannot be read") as caught:
            fetcher.get(server.address("/ok"))
        assert caught.value.fault == "robots-unreadable"
    assert server.counts == {"/robots.txt": 2}


def test_a_robots_that_hangs_forbids_everything(server: FaultServer, visit: Visit) -> None:
    server.plan("/robots.txt", "hang")
    with pytest.raises(SiteDown, match=r"robots\.txt cannot be read: nothing came for 0\.1 s"):
        visit(timeout=0.1, attempts=2).get(server.address("/ok"))
    assert server.counts == {"/robots.txt": 2}


@pytest.mark.parametrize("location", ["http://www.example.org/robots.txt", "/loop"])
def test_a_robots_that_leads_away_forbids_everything(server: FaultServer, visit: Visit, location: str) -> None:
    server.plan("/robots.txt", status(302, location=location))
    with pytest.raises(SiteDown, match=r"robots\.txt cannot be read"):
        visit().get(server.address("/ok"))
    assert "/ok" not in server.counts


def test_a_robots_that_fails_once_is_read_again(server: FaultServer, visit: Visit) -> None:
    server.plan("/robots.txt", "server-error", "ok")
    with pytest.raises(NotFetched):
        visit().get(server.address("/secret"))
    assert server.counts == {"/robots.txt": 2}


def test_a_robots_behind_a_redirect_holds(server: FaultServer, visit: Visit) -> None:
    server.plan("/robots.txt", status(301, location="/robots"))
    server.answer = lambda request: Answer(b"User-agent: *\nDisallow: /ok\n")
    with pytest.raises(NotFetched, match=r"robots\.txt forbids"):
        visit().get(server.address("/ok"))
    assert server.counts == {"/robots.txt": 1, "/robots": 1}


def test_of_a_huge_robots_the_whole_lines_of_the_beginning_hold(server: FaultServer, visit: Visit) -> None:
    rules = b"User-agent: *\nDisallow: /secret\n"
    cut = b"Disallow: /ok"  # what stands of the next line before the limit
    filler = b"#" * (LARGEST - len(rules) - len(cut) - 1) + b"\n"
    server.robots = Answer(rules + filler + b"Disallow: /ok/not\nDisallow: /late\n" + filler)
    fetcher = visit()
    with pytest.raises(NotFetched):
        fetcher.get(server.address("/secret"))
    assert fetcher.get(server.address("/ok")).status == 200
    assert fetcher.get(server.address("/late")).status == 200
    assert server.counts["/robots.txt"] == 1


def test_a_crawl_delay_lengthens_the_pause_and_never_shortens_it(server: FaultServer, visit: Visit) -> None:
    server.robots = Answer(b"User-agent: *\nCrawl-delay: 0.3\n")
    fetcher = visit(pause=0.02)
    fetcher.get(server.address("/ok"))
    fetcher.get(server.address("/ok"))
    assert min(server.gaps()) >= 0.3
    visit(pause=0.5).get(server.address("/ok"))
    assert server.gaps()[-1] >= 0.5


def test_a_crawl_delay_beyond_all_patience_ends_the_visit(server: FaultServer, visit: Visit) -> None:
    server.robots = Answer(b"User-agent: *\nCrawl-delay: 86400\n")
    with pytest.raises(SiteDown, match="wants 86400 s between two requests"):
        visit().get(server.address("/ok"))
    assert server.counts == {"/robots.txt": 1}
