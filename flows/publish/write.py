"""Write the files of a release aside, every byte synced to disk, and put the folder in place in one step."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

SUMS = "SHA256SUMS"
HELD = "held"  # a file with the versions that an operator rolled back from, one a line
CHUNK = 1 << 20


@dataclass(frozen=True)
class File:
    """A file of a release: its bytes as a stream, and a checksum of what it is made from, empty when not known.

    The name of one in a folder has a slash: "pictures/coverage.nl.svg".
    """

    name: str
    chunks: Iterable[bytes]
    made_from: str = ""


@dataclass(frozen=True)
class Before:
    """The release before: its folder, what its files were made from, and the stamps that they had once written."""

    folder: Path
    made_from: Mapping[str, str]
    stamps: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def sums(self) -> Mapping[str, str]:
        """The checksums of its files by their names; none when it is gone."""
        try:
            return read_sums(self.folder)
        except OSError:
            return {}


Catalogue = Callable[[Mapping[str, int], Mapping[str, str]], Iterable[File]]


def write_aside(
    folder: Path, files: Iterable[File], catalogue: Catalogue, before: Before | None,
    sign: Callable[[Path], object] | None = None,
) -> None:  # fmt: skip
    """Write all files beside the place of the release and rename the folder when every byte is on disk.

    A file that was made from the same as in the release `before` is a hard link to that one. `catalogue`
    gives the files that describe the others, from their sizes and checksums. `sign` writes a signature beside
    SHA256SUMS in the folder that it is given.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.glob(".writing-*"):  # of a night that was killed
        shutil.rmtree(left)
    aside = folder.parent / f".writing-{folder.name}"
    aside.mkdir()
    sums: dict[str, str] = {}
    for file in files:
        (aside / file.name).parent.mkdir(parents=True, exist_ok=True)
        unchanged = before and file.made_from and before.made_from.get(file.name) == file.made_from
        linked = _link(before, file.name, aside) if before and unchanged else ""
        sums[file.name] = linked or write_file(aside / file.name, file.chunks)
    sizes = {name: (aside / name).stat().st_size for name in sums}
    for last in catalogue(sizes, dict(sums)):
        sums[last.name] = write_file(aside / last.name, last.chunks)
    listing = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    write_file(aside / SUMS, [listing.encode()])
    if sign:
        sign(aside)
    for one in sorted({(aside / name).parent for name in (*sums, SUMS)}, reverse=True):  # what is inside comes first
        sync(one)
    if folder.exists():  # without its SHA256SUMS: never a release, only the remains of a damaged disk
        shutil.rmtree(folder)
    aside.rename(folder)
    sync(folder.parent)


@contextmanager
def scratch(output: Path, name: str) -> Iterator[Path]:
    """An empty folder in the output folder that is gone afterwards; what killed nights left of its kind goes first."""
    for left in output.glob(f".{name}-*"):
        shutil.rmtree(left, ignore_errors=True)  # a process of that night may write there for another moment
    with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=output) as folder:
        yield Path(folder)


def read_sums(folder: Path) -> dict[str, str]:
    """The checksums of a release by the names of its files."""
    lines = (folder / SUMS).read_text("utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def checksum(path: Path) -> str:
    """The SHA-256 of a file on disk."""
    with path.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


def stamp(path: Path) -> str:
    """What a file that is written to does not keep: its size, and when that was. A link to it has the same."""
    status = path.stat()
    return f"{status.st_size} {status.st_mtime_ns}"


def switch(link: Path, target: Path) -> None:
    """Point a link at a folder beside or below it, in one step."""
    aside = link.with_name(f".{link.name}-{os.getpid()}")
    aside.unlink(missing_ok=True)
    aside.symlink_to(os.path.relpath(target, link.parent), target_is_directory=True)
    aside.replace(link)
    sync(link.parent)


def write_file(path: Path, chunks: Iterable[bytes]) -> str:
    """Write a file, every byte of it synced to disk; its SHA-256."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for chunk in _in_large(chunks):
            file.write(chunk)
            digest.update(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def put(path: Path, data: bytes, is_synced: bool = True) -> bool:
    """Have a file hold some bytes, in one step; False when it did already and is left as it is.

    One that is not synced may be cut short when the machine loses its power soon after.
    """
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}-{os.getpid()}")
    if is_synced:
        write_file(aside, [data])
    else:
        aside.write_bytes(data)
    aside.replace(path)
    return True


def sync(folder: Path) -> None:
    """Have it on disk which files a folder holds."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_in_place(output: Path, folder: Path) -> None:
    """Make a release the latest; what was held back before it is not any more, since the records are other ones."""
    switch(output / "latest", folder)
    (output / HELD).unlink(missing_ok=True)


def held(output: Path) -> list[str]:
    """The versions that may not become the latest by themselves, because an operator rolled back from them."""
    try:
        found = (output / HELD).read_text("utf-8").split()
    except FileNotFoundError:
        return []
    # A rollback that was killed before it switched has held back what still is the latest.
    return [version for version in found if version != (output / "latest").resolve().name]


def _link(before: Before, name: str, folder: Path) -> str:
    """The checksum of a file of the release before that was linked; empty when it is gone, or not what it was.

    One that still has its stamp was not written to, and is not read again: `release verify` finds what a disk lost.
    """
    path, expected = before.folder / name, before.sums.get(name, "")
    try:
        if not expected or (stamp(path) != before.stamps.get(name) and checksum(path) != expected):
            return ""
        os.link(path, folder / name)
    except OSError:  # gone, or on a disk without hard links: it is written again
        return ""
    return expected


def _in_large(chunks: Iterable[bytes]) -> Iterator[bytes]:
    buffer = io.BytesIO()
    for chunk in chunks:
        buffer.write(chunk)
        if buffer.tell() >= CHUNK:
            yield buffer.getvalue()
            buffer = io.BytesIO()
    yield buffer.getvalue()
