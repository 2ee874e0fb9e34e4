"""The log of what `latest` was: a numbered folder for each time it was switched, with the exact patch.

`changes/000042/` holds what the switch from one release to the next added and removed, question by question, as
N-Quads, and `change.json`, which says what that means. Entries are written aside and renamed, never changed and never
deleted, while releases are; so they stand beside them. No clock is read: an entry's time is that of the newest capture.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from gzip import GzipFile
from pathlib import Path
from typing import Any

from flows.publish.formats import parted
from flows.publish.report import dump
from flows.publish.write import checksum, put, sync, write_file
from flows.releases.events import TOLD, Described, Event, Kind, kind_of, newest_page, read_event
from flows.releases.kept import Kept
from flows.releases.quads import Damaged, Pair, differing, differing_lines, graphs
from flows.vocabulary import Iris

CHANGES, CHANGE, EVENTS, INDEX = "changes", "change.json", "events.json", "index.json"
ADDED, REMOVED = "added.nq.gz", "removed.nq.gz"
MANY = 500  # events; more of them come from a harvest of old questions, and no reader wants to be told each
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Change:
    """An entry of the log: `before` is None for the first release, and `without_patch` says why there is no patch.

    `questions` are numbers by what became of them. `summary` says that no question is told of on its own: after the
    first release, a rollback, or very many changes at once. `pairs` are the graphs of questions that differ, of a new
    entry that has few of them; None of one that was read.
    """

    folder: Path
    before: str | None
    after: str
    when: str
    questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    quads: Mapping[str, int] = field(default_factory=dict)
    without_patch: str = ""
    is_rollback: bool = False
    summary: bool = False
    pairs: tuple[Pair, ...] | None = field(default=None, repr=False, compare=False)

    @property
    def number(self) -> int:
        """Its place in the log, from 1."""
        return int(self.folder.name)

    @property
    def counts(self) -> dict[str, int]:
        """How many questions became what."""
        return {kind: len(self.questions.get(kind, ())) for kind in Kind}

    @property
    def words(self) -> str:
        """What changed, in a line for people."""
        if self.before is None:
            return f"the first release, of {self.counts[Kind.NEW]} questions"
        told = ", ".join(f"{many} {kind}" for kind, many in self.counts.items() if many) or "no question changed"
        return f"no patch: {self.without_patch}" if self.without_patch else told

    def events(self) -> list[Event]:
        """What readers are told of single questions."""
        return [read_event(one) for one in json.loads((self.folder / EVENTS).read_text("utf-8"))]

    def json(self) -> dict[str, Any]:
        """The entry as `index.json` lists it."""
        return {
            "entry": self.number, "from": self.before, "to": self.after, "when": self.when,
            "rollback": self.is_rollback, "questions": self.counts, "quads": dict(self.quads),
            "without_patch": self.without_patch or None,
        }  # fmt: skip


def changes(output: Path) -> list[Change]:
    """The log of an output folder, oldest first."""
    return [_read(path.parent) for path in sorted((output / CHANGES).glob(f"[0-9]*/{CHANGE}"))]


def append(output: Path, log: list[Change], before: Kept | None, after: Kept, iris: Iris) -> Change:
    """Log that `latest` was switched from one release to another; nothing is left half-written.

    Raises Damaged when the release that is the latest now cannot be read.
    """
    place = output / CHANGES
    place.mkdir(parents=True, exist_ok=True)
    for left in place.glob(".writing-*"):  # of a night that was killed
        shutil.rmtree(left)
    number = log[-1].number + 1 if log else 1
    aside = place / f".writing-{number:06}"
    aside.mkdir()
    described = Described((after.folder / "vocabulary.ttl").read_bytes(), iris)
    found, why = _compare(described, log, before, after, aside)
    is_rollback = any(after.version == one.after for one in log)
    summary = bool(why) or is_rollback or len(found.events) > MANY
    change = Change(
        place / f"{number:06}", log[-1].after if log else None, after.version, _when(found, after, log),
        {kind: tuple(numbers) for kind, numbers in sorted(found.questions.items())}, dict(found.quads), why,
        is_rollback, summary, None if why or len(found.pairs) > MANY else tuple(found.pairs),
    )  # fmt: skip
    write_file(aside / EVENTS, [dump([] if summary else [event.json() for event in found.events])])
    write_file(aside / CHANGE, [dump(_told(change, aside))])
    sync(aside)
    aside.rename(change.folder)
    sync(place)
    return change


def write_index(output: Path, log: list[Change]) -> None:
    """Write what those who follow the log read first: all entries in short, oldest first."""
    put(output / CHANGES / INDEX, dump([one.json() for one in log]))


def compare(before: Kept, after: Kept, folder: Path | None = None) -> tuple[dict[str, list[str]], Mapping[str, int]]:
    """Which questions differ between two releases, by what became of them, and how many quads were added and removed.

    The patch is written to `folder` when one is given. Raises Damaged when one of them cannot be read.
    """
    described = Described((after.folder / "vocabulary.ttl").read_bytes(), Iris())
    with tempfile.TemporaryDirectory() as scratch:
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        found = _patch(described, before, after, folder or Path(scratch), has_events=False)
    return dict(sorted(found.questions.items())), found.quads


# -- comparing --------------------------------------------------------------------------------------


@dataclass
class _Found:
    """What is gathered while two releases are compared."""

    described: Described
    questions: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    events: list[Event] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)  # no more than are handed on, and one
    quads: dict[str, int] = field(default_factory=dict)
    newest: str = ""

    def take(self, pair: Pair, has_events: bool) -> None:
        """Take in a graph that differs."""
        graph = pair[1] or pair[0]
        assert graph is not None
        if not graph.number:
            return
        if len(self.pairs) <= MANY:
            self.pairs.append(pair)
        kind = kind_of(pair)
        self.questions[kind].append(graph.number)
        self.newest = max(self.newest, newest_page(pair[1]) if pair[1] else "")
        if has_events and kind in TOLD and len(self.events) <= MANY:
            self.events.append(self.described.event(pair, kind))


def _compare(
    described: Described, log: list[Change], before: Kept | None, after: Kept, aside: Path
) -> tuple[_Found, str]:
    """How two releases differ, with the patch written; or what there is now, and why there is no patch."""
    why = f"release {log[-1].after} is gone" if log else "nothing was there before"
    if before:
        try:
            return _patch(described, before, after, aside), ""
        except Damaged as error:
            why = str(error)
    for name in (ADDED, REMOVED):
        (aside / name).unlink(missing_ok=True)
    found = _Found(described)
    for graph in graphs(after):
        found.take((None, graph), has_events=False)
    if log:  # what became of which question is not known
        found.questions.clear()
    return found, why


def _patch(described: Described, before: Kept, after: Kept, aside: Path, has_events: bool = True) -> _Found:
    for differ in (differing, differing_lines):
        found = _Found(described)
        try:
            found.quads = write_patch(differ(before, after), aside, partial(found.take, has_events=has_events))
        except ValueError:  # a piece could not be told from its neighbour
            continue
        return found
    raise Damaged(f"{before.folder} or {after.folder} is not sorted N-Quads: `vraagbaak release verify` says where")


def write_patch(
    pairs: Iterable[Pair], folder: Path, seen: Callable[[Pair], None] = lambda pair: None
) -> dict[str, int]:
    """Write the quads of graphs that differ as two files, synced to disk; how many there are of each.

    `seen` is shown every pair.
    """
    counts = {"added": 0, "removed": 0}
    with ExitStack() as stack:
        files = [stack.enter_context((folder / name).open("wb")) for name in (ADDED, REMOVED)]
        packers = [stack.enter_context(GzipFile("", "wb", 9, file, mtime=0)) for file in files]
        for pair in pairs:
            seen(pair)
            was, now = (graph.lines if graph else frozenset[bytes]() for graph in pair)
            for packer, name, lines in zip(packers, counts, (now - was, was - now), strict=True):
                packer.write(b"".join(sorted(lines)))
                counts[name] += len(lines)
        for packer, file in zip(packers, files, strict=True):
            packer.close()
            file.flush()
            os.fsync(file.fileno())
    return counts


def _when(found: _Found, after: Kept, log: list[Change]) -> str:
    """The time of the newest page that the changes come from, and later than the entry before, so that times order."""
    newest = max(found.newest, f"{after.day}T00:00:00Z")
    if not log or newest > log[-1].when:
        return newest
    return (datetime.strptime(log[-1].when, MOMENT) + timedelta(seconds=1)).strftime(MOMENT)


# -- change.json ------------------------------------------------------------------------------------


def _told(change: Change, aside: Path) -> dict[str, Any]:
    files = [_file(aside / name, change.quads[name.partition(".")[0]]) for name in (ADDED, REMOVED) if change.quads]
    return {
        **change.json(), "questions": change.questions, "counts": change.counts, "files": files,
        "summary": change.summary,
    }  # fmt: skip


def _file(path: Path, quads: int) -> dict[str, Any]:
    return {
        "name": path.name, "media_type": parted(path.name)[1].media, "compression": "application/gzip",
        "bytes": path.stat().st_size, "sha256": checksum(path), "quads": quads,
    }  # fmt: skip


def _read(folder: Path) -> Change:
    said = json.loads((folder / CHANGE).read_text("utf-8"))
    questions = {kind: tuple(numbers) for kind, numbers in said["questions"].items()}
    return Change(
        folder, said["from"], said["to"], said["when"], questions, said["quads"], said["without_patch"] or "",
        said["rollback"], said["summary"],
    )  # fmt: skip
