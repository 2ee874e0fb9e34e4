"""What tests share: no setting of the operator's, a Prefect server started once, and a night run on it in-process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from flows.make.runner import cores
from flows.nightly import Summary, nightly
from flows.settings import CONFIG, DEFAULT_BASE, PREFIX, Settings

# No test is timed: the machines are shared, and an example that waits for its turn is not slow.
hypothesis.settings.register_profile("shared", deadline=None)
hypothesis.settings.load_profile("shared")

ROOT = Path(__file__).parents[1]
SEED_PAGES = ROOT / "seeds" / "pages"
Harvest = Callable[..., Summary]
# The files that take longest, the longest first: pytest-xdist deals whole files, and one that is begun last is waited
# for by nobody else.
LONGEST = (
    "fault/test_harvest_kills.py", "e2e/test_deployment.py", "e2e/test_schedule.py", "e2e/test_harvest_guards.py",
    "unit/test_runner.py", "e2e/test_same_bytes.py", "e2e/test_fortnight.py", "fault/test_harvest_faults.py",
    "e2e/test_dask.py", "e2e/test_harvest_site.py", "e2e/test_harvest_command.py", "unit/test_remake_versions.py",
    "fault/test_kills.py", "unit/test_remake.py", "e2e/test_release.py", "unit/test_site_nights.py",
)  # fmt: skip


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores for `-n auto`: some tests wait, for a site that hangs or for a minute to begin."""
    return cores() + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; the others stay as they are."""
    places = {ROOT / "tests" / name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="session", autouse=True)
def no_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whoever runs the tests has settings, a `vraagbaak.toml` or a fixed clock of their own: none of it gets in."""
    empty = tmp_path_factory.mktemp("settings") / "vraagbaak.toml"
    empty.touch()
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(PREFIX) or name == "SOURCE_DATE_EPOCH"]:
            patch.delenv(name)
        patch.setenv(CONFIG, str(empty))
        # A hundred releases are made, and their pictures take seconds; tests of pictures ask for them.
        patch.setenv(f"{PREFIX}PICTURES", "false")
        yield


@pytest.fixture(scope="session")
def miniature(no_settings: None, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of an output folder with the release of the miniature site, for reading only."""
    from tests.miniature import publish_miniature

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base  # the folder of the run, not of a worker
    return publish_miniature(shared / "miniature")


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[str]:
    """A temporary Prefect server of our own, by the address of its API; its start takes minutes on a busy machine."""
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=600):
        address = PREFECT_API_URL.value()
        assert address
        yield address


@pytest.fixture(scope="session")
def harvest(prefect_server: str) -> Harvest:
    """Run the nightly flow: `harvest(output, source, base)`, and the parameters of the flow by name."""

    def run(output: Path, source: Path | str = SEED_PAGES, base: str = DEFAULT_BASE, **wanted: Any) -> Summary:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("VRAAGBAAK_OUTPUT", str(output))
            patch.setenv("VRAAGBAAK_BASE_IRI", base)
            summary: Summary = nightly(str(source), **wanted)
            return summary

    return run


@pytest.fixture(scope="session")
def seed_release(harvest: Harvest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the bundled page."""
    release = harvest(tmp_path_factory.mktemp("seed")).release
    assert release is not None
    return release.folder
