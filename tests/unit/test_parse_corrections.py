"""Reviewed corrections replace exactly what they name, before the page is compared with itself, and are told."""

from __future__ import annotations

from datetime import date

import pytest

from flows.errors import BadInput
from flows.sources.be_senate import parse
from flows.sources.be_senate.corrections import CORRECTIONS, Correction, read_corrections
from tests.unit.test_parse_oddities import PAGE, codes


def correction(field: str, old: str, new: str, language: str | None = None, question: str = "7-1668") -> Correction:
    return Correction(question, field, old, new, "A test says so.", date(2026, 11, 24), language)


@pytest.mark.parametrize(
    ("wrong", "fix"),
    [
        (("Tom Ongena", "Tom Ongna"), correction("author", "Tom Ongna", "Tom Ongena")),
        (("Open Vld", "OpenVld"), correction("party", "OpenVld", "Open Vld")),
        (("Defensie - Ber", "efensie - Ber"), correction("subject", "efensie - Berichten - Gebruik",
                                                         "Defensie - Berichten - Gebruik", "nl")),
        (("\nkrijgsmacht", "\nkrijgmacht"), correction("keywords", "krijgmacht", "krijgsmacht")),
        (("19/7/2022Antw", "31/6/2022Antw"), correction("chronology", "31/6/2022Antwoord", "19/7/2022Antwoord")),
        (("Vraag nr. 7-1668 d.d. 2 juni", "Vraag nr. 7-1668 d.d. 31 juni"),
         correction("heading_date", "31 juni 2022", "2 juni 2022")),
        (("Vraag nr. 7-1668 d.d.", "Vraag nr. 7-1667 d.d."), correction("heading_number", "7-1667", "7-1668")),
    ],
    ids=lambda value: value.field if isinstance(value, Correction) else "",
)  # fmt: skip
def test_a_corrected_page_reads_like_one_that_was_right(wrong: tuple[str, str], fix: Correction) -> None:
    assert wrong[0] in PAGE
    corrected = parse(PAGE.replace(*wrong).encode(), corrections=[fix])
    assert codes(corrected) == ["value-corrected"]
    assert "A test says so." in corrected.issues[0].message
    right = parse(PAGE.encode())
    for name in right.__dataclass_fields__:
        assert name == "issues" or getattr(corrected, name) == getattr(right, name), name


def test_a_correction_that_no_longer_matches_is_told_and_not_applied() -> None:
    question = parse(PAGE.encode(), corrections=[correction("author", "Tom Ongna", "Tim Ongena")])
    assert (question.author, codes(question)) == ("Tom Ongena", ["correction-unmatched"])
    assert "Tom Ongna" in question.issues[0].message
    assert "Tom Ongena" in question.issues[0].message


@pytest.mark.parametrize(
    "other",
    [
        correction("author", "Tom Ongena", "Tim Ongena", question="7-1669"),
        correction("subject", "Un sujet", "Le sujet", language="fr"),
    ],
)
def test_a_correction_of_another_question_or_column_does_not_concern_a_page(other: Correction) -> None:
    assert parse(PAGE.encode(), corrections=[other]) == parse(PAGE.encode())


@pytest.mark.parametrize(
    "text",
    [
        "[[correction]]\nquestion = '7-1'",
        "[[correction]]\nquestion='7-1'\nfield='text'\nold=''\nnew=''\nwhy=''\nchecked=2026-01-01",
        "[[correction",
    ],
)
def test_a_table_that_is_no_correction_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_corrections(text)


def test_every_correction_of_the_project_says_why() -> None:
    assert all(one.why.endswith(".") and one.old != one.new for one in CORRECTIONS)
