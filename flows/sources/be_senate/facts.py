"""The facts of the source, from `source.toml`."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

FACTS: dict[str, Any] = tomllib.loads((files(__package__) / "source.toml").read_text("utf-8"))
