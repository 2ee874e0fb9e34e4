"""What a benchmark runs, one function a group of rows; each measures child processes and hands back rows of the table.

The targets are those of the project's README; a limit is said in `stages`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench import corpus, ours, peers
from tests.bench.measure import Measured, StageFailed, measured, processors, stage
from tests.bench.table import Row, machine

CHANGED = 40  # questions that a quiet night finds changed
RATE, PEAK_MB = 150, 1500  # of a full rebuild: questions a second on two cores, megabytes of all processes
LEAST = 1000  # questions from which on times are compared
LINEAR, FLAT = 1.05, 1.15  # how much more than its share a larger corpus may take, in time and memory
QUIET = 0.05  # of a full rebuild's time
TIMES_PLAIN, TIMES_PEER, OF_WRITER = 15, 3, 1.3


@dataclass
class Bench:
    """One run of the benchmarks: where it works, how large it is, and what it has found."""

    folder: Path
    sizes: tuple[int, ...]
    alone: int = 1000
    plain: int = 1000
    mapped: int = 10_000
    server: str = ""  # the Prefect server that commands are told of, as a schedule has one
    rebuilt: dict[int, Measured] = field(default_factory=dict)
    record: float = 0.0  # seconds that one takes on one core
    notes: dict[str, Any] = field(default_factory=dict)

    def archive(self, size: int) -> Path:
        """The archive of a corpus."""
        return corpus.corpus(size, self.folder)

    def output(self, size: int) -> Path:
        """The output folder in which a corpus is rebuilt."""
        return self.folder / f"output-{size}"


def stages(bench: Bench) -> Iterator[Row]:
    """What the processors are, and each stage alone on one of them, beside its limit."""
    count = machine()["cores"]
    alone, together = processors(count)
    yield Row("a loop on one processor", 0, alone)
    yield Row(f"such loops on {count} at once", 0, together,
              target=f"all together do {count * alone / together:.1f} × what one does alone")  # fmt: skip
    archive = bench.archive(bench.alone)
    for name in ("parse", "map", "check", "turtle", "ntriples", "record"):
        done = stage({"stage": name, "archive": archive, "questions": bench.alone})
        seen = done.figures
        target, reached = "", None
        if name == "turtle":
            times = seen["seconds"] / seen["limit_seconds"]
            target, reached = f"≤ {OF_WRITER} × Oxigraph's writer: {times:.2f} ×", times <= OF_WRITER
        if name == "record":
            bench.record = seen["seconds"] / seen["questions"]
        yield Row(name, seen["questions"], seen["seconds"], seen.get("triples", 0), done.peak_mb,
                  seen.get("limit_seconds"), target, reached)  # fmt: skip


def rebuilds(bench: Bench) -> Iterator[Row]:
    """The command on each corpus from nothing but its archive, and how the times and peaks compare."""
    corpus.copy(bench.archive(1), bench.output(1))
    alone = measured(ours.REBUILD, ours.settings_of(bench.output(1)))
    yield Row("start, with a temporary Prefect server", 1, alone.seconds, peak_mb=alone.peak_mb)
    for size in (1, *bench.sizes):
        corpus.copy(bench.archive(size), bench.output(size))
        done = measured(ours.REBUILD, ours.settings_of(bench.output(size), bench.server))
        bench.rebuilt[size] = done
        if size == 1:
            yield Row("start, with the schedule's server", 1, done.seconds, peak_mb=done.peak_mb)
            continue
        rate = size / done.seconds
        target = f"≥ {RATE}/s, < {PEAK_MB:,} MB"
        reached = rate >= RATE and done.peak_mb < PEAK_MB
        yield Row("full rebuild", size, done.seconds, triples_of(bench, size), done.peak_mb, None, target, reached)
    for small, large in zip(bench.sizes, bench.sizes[1:], strict=False):
        less, more = bench.rebuilt[small], bench.rebuilt[large]
        times, memory, factor = more.seconds / less.seconds, more.peak_mb / less.peak_mb, large / small
        told = f"time ≤ {LINEAR * factor:.1f} ×: {times:.1f} ×, memory ≤ {FLAT} ×: {memory:.2f} ×"
        # Below some batches for each core there is nothing to be linear in.
        kept = times <= LINEAR * factor and memory <= FLAT
        yield Row(f"from {small:,} to {large:,}", target=told, reached=kept if small >= LEAST else None)


def triples_of(bench: Bench, size: int) -> int:
    """The triples of the release of a corpus."""
    path = bench.output(size) / "latest" / "statistics.json"
    return int(json.loads(path.read_text("utf-8"))["triples"])


def night(bench: Bench) -> Iterator[Row]:
    """The largest corpus again after some pages changed, and which files of the release are written anew."""
    size = bench.sizes[-1]
    output = bench.output(size)
    before = (output / "latest").resolve()
    changed = ours.take(output / "archive.sqlite", corpus.changed(size, min(CHANGED, size // 10)))
    done = measured(ours.REBUILD, ours.settings_of(output, bench.server))
    share, start = done.seconds / bench.rebuilt[size].seconds, bench.rebuilt[1].seconds
    bench.notes["files of a quiet night"] = files = rewritten(before, (output / "latest").resolve())
    words = (
        f"< {QUIET:.0%} of the rebuild: {share:.1%}, the command's start {start / done.seconds:.0%} of it; "
        f"{files['written']} of {files['files']} files rewritten, {files['linked']} linked"
    )
    row = Row(f"quiet night, {changed} of", size, done.seconds, 0, done.peak_mb, None, words, share < QUIET)
    yield row


def rewritten(before: Path, after: Path) -> dict[str, Any]:
    """How many files of a release are not those of the one before, and how many are the very same on disk."""
    sums = [dict(line.split("  ", 1)[::-1] for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines())
            for folder in (before, after)]  # fmt: skip
    new = [name for name, checksum in sums[1].items() if sums[0].get(name) != checksum]
    linked = [name for name in sums[1] if name in sums[0] and (before / name).samefile(after / name)]
    return {"files": len(sums[1]), "written": len(new), "names": new, "linked": len(linked)}


def load(bench: Bench) -> Iterator[Row]:
    """The release of the largest corpus into a store on disk."""
    folder = bench.folder / "loading"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    release = (bench.output(bench.sizes[-1]) / "latest").resolve()
    done = stage({"stage": "load", "release": release, "folder": folder})
    seen = done.figures
    times = seen["seconds"] / seen["limit_seconds"]
    target = f"≤ {OF_WRITER} × the bulk loader: {times:.2f} ×"
    yield Row("load into a store", 0, seen["seconds"], seen["triples"], done.peak_mb, seen["limit_seconds"], target,
              times <= OF_WRITER)  # fmt: skip


def baseline(bench: Bench) -> Iterator[Row]:
    """The plain way on the pages of a corpus that was rebuilt as well."""
    done = stage({"stage": "baseline", "archive": bench.archive(bench.plain), "questions": bench.plain})
    seen = done.figures
    bench.notes["plain way"] = {"seconds": seen["by_stage"], "pages read alike": seen["pages_read_alike"]}
    target, reached = "", None
    if bench.plain in bench.rebuilt:
        ours_seconds = bench.rebuilt[bench.plain].seconds
        times, start = seen["seconds"] / ours_seconds, bench.rebuilt[1].seconds
        target = f"rebuild ≥ {TIMES_PLAIN} × faster: {times:.1f} ×"
        if ours_seconds > start:
            target += f" ({seen['seconds'] / (ours_seconds - start):.1f} × without the command's start)"
        reached = times >= TIMES_PLAIN
    if bench.record:
        target += f"; a record on one core: {seen['seconds'] / seen['questions'] / bench.record:.1f} ×"
    yield Row("plain way", seen["questions"], seen["seconds"], seen["triples"], done.peak_mb, None, target, reached)


def mapping(bench: Bench) -> Iterator[Row]:
    """Our mapping to a file of N-Triples on one core and on two, and the peers' with all that they take."""
    python = peers.environment(bench.folder)
    archive, folder = bench.archive(bench.mapped), (bench.folder / "mapped").absolute()
    shutil.rmtree(folder, ignore_errors=True)
    told = stage({"stage": "export", "archive": archive, "questions": bench.mapped, "folder": folder}).figures
    bench.notes["export"] = dict(told)
    mine: dict[int, float] = {}
    rows: dict[int, Row] = {}
    for processes in (1, 2):
        done = stage({"stage": "map to file", "archive": archive, "questions": bench.mapped, "processes": processes,
                      "output": folder / "mapped.nt"})  # fmt: skip
        seen = done.figures
        mine[processes] = seen["triples"] / seen["seconds"]
        rows[processes] = Row(f"mapping to a file, {processes} process{'es' if processes > 1 else ''}",
                              seen["questions"], seen["seconds"], seen["triples"], done.peak_mb)  # fmt: skip
    yield from rows.values()
    for name, command in (("morph-kgc", peers.morph_kgc), ("maplib", peers.maplib)):
        try:
            done = measured(command(python, folder))
        except StageFailed as error:
            bench.notes[f"peer {name}"] = str(error)
            yield Row(f"peer {name}: failed", bench.mapped)
            continue
        output = folder / ("morph.nt" if name == "morph-kgc" else "maplib.nt")
        seen = stage({"stage": "compare", "ours": folder / "ours.nt", "theirs": output}).figures
        bench.notes[f"peer {name}"] = dict(seen)
        rate = seen["triples"] / done.seconds
        target = f"ours: {mine[1] / rate:.1f} × on one core, {mine[2] / rate:.1f} × on two"
        reached = None
        if name == "morph-kgc":
            target, reached = f"ours ≥ {TIMES_PEER} ×; {target}", max(mine.values()) >= TIMES_PEER * rate
        yield Row(f"peer {name}, {seen['share']:.1%} the same", bench.mapped, done.seconds, seen["triples"],
                  done.peak_mb, None, target, reached)  # fmt: skip


def million(bench: Bench, count: int) -> Iterator[Row]:
    """Planning, records and release of a tenth of so many made records and of all; flat when both peaks are alike."""
    folder = bench.folder / "million"
    peaks: dict[str, dict[int, float]] = {"plan": {}, "records": {}, "release": {}}
    for size in (count // 10, count):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, found in peaks.items():
            done = stage({"stage": name, "questions": size, "archive": bench.archive(bench.alone),
                          "records": folder / "records.sqlite", "output": folder})  # fmt: skip
            seen = done.figures
            found[size] = done.peak_mb
            bench.notes[f"{name} of {size}"] = dict(seen)
            target, reached = "", None
            if size == count:
                times = done.peak_mb / found[count // 10]
                target, reached = f"memory ≤ {FLAT} × of a tenth: {times:.2f} ×", times <= FLAT
            yield Row(f"simulated {name}", size, seen["seconds"], seen.get("triples", 0), done.peak_mb, None, target,
                      reached)  # fmt: skip
    shutil.rmtree(folder)
