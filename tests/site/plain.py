"""Draw pages as text extractors give them: no tags, cells glued, columns lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.site.blocks import Block, Cell, Row, Rows


@dataclass(frozen=True)
class Style:
    """What an extractor puts between descriptors, between a date and its label, between the cells of a table."""

    descriptors: str
    events: str
    cells: str


GLUED = Style("\n", "", " | ")
SPACED = Style("   ", " ", "\t")


def by_rows(rows: Rows, _language: str) -> str:
    """Row by row; on a bilingual page the French cell, then the Dutch one below it, a bar once; chronology glued."""
    cells = (cell for row in rows for cell in (row[:1] if _is_bar(row) else row) if cell)
    return "\n\n".join("\n".join(_lines(cell, GLUED)) for cell in cells) + "\n"


def _is_bar(row: Row) -> bool:
    return bool(row[0]) and row[0][0].kind == "bar"


def by_columns(rows: Rows, _language: str) -> str:
    """One language after the other; descriptors on one line, parted by blanks; tables with tabs."""
    columns = zip(*rows, strict=True)
    return "\r\n".join("\r\n".join(_lines(cell, SPACED)) for column in columns for cell in column if cell)


def _lines(cell: Cell, style: Style) -> Iterator[str]:
    for block in cell:
        if block.kind == "descriptors":
            yield style.descriptors.join(block.lines)
        elif block.kind == "print-links":
            yield " ".join(block.lines)
        elif block.kind == "events":
            yield from (style.events.join(row) for row in block.table)
        elif block.table:
            yield from (_row(row, style.cells) for row in block.table)
        else:
            yield from _paragraphs(block)


def _paragraphs(block: Block) -> Iterator[str]:
    for line in block.lines:
        yield line
        if block.kind == "paragraph":
            yield ""


def _row(row: tuple[str, ...], between: str) -> str:
    joined = between.join(row)
    return f"| {joined} |" if "|" in between else joined
