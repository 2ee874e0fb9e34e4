"""The imports point one way, and each third-party library is known to as few modules as possible."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOWS = ROOT / "flows"

# From the ground up: a module may import those above it in this list, never those below.
ORDER = [
    # what everything stands on
    "errors", "model", "issues", "settings", "clock", "log", "vocabulary", "languages", "citations", "parts", "markup",
    "sources", "merge", "authority", "rdf", "turtle",
    # what is kept
    "database", "archive", "verify", "warc_records", "warc", "records", "journal", "workplace", "questions",
    # bringing in
    "folder", "faults", "exchange", "robots", "fetch", "visits", "progress", "collect",
    # mapping, checking, publishing
    "map_texts", "map", "things", "check", "report", "guard", "catalogue", "publish",
    # telling and running
    "as_json", "morning", "notify", "due", "nightly", "background", "schedule", "timers", "postgres", "prefect_local",
    "cli_archive", "cli",
]  # fmt: skip

# Which modules may know a library; no other may.
LIBRARIES = {
    "prefect": {"due", "nightly", "schedule"},
    "requests": {"exchange"},
    "urllib3": {"exchange"},
    "tenacity": {"fetch"},
    "protego": {"robots"},
    "lxml": {"markup"},
    "pyshacl": {"check"},
    "rdflib": {"check"},
    "pyoxigraph": {
        "vocabulary", "rdf", "turtle", "map", "map_texts", "things", "check", "report", "catalogue", "publish",
    },
    "sqlite3": {"database", "archive", "verify", "records", "journal"},
    "warcio": {"warc_records"},
    "py3langid": {"languages"},
    "pydantic": {"settings"},
    "structlog": {"log", "fetch", "notify"},
    "apprise": {"notify"},
    "typer": {"cli", "cli_archive"},
    "rich": {"cli", "cli_archive", "progress", "nightly"},
}  # fmt: skip

# A source is pure: bytes in, domain values out.
FOR_SOURCES = {"errors", "model", "languages", "citations", "parts", "markup", "sources"}

MODULES = sorted(path for path in FLOWS.rglob("*.py") if path.parent != FLOWS or path.stem != "__init__")


def room(path: Path) -> str:
    """The module that a file belongs to; everything below `sources` is one."""
    first = path.relative_to(FLOWS).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The modules that a file imports anywhere, also inside functions and for type checking."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found.update(names if node.module == "flows" else {node.module})
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(FLOWS)))
def test_a_module_imports_only_what_stands_above_it(path: Path) -> None:
    ours = {name.split(".")[1] for name in imported(path) if name.startswith("flows.")}
    above = ORDER[: ORDER.index(room(path))]
    allowed = FOR_SOURCES if room(path) == "sources" else {*above}
    # The first thing that `cli` and `nightly` name is what they run; both stand at the top.
    assert ours <= allowed | ({"sources"} if room(path) == "sources" else set())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(FLOWS)))
def test_a_library_is_known_where_it_is_used_and_nowhere_else(path: Path) -> None:
    known = {name.partition(".")[0] for name in imported(path)}
    for library, rooms in LIBRARIES.items():
        assert library not in known or room(path) in rooms, f"{path.name} may not know {library}"


def test_every_module_is_in_the_order() -> None:
    assert {room(path) for path in MODULES} == set(ORDER)


def test_no_module_is_named_for_nothing() -> None:
    homeless = {"utils", "util", "helpers", "common", "base", "manager", "misc"}
    assert not {path.stem for path in MODULES} & homeless


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(FLOWS)))
def test_files_and_functions_stay_small_and_say_what_they_are_for(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree) or not text.strip()
    assert text.count("\n") <= 300
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            # `as_json` and `parse` are one literal each.
            assert length <= 60, f"{node.name} has {length} lines"
