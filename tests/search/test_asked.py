"""What is typed becomes an expression of FTS5 that never is an error, whatever is typed."""

from __future__ import annotations

import sqlite3
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.search.asked import ANYWHERE, EVERYWHERE, IN_HEADS, MOST, Term, expression_of, number_in, terms_in
from flows.search.schema import SCHEMA
from flows.search.snippets import Marker

WORDS = sqlite3.connect(":memory:", check_same_thread=False)
WORDS.executescript(SCHEMA)
WORDS.execute("INSERT INTO words (rowid, title, text) VALUES (1, 'Krijgsmacht', 'AND NOT NEAR')")
# What FTS5 has a meaning for, and what might end a string, a column or a query.
SYNTAX = st.lists(
    st.sampled_from(
        ["AND", "OR", "NOT", "NEAR", "NEAR(a b)", '"', "'", "(", ")", "*", "^", "-", "+", ":", "{", "}", "title:",
         "\x00", ";", "--", "\\", "é", "ß", "œ", " ", "krijgsmacht", "İ", "\ud800", "a", "*a", '"a"*', "-*"]
    )
).map("".join)  # fmt: skip


@given(st.one_of(st.text(), SYNTAX))
def test_nothing_that_is_typed_is_an_error(text: str) -> None:
    terms = terms_in(text)
    assert len(terms) <= MOST
    for columns, excluded in product((ANYWHERE, EVERYWHERE, IN_HEADS), (True, False)):
        if expression := expression_of(terms, columns, excluded=excluded):
            WORDS.execute("SELECT rowid FROM words WHERE words MATCH ?", [expression]).fetchall()


@given(st.one_of(st.text(), SYNTAX), st.one_of(st.text(), SYNTAX))
def test_a_snippet_is_a_part_of_its_text(typed: str, text: str) -> None:
    marker = Marker(terms_in(typed))
    assert "".join(piece for piece, _ in marker.marked(text)) == text
    assert "".join(piece for piece, _ in marker.snippet([text])).removeprefix("… ").removesuffix(" …") in text


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("sociale media", [Term(("sociale",)), Term(("media",))]),
        ('"sociale media"', [Term(("sociale", "media"))]),
        ('"sociale media', [Term(("sociale", "media"))]),
        ("veilig*", [Term(("veilig",), begins=True)]),
        ("v*", [Term(("v",))]),
        ("-krijgsmacht", [Term(("krijgsmacht",), is_excluded=True)]),
        ('leger -"sociale media"', [Term(("leger",)), Term(("sociale", "media"), is_excluded=True)]),
        ("l'armée de terre", [Term(("armée",)), Term(("terre",))]),
        ("de", [Term(("de",))]),
        ('"de minister"', [Term(("de", "minister"))]),
        ("!?", []),
    ],
)
def test_words_phrases_stars_and_minuses_are_told_apart(text: str, terms: list[Term]) -> None:
    assert terms_in(text) == terms


@pytest.mark.parametrize(
    ("text", "number"),
    [("7-1668", "7-1668"), (" 7/1668 ", "7-1668"), ("07 - 01668", "7-1668"), ("7-1668 x", ""), ("1668", "")],
)
def test_a_number_that_is_typed_is_known(text: str, number: str) -> None:
    assert number_in(text) == number
