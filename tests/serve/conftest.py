"""The release of the miniature site, served."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows import log
from flows.settings import Settings
from tests.miniature import copied, served
from tests.serve.live import Live, running

LIMITS = {"query_seconds": 60.0, "query_memory": 64, "query_size": 1, "query_workers": 2, "query_rate": 0}


@pytest.fixture(scope="module")
def live(miniature: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server with tight limits, for all tests of a module."""
    log.configure("none")
    settings = copied(miniature, tmp_path_factory.mktemp("served")).model_copy(update=LIMITS)
    current = served(settings)
    with running(settings, current) as found:
        yield found
    current.close()
