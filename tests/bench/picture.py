"""The picture of a result: what each stage does in a second, beside its limit and its target."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tests.bench.table import Row

# Of the palette of Okabe and Ito, told apart by every kind of colour vision; the marks differ in form as well.
BAR, LIMIT, PEER = "#0072B2", "#E69F00", "#6B6B6B"
REBUILD_TARGET = 150  # questions a second on two cores


def draw(rows: Sequence[Row], peers: Sequence[Row], folder: Path, title: str) -> list[Path]:
    """Write `bench.svg` and `bench.png`: stages in questions a second, mappings in triples a second."""
    mpl.rcParams["svg.hashsalt"] = "vraagbaak"
    stages = [row for row in rows if row.per_second and row.questions > 1]
    panels = [(stages, "questions a second")] if stages else []
    panels += [(list(peers), "triples a second, mapping to N-Triples")] if peers else []
    if not panels:
        return []
    figure = Figure(figsize=(9, 1.6 + 0.42 * sum(len(shown) for shown, _ in panels)), layout="constrained")
    all_axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=[len(shown) for shown, _ in panels])
    for axes, (shown, label) in zip(all_axes.flat, panels, strict=True):
        _bars(axes, shown, [_value(row, label) for row in shown], label)
        if shown is stages:
            _marks(axes, shown)
    figure.suptitle(title, fontsize=10)
    paths = [folder / "bench.svg", folder / "bench.png"]
    for path in paths:
        figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix == ".svg" else None)
    return paths


def _value(row: Row, label: str) -> float:
    return (row.per_second if label.startswith("questions") else row.triples_per_second) or 0


def _marks(axes: Axes, rows: Sequence[Row]) -> None:
    """Limits as diamonds, targets as strokes."""
    limited = [(row.limit, at) for at, row in enumerate(rows) if row.limit]
    aimed = [(REBUILD_TARGET, at) for at, row in enumerate(rows) if row.stage == "full rebuild"]
    for points, marker, colour, size, label in ((limited, "D", LIMIT, 6, "limit"), (aimed, "|", "black", 18, "target")):
        if not points:
            continue
        axes.plot([x for x, _ in points], [y for _, y in points], marker=marker, color=colour, markersize=size,
                  markeredgecolor="black", markeredgewidth=2 if label == "target" else 1, linestyle="none",
                  label=label)  # fmt: skip
    if limited or aimed:
        axes.legend(loc="lower right", frameon=True, markerscale=0.7)


def _bars(axes: Axes, rows: Sequence[Row], values: Sequence[float], label: str) -> None:
    colours = [PEER if row.stage.startswith(("plain", "peer")) else BAR for row in rows]
    axes.barh(range(len(rows)), list(values), color=colours, height=0.6)
    axes.set_yticks(range(len(rows)), [f"{row.stage}, {row.questions:,}" for row in rows], fontsize=8)
    axes.invert_yaxis()
    if label.startswith("questions"):  # from pySHACL to the bare writers these are three powers of ten
        axes.set_xscale("log")
        axes.set_xlim(left=1)
    axes.set_xlabel(label, fontsize=8)
    for at, value in enumerate(values):  # where bars begin, since a limit may stand where one ends
        axes.annotate(f"{value:,.0f}", (axes.get_xlim()[0], at), xytext=(4, 0), textcoords="offset points", va="center",
                      color="white", fontsize=8)  # fmt: skip
    axes.margins(x=0.15)
    axes.spines[["top", "right"]].set_visible(False)
