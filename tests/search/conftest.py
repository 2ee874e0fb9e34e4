"""The index of the miniature site's release, made once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.search.index import build
from flows.search.schema import open_index
from flows.settings import Settings
from flows.vocabulary import Iris


@pytest.fixture(scope="session")
def index_path(miniature: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "search.sqlite"
    build(miniature.latest, path, Iris(miniature.base_iri))
    return path


@pytest.fixture
def index(index_path: Path) -> Iterator[sqlite3.Connection]:
    with open_index(index_path) as opened:
        yield opened
