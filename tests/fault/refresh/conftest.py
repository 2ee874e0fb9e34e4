"""A site of members, an endpoint, small reviewed tables, and the command as an operator gives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from flows import cli_authority
from flows.fetch import collect
from flows.fetch.fetcher import Policy
from flows.refresh import refreshing as refresh
from tests.fault.refresh.operator import MEMBERS, PAUSE, Run, hasty
from tests.site.endpoint import Endpoint
from tests.site.senators import MembersSite
from tests.site.small_tables import write_tables


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    return write_tables(tmp_path / "project" / "seeds")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


@pytest.fixture
def site() -> Iterator[MembersSite]:
    with MembersSite(MEMBERS) as running:
        yield running


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as running:
        yield running


@pytest.fixture
def run(tmp_path: Path, tables: Path, output: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command as an operator gives it, on a server of the test's own."""
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795608000")  # 2026-11-25
    for name, value in {"OUTPUT": output, "PAUSE": PAUSE, "ATTEMPTS": 2, "CONTACT": "someone@example.org"}.items():
        monkeypatch.setenv(f"VRAAGBAAK_{name}", str(value))

    def policy(real: Callable[..., Policy]) -> Callable[..., Policy]:
        """The real policy, but for the seconds before a second attempt."""
        return lambda settings: hasty(real(settings))

    monkeypatch.setattr(collect, "policy", policy(collect.policy))
    monkeypatch.setattr(refresh, "wikidata_policy", policy(refresh.wikidata_policy))

    def command(server: MembersSite | Endpoint, *words: str | Path) -> Result:
        monkeypatch.setenv("VRAAGBAAK_SENATE_URL", server.address(""))
        monkeypatch.setenv("VRAAGBAAK_WIKIDATA_URL", server.address("/sparql"))
        for name, on_error in (("out", False), ("err", True)):
            monkeypatch.setattr(cli_authority, name, Console(stderr=on_error, soft_wrap=True, highlight=False))
        what = "wikidata" if isinstance(server, Endpoint) else "senators"
        arguments = ["refresh", what, "--tables", tables, *words]
        return CliRunner().invoke(cli_authority.commands, [str(word) for word in arguments])

    return command
