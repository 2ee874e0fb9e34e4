"""The statistics of a release are what its graph holds, its issues and what is still unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from flows.keep.pieces import pack
from flows.keep.records import Records, open_records
from flows.keep.stored import FORMS, SetAside, Standing, StoredRecord, Summary
from flows.map.question import question_record
from flows.map.rdf import Record, ntriples
from flows.model import Issue, WrittenQuestion
from flows.publish.links import links_of
from flows.publish.release import product_document, read_turtle
from flows.publish.report import Night, Whole, issues_json
from flows.publish.statistics import MEANINGS, standing, statistics
from flows.settings import DEFAULT_BASE
from flows.vocabulary import FOAF, RDF, SCHEMA, SKOS, WIKIDATA
from tests.contract import asked
from tests.unit.test_counts import ALL, COUNTS, GROUPS, IRIS, NESTED, figures_of, graph_of, numbers

ASIDE = SetAside("7-12", ("https://www.senate.be/x",), (Issue("unexpected-page", "expected a title, found nothing"),))


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with open_records(tmp_path / "records.sqlite") as opened:
        yield opened


def stored(question: WrittenQuestion, *issues: Issue) -> tuple[StoredRecord, Record]:
    """The record of a question as it is kept, and its RDF."""
    authority = asked.AUTHORITY.consult()
    record = question_record(question, asked.captures(question), authority, IRIS)
    summary = Summary(
        number=question.number,
        newest="2026-11-23",
        standing=Standing(question.state, len(question.answers)),
        facts=figures_of(question, record, authority),
        issues=(*record.issues, *issues),
        links=links_of(record.triples, record.number, IRIS),
        shared=ntriples(record.shared),
    )
    pieces = {form: pack(ntriples(record.triples)) for form in FORMS}
    return StoredRecord(summary, pieces, dict(authority.asked), tuple(record.pairs)), record


def keep(records: Records, questions: Sequence[WrittenQuestion]) -> dict[str, Record]:
    made = {question.number: stored(question) for question in questions}
    records.keep([kept for kept, _ in made.values()])
    return {number: record for number, (_, record) in made.items()}


def whole(vocabulary: Sequence[Triple] = (), night: Night | None = None, ontology: Sequence[Triple] = ()) -> Whole:
    return Whole(night or Night(), list(vocabulary), list(ontology), "4.24")


def test_the_figures_are_those_that_the_graph_of_the_release_gives(records: Records) -> None:
    made = keep(records, ALL)
    vocabulary = asked.shared(made, IRIS)
    ontology = list(read_turtle(product_document("ontology", DEFAULT_BASE)))
    found = statistics(whole(vocabulary, ontology=ontology), records, "2026-11-23-0")

    store = graph_of(made, vocabulary)
    assert {name: found[name] for name in (*COUNTS, "persons", "persons_with_wikidata", *GROUPS)} == {
        **{name: numbers(store, query).get("", 0) for name, query in COUNTS.items()},
        "triples": len(store) + len(ontology),
        "persons": numbers(store, "SELECT (COUNT(?p) AS ?n) { ?p a foaf:Person }")[""],
        "persons_with_wikidata": numbers(
            store, "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a foaf:Person ; schema:sameAs ?same }"
        )[""],
        **{group: numbers(store, query) for group, query in GROUPS.items()},
    }
    for group, query in NESTED.items():
        inner = {f"{key}/{name}": many for key, names in found[group].items() for name, many in names.items() if many}
        told = {name: many for name, many in inner.items() if not name.endswith("/overdue")}
        assert told == numbers(store, query), group
    assert set(found) == {*MEANINGS}
    graph = IRIS.ontology_graph()
    store.extend(Quad(one.subject, one.predicate, one.object, graph) for one in ontology)
    assert found["triples"] == len(store)
    assert (found["version"], found["newest_capture"], found["eurovoc"]) == ("2026-11-23-0", "2026-11-23", "4.24")
    assert found["links_to_wikidata"] > found["persons_with_wikidata"] > 0


def test_the_figures_are_those_of_the_questions(records: Records) -> None:
    keep(records, asked.IN_EVERY_STATE)
    found = statistics(whole(), records, "x")
    states = [str(question.state) for question in asked.IN_EVERY_STATE]
    assert found["questions"] == len(asked.IN_EVERY_STATE)
    assert found["questions_by_state"] == {state: states.count(state) for state in set(states)}
    assert found["questions_by_legislature"] == {"3": 1, "4": 1, "5": 1, "7": len(states) - 3}
    assert found["questions_answered"] == sum(one.answered_on is not None for one in asked.IN_EVERY_STATE)
    assert found["answers"] == sum(len(one.answers) for one in asked.IN_EVERY_STATE)
    assert found["questions_by_year"] == {"2022": len(states)}
    assert found["questions_answered_late"] + found["questions_answered_on_time"] <= found["questions_answered"]


def test_what_is_overdue_is_so_on_the_day_of_the_newest_page(records: Records) -> None:
    """The day of a deadline is still in time; provisional answers and lapsing end no waiting, closing does."""
    keep(records, asked.IN_EVERY_STATE)
    found = statistics(whole(), records, "x")
    waiting = {"open", "provisionally-answered", "lapsed"}
    late = [one for one in asked.IN_EVERY_STATE if one.deadline and not one.answered_on and str(one.state) in waiting]
    assert found["punctuality_by_year"] == {
        "2022": {
            "on_time": found["questions_answered_on_time"],
            "late": found["questions_answered_late"],
            "overdue": len(late),
        }
    }
    still = [one for one in asked.IN_EVERY_STATE if str(one.state) == "open"]
    assert found["open_by_legislature"] == {"7": {"in_time": 0, "overdue": len(still), "without_deadline": 0}}
    assert found["days_allowed"] == {"35": sum(one.deadline is not None for one in asked.IN_EVERY_STATE)}
    days = {"2022-07-06": 1, "2022-07-07": 2, "never": 4}
    assert standing(days, "2022-07-07") == {"in_time": 2, "overdue": 1, "without_deadline": 4}


def test_what_is_grouped_by_a_key_says_what_that_is_called(records: Records) -> None:
    made = keep(records, ALL)
    found = statistics(whole(asked.shared(made, IRIS)), records, "x")
    for kind, labels in found["labels"].items():
        assert set(labels) == set(found[f"questions_by_{kind}"]), kind
    assert found["labels"]["portfolio"]["defence"] == {"nl": "Defensie", "fr": "Défense", "en": "Defence"}
    assert {"nl", "fr", "en"} <= set(next(iter(found["labels"]["domain"].values())))


def test_a_record_that_is_made_again_counts_once(records: Records) -> None:
    keep(records, [asked.OPEN])
    keep(records, [replace(asked.OPEN, original_language="fr")])
    found = statistics(whole(), records, "x")
    assert found["questions"] == 1
    assert found["questions_by_original_language"] == {"FRA": 1}


def test_nothing_gives_no_figures(records: Records) -> None:
    found = statistics(whole(), records, "x")
    assert found["newest_capture"] is None
    assert {found[name] for name in COUNTS} == {0}
    assert [found[group] for group in GROUPS] == [{}] * len(GROUPS)


def test_issues_and_what_was_set_aside_are_counted(records: Records) -> None:
    twice = Issue("event-unknown", "'Iets'")
    question = replace(asked.OPEN, keywords={})
    records.keep([stored(question, twice, twice)[0], stored(replace(question, number="7-2"))[0]])
    night = Night(set_aside=(ASIDE,))
    found = statistics(whole(night=night), records, "x")
    assert found["issues_by_code"] == {
        "event-unknown": 1, "party-unknown": 2, "person-new": 2, "unexpected-page": 1,
    }  # fmt: skip
    assert found["issues"] == 6 == sum(found["issues_by_severity"].values())
    assert b"".join(issues_json(night, records)).count(b'"code"') == 6
    assert found["set_aside"] == 1


def test_what_is_not_known_is_part_of_the_statistics(records: Records) -> None:
    line = {"nl": "aan de minister van Oorlog"}
    lacking = replace(asked.OPEN, number="7-2", addressee=line, keywords={"nl": ("krijgsmacht", "OCMW", "OCMW")})
    known = replace(asked.OPEN, number="7-3", author="Tom Ongena", party="Open Vld", keywords={"nl": ("krijgsmacht",)})
    keep(records, [asked.OPEN, lacking, known])
    covered: dict[str, Any] = statistics(whole(), records, "x")["coverage"]
    assert {kind: (one["known"], one["of"]) for kind, one in covered.items()} == {
        "author": (1, 3), "party": (1, 3), "portfolio": (2, 3), "post": (2, 3), "government": (3, 3),
        "minister": (2, 3), "keyword": (3, 5),
    }  # fmt: skip
    assert {kind: one["unknown"] for kind, one in covered.items() if one["unknown"]} == {
        "author": [["Ngaïre D'haeseleer", 2]],
        "party": [["CD&V N-VA", 2]],
        "portfolio": [["Oorlog", 1]],
        "post": [["aan de minister van Oorlog", 1]],
        "keyword": [["'NMBS' (nl), 'SNCB' (fr)", 1], ["'OCMW' (nl)", 1]],
    }


def test_only_links_to_wikidata_are_links_to_wikidata(records: Records) -> None:
    anne, bea, word = IRIS.person("anne"), IRIS.person("bea"), IRIS.keyword("nl", "NMBS")
    elsewhere, item = NamedNode("https://www.senate.be/person/1"), WIKIDATA["Q1"]
    said = [
        *(Triple(one, RDF["type"], FOAF["Person"]) for one in (anne, bea)),
        Triple(anne, SCHEMA["sameAs"], elsewhere),
        Triple(bea, SCHEMA["sameAs"], item),
        Triple(bea, SCHEMA["sameAs"], elsewhere),
        Triple(word, SKOS["exactMatch"], item),
        Triple(word, SKOS["closeMatch"], WIKIDATA["Q2"]),
        Triple(word, SKOS["closeMatch"], elsewhere),
        Triple(word, SCHEMA["sameAs"], Literal("http://www.wikidata.org/entity/Q3")),
    ]
    found = statistics(whole(said), records, "x")
    assert (found["persons"], found["persons_with_wikidata"], found["links_to_wikidata"]) == (2, 1, 3)
