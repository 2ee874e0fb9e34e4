"""What ties records together is told of each, and gathered it is what the whole graph says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Triple

from flows.check.shapes import check_release
from flows.map.rdf import Record, ntriples, read_ntriples
from flows.map.things import Usage, describe, usage_of
from flows.publish.links import Links, links_of, portions
from flows.settings import DEFAULT_BASE, product_folder
from flows.vocabulary import ELI, RDF, Iris
from tests.contract import asked

IRIS = Iris()
EXAMPLES = sorted((product_folder("shapes") / "release" / "examples").glob("*.trig"))
QUESTIONS = [*asked.IN_EVERY_STATE, asked.BARE, asked.POINTING_AT_BARE]


def linked(records: Iterable[Record], iris: Iris = IRIS) -> list[tuple[bytes, bytes]]:
    return [(links_of(one.triples, one.number, iris), ntriples(one.shared)) for one in records]


def gathered(records: Iterable[Record], iris: Iris = IRIS) -> tuple[Usage, list[Triple]]:
    """What the links of some records add up to, and the triples that the rules look at."""
    links = Links(iris)
    lines = b"".join(links.gather(linked(records, iris)))
    return links.usage, list(read_ntriples(lines))


def test_links_are_a_small_part_of_a_record_and_of_nothing_else() -> None:
    record = asked.seed_record(IRIS)
    (found, _), *_ = linked([record])
    triples = set(read_ntriples(found))
    assert triples < set(record.triples)
    assert len(triples) < len(record.triples) / 3
    node = IRIS.question(record.number)
    for predicate in (RDF["type"], ELI["date_document"]):
        assert [one.subject for one in triples if one.predicate == predicate] == [node]


def test_what_links_show_describes_the_same_things_as_the_records() -> None:
    for base in (IRIS.base, "http://localhost:8000/senaat/"):
        iris = Iris(base)
        made = asked.records(QUESTIONS, iris)
        expected = Usage()
        for record in made.values():
            expected.merge(usage_of(record.triples, record.shared, iris))
        usage, _ = gathered(made.values(), iris)
        assert usage.shared == expected.shared
        assert usage.seen == expected.seen
        assert expected.iris <= usage.iris
        said = ntriples(describe(usage, asked.AUTHORITY, iris))
        assert said == ntriples(describe(expected, asked.AUTHORITY, iris)) == ntriples(asked.shared(made, iris))


def test_a_thing_that_many_records_point_at_is_told_once() -> None:
    made = asked.records(QUESTIONS, IRIS)
    _, triples = gathered(made.values())
    pointed = [one.object for one in triples if one.predicate == IRIS.pq["addressedTo"]]
    assert len(pointed) == len(set(pointed)) == 1
    kinds = [one for one in triples if one.predicate == RDF["type"]]
    assert len(kinds) == len(QUESTIONS), "what a question is, is told of each"


def test_everything_that_is_between_questions_is_told_of_each() -> None:
    made = asked.records(QUESTIONS, IRIS)
    _, triples = gathered(made.values())
    told = {one for one in triples if IRIS.pq["refersTo"] == one.predicate or IRIS.pq["relatedTo"] == one.predicate}
    assert told == {
        one for record in made.values() for one in record.triples
        if one.predicate in (IRIS.pq["refersTo"], IRIS.pq["relatedTo"])
    }  # fmt: skip
    assert len(told) == 3


def test_the_days_on_which_a_person_asked_for_a_party_are_those_of_questions() -> None:
    usage, _ = gathered(asked.records(asked.IN_EVERY_STATE, IRIS).values())
    (days,) = usage.seen.values()
    assert days == ("2022-06-02", "2022-06-02"), "answers of later days are there as well"


def test_the_order_of_records_does_not_matter_for_what_is_used() -> None:
    made = list(asked.records(QUESTIONS, IRIS).values())
    assert gathered(made)[0] == gathered(made[::-1])[0]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_rules_find_on_links_what_they_find_on_whole_records(path: Path) -> None:
    """A release's rules see the links of records and all of shared things: no rule may look at more."""
    whole, linked = pyoxigraph.Store(), pyoxigraph.Store()
    for quad in pyoxigraph.parse(path.read_bytes(), format=pyoxigraph.RdfFormat.TRIG):
        if not str(quad.graph_name).endswith("breaks>"):
            continue
        triple = quad.triple
        number = re.match(r".*/id/question/be-senate/(\d+-\d+)(?:/|$)", getattr(triple.subject, "value", ""))
        whole.add(pyoxigraph.Quad(triple.subject, triple.predicate, triple.object))
        if number is None or links_of([triple], number[1], IRIS):
            linked.add(pyoxigraph.Quad(triple.subject, triple.predicate, triple.object))
    code = path.stem.partition("-")[2]
    found, expected = (
        [one for one in check_release(store, DEFAULT_BASE) if one.shape == code] for store in (linked, whole)
    )
    assert found == expected != []


def test_a_store_is_given_all_links_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [b"abc", b"", b"de", b"fghi", b"j"]
    expectations = {1: [b"abc", b"de", b"fghi", b"j"], 4: [b"abcde", b"fghi", b"j"], 99: [b"abcdefghij"]}
    for size, expected in expectations.items():
        monkeypatch.setattr("flows.publish.links.PORTION", size)
        assert list(portions(parts)) == expected
    assert list(portions([])) == []
