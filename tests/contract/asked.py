"""Questions made by hand, one for each turn that the life of a question can take, and their RDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from pyoxigraph import Triple

from flows.authority import read_authority
from flows.map import question_record
from flows.model import (
    Answer,
    AnswerKind,
    Body,
    Capture,
    Event,
    EventKind,
    Part,
    Relation,
    RelationKind,
    TargetKind,
    WrittenQuestion,
)
from flows.rdf import Record
from flows.settings import product_folder
from flows.sources import be_senate
from flows.things import Usage, describe
from flows.vocabulary import Iris

AUTHORITY = read_authority(product_folder("seeds"))
ASKED, DUE, LATE = date(2022, 6, 2), date(2022, 7, 7), date(2022, 7, 19)


def event(kind: EventKind, day: date, deadline: date | None = None) -> Event:
    return Event(day, kind, kind.replace("-", " "), "nl", deadline)


SENT = event(EventKind.DISPATCH, ASKED, DUE)
BODY = Body("Vooraf.\n1) Ja?\n2)\na) En dan?", (Part("1", "Ja?", 1), Part("2", "", 2), Part("a", "En dan?", 3, 2)),
            ("https://www.senate.be/",))  # fmt: skip
FRENCH = replace(BODY, citations=())
GIVEN = Answer(AnswerKind.SUBSTANTIVE, LATE, {"nl": Body("1) Ja.", (Part("1", "Ja.", 1),)), "fr": Body("Oui.")})

OPEN = WrittenQuestion(
    number="7-1",
    variant="SVPrintNLFR",
    page_languages=("fr", "nl"),
    author="Ngaïre D'haeseleer",
    party="CD&V N-VA",
    date=ASKED,
    addressee={"nl": "aan de minister van Defensie", "fr": "à la ministre de la Défense"},
    subject={"nl": "Defensie - Cijfers", "fr": "Défense - Chiffres"},
    keywords={"nl": ("krijgsmacht", "NMBS"), "fr": ("armée", "SNCB")},
    events=(SENT,),
    relations=(),
    original_language="nl",
    question={"nl": BODY, "fr": FRENCH},
    answers=(),
)
RELATIONS = (
    Relation(RelationKind.ALSO_ASKED_AS, TargetKind.WRITTEN_QUESTION, "7-1669", ""),
    Relation(RelationKind.REINTRODUCES, TargetKind.WRITTEN_QUESTION, "6-2569", ""),
    Relation(RelationKind.REINTRODUCED_AS, TargetKind.WRITTEN_QUESTION, "7-1670", ""),
    Relation(RelationKind.REQUALIFIED_FROM, TargetKind.ORAL_QUESTION, "4-9", ""),
    Relation(RelationKind.REQUALIFIED_AS, TargetKind.REQUEST_FOR_EXPLANATION, "5-411", ""),
    Relation(RelationKind.RELATED_TO, TargetKind.WRITTEN_QUESTION, "7-2", ""),
)
OTHER_ANSWERS = (
    replace(GIVEN, kind=AnswerKind.REFERRAL),
    Answer(AnswerKind.SUPPLEMENTARY, date(2022, 8, 1), {"nl": Body("Alsnog.")}),
)
IN_EVERY_STATE = [
    OPEN,
    replace(OPEN, number="7-2", answers=(GIVEN,), events=(SENT, event(EventKind.ANSWER, LATE))),
    replace(OPEN, number="7-3", answers=(replace(GIVEN, date=DUE), *OTHER_ANSWERS)),
    replace(OPEN, number="4-2571", answers=(replace(GIVEN, date=ASKED),)),  # on the day of sending
    replace(OPEN, number="5-10189", events=(replace(SENT, deadline=None),), original_language=None,
            answers=(Answer(AnswerKind.PROVISIONAL, None, {}, "https://www.senate.be/voorlopig.pdf"),)),
    replace(OPEN, number="3-3744", keywords={}, answers=(Answer(AnswerKind.NOT_PUBLISHED, LATE),),
            events=(SENT, event(EventKind.ANSWER, LATE), event(EventKind.NOT_PUBLISHED, LATE))),
    replace(OPEN, number="7-4", events=(SENT, event(EventKind.REMINDER, LATE), event(EventKind.REMINDER, LATE))),
    replace(OPEN, number="7-5", events=(SENT, event(EventKind.CLOSED, LATE))),
    replace(OPEN, number="7-6", events=(SENT, event(EventKind.LAPSED, LATE))),
    replace(OPEN, number="7-7", events=(SENT, event(EventKind.REQUALIFICATION, LATE))),
    replace(OPEN, number="7-8", relations=RELATIONS, references=("4-3842",)),
    replace(OPEN, number="7-1330", original_language="de", subject={"de": "Bahn"}, question={"de": Body("Wann?")}),
]  # fmt: skip

# As little as a page can show and still be a question.
BARE = replace(OPEN, number="7-99", author=None, party=None, addressee={}, subject={}, keywords={}, events=(),
               original_language=None, question={"nl": Body("Ja?")},
               answers=(Answer(AnswerKind.SUBSTANTIVE, None),))  # fmt: skip
POINTING_AT_BARE = replace(OPEN, number="7-100", references=("7-99",))


def captures(question: WrittenQuestion) -> list[Capture]:
    leg, _, serial = question.number.partition("-")
    address = f"https://www.senate.be/www/?MIval=/Vragen/SVPrintNLFR&LEG={leg}&NR={serial}&LANG=nl"
    return [Capture(address, f"{int(serial):064x}", datetime(2026, 11, 23, tzinfo=UTC), ("nl", "fr", "de"))]


def records(questions: Iterable[WrittenQuestion], iris: Iris) -> dict[str, Record]:
    """The records of some questions by number."""
    return {one.number: question_record(one, captures(one), AUTHORITY, iris) for one in questions}


def seed_record(iris: Iris) -> Record:
    """The record of the bundled page."""
    question = be_senate.parse((product_folder("seeds") / "pages" / "7-1668.nl.txt").read_bytes())
    return question_record(question, captures(question), AUTHORITY, iris)


def shared(made: dict[str, Record], iris: Iris) -> list[Triple]:
    """What is said of the things that some records share."""
    usage = Usage()
    shortcuts = {name: iris.pq[name] for name in ("askedBy", "askedOnBehalfOf")}
    for record in made.values():
        usage.add(record.triples, record.shared, shortcuts)
    return describe(usage, AUTHORITY, iris)
