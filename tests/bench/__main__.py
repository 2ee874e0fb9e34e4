"""The benchmarks: `python -m tests.bench` prints one table and keeps it, as JSON and as a picture.

`--short` takes less than two minutes; `--sizes 1000,10000,31000` rebuilds those corpora; `--only stages,rebuild` runs
some groups; `--million` simulates a million questions; `--profile` says where a rebuild spends its time.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from subprocess import CalledProcessError

from rich.console import Console

from tests.bench import corpus, ours, picture, profile, runs, table
from tests.bench.measure import StageFailed
from tests.bench.table import Row

GROUPS: dict[str, Callable[[runs.Bench], Iterator[Row]]] = {
    "stages": runs.stages, "rebuild": runs.rebuilds, "load": runs.load, "night": runs.night,
    "baseline": runs.baseline, "peers": runs.mapping,
}  # fmt: skip
AFTER_REBUILD = ("load", "night")  # these work on what the rebuild left


def read_arguments(words: list[str] | None = None) -> argparse.Namespace:
    """What the command asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="small corpora, under two minutes")
    parser.add_argument("--sizes", type=_sizes, help="corpora to rebuild, ascending (1000,10000)")
    parser.add_argument("--only", type=_groups, default=tuple(GROUPS), help=f"some of {','.join(GROUPS)}")
    parser.add_argument("--folder", type=Path, default=corpus.FOLDER, help="where corpora and results are kept")
    parser.add_argument("--million", type=int, nargs="?", const=1_000_000, help="simulate so many questions")
    parser.add_argument("--profile", type=int, nargs="?", const=1000, help="profile the rebuild of so many questions")
    return parser.parse_args(words)


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(int(word) for word in text.split(","))
    if list(sizes) != sorted(set(sizes)) or sizes[0] < 2:
        raise argparse.ArgumentTypeError("give sizes in ascending order, 2 or more")
    return sizes


def _groups(text: str) -> tuple[str, ...]:
    groups = tuple(text.split(","))
    if unknown := sorted(set(groups) - set(GROUPS)):
        raise argparse.ArgumentTypeError(f"'{unknown[0]}' is none of {','.join(GROUPS)}")
    if "rebuild" not in groups and set(groups) & set(AFTER_REBUILD):
        raise argparse.ArgumentTypeError(f"{' and '.join(AFTER_REBUILD)} need rebuild")
    return groups


def bench_of(asked: argparse.Namespace) -> runs.Bench:
    """The benchmarks of the size that is asked for."""
    if asked.short:
        sizes = asked.sizes or (60, 240)  # the second is two batches, for two processes
        return runs.Bench(asked.folder, sizes, alone=sizes[0], plain=sizes[0], mapped=100)
    sizes = asked.sizes or (1000, 10_000)
    return runs.Bench(asked.folder, sizes, plain=1000)


def run(bench: runs.Bench, asked: argparse.Namespace, console: Console) -> list[Row]:
    """All rows that are asked for; a group that fails is told and leaves the others alone."""
    groups = {name: GROUPS[name] for name in asked.only}
    if asked.million:
        groups = {"million": partial(runs.million, count=asked.million)}
    if "peers" in groups and asked.short and not (bench.folder / "peers").exists():
        bench.notes["peers"] = "left out: their environment is made by a run that is not short"
        del groups["peers"]
    with ours.prefect_server(bench.folder) if "rebuild" in groups else nullcontext("") as bench.server:
        return [row for name, group in groups.items() for row in _rows(name, group, bench, console)]


def _rows(
    name: str, group: Callable[[runs.Bench], Iterator[Row]], bench: runs.Bench, console: Console
) -> Iterator[Row]:
    console.print(f"{name} …", style="dim")
    try:
        for row in group(bench):
            console.print(f"  {row.stage} {row.target}", style="dim", markup=False)
            yield row
    except (StageFailed, OSError, CalledProcessError) as error:
        bench.notes[f"{name} failed"] = str(error)
        console.print(f"{name} failed: {error}", style="red", markup=False)


def tell(bench: runs.Bench, mode: str, rows: list[Row], console: Console) -> None:
    """Print the table, keep the result, and draw it."""
    at = datetime.now(UTC)
    before = table.last(bench.folder, mode)
    console.print(table.aligned(rows, before), markup=False)
    path = table.keep(bench.folder, mode, rows, bench.notes, at)
    (bench.folder / "bench.json").write_bytes(path.read_bytes())
    (bench.folder / "bench.md").write_text(table.written(rows, before), "utf-8")
    about = table.about()
    machine = about["machine"]
    title = f"{machine['processor']}, {machine['cores']} cores, Python {about['python']}, {at:%Y-%m-%d}, {mode}"
    mapped = [row for row in rows if row.triples and row.stage.startswith(("mapping", "peer"))]
    others = [row for row in rows if row not in mapped]
    drawn = [] if mode == "million" else picture.draw(others, mapped, bench.folder, title)
    for written in (path, *drawn):
        console.print(f"wrote {written}", markup=False)


def main() -> None:
    """Run what is asked for."""
    asked = read_arguments()
    console = Console(soft_wrap=True, highlight=False)
    asked.folder.mkdir(parents=True, exist_ok=True)
    bench = bench_of(asked)
    if asked.profile:
        for path in profile.profile(asked.folder, asked.profile, datetime.now(UTC).strftime("%Y%m%d-%H%M%S")):
            console.print(f"wrote {path}", markup=False)
        return
    mode = "million" if asked.million else "short" if asked.short else "full"
    tell(bench, mode, run(bench, asked, console), console)


if __name__ == "__main__":
    main()
