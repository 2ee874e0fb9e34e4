"""Roll `latest` back to an older release, in one step, and hold back the one that it was.

The next night would make the same release of the same records and put it in place again; so its version is held back
until the records are other ones, or until `unhold`. The guards still compare with what was published last.
"""

from __future__ import annotations

from pathlib import Path

from flows.errors import BadInput, VraagbaakError
from flows.publish.write import HELD, held, put, switch
from flows.releases.changelog import Change
from flows.releases.follow import catch_up, follow
from flows.releases.kept import Kept, release_of, releases
from flows.releases.sound import damages
from flows.settings import Settings


def roll_back(settings: Settings, version: str = "") -> tuple[Kept, Change | None]:
    """Make the release before the latest, or the one named, the latest; with the entry in the log of changes.

    Raises BadInput when there is none to go back to, and VraagbaakError when it no longer has its checksums.
    """
    output = settings.output
    now = release_of(output)
    target = release_of(output, version) if version else _before(output, now)
    if target.version == now.version:
        raise BadInput(f"release {target.version} is the latest already: name another of `vraagbaak release list`")
    if broken := list(damages(target)):
        raise VraagbaakError(
            f"release {target.version} is damaged ({broken[0]}), so that {now.version} stays: name another one"
        )
    catch_up(settings)
    order = [one.version for one in releases(output)]
    is_back = order.index(target.version) < order.index(now.version)
    _hold(output, ({*held(output)} | ({now.version} if is_back else set())) - {target.version})
    switch(output / "latest", target.folder)
    return target, follow(settings)


def unhold(settings: Settings, version: str = "") -> list[str]:
    """Let one version, or all that are held back, become the latest again; those that may now.

    Raises BadInput when it is not held back.
    """
    before = held(settings.output)
    if not before or (version and version not in before):
        raise BadInput(f"{f'release {version}' if version else 'no release'} is held back: nothing is to be done")
    gone = {version} if version else {*before}
    _hold(settings.output, {*before} - gone)
    return sorted(gone)


def _hold(output: Path, versions: set[str]) -> None:
    """Keep just these versions from becoming the latest by themselves."""
    if versions:
        put(output / HELD, "".join(f"{one}\n" for one in sorted(versions)).encode())
    else:
        (output / HELD).unlink(missing_ok=True)


def _before(output: Path, now: Kept) -> Kept:
    """The release that was made before one."""
    every = releases(output)
    at = [one.version for one in every].index(now.version)
    if at == 0:
        raise BadInput(f"there is no release before {now.version}")
    return every[at - 1]
