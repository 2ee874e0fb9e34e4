"""What tests share: a Prefect server started once, and a night run on it in-process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.nightly import Summary, nightly
from flows.settings import DEFAULT_BASE, Settings

ROOT = Path(__file__).parents[1]
SEED_PAGES = ROOT / "seeds" / "pages"
Harvest = Callable[..., Summary]


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """A temporary Prefect server of our own; its start takes up to two minutes on a busy machine."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(scope="session")
def harvest(prefect_server: None) -> Harvest:
    """Run the nightly flow: `harvest(output, pages, base)`."""

    def run(output: Path, pages: Path | None = SEED_PAGES, base: str = DEFAULT_BASE) -> Summary:
        return nightly(Settings(output, base), pages)

    return run


@pytest.fixture(scope="session")
def seed_release(harvest: Harvest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the bundled page."""
    return harvest(tmp_path_factory.mktemp("seed")).release.folder
