"""A small stand-in for Solr, which CKAN cannot do without: it keeps documents, finds them by fields, counts facets.

It answers what CKAN asks when datasets are indexed, shown, searched and listed, and nothing else. Words are looked for
in the whole text; there is no ranking.
"""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

SCHEMA = '<?xml version="1.0"?><schema name="ckan-2.12" version="1.6"></schema>'
# '+site_id:"default"', '-state:deleted', 'name:(a OR "b c")'
CLAUSE = re.compile(r'([+-]?)(\w+):(?:"((?:[^"\\]|\\.)*)"|\(([^)]*)\)|(\*|[^\s()]+))')
WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s"]+)')
Document = dict[str, Any]


class Index:
    """All documents, by the identifier that Solr knows them by."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}

    def update(self, body: str) -> None:
        """Take in documents as JSON, or what an XML message deletes."""
        if body.startswith(("[", "{")):
            found = json.loads(body)
            for one in found if isinstance(found, list) else [found]:
                self.documents[one["index_id"]] = one
            return
        for query in ElementTree.fromstring(body).iter("query"):
            for key in [key for key, one in self.documents.items() if matches(one, query.text or "")]:
                del self.documents[key]

    def find(self, queries: Sequence[str]) -> list[Document]:
        """The documents that all queries match, by name."""
        found = [one for one in self.documents.values() if all(matches(one, query) for query in queries)]
        return sorted(found, key=lambda one: str(one.get("name")))


def matches(document: Mapping[str, Any], query: str) -> bool:
    """Whether a document is one that a query of fields wants; words without a field are looked for anywhere."""
    if query.strip() in ("", "*:*"):
        return True
    clauses = list(CLAUSE.finditer(query))
    if not clauses:
        return query.strip('" ').lower() in json.dumps(document, ensure_ascii=False).lower()
    held = [(bool(clause[1]), _holds(document, clause)) for clause in clauses]
    if " OR " in CLAUSE.sub("", query):  # 'name:"x" OR id:"x"'
        return any(holds for _, holds in held)
    return all(holds for _, holds in held)


def _holds(document: Mapping[str, Any], clause: re.Match[str]) -> bool:
    sign, field, phrase, group, word = clause.groups()
    values = document.get(field, [])
    values = {str(value) for value in (values if isinstance(values, list) else [values])}
    if word == "*":
        wanted = values
    elif group is not None:
        wanted = {one or other for one, other in WORD.findall(group)} - {"OR", "AND"}
    else:
        wanted = {phrase if phrase is not None else word}
    wanted = {re.sub(r"\\(.)", r"\1", one) for one in wanted}
    return bool(values & wanted) != (sign == "-")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    index: Index

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(body)

    def _answer(self, text: str) -> None:
        path = urlsplit(self.path).path.rstrip("/")
        if path.endswith("/schema"):
            self._send(SCHEMA, "application/xml")
        elif path.endswith("/update"):
            self.index.update(text)
            self._send('{"responseHeader": {"status": 0}}')
        else:
            self._send(json.dumps(select(self.index, parse_qs(text))))

    def _send(self, text: str, kind: str = "application/json") -> None:
        data = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """Stay silent."""


def select(index: Index, asked: Mapping[str, list[str]]) -> dict[str, Any]:
    """Solr's answer to a query."""
    found = index.find([*asked.get("q", []), *asked.get("fq", [])])
    start, rows = int(asked.get("start", ["0"])[0]), int(asked.get("rows", ["10"])[0])
    facets = {field: list(_counted(found, field)) for field in asked.get("facet.field", [])}
    return {
        "responseHeader": {"status": 0, "QTime": 0},
        "response": {"numFound": len(found), "start": start, "docs": found[start : start + rows]},
        "facet_counts": {"facet_queries": {}, "facet_fields": facets, "facet_dates": {}, "facet_ranges": {}},
        "highlighting": {},
    }


def _counted(found: Sequence[Document], field: str) -> Iterator[Any]:
    counts = Counter(
        value
        for one in found
        for value in (one.get(field) or [] if isinstance(one.get(field), list) else [one.get(field)])
    )
    for value, many in counts.most_common():
        if value is not None:
            yield from (value, many)


def serve() -> ThreadingHTTPServer:
    """A running stand-in on a free port, with nothing in it."""
    handler = type("Handler", (_Handler,), {"index": Index()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server
