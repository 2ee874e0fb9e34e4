"""Judge RDF by the SHACL shapes, with pySHACL, and whole graphs by the rules in `shapes/release`.

Says what is wrong and whose record it is; what follows from that is decided in `nightly` and `publish`.
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pyoxigraph
import pyshacl
import rdflib
from rdflib.namespace import DCTERMS, RDF, SH

from flows.errors import BadInput
from flows.model import Issue
from flows.settings import DEFAULT_BASE, product_folder
from flows.vocabulary import subject_of

LANGUAGES = ("en", "nl", "fr")
HEADER = re.compile(r"^#\s*([a-z-]+):\s*(.+)$", re.MULTILINE)  # "# severity: violation"


@dataclass(frozen=True, order=True)
class Finding:
    """One result: which shape or rule, about which subject, how bad, and why in nl, fr and en.

    `component` is the IRI of the kind of constraint that a shape's result broke.
    """

    shape: str
    subject: str
    path: str
    value: str
    is_violation: bool
    messages: tuple[tuple[str, str], ...] = field(default=())
    component: str = ""

    @property
    def message(self) -> str:
        """The English message, with the value that broke the shape."""
        text = dict(self.messages).get("en", "no message")
        return f"{text} (value: {self.value})" if self.value else text

    @property
    def issue(self) -> Issue:
        """The finding as an issue of its question."""
        code = "shape-violated" if self.is_violation else "shape-warned"
        return Issue(code, f"{self.shape} at {self.subject}: {self.message}")


@dataclass(frozen=True)
class Rule:
    """A rule for a whole graph: a SPARQL query whose rows are what breaks it."""

    code: str
    is_violation: bool
    messages: tuple[tuple[str, str], ...]
    query: str


def check_records(records: Mapping[str, Iterable[pyoxigraph.Triple]], base: str) -> dict[str, list[Finding]]:
    """The findings of each record by number, sorted; a record without findings is not in the result."""
    graph = rdflib.Graph()
    owners: dict[str, set[str]] = defaultdict(set)
    for number, triples in records.items():
        for triple in triples:
            subject, predicate, value = to_rdflib(triple)
            graph.add((subject, predicate, value))
            # A record names the questions that it points at; they are not its own to answer for.
            if predicate != DCTERMS.identifier:
                owners[str(subject)].add(number)
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in validate(graph, base):
        for number in owners.get(finding.subject, ()):
            found[number].append(finding)
    return {number: sorted(found[number]) for number in sorted(found)}


def check_triples(triples: Iterable[pyoxigraph.Triple], base: str) -> list[Finding]:
    """What the shapes find in some triples, sorted."""
    graph = rdflib.Graph()
    for triple in triples:
        graph.add(to_rdflib(triple))
    return validate(graph, base)


def validate(graph: rdflib.Graph, base: str) -> list[Finding]:
    """What pySHACL finds in a graph, sorted."""
    _, results, _ = pyshacl.validate(
        graph, shacl_graph=shapes(base), inference="none", advanced=False, meta_shacl=False, inplace=True
    )
    assert isinstance(results, rdflib.Graph)
    return sorted(_finding(results, node) for node in results.subjects(RDF.type, SH.ValidationResult))


def check_release(store: pyoxigraph.Store, base: str) -> list[Finding]:
    """What the rules of `shapes/release` find in a whole release, sorted."""
    found = []
    for rule in rules(base):
        rows = store.query(rule.query, use_default_graph_as_union=True)
        assert isinstance(rows, pyoxigraph.QuerySolutions)
        for row in rows:
            subject, detail = row["subject"], row["detail"]
            found.append(
                Finding(
                    rule.code,
                    subject.value,
                    "",
                    detail.value if detail else "",
                    rule.is_violation,
                    rule.messages,
                )
            )
    return sorted(found)


def load(path: Path) -> rdflib.Graph:
    """The graph of an RDF file, gzipped or not; raises BadInput when it cannot be read."""
    graph = rdflib.Graph()
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        kind = pyoxigraph.RdfFormat.from_extension(path.name.removesuffix(".gz").rpartition(".")[2])
        if kind is None:
            raise BadInput(f"{path}: not an RDF file by its name; use .ttl, .nt, .nq, .trig, .rdf or .jsonld")
        for quad in pyoxigraph.parse(data, format=kind):
            graph.add(to_rdflib(quad.triple))
    except (OSError, SyntaxError, ValueError, TypeError) as error:
        raise BadInput(f"{path}: cannot be read as RDF: {error}") from error
    return graph


@lru_cache(maxsize=2)
def shapes(base: str) -> rdflib.Graph:
    """All shapes as one graph, below a base."""
    graph = rdflib.Graph()
    for path in sorted(product_folder("shapes").glob("*.ttl")):
        graph.parse(data=path.read_text("utf-8").replace(DEFAULT_BASE, base), format="turtle")
    aim_at_classes(graph)
    return graph


def aim_at_classes(graph: rdflib.Graph) -> None:
    """Give each property shape of a class's shape the class as its own target, which means the same.

    pySHACL sets up a property shape anew for each node it is led to, but once for all nodes that the shape targets:
    three times the speed on records. The closed shape keeps the properties, as ignored ones.
    """
    for node, kind in list(graph.subject_objects(SH.targetClass)):
        for shape in list(graph.objects(node, SH.property)):
            graph.remove((node, SH.property, shape))
            graph.add((shape, SH.targetClass, kind))
            path, ignored = graph.value(shape, SH.path), graph.value(node, SH.ignoredProperties)
            if isinstance(path, rdflib.URIRef) and ignored is not None:
                graph.collection(ignored).append(path)


@lru_cache(maxsize=2)
def rules(base: str) -> tuple[Rule, ...]:
    """The rules for a whole graph, in the order of their files."""
    found = []
    for path in sorted((product_folder("shapes") / "release").glob("*.rq")):
        query = path.read_text("utf-8").replace(DEFAULT_BASE, base)
        head = dict(HEADER.findall(query))
        messages = tuple((language, head[f"message-{language}"]) for language in LANGUAGES)
        found.append(Rule(head["code"], head["severity"] == "violation", messages, query))
    return tuple(found)


def to_rdflib(
    triple: pyoxigraph.Triple,
) -> tuple[rdflib.URIRef, rdflib.URIRef, rdflib.URIRef | rdflib.Literal]:
    """A triple in rdflib's terms, for pySHACL. There are no blank nodes in ours."""
    value = triple.object
    if isinstance(value, pyoxigraph.NamedNode):
        made: rdflib.URIRef | rdflib.Literal = _iri(value.value)
    elif isinstance(value, pyoxigraph.Literal):
        datatype = None if value.language else _iri(value.datatype.value)
        plain = datatype is None or str(datatype) == str(rdflib.XSD.string)
        made = rdflib.Literal(value.value, lang=value.language, datatype=None if plain else datatype)
    else:
        raise TypeError(f"neither an IRI nor a literal: {value}")
    return _iri(subject_of(triple).value), _iri(triple.predicate.value), made


@lru_cache(maxsize=16384)
def _iri(value: str) -> rdflib.URIRef:
    return rdflib.URIRef(value)


def _finding(results: rdflib.Graph, node: rdflib.term.Node) -> Finding:
    messages = {
        (text.language or "en"): str(text)
        for text in results.objects(node, SH.resultMessage)
        if isinstance(text, rdflib.Literal)
    }
    path, value = results.value(node, SH.resultPath), str(results.value(node, SH.value) or "")
    # A closed shape speaks of properties that are not its own, so the message has to name the one.
    is_closed = results.value(node, SH.sourceConstraintComponent) == SH.ClosedConstraintComponent
    return Finding(
        shape=_name(results.value(node, SH.sourceShape)),
        subject=str(results.value(node, SH.focusNode)),
        path=str(path) if isinstance(path, rdflib.URIRef) else "",  # a path over several properties has no IRI
        value=(f"{path} {value}" if is_closed else value)[:200],
        is_violation=results.value(node, SH.resultSeverity) == SH.Violation,
        messages=tuple(sorted(messages.items())),
        component=str(results.value(node, SH.sourceConstraintComponent)),
    )


def _name(shape: rdflib.term.Node | None) -> str:
    return str(shape).rpartition("#")[2]


def worst(findings: Sequence[Finding]) -> bool:
    """Whether any finding forbids publishing."""
    return any(finding.is_violation for finding in findings)
