"""The release of the miniature site, loaded once, and an application that shows it."""

from __future__ import annotations

import pytest

from flows.serve.parts import PAGES
from flows.served.release import Served
from flows.settings import Settings
from tests.pages.browsing import Browser, browser, loaded


@pytest.fixture(scope="session")
def served(miniature: Settings, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """The release as it is served."""
    return loaded(miniature.latest.resolve(), tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="session")
def web(served: Served) -> Browser:
    """Every page, asked for in this process."""
    return browser([route for part in PAGES for route in part.routes], served)
