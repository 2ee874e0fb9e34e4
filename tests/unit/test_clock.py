"""The clock reads universal time in whole seconds, or stands still at SOURCE_DATE_EPOCH."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows import clock
from flows.errors import BadInput

FIXED = "SOURCE_DATE_EPOCH"


@pytest.mark.parametrize("value", [None, ""])
def test_the_clock_runs_in_whole_seconds_of_universal_time(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv(FIXED, raising=False)
    if value is not None:
        monkeypatch.setenv(FIXED, value)
    before = datetime.now(UTC).replace(microsecond=0)
    found = clock.now()
    assert before <= found <= datetime.now(UTC)
    assert (found.microsecond, found.tzinfo) == (0, UTC)


def test_a_fixed_moment_stands_in_for_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FIXED, "1789000000")
    assert clock.now() == datetime(2026, 9, 10, 0, 26, 40, tzinfo=UTC)
    assert clock.now() == clock.now()


@pytest.mark.parametrize("value", ["yesterday", "1.5", "99999999999999999", "2026-11-24"])
def test_a_moment_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(FIXED, value)
    with pytest.raises(BadInput, match=f"SOURCE_DATE_EPOCH is '{value}': give seconds since 1970, like 1789000000"):
        clock.now()
