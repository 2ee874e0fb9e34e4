"""A child process that answers queries, one at a time, from a store that is open for reading only.

It writes a whole result to a file or none: who waits for it hears how it ended, and kills it when it takes too long.
"""

from __future__ import annotations

import errno
import os
import re
import resource
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

import pyoxigraph
from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QueryTriples, RdfFormat, Store

from flows.ask import locked

PLACE = re.compile(r"error at (\d+):(\d+): ")  # "error at 4:2: expected OPTIONAL"
TOO_LARGE = f"(os error {errno.EFBIG})"
TIRED = 4  # a child that kept this part of its memory after an answer makes place for a fresh one
NICE = 5  # the server itself goes first
FORMATS: dict[str, QueryResultsFormat | RdfFormat] = {
    "json": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML, "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV, "ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}  # fmt: skip


@dataclass(frozen=True)
class Job:
    """A query for a store, the file for its result, its dataset, and in which format each kind of result is wanted.

    `union` makes all graphs together the default graph. A format is a key of `FORMATS`, or "" where the client takes
    none that there is.
    """

    store: str
    query: str
    target: str
    union: bool
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...]
    table: str
    truth: str
    graph: str


@dataclass(frozen=True)
class Outcome:
    """How a job ended: "whole" with the key of the format, or what went wrong and where in the query."""

    kind: str  # whole, malformed, unacceptable, large, memory, failed
    format: str = ""
    reason: str = ""
    place: tuple[int, int] | None = None
    tired: bool = False


def work(connection: Connection, memory: int, size: int) -> None:
    """Answer jobs until the connection ends; `memory` and `size` of results are in megabytes."""
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what Rust says when it gets no memory; the status tells as much
    opened, store, fresh = "", Store(), 0
    connection.send(Outcome("ready"))
    while True:
        try:
            job: Job = connection.recv()
        except EOFError:
            return
        try:
            if job.store != opened:  # the first release, or another
                del store
                opened, store = job.store, Store.read_only(job.store)
        except OSError as error:
            opened, store = "", Store()
            connection.send(Outcome("failed", reason=str(error)))
            continue
        if not fresh:  # the store is open, and all that it needs of the system with it
            fresh = locked.memory_taken()
            locked.limit(memory, size)
            locked.forbid_sockets()
        outcome = answer(store, job)
        tired = locked.memory_taken() > fresh + memory * locked.MEGABYTE // TIRED
        connection.send(replace(outcome, tired=tired))


def answer(store: Store, job: Job) -> Outcome:
    """The outcome of a job; its result is in the file `job.target`, when it is whole."""
    try:
        results = asked(store, job)
        is_graph = isinstance(results, QueryTriples)
        key = job.graph if is_graph else job.truth if isinstance(results, QueryBoolean) else job.table
        if not key:
            return Outcome("unacceptable", reason="graph" if is_graph else type(results).__name__)
        results.serialize(output=job.target, format=FORMATS[key])  # type: ignore[arg-type]  # the kind fits the key
    except SyntaxError as error:
        text = str(error)
        found = PLACE.match(text)
        return Outcome("malformed", reason=text, place=(int(found[1]), int(found[2])) if found else None)
    except ValueError as error:  # a graph's name that is no IRI
        return Outcome("malformed", reason=str(error))
    except MemoryError:
        return Outcome("memory")
    except Exception as error:
        is_large = TOO_LARGE in str(error)
        return Outcome("large" if is_large else "failed", reason=f"{type(error).__name__}: {error}")
    return Outcome("whole", key)


def asked(store: Store, job: Job) -> QueryBoolean | pyoxigraph.QuerySolutions | QueryTriples:
    """The results of a job, evaluated as they are read."""
    if job.default_graphs is None:
        return store.query(job.query, use_default_graph_as_union=job.union)
    return store.query(
        job.query, default_graph=[NamedNode(one) for one in job.default_graphs],
        named_graphs=[NamedNode(one) for one in job.named_graphs],
    )  # fmt: skip
