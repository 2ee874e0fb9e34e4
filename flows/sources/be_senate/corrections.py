"""Apply the reviewed corrections of `corrections.toml` to what a page prints, before anything is compared or read on.

A correction whose old value is no longer printed is not applied but told.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from flows.errors import BadInput
from flows.model import Issue
from flows.sources.be_senate.printed import Column

VALUES = ("author", "party", "author_date", "heading_date", "heading_number", "addressee", "subject")
LISTS = ("keywords", "chronology")


@dataclass(frozen=True)
class Correction:
    """One reviewed fix: a field of a question that prints `old` is read as `new`; `language` is None for both."""

    question: str
    field: str
    old: str
    new: str
    why: str
    checked: date
    language: str | None = None

    def __post_init__(self) -> None:
        if self.field not in VALUES + LISTS:
            raise BadInput(f"a correction of {self.question} names the field '{self.field}': use {VALUES + LISTS}")


def read_corrections(text: str) -> tuple[Correction, ...]:
    """The corrections of a TOML text; raises BadInput for a table that is not one."""
    try:
        return tuple(Correction(**table) for table in tomllib.loads(text).get("correction", []))
    except (TypeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"corrections.toml: {error}") from error


CORRECTIONS = read_corrections((files(__package__) / "corrections.toml").read_text("utf-8"))


def correct(columns: Sequence[Column], corrections: Sequence[Correction]) -> list[Issue]:
    """Change the columns as far as the corrections of their question match, and tell what was done and what was not."""
    issues: list[Issue] = []
    for one in corrections:
        concerned = [
            column
            for column in columns
            if column.number == one.question and one.language in (None, column.language) and getattr(column, one.field)
        ]
        applied = [column for column in concerned if _apply(column, one)]
        if applied:
            issues.append(Issue("value-corrected", f"{one.field}: '{one.old}' is read as '{one.new}': {one.why}"))
        elif concerned:
            printed = " and ".join(dict.fromkeys(str(getattr(column, one.field)) for column in concerned))
            issues.append(Issue("correction-unmatched", f"{one.field}: '{one.old}' is not printed, but {printed}"))
    return issues


def _apply(column: Column, correction: Correction) -> bool:
    value = getattr(column, correction.field)
    if correction.field in VALUES:
        matches = value == correction.old
        setattr(column, correction.field, correction.new if matches else value)
        return bool(matches)
    matches = correction.old in value
    setattr(column, correction.field, [correction.new if one == correction.old else one for one in value])
    return matches
