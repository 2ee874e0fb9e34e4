"""Describe a release as DCAT: a dataset with a distribution for every file, for open-data portals.

A first description: it states what is true of the files and the source, and no licence, since none is settled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from flows import turtle
from flows.rdf import tagged
from flows.vocabulary import AUTHORITY, DCAT, DCTERMS, FOAF, LANG, RDF, SPDX, XSD, Iris, Namespace, below

IANA = Namespace("https://www.iana.org/assignments/media-types/")
FORMATS = {
    "ttl": ("RDF_TURTLE", "text/turtle"),
    "nt": ("RDF_N_TRIPLES", "application/n-triples"),
    "nq": ("RDF_N_QUADS", "application/n-quads"),
    "json": ("JSON", "application/json"),
    "md": ("TXT", "text/markdown"),
}


@dataclass(frozen=True)
class Files:
    """The files of a release: size in bytes and SHA-256 by name."""

    sizes: Mapping[str, int]
    checksums: Mapping[str, str]


def document(version: str, files: Files, iris: Iris, facts: Mapping[str, Any]) -> bytes:
    """`catalogue.ttl`, from the release's version, its files and the facts of the source."""
    return turtle.document(_statements(version, files, iris, facts), iris)


def _statements(version: str, files: Files, iris: Iris, facts: Mapping[str, Any]) -> Iterator[Triple]:
    catalogue = NamedNode(f"{iris.base}id/catalogue")
    dataset = NamedNode(f"{iris.base}id/dataset/{facts['name']}")
    publisher = NamedNode(f"{iris.base}id/organisation/publisher")
    issued = Literal(version[:10], datatype=XSD["date"])
    yield Triple(catalogue, RDF["type"], DCAT["Catalog"])
    yield Triple(catalogue, DCAT["dataset"], dataset)
    for node in (catalogue, dataset):
        yield from _texts(node, DCTERMS["title"], facts["title"])
        yield from _texts(node, DCTERMS["description"], facts["description"])
        yield Triple(node, DCTERMS["publisher"], publisher)
        yield Triple(node, DCTERMS["modified"], issued)
        yield Triple(node, FOAF["homepage"] if node == catalogue else DCAT["landingPage"], NamedNode(iris.base))
    yield Triple(publisher, RDF["type"], FOAF["Agent"])
    yield Triple(publisher, FOAF["name"], Literal(facts["publisher"]["name"], language="en"))
    yield Triple(publisher, FOAF["homepage"], NamedNode(iris.base))
    yield Triple(dataset, RDF["type"], DCAT["Dataset"])
    yield Triple(dataset, DCTERMS["identifier"], Literal(facts["name"]))
    yield Triple(dataset, DCAT["version"], Literal(version))
    yield Triple(dataset, DCTERMS["source"], NamedNode(facts["publisher"]["origin"]))
    yield Triple(dataset, DCTERMS["accrualPeriodicity"], AUTHORITY["frequency/DAILY"])
    yield Triple(dataset, DCTERMS["accessRights"], AUTHORITY["access-right/PUBLIC"])
    yield Triple(dataset, DCTERMS["spatial"], AUTHORITY["country/BEL"])
    yield Triple(dataset, DCTERMS["conformsTo"], NamedNode(f"{iris.base}ns/pq"))
    yield Triple(dataset, DCAT["theme"], AUTHORITY["data-theme/GOVE"])
    for language in ("NLD", "FRA", "DEU"):
        yield Triple(dataset, DCTERMS["language"], LANG[language])
    for language, words in facts["keywords"].items():
        for word in words:
            yield Triple(dataset, DCAT["keyword"], Literal(word, language=language))
    for name in sorted(files.sizes):
        yield from _distribution(dataset, name, files, iris, issued)


def _distribution(dataset: NamedNode, name: str, files: Files, iris: Iris, issued: Literal) -> Iterator[Triple]:
    stem = name.removesuffix(".gz")
    code, media = FORMATS[stem.rpartition(".")[2]]
    node, address = below(dataset, "distribution", name), NamedNode(f"{iris.base}download/latest/{name}")
    checksum = below(node, "checksum")
    yield Triple(dataset, DCAT["distribution"], node)
    yield Triple(node, RDF["type"], DCAT["Distribution"])
    yield Triple(node, DCTERMS["title"], Literal(name))
    yield Triple(node, DCAT["accessURL"], address)
    yield Triple(node, DCAT["downloadURL"], address)
    yield Triple(node, DCTERMS["format"], AUTHORITY[f"file-type/{code}"])
    yield Triple(node, DCAT["mediaType"], IANA[media])
    if name.endswith(".gz"):
        yield Triple(node, DCAT["compressFormat"], IANA["application/gzip"])
    yield Triple(node, DCTERMS["modified"], issued)
    yield Triple(node, DCAT["byteSize"], Literal(str(files.sizes[name]), datatype=XSD["nonNegativeInteger"]))
    yield Triple(node, SPDX["checksum"], checksum)
    yield Triple(checksum, RDF["type"], SPDX["Checksum"])
    yield Triple(checksum, SPDX["algorithm"], SPDX["checksumAlgorithm_sha256"])
    yield Triple(checksum, SPDX["checksumValue"], Literal(files.checksums[name], datatype=XSD["hexBinary"]))


def _texts(node: NamedNode, term: NamedNode, texts: Mapping[str, str]) -> Iterator[Triple]:
    for text in tagged(texts):
        yield Triple(node, term, text)
