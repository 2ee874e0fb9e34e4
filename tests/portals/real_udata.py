"""A real udata in a process of its own, which `udata_server` is."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.portals import environments
from tests.portals.real_ckan import quiet


@dataclass(frozen=True)
class Udata:
    """A running udata: its address, its folder and the keys of its accounts."""

    address: str
    folder: Path
    keys: dict[str, str]

    @property
    def stored(self) -> list[Path]:
        """The files that were uploaded."""
        return sorted(path for path in (self.folder / "fs" / "resources").rglob("*") if path.is_file())


@contextmanager
def running(folder: Path) -> Iterator[Udata]:
    """A udata that keeps its files in a folder; it is stopped afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    program = [environments.folder("udata") / "bin" / "python", Path(__file__).with_name("udata_server.py"), folder]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=log, cwd=folder, env=quiet())
    assert process.stdout
    try:
        first = process.stdout.readline()
        assert first, (folder / "log").read_text(errors="replace")[-4000:]
        told = json.loads(first)
        yield Udata(told["address"], folder, told["keys"])
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
