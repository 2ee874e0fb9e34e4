"""Every page of the miniature senate.be says what the truth says, in every variant, language and markup."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from flows.as_json import as_json
from flows.sources.be_senate import parse
from tests.site.blocks import VARIANTS, Variant, rows
from tests.site.expected import expected, expected_issues
from tests.site.mixtures import mixture
from tests.site.pages import MARKUPS, draw
from tests.site.truth import Truth, all_truths

LANGUAGES = ("fr", "nl")
every_truth = pytest.mark.parametrize("truth", all_truths(), ids=lambda truth: truth.number)


def pages() -> Iterator[tuple[Variant, str, str]]:
    for variant in VARIANTS:
        for language in LANGUAGES:
            for markup in MARKUPS:
                yield variant, language, markup


def shown(truth: Truth, variant: Variant, language: str, markup: str) -> dict[str, Any]:
    """What the parser reads off a page, as the command prints it."""
    drawing = draw(truth, variant, language, markup)
    printed: dict[str, Any] = json.loads(json.dumps(as_json(parse(drawing.body, drawing.content_type, truth.number))))
    return printed


@every_truth
def test_every_page_says_what_the_truth_says(truth: Truth) -> None:
    for variant, language, markup in pages():
        page = shown(truth, variant, language, markup)
        issues = {issue["code"] for issue in page.pop("issues")}
        where = f"{truth.number} {variant} {language} {markup}"
        wanted = json.loads(json.dumps(expected(truth, variant, language, MARKUPS[markup].is_plain)))
        for name, value in wanted.items():
            assert page[name] == value, f"{where}: {name}"
        assert page == wanted, where
        assert issues == expected_issues(truth, variant, language), where


@every_truth
def test_tags_mixed_by_chance_change_nothing(truth: Truth) -> None:
    for variant in VARIANTS:
        for language in LANGUAGES:
            where = f"{truth.number} {variant} {language}"
            body = mixture(rows(truth, variant, language), where).encode("cp1252", "xmlcharrefreplace")
            page: dict[str, Any] = json.loads(json.dumps(as_json(parse(body, None, truth.number))))
            issues = {issue["code"] for issue in page.pop("issues")}
            assert page == json.loads(json.dumps(expected(truth, variant, language))), where
            assert issues == expected_issues(truth, variant, language), where


@every_truth
def test_the_same_bytes_are_drawn_for_the_same_page(truth: Truth) -> None:
    for variant, language, markup in pages():
        assert draw(truth, variant, language, markup) == draw(truth, variant, language, markup)


def test_the_markups_have_nothing_in_common_but_the_text() -> None:
    """No page of one markup is a page of another, and together they use every encoding of the Senate."""
    truth = all_truths()[0]
    drawings = [draw(truth, "SVPrintNLFR", "nl", markup) for markup in MARKUPS]
    assert len({drawing.body for drawing in drawings}) == len(MARKUPS)
    assert len({how.encoding for how in MARKUPS.values()}) == 2
    assert {how.content_type for how in MARKUPS.values()} >= {None, "text/html; charset=utf-8", "text/plain"}
