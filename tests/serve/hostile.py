"""A hundred hostile requests against a server, and whether it answers a simple query in under a second meanwhile.

`python -m tests.serve.hostile OUTPUT [SECONDS]` serves the latest release of an output folder with that time limit,
sends one after another, asks a simple query as another client while each is at work and right after it, and prints a
table. A figure, by hand; the tests send a few of them.
"""

from __future__ import annotations

import http.client
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from flows.served import child
from flows.settings import read_settings
from tests.miniature import served
from tests.serve.live import running

SPARQL, FORM = "application/sparql-query", "application/x-www-form-urlencoded"
SIMPLE = "/sparql?query=" + quote("SELECT * { ?s ?p ?o } LIMIT 1")
OTHER_CLIENT = "127.0.0.2"  # loopback has many addresses, and each is a client
LIMIT = 1.0  # seconds in which a simple query is answered
Answer = tuple[int | str, int]  # status or what happened instead, bytes
Send = Callable[[int], Answer]


@dataclass(frozen=True)
class Attack:
    """A hostile request: what it is, and how it is sent to a port."""

    name: str
    send: Send


def post(body: bytes, kind: str = SPARQL) -> Send:
    """A request with a body."""

    def send(port: int) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        with suppress(BrokenPipeError, ConnectionResetError):  # it was refused before all of it was sent
            connection.request("POST", "/sparql", body, {"content-type": kind})
        try:
            response = connection.getresponse()
            return response.status, len(response.read())
        except (http.client.HTTPException, OSError) as error:
            return type(error).__name__, 0
        finally:
            connection.close()

    return send


def raw(*pieces: bytes, pause: float = 0.0) -> Send:
    """Bytes as they are, with pauses between them."""

    def send(port: int) -> Answer:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
            try:
                for piece in pieces:
                    line.sendall(piece)
                    time.sleep(pause)
                answer = line.recv(4096)
            except OSError as error:
                return type(error).__name__, 0
            return (int(answer.split()[1]) if answer.startswith(b"HTTP") else "closed"), len(answer)

    return send


def join(count: int, modifier: str = "") -> str:
    """A cross join of so many patterns."""
    patterns = " ".join(f"?a{at} ?b{at} ?c{at} ." for at in range(count))
    return f"SELECT * {{ {patterns} }} {modifier}"


def nested(word: str, depth: int) -> str:
    """Groups in groups."""
    return "SELECT * { ?s ?p ?o " + f"{word} {{ ?s ?p ?o " * depth + "}" * depth + "}"


def queries() -> Iterator[tuple[str, str]]:
    """Queries that take long, much, or both; and some that are none."""
    anything, text = "?s ?p ?o", "<https://schema.org/text>"
    for count in (2, 3, 4, 5):
        yield f"cross join of {count}", join(count)
        yield f"cross join of {count}, counted", join(count).replace("*", "(COUNT(*) AS ?n)", 1)
        yield f"cross join of {count}, ordered", join(count, "ORDER BY ?c0")
        yield f"cross join of {count}, distinct", join(count).replace("*", "DISTINCT *", 1)
        yield f"cross join of {count}, last rows", join(count, "OFFSET 100000000000 LIMIT 1")
    for path in ("(<urn:a>|!<urn:a>)*", "(<urn:a>|!<urn:a>)+", "(!<urn:a>)*/(!<urn:a>)*", "(^!<urn:a>|!<urn:a>)*",
                 "((!<urn:a>)*)*", "(!(<urn:a>|^<urn:a>))*"):  # fmt: skip
        yield f"path {path}", f"SELECT (COUNT(*) AS ?n) {{ ?s {path} ?o }}"
        yield f"path {path}, joined", f"SELECT (COUNT(*) AS ?n) {{ ?s {path} ?o . ?o {path} ?q }}"
    for pattern in ("(a+)+$", "(.*a){20}", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a{1,1000}){1,1000}"):
        yield (
            f"regex {pattern}",
            f'SELECT (COUNT(*) AS ?n) {{ {anything} . ?x {text} ?t FILTER(REGEX(?t, "{pattern}")) }}',
        )
        yield (
            f"replace {pattern}",
            f'SELECT (REPLACE(?t, "{pattern}", "$0$0$0$0") AS ?n) {{ {anything} . ?x {text} ?t }}',
        )
    for size in (1_000, 20_000):
        rows = " ".join(f"({at})" for at in range(size))
        yield f"VALUES of {size} rows", f"SELECT * {{ VALUES (?x) {{ {rows} }} VALUES (?y) {{ {rows} }} {anything} }}"
    yield "VALUES longer than a query", "SELECT * { VALUES ?x { " + "1 " * 200_000 + "} }"
    for text_of in ("STR(?o)", "CONCAT(STR(?o), STR(?o), STR(?o))"):
        yield f"GROUP_CONCAT of {text_of}", f"SELECT (GROUP_CONCAT({text_of}) AS ?n) {{ {anything} . ?a ?b ?c }}"
    yield "CONCAT doubled 40 times", "SELECT (STRLEN(?x40) AS ?n) { BIND('ab' AS ?x0) " + " ".join(
        f"BIND(CONCAT(?x{at}, ?x{at}) AS ?x{at + 1})" for at in range(40)) + "}"  # fmt: skip
    yield "CONCAT doubled 29 times", "SELECT ?x29 { BIND('ab' AS ?x0) " + " ".join(
        f"BIND(CONCAT(?x{at}, ?x{at}) AS ?x{at + 1})" for at in range(29)) + "}"  # fmt: skip
    for depth in (10, 100, 1_000, 5_000):
        yield f"OPTIONAL, {depth} deep", nested("OPTIONAL", depth)
        yield f"UNION, {depth} deep", "SELECT * { " + "{ { ?s ?p ?o } UNION " * depth + "{ }" + " }" * depth + " }"
        yield f"brackets, {depth} deep", "SELECT * { FILTER(" + "(" * depth + "1" + ")" * depth + ") }"
        yield f"groups, {depth} deep", "SELECT * " + "{" * depth + "}" * depth
    yield "a thousand OPTIONALs", "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 1_000 + "}"
    yield "a thousand UNIONs", "SELECT * { " + " UNION ".join(["{ ?s ?p ?o . ?a ?b ?c }"] * 1_000) + "}"
    yield "everything, ordered by everything", f"SELECT * {{ {anything} }} ORDER BY ?o ?s ?p"
    yield "everything", f"SELECT * {{ {anything} }}"
    yield "everything as a graph", f"CONSTRUCT {{ {anything} }} {{ {anything} }}"
    yield "everything described", f"DESCRIBE ?s ?o {{ {anything} }}"
    yield "everything grouped", f"SELECT ?s ?o (COUNT(*) AS ?n) {{ {anything} . ?x ?p ?y }} GROUP BY ?s ?o"
    yield "MINUS of everything", f"SELECT * {{ {anything} MINUS {{ ?a ?b ?c }} MINUS {{ ?s ?p ?x }} }}"
    yield (
        "NOT EXISTS without end",
        f"SELECT * {{ {anything} FILTER NOT EXISTS {{ ?a ?b ?c . ?d ?e ?f FILTER(?c > ?f) }} }}",
    )
    yield "random order", f"SELECT * {{ {anything} . ?a ?b ?c }} ORDER BY RAND() LIMIT 1"
    yield "hashes of everything", f"SELECT (MAX(SHA512(STR(?o))) AS ?n) {{ {anything} . ?a ?b ?c }}"
    yield "SERVICE", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
    yield "SERVICE SILENT of a variable", f"SELECT * {{ {anything} SERVICE SILENT ?s {{ ?a ?b ?c }} }}"
    yield "LOAD", "LOAD <http://127.0.0.1:1/>"
    yield "DROP ALL", "DROP ALL"
    yield "FROM of somewhere else", "SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }"
    yield "FROM of a file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"
    yield "no query", "'; DROP TABLE questions; --"
    yield "an IRI of 200 kB", f"SELECT * {{ <urn:{'x' * 200_000}> ?p ?o }}"
    yield "a null", "SELECT * { ?s ?p ?o }\0"
    yield "a prefix without end", "PREFIX " * 20_000
    yield "200 kB of quotes", '"' * 200_000
    yield "200 kB of backslashes", "SELECT * { ?s ?p '" + "\\" * 200_000
    yield "200 kB of <", "<" * 200_000


def attacks() -> list[Attack]:
    """All of them."""
    found = [Attack(name, post(query.encode())) for name, query in queries()]
    head = b"POST /sparql HTTP/1.1\r\nhost: x\r\ncontent-type: application/sparql-query\r\n"
    return [
        *found,
        Attack("a body of 50 MB", lambda port: post(b"#" * 50_000_000)(port)),
        Attack("a form of 50 MB", lambda port: post(b"query=" + b"x" * 50_000_000, FORM)(port)),
        Attack("a form of a million fields", post(b"a=1&" * 190_000, FORM)),
        Attack("bytes that are not UTF-8", post(b"ASK { ?s ?p '\xff\xfe' }")),
        Attack("a body that never ends", raw(head + b"content-length: 100000\r\n\r\n", *[b"x"] * 12, pause=1.0)),
        Attack("headers that never end", raw(b"GET / HTTP/1.1\r\n", *[b"a: b\r\n"] * 12, pause=1.0)),
        Attack("a header of 1 MB", raw(b"GET / HTTP/1.1\r\nx: " + b"x" * 1_000_000 + b"\r\n\r\n")),
        Attack("an address of 60 kB", raw(b"GET /sparql?query=" + b"x" * 60_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n")),
        Attack("no HTTP", raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 10)),
        Attack("two lengths", raw(head + b"content-length: 6\r\ncontent-length: 9\r\n\r\nASK {}")),
        Attack("length and chunks", raw(head + b"content-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n")),
    ]


def simple(port: int) -> float:
    """The seconds that a simple query of another client takes; raises AssertionError when it is not answered."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(OTHER_CLIENT, 0))
    connection.request("GET", SIMPLE)
    response = connection.getresponse()
    response.read()
    connection.close()
    assert response.status == 200, response.status
    return time.monotonic() - begun


@dataclass
class Row:
    """What came of an attack: its answer, how long that took, and the longest that a simple query took meanwhile."""

    name: str
    answer: Answer
    seconds: float
    simple: float


def attack(one: Attack, port: int, at_once: int = 1) -> Row:
    """Send an attack, so many times at once, while another client asks simple queries."""
    answers: list[Answer] = []
    begun = time.monotonic()
    threads = [threading.Thread(target=lambda: answers.append(one.send(port))) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    waits = [simple(port)]
    while any(thread.is_alive() for thread in threads):
        waits.append(simple(port))
        threads[0].join(0.2)
    seconds = time.monotonic() - begun
    waits.append(simple(port))
    return Row(one.name, answers[0], seconds, max(waits))


def main(output: Path, seconds: float, at_once: int) -> None:
    """Send all, and print a table."""
    settings = read_settings({"VRAAGBAAK_OUTPUT": str(output), "VRAAGBAAK_LOG": "none"}).model_copy(
        update={"query_seconds": seconds, "query_rate": 0, "query_memory": 512}
    )
    child.prepare()
    current = served(settings)
    with running(settings, current) as live:
        simple(live.port)
        rows = [attack(one, live.port, at_once) for one in attacks()]
    current.close()
    lines = ["| request | answer | bytes | s | simple query meanwhile, s |", "| --- | --- | --- | --- | --- |"]
    for row in rows:
        lines.append(f"| {row.name} | {row.answer[0]} | {row.answer[1]} | {row.seconds:.2f} | {row.simple:.3f} |")
    slow = [row.name for row in rows if row.simple >= LIMIT]
    lines.append(f"\n{len(rows)} requests; beside these a simple query took a second: {', '.join(slow) or 'none'}")
    print("\n".join(lines))  # noqa: T201  # the table


if __name__ == "__main__":
    from flows import log

    log.configure("none")
    main(
        Path(sys.argv[1]),
        float(sys.argv[2]) if len(sys.argv) > 2 else 5.0,
        int(sys.argv[3]) if len(sys.argv) > 3 else 1,
    )
