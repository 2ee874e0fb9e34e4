"""Whatever goes wrong on the way, it is asked for again as often as is polite, and then told in a stable word."""

from __future__ import annotations

import socket
import time
from email.utils import formatdate

import pytest

from flows.fetch.faults import NotFetched, SiteDown
from tests.fault.conftest import Visit
from tests.fault.faults import status
from tests.fault.server import PAGE, FaultServer

# Short enough to wait for, long enough for a busy machine to read robots.txt.
IMPATIENT = {"timeout": 0.5, "attempts": 2}


def fault_of(visit: Visit, address: str, **changes: object) -> str:
    """The word for why an address is not fetched; the sentence names the address and ends with advice."""
    with pytest.raises(NotFetched) as caught:
        visit(**changes).get(address)
    assert str(caught.value).startswith(f"{address} was not fetched: ")
    assert str(caught.value).endswith(".")
    return str(caught.value.fault)


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/drop", "connection"),
        ("/reset", "connection"),
        ("/garbage", "connection"),
        ("/truncated", "truncated"),
        ("/chunked-cut", "truncated"),
        ("/chunked-garbage", "truncated"),
        ("/gzip-cut", "truncated"),
        ("/gzip-garbled", "bad-encoding"),
        ("/gzip-false", "bad-encoding"),
        ("/deflate", "bad-encoding"),
        ("/not-modified", "bad-answer"),
        ("/server-error", "server-error"),
        ("/bad-gateway", "server-error"),
        ("/unavailable", "server-error"),
        ("/too-many", "too-many-requests"),
        ("/too-many-nonsense", "too-many-requests"),
    ],
)
def test_a_broken_answer_is_asked_for_again_and_then_given_up(
    server: FaultServer, visit: Visit, path: str, fault: str
) -> None:
    assert fault_of(visit, server.address(path), attempts=3) == fault
    assert server.counts == {"/robots.txt": 1, path: 3}


@pytest.mark.parametrize(
    "fault",
    ["drop", "reset", "reset-midway", "truncated", "chunked-cut", "gzip-cut", "gzip-garbled", "server-error",
     "unavailable", "too-many"],
)  # fmt: skip
def test_a_fault_that_passes_does_no_harm(server: FaultServer, visit: Visit, fault: str) -> None:
    server.plan("/page", fault, fault, "gzip")
    assert visit(attempts=3).get(server.address("/page")).body == PAGE.body
    assert server.counts["/page"] == 3


def test_a_reset_may_take_what_was_sent_before_with_it(server: FaultServer, visit: Visit) -> None:
    assert fault_of(visit, server.address("/reset-midway")) in ("truncated", "connection")
    assert server.counts["/reset-midway"] == 3


@pytest.mark.parametrize("path", ["/hang", "/stall"])
def test_silence_is_given_up(server: FaultServer, visit: Visit, path: str) -> None:
    assert fault_of(visit, server.address(path), **IMPATIENT) == "timeout"
    assert server.counts[path] == 2
    assert server.gaps()[-1] >= 0.5


@pytest.mark.parametrize("path", ["/drip", "/drip-unframed", "/drip-head"])
def test_an_answer_that_drips_is_given_up_though_it_is_never_silent(
    server: FaultServer, visit: Visit, path: str
) -> None:
    assert fault_of(visit, server.address(path), whole=0.5, attempts=2) == "timeout"
    assert server.counts[path] == 2
    assert server.gaps()[-1] >= 0.5


@pytest.mark.parametrize("path", ["/gzip-bomb", "/endless", "/huge"])
def test_a_page_that_is_too_large_is_refused_at_once(server: FaultServer, visit: Visit, path: str) -> None:
    assert fault_of(visit, server.address(path)) == "too-large"
    assert server.counts[path] == 1


def test_a_page_may_be_as_large_as_the_limit(server: FaultServer, visit: Visit) -> None:
    for path in ("/ok", "/gzip", "/chunked", "/no-length"):
        assert visit(largest=len(PAGE.body)).get(server.address(path)).body == PAGE.body
        assert fault_of(visit, server.address(path), largest=len(PAGE.body) - 1) == "too-large"


@pytest.mark.parametrize("path", ["/too-many-1s", "/unavailable-1s", "/too-many-date"])
def test_the_site_says_how_long_to_wait(server: FaultServer, visit: Visit, path: str) -> None:
    server.plan("/page", path.lstrip("/"), "ok")
    assert visit().get(server.address("/page")).status == 200
    assert server.gaps()[-1] >= 1


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_date_to_wait_for_is_read_by_the_clock_of_the_site(server: FaultServer, visit: Visit, hours: int) -> None:
    now = time.time() + hours * 3600
    wait = status(503, date=formatdate(now, usegmt=True), retry_after=formatdate(now + 1, usegmt=True))
    server.plan("/page", wait, "ok")
    assert visit().get(server.address("/page")).status == 200
    assert server.gaps()[-1] >= 1


def test_a_wait_that_the_site_asks_for_holds_for_the_next_address_too(server: FaultServer, visit: Visit) -> None:
    fetcher = visit(attempts=1)
    with pytest.raises(NotFetched):
        fetcher.get(server.address("/too-many-1s"))
    fetcher.get(server.address("/ok"))
    assert server.gaps()[-1] >= 1


@pytest.mark.parametrize("path", ["/too-many-a-day", "/unavailable-a-day"])
def test_a_wait_of_a_day_ends_the_visit(server: FaultServer, visit: Visit, path: str) -> None:
    fetcher = visit()
    for _ in range(2):
        with pytest.raises(SiteDown, match=r"to wait 86400 s\. Run again later\.") as caught:
            fetcher.get(server.address(path))
        assert caught.value.fault == "wait-too-long"
    assert server.counts[path] == 1


def test_without_a_word_of_the_site_we_wait_longer_each_time(server: FaultServer, visit: Visit) -> None:
    fault_of(visit, server.address("/unavailable"), attempts=4, backoff=0.1, pause=0)
    first, second, third = server.gaps()[-3:]
    assert first >= 0.1
    assert second >= 0.2
    assert third >= 0.4


def test_where_nobody_listens_nothing_may_be_asked(visit: Visit) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        fetcher = visit(attempts=2)
        with pytest.raises(SiteDown, match=r"robots\.txt cannot be read: the connection failed .*refused"):
            fetcher.get(f"http://127.0.0.1:{unheard.getsockname()[1]}/ok")
    assert fetcher.requests_made == 2
