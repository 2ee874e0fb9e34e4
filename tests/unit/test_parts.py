"""Numbered parts are found as printed, and answers are linked only where that is certain."""

from __future__ import annotations

import pytest

from flows.parse.parts import find_parts, link_answers, same_numbering


def shown(text: str) -> list[tuple[str, str, int | None]]:
    return [(part.number, part.text, part.parent) for part in find_parts(text.split("\n"))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Graag:\n1) Hoeveel?\nEn waar?\n2) Wanneer?", [("1", "Hoeveel?\nEn waar?", None), ("2", "Wanneer?", None)]),
        ("1. Combien?\n2. Où?", [("1", "Combien?", None), ("2", "Où?", None)]),
        ("1.Qu'en est-il?\n2.Et où?", [("1", "Qu'en est-il?", None), ("2", "Et où?", None)]),
        ("(a) een\n(b) twee", [("a", "een", None), ("b", "twee", None)]),
        ("a. een\nb. twee", [("a", "een", None), ("b", "twee", None)]),
        ("- het aantal ;\n- de duur.", [("-", "het aantal ;", None), ("-", "de duur.", None)]),
        ("1) A?\na) x\nb) y\n2) B?", [("1", "A?", None), ("a", "x", 1), ("b", "y", 1), ("2", "B?", None)]),
        ("1) a) x\nb) y\n2) B?", [("1", "", None), ("a", "x", 1), ("b", "y", 1), ("2", "B?", None)]),
        ("1) x\n1) y\n3) z", [("1", "x", None), ("1", "y", None), ("3", "z", None)]),
        ("2) x\n3) y", [("2", "x", None), ("3", "y", None)]),
        ("1. et 2. Oui.\n3. Non.", [("1 et 2", "Oui.", None), ("3", "Non.", None)]),
        ("a) Oui.\nb) à e) Non.", [("a", "Oui.", None), ("b à e", "Non.", None)]),
        ("1) x\n2. y\n3) z", [("1", "x", None), ("2", "y", None), ("3", "z", None)]),
        ("A. x\n1. y\n2. z\nB. w", [("A", "x", None), ("1", "y", 1), ("2", "z", 1), ("B", "w", None)]),
        ("i) x\nii) y\niii) z", [("i", "x", None), ("ii", "y", None), ("iii", "z", None)]),
        ("I. x\n1. y\n2. z\nII. w", [("I", "x", None), ("1", "y", 1), ("2", "z", 1), ("II", "w", None)]),
        ("1)\tHoeveel?\n2)\tWaarom?", [("1", "Hoeveel?", None), ("2", "Waarom?", None)]),
        ("iv) x\nv) y", [("iv", "x", None), ("v", "y", None)]),
        ("h) x\ni) y", []),
        ("a) x\nb) y\nc) z\n1° v", [("a", "x", None), ("b", "y", None), ("c", "z", None), ("1", "v", 3)]),
        ("1° x\n2° y", [("1", "x", None), ("2", "y", None)]),
    ],
)  # fmt: skip
def test_parts_are_found_as_printed(text: str, parts: list[tuple[str, str, int | None]]) -> None:
    assert shown(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "M. Dupont a répondu.\nIl est parti.",
        "1.500 euro per jaar.",
        "2009. Dat was het jaar.",
        "- een enkel streepje",
        "Geen nummers.",
        "A. Janssens is benoemd.",
        "Jaar\tAantal\tAandeel\n1.\tGent\t12\n2.\tLuik\t8",
        "1) Antwerpen\t12\n2) Brussel\t14",
    ],
)
def test_what_only_looks_like_a_number_opens_no_part(text: str) -> None:
    assert shown(text) == []


def test_answers_are_linked_by_their_path_of_numbers() -> None:
    asked = find_parts(["1) x", "a) y", "b) z", "2) w"])
    given = find_parts(["1) Ja.", "a) Nee.", "b) Misschien.", "2) Later."])
    assert link_answers(asked, given) == {1: (1,), 2: (2,), 3: (3,), 4: (4,)}


def test_a_number_that_stands_twice_on_either_side_is_not_linked() -> None:
    twice = find_parts(["1) x", "1) y", "3) z"])
    once = find_parts(["1) Ja.", "3) Nee."])
    assert link_answers(twice, once) == {2: (3,)}
    assert link_answers(once, twice) == {3: (2,)}


def test_a_merged_answer_is_linked_to_every_part_it_names() -> None:
    asked = find_parts(["1) x", "2) y", "3) z"])
    assert link_answers(asked, find_parts(["1. et 2. Oui.", "3. Non."])) == {1: (1, 2), 2: (3,)}
    assert link_answers(asked, find_parts(["1) à 3) Oui."])) == {1: (1, 2, 3)}


def test_dashes_are_never_linked() -> None:
    dashes = find_parts(["- x", "- y"])
    assert link_answers(dashes, dashes) == {}


def test_the_two_languages_of_a_merged_number_are_the_same_numbering() -> None:
    assert same_numbering(find_parts(["1. et 2. Oui.", "3. Non."]), find_parts(["1. en 2. Ja.", "3. Nee."]))
    assert not same_numbering(find_parts(["1. Oui.", "2. Non."]), find_parts(["1. Ja."]))
