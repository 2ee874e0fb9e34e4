"""Make of a release what is served: check its files, load its N-Quads into a store, make what others make of it.

All of it aside, in `<version>.loading`, renamed when it is whole. Which release is served, `current` decides.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import inspect
import json
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pyoxigraph

from flows.errors import VraagbaakError
from flows.publish.write import SUMS, checksum, read_sums
from flows.served.release import STORE, Served, open_served
from flows.vocabulary import SOURCE, Iris

LOADING = ".loading"  # the ending of a folder that is not whole yet; by itself, the lock of who loads
MADE_FROM = "made-from.txt"
# Bytes of N-Quads that the store is given at a time, and how many such portions. The 2.4 million of 10,000 questions
# took 1.7 GB at once, and take 0.5 GB like this, in the same time.
PORTION, AT_A_TIME = 64_000_000, 2
QUIET = 10  # niceness: a release is loaded when nobody is waiting for an answer

# What is made of a release beside its store, by the name of the file in its folder: `make(served, path)`. The
# functions go to another process, so they are functions of a module.
Maker = Callable[[Served, Path], object]
Makers = Mapping[str, Maker]


class Refused(VraagbaakError):
    """A release that cannot be served, and why; the one before stays in use."""


def load(release: Path, folder: Path, iris: Iris, makers: Makers) -> None:
    """Load a release into a folder, which is there whole or not at all; raises Refused or OSError."""
    check_files(release)
    with _alone(folder.parent):
        _load(release, folder, iris, makers)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Nobody else loads in here; waits for the child of a server that was killed, which takes a moment to end."""
    place.mkdir(parents=True, exist_ok=True)
    with (place / LOADING).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _load(release: Path, folder: Path, iris: Iris, makers: Makers) -> None:
    aside = folder.with_name(folder.name + LOADING)
    shutil.rmtree(aside, ignore_errors=True)  # of a server that was killed
    aside.mkdir(parents=True)
    fill(release, aside / STORE)
    # Merges what was loaded in portions: of 31,000 questions one is read in 3 ms rather than 11.
    pyoxigraph.Store(aside / STORE).optimize()
    served = open_served(release, aside, iris)
    check_size(served)
    for name, make in makers.items():
        make(served, aside / name)
    (aside / MADE_FROM).write_text(made_from(release, makers), "utf-8")
    shutil.rmtree(folder, ignore_errors=True)  # made by other code, or from other files of that name
    aside.rename(folder)


def is_loaded(release: Path, folder: Path, makers: Makers) -> bool:
    """Whether a folder holds what this code makes of the release as it is."""
    try:
        return (folder / MADE_FROM).read_text("utf-8") == made_from(release, makers)
    except OSError:
        return False


def check_files(release: Path) -> None:
    """Raises Refused when a file is missing or is not what its checksum says."""
    try:
        sums = read_sums(release)
        for name, digest in sums.items():
            if checksum(release / name) != digest:
                raise Refused(f"{release.name}: {name} is not the file that {SUMS} tells of; publish it again")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{release.name}: cannot be read ({error})") from error
    for name in (f"{SOURCE}.nq.gz", "statistics.json"):
        if name not in sums:
            raise Refused(f"{release.name}: {SUMS} does not tell of {name}")


def check_size(served: Served) -> None:
    """Raises Refused when the store does not hold as many triples as the release says it has."""
    told, found = served.statistics.get("triples"), len(served.store)
    if told != found:
        raise Refused(f"{served.version}: statistics.json tells of {told} triples, the store holds {found}")


def made_from(release: Path, makers: Makers) -> str:
    """A checksum of the release and of the code that makes something of it."""
    digest = hashlib.sha256((release / SUMS).read_bytes())
    digest.update(f"{pyoxigraph.__version__} {sorted(makers)}".encode())
    for file in (__file__, *(inspect.getfile(make) for make in makers.values())):
        digest.update(Path(file).read_bytes())
    return digest.hexdigest()


def fill(release: Path, folder: Path) -> None:
    """Load the N-Quads of a release into a store in a folder; raises Refused or OSError."""
    store = pyoxigraph.Store(folder)
    under_way: deque[Future[None]] = deque()
    try:
        with gzip.open(release / f"{SOURCE}.nq.gz") as quads, ThreadPoolExecutor(AT_A_TIME) as threads:
            while portion := quads.read(PORTION):
                portion += quads.readline()
                under_way.append(threads.submit(store.bulk_load, portion, pyoxigraph.RdfFormat.N_QUADS))
                if len(under_way) == AT_A_TIME:
                    under_way.popleft().result()
            for one in under_way:
                one.result()
    except (SyntaxError, EOFError, gzip.BadGzipFile) as error:
        raise Refused(f"{release.name}: {SOURCE}.nq.gz cannot be loaded ({error})") from error
    store.flush()


def work(connection: Connection, release: Path, folder: Path, iris: Iris, makers: Makers) -> None:
    """Load a release as a child process; sends why it was refused, or nothing."""
    os.nice(QUIET)
    try:
        load(release, folder, iris, makers)
    except (VraagbaakError, OSError, json.JSONDecodeError) as error:
        shutil.rmtree(folder.with_name(folder.name + LOADING), ignore_errors=True)
        connection.send(str(error))
    else:
        connection.send("")
