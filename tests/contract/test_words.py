"""Every word of the pages exists in the three languages, with the same values, and every word that is used exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.pages.words import LANGUAGES, all_words, language_of, words_in

PAGES = Path(__file__).parents[2] / "flows" / "pages"
VALUES = re.compile(r"{(\w+)}")
# {{ t("nav.search") }} in templates, words("nav.search") in code
USED = re.compile(r"\b(?:t|words)\(\s*\"([\w.-]+)\"\s*[,)]")


@pytest.mark.parametrize("key", all_words())
def test_a_word_is_said_in_every_language_with_the_same_values(key: str) -> None:
    texts = all_words()[key]
    assert tuple(texts) == LANGUAGES
    assert all(text.strip() == text and text for text in texts.values())
    assert len({frozenset(VALUES.findall(text)) for text in texts.values()}) == 1
    assert len({text.count("|") for text in texts.values()}) == 1


@pytest.mark.parametrize("path", [*PAGES.rglob("*.html"), *PAGES.glob("*.py")], ids=lambda path: path.name)
def test_a_page_uses_only_words_that_exist(path: Path) -> None:
    assert set(USED.findall(path.read_text("utf-8"))) <= {*all_words()}


def test_numbers_and_days_are_spelt_as_the_language_does() -> None:
    assert [words_in(one).number(31_000) for one in LANGUAGES] == ["31.000", "31\u202f000", "31,000"]
    assert [words_in(one).number(12.5) for one in LANGUAGES] == ["12,5", "12,5", "12.5"]
    assert [words_in(one).date("2022-06-01") for one in LANGUAGES] == [
        "1\u00a0juni 2022",
        "1er\u00a0juin 2022",
        "1\u00a0June 2022",
    ]


def test_the_language_is_the_one_asked_for_then_the_one_accepted_then_dutch() -> None:
    assert language_of("fr", "en") == "fr"
    assert language_of("de", "en-GB,en;q=0.8") == "en"
    assert language_of(None, "de, nl;q=0.2, fr-BE;q=0.7") == "fr"
    assert language_of(None, "fr;q=0, en;q=x") == "nl"
    assert language_of(None, "") == "nl"
