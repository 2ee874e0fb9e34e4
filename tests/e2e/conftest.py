"""A release of pages of every kind, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Harvest
from tests.e2e.folders import pages_of_every_kind, write_folder


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages of every kind."""
    return write_folder(tmp_path_factory.mktemp("pages") / "pages", pages_of_every_kind())


@pytest.fixture(scope="session")
def release(harvest: Harvest, pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of those pages; its output folder is two above it."""
    made = harvest(tmp_path_factory.mktemp("output"), pages).release
    assert made is not None
    assert made.is_new
    return made.folder
