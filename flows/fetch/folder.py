"""Take pages from a folder: its `pages.toml` says for each file its address, number and when it was seen.

What the bytes mean is decided elsewhere.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.errors import BadInput
from flows.keep.captures import Received

NUMBER = re.compile(r"[1-9]\d*-[1-9]\d*")
LIST = "pages.toml"
KEYS = {"file", "address", "question", "seen", "sha256", "origin"}


def read_folder(folder: Path) -> list[Received]:
    """The pages that a folder's `pages.toml` lists, checksums verified.

    Raises BadInput naming file and entry when the list or a page cannot be used.
    """
    listing = folder / LIST
    if not listing.is_file():
        raise BadInput(f"{listing} is missing: it lists the pages of a folder (see seeds/pages/{LIST})")
    try:
        entries = tomllib.loads(listing.read_text("utf-8")).get("page", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{listing} cannot be read: {error}") from error
    if not entries or not isinstance(entries, list):
        raise BadInput(f"{listing} lists no page: add a [[page]] with file, address, question and seen")
    return [_read_entry(folder, entry, f"{listing}, page {at}") for at, entry in enumerate(entries, 1)]


def _read_entry(folder: Path, entry: Any, where: str) -> Received:
    if not isinstance(entry, dict):
        raise BadInput(f"{where}: is no table; write [[page]] above its file, address, question and seen")
    if unknown := sorted(set(entry) - KEYS):
        raise BadInput(f"{where}: '{unknown[0]}' is none of {', '.join(sorted(KEYS))}")
    for name, kind in (("file", str), ("address", str), ("question", str), ("seen", datetime)):
        if not isinstance(entry.get(name), kind):
            raise BadInput(f"{where}: '{name}' is missing or not a {kind.__name__}")
    if not NUMBER.fullmatch(entry["question"]):
        raise BadInput(f"{where}: '{entry['question']}' is no question's number; write it like 7-1668")
    if not entry["address"].startswith(("http://", "https://")) or " " in entry["address"]:
        raise BadInput(f"{where}: '{entry['address']}' is no web address")
    path = folder / entry["file"]
    if not path.is_file():
        raise BadInput(f"{where}: {path} is missing")
    body = path.read_bytes()
    digest = hashlib.sha256(body).hexdigest()
    if entry.get("sha256", digest) != digest:
        raise BadInput(f"{where}: {path} has the checksum {digest}, not {entry['sha256']}; restore the file")
    seen: datetime = entry["seen"]
    seen = seen if seen.tzinfo else seen.replace(tzinfo=UTC)
    return Received(entry["question"], entry["address"], body, seen, seen)
