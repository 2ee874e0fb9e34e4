"""What an operator does after a refresh: find the patch, apply it, look into the tables."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import Result

from flows.authority.tables import read_tables
from flows.fetch.fetcher import Policy
from flows.settings import read_settings
from tests.site.senators import Senator

PAUSE = 0.01
DAYS = read_settings({}).cache_days
MEMBERS = [
    Senator("9001", "Klaartje Denkbeeld", "Open Vld", legislatures=(6, 7), listed_as="DENKBEELD Klaartje"),
    Senator("9002", "Jean d’Exemple", "Parti de l’Exemple", legislatures=(5,)),
    Senator("9005", "Nieuwe Kracht", "Open Vld", legislatures=(7,)),
    Senator("4711", "Oud-Lid", "Open Vld", legislatures=(5,)),
]
Run = Callable[..., Result]


def hasty(real: Policy) -> Policy:
    """The policy with less time before a second attempt."""
    return replace(real, backoff=0.01)


def patch(output: Path, what: str, conflicts: bool = False) -> Path:
    return output / "authority" / "proposals" / f"2026-11-25-{what}{'-conflicts' if conflicts else ''}.diff"


def apply(tables: Path, file: Path) -> None:
    """Apply a patch as the summary says; it applies cleanly or the test fails."""
    git, other = shutil.which("git"), shutil.which("patch")
    if not git and not other:
        pytest.skip("neither git nor patch is installed")
    command = [git, "apply", "--whitespace=nowarn", file] if git else [other, "-p1", "--fuzz=0", "-i", file]
    subprocess.run([str(word) for word in command], cwd=tables.parent, check=True)


def people(tables: Path) -> dict[str, tuple[str, str]]:
    """Item and id of every person."""
    return {key: (row["wikidata"], row["senate_id"]) for key, row in read_tables(tables)["people"].items()}
