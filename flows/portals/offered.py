"""What a release offers to portals, read from its own catalogue: the datasets, their files, who is behind them.

`catalogue.ttl` is the one description of a release; nothing is said here that does not stand there. How a portal wants
it, `ckan_terms` and `udata_terms` say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from flows.errors import BadInput
from flows.publish.catalogue_terms import ADMS, VCARD
from flows.publish.write import SUMS, checksum, read_sums
from flows.vocabulary import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, SPDX, subject_of

CATALOGUE = "catalogue.ttl"
Texts = Mapping[str, str]  # by language
SAFE = re.compile(r"[\w.-]+(?:/[\w.-]+)*", re.ASCII)  # "be-senate-7.ttl.gz", "pictures/answers.nl.svg"


@dataclass(frozen=True)
class OfferedFile:
    """A file: where it lies, what it is, and its addresses, of the newest release and of this one."""

    name: str
    path: Path
    size: int
    sha256: str
    title: Texts
    description: Texts
    format: str  # "RDF_TURTLE"
    label: str  # "Turtle"
    media: str  # "text/turtle"
    packing: str  # "application/gzip" of one file, "application/zip" of some together, or empty
    issued: str
    modified: str
    rights: Texts
    latest: str
    dated: str

    @property
    def label_packed(self) -> str:
        """What people call the format, with what it is packed in."""
        return f"{self.label} ({self.packing.rpartition('/')[2]})" if self.packing else self.label


@dataclass(frozen=True)
class OfferedDataset:
    """A dataset: its words by language, its facts, and its files. Days are like "2022-06-02", empty when not known."""

    iri: str
    identifier: str
    version: str
    title: Texts
    description: Texts
    version_notes: Texts
    keywords: Mapping[str, tuple[str, ...]]
    provenance: Texts
    issued: str
    modified: str
    begin: str
    end: str
    facts: Mapping[str, tuple[str, ...]]  # IRIs by the name of the property: "spatial", "theme", "license", …
    files: tuple[OfferedFile, ...]


@dataclass(frozen=True)
class Offer:
    """All that a release offers, and who stands behind it."""

    version: str
    folder: Path
    publisher: str
    home: str
    contact: str  # an e-mail address, or a web address
    about: Texts
    datasets: tuple[OfferedDataset, ...]

    @property
    def files(self) -> list[OfferedFile]:
        """Every file of every dataset."""
        return [file for dataset in self.datasets for file in dataset.files]


def read_offer(folder: Path) -> Offer:
    """What the release in a folder offers; raises BadInput when it is no release, or no longer what it was."""
    folder = folder.resolve()
    try:
        sums = read_sums(folder)
        data = (folder / CATALOGUE).read_bytes()
    except OSError as error:
        raise BadInput(f"{folder} holds no release ({error.strerror}): run `vraagbaak harvest` first") from error
    if checksum(folder / CATALOGUE) != sums.get(CATALOGUE):
        raise BadInput(f"{folder / CATALOGUE} is not what {SUMS} says: run `vraagbaak rebuild` for a sound release")
    said = _Said(quad.triple for quad in pyoxigraph.parse(data, format=RdfFormat.TURTLE))
    (catalogue,) = said.of_kind(DCAT["Catalog"])
    publisher = said.one(catalogue, DCTERMS["publisher"])
    datasets = tuple(_dataset(said, node, folder, sums) for node in said.of_kind(DCAT["Dataset"]))
    contact = said.one(said.one(datasets[0].iri, DCAT["contactPoint"]), VCARD["hasEmail"]).removeprefix("mailto:")
    return Offer(
        version=folder.name,
        folder=folder,
        publisher=next(iter(said.texts(publisher, FOAF["name"]).values())),
        home=said.one(publisher, FOAF["homepage"]),
        contact=contact or said.one(said.one(datasets[0].iri, DCAT["contactPoint"]), VCARD["hasURL"]),
        about=said.texts(catalogue, DCTERMS["description"]),
        datasets=datasets,
    )


FACTS = {
    "spatial": DCTERMS["spatial"], "theme": DCAT["theme"], "license": DCTERMS["license"],
    "frequency": DCTERMS["accrualPeriodicity"], "language": DCTERMS["language"], "conforms_to": DCTERMS["conformsTo"],
    "access_rights": DCTERMS["accessRights"], "landing": DCAT["landingPage"], "documentation": FOAF["page"],
    "series": DCAT["inSeries"], "publisher": DCTERMS["publisher"],
}  # fmt: skip


def _dataset(said: _Said, node: str, folder: Path, sums: Mapping[str, str]) -> OfferedDataset:
    keywords: defaultdict[str, list[str]] = defaultdict(list)
    for word in said.literals(node, DCAT["keyword"]):
        keywords[word.language or ""].append(word.value)
    period = said.one(node, DCTERMS["temporal"])
    files = (_file(said, one, folder, sums) for one in said.many(node, DCAT["distribution"]))
    return OfferedDataset(
        iri=node,
        identifier=said.one(node, DCTERMS["identifier"]),
        version=said.one(node, DCAT["version"]),
        title=said.texts(node, DCTERMS["title"]),
        description=said.texts(node, DCTERMS["description"]),
        version_notes=said.texts(node, ADMS["versionNotes"]),
        keywords={language: tuple(sorted(words)) for language, words in sorted(keywords.items())},
        provenance=said.texts(said.one(node, DCTERMS["provenance"]), RDFS["label"]),
        issued=said.one(node, DCTERMS["issued"]),
        modified=said.one(node, DCTERMS["modified"]),
        begin=said.one(period, DCAT["startDate"]),
        end=said.one(period, DCAT["endDate"]),
        facts={name: tuple(said.many(node, term)) for name, term in FACTS.items()},
        files=tuple(sorted(files, key=lambda file: file.name)),
    )


def _file(said: _Said, node: str, folder: Path, sums: Mapping[str, str]) -> OfferedFile:
    dated = said.one(node, DCAT["downloadURL"])
    name = dated.partition(f"/{folder.name}/")[2]
    sha256 = said.one(said.one(node, SPDX["checksum"]), SPDX["checksumValue"])
    if not SAFE.fullmatch(name) or ".." in name or sums.get(name) != sha256:
        raise BadInput(f"{folder / CATALOGUE} offers {dated}, which {SUMS} does not list with that checksum")
    code = said.one(node, DCTERMS["format"])
    packing = said.one(node, DCAT["compressFormat"]) or said.one(node, DCAT["packageFormat"])
    return OfferedFile(
        name=name,
        path=folder / name,
        size=int(said.one(node, DCAT["byteSize"])),
        sha256=sha256,
        title=said.texts(node, DCTERMS["title"]),
        description=said.texts(node, DCTERMS["description"]),
        format=code.rpartition("/")[2],
        label=said.texts(code, SKOS["prefLabel"]).get("en", code.rpartition("/")[2]),
        media=said.one(node, DCAT["mediaType"]).partition("/media-types/")[2],
        packing=packing.partition("/media-types/")[2],
        issued=said.one(node, DCTERMS["issued"]),
        modified=said.one(node, DCTERMS["modified"]),
        rights=said.texts(said.one(node, DCTERMS["rights"]), RDFS["label"]),
        latest=said.one(node, DCAT["accessURL"]),
        dated=dated,
    )


class _Said:
    """What some triples say, by subject and property; values are sorted, so that the same is told the same way."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._values: defaultdict[tuple[str, str], list[NamedNode | Literal]] = defaultdict(list)
        self._kinds: defaultdict[str, list[str]] = defaultdict(list)
        for triple in triples:
            subject, value = subject_of(triple).value, triple.object
            if isinstance(value, NamedNode | Literal):
                self._values[subject, triple.predicate.value].append(value)
            if triple.predicate == RDF["type"] and isinstance(value, NamedNode):
                self._kinds[value.value].append(subject)

    def of_kind(self, kind: NamedNode) -> list[str]:
        return sorted(self._kinds[kind.value])

    def many(self, subject: str, term: NamedNode) -> list[str]:
        return sorted(value.value for value in self._values.get((subject, term.value), ()))

    def one(self, subject: str, term: NamedNode) -> str:
        return next(iter(self.many(subject, term)), "")

    def literals(self, subject: str, term: NamedNode) -> list[Literal]:
        return [value for value in self._values.get((subject, term.value), ()) if isinstance(value, Literal)]

    def texts(self, subject: str, term: NamedNode) -> dict[str, str]:
        return {one.language or "": one.value for one in sorted(self.literals(subject, term), key=str)}
