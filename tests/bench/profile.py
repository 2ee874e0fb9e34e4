"""Where a full rebuild spends its time: a flame graph and a list of the ten functions that cost most, by py-spy."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.bench import corpus, ours

RATE = 100  # looks a second
TOP = 10


def profile(folder: Path, size: int, name: str) -> tuple[Path, Path]:
    """Rebuild a corpus twice under py-spy: `profile-<name>.svg`, `profile-<name>.txt`."""
    graph, listing = folder / f"profile-{name}.svg", folder / f"profile-{name}.txt"
    stacks = folder / f"profile-{name}.stacks"
    archive = corpus.corpus(size, folder)
    for form, path in (("raw", stacks), ("flamegraph", graph)):
        output = folder / "profiled"
        corpus.copy(archive, output)
        watch = [str(Path(sys.executable).with_name("py-spy")), "record", "--subprocesses", "--rate", str(RATE)]
        command = [*watch, "--format", form, "--output", str(path), "--", *ours.REBUILD]
        subprocess.run(command, env=ours.settings_of(output), check=True, capture_output=True)
    listing.write_text(top(stacks.read_text("utf-8").splitlines()), "utf-8")
    return graph, listing


def top(stacks: Iterable[str]) -> str:
    """The functions at the top of most stacks, and those that most stacks go through.

    A stack is a line of frames from the bottom up, parted by semicolons, and how often it was seen.
    """
    own, through, total = Counter[str](), Counter[str](), 0
    for stack in stacks:
        frames, _, seen = stack.rpartition(" ")
        names = [_function(frame) for frame in frames.split(";") if not frame.startswith("process ")]
        if not names:
            continue
        total += int(seen)
        own[names[-1]] += int(seen)
        for frame in set(names):
            through[frame] += int(seen)
    lines = [f"{total / RATE:.1f} seconds of processors seen"]
    for title, counted in (("itself", own), ("with all that it calls", through)):
        lines += ["", f"share of the time, {title}:"]
        lines += [f"{seen / total:6.1%}  {name}" for name, seen in counted.most_common(TOP)]
    return "\n".join(lines) + "\n"


def _function(frame: str) -> str:
    """A frame without its line: "read_page (flows/parse/markup.py:84)" is "read_page (flows/parse/markup.py)"."""
    head, _, line = frame.rpartition(":")
    return f"{head})" if head and line.rstrip(")").isdecimal() else frame
