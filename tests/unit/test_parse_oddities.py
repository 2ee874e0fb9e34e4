"""What is odd on a page is told in words, and the rest of the page survives it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from flows.model import EventKind, State, WrittenQuestion
from flows.sources.be_senate import parse

FACTS = Path(__file__).parents[1] / "site" / "questions"
PAGE = """\
Tweetalige printerversie Eentalige printerversie

Schriftelijke vraag nr. 7-1668

van Tom Ongena (Open Vld) d.d. 2 juni 2022

aan de minister van Defensie

Defensie - Berichten - Gebruik

krijgsmacht
sociale media

Chronologie

2/6/2022Verzending vraag (Einde van de antwoordtermijn: 7/7/2022)
19/7/2022Antwoord

Ook gesteld aan : schriftelijke vraag 7-1669

Vraag nr. 7-1668 d.d. 2 juni 2022 : (Vraag gesteld in het Nederlands)

Een aanhef.

1) Hoeveel?

2) Waarom?

Antwoord ontvangen op 19 juli 2022 :

1) Twaalf.

2) Daarom.
"""
FRENCH = """\
Question écrite n° 5-3630

de Bert Anciaux (sp.a) du 1er aôut 2011

au ministre de l’Intérieur

Un sujet - Chiffres

Chronologie

1/8/2011Envoi question

Requalification de : demande d’explications 5-1237

Question n° 5-3630 du 1er aôut 2011 : (Question posée en néerlandais)

Une question.
"""


def read(*changes: tuple[str, str], page: str = PAGE) -> WrittenQuestion:
    """The page with some of its words replaced."""
    for old, new in changes:
        assert old in page
        page = page.replace(old, new)
    return parse(page.encode())


def codes(question: WrittenQuestion) -> list[str]:
    return [issue.code for issue in question.issues]


def test_the_page_without_changes_has_no_issues() -> None:
    assert codes(read()) == []
    assert codes(read(page=FRENCH)) == []


# -- contradictions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("Vraag nr. 7-1668", "Vraag nr. 7-1667", "number-differs", ["7-1667", "7-1668"]),
        ("(Open Vld) d.d. 2 juni", "(Open Vld) d.d. 3 juni", "date-differs", ["2022-06-03", "2022-06-02"]),
        ("7-1668 d.d. 2 juni", "7-1668 d.d. 3 juni", "date-differs", ["2022-06-03", "2022-06-02"]),
        ("2/6/2022Verzending", "3/6/2022Verzending", "date-differs", ["2022-06-03", "2022-06-02"]),
        ("19/7/2022Antwoord", "20/7/2022Antwoord", "date-differs", ["2022-07-19", "2022-07-20"]),
        ("op 19 juli", "op 31 juni", "date-unreadable", ["31 juni 2022"]),
        ("7-1668 d.d. 2 juni", "7-1668 d.d. 31 juni", "date-unreadable", ["31 juni 2022"]),
        ("(Open Vld) d.d. 2 juni", "(Open Vld) d.d. 2 prairial", "date-unreadable", ["2 prairial 2022"]),
        ("termijn: 7/7/2022", "termijn: 31/6/2022", "date-unreadable", ["31/6/2022"]),
        ("termijn: 7/7/2022", "termijn: ", "date-unreadable", ["Verzending vraag"]),
        ("19/7/2022Antwoord", "31/6/2022Antwoord", "date-unreadable", ["31/6/2022"]),
    ],
)
def test_two_places_that_contradict_each_other_are_told(old: str, new: str, code: str, told: list[str]) -> None:
    page = PAGE.replace(f"Schriftelijke {old[0].lower()}{old[1:]}", "TITLE")
    assert old in page
    question = parse(page.replace(old, new).replace("TITLE", f"Schriftelijke {old[0].lower()}{old[1:]}").encode())
    messages = [issue.message for issue in question.issues if issue.code == code]
    assert len(messages) == 1, question.issues
    assert all(word in messages[0] for word in told)
    assert (question.number, question.date.year, len(question.question["nl"].parts)) == ("7-1668", 2022, 2)


# -- labels that are not known -----------------------------------------------------------------------


def test_an_unknown_event_is_told_and_the_others_survive() -> None:
    question = read(("19/7/2022Antwoord", "5/7/2022Uitstel gevraagd\n19/7/2022Antwoord"))
    assert [(event.kind, event.label) for event in question.events] == [
        (EventKind.DISPATCH, "Verzending vraag"), (None, "Uitstel gevraagd"), (EventKind.ANSWER, "Antwoord"),
    ]  # fmt: skip
    (issue,) = question.issues
    assert issue.code == "event-unknown"
    assert "Uitstel gevraagd" in issue.message
    assert question.state is State.ANSWERED


def test_an_unknown_relation_is_told_and_the_others_survive() -> None:
    question = read(("Ook gesteld", "Samengevoegd met : mondelinge vraag 7-12\nOok gesteld"))
    (issue,) = question.issues
    assert issue.code == "relation-unknown"
    assert "Samengevoegd met" in issue.message
    assert "7-12" in issue.message
    assert [(relation.kind, relation.target) for relation in question.relations if relation.kind] == [
        ("also-asked-as", "7-1669")
    ]


# -- blocks that are not there -----------------------------------------------------------------------

CHRONOLOGY = PAGE[PAGE.index("Chronologie") : PAGE.index("Ook gesteld")]


@pytest.mark.parametrize(
    ("block", "code", "lost"),
    [
        (CHRONOLOGY, "chronology-missing", ["events"]),
        ("krijgsmacht\nsociale media\n", None, ["keywords"]),
        ("aan de minister van Defensie\n", "addressee-missing", ["addressee"]),
        ("van Tom Ongena (Open Vld) d.d. 2 juni 2022\n", "author-unreadable", ["author", "party"]),
        (" (Open Vld)", "party-missing", ["party"]),
        ("Defensie - Berichten - Gebruik\n\nkrijgsmacht\nsociale media\n", "subject-missing", ["subject", "keywords"]),
        ("Ook gesteld aan : schriftelijke vraag 7-1669\n", None, ["relations"]),
        (" (Vraag gesteld in het Nederlands)", "original-language-unknown", ["original_language"]),
        ("Tweetalige printerversie Eentalige printerversie\n", None, []),
    ],
    ids=lambda value: value.strip()[:20] if isinstance(value, str) else None,
)
def test_a_missing_block_takes_nothing_else_with_it(block: str, code: str | None, lost: list[str]) -> None:
    whole, page = read(), read((block, ""))
    assert codes(page) == ([code] if code else [])
    for name in whole.__dataclass_fields__:
        if name in lost:
            assert not getattr(page, name), name
        elif name != "issues":
            assert getattr(page, name) == getattr(whole, name), name


def test_an_answer_that_the_chronology_announces_may_have_no_text() -> None:
    question = read((PAGE[PAGE.index("Antwoord ontvangen") :], ""))
    assert codes(question) == ["answer-without-text"]
    assert [(answer.date, dict(answer.bodies)) for answer in question.answers] == [(date(2022, 7, 19), {})]
    question = read(("\n\n1) Twaalf.\n\n2) Daarom.\n", ""))
    assert codes(question) == ["answer-without-text"]


def test_an_answer_may_come_without_an_event() -> None:
    question = read(("19/7/2022Antwoord", ""))
    assert codes(question) == ["answer-without-event"]
    assert question.state is State.ANSWERED


def test_answers_find_their_events_by_day_before_the_last_two_are_paired() -> None:
    more = "1) Twaalf.\n\n2) Daarom.\n\nAanvullend antwoord ontvangen op 1 september 2022 :\n\nMeer."
    question = read(("1) Twaalf.\n\n2) Daarom.", more), ("19/7/2022Antwoord", "1/9/2022Aanvullend antwoord"))
    assert codes(question) == ["answer-without-event"]
    question = read(("1) Twaalf.\n\n2) Daarom.", more), ("\n19/7", "\n2/9/2022Aanvullend antwoord\n19/7"))
    assert [(answer.kind, answer.date) for answer in question.answers] == [
        ("substantive", date(2022, 7, 19)), ("supplementary", date(2022, 9, 1)),
    ]  # fmt: skip
    assert codes(question) == ["date-differs"]


# -- wordings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("month", ["aôut", "août", "aout", "AOÛT", "Août"])
def test_august_is_read_in_every_spelling(month: str) -> None:
    for first in ("1er ", "1", "1 er "):
        question = read(("1er aôut", f"{first} {month}"), page=FRENCH)
        assert (question.date, codes(question)) == (date(2011, 8, 1), [])


def test_blanks_and_apostrophes_of_labels_do_not_matter() -> None:
    changes = [
        ("Ook gesteld aan : schriftelijke vraag 7-1669", "Ook gesteld aan\xa0:\xa0schriftelijke vraag\xa07-1669"),
        ("Verzending vraag", "Verzending\xa0vraag"),
        ("Vraag nr. 7", "Vraag\xa0nr.\xa07"),
        ("Schriftelijke vraag nr. 7-1668", "Schriftelijke vraag nr.\xa07-1668"),
    ]
    page = PAGE
    for old, new in changes:
        page = page.replace(old, new)
    assert parse(page.encode()) == read()
    for apostrophe in "'’‘´`":
        assert len(read(("’", apostrophe), page=FRENCH).relations) == 1


def authors() -> list[tuple[str, str, str | None]]:
    return [
        ("van Dirk Claes (CD&V N-VA) d.d. 2 juni 2022", "Dirk Claes", "CD&V N-VA"),
        ("van Bert Anciaux (sp.a) d.d. 2 juni 2022", "Bert Anciaux", "sp.a"),
        ("van Guy D'haeseleer (Vlaams Belang) d.d. 2 juni 2022", "Guy D'haeseleer", "Vlaams Belang"),
        ("van Cécile Thibaut (Ecolo-Groen) d.d. 2 juni 2022", "Cécile Thibaut", "Ecolo-Groen"),
        ("de Anke Van dermeersch (Vlaams Belang)", "Anke Van dermeersch", "Vlaams Belang"),
        ("van Jean-Jacques De Gucht d.d. 2 juni 2022", "Jean-Jacques De Gucht", None),
        ("van Petra De Sutter", "Petra De Sutter", None),
        ("van Tom Ongena (onafhankelijke) d.d. 2/6/2022", "Tom Ongena", "onafhankelijke"),
    ]


@pytest.mark.parametrize(("line", "author", "party"), authors(), ids=lambda value: str(value)[:30])
def test_authors_are_read_with_their_party(line: str, author: str, party: str | None) -> None:
    question = read(("van Tom Ongena (Open Vld) d.d. 2 juni 2022", line))
    assert (question.author, question.party) == (author, party)
    assert codes(question) == ([] if party else ["party-missing"])


def test_events_of_one_line_are_told_apart() -> None:
    glued = PAGE.replace("7/7/2022)\n19/7/2022", "7/7/2022 )19/7/2022")
    assert parse(glued.encode()) == read()
    spaced = PAGE.replace("2/6/2022Verz", "2/6/2022   Verz").replace("7/7/2022)\n19", "7/7/2022) 19")
    assert parse(spaced.encode()) == read()


def test_merged_and_wrong_numbers_stay_as_printed() -> None:
    question = read(("1) Twaalf.\n\n2) Daarom.", "1. et 2. Oui."), ("2) Waarom?", "1) Waarom?\n\n3) Hoe?"))
    assert [part.number for part in question.question["nl"].parts] == ["1", "1", "3"]
    assert [(part.number, part.text) for part in question.answers[0].bodies["nl"].parts] == [("1 et 2", "Oui.")]


@pytest.mark.parametrize(
    ("prose", "references"),
    [
        ("schriftelijke vraag nr. 4-3842", ("4-3842",)),
        ("question écrite n° 5-6319", ("5-6319",)),
        ("schriftelijke vragen nrs. 5-1327 en 5-2280", ("5-1327", "5-2280")),
        ("questions écrites n° 5-1327, 5-2280 et 5-3", ("5-3", "5-1327", "5-2280")),
        ("vraag nr. 54 24134, 51-987 en schriftelijke vraag 54-2529/006", ()),
        ("schriftelijke vraag nr. 51-987", ()),
        ("schriftelijke vraag nr. 7-1668", ()),
    ],
)
def test_numbers_in_prose_are_the_senates_only(prose: str, references: tuple[str, ...]) -> None:
    assert read(("Een aanhef.", f"Zie {prose}.")).references == references


def test_every_addressee_of_the_truth_is_one_line() -> None:
    for path in sorted(FACTS.glob("*.toml")):
        text = path.read_text("utf-8")
        for line in text[text.index("[addressee]") :].splitlines()[1:3]:
            language, _, printed = line.partition(" = ")
            printed = json.loads(printed)
            page, old = (
                (PAGE, "aan de minister van Defensie") if language == "nl" else (FRENCH, "au ministre de l’Intérieur")
            )
            question = read((old, printed), page=page)
            assert (dict(question.addressee), codes(question)) == ({language: printed}, []), printed
