"""Releases of a few quads a question, written as all are, for what becomes of releases after they were made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from flows.keep.pieces import gzipped, pack
from flows.publish.write import SUMS, File, switch, write_aside
from flows.releases.kept import Kept
from flows.settings import Settings, read_settings
from flows.vocabulary import PROV, Iris
from tests.unit.stored import barely

IRIS = Iris()


def settings_of(output: Path, **more: str) -> Settings:
    """The settings of an output folder."""
    return read_settings(
        {"VRAAGBAAK_OUTPUT": str(output), **{f"VRAAGBAAK_{name.upper()}": more[name] for name in more}}
    )


def tiny(output: Path, version: str, titles: Mapping[str, str], is_latest: bool = True) -> Kept:
    """A release of questions with their titles; `version` begins with its day."""
    folder = output / "releases" / version
    parts = []
    for number, title in titles.items():
        graph, pq = IRIS.graph(number), IRIS.pq
        node, page = IRIS.question(number), IRIS.capture(title.encode().hex())
        more = f"{node} {pq['askedOnBehalfOf']} {IRIS.party('open-vld')} .\n{node} {PROV['wasDerivedFrom']} {page} .\n"
        lines = b"".join(sorted((barely(number, title) + more.encode()).splitlines(keepends=True)))
        parts.append(pack(lines.replace(b" .\n", f" {graph} .\n".encode())))
    figures = {"newest_capture": version[:10], "questions": len(titles), "triples": 6 * len(titles), "version": version}
    files = [
        File("be-senate.nq.gz", gzipped(parts)), File("vocabulary.ttl", [b""]),
        File("statistics.json", [json.dumps(figures).encode()]),
    ]  # fmt: skip
    if not (folder / SUMS).exists():
        write_aside(folder, files, lambda sizes, sums: [], None)
    if is_latest:
        switch(output / "latest", folder)
    return Kept(folder)
