"""What the catalogue of a release is made of: its files, the legislatures in it, figures, facts, settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import NamedNode

from flows.settings import Settings
from flows.vocabulary import Iris

LATEST = "latest"


@dataclass(frozen=True)
class Listed:
    """A file of a release; `modified` is the day its content last changed, when that is known of it alone."""

    name: str
    size: int
    sha256: str
    legislature: int | None = None
    modified: str = ""


@dataclass(frozen=True)
class Legislature:
    """The questions of a legislature in a release, each a day like "2022-06-02".

    They were put from `first` to `last`; the first of their pages was received on the day `issued`, the newest content
    behind them on the day `modified`. An empty day is not known, and not stated.
    """

    number: int
    first: str = ""
    last: str = ""
    issued: str = ""
    modified: str = ""


@dataclass(frozen=True)
class Described:
    """All that the catalogue of a release is made of.

    `figures` is what `statistics.json` holds, `facts` is of the source, `counts` as `void.counts` gives them,
    `previous` the version before, empty when there is none.
    """

    version: str
    files: tuple[Listed, ...]
    legislatures: tuple[Legislature, ...]
    figures: Mapping[str, Any]
    facts: Mapping[str, Any]
    settings: Settings
    previous: str = ""
    counts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> str:
        """The day of the release, which is that of its newest page."""
        return self.version[:10]

    @property
    def name(self) -> str:
        """The short name of the source."""
        return str(self.facts["name"])

    @property
    def iris(self) -> Iris:
        """The IRIs below the base of the settings."""
        return Iris(self.settings.base_iri)

    def at(self, path: str) -> NamedNode:
        """An IRI of ours below the base."""
        return self.iris.at(path)

    def download(self, name: str, version: str = LATEST) -> NamedNode:
        """The address of a file, of the newest release or of a dated one."""
        return NamedNode(f"{self.settings.downloads}{version}/{name}")


def listed(sizes: Mapping[str, int], checksums: Mapping[str, str], source: str) -> tuple[Listed, ...]:
    """The files of a release from their sizes and SHA-256 by name, each with the legislature that its name tells."""
    of_legislature = re.compile(rf"{re.escape(source)}-(\d+)[.-]")  # "be-senate-7.ttl.gz", "be-senate-7-answers.csv"
    found = []
    for name in sorted(sizes):
        match = of_legislature.match(name)
        found.append(Listed(name, sizes[name], checksums[name], int(match[1]) if match else None))
    return tuple(found)
