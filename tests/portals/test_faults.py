"""A portal that does not do what it should is named, with what to do; the token never shows and goes nowhere else."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.errors import BadInput
from flows.portals.job import Job
from flows.portals.offered import read_offer
from flows.portals.session import PortalError, Session
from flows.portals.upload import upload as upload_by_settings
from flows.settings import read_settings
from tests.fault.conftest import Certificates
from tests.fault.server import FaultServer
from tests.portals.forwarding import Between
from tests.portals.uploads import FIRST, HEADERS, MODULES, TOKEN, Uploader

Answer = tuple[int, Mapping[str, str], bytes]
JSON, HTML = {"Content-Type": "application/json"}, {"Content-Type": "text/html; charset=utf-8"}
MAINTENANCE = b"<html><head><title>Onderhoud: we zijn zo terug</title></head><body>...</body></html>"
both = pytest.mark.parametrize("portal", ["ckan", "udata"])


class Portal:
    """A portal that answers as it is told to, and keeps what was asked."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.otherwise: Answer = (500, JSON, b"{}")
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.between = Between(self._answer)

    def _answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.asked.append((method, path, {name.lower(): value for name, value in headers.items()}))
        return self.answers.pop(0) if self.answers else self.otherwise


@pytest.fixture
def scripted() -> Iterator[Portal]:
    """A portal whose answers the test sets."""
    portal = Portal()
    with portal.between:
        yield portal


def failure(portal: str, address: str, **session: Any) -> str:
    """What is said of an upload that fails; the token never is."""
    upload = Uploader(portal, address)
    with pytest.raises(PortalError) as caught:
        upload(FIRST, upload.session(**session))
    told = f"{caught.value!s} {caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}"
    assert TOKEN not in told
    return str(caught.value)


def test_a_token_that_udata_refuses(scripted: Portal) -> None:
    scripted.otherwise = (401, JSON, b'{"message": "Invalid API token"}')
    told = failure("udata", scripted.between.address)
    assert "/api/1/me/ does not accept the token (401)" in told
    assert "set udata_token or udata_token_file" in told
    assert len(scripted.asked) == 1


def test_a_token_that_ckan_knows_nobody_by(scripted: Portal) -> None:
    scripted.otherwise = (404, JSON, b'{"success": false, "error": {"__type": "Not Found Error", "message": "x"}}')
    assert "does not accept the token: make a new one" in failure("ckan", scripted.between.address)


@both
def test_a_door_before_the_portal(scripted: Portal, portal: str) -> None:
    scripted.otherwise = (403, HTML, b"<title>Request blocked</title>")
    assert '(403, "Request blocked")' in failure(portal, scripted.between.address)


@both
@pytest.mark.parametrize("status", [503, 502, 429])
def test_a_portal_that_is_down_is_asked_again_and_then_left(scripted: Portal, portal: str, status: int) -> None:
    scripted.otherwise = (status, HTML, MAINTENANCE)
    told = failure(portal, scripted.between.address)
    assert f'answered {status}, "Onderhoud: we zijn zo terug": the portal is busy or down' in told
    assert len(scripted.asked) == 3


@both
def test_a_page_instead_of_json(scripted: Portal, portal: str) -> None:
    scripted.otherwise = (200, HTML, MAINTENANCE)
    told = failure(portal, scripted.between.address)
    assert (
        f'with a page, "Onderhoud: we zijn zo terug" instead of JSON: the portal is under maintenance, or {portal}_url'
        in told
    )


@both
def test_a_portal_that_asks_to_wait_is_waited_for(scripted: Portal, portal: str) -> None:
    scripted.answers = [(429, {**JSON, "Retry-After": "1"}, b"{}")]
    scripted.otherwise = (401, JSON, b"{}")
    began = time.monotonic()
    failure(portal, scripted.between.address)
    assert time.monotonic() - began >= 1
    scripted.answers = [(503, {**HTML, "Retry-After": "86400"}, b"")]
    assert "answered 503 and to come back in 86400 s" in failure(portal, scripted.between.address)


@both
def test_a_redirect_is_not_followed_with_the_token(scripted: Portal, portal: str) -> None:
    other = Portal()
    with other.between:
        scripted.otherwise = (301, {"Location": f"{other.between.address}/x"}, b"")
        told = failure(portal, scripted.between.address)
    assert f"redirects to {other.between.address}/x: set {portal}_url to where the portal is now" in told
    assert other.asked == []


@both
def test_a_portal_that_cannot_be_reached(portal: str) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    told = failure(portal, address)
    assert f"{address} cannot be reached" in told
    assert f"check {portal}_url and the network" in told


@both
def test_a_portal_that_is_silent(scripted: Portal, portal: str) -> None:
    def hang(*asked: object) -> Answer:
        time.sleep(1)
        return 200, JSON, b"{}"

    scripted.between.answer = hang
    assert "cannot be reached" in failure(portal, scripted.between.address, timeout=0.2, attempts=1)


@both
def test_a_certificate_of_a_stranger(certificates: Certificates, portal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    with FaultServer(tls=certificates.server) as secure:
        told = failure(portal, secure.address("").rstrip("/"))
    assert "is not secure" in told
    assert "REQUESTS_CA_BUNDLE" in told


def test_fields_that_are_not_valid_are_named(scripted: Portal) -> None:
    error = {"__type": "Validation Error", "extras": [{}, {"key": ["There is a schema field with the same name"]}]}
    scripted.answers = [(200, JSON, b'{"success": true, "result": {"name": "me"}}')]
    scripted.otherwise = (409, JSON, json.dumps({"success": False, "error": error}).encode())
    told = failure("ckan", scripted.between.address)
    assert "organization_show of vraagbaak is not valid" in told
    assert "extras 2 key: There is a schema field with the same name" in told


def test_a_file_too_large_for_the_portal(scripted: Portal) -> None:
    upload = Uploader("udata", scripted.between.address)
    scripted.otherwise = (413, HTML, b"<h1>Request Entity Too Large</h1>")
    with pytest.raises(PortalError, match=r"no file of that size \(413\).*upload_links"):
        upload(FIRST)


def test_a_file_that_arrives_otherwise_is_no_release(scripted: Portal) -> None:
    session = Session(scripted.between.address, "X-API-KEY", TOKEN, "udata", timeout=5, attempts=2, backoff=0.01)
    elsewhere = Portal()
    elsewhere.otherwise = (200, {"Content-Type": "application/gzip", "Content-Encoding": "gzip"}, b"packed")
    with elsewhere.between, session:
        scripted.otherwise = (302, {"Location": f"{elsewhere.between.address}/kept"}, b"")
        size, _ = session.digest(f"{scripted.between.address}/file")
    assert size == len(b"packed"), "as it went over the line, not decompressed"
    assert "x-api-key" in scripted.asked[0][2]
    assert "x-api-key" not in elsewhere.asked[0][2], "the token stays behind"


# -- what is given to it -----------------------------------------------------------------------------


def test_a_file_that_changed_on_disk_is_not_sent_whole(scripted: Portal, tmp_path: Path) -> None:
    release = tmp_path / FIRST.name
    release.mkdir()
    for path in FIRST.iterdir():
        (release / path.name).write_bytes(path.read_bytes())
    offer = read_offer(release)
    (release / "be-senate.nq.gz").write_bytes(b"other")
    place = {"id": "o", "permissions": {"private": True}}
    listed: dict[str, Any] = {"data": [], "next_page": None}
    scripted.answers = [
        (200, JSON, json.dumps(said).encode()) for said in ({}, place, ["gz", "ttl"], listed, [], {"id": "store"})
    ]
    scripted.otherwise = (201, JSON, b"{}")
    job = Job(offer, "vraagbaak", "nl", False, False, lambda line: None)
    with pytest.raises(BadInput, match=r"be-senate\.nq\.gz is not what SHA256SUMS says"):
        MODULES["udata"].upload(job, Uploader("udata", scripted.between.address).session())
    assert not [path for _, path, _ in scripted.asked if path.endswith("/upload/")], "it broke off before the end"


Given = Callable[..., str]


@pytest.fixture
def given(tmp_path: Path) -> Given:
    """What is said of an upload with some settings."""
    (tmp_path / "releases").mkdir()
    (tmp_path / "latest").symlink_to(FIRST)

    def say(**settings: str) -> str:
        known = {f"VRAAGBAAK_{name.upper()}": value for name, value in settings.items()}
        with pytest.raises((BadInput, PortalError)) as caught:
            upload_by_settings("ckan", read_settings({"VRAAGBAAK_OUTPUT": str(tmp_path), **known}), lambda line: None)
        return str(caught.value)

    return say


def test_settings_that_are_missing_or_wrong_are_named(given: Given, tmp_path: Path) -> None:
    assert "set ckan_url" in given()
    address = "http://127.0.0.1:9"
    assert "set ckan_token or ckan_token_file" in given(ckan_url=address)
    missing = given(ckan_url=address, ckan_token_file=str(tmp_path / "none"))
    assert "ckan_token_file is" in missing
    assert "No such file" in missing
    assert "characters that no token has" in given(ckan_url=address, ckan_token="a b")
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    assert "cannot be reached" in given(ckan_url=address, ckan_token_file=str(tmp_path / "token"), attempts="1")
    for name, value in (("ckan_url", "ftp://x"), ("ckan_url", "https://me:secret@x.org"), ("ckan_organisation", "A B")):
        assert f"the setting '{name}'" in given(**{name: value})


def test_the_command_ends_with_its_own_status(
    scripted: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "latest").symlink_to(FIRST)
    monkeypatch.setenv("VRAAGBAAK_OUTPUT", str(tmp_path))
    assert isinstance(CliRunner().invoke(app, ["upload", "udata"]).exception, BadInput)
    scripted.otherwise = (401, JSON, b"{}")
    monkeypatch.setenv("VRAAGBAAK_UDATA_URL", scripted.between.address)
    monkeypatch.setenv("VRAAGBAAK_UDATA_TOKEN", TOKEN)
    refused = CliRunner().invoke(app, ["upload", "udata", "--dry-run"])
    assert refused.exit_code == 3
    assert "Not uploaded: " in refused.output
    assert "run the upload again" in refused.output
    assert TOKEN not in refused.output


def test_an_upload_is_alone(given: Given, tmp_path: Path) -> None:
    import fcntl

    with (tmp_path / ".upload.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        settings = read_settings({
            "VRAAGBAAK_OUTPUT": str(tmp_path), "VRAAGBAAK_CKAN_URL": "http://127.0.0.1:9", "VRAAGBAAK_CKAN_TOKEN": TOKEN
        })  # fmt: skip
        with pytest.raises(Exception, match=r"another upload from .* is running"):
            upload_by_settings("ckan", settings, lambda line: None)


def test_the_token_goes_to_the_portal_alone_and_in_a_header(scripted: Portal) -> None:
    scripted.otherwise = (401, JSON, b"{}")
    for portal, header in HEADERS.items():
        failure(portal, scripted.between.address)
        _, path, headers = scripted.asked[-1]
        assert headers[header.lower()] == TOKEN
        assert TOKEN not in path
    session = Uploader("ckan", scripted.between.address).session()
    with session, pytest.raises(PortalError, match="is not at"):
        session.get("http://127.0.0.1:9/elsewhere")
    assert TOKEN not in os.environ.values()
