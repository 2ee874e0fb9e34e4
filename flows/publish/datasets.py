"""The datasets of a release in DCAT-AP, and each of its files as a distribution or as a page about the data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from flows.map.rdf import tagged
from flows.publish import csvw
from flows.publish.catalogue_terms import ADMS, BELGIUM, IANA, WORDS, filled, on_day, say
from flows.publish.columns import TABLES
from flows.publish.described import Described, Legislature, Listed
from flows.publish.formats import PACKAGE, PACKED, Format, parted, unpacked
from flows.vocabulary import AUTHORITY, DCAT, DCTERMS, FOAF, LANG, PROV, RDF, SOURCE, SPDX, XSD, below

SPEAKS = ("NLD", "FRA", "DEU")  # the languages of the texts; the catalogue's own words are in English too
CSVW = NamedNode("https://www.w3.org/TR/tabular-data-model/")
# By the file that csvw writes: "be-senate-7-answers.csv.gz", and no table of a picture.
EXPLAINED = re.compile(rf"({SOURCE}-\d+-)?({'|'.join(table.name for table in TABLES)})\.csv{re.escape(PACKED)}")
SHARED = frozenset({"vocabulary", "ontology", "shapes"})  # files about what the questions share


@dataclass(frozen=True)
class Dataset:
    """One dataset: its node, its words, the legislatures whose questions it holds, and its files."""

    node: NamedNode
    identifier: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    notes: Mapping[str, str]
    legislatures: tuple[Legislature, ...]
    files: tuple[Listed, ...]
    is_member: bool = False  # of the series
    is_kept_up: bool = True  # every night brings something new, or may

    @property
    def has_package(self) -> bool:
        """Whether some of its files also come together."""
        return any(file.name.endswith(PACKAGE) for file in self.files)


def datasets(described: Described) -> Iterator[Dataset]:
    """Everything in one graph, what the questions share, and the questions of each legislature."""
    name, figures, version = described.name, described.figures, described.version
    rest = [file for file in described.files if file.legislature is None]
    shared = tuple(file for file in rest if parted(file.name)[0] in SHARED)
    whole = tuple(file for file in rest if file not in shared)
    questions, answers = figures.get("questions", 0), figures.get("answers", 0)
    notes = filled(WORDS["notes"], version=version, questions=questions, answers=answers)
    for kind, identifier, held in (("whole", name, whole), ("vocabulary", f"{name}-vocabulary", shared)):
        title, description = words(kind, described)
        yield Dataset(
            _node(described, identifier), identifier, title, description, notes, described.legislatures, held
        )  # fmt: skip
    current = max(map(int, described.facts["site"]["highest"]))
    many = figures.get("questions_by_legislature", {})
    for one in described.legislatures:
        identifier = f"{name}-{one.number}"
        yield Dataset(
            _node(described, identifier),
            identifier,
            *words("legislature", described, number=one.number),
            filled(WORDS["notes_of_legislature"], version=version, questions=many.get(str(one.number), 0)),
            (one,),
            tuple(file for file in described.files if file.legislature == one.number),
            is_member=True,
            is_kept_up=one.number == current,
        )


def _node(described: Described, identifier: str) -> NamedNode:
    return described.at(f"id/dataset/{identifier}")


def words(kind: str, described: Described, **values: object) -> tuple[dict[str, str], dict[str, str]]:
    """The title and the description of a dataset, a series or a service by language, around those of the source."""
    facts = described.facts
    return (
        filled(WORDS[kind]["title"], title=facts["title"], **values),
        filled(WORDS[kind]["description"], description=facts["description"], **values),
    )


def describe(dataset: Dataset, described: Described) -> Iterator[Triple]:
    """What is said of a dataset and of its files."""
    node = dataset.node
    yield from say(node, RDF["type"], DCAT["Dataset"])
    yield from resource(node, dataset.identifier, dataset.title, dataset.description, described)
    yield from say(node, DCAT["version"], Literal(described.version))
    yield from say(node, ADMS["versionNotes"], *tagged(dataset.notes))
    if described.previous:
        yield from say(node, DCAT["previousVersion"], described.download("catalogue.ttl", described.previous))
    # data.gov.be knows the country by GeoNames, and skips a dataset that has two places.
    yield from say(node, DCTERMS["spatial"], BELGIUM)
    frequency = "DAILY" if dataset.is_kept_up else "IRREG"
    yield from say(node, DCTERMS["accrualPeriodicity"], AUTHORITY[f"frequency/{frequency}"])
    yield from say(node, DCTERMS["language"], *(LANG[code] for code in SPEAKS))
    yield from say(node, DCTERMS["provenance"], described.at("id/catalogue/provenance"))
    yield from say(node, PROV["wasDerivedFrom"], NamedNode(described.facts["publisher"]["origin"]))
    yield from say(node, DCTERMS["conformsTo"], *(described.at(path) for path in WORDS["standards"]))
    yield from say(node, DCAT["contactPoint"], described.at("id/organisation/publisher/contact"))
    yield from days(node, dataset.legislatures, described)
    yield from period(node, dataset.legislatures)
    if dataset.is_member:
        yield from say(node, DCAT["inSeries"], described.at(f"id/series/{described.name}"))
    for file in dataset.files:
        yield from _file(dataset, file, described)


def resource(
    node: NamedNode, identifier: str, title: Mapping[str, str], description: Mapping[str, str], described: Described
) -> Iterator[Triple]:
    """What a dataset and the SPARQL service have alike."""
    yield from say(node, DCTERMS["identifier"], Literal(identifier))  # plain: CKAN makes an IRI of an address
    yield from say(node, DCTERMS["title"], *tagged(title))
    yield from say(node, DCTERMS["description"], *tagged(description))
    for language, keywords in described.facts["keywords"].items():
        yield from say(node, DCAT["keyword"], *(Literal(word, language=language) for word in keywords))
    yield from say(node, DCAT["theme"], AUTHORITY["data-theme/GOVE"])
    yield from say(node, DCTERMS["publisher"], described.at("id/organisation/publisher"))
    yield from say(node, DCTERMS["accessRights"], AUTHORITY["access-right/PUBLIC"])
    yield from say(node, DCAT["landingPage"], NamedNode(described.settings.base_iri))
    yield from licence(node, described)


def days(node: NamedNode, legislatures: Iterable[Legislature], described: Described) -> Iterator[Triple]:
    """Since when the questions of some legislatures are there, and when the newest came or changed."""
    known = list(legislatures)
    issued = min((one.issued for one in known if one.issued), default="")
    modified = max((one.modified for one in known if one.modified), default="")
    yield from on_day(node, DCTERMS["issued"], issued)
    yield from on_day(node, DCTERMS["modified"], modified or described.day)


def period(node: NamedNode, legislatures: Iterable[Legislature]) -> Iterator[Triple]:
    """From when to when the questions of some legislatures were put."""
    known = [one for one in legislatures if one.first and one.last]
    if known:
        of = below(node, "temporal")
        yield from say(node, DCTERMS["temporal"], of)
        yield from say(of, RDF["type"], DCTERMS["PeriodOfTime"])
        yield from on_day(of, DCAT["startDate"], min(one.first for one in known))
        yield from on_day(of, DCAT["endDate"], max(one.last for one in known))


def licence(node: NamedNode, described: Described) -> Iterator[Triple]:
    """The licence of the settings; nothing without one."""
    if described.settings.licence:
        yield from say(node, DCTERMS["license"], NamedNode(described.settings.licence))
        yield from say(NamedNode(described.settings.licence), RDF["type"], DCTERMS["LicenseDocument"])


# -- files ------------------------------------------------------------------------------------------


def _file(dataset: Dataset, file: Listed, described: Described) -> Iterator[Triple]:
    stem, kind = parted(file.name)
    code = AUTHORITY[f"file-type/{kind.code}"]
    if kind.is_document:
        page = described.download(file.name)
        yield from say(dataset.node, FOAF["page"], page)
        yield from say(page, RDF["type"], FOAF["Document"])
        yield from say(page, DCTERMS["title"], Literal(file.name))
        yield from say(page, DCTERMS["format"], code)
        return
    if (
        kind.is_together
        and not file.name.endswith(PACKAGE)
        and any(one.name.endswith(PACKAGE) for one in dataset.files)
    ):
        return
    node = below(dataset.node, "distribution", file.name)
    yield from say(dataset.node, DCAT["distribution"], node)
    yield from say(node, RDF["type"], DCAT["Distribution"])
    yield from _named(node, dataset, file, stem, kind)
    # The address of the newest file stays; size and checksum are of this version, which has an address of its own.
    yield from say(node, DCAT["accessURL"], described.download(file.name))
    yield from say(node, DCAT["downloadURL"], described.download(file.name, described.version))
    yield from say(node, DCTERMS["format"], code)
    yield from say(node, DCAT["mediaType"], IANA[kind.media])
    if file.name.endswith(PACKED):
        yield from say(node, DCAT["compressFormat"], IANA["application/gzip"])
    if file.name.endswith(PACKAGE):
        yield from say(node, DCAT["packageFormat"], IANA["application/zip"])
    yield from say(node, DCAT["byteSize"], Literal(str(file.size), datatype=XSD["nonNegativeInteger"]))
    yield from on_day(node, DCTERMS["issued"], described.day)
    yield from on_day(node, DCTERMS["modified"], file.modified or described.day)
    yield from say(node, DCTERMS["language"], *(LANG[code] for code in SPEAKS))
    yield from say(node, DCTERMS["rights"], described.at("id/catalogue/rights"))
    if EXPLAINED.fullmatch(file.name) and any(one.name == csvw.NAME for one in described.files):
        yield from _explained(node, described)
    yield from licence(node, described)
    checksum = below(node, "checksum")
    yield from say(node, SPDX["checksum"], checksum)
    yield from say(checksum, RDF["type"], SPDX["Checksum"])
    yield from say(checksum, SPDX["algorithm"], SPDX["checksumAlgorithm_sha256"])
    yield from say(checksum, SPDX["checksumValue"], Literal(file.sha256, datatype=XSD["hexBinary"]))


def _explained(node: NamedNode, described: Described) -> Iterator[Triple]:
    """That a table is as CSV on the Web has tables, and as its metadata of the same version says."""
    metadata = described.download(csvw.NAME, described.version)
    yield from say(node, DCTERMS["conformsTo"], CSVW, metadata)
    for standard, title in ((CSVW, "CSV on the Web"), (metadata, csvw.NAME)):
        yield from say(standard, RDF["type"], DCTERMS["Standard"])
        yield from say(standard, DCTERMS["title"], Literal(title))


def _named(node: NamedNode, dataset: Dataset, file: Listed, stem: str, kind: Format) -> Iterator[Triple]:
    """The title of a file, with its name where the dataset's name does not say it all, and what it holds."""
    inner = unpacked(file.name)
    what = kind.label if stem == dataset.identifier else f"{kind.label}: {inner}"
    about = WORDS["files"].get(stem) or WORDS["formats"][inner.removeprefix(f"{stem}.")]
    yield from say(node, DCTERMS["title"], *tagged({one: f"{title}, {what}" for one, title in dataset.title.items()}))
    yield from say(node, DCTERMS["description"], *tagged(about))
