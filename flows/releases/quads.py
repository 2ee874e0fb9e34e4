"""Read the N-Quads of a release graph by graph, and find the graphs in which two releases differ.

The file is sorted by question and put together from pieces, one for each graph (`keep.pieces`). A piece with the same
bytes in both is the same graph and is passed over without being unpacked; so a quiet night costs the reading of two
files. One graph of each release is in memory at a time.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby, islice
from typing import Generic, TypeVar

from flows.errors import VraagbaakError
from flows.keep.pieces import FLUSHED, HEADER, inflate, split
from flows.publish.write import CHUNK
from flows.releases.kept import QUADS, Kept

# Matches the graph of "<s> <p> <o> <https://w3id.org/vraagbaak/graph/question/be-senate/7-1668> ."
QUESTION = re.compile(r"/graph/question/[^/]+/(\d+)-(\d+)$")
SHARED = ("/graph/vocabulary/", "/graph/ontology")  # the graphs after those of the questions, in their order
Part = TypeVar("Part")


class Damaged(VraagbaakError):
    """A file of a release no longer is what was published."""


@dataclass(frozen=True)
class Graph:
    """A named graph of a release: its IRI and its N-Quads, sorted."""

    name: str
    data: bytes

    @cached_property
    def number(self) -> str:
        """The number of the question whose record it is, empty for what questions share."""
        found = QUESTION.search(self.name)
        return "-".join(found.groups()) if found else ""

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it stands in the file: the questions by their numbers, then the vocabulary, then the ontology."""
        if found := QUESTION.search(self.name):
            return (0, int(found[1]), int(found[2]))
        return (1, next((at for at, part in enumerate(SHARED) if part in self.name), len(SHARED)), 0)

    @property
    def lines(self) -> frozenset[bytes]:
        """Its quads, each a line with its end."""
        return frozenset(self.data.splitlines(keepends=True))


Pair = tuple[Graph | None, Graph | None]


def differing(before: Kept, after: Kept) -> Iterator[Pair]:
    """The graphs in which two releases differ, each as it was and as it is, in the order of the file.

    Raises Damaged when a file no longer has its checksum, which is known at the end, or ValueError when a piece of it
    cannot be told from its neighbour: then `differing_lines` can.
    """
    begin, read, digest = _alike(before, after)
    header = [HEADER] if begin else []
    was, now = (split(chain(header, _checked(one, begin, read, digest.copy()))) for one in (before, after))
    yield from _merged(was, now, _unpacked)


def differing_lines(before: Kept, after: Kept) -> Iterator[Pair]:
    """The same of any files, whatever wrote them, by unpacking all of both."""
    yield from _merged(graphs(before), graphs(after), lambda graph: graph)


def graphs(release: Kept) -> Iterator[Graph]:
    """Every graph of a release; raises Damaged when the file cannot be read."""
    try:
        yield from _of_pieces(release)
    except (OSError, EOFError) as error:
        raise Damaged(f"{release.folder / QUADS} cannot be read: {error}; `vraagbaak release verify`") from error


def _of_pieces(release: Kept) -> Iterator[Graph]:
    """The graphs, each a piece; those of a file that was put together otherwise, line by line."""
    done = 0
    try:
        for piece in split(_checked(release, 0, 0, hashlib.sha256())):
            yield _unpacked(piece)
            done += 1
    except ValueError:
        with gzip.open(release.folder / QUADS) as file:
            lines = groupby(file, key=_graph_of)
            yield from islice((Graph(name, b"".join(its)) for name, its in lines), done, None)


def _alike(before: Kept, after: Kept) -> tuple[int, int, hashlib._Hash]:
    """Where a piece begins with which two files may differ, how many bytes were found the same, and their digest.

    Old legislatures stand first in the file and change no more, so this is most of it.
    """
    begin, read, digest = 0, 0, hashlib.sha256()
    try:
        with (before.folder / QUADS).open("rb") as one, (after.folder / QUADS).open("rb") as other:
            while (chunk := one.read(CHUNK)) and chunk == other.read(CHUNK):
                if not read and not chunk.startswith(HEADER):
                    break
                digest.update(chunk)
                if (end := chunk.rfind(FLUSHED)) >= 0:  # one that two chunks share is not seen: an earlier one will do
                    begin = read + end + len(FLUSHED)
                read += len(chunk)
    except OSError:
        return 0, 0, hashlib.sha256()  # reading them one after the other says which
    return begin, read, digest


def _checked(release: Kept, begin: int, read: int, digest: hashlib._Hash) -> Iterator[bytes]:
    """The bytes of a release's quads from a place on; those before `read`, which is not before it, are in the digest.

    Raises Damaged at the end when the file's checksum is another.
    """
    path = release.folder / QUADS
    try:
        with path.open("rb") as file:
            file.seek(begin)
            yield file.read(read - begin)
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                yield chunk
    except OSError as error:
        raise Damaged(f"{path} cannot be read: {error.strerror}") from error
    if digest.hexdigest() != release.sums.get(QUADS, ""):
        raise Damaged(f"{path} no longer has its checksum: `vraagbaak release verify {release.version}`")


def _unpacked(piece: bytes) -> Graph:
    data = inflate(piece)
    begin, end = data.split(b"\n", 1)[0] + b"\n", data[data.rfind(b"\n", 0, -1) + 1 :]
    name = _graph_of(begin)
    if _graph_of(end) != name:
        raise ValueError("it holds more than one graph")
    return Graph(name, data)


def _graph_of(line: bytes) -> str:
    name, end = line.rsplit(b" ", 2)[-2:]
    if end != b".\n" or not name.startswith(b"<"):
        raise ValueError(f"no quad: {line[:200]!r}")
    return name[1:-1].decode()


class _Reader(Generic[Part]):
    """The parts of one release in turn, each read at most once."""

    def __init__(self, parts: Iterator[Part], read: Callable[[Part], Graph]) -> None:
        self.parts, self._read = parts, read
        self.advance()

    def advance(self) -> None:
        self.part: Part | None = next(self.parts, None)
        self._graph: Graph | None = None

    @property
    def graph(self) -> Graph | None:
        if self._graph is None and self.part is not None:
            self._graph = self._read(self.part)
        return self._graph


def _merged(before: Iterator[Part], after: Iterator[Part], read: Callable[[Part], Graph]) -> Iterator[Pair]:
    old, new = _Reader(before, read), _Reader(after, read)
    while old.part is not None or new.part is not None:
        is_same = old.part == new.part
        was, now = (None, None) if is_same else (old.graph, new.graph)
        is_old = is_same or (was is not None and (now is None or was.place <= now.place))
        is_new = is_same or (now is not None and (was is None or now.place <= was.place))
        if not is_same and (is_old != is_new or was != now):
            yield was if is_old else None, now if is_new else None
        if is_old:
            old.advance()
        if is_new:
            new.advance()
