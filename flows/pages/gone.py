"""Questions that an earlier release held and the one that is served does not, as the log of changes tells."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from flows.served.release import Served

LOG = "changes/[0-9]*/change.json"  # below the output folder, oldest first; flows/releases/ writes it


def is_gone(served: Served, number: str) -> bool:
    """Whether a question was published once; only to be asked about what the release does not hold."""
    entries = sorted(served.release.parent.parent.glob(LOG))
    return number in _removed(tuple(entries))


@lru_cache(maxsize=2)
def _removed(entries: tuple[Path, ...]) -> frozenset[str]:
    """Every number that an entry of the log tells to have been removed."""
    found: set[str] = set()
    for entry in entries:
        found.update(json.loads(entry.read_text("utf-8")).get("questions", {}).get("removed", ()))
    return frozenset(found)
