"""The catalogue in the forms that portals read: Turtle, compact JSON-LD and RDF/XML; same triples, same bytes."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from flows.map import turtle
from flows.map.rdf import ntriples, read_ntriples
from flows.publish.catalogue_terms import PREFIXES
from flows.vocabulary import RDF, XSD, Iris, subject_of

LOCAL = re.compile(r"[A-Za-z_][\w-]*")  # what may follow a prefix in JSON-LD: "byteSize"


@dataclass(frozen=True)
class _Iris(Iris):
    """With the prefixes of the catalogue too, which the records do not need."""

    def prefixes(self) -> dict[str, str]:
        return super().prefixes() | PREFIXES


def as_turtle(triples: Iterable[Triple], iris: Iris) -> bytes:
    """Turtle, grouped by subject."""
    return turtle.document(triples, _Iris(iris.base))


def as_rdf_xml(triples: Iterable[Triple], iris: Iris) -> bytes:
    """RDF/XML, in the order of the N-Triples."""
    ordered = read_ntriples(ntriples(triples))
    written = serialize(ordered, format=RdfFormat.RDF_XML, prefixes=_used(triples, iris))
    assert written is not None
    return written


def as_json_ld(triples: Iterable[Triple], iris: Iris) -> bytes:
    """JSON-LD compacted by prefixes, one object for each subject, without a context from elsewhere."""
    prefixes = _used(triples, iris)
    nodes: defaultdict[str, defaultdict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for triple in read_ntriples(ntriples(triples)):
        node = nodes[subject_of(triple).value]
        if triple.predicate == RDF["type"]:
            node["@type"].append(_short(str(getattr(triple.object, "value", "")), prefixes))
        else:
            node[_short(triple.predicate.value, prefixes)].append(_value(triple, prefixes))
    graph = [
        {"@id": subject} | {term: values[0] if len(values) == 1 else values for term, values in sorted(said.items())}
        for subject, said in sorted(nodes.items())
    ]
    return (json.dumps({"@context": prefixes, "@graph": graph}, ensure_ascii=False, indent=1) + "\n").encode()


def _value(triple: Triple, prefixes: dict[str, str]) -> Any:
    value = triple.object
    if isinstance(value, NamedNode):
        return {"@id": value.value}
    assert isinstance(value, Literal)
    if value.language:
        return {"@language": value.language, "@value": value.value}
    if value.datatype == XSD["string"]:
        return value.value
    return {"@type": _short(value.datatype.value, prefixes), "@value": value.value}


def _short(iri: str, prefixes: dict[str, str]) -> str:
    for name, address in prefixes.items():
        if iri.startswith(address) and LOCAL.fullmatch(iri.removeprefix(address)):
            return f"{name}:{iri.removeprefix(address)}"
    return iri


def _used(triples: Iterable[Triple], iris: Iris) -> dict[str, str]:
    """The prefixes that some triples need, sorted."""
    text = ntriples(triples).decode()
    every = _Iris(iris.base).prefixes()
    return {name: every[name] for name in sorted(every) if f"<{every[name]}" in text}


FORMS = {"ttl": as_turtle, "jsonld": as_json_ld, "rdf": as_rdf_xml}
