"""A site that serves EuroVoc, a store that is there already, and a new EuroVoc to replace it."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

from flows.authority.eurovoc import Eurovoc, Match
from flows.refresh.download import STEP, Patience
from flows.refresh.eurovoc_load import Loaded, refresh
from tests.fault.faults import Answer
from tests.fault.server import FaultServer, Received
from tests.unit.eurovoc_files import ARMY, SMALL, Concept, Thesaurus, core, rich, zipped

PATH = "/eurovoc.zip"
QUICK = Patience(timeout=5, attempts=4, backoff=0.01)
NEW = Thesaurus(
    [Concept(str(key), {"nl": f"begrip {key}", "fr": f"notion {key}"}) for key in range(10_000, 10_500)]
    + [replace(ARMY, labels={"nl": "strijdkrachten", "fr": "forces"})]
)


@dataclass
class Site:
    """A site that serves one file, by the rules of HTTP or against them."""

    content: bytes
    etag: str = '"v1"'
    date: str = ""
    ranges: bool = True
    minds_if_range: bool = True

    def __call__(self, request: Received) -> Answer:
        """The whole file, or what the visitor lacks."""
        answer = Answer(self.content, headers={"Content-Type": "application/zip"})
        if self.etag:
            answer = answer.having(etag=self.etag)
        if self.date:
            answer = answer.having(last_modified=self.date)
        asked = request.headers.get("range")
        state = request.headers.get("if-range")
        fresh = not self.minds_if_range or state in (None, self.etag or self.date)
        if not (self.ranges and asked and fresh):
            return answer
        first, size = start(asked), len(self.content)
        if first >= size:
            return replace(answer, status=416, body=b"").having(content_range=f"bytes */{size}")
        part = replace(answer, status=206, body=self.content[first:])
        return part.having(content_range=f"bytes {first}-{size - 1}/{size}")


def new_file(folder: Path) -> bytes:
    """The zip file that the site has, as large as a dozen steps."""
    content = zipped(folder / "new.zip", core(NEW), pack=zipfile.ZIP_STORED).read_bytes()
    assert len(content) > 12 * STEP
    return content


def old_store(folder: Path) -> Path:
    """A store that is there already."""
    target = folder / "authority" / "eurovoc.sqlite"
    source = folder / "old.rdf"
    source.write_bytes(rich(SMALL))
    refresh(source, target, least=1)
    return target


def bring(server: FaultServer, store: Path, **changes: object) -> Loaded:
    """Refresh the store from the site, quickly."""
    wanted = {"least": 1, "patience": QUICK, **changes}
    return refresh(server.address(PATH), store, **wanted)  # type: ignore[arg-type]  # as each test wants it


def is_new(store: Path) -> bool:
    """Whether the new store is in place, and whole; otherwise it is the old one that is."""
    found = Eurovoc.open(store)
    if found.find("strijdkrachten", "nl"):
        assert found.find("krijgsmacht", "nl") is None
        assert all(found.find(concept.labels["nl"], "nl") for concept in NEW.concepts)
        return True
    assert found.find("krijgsmacht", "nl") == Match("2628")
    assert found.describe("c_324b44f1").broader == ("6088",)
    return False


def beside(store: Path) -> set[str]:
    """What else stands in the folder of the store."""
    return {path.name for path in store.parent.iterdir()} - {store.name}


def asked(server: FaultServer) -> list[tuple[str | None, str | None]]:
    """Range and If-Range of every request."""
    return [(request.headers.get("range"), request.headers.get("if-range")) for request in server.requests]


def start(wanted: str | None) -> int:
    """4096, of "bytes=4096-"."""
    return int((wanted or "bytes=0-").removeprefix("bytes=").removesuffix("-"))
