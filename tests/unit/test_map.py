"""The rules by which a question becomes RDF that no example shows: what is reported, left out or computed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from pyoxigraph import Literal, NamedNode

from flows.map.question import question_record
from flows.map.rdf import Record
from flows.model import Answer, AnswerKind, Body, Capture, Event, EventKind, Part, Relation, RelationKind, TargetKind
from flows.vocabulary import DCTERMS, ELI, ELI_DL, SCHEMA, XSD, below
from tests.contract import asked
from tests.unit.mapped import BASE, IRIS, NODE, issues, record, values


def test_a_question_of_which_everything_is_known_has_no_issue() -> None:
    made = record()
    assert issues(made) == []
    # Its post is described as printed, whether it is in the table of posts or not.
    assert {one.subject for one in made.shared} == {IRIS.post("minister-of-defence")}


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


def times(made: Record, predicate: NamedNode) -> list[Literal]:
    return [one.object for one in made.triples if one.predicate == predicate and isinstance(one.object, Literal)]


def moment(text: str) -> Literal:
    return Literal(text, datatype=XSD["dateTime"])


def test_when_a_page_was_first_seen_is_universal_time() -> None:
    seen = datetime(2026, 11, 24, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    capture = Capture("https://www.senate.be/a", "00", seen)
    made = question_record(BASE, [capture], asked.AUTHORITY, IRIS)
    for predicate in (IRIS.pq["firstSeen"], DCTERMS["issued"], DCTERMS["modified"]):
        assert times(made, predicate) == [moment("2026-11-23T23:30:00Z")]
    other = replace(capture, first_seen=seen.astimezone(UTC))
    assert question_record(BASE, [other], asked.AUTHORITY, IRIS).triples == made.triples


def test_a_question_is_issued_with_its_first_page_and_modified_with_its_newest_content() -> None:
    days = [datetime(2026, 11, day, tzinfo=UTC) for day in (23, 25, 24)]
    captures = [Capture(f"https://www.senate.be/{at}", f"{at:02}", day) for at, day in enumerate(days)]
    made = question_record(BASE, captures, asked.AUTHORITY, IRIS)
    assert times(made, DCTERMS["issued"]) == [moment("2026-11-23T00:00:00Z")]
    assert times(made, DCTERMS["modified"]) == [moment("2026-11-25T00:00:00Z")]
    # An earlier content of a page is no capture of these any more.
    before = question_record(BASE, captures, asked.AUTHORITY, IRIS, first_seen=datetime(2026, 1, 2, tzinfo=UTC))
    assert times(before, DCTERMS["issued"]) == [moment("2026-01-02T00:00:00Z")]
    assert times(before, DCTERMS["modified"]) == [moment("2026-11-25T00:00:00Z")]
    assert all(one.predicate == DCTERMS["issued"] for one in set(made.triples) ^ set(before.triples))


# -- chronology and relations -----------------------------------------------------------------------


def test_two_events_of_a_kind_on_a_day_are_two_things() -> None:
    reminder, answer = (asked.event(kind, asked.LATE) for kind in (EventKind.REMINDER, EventKind.ANSWER))
    made = record(events=(asked.SENT, reminder, answer, reminder, reminder))
    names = [iri.rpartition("event/")[2] for iri in values(made, NODE, IRIS.pq["hasEvent"])]
    assert sorted(names) == [
        "2022-06-02/dispatch",
        "2022-07-19/answer",
        "2022-07-19/reminder",
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
