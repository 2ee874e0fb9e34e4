"""Describe a release as DCAT-AP 3.0.1 for open-data portals, and as VoID for programs that read linked data.

One dataset for each legislature, together a series; one for everything in one graph; one for the things that questions
share. It says what is true of the files and the source: no licence and no SPARQL endpoint without the setting, and no
day that does not come from the archive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from flows.map.rdf import ntriples, read_ntriples, tagged
from flows.publish import catalogue_forms, datasets, void
from flows.publish.catalogue_terms import BELGIUM, VCARD, WORDS, label_terms, say
from flows.publish.datasets import SPEAKS, Dataset
from flows.publish.described import Described, Listed
from flows.publish.formats import parted
from flows.vocabulary import AUTHORITY, DCAT, DCTERMS, FOAF, LANG, RDF, RDFS

NAMES = tuple(f"catalogue.{form}" for form in catalogue_forms.FORMS)  # files that describe, and are not described
PROTOCOL = NamedNode("https://www.w3.org/TR/sparql11-protocol/")


def statements(described: Described) -> list[Triple]:
    """The catalogue of a release, each triple once, in the order of their N-Triples."""
    every = list(datasets.datasets(described))
    found = [*_catalogue(described, every), *_series(described), *_agents(described), *_standards(described)]
    for dataset in every:
        found += datasets.describe(dataset, described)
    if described.settings.endpoint:
        found += _service(described, every)
    found += void.describe(
        described.at(f"id/dataset/{described.name}"),
        described.counts,
        dumps=[described.download(file.name) for file in described.files if _is_dump(file)],
        example=_example(described),
        endpoint=described.settings.endpoint,
        iris=described.iris,
    )
    return list(read_ntriples(ntriples([*found, *label_terms(found)])))


def documents(described: Described) -> dict[str, bytes]:
    """The catalogue by the name of its file: `catalogue.ttl`, `catalogue.jsonld`, `catalogue.rdf`."""
    triples = statements(described)
    return {f"catalogue.{form}": write(triples, described.iris) for form, write in catalogue_forms.FORMS.items()}


def _is_dump(file: Listed) -> bool:
    """Whether a file holds part of the graph itself: not the tables, and not what the checks found."""
    stem, kind = parted(file.name)
    return kind.is_graph and stem not in ("report", "shapes")


def _example(described: Described) -> NamedNode | None:
    """A question to look at, if its legislature is in the release."""
    number = str(described.facts["site"]["sentinel"])
    is_there = any(str(one.number) == number.partition("-")[0] for one in described.legislatures)
    return described.iris.question(number) if is_there else None


# -- catalogue, series, service ---------------------------------------------------------------------


def _catalogue(described: Described, every: Iterable[Dataset]) -> Iterator[Triple]:
    node, home = described.at("id/catalogue"), NamedNode(described.settings.base_iri)
    yield from say(node, RDF["type"], DCAT["Catalog"])
    yield from say(node, DCTERMS["identifier"], Literal(f"{described.name}-catalogue"))
    yield from say(node, DCTERMS["title"], *tagged(WORDS["catalogue"]["title"]))
    yield from say(node, DCTERMS["description"], *tagged(WORDS["catalogue"]["description"]))
    yield from say(node, DCTERMS["publisher"], described.at("id/organisation/publisher"))
    yield from say(node, DCTERMS["language"], *(LANG[code] for code in (*SPEAKS, "ENG")))
    yield from say(node, DCTERMS["spatial"], AUTHORITY["country/BEL"], BELGIUM)
    yield from say(node, DCAT["themeTaxonomy"], AUTHORITY["data-theme"])
    yield from say(node, FOAF["homepage"], home)
    yield from say(home, RDF["type"], FOAF["Document"])
    yield from datasets.days(node, described.legislatures, described)
    yield from datasets.licence(node, described)
    yield from say(node, DCAT["dataset"], *(dataset.node for dataset in every))
    # The series is no dcat:Dataset here: portals would list it as a dataset that has no files.
    yield from say(node, DCAT["resource"], described.at(f"id/series/{described.name}"))
    if described.settings.endpoint:
        yield from say(node, DCAT["service"], described.at(f"id/service/{described.name}"))


def _series(described: Described) -> Iterator[Triple]:
    node = described.at(f"id/series/{described.name}")
    title, description = datasets.words("series", described)
    yield from say(node, RDF["type"], DCAT["DatasetSeries"])
    yield from say(node, DCTERMS["title"], *tagged(title))
    yield from say(node, DCTERMS["description"], *tagged(description))
    yield from say(node, DCTERMS["publisher"], described.at("id/organisation/publisher"))
    yield from say(node, DCAT["contactPoint"], described.at("id/organisation/publisher/contact"))
    yield from say(node, DCTERMS["spatial"], AUTHORITY["country/BEL"])
    yield from say(node, DCTERMS["accrualPeriodicity"], AUTHORITY["frequency/DAILY"])
    yield from datasets.days(node, described.legislatures, described)
    yield from datasets.period(node, described.legislatures)


def _service(described: Described, every: Iterable[Dataset]) -> Iterator[Triple]:
    node, address = described.at(f"id/service/{described.name}"), NamedNode(described.settings.endpoint)
    title, description = datasets.words("service", described)
    yield from say(node, RDF["type"], DCAT["DataService"])
    # No contact point: with one, CKAN's export of the whole dataset answers 500.
    yield from datasets.resource(node, f"{described.name}-sparql", title, description, described)
    yield from say(node, DCAT["endpointURL"], address)
    yield from say(node, DCAT["endpointDescription"], address)  # which is what it answers without a query
    yield from say(address, RDF["type"], RDFS["Resource"])
    yield from say(node, DCTERMS["conformsTo"], PROTOCOL)
    yield from say(PROTOCOL, RDF["type"], DCTERMS["Standard"])
    yield from say(node, DCAT["servesDataset"], *(dataset.node for dataset in every))


# -- who is behind it, and what it follows ----------------------------------------------------------


def _agents(described: Described) -> Iterator[Triple]:
    publisher, contact = described.at("id/organisation/publisher"), described.at("id/organisation/publisher/contact")
    name, home = described.facts["publisher"]["name"], described.settings.base_iri
    yield from say(publisher, RDF["type"], FOAF["Agent"], FOAF["Organization"])
    yield from say(publisher, FOAF["name"], *tagged(dict.fromkeys(described.facts["title"], name)))
    yield from say(publisher, FOAF["homepage"], NamedNode(home))
    yield from say(contact, RDF["type"], VCARD["Kind"], VCARD["Organization"])
    yield from say(contact, VCARD["fn"], Literal(name))
    yield from say(contact, VCARD["organization-name"], *tagged(dict.fromkeys(described.facts["title"], name)))
    address = described.settings.contact or home
    is_mail = "://" not in address
    yield from say(contact, VCARD["hasURL"], NamedNode(home if is_mail else address))
    if is_mail:
        yield from say(contact, VCARD["hasEmail"], NamedNode(f"mailto:{address}"))
        yield from say(publisher, FOAF["mbox"], NamedNode(f"mailto:{address}"))


def _standards(described: Described) -> Iterator[Triple]:
    for path, title in WORDS["standards"].items():
        yield from say(described.at(path), RDF["type"], DCTERMS["Standard"])
        yield from say(described.at(path), DCTERMS["title"], *tagged(title))
    for path, kind in (("provenance", "ProvenanceStatement"), ("rights", "RightsStatement")):
        node = described.at(f"id/catalogue/{path}")
        yield from say(node, RDF["type"], DCTERMS[kind])
        yield from say(node, RDFS["label"], *tagged(described.facts[path]))
