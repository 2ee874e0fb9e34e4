"""Four questions and a release of them, made once, and copies of it and of the tables to work on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.remaking import NOBODY, NUMBERS, Place, Product, copied, opened, page, product


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four questions of two legislatures, one by an author whom no table knows, and a release of them."""
    output = tmp_path_factory.mktemp("first")
    with opened(output) as made:
        made.keep(page("6-3"), page("7-1"), page("7-2", author=NOBODY), page("7-10"))
        assert made.make() == NUMBERS
        made.release()
    return output


@pytest.fixture
def place(first: Path, tmp_path: Path) -> Iterator[Place]:
    """A copy of those, to work on."""
    with opened(copied(tmp_path / "output", first)) as made:
        yield made


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Product]:
    with product(tmp_path / "product") as made:
        yield made
