"""Hand the archive out as a WARC 1.1 file and take WARC files in: our own without loss, those of others as they are.

The standard: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/. Which addresses show a
question is not known here; the caller says. How a WARC file is read is the business of `warc_records`.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path

from flows.errors import BadInput, VraagbaakError
from flows.keep.archive import Archive
from flows.keep.captures import Received
from flows.keep.warc_records import Answer, Record, read_records

STANDARD = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
# Fields of our own, for what the standard has no field for.
QUESTION, LAST_SEEN, CAPTURES = "Vraagbaak-Question", "Vraagbaak-Last-Seen", "vraagbaak-captures"
NUMBER = re.compile(r"[1-9]\d*-[1-9]\d*")  # "7-1668"

Fields = list[tuple[str, str]]

# -- out --------------------------------------------------------------------------------------------


def export_warc(archive: Archive, path: Path) -> int:
    """Write all captures to a WARC file, each record gzipped by itself; the number of captures comes back.

    The same captures give the same bytes. The file is written aside, synced and renamed, so it is never there by
    half; raises VraagbaakError when it cannot be written.
    """
    aside = path.with_name(f".writing-{path.name}")
    try:
        try:
            with aside.open("wb") as file, archive.snapshot():
                for record in _records(archive):
                    # Without a time in the gzip header, equal records are equal bytes.
                    file.write(gzip.compress(record, mtime=0))
                count = archive.counts().captures
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
            _sync(path.parent)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise VraagbaakError(
            f"{path} cannot be written ({error.strerror}): name a file in a folder that is writable and has space"
        ) from error
    return count


def _records(archive: Archive) -> Iterator[bytes]:
    """A record about the file, then one for each capture, in the order in which they came."""
    counts = archive.counts()
    about = (
        f"software: Vraagbaak/{version('vraagbaak')}\r\nformat: WARC File Format 1.1\r\nconformsTo: {STANDARD}\r\n"
        f"{CAPTURES}: {counts.captures}\r\n"
    ).encode()
    date = _date(counts.last_seen or datetime.fromtimestamp(0, UTC))
    fields = [("Content-Type", "application/warc-fields")]
    yield _record("warcinfo", f"{date} {_digest(about)}", date, fields, about)
    originals: dict[str, Fields] = {}
    for page in archive.captures():
        yield _capture(page, originals.get(page.sha256))
        originals.setdefault(
            page.sha256,
            [("WARC-Refers-To", _identifier(_name(page))), ("WARC-Refers-To-Target-URI", page.address),
             ("WARC-Refers-To-Date", _date(page.first_seen))],
        )  # fmt: skip


def _capture(page: Received, original: Fields | None) -> bytes:
    """A `response`; or a `revisit`, without the body, when an `original` with the same content stands before it."""
    try:
        reason = HTTPStatus(page.status).phrase
    except ValueError:  # a status of the server's own
        reason = ""
    named = {**page.headers, "content-length": str(len(page.body))}
    head = f"HTTP/1.1 {page.status} {reason}\r\n" + "".join(f"{name}: {named[name]}\r\n" for name in sorted(named))
    block = f"{head}\r\n".encode() + (b"" if original else page.body)
    fields = [
        ("WARC-Target-URI", page.address),
        ("WARC-Payload-Digest", _digest(page.body)),
        *([("WARC-Profile", IDENTICAL), *original] if original else []),
        (QUESTION, page.question),
        (LAST_SEEN, _date(page.seen)),
        ("Content-Type", "application/http;msgtype=response"),
    ]
    return _record("revisit" if original else "response", _name(page), _date(page.first_seen), fields, block)


def _record(kind: str, name: str, date: str, fields: Fields, block: bytes) -> bytes:
    first = [("WARC-Type", kind), ("WARC-Record-ID", _identifier(name)), ("WARC-Date", date)]
    last = [("WARC-Block-Digest", _digest(block)), ("Content-Length", str(len(block)))]
    head = "".join(f"{name}: {value}\r\n" for name, value in (*first, *fields, *last))
    return f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def _name(page: Received) -> str:
    return f"{page.address} {page.sha256} {_date(page.first_seen)}"


def _identifier(name: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>"


def _digest(data: bytes) -> str:
    return f"sha256:{base64.b32encode(hashlib.sha256(data).digest()).decode()}"


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# -- in ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Imported:
    """What a WARC file gave: `pages` taken in, of which `new` ones.

    `skipped` records show no question, another status than 200, or only a part of the page; `unresolved` ones say
    that a page was as before, without the file holding it.
    """

    pages: int
    new: int
    skipped: int
    unresolved: int


def import_warc(
    path: Path,
    archive: Archive,
    number_of: Callable[[str], str | None],
    canonical: Callable[[str], str | None] = lambda address: address,
) -> Imported:
    """Take the question pages of a WARC file in, all or, when the file is broken (BadInput), none.

    `number_of` tells which question an address shows, `canonical` under which address it is kept. Of our own exports
    everything is restored as it was, whatever the two say.
    """
    reading = _Reading(archive, number_of, canonical)
    with archive.transaction():
        for record in read_records(path):
            reading.take(record)
        own, promised = reading.counts["own"], reading.counts["promised"]
        if own < promised:
            raise BadInput(f"{path} holds {own} of the {promised} captures that it announces: it is cut off")
    return Imported(*(reading.counts[name] for name in ("pages", "new", "skipped", "unresolved")))


@dataclass
class _Reading:
    """A WARC file being taken in; `known` finds the capture behind a record's id, address and date, or digest."""

    archive: Archive
    number_of: Callable[[str], str | None]
    canonical: Callable[[str], str | None]
    counts: Counter[str] = field(default_factory=Counter)
    known: dict[str, tuple[str, str]] = field(default_factory=dict)

    def take(self, record: Record) -> None:
        """Keep the page of a record, if it has one of a question."""
        if record.kind == "warcinfo":
            announced = re.search(rf"^{CAPTURES}: (\d+)\r?$".encode(), record.block(), re.MULTILINE)
            self.counts["promised"] += int(announced[1]) if announced else 0
        if record.kind not in ("response", "revisit"):
            return
        own = record.field(QUESTION)
        number = own or self.number_of(record.address)
        if number is None or record.is_partial:
            self.counts["skipped"] += 1
            return
        if not NUMBER.fullmatch(number):
            raise record.broken(f"'{number}' is no question's number")
        address = record.address if own else self.canonical(record.address) or record.address
        page = self._response(record, number, address) if record.kind == "response" else None
        page = self._revisit(record, number, address) if record.kind == "revisit" else page
        if page is not None:
            self.counts.update(pages=1, new=self.archive.keep(page), own=bool(own))

    def _response(self, record: Record, number: str, address: str) -> Received | None:
        answer = record.answer()
        if not (answer.status == 200 or record.field(QUESTION)):
            self.counts["skipped"] += 1
            return None
        page = Received(number, address, record.body(answer), *_seen(record), answer.status, answer.headers)
        for name in (record.field("WARC-Record-ID"), record.address_and_date, record.field("WARC-Payload-Digest")):
            if name:
                self.known.setdefault(name, (address, page.sha256))
        return page

    def _revisit(self, record: Record, number: str, address: str) -> Received | None:
        names = (record.field("WARC-Refers-To"), record.original, record.field("WARC-Payload-Digest"))
        found = next((self.known[name] for name in names if name in self.known), None)
        before = self.archive.capture(*found) if found else None
        if before is None:
            self.counts["unresolved"] += 1
            return None
        answer = record.answer() if record.length else None
        if answer is None or answer.status == 304:  # said of the request; the page is what it was
            answer = Answer(before.status, before.headers, b"")
        if not (answer.status == 200 or record.field(QUESTION)):
            self.counts["skipped"] += 1
            return None
        return Received(number, address, before.body, *_seen(record), answer.status, answer.headers)


def _seen(record: Record) -> tuple[datetime, datetime]:
    """When the page was last and first seen."""
    first = record.moment("WARC-Date")
    return record.moment(LAST_SEEN) if record.field(LAST_SEEN) else first, first
