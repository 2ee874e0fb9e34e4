"""The portals' own programs, each in an environment of its own, made once from a pinned list.

`requirements.lock` knows nothing of them: they want other versions of what we use, and nobody needs them to run
Vraagbaak. `make test-portals` makes the environments below PORTALS_HOME; the tests skip without.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
HOME = Path(os.environ.get("PORTALS_HOME") or HERE.parents[1] / ".portals")
KINDS = ("ckan", "udata")


def folder(kind: str) -> Path:
    """Where the environment of a portal is, made or not."""
    return HOME / kind


def is_ready(kind: str) -> bool:
    """Whether the environment of a portal was made from the list as it is now."""
    mark = folder(kind) / ".made-from"
    return mark.is_file() and mark.read_text() == _wanted(kind)


def make(kind: str) -> None:
    """Make the environment of a portal, unless it is there."""
    if is_ready(kind):
        return
    sys.stdout.write(f"Setting up {folder(kind)} (once; a minute or two) ...\n")
    sys.stdout.flush()
    venv.create(folder(kind), clear=True, with_pip=True)
    subprocess.run(
        [folder(kind) / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--no-deps", "-r", HERE / f"{kind}.txt"],
        check=True,
    )  # fmt: skip
    (folder(kind) / ".made-from").write_text(_wanted(kind))


def _wanted(kind: str) -> str:
    return hashlib.sha256((HERE / f"{kind}.txt").read_bytes() + sys.version.encode()).hexdigest()


if __name__ == "__main__":
    if not shutil.which("redis-server"):
        sys.exit("Redis is missing, which CKAN needs: sudo apt-get install redis-server")
    for one in KINDS:
        make(one)
