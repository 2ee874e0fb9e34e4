"""Turn a page, HTML or plain text, into boxes and lines.

A page is read as a person sees it: lines of text with their links, inside boxes that are tables, rows,
cells or plain groups. What a line means is decided by a source; nothing here knows a parliament.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Literal, get_args

from lxml import etree

Kind = Literal["group", "table", "row", "cell"]

Reading = Kind | Literal["block", "pre", "rule", "link", "skipped"]

TAGS: dict[Reading, str] = {
    "block": "address article aside blockquote body caption center dd details dir dt fieldset figcaption figure h1 h2 "
    "h3 h4 h5 h6 header html legend li menu p summary tbody tfoot thead",
    "group": "div ul ol dl form nav footer section main",
    "table": "table",
    "row": "tr",
    "cell": "td th",
    "pre": "pre",
    "rule": "hr",
    "link": "a",
    "skipped": "head script style noscript template select textarea button iframe object svg title",
}
# How an element is read; any tag that is not here is inline. Looked up, as a page has hundreds of elements, and most of
# those are boxes.
READING = {tag: reading for reading, tags in TAGS.items() for tag in tags.split()}
KINDS: dict[object, Kind] = {tag: kind for kind in get_args(Kind) for tag in TAGS[kind].split()}
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
C1 = {chr(code): bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
C1_CHARACTER = re.compile("[\x80-\x9f]")
C1_REFERENCE = re.compile(rb"&#(?:0*1[2-5]\d(?!\d)|[xX]0*[89])")  # "&#150;", "&#x96;", and a few others
NO_C1 = bytes({*range(0x100)} - {*range(0x80, 0xA0)})
C1_IN_UTF8 = re.compile(rb"\xc2[\x80-\x9f]")
FORBIDDEN = bytes({*range(0x20)} - {*b"\t\n\f\r"})  # what stops the parser; invisible in a browser too
WRAP = re.compile(r"[ \t]*[\r\n\f]\s*")  # a line end of the source inside a paragraph is one space
INVISIBLE = " \t\r\n\f\xa0"
BARS = frozenset("_-=–—*")  # what a ruled bar is made of
RULE = re.compile(r"^[_\-=–—*]{4,}$")  # "________", the bar of the print pages
PIPED = re.compile(r"^\|.*\|$")  # "| a | b |", a table row as text extractors write it
COLSPAN = re.compile(r"\s*([1-9][0-9]?)\b")


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside a line: its text and its address as written."""

    text: str
    href: str


# Lines and boxes are not frozen, though nothing changes them: a page has hundreds, and a frozen one takes three times
# as long to make.
@dataclass(slots=True)
class Line:
    """One visible line: `text` with blanks collapsed as browsers do (no-break spaces stay), `written` as it came."""

    text: str
    links: tuple[Link, ...] = ()
    written: str = ""

    @property
    def raw(self) -> str:
        """The line with its blanks kept, on one line."""
        return WRAP.sub(" ", self.written)


@dataclass(slots=True)
class Box:
    """A container: a table has rows, a row has cells; `span` is the number of columns a cell covers."""

    kind: Kind
    children: tuple[Line | Box, ...]
    span: int = 1
    _lines: tuple[Line, ...] | None = field(default=None, init=False, repr=False, compare=False)

    def lines(self) -> tuple[Line, ...]:
        """Every line inside, in reading order; asked for so often that it is remembered."""
        if self._lines is None:
            found: list[Line] = []
            for child in self.children:
                found += (child,) if isinstance(child, Line) else child.lines()
            self._lines = tuple(found)
        return self._lines


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
    if name.replace("-", "") == "utf8":
        with suppress(UnicodeDecodeError):
            return raw.decode("utf-8-sig")
    text = raw.decode("latin-1")  # and then its own characters: six times as fast as the codec of Windows-1252
    for character in set(raw.translate(None, NO_C1).decode("latin-1")):
        text = text.replace(character, C1[character])
    return text


def is_bar(line: Line) -> bool:
    """Whether a line is a ruled bar and nothing else."""
    return line.text[:1] in BARS and bool(RULE.match(line.text))


# -- HTML -------------------------------------------------------------------------------------------


# The parser of lxml.html would make the same tree, of elements in Python that take twice as long to visit.
@lru_cache(maxsize=1)
def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def _read_html(text: str) -> Box:
    source = text.encode("utf-8", "replace").translate(None, FORBIDDEN)
    root: etree._Element | None = etree.fromstring(source, _parser())
    if root is None:  # nothing but comments and processing instructions
        return Box("group", ())
    # Asked once for the page: to look for them in each line takes as long as the parser.
    collector = _Collector(may_have_c1=bool(C1_REFERENCE.search(source) or C1_IN_UTF8.search(source)))
    collector.walk(root)
    collector.close()
    return Box("group", tuple(collector.blocks))


class _Collector:
    """Gathers the content of the open box while the tree is walked; inline tags only add to the open line."""

    def __init__(self, may_have_c1: bool) -> None:
        self.may_have_c1 = may_have_c1
        self.blocks: list[Line | Box] = []
        self.pieces: list[str] = []
        self.links: list[Link] = []

    # One function for an element and all that is in it: a page has hundreds of elements, and pages may nest 250 deep,
    # where each call counts towards Python's limit of 1000.
    def walk(self, element: etree._Element, said: Callable[[str], None] | None = None) -> None:
        """Read an element's inside, its own text by `said`; its tail belongs to the parent."""
        said = said or self.pieces.append
        if text := element.text:
            said(text)
        for child in element:
            tag = child.tag
            if kind := KINDS.get(tag):
                self.close()
                around, self.blocks = self.blocks, []
                self.walk(child)
                self.close()
                inside, self.blocks = self.blocks, around
                if kind == "cell":
                    around.append(Box("cell", tuple(inside), _span(child.get("colspan"))))
                elif inside:
                    around.append(Box(kind, _with_rows(inside) if kind == "table" else tuple(inside)))
            elif tag == "br":
                self.close()
            elif reading := READING.get(tag):
                self.apart(child, reading)
            elif isinstance(tag, str):
                self.walk(child)
            if text := child.tail:
                said(text)

    def apart(self, element: etree._Element, reading: Reading) -> None:
        """Read an element that is neither a box nor inline."""
        if reading == "block":
            self.close()
            self.walk(element)
            self.close()
        elif reading == "rule":
            self.close()
            self.blocks.append(Line(BAR))
        elif reading == "link":
            if href := element.get("href"):  # kept with the line it stands in
                text = _collapse("".join(str(text) for text in element.itertext())).strip()
                self.links.append(Link(text, href.strip()))
            self.walk(element)
        elif reading == "pre":
            self.close()
            self.walk(element, self.each_line)
            self.close()

    def each_line(self, text: str) -> None:
        """Keep the text of an element in which a line end is one."""
        for line in text.split("\n"):
            self.pieces.append(line)
            self.close()

    def close(self) -> None:
        """End the open line, if it shows anything."""
        pieces, links = self.pieces, self.links
        if not pieces and not links:
            return
        written = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        if links or written.strip(INVISIBLE):
            if self.may_have_c1:
                written = C1_CHARACTER.sub(lambda found: C1[found[0]], written)
            text = _collapse(written)
            if text or links:
                self.blocks.append(Line(text, tuple(links), written))
            if links:
                self.links = []


def _with_rows(blocks: list[Line | Box]) -> tuple[Line | Box, ...]:
    """The content of a table with its cells in rows, as browsers put them when a page forgets the TR."""
    if not any(map(_is_cell, blocks)):
        return tuple(blocks)
    runs = ((loose, tuple(run)) for loose, run in groupby(blocks, key=_is_cell))
    return tuple(block for loose, run in runs for block in ((Box("row", run),) if loose else run))


def _is_cell(block: Line | Box) -> bool:
    return isinstance(block, Box) and block.kind == "cell"


def _collapse(text: str) -> str:
    """A text with its blanks as a browser shows them; a regular expression stops at each blank and takes ten times."""
    text = text.replace("\n", " ").replace("\r", " ").replace("\t", " ").replace("\f", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" \xa0")


@lru_cache(maxsize=64)
def _span(printed: str | None) -> int:
    span = COLSPAN.match(printed) if printed else None
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
