"""What is written for people is true: generated passages, commands, paths, settings, modules, versions.

`python -m tests.contract.test_documentation` writes the generated passages of the README anew.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from flows.cli import app
from flows.issues import CODES
from flows.keep.workplace import ARCHIVE, JOURNAL, LOCK, RECORDS
from flows.publish.columns import OF_LEGISLATURE
from flows.publish.statistics import MEANINGS
from flows.publish.table_files import ENDINGS
from flows.settings import CONFIG, PREFIX, Settings
from tests.e2e.folders import WHOLE

ROOT = Path(__file__).parents[2]
README, CONTRIBUTING = ROOT / "README.md", ROOT / "CONTRIBUTING.md"
PAGES = [README, CONTRIBUTING, ROOT / "output" / "README.md", ROOT / "seeds" / "README.md"]
PROGRAM = "vraagbaak"
# Files that a run writes or a person may: no file of the project has their names.
WRITTEN = WHOLE | {
    ARCHIVE,
    JOURNAL,
    RECORDS,
    LOCK,
    "prefect/",
    "vraagbaak.toml",
    ".ttl.gz",
    ".nt.gz",
    ".jsonld.gz",
    "FILE.warc.gz",
}
WRITTEN |= {f"-{table.name}.{ending}" for table in OF_LEGISLATURE for ending in ENDINGS}
WRITTEN |= {"change.json", "index.json", "pages.json", "added.nq.gz", "removed.nq.gz"}  # of the log of changes
FENCE = re.compile(r"^```[a-z]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
FILE = re.compile(
    r"[\w./-]*(?:/[\w.-]*|\.(?:py|md|toml|csv|ttl|txt|json|lock|sqlite|gz|rq))"
)  # "ontology/", "pages.toml"
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


# -- generated passages -----------------------------------------------------------------------------


def cell(text: object) -> str:
    """A text as a cell of a Markdown table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def table(*rows: tuple[object, ...]) -> str:
    """A Markdown table whose first row is its head."""
    lines = [f"| {' | '.join(map(cell, row))} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * len(rows[0])}", *lines[1:]]) + "\n"


def settings_table() -> str:
    """Every setting with its default and its meaning."""
    rows: list[tuple[object, ...]] = [("setting", "default", "meaning")]
    for name, field in Settings.model_fields.items():
        written = str(field.default).lower() if isinstance(field.default, bool) else field.default
        default = "" if written is None else f"`{written}`"
        rows.append((f"`{PREFIX}{name.upper()}`", default, field.description))
    return table(*rows, (f"`{CONFIG}`", "`vraagbaak.toml`", "file to read settings from, when they stand elsewhere"))


def issues_table() -> str:
    """Every code of an issue with its meaning and what to do."""
    rows = [(f"`{code}`", facts.severity, facts.meaning, facts.advice) for code, facts in sorted(CODES.items())]
    return table(("code", "severity", "what it means", "what to do"), *rows)


def figures_table() -> str:
    """Every figure of `statistics.json` with its meaning."""
    return table(("figure", "what it is"), *((f"`{name}`", meaning) for name, meaning in MEANINGS.items()))


GENERATED: dict[str, Callable[[], str]] = {
    "settings": settings_table, "issues": issues_table, "figures": figures_table,
}  # fmt: skip


def passage(name: str) -> re.Pattern[str]:
    """What finds a generated passage between its comments."""
    return re.compile(rf"(?<=<!-- {name}: begin \(written by tests/contract/test_documentation\.py\) -->\n)"
                      rf"(.*?)(?=<!-- {name}: end -->)", re.DOTALL)  # fmt: skip


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_passage_says_what_the_code_says(name: str) -> None:
    found = passage(name).search(README.read_text("utf-8"))
    assert found, f"the README has no passage '{name}'"
    assert found[0] == GENERATED[name](), "run `python -m tests.contract.test_documentation`"


@pytest.mark.parametrize("name", GENERATED)
def test_every_row_of_a_generated_table_has_as_many_cells(name: str) -> None:
    lines = GENERATED[name]().splitlines()
    assert (
        len(lines)
        == 2 + {"settings": len(Settings.model_fields) + 1, "issues": len(CODES), "figures": len(MEANINGS)}[name]
    )
    assert len({line.replace("\\|", "").count("|") for line in lines}) == 1


def test_a_cell_holds_no_bar_and_no_line_break() -> None:
    assert table(("a|b", "c\nd")) == "| a\\|b | c d |\n| --- | --- |\n"


def main() -> None:
    """Write the generated passages of the README."""
    text = README.read_text("utf-8")
    for name, write in GENERATED.items():
        text = passage(name).sub(write().replace("\\", r"\\"), text)
    README.write_text(text, "utf-8")


# -- commands ---------------------------------------------------------------------------------------


def spans(path: Path) -> Iterator[str]:
    """What a page sets as code inside its lines."""
    yield from SPAN.findall(FENCE.sub("", path.read_text("utf-8")))


def code(path: Path) -> Iterator[str]:
    """Every piece of code of a page: inside its lines, and each line of its blocks."""
    yield from spans(path)
    for block in FENCE.findall(path.read_text("utf-8")):
        yield from block.splitlines()


def commands(path: Path) -> Iterator[list[str]]:
    """The words after the program's name wherever a page shows a command."""
    for piece in code(path):
        words = shlex.split(piece, comments=True) if PROGRAM in piece and piece.count("'") % 2 == 0 else []
        # The last one: "cd /srv/vraagbaak && .venv/bin/vraagbaak harvest"
        at = max((at for at, word in enumerate(words) if word.rpartition("/")[2] == PROGRAM), default=len(words))
        if words[at + 1 :]:
            yield words[at + 1 :]


def look_up(words: list[str]) -> tuple[Any, list[str]]:
    """The command that some words name, and the words after it."""
    found: Any = typer.main.get_command(app)
    while hasattr(found, "commands") and words:
        assert words[0] in found.commands, f"there is no command '{words[0]}'"
        found, words = found.commands[words[0]], words[1:]
    return found, words


def options(command: Any) -> set[str]:
    """The options of a command."""
    return {name for parameter in command.params for name in parameter.opts if name.startswith("--")}


@every_page
def test_every_command_shown_exists_with_its_options(path: Path) -> None:
    for words in commands(path):
        command, rest = look_up(words)
        named = {word.partition("=")[0] for word in rest if word.startswith("--")}
        assert named <= options(command), f"{' '.join(words)}: there is no {named - options(command)}"


def every_command(found: Any) -> Iterator[Any]:
    """A command and all below it."""
    yield found
    for below in getattr(found, "commands", {}).values():
        yield from every_command(below)


def test_every_option_shown_by_itself_exists() -> None:
    top: Any = typer.main.get_command(app)
    known = set().union(*(options(command) for command in every_command(top)))
    shown = {piece.split()[0].partition("=")[0] for path in PAGES for piece in spans(path) if piece.startswith("--")}
    assert shown
    assert shown <= known


def test_the_readme_shows_every_command() -> None:
    top: Any = typer.main.get_command(app)
    assert {words[0] for words in commands(README)} >= set(top.commands)


# -- paths, settings, versions ----------------------------------------------------------------------


@cache
def project_files() -> tuple[Path, ...]:
    """The files of the project: what git knows, and what it does not know yet and does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return tuple(path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file())


@every_page
def test_every_path_named_exists(path: Path) -> None:
    names = {file.name for file in project_files()}
    named = [
        piece for piece in spans(path) if FILE.fullmatch(piece) and not piece.startswith(("/", "output/", ".venv/"))
    ]
    assert named
    for piece in named:
        beside = any((folder / piece).exists() for folder in (ROOT, path.parent, ROOT / "flows"))
        module = (ROOT / "flows" / f"{piece}.py").is_file()
        assert beside or module or piece in WRITTEN or piece in names, f"{path.name} names {piece}"


def test_the_readme_lists_the_files_of_a_release() -> None:
    _, _, section = README.read_text("utf-8").partition("A release is a folder")
    rows = [line for line in section.partition("\n\n`")[0].splitlines() if line.startswith("| `")]
    named = {piece for row in rows for piece in SPAN.findall(row.split(" | ")[0])}
    pictures = {"pictures/<name>.<language>.svg", ".png"}
    of_legislature = {"be-senate-<legislature>.ttl.gz", ".nt.gz", ".jsonld.gz"}
    first, *others = (table.name for table in OF_LEGISLATURE)
    for ending in ENDINGS:
        of_legislature |= {f"be-senate-<legislature>-{first}.{ending}", *(f"-{one}.{ending}" for one in others)}
    of_legislature.add("be-senate-<legislature>-tables.parquet.zip")
    assert named == WHOLE | of_legislature | pictures


def test_the_page_on_the_output_folder_lists_what_is_written_there() -> None:
    rows = [line for line in PAGES[2].read_text("utf-8").splitlines() if line.startswith("| `")]
    assert {SPAN.findall(row)[0] for row in rows} == {
        ARCHIVE,
        JOURNAL,
        RECORDS,
        LOCK,
        "authority/",
        "releases/<version>/",
        "latest",
        "prefect/",
    }


def test_every_table_of_the_seeds_is_explained() -> None:
    named = {piece for piece in spans(PAGES[3]) if piece.endswith(".csv")}
    assert named == {path.name for path in (ROOT / "seeds").glob("*.csv")}


def test_every_variable_named_is_a_setting() -> None:
    known = {CONFIG, *(PREFIX + name.upper() for name in Settings.model_fields)}
    texts = [path for path in project_files() if path.suffix in (".md", ".py", "") and "tests" not in path.parts]
    for path in texts:
        named = set(re.findall(rf"{PREFIX}[A-Z_]+", path.read_text("utf-8")))
        assert named <= known, f"{path.relative_to(ROOT)} names {named - known}"


def test_every_room_and_module_has_its_place_in_the_documents() -> None:
    """In the README's table of rooms, or among the foundations in CONTRIBUTING."""
    text = README.read_text("utf-8") + CONTRIBUTING.read_text("utf-8")
    named = {piece.removeprefix("flows/").removesuffix(".py") for piece in SPAN.findall(FENCE.sub("", text))}
    flows = ROOT / "flows"
    modules = {path.stem for path in flows.glob("*.py") if path.stem != "__init__"}
    rooms = {f"{path.parent.name}/" for path in flows.glob("*/__init__.py")}
    assert sorted((modules | rooms) - named) == [], "name them in the table of rooms or among the foundations"


def test_the_changelog_has_a_section_for_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## {re.escape(version)}\b", changelog, re.MULTILINE)


# A folder in somebody's home or workplace, and the address of an index of packages.
MACHINE = re.compile(r"(?<![\w.}/-])/(?:root|home|Users|work)/\w|\b[A-Z]:\\\\?Users\b")
REGISTRY = re.compile(r"https?://[^\s\"'<>)]*(?:/simple\b|/packages/py|pypi\.|pythonhosted|artifactory|nexus)")


def test_no_file_names_a_machine_s_folder_or_a_registry() -> None:
    found = []
    for path in project_files():
        text = path.read_bytes().decode("utf-8", "replace")
        for pattern in (MACHINE, REGISTRY):
            found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in pattern.finditer(text)]
    assert found == []
    assert len(project_files()) > 200


def test_what_is_looked_for_would_be_found() -> None:
    folder, index = "/".join(("", "home", "me", "x")), "/".join(("https:", "", "pypi.org", "simple"))
    assert MACHINE.search(f"see {folder}")
    assert REGISTRY.search(f"from {index}/")


if __name__ == "__main__":
    main()
