"""Of the things that questions share, what is used is described, and nothing else; who sat for whom, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from flows.authority import Authority
from flows.model import Relation, RelationKind, TargetKind, WrittenQuestion
from flows.rdf import Record
from flows.things import Usage, describe
from flows.vocabulary import DCTERMS, ELI_DL, EV, FOAF, ORG, RDF, SCHEMA, SKOS, Iris
from tests.contract import asked

IRIS = Iris()
PQ = {name: IRIS.pq[name] for name in ("askedBy", "askedOnBehalfOf")}
KNOWN = replace(asked.OPEN, number="7-1668", author="Tom Ongena", party="Open Vld", keywords={"nl": ("krijgsmacht",)})


def used(*records: Record) -> Usage:
    usage = Usage()
    for record in records:
        usage.add(record.triples, record.shared, PQ)
    return usage


def described(*questions: WrittenQuestion, authority: Authority = asked.AUTHORITY) -> list[Triple]:
    return describe(used(*asked.records(questions, IRIS).values()), authority, IRIS)


def values(triples: Iterable[Triple], subject: NamedNode, predicate: NamedNode) -> list[str]:
    return [one.object.value for one in triples if (one.subject, one.predicate) == (subject, predicate)]  # type: ignore[union-attr]


def of_kind(triples: Iterable[Triple], kind: NamedNode) -> list[str]:
    return [str(one.subject)[1:-1] for one in triples if (one.predicate, one.object) == (RDF["type"], kind)]


def test_what_one_question_uses_is_described_and_no_more() -> None:
    triples = described(KNOWN)
    assert of_kind(triples, IRIS.pq["Legislature"]) == [IRIS.legislature(7).value]
    assert of_kind(triples, IRIS.pq["Party"]) == [IRIS.party("open-vld").value]
    assert of_kind(triples, IRIS.pq["Post"]) == [IRIS.post("minister-of-defence").value]
    # The minister comes with the post, and so does her government.
    assert set(of_kind(triples, FOAF["Person"])) == {
        IRIS.person("tom-ongena").value, IRIS.person("ludivine-dedonder").value,
    }  # fmt: skip
    assert of_kind(triples, IRIS.pq["Government"]) == [IRIS.government("de-croo").value]
    assert of_kind(triples, SKOS["Concept"])[-3:].count(EV["2628"].value) == 1
    assert EV["3010"].value not in of_kind(triples, SKOS["Concept"])
    assert len(triples) == len(set(triples))


def test_nothing_is_described_when_nothing_is_used() -> None:
    assert describe(Usage(), asked.AUTHORITY, IRIS) == []


def test_everything_of_ours_that_is_pointed_at_is_described() -> None:
    target = replace(KNOWN, relations=asked.RELATIONS)
    triples = described(target)
    subjects = {str(one.subject) for one in triples} | {f"<{IRIS.question('7-1668').value}>"}
    pointed = {str(one.object) for one in triples if str(one.object).startswith(f"<{IRIS.base}id/")}
    assert pointed <= subjects
    # 4-9 is an oral question of a legislature that no written one here is of.
    assert IRIS.legislature(4).value in of_kind(triples, IRIS.pq["Legislature"])


@pytest.mark.parametrize(
    ("kind", "node", "class_"),
    [
        (TargetKind.ORAL_QUESTION, IRIS.oral_question("4-9"), "OralQuestion"),
        (TargetKind.REQUEST_FOR_EXPLANATION, IRIS.request_for_explanation("4-9"), "RequestForExplanation"),
    ],
)
def test_another_kind_of_question_is_given_its_number(kind: TargetKind, node: NamedNode, class_: str) -> None:
    triples = described(replace(KNOWN, relations=(Relation(RelationKind.REQUALIFIED_AS, kind, "4-9", ""),)))
    assert of_kind(triples, IRIS.pq[class_]) == [node.value]
    assert values(triples, node, DCTERMS["identifier"]) == ["4-9"]
    assert values(triples, node, ELI_DL["parliamentary_term"]) == [IRIS.legislature(4).value]


def test_a_membership_has_the_first_and_the_last_day_it_was_seen() -> None:
    days = (date(2022, 6, 2), date(2020, 1, 31), date(2021, 5, 5))
    questions = [replace(KNOWN, number=f"7-{at}", date=day) for at, day in enumerate(days, 1)]
    # An answer's day is no day on which anybody asked.
    questions.append(replace(asked.IN_EVERY_STATE[1], number="7-9", author="Tom Ongena", party="Open Vld"))
    triples = described(*questions)
    node = IRIS.membership("tom-ongena", "open-vld")
    assert of_kind(triples, ORG["Membership"]) == [node.value]
    assert values(triples, node, IRIS.pq["observedFrom"]) == ["2020-01-31"]
    assert values(triples, node, IRIS.pq["observedUntil"]) == ["2022-06-02"]
    assert values(triples, node, ORG["organization"]) == [IRIS.party("open-vld").value]


def test_without_a_party_there_is_no_membership() -> None:
    assert of_kind(described(replace(KNOWN, party=None)), ORG["Membership"]) == []


def test_the_order_of_the_records_does_not_matter() -> None:
    made = list(asked.records(asked.IN_EVERY_STATE, IRIS).values())
    one, other = describe(used(*made), asked.AUTHORITY, IRIS), describe(used(*made[::-1]), asked.AUTHORITY, IRIS)
    assert set(one) == set(other)


def test_a_concept_brings_all_that_is_broader_its_microthesaurus_and_its_domain() -> None:
    triples = described(replace(KNOWN, keywords={"nl": ("radiocommunicatie",)}))
    assert {EV[key].value for key in ("3875", "3860", "4424")} <= set(of_kind(triples, SKOS["Concept"]))
    assert values(triples, EV["3875"], SKOS["broader"]) == [EV["3860"].value]
    assert values(triples, EV["3875"], IRIS.pq["microthesaurus"]) == [EV["100221"].value]
    assert set(values(triples, EV["3875"], SKOS["prefLabel"])) == {
        "radiocommunicatie",
        "télécommunication sans fil",
        "radio telecommunications",
        "drahtlose Nachrichtenübermittlung",
    }
    assert values(triples, EV["100221"], SKOS["notation"]) == ["3226"]


def test_a_party_brings_what_it_was_called_before() -> None:
    row = {**asked.AUTHORITY.tables["parties"]["open-vld"], "wikidata": "", "from": "", "until": ""}
    parties = {
        "anders": {**row, "label": "Anders", "renamed_from": "open-vld", "wikidata": "Q1"},
        "open-vld": {**row, "label": "Open Vld", "renamed_from": "vld"},
        "other": row,
        "vld": {**row, "label": "VLD", "renamed_from": ""},
    }
    authority = replace(asked.AUTHORITY, tables={**asked.AUTHORITY.tables, "parties": parties})
    triples = describe(Usage(iris={IRIS.party("anders").value}), authority, IRIS)
    assert of_kind(triples, IRIS.pq["Party"]) == [IRIS.party(key).value for key in ("anders", "open-vld", "vld")]
    assert values(triples, IRIS.party("open-vld"), IRIS.pq["renamedFrom"]) == [IRIS.party("vld").value]
    assert values(triples, IRIS.party("anders"), SCHEMA["sameAs"]) == ["http://www.wikidata.org/entity/Q1"]


def test_a_tenure_has_the_days_that_are_known() -> None:
    triples = described(KNOWN)
    node = IRIS.tenure("ludivine-dedonder", "minister-of-defence", date(2020, 10, 1))
    assert values(triples, node, SCHEMA["startDate"]) == ["2020-10-01"]
    assert values(triples, node, SCHEMA["endDate"]) == [], "an empty end is not known, or open"
    assert values(triples, IRIS.government("de-croo"), SCHEMA["endDate"]) == ["2025-02-03"]


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (1, {"1ste zittingsperiode van de Senaat", "1re législature du Sénat", "Legislature 1 of the Senate"}),
        (7, {"7de zittingsperiode van de Senaat", "7e législature du Sénat", "Legislature 7 of the Senate"}),
        (8, {"8ste zittingsperiode van de Senaat", "8e législature du Sénat", "Legislature 8 of the Senate"}),
    ],
)
def test_a_legislature_is_named_in_three_languages(number: int, names: set[str]) -> None:
    node = IRIS.legislature(number)
    triples = describe(Usage(iris={node.value}), asked.AUTHORITY, IRIS)
    assert set(values(triples, node, SKOS["prefLabel"])) == names
    assert values(triples, node, IRIS.pq["chamberLegislature"]) == [str(48 + number)]


def test_of_what_no_table_knows_the_records_say_what_was_printed() -> None:
    triples = described(asked.OPEN)  # Ngaïre D'haeseleer, for a party that is not in the table either
    assert values(triples, IRIS.person("ngaire-dhaeseleer"), FOAF["name"]) == ["Ngaïre D'haeseleer"]
    assert values(triples, IRIS.party("cd-v-n-va"), SKOS["prefLabel"]) == ["CD&V N-VA"] * 2
    assert values(triples, IRIS.keyword("nl", "NMBS"), SKOS["inScheme"]) == [IRIS.keyword_scheme().value]


def test_of_two_spellings_in_a_language_the_second_is_an_alternative() -> None:
    questions = [replace(KNOWN, number=f"7-{at}", keywords={"nl": (word,)}) for at, word in enumerate(("nmbs", "NMBS"))]
    triples, node = described(*questions), IRIS.keyword("nl", "NMBS")
    labels = [one for one in triples if one.subject == node and one.predicate in (SKOS["prefLabel"], SKOS["altLabel"])]
    assert [(one.predicate, one.object) for one in labels] == [
        (SKOS["prefLabel"], Literal("NMBS", language="nl")),
        (SKOS["altLabel"], Literal("nmbs", language="nl")),
    ]
