"""Texts are cut at their parts and put beside their answers, and no letter of them is lost."""

from __future__ import annotations

import re

from flows.pages.edition import edition_of
from flows.pages.pieces import Piece, pieces_of, rows_of
from flows.pages.reader import reader_of
from flows.served.release import Served

TEXT = "Vooraf.\n1) Hoeveel?\nEn waar?\n2° Waarom?\nb) à e) Sinds wanneer?\nTot slot."


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def said(pieces: list[Piece]) -> str:
    return letters("".join(piece.label + "".join(piece.paragraphs) for piece in pieces))


def test_a_text_is_cut_at_its_parts_with_their_printed_numbers() -> None:
    pieces = pieces_of(TEXT, [("p1", "Hoeveel?\nEn waar?"), ("p2", "Waarom?"), ("p3", "Sinds wanneer?")])
    assert pieces == [
        Piece("", "", ("Vooraf.",)), Piece("p1", "1)", ("Hoeveel?", "En waar?")), Piece("p2", "2°", ("Waarom?",)),
        Piece("p3", "b) à e)", ("Sinds wanneer?",)), Piece("", "", ("Tot slot.",)),
    ]  # fmt: skip


def test_a_part_that_the_text_does_not_have_leaves_the_text_whole() -> None:
    assert pieces_of("1) Een.\n2) Twee.", [("p1", "Drie."), ("p2", "")]) == [Piece("", "", ("1) Een.", "2) Twee."))]


def test_parts_stand_beside_their_answers_and_what_is_no_part_with_the_one_before() -> None:
    asked = pieces_of(TEXT, [("p1", "Hoeveel?\nEn waar?"), ("p2", "Waarom?")])
    answered = pieces_of("Dank.\n1) Drie.\n2) Daarom.\nMeer niet.", [("a1", "Drie."), ("a2", "Daarom.")])
    rows = rows_of({"nl": asked}, {"nl": answered}, {"a1": "p1", "a2": "p2"})
    assert [row.part for row in rows] == ["", "p1", "p2"]
    assert [[piece.part for piece in row.answered["nl"]] for row in rows] == [[""], ["a1"], ["a2", ""]]


def test_answers_in_another_order_are_not_torn_apart() -> None:
    asked = pieces_of("1) A?\n2) B?", [("p1", "A?"), ("p2", "B?")])
    answered = pieces_of("2) B.\n1) A.", [("a2", "B."), ("a1", "A.")])
    assert rows_of({"nl": asked}, {"nl": answered}, {"a1": "p1", "a2": "p2"}) == []
    again = pieces_of("1) A.\n2) B.\n1) C.", [("a1", "A."), ("a2", "B."), ("a3", "C.")])
    assert rows_of({"nl": asked}, {"nl": again}, {"a1": "p1", "a2": "p2", "a3": "p1"}) == []


def test_no_letter_of_any_text_of_the_release_is_lost(served: Served) -> None:
    reader = reader_of(served)
    aligned = 0
    for graph in served.store.named_graphs():
        number = graph.value.rpartition("/")[2]
        edition = edition_of(reader, number) if "/question/" in graph.value else None
        if edition is None:
            continue
        texts = [*edition.versions.values(), *(one for answer in edition.answers for one in answer.versions.values())]
        for version in texts:
            assert said([*version.pieces]) == letters(version.text)
        answer, rows = edition.aligned()
        for language, version in edition.versions.items() if rows else ():
            assert said([piece for row in rows for piece in row.asked[language]]) == letters(version.text)
        for language, version in answer.versions.items() if answer else ():
            assert said([piece for row in rows for piece in row.answered[language]]) == letters(version.text)
        aligned += bool(rows)
    assert aligned > 5
