"""A page as received, and as it lies in the archive until somebody asks for its bytes."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from flows.errors import VraagbaakError

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Received:
    """A page as received: `question` is the number that was asked for, like "7-1668".

    `seen` is when it was last seen, in whole seconds; `body` is without content-encoding; `headers` have lower-case
    names.
    """

    question: str
    address: str
    body: bytes
    seen: datetime
    first_seen: datetime
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The checksum of the bytes, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def content_type(self) -> str | None:
        """The media type as the site gave it, like "text/html; charset=utf-8"."""
        return self.headers.get("content-type")

    @property
    def etag(self) -> str | None:
        """The validator to send back as If-None-Match."""
        return self.headers.get("etag")

    @property
    def last_modified(self) -> str | None:
        """The validator to send back as If-Modified-Since."""
        return self.headers.get("last-modified")


class Sighting(NamedTuple):
    """That a content was seen at an address, from when to when, as stored."""

    address: str
    sha256: str
    first_seen: str
    last_seen: str


@dataclass(frozen=True)
class Packed:
    """A capture as it is stored: its bytes are unpacked, and held against their checksum, when they are asked for."""

    row: Row
    size: int
    body: bytes
    path: Path

    @property
    def first_seen(self) -> datetime:
        """When the content was first seen at its address."""
        return datetime.fromisoformat(self.row[3])

    def received(self) -> Received:
        """The page; raises VraagbaakError when its bytes no longer have their checksum."""
        address, sha256, question, first_seen, last_seen, status, etag, last_modified, headers = self.row
        try:
            named = {**json.loads(headers), "etag": etag, "last-modified": last_modified}
            return Received(
                question, address, unpacked(self.body, self.size, sha256), datetime.fromisoformat(last_seen),
                datetime.fromisoformat(first_seen), status,
                {name: value for name, value in sorted(named.items()) if value is not None},
            )  # fmt: skip
        except (ValueError, TypeError) as error:
            raise VraagbaakError(
                f"the archive {self.path} is damaged at the page {address} with the checksum {sha256} ({error}): see "
                "with `vraagbaak archive verify` how much of it is, and restore it from a backup or an exported WARC"
            ) from error


def unpacked(packed: bytes, size: int, sha256: str) -> bytes:
    """The bytes of a content; raises ValueError when they are not those that were stored."""
    try:
        body = zlib.decompress(packed)
    except zlib.error as error:
        raise ValueError(f"its bytes cannot be decompressed: {error}") from error
    if len(body) != size or hashlib.sha256(body).hexdigest() != sha256:
        raise ValueError("its bytes no longer have their size and checksum")
    return body
