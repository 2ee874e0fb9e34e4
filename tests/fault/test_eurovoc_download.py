"""Whatever happens on the way to EuroVoc, the last good store stays, and the next attempt goes on where one ended."""

from __future__ import annotations

import hashlib
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.errors import BadInput, VraagbaakError
from flows.refresh import download
from flows.refresh.download import STEP, Patience
from flows.refresh.eurovoc_load import refresh
from tests.fault.conftest import Certificates
from tests.fault.eurovoc_site import PATH, QUICK, Site, asked, beside, bring, is_new, new_file, old_store, start
from tests.fault.faults import FAULTS, Answer, Step, redirect
from tests.fault.server import FaultServer


@pytest.fixture
def new(tmp_path: Path) -> bytes:
    return new_file(tmp_path)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return old_store(tmp_path)


@pytest.fixture
def site(new: bytes) -> Site:
    return Site(new)


@pytest.fixture
def running(site: Site) -> Iterator[FaultServer]:
    with FaultServer(site) as server:
        yield server


# -- the file comes ---------------------------------------------------------------------------------


def test_the_file_is_brought_by_one_polite_request(running: FaultServer, store: Path, new: bytes) -> None:
    lines: list[str] = []
    expected = hashlib.sha256(new).hexdigest()
    loaded = bring(running, store, expected_sha256=expected, report=lines.append)
    assert is_new(store)
    assert (loaded.sha256, loaded.size, loaded.origin) == (expected, len(new), running.address(PATH))
    [request] = running.requests
    assert request.headers["user-agent"].startswith("Vraagbaak")
    assert request.headers["accept-encoding"] == "identity"
    assert beside(store) == set()
    assert lines[0] == f"downloading {running.address(PATH)}"


@pytest.mark.parametrize("fault", ["truncated", "reset-midway"])
def test_a_broken_stream_goes_on_where_it_broke(running: FaultServer, store: Path, new: bytes, fault: str) -> None:
    running.plan(PATH, fault, fault, "ok")
    bring(running, store)
    assert is_new(store)
    first, second, third = asked(running)
    assert first == (None, None)
    if fault == "truncated":  # a reset may take what was sent before with it
        assert (second[1], third[1]) == ('"v1"', '"v1"')
        half = len(new) // 2
        assert half - STEP < start(second[0]) <= half
        rest = start(second[0]) + (len(new) - start(second[0])) // 2
        assert rest - STEP < start(third[0]) <= rest


def test_a_file_with_a_date_only_goes_on_by_the_date(running: FaultServer, store: Path, site: Site) -> None:
    site.etag, site.date = 'W/"weak"', "Wed, 08 Jul 2026 10:00:00 GMT"
    site.minds_if_range = False
    running.plan(PATH, "truncated", "ok")
    bring(running, store)
    assert is_new(store)
    assert asked(running)[1][1] == site.date


@pytest.mark.parametrize("checked", [True, False], ids=["checksum", "no-checksum"])
def test_a_file_that_nothing_is_known_of_goes_on_only_if_it_is_checked(
    running: FaultServer, store: Path, site: Site, checked: bool
) -> None:
    site.etag = ""
    running.plan(PATH, "truncated", "ok")
    bring(running, store, expected_sha256=hashlib.sha256(site.content).hexdigest() if checked else "")
    assert is_new(store)
    assert asked(running)[1][1] is None
    assert (start(asked(running)[1][0]) > 0) == checked


def test_a_server_that_ignores_ranges_sends_all_again(running: FaultServer, store: Path, site: Site) -> None:
    site.ranges = False
    running.plan(PATH, "truncated", "truncated", "ok")
    bring(running, store)
    assert is_new(store)
    assert len(running.requests) == 3


@pytest.mark.parametrize("minds", [True, False], ids=["if-range", "no-if-range"])
@pytest.mark.parametrize("same_size", [True, False], ids=["same-size", "other-size"])
def test_a_file_that_changes_midway_is_brought_anew(
    running: FaultServer, store: Path, site: Site, minds: bool, same_size: bool
) -> None:
    whole = site.content
    old = bytes(len(whole)) if same_size else bytes(len(whole) + 999)
    site.content, site.minds_if_range = old, minds

    def change(answer: Answer) -> Iterator[Step]:
        site.content, site.etag = whole, '"v2"'
        yield from FAULTS["truncated"](answer)

    running.plan(PATH, change, "ok")
    bring(running, store)
    assert is_new(store)
    assert len(running.requests) == (2 if minds else 3)


@pytest.mark.parametrize("fault", ["server-error", "unavailable", "too-many", "drop", "reset", "garbage"])
def test_a_fault_that_passes_does_no_harm(running: FaultServer, store: Path, fault: str) -> None:
    running.plan(PATH, fault, fault, "ok")
    bring(running, store)
    assert is_new(store)
    assert len(running.requests) == 3


def test_redirects_are_followed(running: FaultServer, store: Path) -> None:
    running.plan(PATH, redirect(302, "/other.zip"))
    bring(running, store)
    assert is_new(store)
    assert [request.path for request in running.requests] == [PATH, "/other.zip"]


# -- it does not ------------------------------------------------------------------------------------


def fails(server: FaultServer, store: Path, kind: type[VraagbaakError], **changes: object) -> str:
    held = store.read_bytes()
    with pytest.raises(kind) as caught:
        bring(server, store, **changes)
    assert store.read_bytes() == held
    assert not is_new(store)
    return str(caught.value)


@pytest.mark.parametrize("fault", ["truncated", "server-error", "drop"])
def test_a_fault_that_stays_is_given_up_and_the_next_run_goes_on(
    running: FaultServer, store: Path, site: Site, fault: str
) -> None:
    running.plan(PATH, "truncated", fault)
    assert "run again to go on" in fails(running, store, VraagbaakError)
    assert len(running.requests) == QUICK.attempts
    running.plan(PATH, "ok")
    bring(running, store)
    assert is_new(store)
    assert start(asked(running)[-1][0]) > len(site.content) // 2 - STEP
    assert beside(store) == set()


@pytest.mark.parametrize("path", ["hang", "stall"])
def test_silence_is_given_up(running: FaultServer, store: Path, path: str) -> None:
    running.plan(PATH, path)
    assert "was not downloaded" in fails(running, store, VraagbaakError, patience=Patience(0.3, 2, 0.01))
    assert len(running.requests) == 2


def test_where_nobody_listens_nothing_comes(store: Path) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unheard.getsockname()[1]}/eurovoc.zip"
        with pytest.raises(VraagbaakError, match=r"was not downloaded .*refused"):
            refresh(address, store, least=1, patience=QUICK)
    assert not is_new(store)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("not-found", "answered 404"),
        ("forbidden", "answered 403"),
        ("not-modified", "answered 304"),
        ("gzip", "an encoding that we did not ask for"),
        ("login-page", "begins with <form>|neither"),
        ("empty", "neither a zip file nor RDF/XML"),
    ],
)
def test_what_is_no_file_is_refused_at_once_and_forgotten(
    running: FaultServer, store: Path, fault: str, reason: str
) -> None:
    running.plan(PATH, fault)
    assert re.search(reason, fails(running, store, BadInput))
    assert len(running.requests) == 1
    assert beside(store) == set()


def test_another_checksum_is_refused_and_the_file_forgotten(running: FaultServer, store: Path) -> None:
    assert "instead of 000" in fails(running, store, BadInput, expected_sha256="0" * 64)
    assert beside(store) == set()


def test_parts_of_two_files_do_not_become_one(running: FaultServer, store: Path, site: Site) -> None:
    # Nothing tells that the file has changed, but its checksum does; the next run begins anew.
    whole, site.content, site.etag = site.content, bytes(len(site.content)), ""
    running.plan(PATH, "truncated", "truncated", "truncated", "truncated", "ok")
    expected = hashlib.sha256(whole).hexdigest()
    fails(running, store, VraagbaakError, expected_sha256=expected)
    site.content = whole
    assert "instead of" in fails(running, store, BadInput, expected_sha256=expected)
    bring(running, store, expected_sha256=expected)
    assert is_new(store)


def test_a_file_without_a_length_that_is_cut_off_is_refused(running: FaultServer, store: Path, site: Site) -> None:
    site.content = site.content[:-100]
    running.plan(PATH, "no-length")
    assert "zip" in fails(running, store, BadInput)


@pytest.mark.parametrize("fault", ["endless", "redirect-endless"])
def test_a_file_without_end_is_refused(
    running: FaultServer, store: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "LARGEST", 3_000_000)
    running.plan(PATH, fault)
    running.plan("/ok", "endless")
    assert "more than 3000000 bytes" in fails(running, store, BadInput)


def test_redirects_without_end_are_refused(running: FaultServer, store: Path) -> None:
    running.plan(PATH, redirect(302, PATH))
    assert "again and again" in fails(running, store, BadInput)
    assert len(running.requests) == download.REDIRECTS + 1


def test_a_connection_that_is_not_secure_is_refused(
    site: Site, store: Path, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FaultServer(site, certificates.server) as server:
        assert "CERTIFICATE_VERIFY_FAILED" in fails(server, store, VraagbaakError)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.authority))
        server.plan(PATH, redirect(302, "http://127.0.0.1:9/eurovoc.zip"), "ok")
        assert "not secure" in fails(server, store, BadInput)
        bring(server, store)
    assert is_new(store)
