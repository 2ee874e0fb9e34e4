"""The bundled page, which is real, value by value."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from flows.model import AnswerKind, Event, EventKind, Relation, RelationKind, State, TargetKind, WrittenQuestion
from flows.parse.parts import link_answers
from flows.sources.be_senate import parse

PAGE = Path(__file__).parents[2] / "seeds" / "pages" / "7-1668.nl.txt"


@cache
def seed() -> WrittenQuestion:
    return parse(PAGE.read_bytes(), "text/plain; charset=utf-8", "7-1668")


def test_the_head() -> None:
    question = seed()
    assert (question.number, question.legislature, question.variant) == ("7-1668", 7, "SchriftelijkeVraag")
    assert question.page_languages == ("nl",)
    assert (question.author, question.party, question.date) == ("Tom Ongena", "Open Vld", date(2022, 6, 2))
    assert question.addressee == {"nl": "aan de minister van Defensie"}
    assert question.subject == {
        "nl": "Defensie - Instant-messaging applicaties - Gebruik - Veiligheidsrisico's - Hacking - Statelijke "
        "actoren - Cijfers en tendensen - Mogelijke verbod - Andere maatregelen"
    }
    assert question.keywords == {
        "nl": (
            "radiocommunicatie", "elektronische post", "informatiebeveiliging", "krijgsmacht", "officiële statistiek",
            "sociale media", "openbare veiligheid",
        )
    }  # fmt: skip
    assert question.original_language == "nl"
    assert question.issues == ()


def test_the_chronology_and_the_relation() -> None:
    question = seed()
    assert question.events == (
        Event(date(2022, 6, 2), EventKind.DISPATCH, "Verzending vraag", "nl", date(2022, 7, 7)),
        Event(date(2022, 7, 19), EventKind.ANSWER, "Antwoord", "nl"),
    )
    assert question.relations == (
        Relation(RelationKind.ALSO_ASKED_AS, TargetKind.WRITTEN_QUESTION, "7-1669", "Ook gesteld aan"),
    )
    assert (question.deadline, question.answered_on) == (date(2022, 7, 7), date(2022, 7, 19))
    assert question.state is State.ANSWERED


def test_the_question_and_its_six_parts() -> None:
    body = seed().question["nl"]
    lines = body.text.split("\n")
    assert len(lines) == 14
    assert lines[0].startswith("Zowel het Zwitserse als het Britse leger")
    assert lines[0].endswith("via de bekende applicatie WhatsApp.")
    assert lines[7] == "Graag had ik dan ook volgende vragen voorgelegd:"
    assert [(part.number, part.position, part.parent) for part in body.parts] == [
        (str(number), number, None) for number in range(1, 7)
    ]
    assert [part.text.split()[0] for part in body.parts] == ["In", "Werden", "Volgt", "Zijn", "Zijn", "Welke"]
    assert [part.text.split()[-1] for part in body.parts] == [
        "opgelegd?", "hiervan?", "worden?", "welke?", "verbonden?", "illustreren?",
    ]  # fmt: skip
    assert body.text.endswith("zou u dit kunnen illustreren?")


def test_the_answer_and_what_it_answers() -> None:
    (answer,) = seed().answers
    body = answer.bodies["nl"]
    assert (answer.kind, answer.date, answer.document) == (AnswerKind.SUBSTANTIVE, date(2022, 7, 19), None)
    assert body.text.startswith("Het geachte lid gelieve hierna het antwoord te willen vinden")
    assert [part.number for part in body.parts] == ["1", "2", "3", "4", "5", "6"]
    assert body.parts[0].text.count("\n") == 4
    assert body.parts[0].text.endswith("dat de informatie wordt gecompromitteerd.")
    assert "veiligheidsrisico’s" in body.parts[3].text
    assert body.text.endswith("kunnen om veiligheidsredenen niet openbaar worden gecommuniceerd.")
    assert link_answers(seed().question["nl"].parts, body.parts) == {number: (number,) for number in range(1, 7)}


def test_the_citations() -> None:
    assert seed().citations == (
        "https://www.dailymail.co.uk/news/article-10633873/British-soldiers-ordered-WhatsApp-hacking-fears.html",
        "https://apnews.com/article/technology-business-europe-army-instant-messaging-d3c7c8fd54a78e8cc17fe930014d92d2",
        "https://www.theverge.com/2022/1/7/22871881/swiss-army-whatsapp-messaging-threema-privacy-concerns-us-jurisdiction",
    )
    assert seed().references == ()
