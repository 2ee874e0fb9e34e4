"""What an operator can set, and where the product's own folders are. Read once, passed on as one value."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flows.errors import BadInput

DEFAULT_BASE = "https://w3id.org/vraagbaak/"


@dataclass(frozen=True)
class Settings:
    """The settings of one run.

    `output` holds the archive, the records and the releases; `base` is what every IRI of ours begins with.
    """

    output: Path = Path("output")
    base: str = DEFAULT_BASE

    @property
    def releases(self) -> Path:
        """Where the releases stand, one folder a version."""
        return self.output / "releases"

    @property
    def latest(self) -> Path:
        """The link to the last good release."""
        return self.output / "latest"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings from the environment: VRAAGBAAK_OUTPUT and VRAAGBAAK_BASE_IRI.

    Raises BadInput when a value cannot be used.
    """
    values = os.environ if environment is None else environment
    base = values.get("VRAAGBAAK_BASE_IRI") or DEFAULT_BASE
    parts = urlsplit(base)
    if (
        parts.scheme not in ("http", "https")
        or not parts.netloc
        or not base.endswith("/")
        or parts.query
        or parts.fragment
    ):
        raise BadInput(
            f"VRAAGBAAK_BASE_IRI is '{base}': give an http(s) address that ends in a slash, like {DEFAULT_BASE}"
        )
    return Settings(Path(values.get("VRAAGBAAK_OUTPUT") or "output").absolute(), base)


def product_folder(name: str) -> Path:
    """The folder `ontology`, `shapes` or `seeds`: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).parent
    for parent in (package.parent, package / "_product"):
        if (parent / name).is_dir():
            return parent / name
    raise BadInput(f"the folder '{name}' is missing beside {package}: install Vraagbaak again")
