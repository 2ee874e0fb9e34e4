"""WARC files of other tools come in, whatever their encodings, digests and dates."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.keep.archive import Archive, open_archive
from flows.keep.warc import Imported, import_warc
from tests.unit.warcs import ADDRESS, CHUNKED, HERE, PAGE, canonical, number_of, write


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "empty.sqlite") as opened:
        yield opened


def bodies(archive: Archive) -> list[bytes]:
    return [page.body for page in archive.captures()]


RAW = zlib.compressobj(wbits=-15)
BODIES: dict[str, tuple[bytes, list[tuple[str, str]]]] = {
    "plain": (PAGE, []),
    "identity": (PAGE, [("Content-Encoding", "identity")]),
    "gzip": (gzip.compress(PAGE), [("Content-Encoding", "gzip")]),
    "two gzip members": (gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:]), [("Content-Encoding", "GZIP ")]),
    "zlib": (zlib.compress(PAGE), [("Content-Encoding", "deflate")]),
    "deflate": (RAW.compress(PAGE) + RAW.flush(), [("Content-Encoding", "deflate")]),
    "chunked": (CHUNKED, [("Transfer-Encoding", "chunked")]),
    "chunked gzip": (
        b"%X\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(PAGE)), gzip.compress(PAGE)),
        [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")],
    ),
    "decoded by the tool": (PAGE, [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]),
    "inflated by the tool": (PAGE, [("Content-Encoding", "deflate")]),
}


@pytest.mark.parametrize("gzipped", [True, False])
@pytest.mark.parametrize("name", BODIES)
def test_bodies_are_decoded(tmp_path: Path, empty: Archive, name: str, gzipped: bool) -> None:
    body, headers = BODIES[name]
    named = [*headers, ("Content-Type", "text/html"), ("Vary", "a"), ("vary", "b")]
    path = write(tmp_path / "other.warc", {"body": body, "headers": named}, gzipped=gzipped)
    assert import_warc(path, empty, number_of) == Imported(1, 1, 0, 0)
    (page,) = empty.captures()
    assert page.body == PAGE
    assert page.headers == {"content-type": "text/html", "vary": "a, b"}
    assert (page.question, page.address, page.status) == ("7-1", HERE, 200)
    assert page.first_seen == page.seen == datetime(2025, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "digest",
    [
        f"sha1:{hashlib.sha1(PAGE).hexdigest()}",
        f"sha-256:{hashlib.sha256(PAGE).hexdigest().upper()}",
        f"sha256:{hashlib.sha256(gzip.compress(PAGE, mtime=0)).hexdigest()}",
        "blake3:unknown",
    ],
)
def test_digests_are_of_the_body_as_sent_or_as_decoded(tmp_path: Path, empty: Archive, digest: str) -> None:
    fields = {"WARC-Payload-Digest": digest}
    page = {"body": gzip.compress(PAGE, mtime=0), "headers": [("Content-Encoding", "gzip")], "fields": fields}
    assert import_warc(write(tmp_path / "other.warc.gz", page), empty, number_of).new == 1
    assert bodies(empty) == [PAGE]


def test_what_shows_no_question_is_counted_and_left(tmp_path: Path, empty: Archive) -> None:
    path = write(
        tmp_path / "other.warc.gz",
        {"address": "https://www.senate.be/", "body": b"home"},
        {"address": "dns:www.senate.be"},
        {"status": "301 Moved", "headers": [("Location", "/")]},
        {"body": b"half", "fields": {"WARC-Truncated": "length"}},
        {"kind": "request", "status": "GET / HTTP/1.1"},
        {"body": b"page"},
    )
    assert import_warc(path, empty, number_of) == Imported(1, 1, 4, 0)
    assert bodies(empty) == [b"page"]


def test_a_page_is_kept_under_its_canonical_address(tmp_path: Path, empty: Archive) -> None:
    old = HERE.replace("https:", "http:")
    path = write(tmp_path / "other.warc.gz", {"address": old, "body": b"A"}, {"address": HERE, "body": b"B"})
    assert import_warc(path, empty, number_of, canonical).new == 2
    assert {page.address for page in empty.captures()} == {HERE}
    newest = empty.newest(HERE)
    assert newest is not None
    assert newest.body == b"B"


def test_a_page_kept_under_its_own_address_when_nothing_else_is_said(tmp_path: Path, empty: Archive) -> None:
    old = HERE.replace("https:", "http:")
    assert import_warc(write(tmp_path / "other.warc.gz", {"address": old}), empty, number_of).new == 1
    assert [page.address for page in empty.captures()] == [old]


REFERENCES: dict[str, Callable[[str], dict[str, str]]] = {
    "by digest": lambda _: {},
    "by address and date": lambda _: {
        "WARC-Refers-To-Target-URI": HERE, "WARC-Refers-To-Date": "2025-01-01T00:00:00Z", "WARC-Payload-Digest": "x:y"
    },
    "by record": lambda identifier: {"WARC-Refers-To": identifier, "WARC-Payload-Digest": "x:y"},
}  # fmt: skip


@pytest.mark.parametrize("name", REFERENCES)
def test_a_revisit_takes_the_content_from_the_same_file(tmp_path: Path, empty: Archive, name: str) -> None:
    digest = {"WARC-Payload-Digest": f"sha1:{hashlib.sha1(b'A').hexdigest()}"}
    other, identifier = ADDRESS.format(6, 99), "<urn:uuid:00000000-0000-0000-0000-000000000001>"
    refers = {**digest, **REFERENCES[name](identifier)}
    path = write(
        tmp_path / "other.warc.gz",
        {"fields": {**digest, "WARC-Record-ID": identifier}, "headers": [("Content-Type", "text/html")]},
        {"kind": "revisit", "body": b"", "fields": refers, "status": "304 Not Modified", "headers": [("ETag", "2")]},
        {"kind": "revisit", "body": b"", "fields": refers, "address": other, "headers": [("ETag", "3")]},
        {"kind": "revisit", "body": b"", "fields": refers, "address": other, "status": "500 Oh"},
        {"kind": "revisit", "body": b"", "fields": {"WARC-Payload-Digest": "sha1:elsewhere"}},
    )
    assert import_warc(path, empty, number_of) == Imported(3, 2, 1, 1)
    here, there = (empty.newest(address) for address in (HERE, other))
    assert here is not None
    assert there is not None
    assert (here.status, here.seen, here.content_type) == (200, datetime(2025, 1, 2, tzinfo=UTC), "text/html")
    assert (there.body, there.question, there.headers) == (b"A", "6-99", {"etag": "3"})


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2025-01-01T00:00:00.123456789Z", datetime(2025, 1, 1, tzinfo=UTC)),
        ("2025-01-01T01:00:00", datetime(2025, 1, 1, 1, tzinfo=UTC)),
        ("2025-01-01T01:00:00+01:00", datetime(2025, 1, 1, tzinfo=UTC)),
        ("2025-01-01", datetime(2025, 1, 1, tzinfo=UTC)),
    ],
)
def test_dates_of_every_precision(tmp_path: Path, empty: Archive, date: str, moment: datetime) -> None:
    import_warc(write(tmp_path / "other.warc.gz", {"fields": {"WARC-Date": date}}), empty, number_of)
    (page,) = empty.captures()
    assert page.first_seen == moment
