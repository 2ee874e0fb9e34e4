"""The print pages' own oddities: bars, empty blocks, two columns that do not agree or were lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from flows.model import State, WrittenQuestion
from flows.sources.be_senate import parse
from tests.site.pages import MARKUPS, draw
from tests.site.truth import Truth, all_truths

TRUTH = next(truth for truth in all_truths() if truth.number == "7-1668")
every_markup = pytest.mark.parametrize("markup", MARKUPS)
Change = Callable[[str], str]


def bilingual(markup: str, truth: Truth = TRUTH, change: Change = str) -> WrittenQuestion:
    drawing = draw(truth, "SVPrintNLFR", "nl", markup)
    encoding = "utf-8" if "utf-8" in str(drawing.content_type) and markup != "lists" else "cp1252"
    return parse(change(drawing.body.decode(encoding)).encode(encoding), drawing.content_type)


def codes(question: WrittenQuestion) -> set[str]:
    return {issue.code for issue in question.issues}


@every_markup
def test_an_empty_chronology_leaves_two_bars_and_nothing_else_is_lost(markup: str) -> None:
    """5-7481: answered, and no event in the printed chronology."""
    question = bilingual(markup, replace(TRUTH, events=()))
    assert codes(question) == {"chronology-missing"}
    assert (question.date, question.state) == (date(2022, 6, 2), State.ANSWERED)
    assert question.keywords["fr"] == TRUTH.keywords["fr"]
    assert [relation.target for relation in question.relations] == ["7-1669"]


@every_markup
def test_empty_blocks_between_the_bars_stay_empty(markup: str) -> None:
    question = bilingual(markup, replace(TRUTH, keywords={}, relations=()))
    assert (dict(question.keywords), question.relations, codes(question)) == ({}, (), set())
    assert dict(question.subject) == dict(TRUTH.subject)
    question = bilingual(markup, replace(TRUTH, subject={}))
    assert (dict(question.subject), codes(question)) == ({}, {"subject-missing"})
    assert dict(question.keywords) == dict(TRUTH.keywords)


@every_markup
def test_lists_of_descriptors_that_are_not_equally_long_are_told(markup: str) -> None:
    longer = (*TRUTH.keywords["nl"], "opvolging informatieverslag")
    question = bilingual(markup, replace(TRUTH, keywords={**TRUTH.keywords, "nl": longer}))
    assert codes(question) == {"keyword-lists-differ"}
    # A page that lost its columns does not say where one list ends: there the words tell, not always rightly.
    if markup not in ("divisions", "text-rows"):
        assert dict(question.keywords) == {"fr": TRUTH.keywords["fr"], "nl": longer}


@every_markup
def test_a_text_in_one_column_only_is_told(markup: str) -> None:
    truth = replace(TRUTH, question={"nl": TRUTH.question["nl"]})
    question = bilingual(markup, truth)
    assert "question-text-missing" in codes(question)
    assert list(question.question) == ["nl"]
    assert question.question["nl"] == bilingual(markup).question["nl"]


@every_markup
def test_columns_that_name_other_things_are_told(markup: str) -> None:
    question = bilingual(markup, change=lambda page: page.replace("van Tom Ongena", "van Tim Ongena"))
    assert codes(question) == {"author-differs"}
    assert question.author == "Tom Ongena"
    question = bilingual(markup, change=lambda page: page.replace("2 juin 2022", "3 juin 2022"))
    assert codes(question) == {"date-differs"}
    question = bilingual(markup, replace(TRUTH, party=None))
    assert (codes(question), question.author) == ({"party-missing"}, "Tom Ongena")


def test_two_events_of_one_kind_and_a_relation_in_each_column_count_once() -> None:
    truth = next(truth for truth in all_truths() if truth.number == "6-2010")  # reminded twice
    for markup in MARKUPS:
        question = bilingual(markup, truth)
        assert [event.date for event in question.events] == [event.date for event in truth.events], markup
        assert len(question.relations) == len(truth.relations)


def test_a_bar_of_the_web_page_is_decoration() -> None:
    drawing = draw(TRUTH, "SchriftelijkeVraag", "nl", "divisions")
    page = drawing.body.replace(b'<div class="row">', b'<hr><div class="row">')
    assert parse(page, drawing.content_type) == parse(drawing.body, drawing.content_type)
