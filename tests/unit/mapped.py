"""Questions mapped to RDF, and how to look at what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pyoxigraph import Literal, NamedNode

from flows.authority.lookups import Authority
from flows.map.question import question_record
from flows.map.rdf import Record
from flows.model import Body
from flows.vocabulary import RDF, Iris
from tests.contract import asked
from tests.contract.tables import changed, made_authority

IRIS = Iris()
NODE = IRIS.question("7-1")
BASE = replace(
    asked.OPEN, author="Tom Ongena", party="Open Vld", keywords={}, question={"nl": Body("Ja?")}, subject={"nl": "Iets"}
)


def record(authority: Authority = asked.AUTHORITY, **changes: Any) -> Record:
    changed = replace(BASE, **changes)
    return question_record(changed, asked.captures(changed), authority, IRIS)


def with_rows(pairs: Sequence[tuple[str, str]] = (), **tables: Sequence[Mapping[str, str]]) -> Authority:
    """The tables with some rows more."""
    return made_authority(changed(asked.TABLES, **tables), pairs)


def values(made: Record, subject: NamedNode, predicate: NamedNode) -> list[str]:
    found = [one.object for one in made.triples if (one.subject, one.predicate) == (subject, predicate)]
    return [value.value for value in found if isinstance(value, NamedNode | Literal)]


def issues(made: Record) -> list[tuple[str, str]]:
    return [(issue.code, issue.message) for issue in made.issues]


def of_kind(made: Record, kind: NamedNode) -> list[str]:
    return [str(one.subject)[1:-1] for one in made.triples if (one.predicate, one.object) == (RDF["type"], kind)]


def shared(made: Record, node: NamedNode, predicate: NamedNode) -> list[str]:
    """What a record says of a thing that it shares."""
    return [str(one.object) for one in made.shared if (one.subject, one.predicate) == (node, predicate)]
