"""The same archive gives the same bytes, whatever the order in which a process happens to hash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows.keep.workplace import ARCHIVE

pytestmark = pytest.mark.slow
COMMAND = Path(sys.executable).with_name("vraagbaak")


# The release that they are compared with was made in this process, whose order is a random one.
@pytest.mark.parametrize("seed", ["0", "1"])
def test_a_rebuild_of_an_archive_gives_the_same_bytes(
    release: Path, prefect_server: str, tmp_path: Path, seed: str
) -> None:
    output = tmp_path / "output"
    output.mkdir()
    shutil.copy(release.parents[1] / ARCHIVE, output)
    environment = {
        **os.environ,
        "PYTHONHASHSEED": seed,
        "VRAAGBAAK_OUTPUT": str(output),
        "PREFECT_API_URL": prefect_server,
        "PREFECT_HOME": str(tmp_path / "prefect"),
    }
    done = subprocess.run([COMMAND, "rebuild"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"release {release.name} in {output / 'latest'}"
    assert (output / "latest" / "SHA256SUMS").read_bytes() == (release / "SHA256SUMS").read_bytes()
