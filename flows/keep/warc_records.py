"""Read the records of a WARC file, whoever wrote it, and doubt each: lengths, digests, encodings.

warcio is lenient: where a file breaks off it gives what it has. A page by half must not pass for a page, so blocks
are checked here. What a record means for us is not known here.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParser

from flows.errors import BadInput

NOTHING = "Nothing was taken in"
STEP = 1 << 16
DIGESTS = {"md5", "sha1", "sha256", "sha512"}
# "1f40\r\n", "1f40;name=value\r\n"
CHUNK = re.compile(rb"([0-9a-fA-F]+)[ \t]*(?:;[^\r\n]*)?\r\n")
GZIP, RAW_DEFLATE = 31, -15


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: `raw` is the body as it was sent."""

    status: int
    headers: Mapping[str, str]
    raw: bytes


@dataclass(frozen=True)
class Record:
    """A record of the file at `path` that starts at the byte `offset`; `found` is warcio's."""

    path: Path
    offset: int
    found: Any

    @property
    def kind(self) -> str:
        """What the record is: response, revisit, warcinfo and so on."""
        return self.field("WARC-Type") or ""

    @property
    def address(self) -> str:
        """The address whose record it is, empty when it has none."""
        return self.field("WARC-Target-URI") or ""

    @property
    def address_and_date(self) -> str:
        """By what other records may refer to this one."""
        return f"{self.address} {self.field('WARC-Date')}"

    @property
    def original(self) -> str:
        """The address and date of the record that this one repeats."""
        return f"{self.field('WARC-Refers-To-Target-URI')} {self.field('WARC-Refers-To-Date')}"

    @property
    def length(self) -> int:
        """The size of the block in bytes."""
        return int(self.found.length)

    @property
    def is_partial(self) -> bool:
        """Whether the tool that wrote the record says that it holds only a part of what was sent."""
        truncated = self.field("WARC-Truncated") if self.kind == "response" else None
        return bool(truncated or self.field("WARC-Segment-Number"))

    def field(self, name: str) -> str | None:
        """A named field of the record."""
        value: str | None = self.found.rec_headers.get_header(name)
        return value

    def moment(self, name: str) -> datetime:
        """A date of the record, in universal time when it says nothing else."""
        try:
            moment = datetime.fromisoformat(self.field(name) or "")
        except ValueError as error:
            raise self.broken(f"its {name} is missing or no date: {self.field(name)}") from error
        return moment.replace(tzinfo=moment.tzinfo or UTC, microsecond=0)

    def block(self) -> bytes:
        """All bytes of the record."""
        block: bytes = self.found.raw_stream.read()
        if len(block) != self.length:
            raise self.broken(f"it has {len(block)} of its {self.length} bytes: the file is cut off or damaged")
        if not _agrees(self.field("WARC-Block-Digest"), block):
            raise self.broken("its bytes do not have their digest: the file is damaged")
        return block

    def answer(self) -> Answer:
        """The HTTP answer that the record holds."""
        stream = BytesIO(self.block())
        try:
            head = StatusAndHeadersParser([], verify=False).parse(stream)
            status = int(head.get_statuscode())
        except (EOFError, ValueError) as error:
            raise self.broken("it holds no HTTP answer") from error
        headers: dict[str, str] = {}
        for name, value in head.headers:
            headers[name.lower()] = f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
        return Answer(status, headers, stream.read())

    def body(self, answer: Answer) -> bytes:
        """The body of an answer, without chunks and compression."""
        try:
            joined = _unchunked(answer.raw) if "chunked" in answer.headers.get("transfer-encoding", "") else answer.raw
            body = _unpacked(joined, answer.headers.get("content-encoding", "").strip().lower())
        except (ValueError, zlib.error) as error:
            raise self.broken(f"its body cannot be decoded ({error})") from error
        # Tools disagree on which of the three the digest is of.
        if not any(_agrees(self.field("WARC-Payload-Digest"), data) for data in (answer.raw, joined, body)):
            raise self.broken("its body does not have its digest: the file is damaged")
        return body

    def broken(self, what: str) -> BadInput:
        """The error that names the place of this record."""
        return BadInput(f"{self.path}, record at byte {self.offset}: {what}. {NOTHING}")


def read_records(path: Path) -> Iterator[Record]:
    """The records of a WARC file, gzipped or not; raises BadInput naming file and byte where it is broken."""
    empty = True
    try:
        with path.open("rb") as file:
            records = WARCIterator(file, no_record_parse=True)
            for found in _untroubled(records, path):
                empty = False
                record = Record(path, records.offset, found)
                if not (record.field("Content-Length") or "").isdigit():
                    raise record.broken("it has no Content-Length")
                yield record
                while found.raw_stream.read(STEP):
                    pass
                if found.raw_stream.limit:
                    raise record.broken(f"{found.raw_stream.limit} of its bytes are missing: the file is cut off")
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): name an existing WARC file") from error
    if empty:
        raise BadInput(f"{path} is empty: name a WARC file with records")


def _untroubled(records: WARCIterator, path: Path) -> Iterator[Any]:
    """What warcio finds; where it stumbles or finds bytes between two records the file is broken."""
    while True:
        try:
            found = next(records, None)
        except (ArchiveLoadFailed, zlib.error, EOFError) as error:
            words = " ".join(str(error).split())[:200]
            if "non-chunked gzip" in words:
                words = f"each record must be gzipped by itself; `warcio recompress {path} OTHER` writes it so"
            raise BadInput(f"{path}, at byte {max(records.offset, 0)}: no WARC record ({words}). {NOTHING}") from error
        if records.err_count:
            raise BadInput(f"{path}, before byte {records.offset}: a record has a wrong length. {NOTHING}")
        if found is None:
            return
        yield found


def _agrees(digest: str | None, data: bytes) -> bool:
    """Whether data have a digest like "sha1:B2LTWWPUOYAH7UIPQ7ZUPQ4VMBSVC36A"; one we cannot compute is believed."""
    algorithm, _, value = (digest or "").partition(":")
    name = algorithm.lower().replace("-", "")
    if name not in DIGESTS:
        return True
    computed = hashlib.new(name, data, usedforsecurity=False).digest()
    forms = {base64.b32encode(computed), base64.b64encode(computed), base64.urlsafe_b64encode(computed)}
    return value.lower() == computed.hex() or value.rstrip("=") in {form.decode().rstrip("=") for form in forms}


def _unchunked(data: bytes) -> bytes:
    """A body without its chunks; some tools take them out and leave the header, so a body without any stays."""
    if not CHUNK.match(data):
        return data
    pieces: list[bytes] = []
    at = 0
    while found := CHUNK.match(data, at):
        size = int(found[1], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(data[found.end() : found.end() + size])
        at = found.end() + size + 2
    raise ValueError("a chunk is missing or has a wrong length")


def _unpacked(data: bytes, encoding: str) -> bytes:
    """A body without its content-encoding; some tools decode it and leave the header, so plain bytes stay."""
    if encoding in ("", "identity"):
        return data
    if encoding in ("gzip", "x-gzip"):
        return _gunzipped(data) if data.startswith(b"\x1f\x8b") else data
    if encoding == "deflate":
        # Servers mean by it either the zlib format (RFC 9110) or bare deflate.
        is_zlib = len(data) > 1 and data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
        return data if data.startswith(b"<") else zlib.decompress(data, 15 if is_zlib else RAW_DEFLATE)
    raise ValueError(f"the content-encoding {encoding} is not known here; write the file anew with decoded bodies")


def _gunzipped(data: bytes) -> bytes:
    pieces: list[bytes] = []
    while data:
        unpacker = zlib.decompressobj(GZIP)
        pieces.append(unpacker.decompress(data))
        if not unpacker.eof:
            raise ValueError("the compressed body ends too early")
        data = unpacker.unused_data
    return b"".join(pieces)
