"""What portals need to read the catalogue, told by a reader as strict as that of data.gov.be."""

from __future__ import annotations

import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF, SKOS

from flows.publish import quality
from flows.publish.catalogue_terms import VCARD
from tests.catalogued import BASE, RELEASES
from tests.catalogued import read_by_rdflib as described

every_release = pytest.mark.parametrize("name", RELEASES)


class Skipped(Exception):
    """A dataset that data.gov.be's reader leaves out, and why."""


class Reader:
    """What the reader of data.gov.be asks of a dataset, in its own order; raises Skipped where that one gives up."""

    def __init__(self, graph: rdflib.Graph) -> None:
        self.graph = graph

    def one(self, node: rdflib.term.Node, term: rdflib.URIRef) -> rdflib.term.Node | None:
        found = list(self.graph.objects(node, term))
        if len(found) > 1:
            raise Skipped(f"{len(found)} values of {term} at {node}")
        return found[0] if found else None

    def iri(self, node: rdflib.term.Node, term: rdflib.URIRef) -> rdflib.URIRef | None:
        found = self.one(node, term)
        if found is not None and not isinstance(found, rdflib.URIRef):
            raise Skipped(f"{term} at {node} is no IRI")
        return found

    def texts(self, node: rdflib.term.Node, term: rdflib.URIRef) -> dict[str, str]:
        texts: dict[str, str] = {}
        for value in self.graph.objects(node, term):
            if not isinstance(value, rdflib.Literal) or (value.language or "")[:2] in texts:
                raise Skipped(f"{term} at {node}: not one text for each language")
            texts[(value.language or "")[:2]] = str(value)
        return texts

    def pages(self, node: rdflib.term.Node, term: rdflib.URIRef) -> None:
        """Addresses tell their language, or there is one."""
        silent = [page for page in self.graph.objects(node, term) if self.iri(page, DCTERMS.language) is None]
        if len(silent) > 1 or not all(isinstance(page, rdflib.URIRef) for page in silent):
            raise Skipped(f"{term} at {node}: two addresses without a language, or none that is an IRI")

    def dataset(self, node: rdflib.term.Node) -> dict[str, object]:
        """What the portal takes over of a dataset."""
        if self.one(node, DCTERMS.identifier) is None:
            raise Skipped(f"no identifier: {node}")
        keywords = list(self.graph.objects(node, DCAT.keyword))
        if not all(isinstance(word, rdflib.Literal) and word.language for word in keywords):
            raise Skipped(f"a keyword without a language: {node}")
        contact = self.one(node, DCAT.contactPoint)
        if contact is None:
            raise Skipped(f"no contact: {node}")
        for term in (VCARD["hasEmail"], VCARD["hasURL"]):
            self.pages(contact, rdflib.URIRef(term.value))
        self.pages(node, DCAT.landingPage)
        period = self.one(node, DCTERMS.temporal)
        for date in (
            self.one(node, DCTERMS.modified),
            *(self.one(period, one) for one in (DCAT.startDate, DCAT.endDate) if period),
        ):
            if date is not None and len(str(date)) != len("2026-11-23"):
                raise Skipped(f"{date} at {node}: a day, or a time with an offset in figures")
        files = list(self.graph.objects(node, DCAT.distribution))
        if not all(isinstance(file, rdflib.URIRef) for file in files):
            raise Skipped(f"a file without an IRI: {node}")
        return {
            "title": self.texts(node, DCTERMS.title),
            "description": self.texts(node, DCTERMS.description),
            "contact": self.texts(contact, rdflib.URIRef(VCARD["fn"].value)),
            "keywords": {word.language for word in keywords if isinstance(word, rdflib.Literal)},
            "themes": set(self.graph.objects(node, DCAT.theme)),
            **{
                term: self.iri(node, DCTERMS[term])
                for term in ("publisher", "accrualPeriodicity", "spatial", "license")
            },
            "files": [(self.iri(file, DCTERMS["format"]), self.iri(file, DCTERMS.license)) for file in files],
        }


@every_release
def test_the_reader_of_data_gov_be_takes_every_dataset(name: str) -> None:
    reader = Reader(described(name))
    for node in reader.graph.subjects(RDF.type, DCAT.Dataset):
        assert isinstance(node, rdflib.URIRef)
        taken = reader.dataset(node)
        assert set(taken["title"]) == set(taken["description"]) == taken["keywords"] == {"nl", "fr", "en", "de"}  # type: ignore[call-overload]
        assert taken["spatial"] == rdflib.URIRef("https://sws.geonames.org/2802361/")
        assert taken["publisher"]
        assert taken["accrualPeriodicity"]
        assert taken["contact"]
        assert taken["themes"]
        assert bool(taken["license"]) == bool(RELEASES[name].settings.licence)
        assert taken["files"]
        assert all(form for form, _ in taken["files"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (DCTERMS.spatial, rdflib.URIRef("http://publications.europa.eu/resource/authority/country/BEL")),
        (DCTERMS.identifier, rdflib.Literal("another")),
        (DCTERMS.title, rdflib.Literal("Nog een titel", lang="nl")),
        (DCTERMS.license, rdflib.URIRef("https://example.org/licence")),
        (DCAT.keyword, rdflib.Literal("parliament")),
        (DCAT.landingPage, rdflib.URIRef("https://example.org/other")),
        (DCAT.distribution, rdflib.BNode("unnamed")),
    ],
)
def test_the_reader_skips_what_it_cannot_read_and_our_shapes_find_it_first(
    term: rdflib.URIRef, value: rdflib.term.Node
) -> None:
    node = rdflib.URIRef(f"{BASE}id/dataset/be-senate")
    graph = rdflib.Graph()
    for triple in described("full"):
        graph.add(triple)
    graph.add((node, term, value))
    with pytest.raises(Skipped):
        Reader(graph).dataset(node)
    assert {finding.subject for finding in quality.findings_in(graph) if finding.is_violation} == {str(node)}


@every_release
def test_no_dataset_is_said_to_be_of_high_value(name: str) -> None:
    """A list of the EU says which data is; written questions are not on it."""
    said = set(map(str, described(name).predicates()))
    assert not {term for term in said if term.endswith(("applicableLegislation", "hvdCategory"))}


def test_every_concept_has_a_name_and_every_scheme_a_title() -> None:
    """A reader without the tables of the EU would reject the catalogue otherwise."""
    graph = described("full")
    assert all((concept, SKOS.prefLabel, None) in graph for concept in graph.subjects(RDF.type, SKOS.Concept))
    assert all((scheme, DCTERMS.title, None) in graph for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme))
