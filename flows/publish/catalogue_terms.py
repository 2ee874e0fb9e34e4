"""The vocabulary of the catalogue: its words from `catalogue.toml`, its prefixes, and what its authority terms are.

A portal that reads the catalogue without the tables of the EU must find in it that `language/NLD` is a language and
what it is called. So the terms that are used are described along, and no others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from flows.map.rdf import tagged
from flows.publish.formats import FORMATS
from flows.vocabulary import AUTHORITY, DCTERMS, RDF, SKOS, SPDX, XSD, Namespace

ADMS = Namespace("http://www.w3.org/ns/adms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
VOID = Namespace("http://rdfs.org/ns/void#")
IANA = Namespace("https://www.iana.org/assignments/media-types/")
GEONAMES = Namespace("https://sws.geonames.org/")
PREFIXES = {"adms": str(ADMS), "vcard": str(VCARD), "void": str(VOID)}  # besides those of the records

WORDS: dict[str, Any] = tomllib.loads((files(__package__) / "catalogue.toml").read_text("utf-8"))
BELGIUM = GEONAMES["2802361/"]
FILE_TYPES = {kind.code: kind.label for kind in FORMATS.values()} | {"TXT": "Plain text", "JSON": "JSON"}
# What the terms of each table are, besides concepts.
CLASSES = {
    "language": "LinguisticSystem", "frequency": "Frequency", "file-type": "MediaTypeOrExtent",
    "access-right": "RightsStatement", "country": "Location",
}  # fmt: skip
TABLES = str(AUTHORITY)


def label_terms(triples: Iterable[Triple]) -> Iterator[Triple]:
    """What must be said of the authority terms that some triples use."""
    used = {triple.object.value for triple in triples if isinstance(triple.object, NamedNode)}
    for iri in sorted(used):
        node = NamedNode(iri)
        if iri.startswith(TABLES):
            yield from _authority(node, iri.removeprefix(TABLES))
        elif iri.startswith(str(IANA)):
            yield from say(node, RDF["type"], DCTERMS["MediaType"])
        elif iri.startswith(str(GEONAMES)):
            yield from say(node, RDF["type"], DCTERMS["Location"])
        elif node == SPDX["checksumAlgorithm_sha256"]:
            yield from say(node, RDF["type"], SPDX["ChecksumAlgorithm"])


def _authority(node: NamedNode, path: str) -> Iterator[Triple]:
    table, _, code = path.partition("/")
    if not code:
        yield from say(node, RDF["type"], SKOS["ConceptScheme"])
        yield from say(node, DCTERMS["title"], *tagged(WORDS["schemes"][table]))
    elif names := WORDS["terms"].get(path) or ({"en": FILE_TYPES[code]} if table == "file-type" else {}):
        yield from say(node, RDF["type"], SKOS["Concept"])
        if kind := CLASSES.get(table):
            yield from say(node, RDF["type"], DCTERMS[kind])
        yield from say(node, SKOS["prefLabel"], *tagged(names))
        yield from say(node, SKOS["inScheme"], AUTHORITY[table])


# -- words and values -------------------------------------------------------------------------------


def filled(texts: Mapping[str, str], **values: object) -> dict[str, str]:
    """Texts by language with their gaps filled: `{title}` by the value of that name, in the language if it has one."""
    found = {}
    for language, text in texts.items():
        spoken = {name: value[language] if isinstance(value, Mapping) else value for name, value in values.items()}
        found[language] = text.format(**spoken)
    return found


def on_day(node: NamedNode, term: NamedNode, value: str) -> Iterator[Triple]:
    """That something was on a day like "2022-06-02"; nothing when the day is empty."""
    if value:
        yield Triple(node, term, Literal(value, datatype=XSD["date"]))


def say(node: NamedNode, term: NamedNode, *values: NamedNode | Literal) -> Iterator[Triple]:
    """One triple for each value."""
    return (Triple(node, term, value) for value in values)
