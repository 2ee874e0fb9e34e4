"""A release that is served: its files, its store, its figures. How it is loaded and switched, other modules say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph

from flows.vocabulary import Iris

STORE, SEARCH = "store", "search.sqlite"  # below the folder of a loaded release


@dataclass(frozen=True)
class Served:
    """A loaded release.

    `release` is its folder in `output/releases`, never changed; `folder` is what was made of it, in `output/served`.
    `store` is opened for reading only, each question in its named graph; other processes open `folder / STORE` too.
    """

    version: str
    release: Path
    folder: Path
    store: pyoxigraph.Store
    statistics: Mapping[str, Any]
    iris: Iris

    @property
    def search(self) -> Path:
        """The full-text index."""
        return self.folder / SEARCH


def open_served(release: Path, folder: Path, iris: Iris) -> Served:
    """A release that was loaded into a folder; raises OSError when the folder holds no store."""
    statistics = json.loads((release / "statistics.json").read_text("utf-8"))
    store = pyoxigraph.Store.read_only(str(folder / STORE))
    return Served(release.name, release, folder, store, statistics, iris)
