"""The pages of a question become one question: each language from the page that has it, contradictions told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from flows.as_json import as_json
from flows.model import Answer, AnswerKind, Body, EventKind, WrittenQuestion
from flows.parse.merge import merge_pages
from flows.sources.be_senate import parse
from tests.site.blocks import Variant
from tests.site.expected import expected, expected_issues
from tests.site.pages import draw
from tests.site.truth import Truth, all_truths

TRUTHS = {truth.number: truth for truth in all_truths()}


def read(truth: Truth, variant: Variant, language: str) -> WrittenQuestion:
    drawing = draw(truth, variant, language, "layout-tables")
    return parse(drawing.body, drawing.content_type, truth.number)


def shown(question: WrittenQuestion) -> tuple[dict[str, Any], set[str]]:
    printed = json.loads(json.dumps(as_json(question)))
    return printed, {issue["code"] for issue in printed.pop("issues")}


@pytest.mark.parametrize("truth", all_truths(), ids=lambda truth: truth.number)
def test_two_monolingual_pages_say_what_the_bilingual_one_says(truth: Truth) -> None:
    web = [read(truth, "SchriftelijkeVraag", language) for language in ("nl", "fr")]
    wanted = json.loads(json.dumps(expected(truth, "SVPrintNLFR", "nl")))
    page, issues = shown(merge_pages(web))
    for question in (page, wanted):
        del question["variant"]
        for event in question["events"]:
            del event["label"]  # the bilingual page prints Dutch labels in its French column
    assert page == wanted
    assert issues == expected_issues(truth, "SVPrintNLFR", "nl")


@pytest.mark.parametrize("truth", all_truths(), ids=lambda truth: truth.number)
def test_further_pages_add_nothing_to_the_bilingual_one_in_any_order(truth: Truth) -> None:
    bilingual = read(truth, "SVPrintNLFR", "nl")
    pages = [read(truth, "SchriftelijkeVraag", "nl"), bilingual, read(truth, "SVPrint", "fr")]
    assert merge_pages(pages) == merge_pages(pages[::-1]) == bilingual


def test_a_page_that_contradicts_another_is_told() -> None:
    page = read(TRUTHS["7-1668"], "SVPrintNLFR", "nl")
    other = read(TRUTHS["7-1668"], "SchriftelijkeVraag", "nl")
    merged = merge_pages([page, replace(other, party="Vooruit", date=date(2022, 6, 3), events=other.events[:1])])
    assert (merged.party, merged.date, merged.events) == (page.party, page.date, page.events)
    assert [issue.code for issue in merged.issues] == ["pages-differ"] * 3
    assert "Vooruit" in merged.issues[0].message


@pytest.mark.parametrize(
    ("author", "number"),
    [("Tom Ongena", "5107"), ("Tom Ongen", "")],
)
def test_the_author_s_number_comes_from_any_page_that_names_the_same_author(author: str, number: str) -> None:
    page = read(TRUTHS["7-1668"], "SVPrintNLFR", "nl")
    other = replace(read(TRUTHS["7-1668"], "SchriftelijkeVraag", "nl"), author=author, author_id="5107")
    assert merge_pages([page, other]).author_id == number
    assert merge_pages([replace(page, author_id="1"), other]).author_id == "1"


def test_answers_of_the_same_day_are_one_and_no_language_is_lost() -> None:
    """An older capture in French shows one answer, a newer one in Dutch two."""
    truth = TRUTHS["4-2571"]
    dutch, french = (read(truth, "SchriftelijkeVraag", language) for language in ("nl", "fr"))
    older = replace(french, answers=french.answers[1:], events=(french.events[0], french.events[2]))
    for pages in ([dutch, older], [older, dutch]):
        merged = merge_pages(pages)
        assert [sorted(answer.bodies) for answer in merged.answers] == [["nl"], ["fr", "nl"]]
        assert [answer.kind for answer in merged.answers] == [AnswerKind.SUBSTANTIVE, AnswerKind.SUPPLEMENTARY]
        assert [event.kind for event in merged.events] == [
            EventKind.DISPATCH, EventKind.ANSWER, EventKind.SUPPLEMENTARY_ANSWER,
        ]  # fmt: skip
        assert [issue.code for issue in merged.issues] == ["pages-differ"] * 2


def test_a_text_that_came_later_replaces_its_absence() -> None:
    page = read(TRUTHS["3-3744"], "SVPrintNLFR", "nl")
    (withheld,) = page.answers
    text = Answer(AnswerKind.SUBSTANTIVE, withheld.date, {"fr": Body("Oui.")})
    merged = merge_pages([page, replace(read(TRUTHS["3-3744"], "SchriftelijkeVraag", "fr"), answers=(text,))])
    assert merged.answers == (text,)
    referral = replace(text, kind=AnswerKind.REFERRAL, bodies={"nl": Body("Ik verwijs.")})
    pages = [replace(page, answers=(one,)) for one in (referral, text)]
    assert [answer.kind for answer in merge_pages(pages).answers] == [AnswerKind.SUBSTANTIVE]


def test_what_one_page_lacked_and_another_has_is_no_issue() -> None:
    truth = TRUTHS["7-1668"]
    lacking = replace(
        parse(draw(truth, "SVPrint", "fr", "lists").body.replace(b"(Question", b"(X")),
        events=(),
        author=None,
        party=None,
    )
    codes = {issue.code for issue in lacking.issues}
    assert codes == {"original-language-unknown"}
    merged = merge_pages([lacking, read(truth, "SVPrint", "nl")])
    assert (merged.author, merged.original_language, merged.issues) == (truth.author, "nl", ())


def test_lists_of_descriptors_that_are_not_parallel_are_told() -> None:
    truth = TRUTHS["7-1668"]
    dutch, french = (read(truth, "SchriftelijkeVraag", language) for language in ("nl", "fr"))
    shorter = replace(french, keywords={"fr": french.keywords["fr"][1:]})
    assert [issue.code for issue in merge_pages([dutch, shorter]).issues] == ["keyword-lists-differ"]
