"""Write the kept releases as a folder that any web server can serve, and bring it up to date in steps that nobody sees.

A dated version is written aside and renamed when it is whole, and never touched again; a single file is replaced in one
step; the link `download/latest` moves last of all, and what is no longer kept goes after that. What did not change is
left as it is, to the time stamp.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from flows.errors import BadInput, VraagbaakError
from flows.portals import site_rules
from flows.portals.offered import Offer, read_offer
from flows.portals.site_index import index
from flows.publish.catalogue import NAMES
from flows.publish.write import SUMS, checksum, read_sums, switch
from flows.settings import Settings

DOWNLOAD, CHANGES, LATEST = "download", "changes", "latest"
MARK = ".vraagbaak"  # says that a folder is ours to change
ASIDE = ".writing-"


@dataclass
class Exported:
    """What an export changed, a line each."""

    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The export in a line."""
        return f"{len(self.lines)} changes" if self.lines else "nothing to do: everything is there"


def export(settings: Settings, folder: Path, link: bool = False) -> Exported:
    """Bring the folder of a web server up to date; raises BadInput when it is somebody else's, or nothing is published.

    With `link` the files are hard links to those of the output folder, where both are on one disk.
    """
    offer = read_offer(settings.latest)
    releases = sorted(path.parent for path in (settings.output / "releases").glob(f"*/{SUMS}"))
    _refuse_foreign(folder, settings)
    done = Exported()
    try:
        _bring(settings, offer, releases, folder, link, done)
    except OSError as error:
        raise VraagbaakError(
            f"{error.filename or folder} cannot be written ({error.strerror}): put that right and export again; what "
            "is served stays as it was"
        ) from error
    return done


def _bring(
    settings: Settings, offer: Offer, releases: list[Path], folder: Path, link: bool, done: Exported
) -> None:  # fmt: skip
    download = folder / DOWNLOAD
    download.mkdir(parents=True, exist_ok=True)
    if not (folder / MARK).exists():
        (folder / MARK).touch()
    for left in download.glob(f"{ASIDE}*"):  # of an export that was killed
        shutil.rmtree(left)
    for release in releases:
        if not (download / release.name).is_dir():
            _take(release, download / release.name, link)
            done.lines.append(f"added {DOWNLOAD}/{release.name}")
    _mirror(settings.output / CHANGES, download / CHANGES, f"{DOWNLOAD}/{CHANGES}", done)
    latest = download / LATEST
    if not latest.is_symlink() or latest.readlink() != Path(offer.version):
        switch(latest, download / offer.version)
        done.lines.append(f"{DOWNLOAD}/{LATEST} is {offer.version}")
    versions = [release.name for release in reversed(releases)]
    pages = {path.name: path.read_bytes() for name in NAMES if (path := offer.folder / name).is_file()} | {
        "index.html": index(offer, versions, has_changes=(download / CHANGES).is_dir()).encode(),
        "nginx.conf": site_rules.nginx(folder).encode(),
        ".htaccess": site_rules.apache().encode(),
    }
    for name, content in pages.items():
        _replace(folder / name, content, name, done)
    for gone in sorted(path for path in download.iterdir() if _is_version(path) and path.name not in versions):
        shutil.rmtree(gone)
        done.lines.append(f"removed {DOWNLOAD}/{gone.name}")


def _refuse_foreign(folder: Path, settings: Settings) -> None:
    if folder == settings.output or settings.output in folder.parents or folder in settings.output.parents:
        raise BadInput(f"{folder} and the output folder {settings.output} lie in each other: name a folder beside it")
    if not folder.as_posix().isprintable() or set('"$\\{}') & set(str(folder)):
        raise BadInput(f"{folder!s} has characters in its name that no rule of nginx can hold: name another folder")
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is a file: name a folder")
    if folder.is_dir() and not (folder / MARK).exists() and any(folder.iterdir()):
        raise BadInput(f"{folder} holds other things: name an empty folder, or one that was exported to before")


def _is_version(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and (path / SUMS).is_file()


def _take(release: Path, target: Path, link: bool) -> None:
    """A release as a folder of its own, every file what SHA256SUMS says, put in place in one step."""
    aside = target.with_name(f"{ASIDE}{target.name}")
    sums = read_sums(release)
    for name in (*sums, SUMS):
        place = aside / name
        place.parent.mkdir(parents=True, exist_ok=True)
        _copy(release / name, place, link)
        if name != SUMS and checksum(place) != sums[name]:
            raise BadInput(f"{release / name} is not what {SUMS} says: restore it from a backup, then export again")
    for beside in sorted(release.glob(f"{SUMS}.*")):  # a signature
        _copy(beside, aside / beside.name, link)
    aside.rename(target)


def _copy(source: Path, target: Path, link: bool) -> None:
    if link:
        with suppress(OSError):  # another disk, or one without hard links
            os.link(source, target)
            return
    shutil.copy2(source, target)


def _mirror(source: Path, target: Path, name: str, done: Exported) -> None:
    """Make a folder what another is, file by file: what is new first, then what changed, then what is gone."""
    files = list(_files(source))
    for path in sorted(files, key=lambda path: ((target / path).exists(), path)):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        _replace(target / path, (source / path).read_bytes(), f"{name}/{path}", done)
    for gone in sorted(set(_files(target)) - set(files)):
        (target / gone).unlink()
        done.lines.append(f"removed {name}/{gone}")


def _files(folder: Path) -> Iterator[Path]:
    return (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file() and path.name[0] != ".")


def _replace(path: Path, content: bytes, name: str, done: Exported) -> None:
    """Give a file some content in one step, unless it has it."""
    if path.is_file() and path.read_bytes() == content:
        return
    word = "changed" if path.exists() else "added"
    aside = path.with_name(f".{path.name}-{os.getpid()}")
    aside.write_bytes(content)
    aside.chmod(0o644)
    aside.replace(path)
    done.lines.append(f"{word} {name}")
