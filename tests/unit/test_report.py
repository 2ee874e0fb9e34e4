"""What is odd is told to people with what to do, to programs in order, and to SHACL tools in their vocabulary."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, SH

from flows.check.shapes import Finding, check_records
from flows.issues import CODES
from flows.keep.records import Records, open_records
from flows.keep.stored import SetAside, StoredRecord
from flows.map import turtle
from flows.map.statements import grouped_of
from flows.model import Issue
from flows.publish import report
from flows.publish.report import Night, Whole
from flows.publish.statistics import statistics
from flows.settings import DEFAULT_BASE
from flows.vocabulary import Iris
from tests.contract import asked
from tests.unit.stored import stored

IRIS = Iris()
PAGE = "https://www.senate.be/www/?MIval=/Vragen/SVPrintNLFR&LEG=7&NR=12&LANG=nl"
ASIDE = SetAside("7-12", (PAGE,), (Issue("unexpected-page", "expected a title, found nothing"),), has_good_record=True)
RULE = Finding("relation-one-sided", IRIS.question("7-3").value, "", "alsoAskedAs 7-1", False, (("en", "One end."),))


def odd(number: str, *issues: Issue) -> StoredRecord:
    return stored(number, issues=issues, pages=(PAGE,))


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with open_records(tmp_path / "records.sqlite") as opened:
        opened.keep(
            [
                odd("7-10", Issue("person-new", "'B'"), Issue("party-unknown", "'P'")),
                odd("7-9", Issue("person-new", "'A'"), Issue("person-new", "'A'")),
                odd("10-1", Issue("event-unknown", "'Iets | anders'")),
            ]
        )
        yield opened


def rows(night: Night, records: Records) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(b"".join(report.issues_json(night, records)))
    return found


def figures(night: Night, records: Records) -> dict[str, Any]:
    return statistics(Whole(night, [], [], "seeds"), records, "2026-11-23-0")


def as_text(night: Night, records: Records) -> str:
    return report.markdown(night, records, figures(night, records)).decode()


# -- for programs -----------------------------------------------------------------------------------


def test_issues_are_sorted_by_number_and_code_and_stand_once(records: Records) -> None:
    found = rows(Night(set_aside=(ASIDE,), release_findings=(RULE,)), records)
    assert [(row["question"], row["code"]) for row in found] == [
        ("7-3", "release-rule-warned"),
        ("7-9", "person-new"),
        ("7-10", "party-unknown"),
        ("7-10", "person-new"),
        ("7-12", "unexpected-page"),
        ("10-1", "event-unknown"),
    ]
    assert found[0]["message"] == f"relation-one-sided at {RULE.subject}: One end. (value: alsoAskedAs 7-1)"
    assert {row["severity"] for row in found} == {"warning", "note", "error"}
    assert found[4]["pages"] == [PAGE]
    assert found[4]["published"] == "the last good record is published"
    assert "published" not in found[5]


def test_a_question_without_a_good_record_is_said_to_be_absent(records: Records) -> None:
    night = Night(set_aside=(replace(ASIDE, has_good_record=False),))
    assert {row.get("published") for row in rows(night, records)} == {None, "nothing of it is published"}
    assert "* **7-12**: nothing of it is published." in as_text(night, records)


def test_findings_on_other_things_than_questions_come_first(records: Records) -> None:
    night = Night(release_findings=(replace(RULE, subject=IRIS.party("open-vld").value, is_violation=True),))
    assert next((row["question"], row["code"]) for row in rows(night, records)) == ("open-vld", "release-rule-violated")


def test_statistics_count_the_issues_and_what_was_set_aside(records: Records) -> None:
    numbers = figures(Night(set_aside=(ASIDE,)), records)
    assert (numbers["issues"], numbers["set_aside"], numbers["newest_capture"]) == (5, 1, "2026-11-23")
    assert numbers["issues_by_code"] == {
        "event-unknown": 1, "party-unknown": 1, "person-new": 2, "unexpected-page": 1,
    }  # fmt: skip
    assert numbers["issues_by_severity"] == {"error": 1, "note": 3, "warning": 1}


def test_a_code_that_an_older_version_had_is_left_out(records: Records) -> None:
    before = rows(Night(), records)
    records.keep([odd("7-11", Issue("a-code-of-before", "'A'"))])
    assert rows(Night(), records) == before


def test_the_issues_are_the_json_that_anybody_would_write(tmp_path: Path, records: Records) -> None:
    for night in (Night(), Night(set_aside=(ASIDE,))):
        assert b"".join(report.issues_json(night, records)) == report.dump(rows(night, records))
    with open_records(tmp_path / "empty.sqlite") as empty:
        assert b"".join(report.issues_json(Night(), empty)) == b"[]\n"


# -- for people -------------------------------------------------------------------------------------


def test_the_report_says_what_to_do_for_a_question_that_is_set_aside(records: Records) -> None:
    night = Night(set_aside=(ASIDE,))
    text = as_text(night, records)
    assert "* **7-12**: its last good record is published.\n" in text
    assert f"`unexpected-page` expected a title, found nothing *{CODES['unexpected-page'].advice}*" in text
    assert f"  * page: <{PAGE}>" in text


def test_the_report_explains_every_code_that_occurs_and_no_other(records: Records) -> None:
    text = as_text(Night(), records)
    assert "None: every question passed its checks." in text
    table = [line for line in text.splitlines() if line.startswith("| `")]
    assert [line.split("`")[1] for line in table] == ["event-unknown", "party-unknown", "person-new"]
    for line in table:
        code = line.split("`")[1]
        assert CODES[code].meaning in line
        assert CODES[code].advice in line
    # The gravest first.
    assert text.index("* 10-1 `event-unknown`") < text.index("* 7-9 `person-new`")
    assert "All of them:" in text


def test_every_table_of_the_report_has_as_many_cells_in_each_row(records: Records) -> None:
    night = Night(set_aside=(ASIDE,), release_findings=(RULE,))
    text = as_text(night, records)
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) == 3
    for table in tables:
        assert len({line.replace("\\|", "").count("|") for line in table}) == 1


def test_a_long_list_is_cut_and_said_to_be(tmp_path: Path) -> None:
    with open_records(tmp_path / "records.sqlite") as records:
        records.keep([odd(f"7-{at}", Issue("person-new", "'A'")) for at in range(1, report.SHOWN + 2)])
        text = as_text(Night(), records)
    assert f"The first {report.SHOWN} of them:" in text
    assert sum(line.startswith("* 7-") for line in text.splitlines()) == report.SHOWN


# -- for SHACL tools --------------------------------------------------------------------------------


def broken() -> dict[str, list[Finding]]:
    """Real findings: an answer on a day before the question, and a record that lacks nearly everything."""
    late = asked.IN_EVERY_STATE[1]
    early = replace(late, number="7-31", answers=(replace(late.answers[0], date=asked.ASKED.replace(day=1)),))
    made = asked.records([early, asked.BARE], IRIS)
    triples = {number: list(record.triples) for number, record in made.items()}
    triples["7-99"] = [one for one in triples["7-99"] if one.predicate != IRIS.pq["state"]]
    return check_records({number: grouped_of(said) for number, said in triples.items()}, DEFAULT_BASE)


def as_graph(night: Night, records: Records) -> rdflib.Graph:
    graph = rdflib.Graph()
    return graph.parse(data=turtle.document(report.validation_report(night, records, IRIS), IRIS), format="turtle")


def set_aside(found: dict[str, list[Finding]]) -> Night:
    """A night in which questions are set aside for findings."""
    return Night(tuple(SetAside(number, (), (), tuple(map(astuple, results))) for number, results in found.items()))


# SHACL 1.0, 3.6: what a validation report must and may say.
REPORT_SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
  sh:property [ sh:path sh:conforms ; sh:datatype xsd:boolean ; sh:minCount 1 ; sh:maxCount 1 ] ,
              [ sh:path sh:result ; sh:class sh:ValidationResult ] .
[] a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
  sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ,
              [ sh:path sh:resultPath ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
              [ sh:path sh:sourceShape ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
              [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ;
                sh:pattern "^http://www.w3.org/ns/shacl#[A-Z][A-Za-z]+ConstraintComponent$" ] ,
              [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ;
                sh:in ( sh:Violation sh:Warning sh:Info ) ] ,
              [ sh:path sh:resultMessage ; sh:minCount 3 ; sh:uniqueLang true ; sh:nodeKind sh:Literal ] .
"""


def test_the_validation_report_is_one_in_shacl_s_terms(records: Records) -> None:
    found = broken()
    assert set(found) == {"7-31", "7-99"}
    graph = as_graph(set_aside(found), records)
    assert len(list(graph.subjects(RDF.type, SH.ValidationResult))) == sum(map(len, found.values()))
    severities = {str(severity).rpartition("#")[2] for severity in graph.objects(None, SH.resultSeverity)}
    assert severities == {"Violation", "Warning"}
    shapes = rdflib.Graph().parse(data=REPORT_SHAPES, format="turtle")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
    assert conforms, text


@pytest.mark.parametrize("violations", [False, True])
def test_a_report_conforms_only_without_any_result(records: Records, violations: bool) -> None:
    """SHACL 1.0, 3.6.1.1: true if and only if there is no result, of whatever severity."""
    assert list(as_graph(Night(), records).objects(None, SH.conforms)) == [rdflib.Literal(True)]
    found = {number: [one for one in results if one.is_violation is violations] for number, results in broken().items()}
    assert list(as_graph(set_aside(found), records).objects(None, SH.conforms)) == [rdflib.Literal(False)]


def test_findings_of_published_records_are_told_as_well(records: Records) -> None:
    """In the database they are JSON: what comes out is what went in, once, in the order of the numbers."""
    found = broken()
    warned = [one for one in found["7-99"] if not one.is_violation]
    before = as_graph(Night(), records)
    records.keep([stored("7-99", findings=warned)])
    graph = as_graph(set_aside({"7-31": found["7-31"]}), records)
    assert len(before) < len(graph)
    assert {str(node) for node in graph.objects(None, SH.focusNode)} == {
        one.subject for one in (*found["7-31"], *warned)
    }  # fmt: skip
    told = [row["code"] for row in rows(Night(), records) if row["question"] == "7-99"]
    assert told == ["shape-warned"] * len(warned)
    assert warned[0].messages == report.finding(next(one for one in records.odd() if one.findings).findings[0]).messages


def test_the_order_in_which_records_came_does_not_matter(tmp_path: Path) -> None:
    found = broken()
    kept = [stored(number, findings=results) for number, results in found.items()]
    kept += [odd(f"7-{at}", Issue("person-new", f"'{at}'")) for at in range(1, 9)]
    written = []
    for seed in (7, 8):
        random.Random(seed).shuffle(kept)
        with open_records(tmp_path / f"{seed}.sqlite") as records:
            for record in kept:
                records.keep([record])
            triples = report.validation_report(Night(), records, IRIS)
            written.append((turtle.document(triples, IRIS), *report.issues_json(Night(), records)))
    assert written[0] == written[1]
