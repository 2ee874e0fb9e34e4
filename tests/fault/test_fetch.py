"""What a visit to an honest site gets and how it behaves there: headers, pauses, redirects, conditional requests."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.typing import EventDict

from flows.fetch.faults import Fault, NotFetched, SiteDown
from tests.fault.conftest import AGENT, Visit
from tests.fault.faults import ERROR_PAGE, LOGIN_PAGE, Answer, Step, status, whole
from tests.fault.server import PAGE, FaultServer


def test_a_page_comes_as_received_with_the_headers_worth_keeping(server: FaultServer, visit: Visit) -> None:
    address = server.address("/www/?MIval=/Vragen/SVPrintNLFR&LEG=7&NR=1668&LANG=nl")
    response = visit().get(address)
    assert (response.address, response.final, response.status) == (address, address, 200)
    assert response.body == PAGE.body
    assert list(response.headers) == ["content-length", "content-type", "date", "server"]
    assert response.headers["server"] == "Informix"
    assert not response.moved_for_ever
    assert [request.path for request in server.requests] == ["/robots.txt", address.removeprefix(server.address(""))]


def test_we_say_who_we_are_and_nothing_that_was_not_asked_for(server: FaultServer, visit: Visit) -> None:
    visit().get(server.address("/ok"))
    for request in server.requests:
        assert request.headers["user-agent"] == AGENT
        assert request.headers["accept-encoding"] == "gzip"
        assert set(request.headers) <= {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_one_connection_serves_all_requests(server: FaultServer, visit: Visit) -> None:
    fetcher = visit()
    for path in ("/ok", "/gzip", "/page", "/not-found", "/etag", "/empty"):
        fetcher.get(server.address(path))
    assert len({request.peer for request in server.requests}) == 1
    assert fetcher.requests_made == len(server.requests) == 7


@pytest.mark.parametrize(
    "path", ["/gzip", "/gzip-members", "/chunked", "/no-length", "/slow-start", "/wrong-charset", "/cookies"]
)
def test_however_a_page_is_sent_its_bytes_are_the_same(server: FaultServer, visit: Visit, path: str) -> None:
    response = visit().get(server.address(path))
    assert response.body == PAGE.body
    assert server.counts[path] == 1


def test_the_charset_that_a_server_claims_is_kept_and_not_believed(server: FaultServer, visit: Visit) -> None:
    response = visit().get(server.address("/wrong-charset"))
    assert response.headers["content-type"] == "text/html; charset=iso-8859-15"
    assert response.body == PAGE.body


def test_cookies_are_neither_kept_nor_sent_back(server: FaultServer, visit: Visit) -> None:
    fetcher = visit()
    response = fetcher.get(server.address("/cookies"))
    fetcher.get(server.address("/ok"))
    assert "set-cookie" not in response.headers
    assert "cookie" not in server.seen("/ok")[0].headers


@pytest.mark.parametrize(("path", "code"), [("/not-found", 404), ("/gone", 410), ("/forbidden", 403)])
def test_an_answer_that_will_not_change_is_asked_for_once(
    server: FaultServer, visit: Visit, path: str, code: int
) -> None:
    assert visit().get(server.address(path)).status == code
    assert server.counts[path] == 1


def test_a_page_that_only_looks_well_is_left_to_the_reader(server: FaultServer, visit: Visit) -> None:
    fetcher = visit()
    assert fetcher.get(server.address("/error-page")).body == ERROR_PAGE
    login = fetcher.get(server.address("/login"))
    assert (login.status, login.body, login.final) == (200, LOGIN_PAGE, server.address("/login-page"))
    assert fetcher.get(server.address("/empty")).body == b""


def test_pages_are_asked_for_again_only_if_they_changed(server: FaultServer, visit: Visit) -> None:
    fetcher = visit()
    first = fetcher.get(server.address("/etag"))
    again = fetcher.get(server.address("/etag"), etag=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert fetcher.get(server.address("/etag"), etag='"v0"').status == 200
    dated = fetcher.get(server.address("/last-modified"), last_modified=first.headers["last-modified"])
    assert dated.status == 304
    sent = [request.headers for request in server.seen("/etag")]
    assert [headers.get("if-none-match") for headers in sent] == [None, '"v1"', '"v0"']
    assert "if-modified-since" not in sent[1]
    assert server.seen("/last-modified")[0].headers["if-modified-since"] == first.headers["last-modified"]


@pytest.mark.parametrize(
    ("path", "final", "for_ever"),
    [
        ("/moved", "/ok", True),
        ("/moved-308", "/ok?MIval=/Vragen/SVPrintNLFR&NR=1", True),
        ("/moved-twice", "/ok", True),
        ("/found", "/ok", False),
        ("/moved-then-found", "/ok", False),
        ("/found-then-moved", "/ok", False),
        ("/stairs-4", "/ok", False),
        ("/accented", "/pagina-Belgi%EB?a=b%20c", False),
    ],
)
def test_redirects_are_followed(server: FaultServer, visit: Visit, path: str, final: str, for_ever: bool) -> None:
    response = visit().get(server.address(path))
    assert (response.address, response.final) == (server.address(path), server.address(final))
    assert (response.status, response.body, response.moved_for_ever) == (200, PAGE.body, for_ever)
    assert server.requests[-1].path == final


def test_the_body_of_a_redirect_is_not_read(server: FaultServer, visit: Visit) -> None:
    assert visit().get(server.address("/redirect-endless")).body == PAGE.body


@pytest.mark.parametrize("path", ["/loop", "/ring", "/stairs-8"])
def test_redirects_without_an_end_are_given_up(server: FaultServer, visit: Visit, path: str) -> None:
    with pytest.raises(NotFetched, match=r"redirects to .* again and again|more than 5 times") as caught:
        visit().get(server.address(path))
    assert caught.value.fault == "redirect-loop"
    assert sum(server.counts.values()) - 1 == {"/loop": 1, "/ring": 2, "/stairs-8": 6}[path]


def test_a_redirect_to_another_host_is_not_followed(server: FaultServer, visit: Visit) -> None:
    server.plan("/away", status(302, location=server.address("/ok", "localhost")))
    fetcher = visit()
    for path in ("/away", "/nowhere"):
        with pytest.raises(NotFetched, match="outside the source") as caught:
            fetcher.get(server.address(path))
        assert caught.value.fault == "redirect-elsewhere"
    assert server.counts == {"/robots.txt": 1, "/away": 1, "/nowhere": 1}


def test_a_redirect_to_another_host_of_the_source_is_followed_after_its_robots(
    server: FaultServer, visit: Visit
) -> None:
    server.plan("/away", status(301, location=server.address("/ok", "localhost")))
    response = visit(hosts=frozenset({"127.0.0.1", "localhost"})).get(server.address("/away"))
    assert (response.final, response.moved_for_ever) == (server.address("/ok", "localhost"), True)
    hosts = [request.headers["host"].partition(":")[0] for request in server.seen("/robots.txt")]
    assert hosts == ["127.0.0.1", "localhost"]


@pytest.mark.parametrize(
    "address",
    ["http://www.example.org/", "ftp://127.0.0.1/", "http://me:secret@127.0.0.1/", "/ok", "http://[::1", "http://127.0.0.1:x/"],
)  # fmt: skip
def test_asking_another_host_is_a_mistake_of_ours(server: FaultServer, visit: Visit, address: str) -> None:
    fetcher = visit()
    with pytest.raises(ValueError, match="no web address of"):
        fetcher.get(address)
    assert fetcher.requests_made == 0


def test_the_pause_holds_between_all_requests(server: FaultServer, visit: Visit) -> None:
    server.plan("/page", "drop", "server-error", "ok")
    fetcher = visit(pause=0.1)
    fetcher.get(server.address("/page"))
    fetcher.get(server.address("/found"))
    paths = [request.path for request in server.requests]
    assert paths == ["/robots.txt", "/page", "/page", "/page", "/found", "/ok"]
    assert min(server.gaps()) >= 0.1


def test_the_pause_begins_when_the_answer_has_come(server: FaultServer, visit: Visit) -> None:
    fetcher = visit(pause=0.1)
    fetcher.get(server.address("/slow-start"))
    fetcher.get(server.address("/ok"))
    assert server.gaps()[-1] >= 0.2 + 0.1


def test_a_signal_ends_a_long_pause(server: FaultServer, visit: Visit) -> None:
    class Stopped(Exception):
        pass

    def stop(*_: object) -> None:
        raise Stopped

    def then_stop(answer: Answer) -> Iterator[Step]:
        yield from whole(answer)
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM)).start()

    server.plan("/robots.txt", then_stop)
    before = signal.signal(signal.SIGTERM, stop)
    try:
        with pytest.raises(Stopped):
            visit(pause=3600).get(server.address("/never"))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert server.counts == {"/robots.txt": 1}


def test_what_happened_is_told_in_events(server: FaultServer, visit: Visit, events: list[EventDict]) -> None:
    server.plan("/page", "drop", "unavailable", "ok")
    address = server.address("/page")
    visit().get(address)
    assert [(event["event"], event.get("reason")) for event in events] == [
        ("retrying", "connection"), ("retrying", "server-error"), ("fetched", None),
    ]  # fmt: skip
    told = {"address": address, "status": 200, "bytes": len(PAGE.body), "attempts": 3, "from_cache": False}
    assert events[-1] == {"event": "fetched", "log_level": "info", **told}


def test_passwords_of_the_machine_stay_at_home(
    server: FaultServer, visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    visit().get(server.address("/ok"))
    assert not [request for request in server.requests if "authorization" in request.headers]


def test_the_proxy_of_the_machine_is_used(server: FaultServer, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.address(""))
    fetcher = visit(hosts=frozenset({"www.senate.invalid"}))
    assert fetcher.get("http://www.senate.invalid/page").body == PAGE.body
    assert server.counts["http://www.senate.invalid/page"] == 1


def test_after_a_failure_for_good_the_next_address_is_asked(server: FaultServer, visit: Visit) -> None:
    fetcher = visit(breaker=2)
    for _ in range(3):
        with pytest.raises(NotFetched):
            fetcher.get(server.address("/drop"))
        fetcher.get(server.address("/not-found"))
    assert server.counts["/not-found"] == 3


def test_after_too_many_failures_in_a_row_nothing_is_asked(server: FaultServer, visit: Visit) -> None:
    fetcher = visit(breaker=3, attempts=2)
    for path in ("/drop", "/server-error", "/loop"):
        with pytest.raises(NotFetched):
            fetcher.get(server.address(path))
    made = fetcher.requests_made
    for _ in range(2):
        with pytest.raises(SiteDown, match="3 addresses in a row failed") as caught:
            fetcher.get(server.address("/ok"))
        assert caught.value.fault is Fault.TOO_MANY_FAILURES
    assert fetcher.requests_made == made == len(server.requests) == 1 + 2 + 2 + 1
