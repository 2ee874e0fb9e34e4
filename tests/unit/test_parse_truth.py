"""A truth file that no page can say is refused in words, so that a slip in it is not taken for one of the parser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.truth import QUESTIONS, BadTruth, read_truth

GOOD = (QUESTIONS / "7-1668.toml").read_text("utf-8")


def refused(tmp_path: Path, text: str) -> str:
    path = tmp_path / "7-1668.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadTruth) as caught:
        read_truth(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('number = "7-1668"', 'number = "7-1669"', "holds 7-1669"),
        ('number = "7-1668"', 'number = "1668"', "'1668' is not like 7-1668"),
        ('author = "', 'autor = "', "wants 'author'"),
        ('party = "', 'partij = "', "unknown field partij"),
        ('state = "answered"', 'state = "beantwoord"', "'beantwoord' is not a valid State"),
        ("date = 2022-06-02\nkind", "date = 2022-06-03\nkind", "the first event is not the dispatch"),
        ("date = 2022-07-19\nkind", "date = 2022-07-20\nkind", "days of the answers"),
        ('asked_in = "nl"', 'asked_in = "de"', "the question is in ['fr', 'nl']"),
        ('["1)", "', '["//1)", "', "more than one level deeper"),
        ('["1)", "', '["1)", " ', "blanks that a page does not keep"),
        ("refers_to = []", 'refers_to = ["4-1"]', "4-1 is in no text"),
        ("[subject]", "[subject", "line"),
    ],
)
def test_a_truth_that_cannot_be_is_refused_in_words(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    message = refused(tmp_path, GOOD.replace(old, new, 1) if "date" not in old else GOOD.replace(old, new))
    assert message.startswith("7-1668.toml: ")
    assert told in message
