"""What tests share: no setting of the operator's, a Prefect server started once, and a night run on it in-process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from flows.nightly import Summary, nightly
from flows.settings import CONFIG, DEFAULT_BASE, PREFIX

# No test is timed: the machines are shared, and an example that waits for its turn is not slow.
hypothesis.settings.register_profile("shared", deadline=None)
hypothesis.settings.load_profile("shared")

ROOT = Path(__file__).parents[1]
SEED_PAGES = ROOT / "seeds" / "pages"
Harvest = Callable[..., Summary]


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
def prefect_server() -> Iterator[str]:
    """A temporary Prefect server of our own, by the address of its API; its start takes minutes on a busy machine."""
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
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
