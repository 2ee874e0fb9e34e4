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
from itertools import groupby
from pathlib import Path
from typing import Generic, TypeVar

from flows.errors import VraagbaakError
from flows.keep.pieces import inflate, split
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

    @property
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
    yield from _merged(_packed(before), _packed(after), _unpacked)


def differing_lines(before: Kept, after: Kept) -> Iterator[Pair]:
    """The same of any files, whatever wrote them, by unpacking all of both."""
    yield from _merged(graphs(before), graphs(after), lambda graph: graph)


def graphs(release: Kept) -> Iterator[Graph]:
    """Every graph of a release; raises Damaged when the file cannot be read."""
    try:
        with gzip.open(release.folder / QUADS) as file:
            for name, lines in groupby(file, key=_graph_of):
                yield Graph(name, b"".join(lines))
    except (OSError, EOFError) as error:
        raise Damaged(f"{release.folder / QUADS} cannot be read: {error}; `vraagbaak release verify`") from error


def _packed(release: Kept) -> Iterator[bytes]:
    """The pieces of a release's quads, compressed."""
    yield from split(_checked(release.folder / QUADS, release.sums.get(QUADS, "")))


def _checked(path: Path, expected: str) -> Iterator[bytes]:
    """The bytes of a file; raises Damaged at the end when its checksum is another."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                yield chunk
    except OSError as error:
        raise Damaged(f"{path} cannot be read: {error.strerror}") from error
    if digest.hexdigest() != expected:
        raise Damaged(f"{path} no longer has its checksum: `vraagbaak release verify {path.parent.name}`")


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
