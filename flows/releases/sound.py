"""Whether a release still is what was published: the quick look, by its checksums."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flows.publish.signature import SIGNATURES
from flows.publish.write import SUMS, checksum
from flows.releases.kept import Kept

UNLISTED = frozenset({SUMS, *SIGNATURES.values()})  # signatures stand beside it, since they are made of it


def damages(release: Kept, advance: Callable[[], None] = lambda: None) -> Iterator[str]:
    """What is wrong with the files of a release by their checksums, a sentence each; `advance` is called for each."""
    try:
        sums = release.sums
    except (OSError, UnicodeDecodeError) as error:
        yield f"{SUMS}: cannot be read: {error}"
        return
    for name, expected in sums.items():
        try:
            if checksum(release.folder / name) != expected:
                yield f"{name}: its checksum is another than {SUMS} has"
        except OSError as error:
            yield f"{name}: cannot be read: {error.strerror}"
        advance()
    for path in sorted(path for path in release.folder.rglob("*") if path.is_file()):
        name = path.relative_to(release.folder).as_posix()
        if name not in sums and name not in UNLISTED:
            yield f"{name}: {SUMS} does not have it"
    if not sums:
        yield f"{SUMS}: it is empty"


def is_sound(release: Kept) -> bool:
    """Whether every file has its checksum."""
    return next(damages(release), None) is None
