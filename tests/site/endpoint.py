"""A SPARQL endpoint over a few items in Wikidata's shapes (`wikidata.ttl`), on a real server with real SPARQL.

As the public service it answers XML unless JSON is asked for, and a wrong query with status 400. Faults are laid over
the next queries by `fail`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store

from tests.fault.faults import FAULTS, Answer, Fault, Step, instead
from tests.fault.server import FaultServer, Received

ITEMS = Path(__file__).parent / "wikidata.ttl"
JSON = "application/sparql-results+json;charset=utf-8"

# What such a service answers when something is wrong, beside the faults of any server.
ODD: dict[str, Fault] = {
    # A query that ran out of time while its results were sent
    "cut-json": lambda answer: instead(
        body=answer.body[: len(answer.body) // 2] + b"\njava.util.concurrent.TimeoutException\n\tat java.base/..."
    )(answer),
    "html": instead(body=b"<!DOCTYPE html><h1>Wikimedia Error</h1>", headers={"Content-Type": "text/html"}),
    "html-as-json": instead(body=b"<!DOCTYPE html><h1>Wikimedia Error</h1>"),
    "xml": instead(body=b"<sparql/>", headers={"Content-Type": "application/sparql-results+xml"}),
    "no-type": instead(headers={}),
    "other-json": instead(body=b'{"batchcomplete": ""}'),
    "other-variables": instead(body=b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}'),
    "numbers": instead(
        body=b'{"head": {"vars": ["person"]}, "results": {"bindings": [{"person": {"type": "uri", "value": 1}}]}}'
    ),
}


class Endpoint(FaultServer):
    """The endpoint at `/sparql`."""

    def __init__(self, items: str | None = None) -> None:
        super().__init__(self._answer)
        self.store = Store()
        self.store.load(ITEMS.read_text("utf-8") if items is None else items, format=RdfFormat.TURTLE)
        self.faults: list[Fault] = []

    @property
    def url(self) -> str:
        """Where to ask."""
        return self.address("/sparql")

    @property
    def queries(self) -> list[str]:
        """The queries that came, in their order, those that failed too."""
        return [query for request in self.requests if (query := _query(request.path))]

    def fail(self, *faults: str | Fault) -> None:
        """What the next queries get, one each."""
        self.faults += [{**FAULTS, **ODD}[fault] if isinstance(fault, str) else fault for fault in faults]

    def steps(self, request: Received) -> Iterable[Step]:
        """The honest answer, with the next fault laid over it."""
        if self.faults and _query(request.path):
            return self.faults.pop(0)(self._honest(request))
        return super().steps(request)

    def _answer(self, request: Received) -> Answer:
        query = _query(request.path)
        if not query:
            return Answer(b"", 404)
        try:
            found = self.store.query(query)
        except SyntaxError as error:
            return Answer(str(error).encode(), 400).having(content_type="text/plain")
        assert isinstance(found, QuerySolutions)
        if "format=json" in request.path or "json" in request.headers.get("accept", ""):
            return Answer(found.serialize(format=QueryResultsFormat.JSON) or b"").having(content_type=JSON)
        return Answer(found.serialize(format=QueryResultsFormat.XML) or b"").having(
            content_type="application/sparql-results+xml"
        )


def _query(path: str) -> str:
    parts = urlsplit(path)
    return parse_qs(parts.query).get("query", [""])[0] if parts.path == "/sparql" else ""
