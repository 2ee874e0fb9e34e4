"""The rules by which a question becomes RDF that no example shows: what is reported, left out or computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

from flows.map import question_record
from flows.model import Answer, AnswerKind, Body, Capture, Event, EventKind, Part, Relation, RelationKind, TargetKind
from flows.rdf import Record
from flows.vocabulary import DCTERMS, ELI, ELI_DL, EV, RDF, SCHEMA, SKOS, XSD, Iris, below
from tests.contract import asked

IRIS = Iris()
NODE = IRIS.question("7-1")
BASE = replace(
    asked.OPEN, author="Tom Ongena", party="Open Vld", keywords={}, question={"nl": Body("Ja?")}, subject={"nl": "Iets"}
)


def record(**changes: Any) -> Record:
    changed = replace(BASE, **changes)
    return question_record(changed, asked.captures(changed), asked.AUTHORITY, IRIS)


def values(made: Record, subject: NamedNode, predicate: NamedNode) -> list[str]:
    found = [one.object for one in made.triples if (one.subject, one.predicate) == (subject, predicate)]
    return [value.value for value in found if isinstance(value, NamedNode | Literal)]


def issues(made: Record) -> list[tuple[str, str]]:
    return [(issue.code, issue.message) for issue in made.issues]


def of_kind(made: Record, kind: NamedNode) -> list[str]:
    return [str(one.subject)[1:-1] for one in made.triples if (one.predicate, one.object) == (RDF["type"], kind)]


def test_a_question_of_which_everything_is_known_has_no_issue() -> None:
    assert issues(record()) == []
    assert record().shared == []


# -- people and posts -------------------------------------------------------------------------------


def test_an_unknown_person_is_told_and_named_as_printed() -> None:
    made = record(author="Ngaïre D'haeseleer")
    assert issues(made) == [("person-unknown", "'Ngaïre D'haeseleer'")]
    assert values(made, NODE, IRIS.pq["askedBy"]) == [IRIS.person("ngaire-dhaeseleer").value]
    assert [str(one.object) for one in made.shared][-1] == '"Ngaïre D\'haeseleer"'


@pytest.mark.parametrize(("day", "known"), [(date(2022, 6, 2), True), (date(2026, 1, 19), False)])
def test_a_party_is_that_of_the_day(day: date, known: bool) -> None:
    made = record(date=day, events=())
    assert issues(made) == ([] if known else [("party-unknown", "'Open Vld' on 2026-01-19")])
    assert values(made, NODE, IRIS.pq["askedOnBehalfOf"]) == [IRIS.party("open-vld").value]


def test_without_an_author_nothing_is_said_of_one() -> None:
    made = record(author=None, party="Open Vld")
    assert values(made, NODE, IRIS.pq["askedBy"]) == values(made, NODE, IRIS.pq["askedOnBehalfOf"]) == []
    assert below(NODE, "participation", "author").value not in of_kind(made, ELI_DL["Participation"])


def test_the_printed_line_of_the_author_is_kept() -> None:
    author = below(NODE, "participation", "author")
    assert values(record(), author, IRIS.pq["sourceLabel"]) == ["Tom Ongena (Open Vld)"]
    assert values(record(party=None), author, IRIS.pq["sourceLabel"]) == ["Tom Ongena"]


def test_an_unknown_post_is_told_and_its_line_kept() -> None:
    made = record(addressee={"nl": "aan de minister van Oorlog"})
    assert issues(made) == [("post-unknown", "'aan de minister van Oorlog' (nl)")]
    assert values(made, NODE, IRIS.pq["addressedTo"]) == []
    addressee = below(NODE, "participation", "addressee")
    assert values(made, addressee, IRIS.pq["sourceLabel"]) == ["aan de minister van Oorlog"]


def test_one_language_is_enough_to_know_the_post() -> None:
    made = record(addressee={"nl": "aan de minister van Oorlog", "fr": "à la ministre de la Défense"})
    assert [code for code, _ in issues(made)] == ["post-unknown"]
    assert values(made, NODE, IRIS.pq["addressedTo"]) == [IRIS.post("minister-of-defence").value]


def test_two_languages_that_name_two_posts_name_none() -> None:
    authority = replace(asked.AUTHORITY, posts={**asked.AUTHORITY.posts, ("fr", "ministre de la défense"): "other"})
    made = question_record(BASE, asked.captures(BASE), authority, IRIS)
    assert issues(made) == [("post-differs", "the languages name minister-of-defence and other; none is published")]
    assert values(made, NODE, IRIS.pq["addressedTo"]) == []


@pytest.mark.parametrize(("day", "known"), [(date(2022, 6, 2), True), (date(2025, 2, 3), False)])
def test_the_minister_is_named_when_the_tables_know_who_it_was_that_day(day: date, known: bool) -> None:
    made, addressee = record(date=day, events=()), below(NODE, "participation", "addressee")
    person = values(made, addressee, ELI_DL["had_participant_person"])
    assert person == ([IRIS.person("ludivine-dedonder").value] if known else [])
    assert bool(values(made, addressee, IRIS.pq["inGovernment"])) is known
    assert values(made, addressee, IRIS.pq["inPost"]) == [IRIS.post("minister-of-defence").value]


# -- descriptors ------------------------------------------------------------------------------------


def topics(made: Record) -> list[str]:
    return values(made, NODE, DCTERMS["subject"])


def test_parallel_lists_are_paired() -> None:
    made = record(keywords={"nl": ("krijgsmacht", "NMBS"), "fr": ("armée", "SNCB")})
    assert topics(made) == [EV["2628"].value, IRIS.keyword("nl", "NMBS").value]
    assert issues(made) == [("keyword-without-eurovoc", "'NMBS' (nl), 'SNCB' (fr)")]
    labels = [str(one.object) for one in made.shared if one.predicate == SKOS["prefLabel"]]
    assert labels == ['"NMBS"@nl', '"SNCB"@fr']


def test_a_pair_is_a_concept_when_either_word_is() -> None:
    assert topics(record(keywords={"nl": ("leger",), "fr": ("armée",)})) == [EV["2628"].value]


def test_a_pair_that_is_two_concepts_is_told_and_is_both() -> None:
    made = record(keywords={"nl": ("krijgsmacht",), "fr": ("courrier électronique",)})
    words = "'krijgsmacht' (nl) and 'courrier électronique' (fr) are the EuroVoc concepts 2628 and 3010"
    assert issues(made) == [("keyword-pair-differs", words)]
    assert topics(made) == [EV["2628"].value, EV["3010"].value]


def test_lists_of_unequal_length_are_not_paired() -> None:
    made = record(keywords={"nl": ("krijgsmacht", "NMBS"), "fr": ("SNCB",)})
    assert topics(made) == [EV["2628"].value, IRIS.keyword("nl", "NMBS").value, IRIS.keyword("fr", "SNCB").value]
    assert values(made, NODE, IRIS.pq["keyword"]) == ["krijgsmacht", "NMBS", "SNCB"]


@pytest.mark.parametrize(("keywords", "language"), [({"fr": ("SNCB",)}, "fr"), ({"de": ("SNCB",)}, "de")])
def test_a_single_list_stands_for_itself(keywords: Mapping[str, tuple[str, ...]], language: str) -> None:
    assert topics(record(keywords=keywords)) == [IRIS.keyword(language, "SNCB").value]


# -- dates ------------------------------------------------------------------------------------------


def answered(on: date | None, deadline: date | None = asked.DUE, kind: AnswerKind = AnswerKind.SUBSTANTIVE) -> Record:
    events = (asked.event(EventKind.DISPATCH, asked.ASKED, deadline),)
    return record(events=events, answers=(Answer(kind, on, {"nl": Body("Ja.")}),))


@pytest.mark.parametrize(
    ("day", "to_answer", "late"),
    [
        (asked.ASKED, 0, 0),  # on the day of sending, 4-2571
        (asked.DUE - timedelta(days=1), 34, 0),
        (asked.DUE, 35, 0),
        (asked.DUE + timedelta(days=1), 36, 1),
        (asked.LATE, 47, 12),  # 7-1668
    ],
)
def test_how_long_and_how_late(day: date, to_answer: int, late: int) -> None:
    made, pq = answered(day), IRIS.pq
    assert values(made, NODE, pq["answeredOn"]) == [day.isoformat()]
    assert values(made, NODE, pq["answerDeadline"]) == ["2022-07-07"]
    assert values(made, NODE, pq["daysToAnswer"]) == [str(to_answer)]
    assert values(made, NODE, pq["daysLate"]) == [str(late)]
    assert values(made, NODE, pq["answeredOnTime"]) == [str(late == 0).lower()]


def test_without_a_deadline_nothing_is_late_or_on_time() -> None:
    made = answered(asked.LATE, deadline=None)
    assert values(made, NODE, IRIS.pq["daysToAnswer"]) == ["47"]
    for name in ("answerDeadline", "daysLate", "answeredOnTime"):
        assert values(made, NODE, IRIS.pq[name]) == [], name


@pytest.mark.parametrize(("on", "kind"), [(None, AnswerKind.SUBSTANTIVE), (asked.DUE, AnswerKind.PROVISIONAL)])
def test_an_answer_without_a_day_or_a_provisional_one_answers_nothing(on: date | None, kind: AnswerKind) -> None:
    made = answered(on, kind=kind)
    for name in ("answeredOn", "daysToAnswer", "daysLate", "answeredOnTime"):
        assert values(made, NODE, IRIS.pq[name]) == [], name
    assert values(made, NODE, IRIS.pq["hasAnswer"]) == [below(NODE, "answer", 1).value]


def test_when_a_page_was_first_seen_is_universal_time() -> None:
    seen = datetime(2026, 11, 24, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    capture = Capture("https://www.senate.be/a", "00", seen)
    made = question_record(BASE, [capture], asked.AUTHORITY, IRIS)
    found = [one.object for one in made.triples if one.predicate == IRIS.pq["firstSeen"]]
    assert found == [Literal("2026-11-23T23:30:00Z", datatype=XSD["dateTime"])]
    other = replace(capture, first_seen=seen.astimezone(UTC))
    assert question_record(BASE, [other], asked.AUTHORITY, IRIS).triples == made.triples


# -- chronology and relations -----------------------------------------------------------------------


def test_two_events_of_a_kind_on_a_day_are_two_things() -> None:
    reminder, answer = (asked.event(kind, asked.LATE) for kind in (EventKind.REMINDER, EventKind.ANSWER))
    made = record(events=(asked.SENT, reminder, answer, reminder, reminder))
    names = [iri.rpartition("event/")[2] for iri in values(made, NODE, IRIS.pq["hasEvent"])]
    assert names == [
        "2022-06-02/dispatch",
        "2022-07-19/reminder",
        "2022-07-19/answer",
        "2022-07-19/reminder-2",
        "2022-07-19/reminder-3",
    ]
    assert values(made, below(NODE, "event", "2022-07-19/reminder-2"), ELI_DL["activity_order"]) == ["4"]


def test_nothing_of_an_unknown_event_is_published() -> None:
    unknown = Event(asked.LATE, None, "Iets vreemds", "nl", asked.DUE)
    made = record(events=(replace(asked.SENT, deadline=None), unknown))
    assert len(values(made, NODE, IRIS.pq["hasEvent"])) == 1
    assert not [one for one in made.triples if "vreemds" in str(one.object)]
    assert values(made, below(NODE, "event", "2022-06-02/dispatch"), ELI_DL["activity_order"]) == ["1"]


def test_nothing_of_an_unknown_relation_is_published() -> None:
    unknown = Relation(None, TargetKind.WRITTEN_QUESTION, "7-777", "Samengevoegd met")
    made = record(relations=(unknown,))
    assert not [one for one in made.triples if "7-777" in str(one) or "Samengevoegd" in str(one)]


@pytest.mark.parametrize("relation", asked.RELATIONS, ids=lambda relation: relation.kind)
def test_of_the_other_question_only_its_number_is_said(relation: Relation) -> None:
    made = record(relations=(relation,))
    ours = (f"<{NODE.value}>", f"<{NODE.value}/")
    others = [one for one in made.triples if not str(one.subject).startswith(ours)]
    said = [one for one in others if "/capture/" not in str(one.subject)]
    assert [(one.predicate, one.object) for one in said] == [(DCTERMS["identifier"], Literal(relation.target))]
    pointing = [one for one in made.triples if one.subject == NODE and one.object == said[0].subject]
    assert len(pointing) == 1
    assert RelationKind(relation.kind or "").replace("-", "") == pointing[0].predicate.value.rpartition("#")[2].lower()


# -- texts ------------------------------------------------------------------------------------------


def test_a_link_that_is_no_address_is_told_and_stays_in_the_text() -> None:
    bad, good = "https://example.org/{a}", "https://example.org/a"
    made = record(question={"nl": Body(f"Zie {bad} en {good}.", (), (bad, good))})
    assert issues(made) == [("link-unusable", f"'{bad}'")]
    assert values(made, below(NODE, "nl"), IRIS.pq["citesUrl"]) == [good]
    assert values(made, below(NODE, "nl"), SCHEMA["text"]) == [f"Zie {bad} en {good}."]


def test_a_provisional_answer_leads_to_its_document_and_no_other_does() -> None:
    document = "https://www.senate.be/voorlopig.pdf"
    for kind in AnswerKind:
        made = record(answers=(Answer(kind, asked.LATE, {}, document),))
        assert values(made, below(NODE, "answer", 1), SCHEMA["url"]) == (
            [document] if kind is AnswerKind.PROVISIONAL else []
        )


def test_languages_that_are_numbered_otherwise_are_told_and_only_the_original_s_parts_stand() -> None:
    bodies = {"fr": Body("1) Oui?", (Part("1", "Oui?", 1),)), "nl": Body("Ja?\n2) En?", (Part("2", "En?", 1),))}
    made = record(question=bodies, original_language="nl")
    assert issues(made) == [("parts-differ", "the question: 1 parts in nl, 1 in fr")]
    assert values(made, below(NODE, "part", 1), ELI["number"]) == ["2"]
    assert values(made, below(NODE, "part", 1), SCHEMA["text"]) == ["En?"]
    # Without a known original the first language counts.
    unknown = record(question=bodies, original_language=None)
    assert values(unknown, below(NODE, "part", 1), ELI["number"]) == ["1"]
