"""Limits that hold: a query that takes too much gets an error, never half a result, and hurts nobody else."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from flows.ask.locked import forbid_sockets
from flows.ask.pool import Pool
from flows.ask.rate import Rate, client_of
from flows.ask.words import names_dataset, refuse
from flows.served import child
from tests.serve.hostile import Attack, attack, attacks, simple
from tests.serve.live import Live

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
CHOSEN = (
    "cross join of 3, ordered", "GROUP_CONCAT of STR(?o)", "CONCAT doubled 40 times", "brackets, 5000 deep",
    "VALUES longer than a query", "SERVICE", "DROP ALL", "a null", "200 kB of quotes", "a body of 50 MB",
    "bytes that are not UTF-8", "a header of 1 MB", "no HTTP", "two lengths",
)  # fmt: skip


def wait_until(condition: Callable[[], bool]) -> None:
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() < begun + 30
        time.sleep(0.02)


@pytest.fixture
def in_a_hurry(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """A query may take a second."""
    pool = live.app.state.pool
    monkeypatch.setattr(pool, "settings", pool.settings.model_copy(update={"query_seconds": 1.0}))


def test_a_query_that_takes_too_long_is_stopped(live: Live, in_a_hurry: None) -> None:
    response = live.ask(ENDLESS)
    assert response.status_code == 504
    assert "longer than 1 second" in response.text
    wait_until(lambda: live.app.state.pool.alive == 2)  # it is replaced


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("SELECT * { ?s ?p ?o }", 507, "larger than 1 MB"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", 507, "larger than 1 MB"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c", 507, "more than 64 MB of memory"),
    ],
)
def test_a_limit_that_is_reached_is_an_error_and_no_result(query: str, status: int, words: str, live: Live) -> None:
    response = live.ask(query)
    assert response.status_code == status, response.text[:200]
    assert words in response.text
    assert live.ask("ASK {}").status_code == 200


def test_a_process_that_is_killed_is_replaced(live: Live) -> None:
    pool: Pool = live.app.state.pool
    for one in list(pool._children):
        one.process.kill()
    wait_until(lambda: not any(one.process.is_alive() for one in pool._children))
    statuses = [live.ask("ASK {}").status_code for _ in range(4)]
    assert statuses[-1] == 200
    assert set(statuses) <= {200, 500, 507}
    wait_until(lambda: pool.alive == 2)


def test_a_query_whose_client_is_gone_is_stopped(live: Live) -> None:
    pool: Pool = live.app.state.pool
    before = pool.ended["left"]
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(live.endpoint, params={"query": ENDLESS}, timeout=0.5)
    wait_until(lambda: pool.ended["left"] == before + 1)
    assert pool.running == 0


def test_one_client_does_not_shut_the_others_out(live: Live, in_a_hurry: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.ask.pool.PATIENCE", 1.0)
    with ThreadPoolExecutor(24) as threads:
        answers = [threads.submit(live.ask, ENDLESS) for _ in range(24)]
        wait_until(lambda: bool(live.app.state.pool.running))
        waits = [simple(live.port) for _ in range(3)]  # another client
        statuses = {answer.result().status_code: answer.result() for answer in answers}
    assert max(waits) < 30
    assert set(statuses) == {503, 504}
    assert int(statuses[503].headers["retry-after"]) > 0


@pytest.mark.parametrize("one", [one for one in attacks() if one.name in CHOSEN], ids=lambda one: one.name)
def test_a_hostile_request_is_refused_and_others_are_answered(one: Attack, live: Live, in_a_hurry: None) -> None:
    row = attack(one, live.port)
    assert row.answer[0] not in (200, 500)
    assert simple(live.port) < 30


def test_there_are_a_hundred_hostile_requests() -> None:
    names = [one.name for one in attacks()]
    assert len(names) == len(set(names)) >= 100
    assert set(CHOSEN) <= set(names)


# -- the network -------------------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server elsewhere, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815  # the name is the standard library's

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()
    server.server_close()


def test_no_query_reaches_the_network_even_where_its_words_are_not_seen(
    listener: tuple[str, list[str]], live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, asked = listener
    query = f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
    assert live.ask(query).status_code == 403
    monkeypatch.setattr("flows.ask.request.refuse", lambda text: None)
    assert live.ask(query).status_code == 500
    assert live.ask(query.replace("SERVICE", "SERVICE SILENT")).status_code == 200  # silent, and alone
    live.ask(f"SELECT * FROM <{address}> {{ ?s ?p ?o }}")
    assert asked == []


def try_socket(connection: object) -> None:
    """What a child does that is locked."""
    locked = forbid_sockets()
    try:
        socket.socket().close()
        made = True
    except PermissionError:
        made = False
    connection.send((locked, made))  # type: ignore[attr-defined]  # the pool's connection


def test_a_locked_process_makes_no_socket() -> None:
    process, ours = child.begin(try_socket)
    locked, made = ours.recv()
    assert made is not locked
    process.join()
    ours.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <urn:x> { } }",
        "select*{service<urn:x>{}}",
        "SELECT * { ?s ?p 1SERVICE <urn:x> { } }",
        "SELECT * { ?s ?p 'a'SERVICE SILENT ?s { } }",
        "SELECT * { ?s ?p ?o .SERVICE ?s { } }",
        '# "\nSELECT * { SERVICE <urn:x> { } } # "',
        "SELECT * { ?s ?p '''a' '' ''' . SERVICE <urn:x> { } }",
        "SELECT * { ?s ?p '\\'' . SERVICE <urn:x> { } }",
        "SELECT * { ?s <urn:a#b> ?o . SERVICE <urn:x> { } }",
        "SELECT * { { SELECT * { SERVICE <urn:x> { } } } }",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "PREFIX a: <urn:a> LOAD <urn:x>",
        "WITH <urn:a> DELETE { } WHERE { }",
    ],
)
def test_what_is_never_done_is_seen(query: str) -> None:
    with pytest.raises(Exception, match=r"SERVICE is refused|is an update"):
        refuse(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service $load @service { ?service ?p 'SERVICE <urn:x> {' }",
        'SELECT * { ?s ?p """SERVICE "and" FROM""" }',
        "SELECT * { ?s <urn:SERVICE> ?o } # SERVICE FROM",
        "PREFIX service: <urn:from> SELECT * { service:load ex:service ?o . _:from a service: }",
        "PREFIX insert: <urn:x> ASK { insert:x ?p 'à la \\'SERVICE\\' de' }",
        "SELECT * { ?s ?p 'dienst'@service-from }",
    ],
)
def test_what_only_looks_like_it_passes(query: str) -> None:
    refuse(query)
    assert not names_dataset(query)


def test_a_dataset_of_the_query_s_own_is_seen() -> None:
    assert names_dataset("SELECT * FROM <urn:x> { ?s ?p ?o }")
    assert names_dataset("ASK from named<urn:x> { ?s ?p ?o }")


# -- the rate ----------------------------------------------------------------------------------------


def test_a_client_has_a_minute_s_requests_at_once_and_then_waits_its_turn() -> None:
    rate = Rate(60)
    assert [rate.wait("a", 100.0) for _ in range(60)] == [0.0] * 60
    assert rate.wait("a", 100.0) == 1.0
    assert rate.wait("b", 100.0) == 0.0
    assert rate.wait("a", 100.5) == 0.5
    assert rate.wait("a", 101.0) == 0.0
    assert all(Rate(0).wait("a") == 0.0 for _ in range(1000))


def test_a_client_that_asks_too_often_is_told_when_to_ask_again(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live.app.state, "rate", Rate(2))
    answers = [live.ask("ASK {}") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["retry-after"]) <= 30


def test_a_client_is_an_address_or_a_network_of_ipv6() -> None:
    assert client_of("192.0.2.7") == "192.0.2.7"
    assert client_of("2001:db8:1:2:3::4") == client_of("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert client_of("::ffff:192.0.2.7") == "192.0.2.7"
    assert client_of("testclient") == "testclient"
