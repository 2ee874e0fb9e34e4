"""Draw a question of the miniature senate.be as the bytes of a page, in any variant, language and markup.

A pure function of its arguments. The markups differ as much as the real HTML may, which nobody here has seen; so do
their encodings, since the Senate's pages are Windows-1252, undeclared or wrongly declared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.site import markups, plain
from tests.site.blocks import Rows, Variant, rows
from tests.site.truth import Truth


@dataclass(frozen=True)
class Markup:
    """A way to draw rows: the tags, the encoding of the bytes, and the `Content-Type` that goes with them."""

    draw: Callable[[Rows, str], str]
    encoding: str
    content_type: str | None
    is_plain: bool = False


@dataclass(frozen=True)
class Drawing:
    """A page as a server would send it."""

    body: bytes
    content_type: str | None


MARKUPS = {
    "layout-tables": Markup(markups.layout_tables, "cp1252", "text/html"),
    "divisions": Markup(markups.divisions, "utf-8", "text/html; charset=utf-8"),
    "one-table": Markup(markups.one_table, "cp1252", "text/html; charset=ISO-8859-1"),
    "lists": Markup(markups.lists, "cp1252", "text/html; charset=utf-8"),
    "two-cells": Markup(markups.two_cells, "cp1252", None),
    "text-rows": Markup(plain.by_rows, "cp1252", "text/plain", is_plain=True),
    "text-columns": Markup(plain.by_columns, "utf-8", "text/plain; charset=utf-8", is_plain=True),
}


def draw(truth: Truth, variant: Variant, language: str, markup: str) -> Drawing:
    """A page with its header; `language` is the LANG of its address, `markup` a name of `MARKUPS`."""
    how = MARKUPS[markup]
    text = how.draw(rows(truth, variant, language), language)
    return Drawing(_encode(text, how), how.content_type)


def page(truth: Truth, variant: Variant, language: str, markup: str) -> bytes:
    """The bytes of a page."""
    return draw(truth, variant, language, markup).body


def _encode(text: str, how: Markup) -> bytes:
    """The bytes of a text: what Windows-1252 lacks is a numeric entity in HTML; plain text then is UTF-8."""
    if how.is_plain:
        try:
            return text.encode(how.encoding)
        except UnicodeEncodeError:
            return text.encode("utf-8")
    return text.encode(how.encoding, "xmlcharrefreplace")
