"""The catalogue says the same in Turtle, JSON-LD and RDF/XML, in the same bytes every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import RdfFormat

from flows.publish import catalogue
from flows.vocabulary import subject_of
from tests.catalogued import BASE, RELEASE, SIZES

ROOT = Path(__file__).parents[2]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD uses it
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("catalogue.ttl", RdfFormat.TURTLE),
        ("catalogue.jsonld", RdfFormat.JSON_LD),
        ("catalogue.rdf", RdfFormat.RDF_XML),
    ],
)
def test_every_form_says_the_same_to_two_readers(name: str, form: RdfFormat) -> None:
    documents, triples = catalogue.documents(RELEASE), catalogue.statements(RELEASE)
    assert set(documents) == set(catalogue.NAMES)
    assert {quad.triple for quad in pyoxigraph.parse(documents[name], format=form)} == set(triples)
    kind = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}[name.rpartition(".")[2]]
    other = rdflib.Graph().parse(data=documents[name], format=kind)
    assert {tuple(str(term) for term in triple) for triple in other} == {
        (subject_of(one).value, one.predicate.value, getattr(one.object, "value", "")) for one in triples
    }


def test_json_ld_is_compact_and_needs_no_context_from_elsewhere() -> None:
    found = json.loads(catalogue.documents(RELEASE)["catalogue.jsonld"])
    assert all(isinstance(address, str) for address in found["@context"].values())
    nodes = {node["@id"]: node for node in found["@graph"]}
    file = nodes[f"{BASE}id/dataset/be-senate/distribution/issues.json"]
    assert file["@type"] == "dcat:Distribution"
    assert file["dcat:byteSize"] == {"@type": "xsd:nonNegativeInteger", "@value": str(SIZES["issues.json"])}
    assert list(nodes) == sorted(nodes)


def test_the_same_files_in_another_order_give_the_same_bytes() -> None:
    turned = replace(RELEASE, files=tuple(reversed(RELEASE.files)), legislatures=tuple(reversed(RELEASE.legislatures)))
    assert catalogue.documents(turned) == catalogue.documents(RELEASE)


def test_the_bytes_depend_on_no_hash_seed() -> None:
    program = (
        "import hashlib; from flows.publish import catalogue; from tests.catalogued import RELEASE;"
        "print([hashlib.sha256(data).hexdigest() for data in catalogue.documents(RELEASE).values()])"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1


def test_there_is_no_blank_node_and_no_triple_twice() -> None:
    triples = catalogue.statements(RELEASE)
    assert len(triples) == len(set(triples))
    for triple in triples:
        assert not {type(triple.subject), type(triple.object)} & {pyoxigraph.BlankNode}
