"""Read EuroVoc's RDF/XML files, piece by piece: a zip of 9 MB or a file of 500 MB in the same small memory.

Two layouts are read. SKOS core: flat `rdf:Description`, no status, and no link from a microthesaurus to its domain but
the first two digits of its notation. SKOS-AP-EU and -ACT: the same beside SKOS-XL labels (which are passed over: the
plain labels say the same), `euvoc:status`, `dcterms:isReplacedBy`, at times `euvoc:domain`.
Whether what was read is EuroVoc is judged by `eurovoc_load`.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from lxml import etree

from flows.authority.eurovoc import LANGUAGES, NAMESPACE
from flows.errors import BadInput

MAIN = "100141"  # the concept scheme that is EuroVoc itself
RDF, SKOS = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}", "{http://www.w3.org/2004/02/skos/core#}"
SKOSXL, OWL = "{http://www.w3.org/2008/05/skos-xl#}", "{http://www.w3.org/2002/07/owl#}"
EUVOC, DCTERMS = "{http://publications.europa.eu/ontology/euvoc#}", "{http://purl.org/dc/terms/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CONCEPT = re.compile(r"[0-9]+|c_[0-9a-f]+")  # 2628, c_324b44f1; but xl_nl_1f0a2b, note_77, domains
CODE = re.compile(r"(\d{4}|\d{2})\s+")  # "0821 defensie", "08 INTERNATIONALE BETREKKINGEN"
LARGEST = 4 * 1024**3  # bytes; the largest file of EuroVoc has 497 MB


@dataclass
class Subject:
    """What the file says about one subject; ids stand without the namespace."""

    types: set[str] = field(default_factory=set)
    preferred: dict[str, str] = field(default_factory=dict)
    alternative: set[tuple[str, str]] = field(default_factory=set)  # language, label
    schemes: set[str] = field(default_factory=set)
    broader: set[str] = field(default_factory=set)
    replaced_by: set[str] = field(default_factory=set)
    domains: set[str] = field(default_factory=set)
    notation: str = ""
    status: str = "current"
    version: str = ""
    issued: str = ""


@dataclass
class Content:
    """All subjects by id, and which layout the file has: "skos-core" or "skos-ap"."""

    subjects: dict[str, Subject]
    layout: str


def read_file(path: Path) -> Content:
    """What a zip with one RDF/XML file, or that file itself, says; raises BadInput when it is neither or damaged."""
    subjects: defaultdict[str, Subject] = defaultdict(Subject)
    layout = "skos-core"
    with _opened(path) as file:
        for element in _elements(file, path):
            if _read(element, subjects):
                layout = "skos-ap"
    return Content(dict(subjects), layout)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of the RDF/XML file, unpacked as they are read."""
    again = "get the file again"
    try:
        if not zipfile.is_zipfile(path):
            with path.open("rb") as file:
                yield file
            return
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if one.filename.lower().endswith((".rdf", ".xml", ".owl"))]
            if len(members) != 1:
                raise BadInput(f"{path} holds {len(members)} RDF/XML files: give a zip that holds one, or the file")
            if members[0].file_size > LARGEST:
                raise BadInput(f"{path} would unpack to {members[0].file_size} bytes, which no EuroVoc has: {again}")
            with archive.open(members[0]) as member:
                yield member
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise BadInput(f"{path} is a damaged zip file ({error}): {again}") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror or error}): give a file that can") from error


def _elements(file: IO[bytes], path: Path) -> Iterator[etree._Element]:
    """The elements below the root, each gone once the next one is asked for."""
    walk = etree.iterparse(
        file, events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True, collect_ids=False,
    )  # fmt: skip
    depth = 0
    try:
        for event, element in walk:
            if event == "start":
                if depth == 0:
                    _check_root(element, path)
                depth += 1
                continue
            depth -= 1
            if depth == 1:
                yield element
                element.clear()
                parent = element.getparent()
                while parent is not None and len(parent) > 1:
                    del parent[0]
    except etree.XMLSyntaxError as error:
        raise BadInput(
            f"{path} is neither a zip file nor RDF/XML ({error.msg}): a page of the site may have come instead of the "
            "file, or it is cut off; get it again"
        ) from error


def _check_root(root: etree._Element, path: Path) -> None:
    # A document type is the way in for entities that expand without end; EuroVoc has none.
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadInput(f"{path} has a document type, which EuroVoc's files have not: get the file again")
    if root.tag != f"{RDF}RDF":
        raise BadInput(f"{path} is no RDF/XML file but begins with <{root.tag}>: get EuroVoc's SKOS file in RDF/XML")


def _read(element: etree._Element, subjects: defaultdict[str, Subject]) -> bool:
    """Add what an element says of its subject; True when it is of the SKOS-AP layout."""
    key = _id(element.get(f"{RDF}about"))
    if not CONCEPT.fullmatch(key):
        return False
    subject, rich = subjects[key], False
    if element.tag != f"{RDF}Description":
        subject.types.add(_last(str(element.tag).replace("}", "")))  # <skos:Concept rdf:about="…">
    for child in element:
        tag, text, pointed = child.tag, (child.text or "").strip(), child.get(f"{RDF}resource", "")
        rich = rich or tag == f"{EUVOC}status" or str(tag).startswith(SKOSXL)
        language = child.get(LANG, "").lower()
        if tag == f"{SKOS}prefLabel" and language in LANGUAGES and text:
            subject.preferred.setdefault(language, text)
        elif tag == f"{SKOS}altLabel" and language in LANGUAGES and text:
            subject.alternative.add((language, text))
        elif tag == f"{RDF}type":
            subject.types.add(_last(pointed))
        elif tag == f"{SKOS}inScheme":
            subject.schemes.add(_id(pointed))
        elif tag == f"{SKOS}broader":
            subject.broader.add(_id(pointed))
        elif tag == f"{SKOS}notation" and text:
            subject.notation = text
        elif tag == f"{DCTERMS}isReplacedBy":
            subject.replaced_by.add(_id(pointed))
        elif tag == f"{EUVOC}domain":
            subject.domains.add(_id(pointed))
        elif (tag, _last(pointed)) == (f"{EUVOC}status", "DEPRECATED") or (tag, text) == (f"{OWL}deprecated", "true"):
            subject.status = "deprecated"
        elif tag == f"{OWL}versionInfo" and text != "n/a":
            subject.version = text
        elif tag == f"{DCTERMS}issued" and text:
            subject.issued = text
    return rich


def _id(iri: str | None) -> str:
    """What follows EuroVoc's namespace in an IRI; empty when it is not of it."""
    return iri.removeprefix(NAMESPACE) if iri and iri.startswith(NAMESPACE) else ""


def _last(iri: str) -> str:
    """Concept, of http://www.w3.org/2004/02/skos/core#Concept."""
    return re.split("[#/]", iri)[-1]
