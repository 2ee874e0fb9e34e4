"""The stages that are measured alone, each in a process of its own: `measure.stage` starts it with a request as JSON.

Each makes what it needs first and times only itself and its limit: the least that the libraries below it take for the
same input. Both run in turn, so that they meet the same moments of a shared machine; of several runs the quickest
counts, which is the one least disturbed. Python's search for cycles is off meanwhile, as while a batch is made.
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
RUNS = 5


def in_turn(*calls: Callable[[], object], runs: int = RUNS) -> list[float]:
    """The seconds of the quickest of several runs of each call."""
    with ours.without_collection():
        seconds = [[_seconds(call) for call in calls] for _ in range(runs)]
    return [min(its) for its in zip(*seconds, strict=True)]


def _seconds(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def parse(request: Mapping[str, Any]) -> Figures:
    """Pages to questions; the limit is lxml's bare tree of the same pages."""
    pages = ours.pages(Path(request["archive"]), request["questions"])
    parser = html.HTMLParser(encoding="cp1252")
    seconds, limit = in_turn(
        lambda: [ours.parse(page) for page in pages],
        lambda: [html.document_fromstring(page.body, parser=parser) for page in pages],
    )
    size = sum(len(page.body) for page in pages)
    return {"questions": len(pages), "seconds": seconds, "limit_seconds": limit, "page_kb": size / len(pages) / 1000}


def map_questions(request: Mapping[str, Any]) -> Figures:
    """Questions to triples; the limit is making the same terms and triples from strings that are there."""
    authority = ours.tables()
    readings = ours.readings(Path(request["archive"]), request["questions"])
    made = [triple for reading in readings for triple in ours.map_one(reading, authority).triples]
    plain = [_strings(triple) for triple in made]
    seconds, limit = in_turn(
        lambda: [ours.map_one(reading, authority) for reading in readings], lambda: [_made(*one) for one in plain]
    )
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
    triples = [triple for _, record in records for triple in record.triples]
    seconds, limit = in_turn(
        lambda: [ours.lines(record) for _, record in records],
        lambda: pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES),
    )
    return {"questions": len(records), "seconds": seconds, "limit_seconds": limit, "triples": len(triples)}


def write_turtle(request: Mapping[str, Any]) -> Figures:
    """Records to the Turtle of a release; the limit is Oxigraph's own writer on the same triples."""
    records = _records(request)
    triples = [triple for _, record in records for triple in record.triples]
    seconds, limit = in_turn(lambda: [ours.turtle(record) for _, record in records], lambda: ours.bare_turtle(triples))
    return {"questions": len(records), "seconds": seconds, "limit_seconds": limit, "triples": len(triples)}


def check(request: Mapping[str, Any]) -> Figures:
    """Records to findings, in the batches of a night; the limit is pySHACL alone on graphs that are there."""
    records = _records(request)
    batches = [dict(records[at : at + ours.BATCH]) for at in range(0, len(records), ours.BATCH)]
    shapes = ours.shapes()
    triples = sum(len(record.triples) for _, record in records)
    graphs = [
        ours.in_rdflib((triple for record in batch.values() for triple in record.triples), rdflib.Graph())
        for batch in batches
    ]
    seconds, limit = in_turn(
        lambda: [ours.check(batch) for batch in batches], lambda: [_validate(graph, shapes) for graph in graphs], runs=2
    )
    return {"questions": len(records), "seconds": seconds, "limit_seconds": limit, "triples": triples}


def _validate(graph: rdflib.Graph, shapes: rdflib.Graph) -> object:
    return pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False, inplace=True)


def records(request: Mapping[str, Any]) -> Figures:
    """Pages to records as they are kept: all of the above, counted, in five forms and packed; in a night's batches."""
    asked = ours.asked(Path(request["archive"]), request["questions"])
    context = ours.context()
    batches = [asked[at : at + ours.BATCH] for at in range(0, len(asked), ours.BATCH)]
    ours.make(batches[0], context)  # loads shapes and tables, once for all
    (seconds,) = in_turn(lambda: [ours.make(batch, context) for batch in batches])
    return {"questions": len(asked), "seconds": seconds}


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
    "record": records,
    "load": load, "baseline": baseline.run, "export": peers.export, "compare": peers.compared,
    "map to file": peers.map_to_file, "plan": million.plan, "records": million.records, "release": million.release,
}  # fmt: skip
ALONE: Sequence[str] = ("parse", "map", "check", "turtle", "ntriples", "record", "baseline")  # on one core


def main() -> None:
    """Run the stage of the request on standard input; its figures are the last line on standard output."""
    request = json.loads(sys.stdin.read())
    if request["stage"] in ALONE and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    figures = STAGES[request["stage"]](request)
    sys.stdout.write(f"\n{json.dumps(figures)}\n")


if __name__ == "__main__":
    main()
