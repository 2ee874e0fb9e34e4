"""Events go to standard error, as lines, as JSON, or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import structlog

from flows import log


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def told(style: str, capsys: pytest.CaptureFixture[str]) -> str:
    log.configure(style)
    structlog.get_logger().debug("fetched", status=200)
    structlog.get_logger().warning("retrying", address="https://www.senate.be/", seconds=2)
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


def test_as_lines_only_warnings_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = told("text", capsys).splitlines()
    assert "retrying" in line
    assert "https://www.senate.be/" in line


def test_as_json_every_event_is_an_object_with_its_facts(capsys: pytest.CaptureFixture[str]) -> None:
    events = [json.loads(line) for line in told("json", capsys).splitlines()]
    assert [(event["event"], event["level"]) for event in events] == [("fetched", "debug"), ("retrying", "warning")]
    assert events[1]["seconds"] == 2
    assert all(event["timestamp"].endswith("Z") for event in events)


def test_none_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert told("none", capsys) == ""
