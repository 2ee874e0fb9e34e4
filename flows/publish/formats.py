"""The formats of a release's files by the ending of their names, in the terms of the tables that portals know.

A new kind of file is one row. The codes are those of the file types of the EU Publications Office, the media types
those of IANA.
"""

from __future__ import annotations

from dataclasses import dataclass

from flows.errors import BadInput

PACKED = ".gz"
PACKAGE = ".zip"  # some files of one kind together
# What the metadata quality assessment of data.europa.eu counts as open, and as readable by programs; of our own
# formats only. Neither of its lists has Parquet, SVG or Atom.
NON_PROPRIETARY = frozenset(
    {"RDF_TURTLE", "RDF_N_TRIPLES", "RDF_N_QUADS", "RDF_XML", "JSON_LD", "JSON", "CSV", "TXT", "PNG"}
)
MACHINE_READABLE = NON_PROPRIETARY - {"TXT", "PNG"}


@dataclass(frozen=True)
class Format:
    """What a file is once it is unpacked: codes of the EU and of IANA, and what people call it.

    A document is for people to look at, or follow, and no form of the data: a page about the dataset rather than one
    of its distributions. Files that come together are described as their package alone.
    """

    code: str
    media: str
    label: str
    is_document: bool = False
    is_together: bool = False

    @property
    def is_graph(self) -> bool:
        """Whether it is RDF."""
        return self.code.startswith("RDF_") or self.code == "JSON_LD"


FORMATS = {
    "ttl": Format("RDF_TURTLE", "text/turtle", "Turtle"),
    "nt": Format("RDF_N_TRIPLES", "application/n-triples", "N-Triples"),
    "nq": Format("RDF_N_QUADS", "application/n-quads", "N-Quads"),
    "jsonld": Format("JSON_LD", "application/ld+json", "JSON-LD"),
    "csv": Format("CSV", "text/csv", "CSV"),
    "csv-metadata.json": Format("JSON", "application/csvm+json", "CSVW"),
    "parquet": Format("PARQUET", "application/vnd.apache.parquet", "Parquet", is_together=True),
    "json": Format("JSON", "application/json", "JSON"),
    # The table of the EU has no Markdown.
    "md": Format("TXT", "text/markdown", "Markdown", is_document=True),
    "svg": Format("SVG", "image/svg+xml", "SVG", is_document=True),
    "png": Format("PNG", "image/png", "PNG", is_document=True),
    "atom": Format("ATOM", "application/atom+xml", "Atom", is_document=True),
}


def unpacked(name: str) -> str:
    """A file's name without what it is packed in: "be-senate-7.ttl" for "be-senate-7.ttl.gz"."""
    return name.removesuffix(PACKED).removesuffix(PACKAGE)


def parted(name: str) -> tuple[str, Format]:
    """A file's name without its endings, and its format: ("be-senate-7", Turtle) for "be-senate-7.ttl.gz".

    Raises BadInput when no row has the ending.
    """
    inner = unpacked(name)
    for ending in sorted(FORMATS, key=len, reverse=True):
        if inner.endswith(f".{ending}"):
            return inner.removesuffix(f".{ending}"), FORMATS[ending]
    raise BadInput(
        f"{name}: no known kind of file by its ending; FORMATS in flows/publish/formats.py needs a row for it"
    )
