"""What is kept of a question: its record in pieces with what it was made from, or why it is set aside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flows.keep.pieces import Piece
from flows.model import Issue, State

# The files that a record has a piece of; "rows" is what the flat tables are made from, and no file itself.
FORMS = ("nt", "nq", "ttl", "jsonld", "rows")
Finding = tuple[Any, ...]  # the fields of a `check.Finding`, as they stand in JSON
Asked = tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """Where a question stands: its state and how many answers it has, provisional ones not counted."""

    state: State
    answers: int


@dataclass(frozen=True)
class MadeFrom:
    """What a record follows from, besides the tables: checksums of its pages, of the code and of the shapes."""

    pages: str
    code: str
    shapes: str


@dataclass(frozen=True)
class SetAside:
    """A question that is not published as it is now: its pages and why."""

    number: str
    pages: tuple[str, ...]
    issues: tuple[Issue, ...]
    findings: tuple[Finding, ...] = ()
    has_good_record: bool = False
    made_from: MadeFrom = field(default=MadeFrom("", "", ""), repr=False)  # a release is not named by it


@dataclass(frozen=True)
class Odd:
    """What was odd about a question that is published: from reading, mapping and checking."""

    number: str
    pages: tuple[str, ...]
    issues: tuple[Issue, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Summary:
    """What the files for people and the description of shared things need of a record.

    `newest` is the day of its newest capture, `pages` the addresses it was read from, `facts` what of it is counted.
    `links` are those of its triples that point elsewhere, and `shared` what it says of things that no table knows,
    both as N-Triples.
    """

    number: str
    newest: str
    pages: tuple[str, ...] = ()
    standing: Standing = Standing(State.OPEN, 0)
    facts: Mapping[str, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    findings: tuple[Finding, ...] = ()
    links: bytes = b""
    shared: bytes = b""

    @property
    def legislature(self) -> int:
        """The legislature of the question."""
        return int(self.number.partition("-")[0])

    @property
    def serial(self) -> int:
        """The number within the legislature."""
        return int(self.number.partition("-")[2])


@dataclass(frozen=True)
class StoredRecord:
    """The record of a question: its summary, its piece of each file, and what it was made from.

    `asked` are the look-ups in the tables with their answers, `pairs` descriptors that its pages print side by side.
    """

    summary: Summary
    pieces: Mapping[str, Piece]
    asked: Mapping[Asked, str] = field(default_factory=dict)
    pairs: tuple[tuple[str, str], ...] = ()
    made_from: MadeFrom = MadeFrom("", "", "")

    @property
    def number(self) -> str:
        """The number of the question."""
        return self.summary.number

    @cached_property
    def sha256(self) -> str:
        """The checksum of what a release takes from the record; the findings come beside it, from other shapes too."""
        summary = self.summary
        told = repr((summary.newest, summary.pages, summary.issues, sorted(summary.facts.items())))
        said = (summary.shared, told.encode(), *(self.pieces[form].deflated for form in FORMS))
        return hashlib.sha256(b"\0".join(said)).hexdigest()


# -- as they stand in a database ------------------------------------------------------------------------


def dump(value: object) -> str:
    """A value as JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def dump_issues(issues: Iterable[Issue]) -> str:
    """Issues as JSON."""
    return dump([(issue.code, issue.message) for issue in issues])


def read_words(text: str) -> tuple[str, ...]:
    """The words of a list in JSON."""
    return tuple(json.loads(text))


def read_issues(text: str) -> tuple[Issue, ...]:
    """The issues that `dump_issues` wrote."""
    return tuple(Issue(code, message) for code, message in json.loads(text)) if text != "[]" else ()


def read_findings(text: str) -> tuple[Finding, ...]:
    """The findings of a list in JSON."""
    return tuple(tuple(finding) for finding in json.loads(text)) if text != "[]" else ()
