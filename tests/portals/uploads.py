"""An upload as a test runs it, and what everybody sees at a portal afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from flows.portals import ckan, udata
from flows.portals.job import Done, Job
from flows.portals.offered import Offer, read_offer
from flows.portals.session import Session

RELEASES = Path(__file__).parent / "releases"
FIRST, SECOND = RELEASES / "2026-11-23-0123456789ab", RELEASES / "2026-11-24-ba9876543210"
HEADERS = {"ckan": "Authorization", "udata": "X-API-KEY"}
MODULES = {"ckan": ckan, "udata": udata}
TOKEN = "a-token-of-the-tests"


@dataclass
class Uploader:
    """Uploads to one portal, with all that was said."""

    portal: str
    address: str
    token: str = TOKEN
    organisation: str = "vraagbaak"
    backoff: float = 0.01
    said: list[str] = field(default_factory=list)

    def __call__(self, release: Path, session: Session | None = None, **wishes: Any) -> Done:
        """Upload a release; `dry`, `links` and `language` as in a job."""
        self.said.clear()
        job = Job(
            read_offer(release), self.organisation, wishes.get("language", "nl"), wishes.get("links", False),
            wishes.get("dry", False), self.said.append,
        )  # fmt: skip
        with session or self.session() as open_session:
            done: Done = MODULES[self.portal].upload(job, open_session)
        return done

    def session(self, kind: Callable[..., Session] = Session, **changes: Any) -> Session:
        """A session with the portal."""
        words = {"timeout": 30, "attempts": 3, "backoff": self.backoff, **changes}
        return kind(self.address, HEADERS[self.portal], self.token, self.portal, **words)


def get(address: str) -> Any:
    """What an address answers to anybody, as JSON."""
    with urlopen(address, timeout=60) as answer:
        return json.load(answer)


def raw(address: str) -> bytes:
    """The bytes of a file as they go over the line."""
    with urlopen(Request(address, headers={"Accept-Encoding": "identity"}), timeout=60) as answer:
        data: bytes = answer.read()
        return data


def seen(portal: str, address: str) -> dict[str, dict[str, Any]]:
    """The public datasets of a portal by our identifiers: `version`, and `files` with their address by name."""
    found = {}
    if portal == "ckan":
        for one in get(f"{address}/api/3/action/package_search?rows=100")["result"]["results"]:
            found[one["name"]] = {
                "version": one["version"], "title": one["title"],
                "files": {file["name"]: (file["url"], file["hash"]) for file in one["resources"]},
            }  # fmt: skip
        return found
    for one in get(f"{address}/api/1/datasets/?page_size=100")["data"]:
        found[one["extras"]["vraagbaak:identifier"]] = {
            "version": one["extras"]["vraagbaak:version"], "title": one["title"],
            "files": {file["title"]: (file["url"], file["checksum"]["value"]) for file in one["resources"]},
        }  # fmt: skip
    return found


def mixes(portal: str, address: str, *offers: Offer) -> list[str]:
    """The datasets that are not just what one of some releases offers, to the byte."""
    found = []
    for name, one in seen(portal, address).items():
        offered = next(
            (
                dataset for offer in offers for dataset in offer.datasets
                if (dataset.identifier, dataset.version) == (name, one["version"])
            ),
            None,
        )  # fmt: skip
        wanted = {file.name: file.sha256 for file in offered.files} if offered else {}
        held = {file: hashlib.sha256(raw(url)).hexdigest() for file, (url, _) in one["files"].items()}
        if not wanted or held != wanted or {file: told for file, (_, told) in one["files"].items()} != wanted:
            found.append(f"{name}: {one}")
    return found
