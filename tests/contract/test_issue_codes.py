"""Every issue code that the code names is in the one table, and every code of the table is used."""

from __future__ import annotations

import ast
from pathlib import Path

from flows.issues import CODES

FLOWS = Path(__file__).parents[2] / "flows"


def used() -> set[str]:
    """The codes given to `Issue(...)` and to the mapper's `_issue(...)`."""
    found: set[str] = set()
    for path in FLOWS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in CODES:
                found.add(node.value) if path.name != "issues.py" else None
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
                "Issue",
                "_issue",
            ):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    assert first.value in CODES, f"{path.name}:{node.lineno} names an unknown code {first.value!r}"
    return found


def test_every_code_is_used() -> None:
    assert used() == set(CODES)


def test_every_code_says_what_it_means_and_what_to_do() -> None:
    for code, facts in CODES.items():
        assert code == code.lower(), code
        assert facts.meaning.endswith("."), code
        assert facts.advice.endswith("."), code
