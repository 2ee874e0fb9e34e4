"""TLS is verified always, and never left once a site offers it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows.fetch.faults import NotFetched, SiteDown
from tests.fault.conftest import Certificates, Visit
from tests.fault.faults import status
from tests.fault.server import PAGE, FaultServer


@pytest.fixture
def secure(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultServer]:
    """A fault server with TLS, whose authority is trusted as an operator would have it."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.authority))
    with FaultServer(tls=certificates.server) as running:
        yield running


def test_a_certificate_of_a_trusted_authority_is_good(secure: FaultServer, visit: Visit) -> None:
    assert visit().get(secure.address("/gzip")).body == PAGE.body
    assert len({request.peer for request in secure.requests}) == 1


def test_a_certificate_of_a_stranger_is_refused_without_a_second_try(
    secure: FaultServer, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    fetcher = visit()
    with pytest.raises(SiteDown, match=r"not secure .*certificate verify failed") as caught:
        fetcher.get(secure.address("/ok"))
    assert isinstance(caught.value.__cause__, NotFetched)
    assert caught.value.__cause__.fault == "tls"
    assert fetcher.requests_made == 1
    assert not secure.requests


def test_a_certificate_for_another_host_is_refused(secure: FaultServer, visit: Visit) -> None:
    fetcher = visit(hosts=frozenset({"127.0.0.1", "localhost"}))
    with pytest.raises(SiteDown, match="not secure"):
        fetcher.get(secure.address("/ok", "localhost"))
    assert not secure.requests


def test_plain_http_where_tls_is_expected_is_no_page(server: FaultServer, visit: Visit) -> None:
    with pytest.raises(SiteDown):
        visit(attempts=2).get(server.address("/ok").replace("http:", "https:"))
    assert not server.requests


def test_http_may_lead_to_https_and_never_back(server: FaultServer, secure: FaultServer, visit: Visit) -> None:
    server.plan("/up", status(301, location=secure.address("/ok")))
    secure.plan("/down", status(301, location=server.address("/ok")))
    fetcher = visit()
    assert fetcher.get(server.address("/up")).final == secure.address("/ok")
    with pytest.raises(NotFetched, match="not secure") as caught:
        fetcher.get(secure.address("/down"))
    assert caught.value.fault == "redirect-elsewhere"
    assert "/ok" not in server.counts


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/drop", "connection"),
        ("/truncated", "truncated"),
        ("/chunked-cut", "truncated"),
        ("/drip", "timeout"),
        ("/drip-unframed", "timeout"),
        ("/drip-head", "timeout"),
    ],
)
def test_faults_under_tls_are_the_same(secure: FaultServer, visit: Visit, path: str, fault: str) -> None:
    with pytest.raises(NotFetched) as caught:
        visit(whole=1, attempts=2).get(secure.address(path))
    assert caught.value.fault == fault
    assert secure.counts[path] == 2
