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
import rdflib
from rdflib.namespace import DCTERMS, SH

from flows.check.facts import Facts
from flows.check.facts import to_rdflib as to_rdflib  # for those who build a graph of their own
from flows.check.judge import Result, judge, without_collection
from flows.errors import BadInput
from flows.map.statements import Groups, grouped_of
from flows.model import Issue
from flows.settings import DEFAULT_BASE, product_folder

NAMES = str(DCTERMS.identifier)
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


def check_records(records: Mapping[str, Groups], base: str) -> dict[str, list[Finding]]:
    """The findings of each record by number, sorted; a record without findings is not in the result."""
    owners: dict[str, set[str]] = defaultdict(set)
    with without_collection():
        facts = Facts()
        for number, record in records.items():
            # A record names the questions that it points at; they are not its own to answer for.
            for subject in facts.take(record, foreign=NAMES):
                owners[subject].add(number)
        findings = validate(facts, base)
        del facts  # here, or the search for cycles would begin with going through it
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        for number in owners.get(finding.subject, ()):
            found[number].append(finding)
    return {number: sorted(found[number]) for number in sorted(found)}


def check_triples(triples: Iterable[pyoxigraph.Triple], base: str) -> list[Finding]:
    """What the shapes find in some triples, sorted."""
    with without_collection():
        facts = Facts()
        facts.take(grouped_of(triples))
        return validate(facts, base)


def validate(graph: rdflib.Graph, base: str) -> list[Finding]:
    """What pySHACL finds in a graph, sorted."""
    return sorted(_finding(result) for result in judge(graph, shapes(base)))


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
    graph = Facts()
    try:
        graph.take(grouped_of(read(path)))
    except TypeError as error:  # a blank node
        raise BadInput(f"{path}: cannot be read as RDF: {error}") from error
    return graph


def read(path: Path) -> list[pyoxigraph.Triple]:
    """The triples of an RDF file, gzipped or not; raises BadInput when it cannot be read."""
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        kind = pyoxigraph.RdfFormat.from_extension(path.name.removesuffix(".gz").rpartition(".")[2])
        if kind is None:
            raise BadInput(f"{path}: not an RDF file by its name; use .ttl, .nt, .nq, .trig, .rdf or .jsonld")
        return [quad.triple for quad in pyoxigraph.parse(data, format=kind)]
    except (OSError, SyntaxError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read as RDF: {error}") from error


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


def _finding(result: Result) -> Finding:
    told = {predicate: values[0] for predicate, values in result.items()}
    messages = {
        (text.language or "en"): str(text) for text in result[SH.resultMessage] if isinstance(text, rdflib.Literal)
    }
    path, value = told.get(SH.resultPath), str(told.get(SH.value) or "")
    # A closed shape speaks of properties that are not its own, so the message has to name the one.
    is_closed = told[SH.sourceConstraintComponent] == SH.ClosedConstraintComponent
    return Finding(
        shape=_name(told[SH.sourceShape]),
        subject=str(told[SH.focusNode]),
        path=str(path) if isinstance(path, rdflib.URIRef) else "",  # a path over several properties has no IRI
        value=(f"{path} {value}" if is_closed else value)[:200],
        is_violation=told[SH.resultSeverity] == SH.Violation,
        messages=tuple(sorted(messages.items())),
        component=str(told[SH.sourceConstraintComponent]),
    )


def _name(shape: rdflib.term.Node) -> str:
    return str(shape).rpartition("#")[2]


def worst(findings: Sequence[Finding]) -> bool:
    """Whether any finding forbids publishing."""
    return any(finding.is_violation for finding in findings)
