"""The files of a release that stand beside the graph: its catalogue, shapes and report, read once a release."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode

from flows.served.release import Served
from flows.vocabulary import DCTERMS

FILES = ("catalogue.ttl", "shapes.ttl", "report.ttl")


def beside(served: Served) -> pyoxigraph.Store:
    """What stands in the files beside the questions, each file as a named graph, which is its address here."""
    return _read(served.release, served.iris.base)


@lru_cache(maxsize=2)  # the release that is served and the one before it
def _read(release: Path, base: str) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    for name in FILES:
        graph = NamedNode(f"{base}download/latest/{name}")
        store.bulk_load(path=release / name, format=pyoxigraph.RdfFormat.TURTLE, to_graph=graph)
    return store


def licence(served: Served) -> str:
    """The IRI of the licence that the catalogue states, "" when there is none."""
    dataset = NamedNode(f"{served.iris.base}id/dataset/be-senate")
    found = beside(served).quads_for_pattern(dataset, DCTERMS["license"], None)
    return next((quad.object.value for quad in found if isinstance(quad.object, NamedNode)), "")
