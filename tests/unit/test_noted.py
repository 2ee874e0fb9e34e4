"""What is asked of the tables and answered is noted, for comparison later and for searching."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.authority import noted as module
from flows.authority.addressee import Addressed
from flows.authority.noted import Asked, Remembered, answer_now, is_known, look_up, noted


@dataclass
class Shelf:
    """Tables of one look-up, which counts how often it was worked out."""

    memory: dict[Asked, Remembered] = field(default_factory=dict)
    asked: dict[Asked, str] = field(default_factory=dict)
    worked: int = 0

    @look_up
    def spine(self, title: str, shelf: str = "top") -> str | None:
        """The colour of a book's spine."""
        self.worked += 1
        return f"{title} on {shelf}" if title else None


@pytest.mark.parametrize(
    ("answer", "note", "known"),
    [
        (None, "None", False),
        ("None", "'None'", True),
        ("", "''", True),
        ("l'Intérieur", r"'l\'Intérieur'", True),
        ("a\\", r"'a\\'", True),
        (Addressed("minister", ("defence",)), "Addressed(rank='minister', portfolios=('defence',), unknown=())", True),
        (
            Addressed("minister", ("budget", "defence"), ("Zeezaken",)),
            "Addressed(rank='minister', portfolios=('budget','defence',), unknown=('Zeezaken',))",
            False,
        ),
        # Python would write this phrase between double quotes, and no search would find it.
        (
            Addressed("minister", (), ("l'Inconnu",)),
            r"Addressed(rank='minister', portfolios=(), unknown=('l\'Inconnu',))",
            False,
        ),
    ],
)
def test_how_answers_are_noted(answer: object, note: str, known: bool) -> None:
    assert noted(answer) == note
    assert is_known(note) == known


@given(st.text(), st.text())
def test_a_note_says_exactly_what_was_answered(one: str, other: str) -> None:
    assert (noted(one) == noted(other)) == (one == other)
    assert (noted((one, other)) == noted((f"{one},{other}",))) is False


@given(st.text(st.characters(blacklist_characters="\n\r\0", blacklist_categories=["Cs"])))
def test_a_note_is_read_back_as_python_reads_it(text: str) -> None:
    assert ast.literal_eval(noted(text)) == text
    assert is_known(noted(text))


def test_every_question_is_noted_and_worked_out_once() -> None:
    shelf = Shelf()
    assert [shelf.spine("Ulysses", "top") for _ in range(3)] == ["Ulysses on top"] * 3
    assert shelf.worked == 1
    shelf.asked.clear()
    assert shelf.spine("Ulysses", "top") == "Ulysses on top"
    assert shelf.asked == {("spine", "Ulysses", "top"): "'Ulysses on top'"}, "also when it is remembered"
    assert shelf.worked == 1


def test_that_there_is_no_answer_is_remembered_too() -> None:
    shelf = Shelf()
    assert shelf.spine("") is shelf.spine("") is None
    assert shelf.asked == {("spine", "", "top"): "None"}
    assert shelf.worked == 1


def test_a_question_is_the_same_however_its_arguments_are_given() -> None:
    shelf = Shelf()
    shelf.spine("Ulysses")
    shelf.spine("Ulysses", "top")
    shelf.spine(shelf="top", title="Ulysses")
    shelf.spine("Ulysses", shelf="top")
    assert list(shelf.asked) == [("spine", "Ulysses", "top")]
    assert shelf.worked == 1


def test_what_was_asked_is_answered_again() -> None:
    shelf = Shelf()
    shelf.spine("Ulysses", "bottom")
    ((question, given_then),) = shelf.asked.items()
    assert answer_now(Shelf(), question) == given_then


@pytest.mark.parametrize(
    "question", [("worked",), ("colour", "Ulysses"), ("spine",), ("spine", "a", "b", "c"), ("__init__",)]
)
def test_a_question_of_another_version_has_no_answer(question: Asked) -> None:
    assert answer_now(Shelf(), question) == ""


def test_memory_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 10)
    shelf = Shelf()
    answers = {str(at): shelf.spine(str(at)) for at in range(95)}
    assert answers == {str(at): f"{at} on top" for at in range(95)}
    assert len(shelf.memory) <= 10
    assert len(shelf.asked) == 95
