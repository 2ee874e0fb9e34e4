"""The formats of a document: which one is asked for (RFC 9110, 12.5.1), and how its triples are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, RdfFormat, Triple, serialize

from flows.map.rdf import ntriples
from flows.publish.catalogue_forms import as_json_ld, as_rdf_xml, as_turtle
from flows.vocabulary import Iris

LONGEST = 1000  # letters of an Accept header that are looked at
RANGE = re.compile(r"[\w!#$&^.+*-]+/[\w!#$&^.+*-]+", re.ASCII)  # text/html, application/*, */*


@dataclass(frozen=True)
class Format:
    """A format: the ending of its addresses, its media type, and others that mean it."""

    ending: str
    media: str
    others: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The Content-Type."""
        return f"{self.media}; charset=utf-8" if self.media.startswith("text/") else self.media


# Who says that everything will do, or nothing at all, is given the first.
FORMATS = {
    one.ending: one
    for one in (
        Format("html", "text/html", ("application/xhtml+xml",)),
        Format("ttl", "text/turtle", ("application/x-turtle",)),
        Format("jsonld", "application/ld+json", ("application/json",)),
        Format("nt", "application/n-triples", ("text/plain",)),
        Format("rdf", "application/rdf+xml", ("application/xml",)),
    )
}


def choose(accept: str) -> Format | None:
    """The format that a header prefers, None when it accepts none of ours."""
    ranges = dict(_ranges(accept[:LONGEST])) if accept.strip() else {"*/*": 1.0}
    ranked = [(max((_rank(media, ranges, media != one.media) for media in (one.media, *one.others)), default=0.0), one)
              for one in FORMATS.values()]  # fmt: skip
    best = max(rank for rank, _ in ranked)
    return next(one for rank, one in ranked if rank == best) if best > 0 else None


def _rank(media: str, ranges: dict[str, float], is_other: bool) -> float:
    """How much a media type is wanted; another name of a format must be named to count, and counts a little less."""
    if is_other:
        return ranges.get(media, 0.0) * 0.99
    for one in (media, f"{media.partition('/')[0]}/*", "*/*"):
        if one in ranges:
            return ranges[one]
    return 0.0


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    """The media ranges of a header like "text/html, */*;q=0.1", each with its rank."""
    for part in header.split(","):
        media, *parameters = (one.strip().lower() for one in part.split(";"))
        if RANGE.fullmatch(media):
            rank = next((one[2:] for one in parameters if one.startswith("q=")), "1")
            yield media, float(rank) if re.fullmatch(r"[01](\.\d{0,3})?", rank) else 0.0


def write(triples: Iterable[Triple], ending: str, iris: Iris) -> bytes:
    """The triples in a format; the same triples give the same bytes."""
    said = list(triples)
    if ending == "nt":
        return ntriples(said)
    if any(isinstance(node, BlankNode) for one in said for node in (one.subject, one.object)):  # lists of shapes
        return _plain(said, ending, iris)
    return {"ttl": as_turtle, "jsonld": as_json_ld, "rdf": as_rdf_xml}[ending](said, iris)


def _plain(triples: list[Triple], ending: str, iris: Iris) -> bytes:
    kind = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}[ending]
    written = serialize(triples, format=kind, prefixes=None if ending == "jsonld" else iris.prefixes())
    assert written is not None
    return written
