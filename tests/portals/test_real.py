"""Uploads to a real CKAN and a real udata, seen from outside at every moment. `make test-portals` runs them."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from flows.portals.offered import read_offer
from flows.portals.session import PortalError, Session
from flows.publish import catalogue
from tests.catalogued import RELEASES
from tests.portals.conftest import Real
from tests.portals.uploads import FIRST, SECOND, mixes, seen

pytestmark = [pytest.mark.portal, pytest.mark.slow]
RECORDED = Path(__file__).parent / "recorded"
OFFERS = (read_offer(FIRST), read_offer(SECOND))
SHOWN = {"be-senate", "be-senate-7", "be-senate-vocabulary"}


def versions(real: Real) -> set[str]:
    """The versions that everybody sees."""
    return {one["version"] for one in seen(real.kind, real.recorder.address).values()}


def test_a_release_comes_once_and_the_next_in_its_place(real: Real) -> None:
    first = real.upload(FIRST)
    assert set(first.made) == SHOWN
    assert len(first.sent) == 3
    assert set(seen(real.kind, real.portal.address)) == SHOWN  # not by way of the recorder
    assert real.upload(FIRST).is_nothing
    second = real.upload(SECOND)
    assert set(second.changed) == SHOWN
    assert [file.name for file in second.sent] == ["be-senate.nq.gz", "be-senate-7.nt.gz"]  # the third is as it was
    if os.environ.get("PORTALS_RECORD"):
        real.recorder.write(RECORDED / f"{real.kind}.json")
    assert real.upload(SECOND).is_nothing
    assert mixes(real.kind, real.recorder.address, *OFFERS) == []
    assert versions(real) == {SECOND.name}
    assert len(real.portal.stored) == 3, "replaced files give their room back"


def test_a_dry_run_changes_nothing(real: Real) -> None:
    preview = real.upload(FIRST, dry=True)
    assert set(preview.made) == SHOWN
    assert len(preview.sent) == 3
    assert seen(real.kind, real.recorder.address) == {}
    assert real.portal.stored == []


def test_links_instead_of_files_and_back(real: Real) -> None:
    real.upload(FIRST, links=True)
    assert real.upload(FIRST, links=True).is_nothing
    found = seen(real.kind, real.recorder.address)
    assert {url for one in found.values() for url, _ in one["files"].values()} == {
        file.dated for file in read_offer(FIRST).files
    }
    assert real.portal.stored == []
    real.upload(FIRST)
    assert mixes(real.kind, real.recorder.address, *OFFERS) == []
    real.upload(SECOND, links=True)
    assert real.portal.stored == [], "files that are linked to instead give their room back"


class Stopping(Session):
    """A session whose process is killed, as it were, once some requests were answered."""

    left = 10**9

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        if self.left == 0:
            raise Killed
        self.left -= 1
        return super().send(*args, **kwargs)


class Killed(BaseException):
    """The end of a process."""


def test_killed_after_any_request_it_shows_no_mix_and_goes_on(real: Real) -> None:
    real.upload(FIRST)
    at, is_done, resent = 0, False, 0
    while not is_done:
        at += 1
        session = real.upload.session(Stopping)
        assert isinstance(session, Stopping)
        session.left = at
        try:
            real.upload(SECOND, session)
            is_done = True
        except Killed:
            assert mixes(real.kind, real.recorder.address, *OFFERS) == [], f"killed after {at} requests"
        resumed = real.upload(SECOND)
        resent += len(resumed.sent)
        assert mixes(real.kind, real.recorder.address, *OFFERS) == [], f"resumed after {at} requests"
        assert versions(real) == {SECOND.name}
        assert real.upload(SECOND).is_nothing
        assert len(real.portal.stored) == 3, f"resumed after {at} requests: {real.upload.said}"
        real.upload(FIRST)
    assert at > 12
    assert resent < 2 * at, "what was sent and read back before the end is not sent again"


@pytest.mark.parametrize("megabytes", [1, 6])
def test_a_process_killed_in_the_middle_of_a_file_is_taken_up_again(real: Real, large: Path, megabytes: int) -> None:
    real.upload(FIRST)
    environment = {
        **os.environ, "VRAAGBAAK_OUTPUT": str(large), "VRAAGBAAK_LOG": "none",
        f"VRAAGBAAK_{real.kind.upper()}_URL": real.recorder.address,
        f"VRAAGBAAK_{real.kind.upper()}_TOKEN": real.upload.token,
    }  # fmt: skip
    command = [sys.executable, "-c", "from flows.cli import main; main()", "upload", real.kind]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def kill(size: int) -> None:
        if size > megabytes * 1_000_000:
            process.send_signal(signal.SIGKILL)

    real.recorder.reading(kill)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    real.recorder.reading(lambda size: None)
    big = read_offer(large / "latest")
    assert mixes(real.kind, real.recorder.address, *OFFERS) == []
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "be-senate.nq.gz: sent and read back (8.0 MB)" in done.stdout
    assert real.upload.token not in done.stdout + done.stderr
    assert mixes(real.kind, real.recorder.address, big) == []
    assert len(real.portal.stored) == 3


def test_a_wrong_token_a_stranger_and_a_missing_organisation_are_named(real: Real) -> None:
    real.upload.token, right = "nonsense", real.upload.token
    try:
        with pytest.raises(PortalError, match="does not accept the token"):
            real.upload(FIRST)
    finally:
        real.upload.token = right
    with pytest.raises(PortalError, match="is no editor of the organisation 'vraagbaak'"):
        real.uploader("outsider")(FIRST)
    if real.kind == "ckan":
        stranger = real.uploader("outsider")
        stranger.organisation = "nobody"
        with pytest.raises(PortalError, match=r"there is no organisation 'nobody'.*set ckan_organisation"):
            stranger(FIRST)
    assert seen(real.kind, real.recorder.address) == {}


def test_what_a_portal_s_keepers_add_stays_and_what_they_change_is_put_right(real: Real) -> None:
    if real.kind != "ckan":
        pytest.skip("udata's datasets are changed by our own hand only")
    real.upload(FIRST)
    current = real.act("package_show", id="be-senate-7")
    extras = [*current["extras"], {"key": "keeper", "value": "theirs"}]
    real.act("package_patch", id="be-senate-7", extras=extras, title="Something else")
    done = real.upload(FIRST)
    assert done.changed == ["be-senate-7"]
    assert real.upload.said == ["be-senate-7: changed (title)"]
    current = real.act("package_show", id="be-senate-7")
    assert {"key": "keeper", "value": "theirs"} in current["extras"]
    assert current["title"] == "Vragen, zittingsperiode 7"
    assert current["license_id"].lower().startswith("cc-by")


def test_files_of_every_kind_are_taken(real: Real, tmp_path: Path) -> None:
    described = RELEASES["tables"]
    release, files = tmp_path / "releases" / described.version, []
    for file in described.files:
        content = json.dumps(f"What stands for {file.name}").encode()  # the recorder reads what is named .json
        (release / file.name).parent.mkdir(parents=True, exist_ok=True)
        (release / file.name).write_bytes(content)
        files.append(replace(file, size=len(content), sha256=hashlib.sha256(content).hexdigest()))
    text = catalogue.documents(replace(described, files=tuple(files)))["catalogue.ttl"]
    (release / "catalogue.ttl").write_bytes(text)
    sums = {file.name: file.sha256 for file in files} | {"catalogue.ttl": hashlib.sha256(text).hexdigest()}
    (release / "SHA256SUMS").write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())))
    offer = read_offer(release)
    done = real.upload(release)
    assert {file.name for file in done.sent} == {file.name for file in offer.files}
    assert {"be-senate-7-tables.parquet.zip", "pictures/coverage.csv", "tables.csv-metadata.json"} <= {
        one.name for one in done.sent
    }
    assert mixes(real.kind, real.recorder.address, offer) == []
    assert real.upload(release).is_nothing
