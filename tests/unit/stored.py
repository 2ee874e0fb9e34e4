"""Stored records made of a few lines of N-Triples, as `batch` makes them of pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple

from pyoxigraph import Triple

from flows.check.shapes import Finding
from flows.keep.pieces import pack
from flows.keep.stored import MadeFrom, Standing, StoredRecord, Summary
from flows.map import jsonld, turtle
from flows.map.rdf import ntriples, read_ntriples
from flows.map.statements import grouped_of, naturally
from flows.model import Issue, State
from flows.publish.links import links_of
from flows.publish.rows import rows
from flows.vocabulary import DCTERMS, ELI, RDF, Iris

IRIS = Iris()
OPEN = Standing(State.OPEN, 0)
NOTHING = MadeFrom("", "", "")


def stored(
    number: str,
    triples: bytes | Iterable[Triple] = b"",
    shared: bytes = b"",
    newest: str = "2026-11-23",
    issues: Sequence[Issue] = (),
    pages: Sequence[str] = (),
    standing: Standing = OPEN,
    findings: Sequence[Finding] = (),
    made_from: MadeFrom = NOTHING,
    iris: Iris = IRIS,
) -> StoredRecord:
    """The record of a question with these triples: its links and its piece of each file follow from them."""
    read = list(read_ntriples(triples) if isinstance(triples, bytes) else triples)
    lines, graph = ntriples(read), iris.graph(number)
    first, groups = iris.question(number).value, naturally(grouped_of(read))
    summary = Summary(
        number, newest, tuple(pages), standing, {"questions": 1, "triples": len(read)}, tuple(issues),
        tuple(astuple(finding) for finding in findings), links_of(read, number, iris), shared,
    )  # fmt: skip
    written = {
        "nt": lines,
        "nq": lines.replace(b" .\n", f" {graph} .\n".encode()),
        "ttl": turtle.body(read, iris, first=first),
        "jsonld": jsonld.of_groups(groups, iris, first),
        "rows": rows(groups, number, iris) if read else b"",
    }
    pieces = {form: pack(data) for form, data in written.items()}
    return StoredRecord(summary, pieces, made_from=made_from)


def barely(number: str, title: str = "Titel", iris: Iris = IRIS) -> bytes:
    """As much of a question as the rules for a whole graph ask for: its type, number, day and title."""
    node, pq = iris.question(number), iris.pq
    day = f'"2022-06-02"^^{"<http://www.w3.org/2001/XMLSchema#date>"}'
    said = (
        (RDF["type"], pq["WrittenQuestion"]), (DCTERMS["identifier"], f'"{number}"'), (ELI["date_document"], day),
        (DCTERMS["title"], f'"{title}"@nl'),
    )  # fmt: skip
    return "".join(f"{node} {predicate} {value} .\n" for predicate, value in said).encode()
