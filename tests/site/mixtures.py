"""Draw pages in tags mixed by chance, the same for the same seed: what no single hand would have written.

Every block comes in the tags of another markup, cells are wrapped in tables and divisions that mean nothing, and the
site's own frame stands around them in one of several ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.site import markups
from tests.site.blocks import Block, Cell, Rows

BLOCKS = (markups.old_block, markups.new_block, markups.entity_block, markups.list_block, markups.broken_block)


def mixture(rows: Rows, seed: str) -> str:
    """A page in HTML; `seed` decides every tag."""
    chance = Random(seed)
    inside = _bilingual(rows, chance) if len(rows[0]) == 2 else _monolingual(rows, chance)
    return f"<html><body>{_framed(inside, chance)}</body></html>"


def _block(block: Block, chance: Random) -> str:
    drawn = chance.choice(BLOCKS)(block)
    return f"<div>{drawn}</div>" if chance.random() < 0.7 else f"<br>{drawn}<br>"


def _cell(cell: Cell, chance: Random) -> str:
    inside = "".join(_block(block, chance) for block in cell)
    wrapped = (
        f"<table><tr><td>{inside}</td></tr></table>",
        f"<div><div>{inside}</div></div>",
        f"<table><tr><td width=3>&nbsp;</td><td>{inside}</td><td></td></tr></table>",
    )
    return chance.choice(wrapped) if chance.random() < 0.3 else inside


def _cells(cells: Sequence[Cell], chance: Random, before: str, after: str) -> str:
    return "".join(f"{before}{_cell(cell, chance)}{after}" for cell in cells)


def _monolingual(rows: Rows, chance: Random) -> str:
    cells = [row[0] for row in rows]
    if chance.random() < 0.5:
        return _cells(cells, chance, "<div>", "</div>")
    return f"<table>{_cells(cells, chance, '<tr><td colspan=2>', '</td></tr>')}</table>"


def _bilingual(rows: Rows, chance: Random) -> str:
    columns = list(zip(*rows, strict=True))
    match chance.choice(("rows", "tables", "spaced", "columns", "tables side by side")):
        case "rows":
            inside = "".join(f"<tr>{_cells(row, chance, '<td>', '</td>')}</tr>" for row in rows)
        case "tables":
            return "".join(f"<table><tr>{_cells(row, chance, '<td>', '</td>')}</tr></table>" for row in rows)
        case "spaced":
            inside = "".join(f"<tr>{_cells(row, chance, '<td></td><td colspan=2>', '</td>')}</tr>" for row in rows)
        case "columns":
            inside = "".join(f"<td>{_cells(column, chance, '<div>', '</div>')}</td>" for column in columns)
        case _:
            tables = (f"<table>{_cells(column, chance, '<tr><td>', '</td></tr>')}</table>" for column in columns)
            inside = "<tr><td>" + "</td><td>".join(tables) + "</td></tr>"
    return f"<table>{inside}</table>"


def _framed(inside: str, chance: Random) -> str:
    menu = "<a href=/>Menu</a><br><a href=/agenda>Agenda</a>"
    top, bottom = ("<tr><td colspan=3>" + text + "</td></tr>" for text in ("Belgische Senaat", "© Senaat"))
    return chance.choice(
        (
            inside,
            f"<center>{inside}</center>",
            f"<table><tr><td>{menu}</td><td>{inside}</td></tr></table>",
            f"<table>{top}<tr><td>{menu}</td><td>{inside}</td><td>&nbsp;</td></tr>{bottom}</table>",
            f"<div><ul><li>{menu}</ul></div><div>{inside}</div><div><p>Natieplein 1, 1009 Brussel</p></div>",
        )
    )
