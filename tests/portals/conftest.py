"""Real portals, each started once, and emptied for every test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.fault.conftest import certificates as certificates  # the fixture
from tests.portals import environments
from tests.portals import real_ckan as ckan
from tests.portals import real_udata as udata
from tests.portals.forwarding import Recorder
from tests.portals.uploads import Uploader


@dataclass
class Real:
    """A real portal behind a recorder, with who uploads to it."""

    kind: str
    portal: ckan.Ckan | udata.Udata
    recorder: Recorder
    upload: Uploader

    def uploader(self, who: str) -> Uploader:
        """Another account than the editor's."""
        tokens = self.portal.tokens if isinstance(self.portal, ckan.Ckan) else self.portal.keys
        return Uploader(self.kind, self.recorder.address, tokens[who])

    def empty(self) -> None:
        """Take everything away but the organisation."""
        if isinstance(self.portal, ckan.Ckan):
            for one in self.act("package_list"):
                self.act("dataset_purge", id=one)
            for kept in self.portal.stored:
                kept.unlink()
            if "vraagbaak" not in self.act("organization_list"):
                self.act("organization_create", name="vraagbaak", title="Vraagbaak")
                self.act("organization_member_create", id="vraagbaak", username=ckan.EDITOR, role="editor")
            return
        for one in self.ask("GET", "organizations/vraagbaak/datasets/?page_size=100")["data"]:
            for file in one["resources"]:
                self.ask("DELETE", f"datasets/{one['id']}/resources/{file['id']}/")
            if not one["deleted"]:
                self.ask("DELETE", f"datasets/{one['id']}/")

    def act(self, action: str, **data: Any) -> Any:
        """An action of CKAN as its administrator."""
        assert isinstance(self.portal, ckan.Ckan)
        if action == "package_list":  # private ones too, which the list leaves out
            found = self.act("package_search", include_private=True, rows=1000)["results"]
            return [one["id"] for one in found]
        headers = {"Authorization": self.portal.tokens[ckan.ADMIN], "Content-Type": "application/json"}
        request = Request(f"{self.portal.address}/api/3/action/{action}", json.dumps(data).encode(), headers)
        with urlopen(request, timeout=60) as answer:
            return json.load(answer)["result"]

    def ask(self, method: str, path: str) -> Any:
        """What udata answers to its editor."""
        assert isinstance(self.portal, udata.Udata)
        headers = {"X-API-KEY": self.portal.keys["editor"]}
        with urlopen(
            Request(f"{self.portal.address}/api/1/{path}", headers=headers, method=method), timeout=60
        ) as answer:
            data = answer.read()
            return json.loads(data) if data else None


@pytest.fixture(scope="session", params=environments.KINDS)
def started(request: pytest.FixtureRequest) -> Iterator[Real]:
    """A real portal; without its environment the test is skipped."""
    kind: str = request.param
    if not environments.is_ready(kind):
        pytest.skip(f"a real {kind} is not set up: `make test-portals` does")
    # Not below pytest's own folder, which it closes to others: PostgreSQL runs as another user when we are root.
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix=f"vraagbaak-{kind}-")))
        folder.chmod(0o755)
        portal: ckan.Ckan | udata.Udata
        if kind == "ckan":
            portal = stack.enter_context(ckan.running(folder))
        else:
            portal = stack.enter_context(udata.running(folder))
        recorder = stack.enter_context(Recorder(portal.address))
        token = portal.tokens[ckan.EDITOR] if isinstance(portal, ckan.Ckan) else portal.keys["editor"]
        # udata names a file by the second in which it comes, and answers 500 to another of that name in the same one.
        upload = Uploader(kind, recorder.address, token, backoff=0.7)
        yield Real(kind, portal, recorder, upload)


@pytest.fixture
def real(started: Real) -> Real:
    """A real portal with nothing in it."""
    started.empty()
    started.recorder.exchanges.clear()
    started.recorder.before = lambda count: None
    return started


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder whose release has a file of eight megabytes that no line compresses."""
    import hashlib
    from random import Random

    from tests.portals.uploads import FIRST

    release = tmp_path_factory.mktemp("large") / "releases" / FIRST.name
    release.mkdir(parents=True)
    data = Random(1).randbytes(8_000_000)
    old = (FIRST / "be-senate.nq.gz").read_bytes()
    changed = {hashlib.sha256(old).hexdigest(): hashlib.sha256(data).hexdigest(), f'"{len(old)}"': f'"{len(data)}"'}
    catalogue = (FIRST / "catalogue.ttl").read_text("utf-8")
    for one, other in changed.items():
        catalogue = catalogue.replace(one, other)
    digest = hashlib.sha256(catalogue.encode()).hexdigest()
    sums = (FIRST / "SHA256SUMS").read_text().splitlines()
    listed = "\n".join(f"{digest}  catalogue.ttl" if "catalogue" in line else line for line in sums) + "\n"
    for one, other in changed.items():
        listed = listed.replace(one, other)
    for path in FIRST.iterdir():
        (release / path.name).write_bytes(path.read_bytes())
    (release / "be-senate.nq.gz").write_bytes(data)
    (release / "catalogue.ttl").write_text(catalogue, "utf-8")
    (release / "SHA256SUMS").write_text(listed, "utf-8")
    (release.parents[1] / "latest").symlink_to(f"releases/{FIRST.name}")
    return release.parents[1]
