"""The catalogue against DCAT-AP, by its official shapes.

They are not the project's; where they are not at hand, the tests are skipped.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF, SH

from tests.catalogued import RELEASES
from tests.catalogued import read_by_rdflib as described

OFFICIAL = Path(__file__).parents[2].parent / "shared" / "data" / "dcat-ap"
NEWEST = OFFICIAL / "3.0.1"
needs_official_shapes = pytest.mark.skipif(not NEWEST.is_dir(), reason="the official DCAT-AP shapes are not at hand")
every_release = pytest.mark.parametrize("name", RELEASES)


# -- the official shapes ----------------------------------------------------------------------------

# What the official files warn of and cannot be avoided, by the property that is missing or odd.
UNAVOIDABLE = {
    ("publisher", "NodeConstraintComponent"): "who runs a harvest is no body in the EU's table",
    ("type", "MinCountConstraintComponent"): "of what kind the publisher is, and a licence, only the operator knows",
    ("availability", "MinCountConstraintComponent"): "how long files stay is the operator's to promise",
    ("contactPoint", "MinCountConstraintComponent"): "of the SPARQL service: with one, CKAN's export answers 500",
    ("bbox", "MinCountConstraintComponent"): "the country is identified; its outline is for others to draw",
    ("centroid", "MinCountConstraintComponent"): "likewise its middle",
}
# What is claimed only with a setting.
UNSET = {("license", "MinCountConstraintComponent"): "no licence is claimed without one"}
# One vocabulary shape wants https where the vocabulary itself, and DCAT-AP, have http://spdx.org/rdf/terms#.
CONTRADICTED = rdflib.URIRef("http://data.europa.eu/r5r#ChecksumAlgorithmRestriction")
# What the draft of the Belgian profile has otherwise than DCAT-AP 3.0.1, or wants of things that are not ours.
BELGIAN_DRAFT = {
    ("byteSize", "DatatypeConstraintComponent"): "xsd:decimal there, xsd:nonNegativeInteger in 3.0.1",
    ("title", "MinCountConstraintComponent"): "of the licence document, which is others' own",
    ("bbox", "MinCountConstraintComponent"): "see above",
    ("geometry", "MinCountConstraintComponent"): "3.0.1 wants a node where the draft wants a literal",
}


def official(*names: str) -> rdflib.Graph:
    """Some files of shapes as one graph, without the property shapes that are referred to and defined nowhere."""
    graph = rdflib.Graph()
    for name in names:
        graph.parse(data=(OFFICIAL / name).read_text("utf-8"), format="turtle")
    for shape, reference in list(graph.subject_objects(SH.property)):
        if not list(graph.objects(reference, SH.path)):
            graph.remove((shape, SH.property, reference))
    return graph


def results(data: rdflib.Graph, graph: rdflib.Graph) -> dict[str, Counter[tuple[str, str]]]:
    """By severity, what is found: the property and the kind of constraint, and how often."""
    found: dict[str, Counter[tuple[str, str]]] = {"Violation": Counter(), "Warning": Counter(), "Info": Counter()}
    report = pyshacl.validate(data, shacl_graph=graph)[1]
    assert isinstance(report, rdflib.Graph)
    for shape in report.objects(None, SH.result):
        path = str(report.value(shape, SH.resultPath)).rpartition("/")[2].rpartition("#")[2]
        kind = str(report.value(shape, SH.sourceConstraintComponent)).rpartition("#")[2]
        found[str(report.value(shape, SH.resultSeverity)).rpartition("#")[2]][(path, kind)] += 1
    return found


@needs_official_shapes
@every_release
@pytest.mark.parametrize(
    "names",
    [
        ("dcat-ap-SHACL.ttl", "ranges.ttl"),
        ("dcatap301_merged.ttl",),
        ("shapes.ttl", "range.ttl"),
        ("deprecateduris.ttl",),
    ],
    ids=lambda names: names[0],
)
def test_the_official_shapes_of_dcat_ap_find_nothing(name: str, names: tuple[str, ...]) -> None:
    found = results(described(name), official(*(f"3.0.1/{one}" for one in names)))
    assert found == {"Violation": Counter(), "Warning": Counter(), "Info": Counter()}


@needs_official_shapes
@every_release
def test_the_terms_are_of_the_tables_that_the_official_shapes_name(name: str) -> None:
    graph = official("3.0.1/mdr-vocabularies.shape.ttl")
    graph.remove((None, SH.node, CONTRADICTED))
    found = results(described(name), graph)
    assert not found["Violation"]
    assert set(found["Warning"]) == {("publisher", "NodeConstraintComponent")} <= set(UNAVOIDABLE)


@needs_official_shapes
@every_release
def test_only_unavoidable_recommendations_are_not_followed(name: str) -> None:
    found = results(described(name), official("3.0.1/shapes_recommended.ttl"))
    assert not found["Violation"]
    known = UNAVOIDABLE if RELEASES[name].settings.licence else UNAVOIDABLE | UNSET
    assert set(found["Warning"]) <= set(known)
    assert name != "full" or {*UNAVOIDABLE} - set(found["Warning"]) == {("publisher", "NodeConstraintComponent")}


@needs_official_shapes
def test_the_draft_of_the_belgian_profile_finds_only_what_it_has_otherwise() -> None:
    found = results(described("full"), official("bedcatap2.ttl"))
    assert set(found["Violation"]) == set(BELGIAN_DRAFT)
    assert not found["Warning"]


@needs_official_shapes
def test_the_official_shapes_do_find_faults() -> None:
    broken = rdflib.Graph()
    for triple in described("full"):
        if triple[1] not in (DCTERMS.title, RDF.type) or triple[2] in (DCAT.Dataset, DCAT.Distribution):
            broken.add(triple)
    found = results(broken, official("3.0.1/dcat-ap-SHACL.ttl", "3.0.1/ranges.ttl"))
    assert found["Violation"][("title", "MinCountConstraintComponent")] >= 4
    assert found["Violation"][("publisher", "ClassConstraintComponent")] >= 4
