"""The server as a whole: safe headers, files, health, figures, the log, switching under load, the signals."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import signal
import socket
import threading
from pathlib import Path

import httpx
import pytest

from flows import clock
from flows.publish.write import checksum, read_sums, switch
from flows.run.background import free_port, wait_until
from flows.serve import connections
from flows.serve.layers import network_of, part_of
from flows.served.current import Refusal
from flows.settings import Settings
from tests.e2e.programs import running
from tests.miniature import copied
from tests.serve.live import Live

PATHS = ("/health", "/metrics", "/sparql", "/download/", "/nothing/here", "/sparql?query=ASK%7B%7D")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_safe_headers(path: str, live: Live) -> None:
    headers = live.client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


def test_an_address_that_is_too_long_is_refused(live: Live) -> None:
    assert live.client.get("/health", params={"q": "x" * 17_000}).status_code == 414


# -- files -------------------------------------------------------------------------------------------


def test_the_files_of_a_release_are_those_of_its_checksums(live: Live) -> None:
    release = live.app.state.current.served.release
    for name, digest in read_sums(release).items():
        for folder in ("latest", release.name):
            response = live.client.get(f"/download/{folder}/{name}", headers={"accept-encoding": "identity"})
            assert response.status_code == 200
            assert "content-encoding" not in response.headers
        assert len(response.content) == (release / name).stat().st_size
        assert checksum(release / name) == digest
    packed = live.client.get(f"/download/latest/{'be-senate.nq.gz'}")
    assert packed.headers["content-type"] == "application/gzip"
    assert gzip.decompress(packed.content).startswith(b"<https://w3id.org/")


def test_a_file_is_sent_in_part_or_not_at_all_to_who_has_it(live: Live) -> None:
    address = "/download/latest/ontology.ttl"
    first = live.client.get(address)
    assert first.headers["content-type"].startswith("text/turtle")
    assert first.headers["cache-control"] == "no-cache"
    assert live.client.get(address, headers={"range": "bytes=0-9"}).content == first.content[:10]
    again = live.client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert live.client.head(address).headers["content-length"] == str(len(first.content))
    version = live.app.state.current.served.version
    assert "immutable" in live.client.get(f"/download/{version}/ontology.ttl").headers["cache-control"]


def test_folders_are_listed_and_have_a_slash(live: Live) -> None:
    listed = live.client.get("/download/").text
    assert re.findall('href="([^"]+)"', listed) == ["latest", live.app.state.current.served.version]
    assert 'href="SHA256SUMS"' in live.client.get("/download/latest/").text
    for path, target in (("/download", "/download/"), ("/download/latest", "latest/")):
        response = live.client.get(path)
        assert (response.status_code, response.headers["location"]) == (308, target)


@pytest.mark.parametrize(
    "path",
    ["latest/../../served/current", "../served/current", "latest/%2e%2e/%2e%2e/served/current", ".making", "latest/no",
     "latest//etc/passwd", "no", "latest/%00", "//etc/passwd", "latest/..%5c..%5cserved"],
)  # fmt: skip
def test_nothing_else_is_a_file(path: str, live: Live) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", live.port)
    connection.request("GET", f"/download/{path}")  # as it is: other clients put dots right
    assert connection.getresponse().status == 404
    connection.close()


# -- health, figures, log ----------------------------------------------------------------------------


def test_the_health_tells_of_the_release_in_use_and_of_one_that_was_refused(live: Live) -> None:
    current = live.app.state.current
    told = live.client.get("/health").json()
    assert told["status"] == "ok"
    assert (told["version"], told["refused"]) == (current.served.version, None)
    assert told["triples"] > 10_000
    current.refusal = Refusal("2026-12-31-x", "it is broken", clock.now(), 0)
    told = live.client.get("/health").json()
    assert told["status"] == "old release"
    assert told["refused"]["reason"] == "it is broken"
    assert "vraagbaak_release_refused 1.0" in live.client.get("/metrics").text
    current.refusal = None
    served, current.served = current.served, None
    try:
        for path in ("/health", "/sparql?query=ASK%7B%7D"):
            assert live.client.get(path).status_code == 503
    finally:
        current.served = served


def test_the_figures_count_answers_and_how_queries_ended(live: Live) -> None:
    live.ask("ASK {}")
    live.ask("ASK {")
    for _ in range(3):
        live.client.get("/made-up")
    text = live.client.get("/metrics").text
    assert 'vraagbaak_requests_total{method="GET",part="sparql",status="400"}' in text
    assert 'vraagbaak_queries_total{ended="malformed"}' in text
    assert re.search(r'vraagbaak_release_triples\{version="[\w-]+"\} \d+', text)
    assert "vraagbaak_query_processes 2.0" in text
    assert "made-up" not in text


def test_the_log_tells_of_networks_and_parts() -> None:
    assert network_of("192.0.2.77") == "192.0.2.0/24"
    assert network_of("2001:db8:1:2::77") == "2001:db8:1::/48"
    assert network_of("testclient") == ""
    assert [part_of(path) for path in ("/", "/sparql", "/doc/x/y", "/<script>")] == ["home", "sparql", "doc", "other"]


# -- connections -------------------------------------------------------------------------------------


def test_a_connection_that_sends_no_request_is_closed(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)
    for sent in (b"", b"GET / HTTP/1.1\r\nx: "):
        with socket.create_connection(("127.0.0.1", live.port), timeout=30) as line:
            line.sendall(sent)
            assert line.recv(100) == b""
    with socket.create_connection(("127.0.0.1", live.port), timeout=30) as line:  # the second of a connection
        line.sendall(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
        assert line.recv(10_000).startswith(b"HTTP/1.1 200")
        line.sendall(b"GET /hea")
        while line.recv(10_000):
            pass


def test_a_client_has_so_many_connections(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "OF_ONE_CLIENT", 3)
    lines = [socket.create_connection(("127.0.0.1", live.port), timeout=30) for _ in range(5)]
    with pytest.raises(ConnectionError):
        lines[-1].recv(100) or (_ for _ in ()).throw(ConnectionError)
    for line in lines:
        line.close()


# -- the command -------------------------------------------------------------------------------------


def republished(settings: Settings) -> str:
    """Another version with the same files, which becomes the latest."""
    before = settings.latest.resolve()
    after = before.with_name(f"{before.name[:-4]}beef")
    shutil.copytree(before, after)
    switch(settings.latest, after)
    return after.name


def test_a_release_is_switched_under_load_without_a_dropped_request(miniature: Settings, tmp_path: Path) -> None:
    settings, port = copied(miniature, tmp_path / "output"), free_port()
    environment = {"VRAAGBAAK_OUTPUT": str(settings.output), "VRAAGBAAK_LOG": "json", "VRAAGBAAK_QUERY_RATE": "0"}
    address, first = f"http://127.0.0.1:{port}", settings.latest.resolve().name
    answers: list[httpx.Response] = []
    ended = threading.Event()
    with running(["serve", "--port", str(port)], tmp_path, {**os.environ, **environment}) as server:
        server.wait_for("release in use")
        wait_until(lambda: answers_at(address), 60)

        def ask() -> None:
            with httpx.Client(base_url=address, timeout=60) as client:
                while not ended.is_set():
                    for path in ("/sparql?query=SELECT*%7B%3Fs+%3Fp+%3Fo%7DLIMIT+3", "/health"):
                        answers.append(client.get(path))

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        second = republished(settings)
        assert wait_until(lambda: bool(answers) and answers[-1].json().get("version") == second, 60)
        ended.set()
        for thread in threads:
            thread.join()
        assert {answer.status_code for answer in answers} == {200}
        versions = {answer.json()["version"] for answer in answers if answer.url.path == "/health"}
        assert {first, second} == versions
        assert wait_until(lambda: loaded(settings) == [second], 60)
        assert server.end(signal.SIGTERM) == 0
        log = server.text
    assert '"event": "answered"' in log
    assert "SELECT" not in log
    assert '127.0.0.1"' not in log


def loaded(settings: Settings) -> list[str]:
    return [one.name for one in (settings.output / "served").iterdir() if one.is_dir() and one.name[0] != "."]


def answers_at(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health").status_code == 200
    except httpx.ConnectError:
        return False
