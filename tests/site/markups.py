"""Draw pages as HTML, in five markups that have nothing in common but what a reader sees.

`layout_tables` and `one_table` are what the Senate's pages are thought to be; the others are what a relaunch of the
site, or a tool that saved its pages, may make of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.site.blocks import Block, Cell, Rows

ADDRESS = re.compile(r"https?://[^\s<>()]*[\w/]")
LONG_WORD = re.compile(r"[^\W\d_]{7,}")
Draw = Callable[[Block], str]


def escape(text: str) -> str:
    """A text as HTML; a line feed inside a line is a line break of the page."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")


def _title(rows: Rows) -> str:
    return next(line for row in rows for block in row[0] if block.kind == "title" for line in block.lines)


def _all(cell: Cell, draw: Draw) -> str:
    return "\n".join(draw(block) for block in cell)


# -- nested layout tables, upper-case, nothing closed ------------------------------------------------


def layout_tables(rows: Rows, _language: str) -> str:
    """Nested tables without classes, as of 1999: unquoted attributes, font tags, TD, TR and P left open."""
    width = 100 // len(rows[0])
    lines = ["<HTML>", f"<HEAD><TITLE>{escape(_title(rows))}</TITLE></HEAD>", "<BODY BGCOLOR=#FFFFFF LINK=#003366>"]
    lines += ["<CENTER><TABLE BORDER=0 WIDTH=100%>", "<TR><TD ALIGN=left>", "<TABLE BORDER=0 CELLPADDING=2 WIDTH=100%>"]
    for row in rows:
        # A bar lies under both columns.
        shown = row[:1] if row[0] and row[0][0].kind == "bar" else row
        cells = (
            f"<TD VALIGN=top WIDTH={width}% COLSPAN={len(row) // len(shown)}>{_all(cell, old_block)}" for cell in shown
        )
        lines.append("<TR>" + "\n".join(cells))
    lines += ["</TABLE>", "</TABLE></CENTER>", "</BODY></HTML>"]
    return "\n".join(lines)


def old_block(block: Block) -> str:
    """A block in the tags of 1999."""
    text = "<BR>".join(escape(line) for line in block.lines).replace("CD&amp;V", "CD&V")
    match block.kind:
        case "title":
            return f"<CENTER><B><FONT SIZE=+1>{text}</FONT></B></CENTER>"
        case "heading" | "answer-heading":
            return f"<B><FONT COLOR=#003366>{text}</FONT></B>"
        case "paragraph":
            return f"<P>{text}"
        case "print-links":
            return " ".join(f"<A HREF={escape(block.href)}><FONT SIZE=-1>{line}</FONT></A>" for line in block.lines)
        case "document":
            return f"<A HREF={escape(block.href)}>{text}</A>"
        case "events" | "table":
            border = 0 if block.kind == "events" else 1
            table = ("<TR><TD>" + "<TD>".join(map(escape, row)) for row in block.table)
            return f"<TABLE BORDER={border}>" + "\n".join(table) + "</TABLE>"
    return f"<FONT SIZE=2>{text}</FONT>"


# -- divisions and paragraphs with a header, navigation and footer -----------------------------------


def divisions(rows: Rows, language: str) -> str:
    """What a relaunched site may look like: everything in divisions, the site's own matter around them."""
    menu = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in ("Home", "Agenda", "Dossiers"))
    content = "\n".join(
        f'<div class="row">{"".join(f"<div class=col>{_all(cell, new_block)}</div>" for cell in row)}</div>'
        for row in rows
    )
    return f"""<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{escape(_title(rows))} | Senaat</title>
<style>.row {{ display: flex }}</style><script>var menu = "<p>Vraag nr. 1-1</p>";</script></head>
<body><header><p>Belgische Senaat &ndash; Sénat de Belgique</p><nav><ul>{menu}</ul></nav></header>
<main><article>
{content}
</article></main>
<footer><p>© Senaat</p><p><a href="/contact">Contact</a> | <a href="/disclaimer">Disclaimer</a></p></footer>
</body></html>"""


def new_block(block: Block) -> str:
    """A block in headings and paragraphs."""
    match block.kind:
        case "title":
            return f"<h1>{escape(block.lines[0])}</h1>"
        case "heading" | "answer-heading":
            return f"<h2>{escape(block.lines[0])}</h2>"
        case "print-links":
            links = (f'<a class="button" href="{escape(block.href)}">{line}</a>' for line in block.lines)
            return f"<p>{' '.join(links)}</p>"
        case "document":
            return f'<p><a href="{escape(block.href)}">{escape(block.lines[0])}</a></p>'
        case "events":
            return "".join(f"<div><span>{day}</span> <span>{escape(label)}</span></div>" for day, label in block.table)
        case "table":
            head, *body = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.table)
            inner = "".join(f"<tr>{row}</tr>" for row in body)
            return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{inner}</tbody></table></div>'
    return "\n".join(f"<p>{_linked(line)}</p>" for line in block.lines)


def _linked(line: str) -> str:
    return ADDRESS.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(line))


# -- one table, one row a block ----------------------------------------------------------------------


def one_table(rows: Rows, _language: str) -> str:
    """One table for the page, a row for each block, spacer cells; entities, comments and scripts."""
    spacer = '<td width="10">&nbsp;</td>'
    lines = ['<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">']
    lines += ["<title>Senaat</title></head><body><!-- generated by Web DataBlade -->"]
    lines += ['<table border="0" cellspacing="0">', f"<tr><td>&nbsp;</td>{spacer}<td>&nbsp;</td></tr>"]
    for row in rows:
        cells = [f'<td valign="top">{_all(cell, entity_block)}</td>' for cell in row]
        inside = spacer.join(cells) if len(cells) > 1 else f"{spacer}{cells[0]}{spacer}"
        lines.append(f"<tr>{inside}</tr><!-- Chronologie: -->")
    lines += ["</table>", "<script type='text/javascript'>document.write('<b>Antwoord</b>');</script></body></html>"]
    return "\n".join(lines)


def entity_block(block: Block) -> str:
    """A block in ASCII, its lines parted by line breaks."""
    lines = [_entities(escape(line)) for line in block.lines]
    match block.kind:
        case "bar":
            return "<hr>"
        case "descriptors":
            return "&nbsp;&nbsp; ".join(lines)
        case "paragraph":
            return f"{lines[0]}<br><br>"
        case "print-links" | "document":
            return "&nbsp;".join(f"<a href='{escape(block.href)}'>{line}</a>" for line in lines)
        case "events" | "table":
            body = ("".join(f"<td>{_entities(escape(cell))}</td>" for cell in row) for row in block.table)
            return "<table>" + "".join(f"<tr>{row}</tr>" for row in body) + "</table>"
    return "<br/>".join(f"<b>{line}</b>" for line in lines)


def _entities(text: str) -> str:
    """A text in ASCII; what stands between 0x80 and 0x9F in Windows-1252 as its wrong number there: &#146;."""
    names = {"é": "&eacute;", "è": "&egrave;", "ë": "&euml;", "à": "&agrave;", "°": "&deg;", "\xa0": "&nbsp;"}

    def entity(character: str) -> str:
        raw = character.encode("cp1252", "ignore")
        return names.get(character) or f"&#{raw[0] if raw else ord(character)};"

    return "".join(character if character < "\x7f" else entity(character) for character in text)


# -- lists and headings ------------------------------------------------------------------------------


def lists(rows: Rows, _language: str) -> str:
    """Lists, definition lists and headings; words cut by spans, paragraphs wrapped; languages one below the other."""
    columns = zip(*rows, strict=True)
    sections = ("".join(_all(cell, list_block) for cell in column) for column in columns)
    body = "\n".join(f"<section>{section}</section>" for section in sections)
    return f"<!doctype html>\n<html><head><title>{escape(_title(rows))}</title></head><body>{body}</body></html>"


def list_block(block: Block) -> str:
    """A block as heading, list or paragraph."""
    lines = [escape(line) for line in block.lines]
    match block.kind:
        case "title":
            return f"<h1>{_cut(lines[0])}</h1>"
        case "heading" | "answer-heading" | "chronology-heading":
            return f"<h3>{_cut(lines[0])}</h3>"
        case "descriptors" | "relations":
            return "<ul>" + "".join(f"<li>{line}" for line in lines) + "</ul>"
        case "events":
            return "<dl>" + "".join(f"<dt>{day}<dd>{escape(label)}" for day, label in block.table) + "</dl>"
        case "print-links" | "document":
            return "<ul>" + "".join(f"<li><a href='{escape(block.href)}'>{line}</a></li>" for line in lines) + "</ul>"
        case "table":
            return "<table>" + "".join(_list_row(row) for row in block.table) + "</table>"
    return "".join(f"<p>{_wrapped(_cut(line))}</p>" for line in lines)


def _list_row(row: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<td><p>{escape(cell)}</p></td>" for cell in row) + "</tr>"


def _cut(text: str) -> str:
    """A text with a span inside its first long word: "Schrift<span>elijke</span>"."""
    return LONG_WORD.sub(lambda found: f"{found[0][:4]}<span>{found[0][4:]}</span>", text, count=1)


def _wrapped(text: str) -> str:
    """A text with line ends of the source where every sixth blank was."""
    words = text.split(" ")
    return "".join(word + ("\r\n\t  " if at % 6 == 0 else " ") for at, word in enumerate(words, 1)).strip()


# -- two cells with everything -----------------------------------------------------------------------


def two_cells(rows: Rows, _language: str) -> str:
    """Everything of a language in one cell, text parted by line breaks only."""
    columns = zip(*rows, strict=True)
    cells = (
        "<td>" + "<br>\n".join(broken_block(block) for cell in column for block in cell) + "</td>" for column in columns
    )
    return f"<table><tr>{''.join(cells)}</tr></table>"


def broken_block(block: Block) -> str:
    """A block whose lines are parted by line breaks only."""
    if block.kind == "events":
        return "<br>".join(f"{day}&nbsp;{escape(label)}" for day, label in block.table)
    if block.kind == "table":
        return entity_block(block)
    if block.href:
        return " ".join(f'<a href="{escape(block.href)}">{escape(line)}</a>' for line in block.lines)
    return "<br>".join(f"<i>{escape(line)}</i>" for line in block.lines)
