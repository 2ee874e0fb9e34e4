"""The written questions of the Belgian Senate, as senate.be publishes them."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

from flows.sources.be_senate.parse import parse

FACTS: dict[str, Any] = tomllib.loads((files(__package__) / "source.toml").read_text("utf-8"))

__all__ = ["FACTS", "parse"]
