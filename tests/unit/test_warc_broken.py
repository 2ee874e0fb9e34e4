"""A WARC file that is broken, cut off or none is refused by name, and nothing of it is taken in."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.errors import BadInput
from flows.keep.archive import Archive, open_archive
from flows.keep.warc import export_warc, import_warc
from tests.unit.warcs import ADDRESS, CHUNKED, PAGE, fill, no_number, number_of, rows, write


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "archive.sqlite") as opened:
        fill(opened)
        yield opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "empty.sqlite") as opened:
        yield opened


BROKEN: dict[str, dict[str, Any]] = {
    "no date": {"fields": {"WARC-Date": "yesterday"}},
    "gzip cut off": {"body": gzip.compress(PAGE)[:-20], "headers": [("Content-Encoding", "gzip")]},
    "gzip damaged": {"body": gzip.compress(PAGE)[:30] + b"\x00" * 30, "headers": [("Content-Encoding", "gzip")]},
    "deflate damaged": {"body": zlib.compress(PAGE)[:-5], "headers": [("Content-Encoding", "deflate")]},
    "unknown encoding": {"body": b"\x8b\x05", "headers": [("Content-Encoding", "br")]},
    "chunk cut off": {"body": CHUNKED[:200], "headers": [("Transfer-Encoding", "chunked")]},
    "payload digest": {"fields": {"WARC-Payload-Digest": f"sha1:{hashlib.sha1(b'B').hexdigest()}"}},
    "block digest": {"fields": {"WARC-Block-Digest": f"sha1:{hashlib.sha1(b'B').hexdigest()}"}},
    "no HTTP status": {"status": "fine"},
    "no number": {"fields": {"Vraagbaak-Question": "seven"}},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_record_is_named_and_nothing_is_taken_in(tmp_path: Path, empty: Archive, name: str) -> None:
    path = write(tmp_path / "other.warc.gz", {"address": ADDRESS.format(7, 2)}, BROKEN[name])
    with pytest.raises(BadInput, match=r"other\.warc\.gz, record at byte [1-9]\d+: .*Nothing was taken in"):
        import_warc(path, empty, number_of)
    assert empty.counts().captures == empty.counts().contents == 0


def take(path: Path, archive: Archive) -> str:
    """What is said when a file is taken in, empty when it was."""
    try:
        import_warc(path, archive, no_number)
    except BadInput as error:
        return str(error)
    return ""


def empty_out(archive: Archive) -> None:
    with archive.transaction():
        archive.connection.execute("DELETE FROM capture")
        archive.connection.execute("DELETE FROM content")


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_file_cut_off_anywhere_is_refused_or_whole(
    tmp_path: Path, archive: Archive, empty: Archive, gzipped: bool
) -> None:
    path, cut = tmp_path / "out.warc.gz", tmp_path / "cut.warc.gz"
    export_warc(archive, path)
    data = path.read_bytes() if gzipped else gzip.decompress(path.read_bytes())
    for end in {*range(1, len(data), 97), *range(len(data) - 30, len(data))}:
        cut.write_bytes(data[:end])
        refusal = take(cut, empty)
        if refusal:
            assert str(cut) in refusal
            assert empty.counts().captures == 0
        else:
            # Only what follows the last page, gzip's checksum or two empty lines, was cut off.
            assert len(data) - end <= 20
            assert rows(empty) == rows(archive)
            empty_out(empty)


def test_bytes_changed_anywhere_never_give_another_page(tmp_path: Path, archive: Archive, empty: Archive) -> None:
    path, changed = tmp_path / "out.warc.gz", tmp_path / "changed.warc.gz"
    export_warc(archive, path)
    data = path.read_bytes()
    true = rows(archive)
    for at in range(0, len(data), 17):
        changed.write_bytes(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :])
        refusal = take(changed, empty)
        if refusal:
            assert str(changed) in refusal
            assert empty.counts().captures == 0
        else:
            assert rows(empty) == true, "such as a change of gzip's note on the system that wrote"
            empty_out(empty)


NO_WARC = {
    "empty": b"",
    "text": b"no WARC at all\r\n" * 9,
    "page": b"<html></html>",
    "gzipped text": gzip.compress(b"text\n" * 99),
    "ARC": b"filedesc://x.arc 0.0.0.0 20250101000000 text/plain 10\n1 0 x\nURL\n\n",
    "no length": b"WARC/1.0\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\r\n\r\nA\r\n\r\n",
    "wrong length": b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 1\r\n\r\nABC\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", NO_WARC)
def test_a_file_that_is_no_warc(tmp_path: Path, empty: Archive, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "other.warc.gz"
    path.write_bytes(NO_WARC[name])
    with pytest.raises(BadInput, match=r"other\.warc\.gz"):
        import_warc(path, empty, number_of)


def test_a_file_gzipped_as_a_whole_is_told_how_to_be_mended(tmp_path: Path, empty: Archive) -> None:
    plain = write(tmp_path / "plain.warc", {}, {"address": ADDRESS.format(7, 2)}, gzipped=False)
    whole = tmp_path / "whole.warc.gz"
    whole.write_bytes(gzip.compress(plain.read_bytes()))
    with pytest.raises(BadInput, match="warcio recompress"):
        import_warc(whole, empty, number_of)
    assert empty.counts().captures == 0


def test_a_file_that_is_not_there(tmp_path: Path, empty: Archive) -> None:
    with pytest.raises(BadInput, match="name an existing WARC file"):
        import_warc(tmp_path / "missing.warc.gz", empty, number_of)


def test_an_export_with_a_record_less_is_refused(tmp_path: Path, archive: Archive, empty: Archive) -> None:
    path = tmp_path / "out.warc.gz"
    export_warc(archive, path)
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"\x1f\x8b\x08\x00")])
    with pytest.raises(BadInput, match="5 of the 6 captures"):
        import_warc(path, empty, number_of)
    assert empty.counts().captures == 0
