"""What a server bears: `python -m tests.bench.serve OUTPUT [seconds] [clients,clients]` asks one on loopback.

It serves the latest release of an output folder by the command, and asks each kind of thing for so many seconds with 1,
8 and 32 clients at once, each on a connection and from an address of its own. Prints how long the release took to
load, and a table: requests a second, the median and the 95th percentile of the time to the last byte, what was not
answered as it should be, the processor time of all processes of the server for a request, and their memory (PSS: what
processes share counts once).
"""

from __future__ import annotations

import asyncio
import csv
import gzip
import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import quote, urlsplit

import psutil  # type: ignore[import-untyped]  # ships no types

from flows.run.background import free_port
from tests.bench import ours

CLIENTS, SECONDS, SAMPLE = (1, 8, 32), 5.0, 500
SEARCHED = ("krijgsmacht", "gezondheid", "pensioenen belasting", "sante publique", '"sociale media"', "veilig*")
QUERY = "SELECT ?p ?o {{ <{}> ?p ?o }}"
LOOK = 0.2  # seconds between two looks at the processes
LOOPBACK = "127.0.1.{}"  # the first address of a client: the endpoint gives each a share
TURTLE, HTML = "text/turtle", "text/html"


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is asked for: its addresses, the Accept header, and the status of the first answer."""

    name: str
    paths: Sequence[str]
    accept: str
    status: int = 200


@dataclass
class Seen:
    """What clients saw: seconds to the end of each answer, and how many were not what they should be."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0


def kinds(release: Path) -> list[Kind]:
    """What is asked for, of questions spread over a release."""
    with gzip.open(release / "questions.csv.gz", "rt", encoding="utf-8", newline="") as file:
        iris = [row["iri"] for row in csv.DictReader(file)]
    chosen = Random(1).sample(iris, min(SAMPLE, len(iris)))
    paths = [f"/id/{iri.partition('/id/')[2]}" for iri in chosen]
    return [
        Kind("home page", ["/"], HTML),
        Kind("question page", [path.replace("/id/", "/doc/") for path in paths], HTML),
        Kind("dereferencing, id → doc, Turtle", paths, TURTLE, status=303),
        Kind("search", [f"/search?q={quote(words)}" for words in SEARCHED], HTML),
        Kind("SPARQL, a question's statements", [f"/sparql?query={quote(QUERY.format(iri))}" for iri in chosen], "*/*"),
    ]


# -- the clients -------------------------------------------------------------------------------------


async def client(number: int, port: int, kind: Kind, until: float, seen: Seen) -> None:
    """Ask one thing after another on one connection; a redirect is followed, and counts with what it leads to."""
    random, line = Random(number), None
    while time.perf_counter() < until:
        begun = time.perf_counter()
        try:
            line = line or await asyncio.open_connection(
                "127.0.0.1", port, local_addr=(LOOPBACK.format(number + 1), 0)
            )  # fmt: skip
            status, place = await asked(*line, random.choice(kind.paths), kind.accept)
            good = status == kind.status
            if status == 303:
                status, _ = await asked(*line, urlsplit(place).path, kind.accept)
                good = good and status == 200
        except (OSError, EOFError, ValueError):
            good, line = False, None
        seen.errors += not good
        seen.seconds.append(time.perf_counter() - begun)
    if line:
        line[1].close()


async def asked(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, accept: str
) -> tuple[int, str]:  # fmt: skip
    """The status of an answer that was read to its end, and where it leads; raises ValueError for one without a length.

    Of HTTP/1.1 this is what the server is known to send: a client that does more would be what is measured.
    """
    writer.write(f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: {accept}\r\n\r\n".encode("ascii"))
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)}
    await reader.readexactly(int(headers.get("content-length", "none")))
    return int(first.split()[1]), headers.get("location", "")


async def load(kind: Kind, clients: int, port: int, seconds: float) -> Seen:
    """What so many clients see in so many seconds, after each path's kind was asked for once."""
    seen, until = Seen(), time.perf_counter() + seconds
    await asyncio.gather(*(client(at, port, kind, until, seen) for at in range(clients)))
    return seen


# -- the server --------------------------------------------------------------------------------------


@dataclass
class Family:
    """A process and all below it, also those that ended: processor seconds and the peak of memory, looked at often."""

    pid: int
    seconds: dict[int, float] = field(default_factory=dict)
    peak: dict[int, int] = field(default_factory=dict)

    def look(self) -> int:
        """Look again; the bytes of memory that all have now."""
        total = 0
        with suppress(psutil.Error):
            root = psutil.Process(self.pid)
            for one in (root, *root.children(recursive=True)):
                with suppress(psutil.Error):
                    used, memory = one.cpu_times(), one.memory_full_info().pss
                    self.seconds[one.pid] = used.user + used.system
                    self.peak[one.pid] = max(self.peak.get(one.pid, 0), memory)
                    total += memory
        return total

    @property
    def processor(self) -> float:
        """Seconds of processors."""
        return sum(self.seconds.values())


@contextmanager
def serving(output: Path) -> Iterator[tuple[int, int]]:
    """The command, serving an output folder: its process and its port."""
    port = free_port()
    environment = {**ours.settings_of(output), "VRAAGBAAK_QUERY_RATE": "0"}
    command = [str(Path(sys.executable).with_name("vraagbaak")), "serve", "--port", str(port)]
    with subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL) as server:
        try:
            yield server.pid, port
        finally:
            server.terminate()


def status(port: int, path: str) -> int:
    """The status of an answer; 0 when there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def loaded(family: Family, port: int) -> str:
    """Wait until the release is in use; what that took."""
    begun = time.monotonic()
    while status(port, "/health") != 200:
        family.look()
        time.sleep(LOOK)
    busiest = max(family.seconds, key=lambda pid: family.seconds[pid])
    return (
        f"loading: {time.monotonic() - begun:.0f} s, {family.seconds[busiest]:.0f} s of a processor, "
        f"{family.peak[busiest] / 1e6:.0f} MB"
    )


def rows(family: Family, port: int, release: Path, seconds: float, clients: Sequence[int]) -> Iterator[str]:
    """A line of the table for each kind and number of clients."""
    yield "| asked for | clients | a second | median, ms | 95th percentile, ms | errors | processor, ms | memory, MB |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for kind in kinds(release):
        asyncio.run(load(kind, 1, port, 0.5))  # what is kept of a release is counted when it is first asked for
        for many in clients:
            family.look()
            before, begun = family.processor, time.perf_counter()
            seen = asyncio.run(load(kind, many, port, seconds))
            taken, memory = time.perf_counter() - begun, family.look()
            count, times = len(seen.seconds), sorted(seen.seconds)
            yield (
                f"| {kind.name} | {many} | {count / taken:.0f} | {statistics.median(times) * 1000:.1f} "
                f"| {times[int(0.95 * (count - 1))] * 1000:.1f} | {seen.errors} "
                f"| {(family.processor - before) / count * 1000:.1f} | {memory / 1e6:.0f} |"
            )


def main(output: Path, seconds: float, clients: Sequence[int], tell: Callable[[str], object] = print) -> None:
    """Serve, load, ask, tell."""
    release = (output / "latest").resolve()
    with serving(output) as (pid, port):
        family = Family(pid)
        tell(loaded(family, port))
        tell(f"at rest: {family.look() / 1e6:.0f} MB")
        for row in rows(family, port, release, seconds, clients):
            tell(row)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS,
        tuple(int(one) for one in sys.argv[3].split(",")) if len(sys.argv) > 3 else CLIENTS,
    )
