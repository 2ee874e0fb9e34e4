"""Questions made by hand, one for each turn that the life of a question can take, and their RDF.

The tables are small and made by hand as well, so that the real ones may grow without changing what is expected here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from pyoxigraph import Triple

from flows.map.question import question_record
from flows.map.rdf import Record
from flows.map.statements import Groups, in_order
from flows.map.things import Usage, describe, usage_of
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
from flows.settings import product_folder
from flows.sources import be_senate
from flows.vocabulary import Iris
from tests.contract.tables import Rows, made_authority

TABLES: Rows = {
    "legislatures": [{"legislature": str(number), "chamber": str(48 + number)} for number in range(1, 9)],
    "people": [
        {"person": "tom-ongena", "name": "Tom Ongena", "wikidata": "Q69745447", "senate_id": "5107"},
        {"person": "ludivine-dedonder", "name": "Ludivine Dedonder", "wikidata": "Q65271469"},
    ],
    "parties": [
        {
            "party": "open-vld", "kind": "party", "label": "Open Vld",
            "name_nl": "Open Vlaamse Liberalen en Democraten", "from": "2007-02-10", "until": "2026-01-19",
            "language_group": "nl", "wikidata": "Q1160192",
        },
    ],
    "governments": [
        {
            "government": "de-croo", "nl": "regering-De Croo", "fr": "gouvernement De Croo", "en": "De Croo Government",
            "from": "2020-10-01", "until": "2025-02-03", "wikidata": "Q99749625",
        },
        {
            "government": "de-wever", "nl": "regering-De Wever", "fr": "gouvernement De Wever",
            "en": "De Wever Government", "from": "2025-02-03",
        },
    ],
    "services": [
        {"service": "defence", "nl": "Ministerie van Landsverdediging", "fr": "Ministère de la Défense",
         "de": "Ministerium der Landesverteidigung", "en": "Ministry of Defence", "cbe": "0308357555"},
    ],
    "portfolios": [
        {"portfolio": "defence", "nl": "Defensie", "fr": "Défense", "en": "Defence", "services": "defence"},
        {"portfolio": "north-sea", "nl": "Noordzee", "fr": "Mer du Nord", "en": "North Sea"},
        {"portfolio": "prime-minister", "nl": "Eerste Minister", "fr": "Premier ministre", "en": "Prime Minister"},
    ],
    "portfolio_names": [
        {"printed": "Defensie", "language": "nl", "portfolios": "defence"},
        {"printed": "Défense", "language": "fr", "portfolios": "defence"},
        {"printed": "Noordzee", "language": "nl", "portfolios": "north-sea"},
        {"printed": "Mer du Nord", "language": "fr", "portfolios": "north-sea"},
    ],
    "posts": [
        {
            "post": "minister-of-defence", "rank": "minister", "portfolios": "defence", "nl": "minister van Defensie",
            "fr": "ministre de la Défense", "en": "Minister of Defence", "other_nl": "minister van Landsverdediging",
            "wikidata": "Q24199589",
        },
    ],
    "ministers": [
        {"person": "ludivine-dedonder", "portfolio": "defence", "from": "2020-10-01", "rank": "minister",
         "government": "de-croo"},
    ],
    "eurovoc": [
        {"id": "2628", "nl": "krijgsmacht", "fr": "armée", "en": "armed forces", "de": "Armee",
         "microthesauri": "100173"},
        {"id": "3010", "nl": "elektronische post", "fr": "courrier électronique", "en": "electronic mail",
         "de": "elektronische Post", "broader": "4424", "microthesauri": "100221"},
        {"id": "3860", "nl": "telecommunicatiemateriaal", "fr": "matériel de télécommunication",
         "en": "telecommunications equipment", "de": "Fernmeldegerät", "broader": "4424", "microthesauri": "100221"},
        {"id": "3875", "nl": "radiocommunicatie", "fr": "télécommunication sans fil", "en": "radio telecommunications",
         "de": "drahtlose Nachrichtenübermittlung", "broader": "3860", "microthesauri": "100221"},
        {"id": "4424", "nl": "telecommunicatie", "fr": "télécommunication", "en": "telecommunications",
         "de": "Telekommunikation", "microthesauri": "100221"},
    ],
    "eurovoc_microthesauri": [
        {"id": "100173", "code": "0821", "nl": "defensie", "fr": "défense", "en": "defence", "de": "Verteidigung",
         "domain": "100143"},
        {"id": "100221", "code": "3226", "nl": "communicatie", "fr": "communication", "en": "communications",
         "de": "Kommunikation", "domain": "100150"},
    ],
    "eurovoc_domains": [
        {"id": "100143", "code": "08", "nl": "internationale betrekkingen", "fr": "relations internationales",
         "en": "international relations", "de": "internationale Beziehungen"},
        {"id": "100150", "code": "32", "nl": "opvoeding, onderwijs en communicatie",
         "fr": "éducation et communication", "en": "education and communications", "de": "Bildung und Kommunikation"},
    ],
}  # fmt: skip
AUTHORITY = made_authority(TABLES)
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


def said(records: Mapping[str, Record]) -> dict[str, Groups]:
    """The records as the shapes judge them."""
    return {number: in_order(record.said) for number, record in records.items()}


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
    for record in made.values():
        usage.merge(usage_of(record.triples, record.shared, iris))
    return describe(usage, AUTHORITY, iris)
