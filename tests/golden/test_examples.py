"""The examples of the source are what the miniature site draws, and their records are exactly the expected Turtle."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from flows.authority.lookups import Authority, read_authority
from tests.site.write_examples import FOLDER, ROOT, Example, all_examples, expected_turtle

AGAIN = "if the change is meant, run `python -m tests.site.write_examples` and read the differences before you commit"
EXAMPLES = list(all_examples())
every_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)


@cache
def authority() -> Authority:
    return read_authority(ROOT / "seeds")


def lines(path: Path) -> list[str]:
    return path.read_bytes().decode("utf-8").splitlines() if path.is_file() else []


@every_example
def test_the_page_is_what_the_site_draws(example: Example) -> None:
    path = FOLDER / example.name / example.page_name
    assert path.is_file(), f"{path} is missing; {AGAIN}"
    assert path.read_bytes() == example.drawing.body, f"the page of {example.name} is drawn otherwise now; {AGAIN}"


@every_example
def test_the_record_is_the_expected_one(example: Example) -> None:
    found = expected_turtle(example, authority()).decode("utf-8").splitlines()
    assert found == lines(FOLDER / example.name / "expected.ttl"), f"the record of {example.name} changed; {AGAIN}"


def test_there_is_no_other_example() -> None:
    wanted = {f"{example.name}/{name}" for example in EXAMPLES for name in (example.page_name, "expected.ttl")}
    assert {f"{path.parent.name}/{path.name}" for path in FOLDER.glob("*/*")} == wanted, AGAIN
    assert len(EXAMPLES) == len({example.name for example in EXAMPLES})
