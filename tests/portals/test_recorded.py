"""Uploads held against recordings of the real portals: the same is asked, in the same order, and nothing else.

`make test-portals RECORD=1` records them anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.portals.forwarding import Replay
from tests.portals.uploads import FIRST, SECOND, Uploader

RECORDED = Path(__file__).parent / "recorded"
FILES = [path for release in (FIRST, SECOND) for path in release.iterdir()]


@pytest.mark.parametrize("portal", ["ckan", "udata"])
def test_two_releases_are_uploaded_as_to_the_real_portal(portal: str) -> None:
    with Replay(RECORDED / f"{portal}.json", FILES) as replay:
        upload = Uploader(portal, replay.address)
        first = upload(FIRST)
        assert (len(first.made), first.changed, len(first.sent)) == (3, [], 3)
        assert upload(FIRST).is_nothing
        second = upload(SECOND)
        assert (second.made, len(second.changed), len(second.sent)) == ([], 3, 2)
    assert replay.failures == []
    assert replay.left == []


@pytest.mark.parametrize("portal", ["ckan", "udata"])
def test_a_recording_holds_no_secret_and_is_small(portal: str) -> None:
    text = (RECORDED / f"{portal}.json").read_text("utf-8")
    assert len(text) < 300_000
    for word in ("eyJ", "udata_", "Authorization", "X-API-KEY", "127.0.0.1"):
        assert word not in text
