"""The releases in an output folder: which there are, which is the latest, which is served, which is held back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flows.errors import BadInput
from flows.publish.write import SUMS, read_sums

QUADS = "be-senate.nq.gz"
SERVED = Path("served") / "current"  # a text file with the version that the endpoint serves


@dataclass(frozen=True)
class Kept:
    """A release on disk."""

    folder: Path

    @property
    def version(self) -> str:
        """Its version, which begins with the day of its newest capture."""
        return self.folder.name

    @property
    def day(self) -> str:
        """The day of its newest capture, like 2026-11-23."""
        return self.version[:10]

    @property
    def size(self) -> int:
        """The bytes of its files, those included that it shares with another release."""
        return sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())

    @cached_property
    def sums(self) -> Mapping[str, str]:
        """The checksums of its files by their names."""
        return read_sums(self.folder)

    @cached_property
    def statistics(self) -> Mapping[str, Any]:
        """Its figures."""
        found: dict[str, Any] = json.loads((self.folder / "statistics.json").read_text("utf-8"))
        return found


def releases(output: Path) -> list[Kept]:
    """The releases of an output folder, oldest first; those of a day in the order in which they were made."""
    found = [Kept(sums.parent) for sums in (output / "releases").glob(f"[!.]*/{SUMS}")]
    return sorted(found, key=lambda one: (one.day, (one.folder / SUMS).stat().st_mtime_ns, one.version))


def latest(output: Path) -> Kept | None:
    """The release that `latest` points at; None before the first one."""
    folder = (output / "latest").resolve()
    return Kept(folder) if (folder / SUMS).is_file() else None


def served(output: Path) -> str:
    """The version that is served, empty when none is."""
    try:
        return (output / SERVED).read_text("utf-8").strip()
    except FileNotFoundError:
        return ""


def release_of(output: Path, version: str = "") -> Kept:
    """A release by its version, or by as much of it as no other begins with; without one, the latest.

    Raises BadInput when there is none, or more than one.
    """
    if not version:
        if (last := latest(output)) is None:
            raise BadInput(f"there is no release in {output}: run `vraagbaak harvest`")
        return last
    found = [one for one in releases(output) if one.version.startswith(version)]
    exact = [one for one in found if one.version == version]
    if len(exact or found) != 1:
        words = "more than one release begins" if found else f"no release in {output} begins"
        raise BadInput(f"{words} with '{version}': `vraagbaak release list` names them")
    return (exact or found)[0]
