"""The formats of results: the names that clients ask for, and the one that is sent.

An answer has the type of its format, whatever name was asked for: `application/json` gets SPARQL results in JSON.
CSV and TSV are defined for SELECT alone (SPARQL 1.1 Query Results CSV and TSV Formats), so an ASK has neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.ask.negotiate import best


@dataclass(frozen=True)
class ResultFormat:
    """A format: its key, its media type, other names that clients have for it, and the IRI that W3C gave it."""

    key: str
    media: str
    aliases: tuple[str, ...]
    iri: str

    @property
    def content_type(self) -> str:
        """The header; formats of text say that they are UTF-8."""
        return f"{self.media}; charset=utf-8" if self.media.startswith("text/") else self.media


W3C = "http://www.w3.org/ns/formats/"
JSON = ResultFormat("json", "application/sparql-results+json", ("application/json",), f"{W3C}SPARQL_Results_JSON")
XML = ResultFormat("xml", "application/sparql-results+xml", ("application/xml", "text/xml"), f"{W3C}SPARQL_Results_XML")
CSV = ResultFormat("csv", "text/csv", (), f"{W3C}SPARQL_Results_CSV")
TSV = ResultFormat("tsv", "text/tab-separated-values", (), f"{W3C}SPARQL_Results_TSV")
TURTLE = ResultFormat("ttl", "text/turtle", ("application/x-turtle", "application/turtle"), f"{W3C}Turtle")
N_TRIPLES = ResultFormat("nt", "application/n-triples", ("text/plain",), f"{W3C}N-Triples")
RDF_XML = ResultFormat("rdf", "application/rdf+xml", ("application/xml", "text/xml"), f"{W3C}RDF_XML")
JSON_LD = ResultFormat("jsonld", "application/ld+json", ("application/json",), f"{W3C}JSON-LD")

# What each kind of result can be sent as; the first is what clients get that do not mind.
TABLES, TRUTHS, GRAPHS = (JSON, XML, CSV, TSV), (JSON, XML), (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)


def choose(accept: str, formats: Sequence[ResultFormat]) -> ResultFormat | None:
    """The format that a client wants most; None when it takes none of them."""
    names = {one.media: one for one in formats}
    for one in formats:
        names.update({alias: one for alias in one.aliases if alias not in names})
    wanted = best(accept, list(names))
    return names[wanted] if wanted else None
