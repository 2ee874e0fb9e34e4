"""Which releases stay, and why; the others are deleted after a night that published.

Files that are the same in two releases are one on disk, so that deleting costs and frees only what no other has. The
log of changes is never deleted: from any release that somebody has it leads to the latest.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from flows.publish.write import held, sync
from flows.releases.changelog import changes
from flows.releases.kept import Kept, latest, releases, served
from flows.releases.sound import is_sound
from flows.settings import Settings

ALWAYS = 2  # of the newest, whatever the setting says
DELETING = ".deleting-"


def reasons(settings: Settings) -> Mapping[str, list[str]]:
    """Why each release stays, by its version; one without a reason is deleted next."""
    output = settings.output
    every = [one.version for one in releases(output)]
    found: dict[str, list[str]] = {version: [] for version in every}
    for version, why in _pinned(output):
        if version in found and why not in found[version]:
            found[version].append(why)
    kept = max(settings.keep_releases, ALWAYS) if settings.keep_releases else len(every)
    for version in every[-kept:]:
        found[version].append(f"newest {kept}" if settings.keep_releases else "all are kept")
    for month, version in {version[:7]: version for version in every}.items():
        found[version].append(f"last of {month}")
    return found


def thin(settings: Settings) -> list[str]:
    """Delete the releases that have no reason to stay; their versions.

    None is deleted unless another one than the latest stays that has all its checksums.
    """
    folder, last = settings.output / "releases", latest(settings.output)
    for left in folder.glob(f"{DELETING}*"):  # of a night that was killed
        shutil.rmtree(left)
    why = reasons(settings)
    gone = [version for version, stays in why.items() if not stays]
    others = [Kept(folder / version) for version in reversed([*why]) if version not in gone]
    if not gone or last is None or not any(is_sound(one) for one in others if one.version != last.version):
        return []
    for version in gone:
        delete(folder / version)
    return gone


def delete(folder: Path) -> None:
    """Delete a release: first it is none any more, in one step, and then its files go."""
    aside = folder.with_name(f"{DELETING}{folder.name}")
    folder.rename(aside)
    sync(folder.parent)
    shutil.rmtree(aside)


def _pinned(output: Path) -> list[tuple[str, str]]:
    """The versions that something points at, with what that is."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    if last := latest(output):
        found[last.version].append("latest")
    loaded = [path.name for path in (output / "served").glob("[0-9]*")]
    for version in [served(output), *loaded]:
        found[version].append("served")
    for version in held(output):
        found[version].append("held back")
    for change in changes(output)[-1:]:  # the feeds may have to be completed from both
        for end in (change.before, change.after):
            found[end or ""].append("in the last change")
    return [(version, why) for version, every in found.items() for why in every]
