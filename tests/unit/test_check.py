"""What is found is what pySHACL finds, word for word, however the triples are offered to it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple
from rdflib.namespace import DCTERMS, RDF, RDFS, SH

from flows.check import shapes as check
from flows.check.shapes import Finding, check_records, check_triples
from flows.errors import BadInput
from flows.map.rdf import ntriples
from flows.map.statements import grouped_in, grouped_of
from flows.settings import DEFAULT_BASE
from flows.vocabulary import XSD, Iris
from tests.contract import asked

Records = Mapping[str, list[Triple]]

MAPPED = asked.records(asked.IN_EVERY_STATE, Iris())
RECORDS = {number: list(dict.fromkeys(record.triples)) for number, record in MAPPED.items()}
LARGEST = max(RECORDS, key=lambda number: len(RECORDS[number]))


# -- the long way: rdflib's own graph, pySHACL's front door, the graph that it reports in -----------


def plain_term(term: pyoxigraph.NamedNode | pyoxigraph.Literal) -> rdflib.URIRef | rdflib.Literal:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    is_text = term.datatype == XSD["string"]
    return rdflib.Literal(term.value, datatype=None if is_text else rdflib.URIRef(term.datatype.value))


def plain_graph(triples: Iterable[Triple]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in triples:
        assert isinstance(triple.subject, NamedNode)
        assert isinstance(triple.object, NamedNode | Literal)
        graph.add((plain_term(triple.subject), plain_term(triple.predicate), plain_term(triple.object)))
    return graph


def plain_finding(results: rdflib.Graph, node: rdflib.term.Node) -> Finding:
    spoken = [text for text in results.objects(node, SH.resultMessage) if isinstance(text, rdflib.Literal)]
    path, value = results.value(node, SH.resultPath), str(results.value(node, SH.value) or "")
    component = results.value(node, SH.sourceConstraintComponent)
    return Finding(
        shape=str(results.value(node, SH.sourceShape)).rpartition("#")[2],
        subject=str(results.value(node, SH.focusNode)),
        path=str(path) if isinstance(path, rdflib.URIRef) else "",
        value=(f"{path} {value}" if component == SH.ClosedConstraintComponent else value)[:200],
        is_violation=results.value(node, SH.resultSeverity) == SH.Violation,
        messages=tuple(sorted((text.language or "en", str(text)) for text in spoken)),
        component=str(component),
    )


def plain_findings(triples: Iterable[Triple]) -> list[Finding]:
    _, results, _ = pyshacl.validate(plain_graph(triples), shacl_graph=check.shapes(DEFAULT_BASE), inference="none")
    assert isinstance(results, rdflib.Graph)
    return sorted(plain_finding(results, node) for node in results.subjects(RDF.type, SH.ValidationResult))


def plain_records(records: Records) -> dict[str, list[Finding]]:
    found = plain_findings(triple for triples in records.values() for triple in triples)
    told = {
        number: {one.subject.value for one in triples
                 if isinstance(one.subject, NamedNode) and one.predicate.value != str(DCTERMS.identifier)}
        for number, triples in records.items()
    }  # fmt: skip
    by_number = {number: [one for one in found if one.subject in told[number]] for number in sorted(records)}
    return {number: findings for number, findings in by_number.items() if findings}


# -- records that are damaged -----------------------------------------------------------------------

DATATYPES = ["string", "integer", "date", "dateTime", "boolean", "decimal", "hexBinary", "gYear", "nonNegativeInteger"]
LEXICAL = ["", "0", "1", "01", "+1", "-1", "1.0", "true", "True", "false", " 1", "2022-06-02", "2022-6-2", "2022-02-30",
           "2022-06-02T10:00:00Z", "2022-06-02T25:00:00", "ab", "zz", "nl", "é", "a" * 65, "1" * 70]  # fmt: skip
PLACES = ["id/question/be-senate/7-1", "auth/question-state/answered", "auth/language/nl", "ns/pq#WrittenQuestion", "x"]
FOREIGN: list[NamedNode | Literal] = [
    *(NamedNode(DEFAULT_BASE + place) for place in PLACES),
    *(NamedNode(address) for address in ("https://www.senate.be/", "mailto:a@example.org", str(RDFS.Resource))),
]
VALUES = st.one_of(
    st.sampled_from(FOREIGN),
    st.builds(lambda text, kind: Literal(text, datatype=XSD[kind]), st.sampled_from(LEXICAL),
              st.sampled_from(DATATYPES)),
    st.builds(lambda text, language: Literal(text, language=language), st.sampled_from(LEXICAL),
              st.sampled_from(["nl", "fr", "de", "en", "nl-be"])),
)  # fmt: skip

Damage = Callable[[list[Triple], int, int, NamedNode | Literal], list[Triple]]


def drop(triples: list[Triple], one: int, other: int, value: NamedNode | Literal) -> list[Triple]:
    return triples[:one] + triples[one + 1 :]


def drop_subject(triples: list[Triple], one: int, other: int, value: NamedNode | Literal) -> list[Triple]:
    return [triple for triple in triples if triple.subject != triples[one].subject]


def repeat(triples: list[Triple], one: int, other: int, value: NamedNode | Literal) -> list[Triple]:
    return [*triples, triples[one]]


def mistype(triples: list[Triple], one: int, other: int, value: NamedNode | Literal) -> list[Triple]:
    return [*drop(triples, one, other, value), *add(triples, one, other, value)[-1:]]


def add(triples: list[Triple], one: int, other: int, value: NamedNode | Literal) -> list[Triple]:
    return [*triples, Triple(triples[one].subject, triples[one].predicate, value)]


def borrow_value(triples: list[Triple], one: int, other: int, value: NamedNode | Literal) -> list[Triple]:
    return [*triples, Triple(triples[one].subject, triples[one].predicate, triples[other].object)]


def borrow_property(triples: list[Triple], one: int, other: int, value: NamedNode | Literal) -> list[Triple]:
    return [*triples, Triple(triples[one].subject, triples[other].predicate, triples[other].object)]


def other_property(triples: list[Triple], one: int, other: int, value: NamedNode | Literal) -> list[Triple]:
    return [*triples, Triple(triples[one].subject, NamedNode(str(RDFS.comment)), value)]


KINDS: list[Damage] = [drop, drop_subject, repeat, mistype, add, borrow_value, borrow_property, other_property]
NUMBERS = st.integers(0, 10**6)
DAMAGES = st.lists(st.tuples(st.sampled_from(KINDS), NUMBERS, NUMBERS, VALUES), min_size=1, max_size=12)


def damaged(triples: list[Triple], damages: list[tuple[Damage, int, int, NamedNode | Literal]]) -> list[Triple]:
    for kind, one, other, value in damages:
        if triples:
            triples = kind(triples, one % len(triples), other % len(triples), value)
    return triples


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(sorted(RECORDS)), DAMAGES), min_size=1, max_size=2))
def test_the_findings_are_those_of_plain_pyshacl(
    chosen: list[tuple[str, list[tuple[Damage, int, int, NamedNode | Literal]]]],
) -> None:
    records = {number: damaged(RECORDS[number], damages) for number, damages in chosen}
    assert outcome(lambda: found_in(records)) == outcome(lambda: plain_records(records))


def found_in(records: Records, base: str = DEFAULT_BASE) -> dict[str, list[Finding]]:
    return check_records({number: grouped_of(triples) for number, triples in records.items()}, base)


def outcome(check_all: Callable[[], dict[str, list[Finding]]]) -> dict[str, list[Finding]] | None:
    """The findings; None when pySHACL stops, as it does when it has to compare a day with what is none."""
    try:
        return check_all()
    except (TypeError, DeprecationWarning):  # the latter is an error in tests only; rdflib's, on the way to the former
        return None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_damage_of_every_kind_somewhere_in_a_record(kind: Damage) -> None:
    """Every tenth triple damaged, each time by another value, all of it in one graph."""
    triples = RECORDS[LARGEST]
    for place in range(0, len(triples), 10):
        value = FOREIGN[place % len(FOREIGN)] if place % 20 else Literal(LEXICAL[place % len(LEXICAL)], language="nl")
        triples = kind(triples, place % len(triples), (place * 7 + 1) % len(triples), value)
    found = check_triples(triples, DEFAULT_BASE)
    assert found == plain_findings(triples)
    assert found or kind in (repeat, drop_subject), "this damage is seen"


def test_the_order_and_the_repetition_of_triples_change_nothing() -> None:
    records = {number: damaged(triples, [(add, 3, 0, FOREIGN[0]), (drop, 9, 0, FOREIGN[0])])
               for number, triples in RECORDS.items()}  # fmt: skip
    turned = {number: [*triples[::-1], *triples] for number, triples in reversed(records.items())}
    found = found_in(records)
    assert set(found) == set(RECORDS)
    assert found_in(turned) == found
    stored = {number: grouped_in(ntriples(triples)) for number, triples in records.items()}
    assert check_records(stored, DEFAULT_BASE) == found


def test_shapes_that_have_judged_before_judge_alike_and_still_say_why() -> None:
    stateless = [one for one in RECORDS[LARGEST] if one.predicate != Iris().pq["state"]]
    first, again = (found_in({LARGEST: stateless}) for _ in range(2))
    assert first == again
    assert first
    for finding in first[LARGEST]:
        assert [language for language, _ in finding.messages] == ["en", "fr", "nl"]


def test_records_below_another_base_are_judged_by_shapes_of_that_base() -> None:
    base = "https://example.org/vragen/"
    one = {number: record.triples for number, record in asked.records([asked.OPEN], Iris(base)).items()}
    assert found_in(one, base) == {}
    ours = {number: record.triples for number, record in asked.records([asked.OPEN], Iris()).items()}
    assert found_in({"7-1": [*one["7-1"], *ours["7-1"]]}, base) != {}


@pytest.mark.parametrize("was_on", [True, False])
def test_the_search_for_cycles_goes_on_as_before(was_on: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if was_on else gc.disable)()
        found_in({LARGEST: RECORDS[LARGEST]})
        assert gc.isenabled() is was_on
        with pytest.raises(TypeError, match="no blank nodes"):
            check_triples([Triple(pyoxigraph.BlankNode(), NamedNode("urn:a"), NamedNode("urn:b"))], DEFAULT_BASE)
        assert gc.isenabled() is was_on
    finally:
        (gc.enable if before else gc.disable)()


def test_a_file_is_judged_like_its_triples(tmp_path: Path) -> None:
    triples = drop_subject(RECORDS[LARGEST], 0, 0, FOREIGN[0])
    (tmp_path / "a.nt").write_bytes(ntriples(triples))
    graph = check.load(tmp_path / "a.nt")
    assert len(graph) == len(set(triples))
    assert check.validate(graph, DEFAULT_BASE) == check_triples(triples, DEFAULT_BASE) == plain_findings(triples)


@pytest.mark.parametrize("text", ["_:a <urn:b> <urn:c> .", "<urn:a> <urn:b> _:c .", "<urn:a> <urn:b> ."])
def test_a_file_that_is_no_record_of_ours_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.nt").write_text(text)
    with pytest.raises(BadInput, match="cannot be read as RDF"):
        check.load(tmp_path / "a.nt")
