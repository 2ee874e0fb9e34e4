"""Shared things described, and how to look at what is said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode, Triple

from flows.authority.lookups import Authority
from flows.map.question import question_record
from flows.map.rdf import Record
from flows.map.things import Usage, describe, usage_of
from flows.model import WrittenQuestion
from flows.vocabulary import RDF, SKOS, Iris
from tests.contract import asked
from tests.contract.tables import changed, made_authority

IRIS = Iris()
ALT = SKOS["altLabel"]
KNOWN = replace(asked.OPEN, number="7-1668", author="Tom Ongena", party="Open Vld", keywords={"nl": ("krijgsmacht",)})


def used(*records: Record) -> Usage:
    usage = Usage()
    for record in records:
        usage.merge(usage_of(record.triples, record.shared, IRIS))
    return usage


def with_rows(**tables: Sequence[Mapping[str, str]]) -> Authority:
    """The tables with some rows more."""
    return made_authority(changed(asked.TABLES, **tables))


def described(*questions: WrittenQuestion, authority: Authority = asked.AUTHORITY) -> list[Triple]:
    made = [question_record(one, asked.captures(one), authority, IRIS) for one in questions]
    return describe(used(*made), authority, IRIS)


def using(*nodes: NamedNode, authority: Authority = asked.AUTHORITY) -> list[Triple]:
    """What is described when records point at some things."""
    return describe(Usage(iris={node.value for node in nodes}), authority, IRIS)


def values(triples: Iterable[Triple], subject: NamedNode, predicate: NamedNode) -> list[str]:
    return [one.object.value for one in triples if (one.subject, one.predicate) == (subject, predicate)]  # type: ignore[union-attr]


def of_kind(triples: Iterable[Triple], kind: NamedNode) -> list[str]:
    return [str(one.subject)[1:-1] for one in triples if (one.predicate, one.object) == (RDF["type"], kind)]
