"""Turn a page, HTML or plain text, into boxes and lines.

A page is read as a person sees it: lines of text with their links, inside boxes that are tables, rows,
cells or plain groups. What a line means is decided by a source; nothing here knows a parliament.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Literal

from lxml import etree, html

Kind = Literal["group", "table", "row", "cell"]

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header html legend li main menu nav ol p pre section summary "
    "table tbody td tfoot th thead tr ul".split()
)
SKIPPED = frozenset("head script style noscript template select textarea button iframe object svg title".split())
BOXES: dict[str, Kind] = {"table": "table", "tr": "row", "td": "cell", "th": "cell"}
BAR = "________"

# "<TABLE border=0>", "<br/>", "<!DOCTYPE html>"
TAG = re.compile(
    r"<(?:!doctype|html|head|title|body|main|section|article|table|tr|td|div|p|pre|br|hr|h[1-6]|span|center|font|form"
    r"|b|i|em|strong|ul|ol|li|dl|a)\b[^<>]*>",
    re.I,
)
# '<meta http-equiv=Content-Type content="text/html; charset=iso-8859-1">', '<meta charset="utf-8">'
DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.I)
# The browser's reading of &#150; and the like: numbers of Windows-1252, not of Unicode.
C1 = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
WRAP = re.compile(r"[ \t]*[\r\n\f]\s*")  # a line end of the source inside a paragraph is one space
INVISIBLE = " \t\r\n\f\xa0"
BLANKS = re.compile(r"[ \t\r\n\f]+")
RULE = re.compile(r"^[_\-=–—*]{4,}$")  # "________", the bar of the print pages
PIPED = re.compile(r"^\|.*\|$")  # "| a | b |", a table row as text extractors write it


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside a line: its text and its address as written."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One visible line: `text` with blanks collapsed as browsers do (no-break spaces stay), `raw` with them kept."""

    text: str
    links: tuple[Link, ...] = ()
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A container: a table has rows, a row has cells; `span` is the number of columns a cell covers."""

    kind: Kind
    children: tuple[Line | Box, ...]
    span: int = 1
    _lines: list[tuple[Line, ...]] = field(default_factory=list, init=False, repr=False, compare=False)

    def lines(self) -> tuple[Line, ...]:
        """Every line inside, in reading order; asked for so often that it is remembered."""
        if not self._lines:
            inside = ((child,) if isinstance(child, Line) else child.lines() for child in self.children)
            self._lines.append(tuple(line for lines in inside for line in lines))
        return self._lines[0]


@dataclass(frozen=True, slots=True)
class Page:
    """A page read: its content, and how many bytes were no character of its encoding."""

    content: Box
    undecodable: int = 0


def read_page(raw: bytes, content_type: str | None = None) -> Page:
    """The boxes and lines of a page; `content_type` is the HTTP header, where there was one."""
    text = decode(raw, content_type)
    content = _read_html(text) if TAG.search(text) else _read_text(text)
    return Page(content, text.count("\ufffd"))


def decode(raw: bytes, content_type: str | None = None) -> str:
    """The characters of a page.

    The Senate's bytes are Windows-1252, undeclared or wrongly declared. UTF-8 is believed when the bytes
    are valid UTF-8 and nothing declares another encoding; a page of cp1252 with an accent is hardly ever
    valid UTF-8. Undecodable bytes become U+FFFD.
    """
    declared = DECLARED.search(raw[:4096]) or re.search(rb"charset=\"?([\w-]+)", (content_type or "").encode())
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    if name.replace("-", "") == "utf8" and _is_utf8(raw):
        return raw.decode("utf-8-sig")
    return raw.decode("cp1252", "replace")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def is_bar(line: Line) -> bool:
    """Whether a line is a ruled bar and nothing else."""
    return bool(RULE.match(line.text))


# -- HTML -------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def _read_html(text: str) -> Box:
    # Characters that XML forbids stop the parser; they are invisible in a browser too.
    cleaned = re.sub(r"[\x00-\x08\x0b\x0e-\x1f]", "", text)
    collector = _Collector()
    try:
        collector.walk(html.document_fromstring(cleaned.encode("utf-8", "replace"), parser=_parser()))
    except etree.ParserError:  # nothing but comments and processing instructions
        return Box("group", ())
    return Box("group", tuple(collector.finish()))


class _Collector:
    """Gathers the content of one box while the tree is walked; inline tags only add to the open line."""

    def __init__(self) -> None:
        self.blocks: list[Line | Box] = []
        self.pieces: list[str] = []
        self.links: list[Link] = []

    def walk(self, element: etree._Element) -> None:
        """Read an element's inside; its tail belongs to the parent."""
        self.add(element.text, element.tag == "pre")
        for child in element:
            self.child(child)
            self.add(child.tail, element.tag == "pre")

    def child(self, element: etree._Element) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in SKIPPED:
            return
        if tag in ("br", "hr"):
            self.close()
            if tag == "hr":
                self.blocks.append(Line(BAR))
        elif tag in BOXES or tag in ("div", "ul", "ol", "dl", "form", "nav", "footer", "section", "main"):
            self.close()
            inside = _Collector()
            inside.walk(element)
            children = tuple(_with_rows(inside.finish()) if tag == "table" else inside.finish())
            if children or tag in ("td", "th"):
                self.blocks.append(Box(BOXES.get(tag, "group"), children, _span(element)))
        elif tag in BLOCKS:
            self.close()
            self.walk(element)
            self.close()
        elif tag == "a" and element.get("href"):
            self.link(element)
        else:
            self.walk(element)

    def link(self, element: etree._Element) -> None:
        """Read a link like any inline tag, and keep its address with the line it stands in."""
        self.links.append(
            Link(_collapse("".join(str(text) for text in element.itertext())).strip(), element.get("href", "").strip())
        )
        self.walk(element)

    def add(self, text: str | None, preformatted: bool) -> None:
        if text and preformatted:
            for line in text.split("\n"):
                self.pieces.append(line)
                self.close()
        elif text:
            self.pieces.append(text)

    def close(self) -> None:
        """End the open line, if it shows anything."""
        written = "".join(self.pieces)
        if self.links or written.strip(INVISIBLE):
            raw = written.translate(C1)
            text = _collapse(raw)
            if text or self.links:
                self.blocks.append(Line(text, tuple(self.links), WRAP.sub(" ", raw)))
            self.links = []
        self.pieces.clear()

    def finish(self) -> list[Line | Box]:
        self.close()
        return self.blocks


def _with_rows(blocks: list[Line | Box]) -> Iterator[Line | Box]:
    """The content of a table with its cells in rows, as browsers put them when a page forgets the TR."""
    for loose, run in groupby(blocks, key=lambda block: isinstance(block, Box) and block.kind == "cell"):
        if loose:
            yield Box("row", tuple(run))
        else:
            yield from run


def _collapse(text: str) -> str:
    return BLANKS.sub(" ", text).strip(" \xa0")


def _span(element: etree._Element) -> int:
    printed = element.get("colspan")
    span = re.match(r"\s*([1-9][0-9]?)\b", printed) if printed else None
    return int(span[1]) if span else 1


# -- plain text -------------------------------------------------------------------------------------


def _read_text(text: str) -> Box:
    blocks: list[Line | Box] = []
    rows: list[Box] = []
    for source in text.splitlines():
        cells = _cells(source)
        if len(cells) > 1:
            rows.append(Box("row", tuple(Box("cell", _one_line(cell)) for cell in cells)))
            continue
        if rows:
            blocks.append(Box("table", tuple(rows)))
            rows = []
        blocks.extend(_one_line(source))
    if rows:
        blocks.append(Box("table", tuple(rows)))
    return Box("group", tuple(blocks))


def _cells(source: str) -> list[str]:
    stripped = source.strip()
    if PIPED.match(stripped):
        return stripped[1:-1].split("|")
    return source.split("\t") if "\t" in source.strip(" ") else [source]


def _one_line(source: str) -> tuple[Line, ...]:
    text = _collapse(source)
    return (Line(text, (), source),) if text else ()
