"""Pages are read as a browser shows them, whatever their bytes and tags."""

from __future__ import annotations

import pytest

from flows.parse.markup import Box, Line, read_page


def lines(raw: bytes, content_type: str | None = None) -> list[str]:
    return [line.text for line in read_page(raw, content_type).content.lines()]


@pytest.mark.parametrize(
    ("raw", "content_type", "text"),
    [
        ("België".encode("cp1252"), None, "België"),
        ("België".encode(), None, "België"),
        ("<p>België".encode("cp1252"), None, "België"),
        (b"<meta charset=utf-8><p>" + "België".encode("cp1252"), None, "België"),
        (b"<META CONTENT='text/html; charset=iso-8859-1'><p>" + "België – «x»".encode("cp1252"), None, "België – «x»"),
        (b"<meta charset='utf-8'><p>" + "België".encode(), None, "België"),
        ("<p>België".encode("cp1252"), "text/html; charset=utf-8", "België"),
        ("\ufeffBelgië".encode(), None, "België"),
        (b"<p>Belgi&euml; &#150; &#8217;s CD&V &amp; N-VA", None, "België – ’s CD&V & N-VA"),
    ],
)
def test_characters_are_those_of_the_browser(raw: bytes, content_type: str | None, text: str) -> None:
    assert lines(raw, content_type) == [text]


def test_bytes_that_are_no_character_are_counted() -> None:
    page = read_page(b"<p>caf\x81\x8d")
    assert page.undecodable == 2
    assert [line.text for line in page.content.lines()] == ["caf\ufffd\ufffd"]


def test_blanks_collapse_and_no_break_spaces_stay() -> None:
    assert lines("<p>een\n   twee «\xa0drie\xa0» \xa0 </p>".encode()) == ["een twee «\xa0drie\xa0»"]


def test_blocks_and_breaks_end_a_line_and_inline_tags_do_not() -> None:
    assert lines(b"<P>van <B>Tom</B> <I>Ongena</I><BR>aan<P>x<UL><LI>y<LI>z</UL>w<HR>") == [
        "van Tom Ongena", "aan", "x", "y", "z", "w", "________",
    ]  # fmt: skip


def test_what_a_reader_does_not_see_is_left_out() -> None:
    raw = b"<head><title>t</title><style>s</style></head><!-- c --><script>j</script><p>x</p><noscript>n</noscript>"
    assert lines(raw) == ["x"]


def test_tables_keep_rows_cells_and_spans() -> None:
    page = read_page(b"<TABLE><TR><TD COLSPAN=2>a<TD>b<TR><TD><TD>c<BR>d</TABLE>").content
    table = page.children[0]
    assert isinstance(table, Box)
    rows = [row for row in table.children if isinstance(row, Box)]
    cells = [[cell for cell in row.children if isinstance(cell, Box)] for row in rows]
    assert [[cell.span for cell in row] for row in cells] == [[2, 1], [1, 1]]
    assert [[[line.text for line in cell.lines()] for cell in row] for row in cells] == [
        [["a"], ["b"]],
        [[], ["c", "d"]],
    ]


def test_cells_without_a_row_are_one() -> None:
    (table,) = read_page(b"<TABLE><TD>a<TD>b<TR><TD>c</TABLE>").content.children
    assert isinstance(table, Box)
    assert [[line.text for line in row.lines()] for row in table.children if isinstance(row, Box)] == [
        ["a", "b"],
        ["c"],
    ]
    assert {row.kind for row in table.children if isinstance(row, Box)} == {"row"}


def test_links_stay_with_their_line() -> None:
    (line,) = read_page(b'<p>zie <a href="https://example.org/x">hier</a> of <a name=y>daar</a>').content.lines()
    assert line.text == "zie hier of daar"
    assert [(link.text, link.href) for link in line.links] == [("hier", "https://example.org/x")]


def test_plain_text_has_cells_where_tabs_or_bars_part_them() -> None:
    page = read_page(b"een\n\na\tb\nc\td\n| e | f |\ntwee").content
    table = page.children[1]
    assert isinstance(page.children[0], Line)
    assert isinstance(table, Box)
    assert [[line.text for line in row.lines()] for row in table.children if isinstance(row, Box)] == [
        ["a", "b"], ["c", "d"], ["e", "f"],
    ]  # fmt: skip
    assert isinstance(page.children[2], Line)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00\x01", b"<", b"<table>", b"<table><tr><td", b"\xff\xfe\x00", b"<p>" * 5000,
        b"<!doctype html><!-- -->",
        b"<div>" * 5000, b"<b>" * 5000, b"<table><tr><td>" * 2000, b"<p>x" + b"<td colspan=\xb2>", b"&#99999999999;<p>",
        b"<table><tr><td colspan=" + b"9" * 5000 + b">x", b"<p>&#xd800;&#0;&#x110000;", b"<meta charset=x-unknown><p>x",
    ],
)  # fmt: skip
def test_no_bytes_stop_the_reader(raw: bytes) -> None:
    read_page(raw)
