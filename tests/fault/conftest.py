"""A fault server, certificates for it, and visits that are quick and silent."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs
from structlog.typing import EventDict

from flows.fetch.fetcher import Fetcher, Policy
from tests.fault.server import FaultServer

AGENT = "Vraagbaak/0.1 (+https://w3id.org/vraagbaak/; mailto:someone@example.org)"
# Quick where a test would wait, patient where a busy machine could make it fail.
QUICK = Policy(
    AGENT, frozenset({"127.0.0.1"}), pause=0.02, timeout=10, whole=20, largest=200_000, attempts=3, backoff=0.01,
    longest_wait=5, breaker=3,
)  # fmt: skip
Visit = Callable[..., Fetcher]

OPENSSL = """
[req]
distinguished_name = name
prompt = no
[name]
CN = Vraagbaak test
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[site]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = IP:127.0.0.1
"""


@dataclass(frozen=True)
class Certificates:
    """The certificate of an authority, and what a server needs that it vouches for at 127.0.0.1 only."""

    authority: Path
    server: ssl.SSLContext


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A fault server without TLS."""
    with FaultServer() as running:
        yield running


@pytest.fixture
def visit() -> Iterator[Visit]:
    """A visit by QUICK with changes: `visit(attempts=1)`; closed after the test."""
    with ExitStack() as stack:
        yield lambda **changes: stack.enter_context(Fetcher(replace(QUICK, **changes)))


@pytest.fixture(autouse=True)
def events() -> Iterator[list[EventDict]]:
    """What is logged, kept from standard output, whatever level an earlier test has set."""
    before = structlog.get_config()
    structlog.reset_defaults()
    with capture_logs() as captured:
        yield captured
    structlog.configure(**before)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates made by openssl; without it the test is skipped."""
    if not shutil.which("openssl"):
        pytest.skip("openssl, which makes the certificates, is not installed")
    folder = tmp_path_factory.mktemp("certificates")
    (folder / "openssl.cnf").write_text(OPENSSL)
    new = ["openssl", "req", "-x509", "-config", "openssl.cnf", "-days", "2", "-nodes", "-newkey", "ec",
           "-pkeyopt", "ec_paramgen_curve:prime256v1"]  # fmt: skip
    authority = ["-extensions", "authority", "-keyout", "authority.key", "-out", "authority.pem"]
    signed = ["-CA", "authority.pem", "-CAkey", "authority.key"]
    site = ["-extensions", "site", "-keyout", "site.key", "-out", "site.pem", "-subj", "/CN=127.0.0.1"]
    for command in ([*new, *authority], [*new, *signed, *site]):
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "site.pem", folder / "site.key")
    return Certificates(folder / "authority.pem", context)
