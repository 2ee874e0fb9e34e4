"""One server and one browser for all journeys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows import log
from flows.draw.pictures import pictures
from flows.serve.parts import MAKERS
from flows.settings import Settings
from tests.browser.visitor import Visitor, programs, visiting
from tests.miniature import copied, served
from tests.serve.live import Live, running

TODAY = datetime(2026, 11, 25, 12, tzinfo=UTC)  # some days after the last night of the miniature site
DRAWN = "pictures/answered-on-time."  # one of the pictures: all of them take long to draw


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock, for the journeys alone: it runs in the process of all tests."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(TODAY.timestamp())))


@pytest.fixture(scope="session")
def site(miniature: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The whole server, of the miniature site's release."""
    log.configure("none")
    settings = copied(miniature, tmp_path_factory.mktemp("browsed"))
    current = served(settings, MAKERS)
    assert current.served
    for picture in pictures(current.served.statistics):
        if picture.name.startswith(DRAWN):
            path = settings.latest / picture.name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"".join(picture.chunks()))
    with running(settings, current) as live:
        yield live
    current.close()


@pytest.fixture(scope="session")
def browser(site: Live, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """The browser, at the server."""
    if None in programs():
        pytest.skip("needs chromium and chromedriver: apt-get install chromium chromium-driver")
    with visiting(site.address, tmp_path_factory.mktemp("downloads")) as visitor:
        yield visitor


@pytest.fixture
def visitor(browser: Visitor) -> Visitor:
    """The browser with a wide light screen."""
    browser.wide(1280)
    browser.complaints()
    return browser


@pytest.fixture
def downloads(visitor: Visitor) -> Path:
    """Where the browser keeps what it downloads."""
    return visitor.downloads
