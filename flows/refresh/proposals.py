"""Changes to the reviewed tables as proposals that a person reads and applies: a patch and a summary, never the tables.

A draft holds the tables as they would be. What a table says already is never overwritten by the main patch: where a
source contradicts it, that is a conflict and stands in a patch of its own. Who is who is decided elsewhere.
"""

from __future__ import annotations

import csv
import difflib
import io
import os
import re
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from flows.authority.tables import TABLES
from flows.errors import BadInput, VraagbaakError

Kind = Literal["new-row", "new-value", "conflict"]
Row = dict[str, str]


@dataclass(frozen=True)
class Proposal:
    """One change; a new row has no column, its cells stand in `new` as "name=Klaas Voorbeeld; wikidata=Q1"."""

    table: str
    key: str
    column: str
    old: str
    new: str
    evidence: str
    kind: Kind


@dataclass
class Line:
    """A row with the text it stands in, which changes only when the row does."""

    row: Row
    text: str


@dataclass
class Table:
    """A table as it would be: the header and the lines of its file, and the file as it is."""

    name: str
    columns: list[str]
    header: str
    lines: list[Line]
    before: str
    end: str  # of a line: "\n" or "\r\n"

    def key(self, row: Row) -> str:
        """What a row is known by."""
        return " ".join(row[column] for column in TABLES[self.name][0])

    @property
    def after(self) -> str:
        """The file as it would be."""
        return self.header + "".join(line.text for line in self.lines)

    def write(self, row: Row) -> str:
        """The text of a row."""
        out = io.StringIO()
        csv.writer(out, lineterminator=self.end).writerow([row[column] for column in self.columns])
        return out.getvalue()


@dataclass
class Draft:
    """The tables as they would be with all proposals; `today` is when the source was asked, `source` what it is called.

    `looks` are sentences on what a person may want to look at and nothing is proposed for.
    """

    tables: Mapping[str, Table]
    source: str
    today: str
    proposals: list[Proposal] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    _open: list[tuple[Row, Proposal]] = field(default_factory=list)  # the conflicts with their rows

    def rows(self, table: str) -> list[Row]:
        """The rows of a table with what was proposed so far, without the conflicts."""
        return [line.row for line in self.tables[table].lines]

    def fill(self, table: str, row: Row, column: str, new: str, evidence: str) -> None:
        """Propose a value: for an empty cell, or a longer list in place of a shorter one."""
        self._propose(table, row, column, new, evidence, "new-value")
        self._set(table, row, column, new)

    def contradict(self, table: str, row: Row, column: str, new: str, evidence: str) -> None:
        """Report that the source says something else than a cell; the row stays as it is.

        A row whose `source` names the other value was decided on: "… , Wikidata says 2008-03-30".
        """
        if re.search(rf"(?<![\w-]){re.escape(new)}(?![\w-])", row["source"]):
            return
        self._open.append((row, self._propose(table, row, column, new, evidence, "conflict")))

    def add(self, table: str, cells: Row, evidence: str) -> Row:
        """Propose a row, in the place that the order of the table gives it."""
        into = self.tables[table]
        row = {column: cells.get(column, "") for column in into.columns}
        row |= {"source": self.source, "checked": self.today}
        told = "; ".join(f"{column}={value}" for column, value in cells.items() if value)
        self.proposals.append(Proposal(table, into.key(row), "", "", told, evidence, "new-row"))
        keys = [_order(table, line.row) for line in into.lines]
        at = bisect(keys, _order(table, row)) if keys == sorted(keys) else len(keys)
        if at == len(into.lines) > 0 and not into.lines[-1].text.endswith("\n"):
            into.lines[-1].text += into.end
        into.lines.insert(at, Line(row, into.write(row)))
        return row

    def look(self, sentence: str) -> None:
        """Remember something for a person to look at."""
        if sentence not in self.looks:
            self.looks.append(sentence)

    def settle(self) -> None:
        """Take the source's word in every conflict, for the patch that does so."""
        for row, one in self._open:
            self._set(one.table, row, one.column, one.new)
        self._open.clear()

    def _propose(self, table: str, row: Row, column: str, new: str, evidence: str, kind: Kind) -> Proposal:
        self.proposals.append(Proposal(table, self.tables[table].key(row), column, row[column], new, evidence, kind))
        return self.proposals[-1]

    def _set(self, table: str, row: Row, column: str, new: str) -> None:
        row[column] = new
        if self.source not in row["source"]:
            row["source"] = f"{row['source']}; {self.source}" if row["source"] else self.source
        row["checked"] = self.today
        into = self.tables[table]
        line = next(line for line in into.lines if line.row is row)
        line.text = into.write(row)


def read_draft(folder: Path, names: Iterable[str], source: str, today: str) -> Draft:
    """The tables of a folder, to propose changes to; raises BadInput naming file and line when one cannot be used."""
    return Draft({name: _read(folder / f"{name}.csv", name) for name in names}, source, today)


def _read(path: Path, name: str) -> Table:
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read as UTF-8 ({error}): restore it from the project's repository") from error
    pieces = io.StringIO(text, newline="").readlines()
    reader = csv.reader(pieces, strict=True)
    lines: list[Line] = []
    try:
        columns = [column.removeprefix("\ufeff") for column in next(reader, [])]
        header, at = "".join(pieces[: reader.line_num]), reader.line_num
        for cells in reader:
            if len(cells) != len(columns):
                raise BadInput(f"{path}, line {reader.line_num}: the row has not as many cells as the header")
            lines.append(Line(dict(zip(columns, cells, strict=True)), "".join(pieces[at : reader.line_num])))
            at = reader.line_num
    except csv.Error as error:
        raise BadInput(f"{path}, line {reader.line_num}: no comma-separated values: {error}") from error
    key, rest = TABLES[name]
    if lacking := sorted({*key, *rest, "source", "checked"} - set(columns)):
        raise BadInput(f"{path}, line 1: the header lacks {', '.join(lacking)}")
    return Table(name, columns, header, lines, text, "\r\n" if header.endswith("\r\n") else "\n")


def _order(table: str, row: Row) -> tuple[str, ...]:
    return tuple(row[column] for column in TABLES[table][0])


# -- what a person gets -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """The files that were written; a patch is None when there is nothing in it."""

    summary: Path
    patch: Path | None
    conflicts: Path | None


def write_proposals(draft: Draft, folder: Path, what: str, intro: Sequence[str]) -> Written:
    """Write the patches and the summary of a draft as `<day>-<what>.…`, in place of those of an earlier run that day.

    The patch of the conflicts goes on top of the other. `intro` are lines on what was asked and what came.
    """
    name = f"{draft.today}-{what}"
    before = {table: one.before for table, one in draft.tables.items()}
    first = {table: one.after for table, one in draft.tables.items()}
    draft.settle()
    second = {table: one.after for table, one in draft.tables.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = Written(
            folder / f"{name}.md",
            _write(folder / f"{name}.diff", _patch(before, first)),
            _write(folder / f"{name}-conflicts.diff", _patch(first, second)),
        )
        _write(written.summary, _summary(draft, name, intro, written))
    except OSError as error:
        raise VraagbaakError(f"{folder} cannot be written to ({error.strerror}): free or name a folder") from error
    return written


def _write(path: Path, text: str) -> Path | None:
    """The file with a text, whole or not at all; none when there is no text."""
    if not text:
        path.unlink(missing_ok=True)
        return None
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(text.encode("utf-8"))
    aside.replace(path)
    return path


def _patch(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """A unified diff of the tables that differ, as `git apply` and `patch -p1` take it."""
    pieces: list[str] = []
    for table in sorted(before):
        if before[table] == after[table]:
            continue
        name = f"seeds/{table}.csv"
        pieces.append(f"diff --git a/{name} b/{name}\n")
        old, new = _lines(before[table]), _lines(after[table])
        for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"):
            pieces.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(pieces)


def _lines(text: str) -> list[str]:
    """The lines as diff and patch count them: by line feeds alone, which are kept."""
    return io.StringIO(text, newline="\n").readlines()


def _summary(draft: Draft, name: str, intro: Sequence[str], written: Written) -> str:
    lines = [f"# Proposals {name}", "", *(f"* {line}" for line in intro), ""]
    for kind, title in (
        ("new-row", "New rows"), ("new-value", "New values"), ("conflict", "Conflicts: the table says something else"),
    ):  # fmt: skip
        chosen = [one for one in draft.proposals if one.kind == kind]
        if chosen:
            lines += [f"## {title} ({len(chosen)})", "", "| table | row | column | now | proposed | evidence |"]
            lines += ["| --- | --- | --- | --- | --- | --- |"]
            lines += [
                f"| {' | '.join(map(_cell, (p.table, p.key, p.column, p.old, p.new, p.evidence)))} |" for p in chosen
            ]
            lines.append("")
    if draft.looks:
        lines += [f"## To look at ({len(draft.looks)})", "", "Nothing is proposed for these.", ""]
        lines += [*(f"* {sentence}" for sentence in draft.looks), ""]
    lines += ["## What to do", "", *_advice(written)]
    return "\n".join(lines) + "\n"


def _advice(written: Written) -> list[str]:
    if not written.patch and not written.conflicts:
        return ["Nothing: the tables hold all that came and is certain."]
    lines = []
    if written.patch:
        lines += [
            f"Read the lines above, take what is wrong out of `{written.patch.name}`, and apply it beside `seeds/`:",
            "", f"    git apply {written.patch}", "",
            f"Without Git, `patch -p1 < {written.patch.name}` does the same.", "",
        ]  # fmt: skip
    if written.conflicts:
        lines += [
            f"`{written.conflicts.name}` takes the source's word in every conflict, and goes on top of the tables"
            + (" with the patch above applied" if written.patch else "")
            + ". Look each up before you apply it; what you do not want, leave out.",
            "", f"    git apply {written.conflicts}", "",
            "To keep the table's word for good, name the other value in the row's `source`.", "",
        ]  # fmt: skip
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
