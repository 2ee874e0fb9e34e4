"""A release of all that is gathered of the miniature site, made once for all tests, and opened as it is served."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

from flows.served.current import FOLDER, Current
from flows.served.load import Makers, load
from flows.settings import Settings, read_settings
from flows.vocabulary import Iris
from tests.site.gathered import pages
from tests.unit.remaking import opened


def publish_miniature(output: Path) -> Settings:
    """The settings of an output folder with the release of the miniature site, published there when it is missing.

    The processes of a run of tests share the folder: the first makes it, the others wait.
    """
    output.mkdir(parents=True, exist_ok=True)
    settings = read_settings({"VRAAGBAAK_OUTPUT": str(output)})
    with (output / ".making").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not settings.latest.is_dir():
            with opened(output) as place:
                place.keep(*pages())
                place.make(size=100)
                place.release()
    return settings


def copied(settings: Settings, output: Path) -> Settings:
    """An output folder of one's own with the same release."""
    shutil.copytree(settings.output / "releases", output / "releases", symlinks=True)
    (output / "latest").symlink_to(f"releases/{settings.latest.resolve().name}")
    return settings.model_copy(update={"output": output})


def served(settings: Settings, makers: Makers | None = None) -> Current:
    """The release of an output folder of one's own, loaded in this process and in use."""
    release = settings.latest.resolve()
    load(release, settings.output / FOLDER / release.name, Iris(settings.base_iri), makers or {})
    current = Current(settings, makers)
    current.open()
    assert current.served, current.refusal
    return current
