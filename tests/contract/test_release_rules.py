"""The rules for a whole release: their headers, and for each a dataset that breaks it alone and one that does not."""

from __future__ import annotations

import re

import pyoxigraph
import pytest

from flows.check.shapes import Rule, check_release, rules
from flows.settings import DEFAULT_BASE, product_folder
from flows.vocabulary import Iris
from tests.contract import asked

FOLDER = product_folder("shapes") / "release"
FILES = sorted(path.stem for path in FOLDER.glob("*.rq"))
RULES = dict(zip(FILES, rules(DEFAULT_BASE), strict=True))


def dataset(stem: str, graph: str) -> pyoxigraph.Store:
    """The part of a rule's example that stands in the graph `breaks` or `holds`."""
    store = pyoxigraph.Store()
    data = (FOLDER / "examples" / f"{stem}.trig").read_bytes()
    store.extend(
        quad
        for quad in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TRIG)
        if quad.graph_name == pyoxigraph.NamedNode(DEFAULT_BASE + graph)
    )
    assert len(store)
    return store


@pytest.mark.parametrize(("stem", "rule"), RULES.items(), ids=FILES)
def test_a_rule_is_named_and_says_in_three_languages_what_is_wrong(stem: str, rule: Rule) -> None:
    assert stem[2:] == f"-{rule.code}"
    assert [language for language, _ in rule.messages] == ["en", "nl", "fr"]
    texts = [text for _, text in rule.messages]
    assert len(set(texts)) == 3
    assert all(mark in text for mark, text in zip(("expected", "verwacht", "attendu"), texts, strict=True))
    assert "# severity: " + ("violation" if rule.is_violation else "warning") in rule.query


def test_rules_are_numbered_without_a_gap() -> None:
    assert [stem[:2] for stem in FILES] == [f"{number:02}" for number in range(1, len(FILES) + 1)]
    assert {path.stem for path in (FOLDER / "examples").iterdir()} == set(FILES)


@pytest.mark.parametrize(("stem", "rule"), RULES.items(), ids=FILES)
def test_the_example_that_breaks_a_rule_breaks_no_other(stem: str, rule: Rule) -> None:
    findings = check_release(dataset(stem, "breaks"), DEFAULT_BASE)
    assert {finding.shape for finding in findings} == {rule.code}
    assert {finding.is_violation for finding in findings} == {rule.is_violation}
    known = ("http://eurovoc.europa.eu/", "https://org.belgif.be/id/", DEFAULT_BASE)
    assert all(finding.subject.startswith(known) for finding in findings)
    assert all(finding.value for finding in findings), "a detail says where to look"
    assert len(findings) == len(set(findings))


@pytest.mark.parametrize("stem", FILES)
def test_the_other_example_breaks_nothing(stem: str) -> None:
    assert check_release(dataset(stem, "holds"), DEFAULT_BASE) == []


def test_every_relation_without_its_other_end_is_found() -> None:
    findings = check_release(dataset("03-relation-one-sided", "breaks"), DEFAULT_BASE)
    assert [finding.value for finding in findings] == [
        "alsoAskedAs 7-1",
        "reintroducedAs 7-3",
        "reintroduces 7-4",
        "requalifiedAs 7-5",
        "requalifiedFrom 7-6",
    ]


@pytest.mark.parametrize("base", [DEFAULT_BASE, "https://example.org/vragen/"])
def test_a_release_of_ours_breaks_no_rule(base: str) -> None:
    iris, store = Iris(base), pyoxigraph.Store()
    made = asked.records(asked.IN_EVERY_STATE, iris)
    for number, record in made.items():
        graph = iris.graph(number)
        store.extend(pyoxigraph.Quad(one.subject, one.predicate, one.object, graph) for one in record.triples)
    graph = iris.vocabulary_graph()
    store.extend(pyoxigraph.Quad(one.subject, one.predicate, one.object, graph) for one in asked.shared(made, iris))
    assert [finding for finding in check_release(store, base) if finding.is_violation] == []
    # 7-8 says that it is related to 7-2, which is no relation with a fixed other end; all others lead outside.
    assert check_release(store, base) == []


def test_the_readme_lists_every_rule_with_its_severity() -> None:
    text = (FOLDER.parent / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (violation|warning) \|", text, re.MULTILINE)
    assert rows == [(rule.code, "violation" if rule.is_violation else "warning") for rule in RULES.values()]
