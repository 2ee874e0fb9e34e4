"""The stages that are measured alone, each in a process of its own: `measure.stage` starts it with a request as JSON.

Each makes what it needs first and times only itself and its limit: the least that the libraries below it take for the
same input. Of several runs the quickest counts, which is the one least disturbed.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph
import pyshacl
import rdflib
from lxml import html

from tests.bench import baseline, million, ours, peers
from tests.bench.measure import sizes

Figures = dict[str, Any]
RUNS = 3


def quickest(call: Callable[[], object], runs: int = RUNS) -> float:
    """The seconds of the quickest of several runs."""
    return min(_seconds(call) for _ in range(runs))


def _seconds(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def parse(request: Mapping[str, Any]) -> Figures:
    """Pages to questions; the limit is lxml's bare tree of the same pages."""
    pages = ours.pages(Path(request["archive"]), request["questions"])
    seconds = quickest(lambda: [ours.parse(page) for page in pages])
    parser = html.HTMLParser(encoding="cp1252")
    limit = quickest(lambda: [html.document_fromstring(page.body, parser=parser) for page in pages])
    size = sum(len(page.body) for page in pages)
    return {"questions": len(pages), "seconds": seconds, "limit_seconds": limit, "page_kb": size / len(pages) / 1000}


def map_questions(request: Mapping[str, Any]) -> Figures:
    """Questions to triples; the limit is making the same terms and triples from strings that are there."""
    authority = ours.tables()
    readings = ours.readings(Path(request["archive"]), request["questions"])
    seconds = quickest(lambda: [ours.map_one(reading, authority) for reading in readings])
    made = [triple for reading in readings for triple in ours.map_one(reading, authority).triples]
    plain = [_strings(triple) for triple in made]
    limit = quickest(lambda: [_made(*one) for one in plain])
    return {"questions": len(readings), "seconds": seconds, "limit_seconds": limit, "triples": len(made)}


def _strings(triple: pyoxigraph.Triple) -> tuple[str, str, str, str | None, str | None]:
    value, subject = triple.object, triple.subject
    assert isinstance(subject, pyoxigraph.NamedNode)
    if isinstance(value, pyoxigraph.Literal):
        return subject.value, triple.predicate.value, value.value, value.language, value.datatype.value
    assert isinstance(value, pyoxigraph.NamedNode)
    return subject.value, triple.predicate.value, value.value, None, None


def _made(subject: str, predicate: str, value: str, language: str | None, datatype: str | None) -> pyoxigraph.Triple:
    made: pyoxigraph.NamedNode | pyoxigraph.Literal
    if language:
        made = pyoxigraph.Literal(value, language=language)
    elif datatype:
        made = pyoxigraph.Literal(value, datatype=pyoxigraph.NamedNode(datatype))
    else:
        made = pyoxigraph.NamedNode(value)
    return pyoxigraph.Triple(pyoxigraph.NamedNode(subject), pyoxigraph.NamedNode(predicate), made)


def write_ntriples(request: Mapping[str, Any]) -> Figures:
    """Triples to canonical N-Triples; the limit is Oxigraph's own writer, which does not sort."""
    records = _records(request)
    seconds = quickest(lambda: [ours.lines(record) for _, record in records])
    triples = [triple for _, record in records for triple in record.triples]
    limit = quickest(lambda: pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES))
    return {"questions": len(records), "seconds": seconds, "limit_seconds": limit, "triples": len(triples)}


def write_turtle(request: Mapping[str, Any]) -> Figures:
    """Records to the Turtle of a release; the limit is Oxigraph's own writer on the same triples."""
    records = _records(request)
    seconds = quickest(lambda: [ours.turtle(record) for _, record in records])
    triples = [triple for _, record in records for triple in record.triples]
    limit = quickest(lambda: ours.bare_turtle(triples))
    return {"questions": len(records), "seconds": seconds, "limit_seconds": limit, "triples": len(triples)}


def check(request: Mapping[str, Any]) -> Figures:
    """Records to findings, in the batches of a night; the limit is pySHACL alone on graphs that are there."""
    records = _records(request)
    batches = [dict(records[at : at + ours.BATCH]) for at in range(0, len(records), ours.BATCH)]
    shapes = ours.shapes()
    seconds = quickest(lambda: [ours.check(batch) for batch in batches], 2)
    triples = sum(len(record.triples) for _, record in records)
    graphs = [
        ours.in_rdflib((triple for record in batch.values() for triple in record.triples), rdflib.Graph())
        for batch in batches
    ]
    limit = quickest(lambda: [_validate(graph, shapes) for graph in graphs], 2)
    return {"questions": len(records), "seconds": seconds, "limit_seconds": limit, "triples": triples}


def _validate(graph: rdflib.Graph, shapes: rdflib.Graph) -> object:
    return pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False, inplace=True)


def load(request: Mapping[str, Any]) -> Figures:
    """A release's packed N-Quads into a store on disk; the limit is the bulk loader on the unpacked file."""
    release, folder = Path(request["release"]), Path(request["folder"])
    plain = folder / "plain.nq"
    with gzip.open(next(release.glob("*.nq.gz"))) as packed, plain.open("wb") as file:
        shutil.copyfileobj(packed, file, 1 << 20)
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    quads = 0
    for run in range(2):
        store, bare = folder / f"store-{run}", folder / f"bare-{run}"
        begun = time.perf_counter()
        quads = ours.load(release, store)
        times["ours"].append(time.perf_counter() - begun)
        begun = time.perf_counter()
        pyoxigraph.Store(str(bare)).bulk_load(path=str(plain), format=pyoxigraph.RdfFormat.N_QUADS)
        times["bare"].append(time.perf_counter() - begun)
        size = sizes(store)
        shutil.rmtree(store)
        shutil.rmtree(bare)
    plain.unlink()
    return {
        "seconds": min(times["ours"]),
        "limit_seconds": min(times["bare"]),
        "triples": quads,
        "store_mb": size / 1e6,
    }


def _records(request: Mapping[str, Any]) -> list[tuple[str, Any]]:
    authority = ours.tables()
    readings = ours.readings(Path(request["archive"]), request["questions"])
    return [(reading.number, ours.map_one(reading, authority)) for reading in readings]


STAGES: Mapping[str, Callable[[Mapping[str, Any]], Figures]] = {
    "parse": parse, "map": map_questions, "check": check, "turtle": write_turtle, "ntriples": write_ntriples,
    "load": load, "baseline": baseline.run, "export": peers.export, "compare": peers.compared,
    "map to file": peers.map_to_file, "plan": million.plan, "records": million.records, "release": million.release,
}  # fmt: skip
ALONE: Sequence[str] = ("parse", "map", "check", "turtle", "ntriples", "baseline")  # on one core


def main() -> None:
    """Run the stage of the request on standard input; its figures are the last line on standard output."""
    request = json.loads(sys.stdin.read())
    if request["stage"] in ALONE and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    figures = STAGES[request["stage"]](request)
    sys.stdout.write(f"\n{json.dumps(figures)}\n")


if __name__ == "__main__":
    main()
