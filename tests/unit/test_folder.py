"""A folder's list of pages is read, and every mistake in it is told with the file and the entry."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from flows.errors import BadInput
from flows.fetch.folder import read_folder
from flows.settings import product_folder

ENTRY = """
[[page]]
file = "7-1.txt"
address = "https://www.senate.be/www/?MIval=/Vragen/SVPrint&LEG=7&NR=1&LANG=nl"
question = "7-1"
seen = 2026-11-23T01:30:00+01:00
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "7-1.txt").write_bytes(b"page")
    return tmp_path


def refused(folder: Path, listing: str | bytes) -> str:
    (folder / "pages.toml").write_bytes(listing if isinstance(listing, bytes) else listing.encode())
    with pytest.raises(BadInput) as caught:
        read_folder(folder)
    return str(caught.value)


def test_the_pages_come_in_the_order_of_the_list(folder: Path) -> None:
    (folder / "7-2.txt").write_bytes(b"other")
    second = ENTRY.replace("7-1", "7-2").replace("NR=1", "NR=2").replace("+01:00", "")
    (folder / "pages.toml").write_text(second + f'sha256 = "{hashlib.sha256(b"other").hexdigest()}"\n' + ENTRY)
    pages = read_folder(folder)
    assert [(page.question, page.body, page.status, dict(page.headers)) for page in pages] == [
        ("7-2", b"other", 200, {}),
        ("7-1", b"page", 200, {}),
    ]
    # A time without a zone is universal time.
    assert pages[0].seen == pages[0].first_seen == datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    assert pages[1].seen == datetime(2026, 11, 23, 1, 30, tzinfo=timezone(timedelta(hours=1)))


def test_the_bundled_page_is_there_with_its_checksum() -> None:
    (page,) = read_folder(product_folder("seeds") / "pages")
    assert page.question == "7-1668"
    assert page.sha256 == "1f342ef52f3e2eddfb181a43f6856d32b5783febfb4520e74592a268170489d7"


def test_a_folder_without_a_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_folder(tmp_path / "nowhere")
    assert str(caught.value).startswith(f"{tmp_path / 'nowhere' / 'pages.toml'} is missing")


@pytest.mark.parametrize("listing", [b"[[page]\n", b"file = '\xe9'\n"])
def test_a_list_that_is_no_toml_is_refused(folder: Path, listing: bytes) -> None:
    assert refused(folder, listing).startswith(f"{folder / 'pages.toml'} cannot be read: ")


@pytest.mark.parametrize("listing", ["", "page = []\n", "page = 3\n", ENTRY.replace("[[page]]", "[page]")])
def test_a_list_without_pages_is_refused(folder: Path, listing: str) -> None:
    message = refused(folder, listing)
    assert message.startswith(f"{folder / 'pages.toml'} lists no page")
    assert "[[page]]" in message


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('file = "7-1.txt"\n', "", "'file' is missing"),
        ('file = "7-1.txt"', "file = 7", "'file' is missing or not a str"),
        ('address = "', 'adress = "', "'adress' is none of"),
        ('question = "7-1"\n', "", "'question' is missing"),
        ("seen = 2026-11-23T01:30:00+01:00\n", "", "'seen' is missing"),
        ("2026-11-23T01:30:00+01:00", "2026-11-23", "'seen' is missing or not a datetime"),
        ('question = "7-1"', 'question = "1668"', "'1668' is no question's number; write it like 7-1668"),
        ('question = "7-1"', 'question = "7-01"', "'7-01' is no question's number"),
        ("https://", "ftp://", "is no web address"),
        ("/www/?", "/www /?", "is no web address"),
        ("7-1.txt", "7-9.txt", "7-9.txt is missing"),
        ("seen =", 'sha256 = "00"\nseen =', "7-1.txt has the checksum "),
    ],
)
def test_a_mistake_is_told_with_file_and_entry(folder: Path, old: str, new: str, told: str) -> None:
    assert old in ENTRY
    message = refused(folder, ENTRY + ENTRY.replace(old, new))
    assert message.startswith(f"{folder / 'pages.toml'}, page 2: ")
    assert told in message


def test_an_entry_that_is_no_table_is_refused(folder: Path) -> None:
    assert refused(folder, "page = [1]\n") == (
        f"{folder / 'pages.toml'}, page 1: is no table; write [[page]] above its file, address, question and seen"
    )
