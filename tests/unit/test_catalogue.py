"""The catalogue says of each file of a release its address, format, size and checksum, below any base."""

from __future__ import annotations

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from flows import catalogue
from flows.settings import DEFAULT_BASE
from flows.sources import be_senate
from flows.vocabulary import AUTHORITY, DCAT, DCTERMS, FOAF, RDF, SPDX, XSD, Iris

VERSION = "2026-11-23-0123456789ab"
SIZES = {"be-senate-7.ttl.gz": 1, "be-senate-7.nt.gz": 22, "be-senate.nq.gz": 333, "issues.json": 4, "report.md": 5}
FILES = catalogue.Files(SIZES, {name: f"{at:064x}" for at, name in enumerate(SIZES)})
BASE = "https://example.org/q/"


def written(base: str = BASE, files: catalogue.Files = FILES) -> bytes:
    return catalogue.document(VERSION, files, Iris(base), be_senate.FACTS)


@pytest.fixture
def store() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_load(written(), format=RdfFormat.TURTLE)
    return store


def values(store: pyoxigraph.Store, subject: NamedNode, predicate: NamedNode) -> list[str]:
    found = [quad.object for quad in store.quads_for_pattern(subject, predicate, None)]
    return [value.value for value in found if isinstance(value, NamedNode | Literal)]


def of_kind(store: pyoxigraph.Store, kind: NamedNode) -> list[NamedNode]:
    found = [quad.subject for quad in store.quads_for_pattern(None, RDF["type"], kind)]
    assert all(isinstance(node, NamedNode) for node in found), "no blank nodes"
    return found  # type: ignore[return-value]  # just shown


def test_every_file_has_one_distribution_with_its_size_and_checksum(store: pyoxigraph.Store) -> None:
    assert len(of_kind(store, DCAT["Distribution"])) == len(SIZES)
    for name, size in SIZES.items():
        node = NamedNode(f"{BASE}id/dataset/be-senate/distribution/{name}")
        assert values(store, node, DCTERMS["title"]) == [name]
        assert values(store, node, DCAT["byteSize"]) == [str(size)]
        assert values(store, node, DCAT["downloadURL"]) == [f"{BASE}download/latest/{name}"]
        (checksum,) = values(store, node, SPDX["checksum"])
        assert values(store, NamedNode(checksum), SPDX["checksumValue"]) == [FILES.checksums[name]]


@pytest.mark.parametrize(
    ("name", "code", "media", "is_packed"),
    [
        ("be-senate-7.ttl.gz", "RDF_TURTLE", "text/turtle", True),
        ("be-senate-7.nt.gz", "RDF_N_TRIPLES", "application/n-triples", True),
        ("be-senate.nq.gz", "RDF_N_QUADS", "application/n-quads", True),
        ("issues.json", "JSON", "application/json", False),
        ("report.md", "TXT", "text/markdown", False),
    ],
)
def test_a_file_s_format_follows_from_its_name(
    store: pyoxigraph.Store, name: str, code: str, media: str, is_packed: bool
) -> None:
    node = NamedNode(f"{BASE}id/dataset/be-senate/distribution/{name}")
    iana = "https://www.iana.org/assignments/media-types/"
    assert values(store, node, DCTERMS["format"]) == [AUTHORITY[f"file-type/{code}"].value]
    assert values(store, node, DCAT["mediaType"]) == [iana + media]
    assert values(store, node, DCAT["compressFormat"]) == ([f"{iana}application/gzip"] if is_packed else [])


def test_the_dataset_says_what_it_is_in_the_source_s_languages(store: pyoxigraph.Store) -> None:
    (dataset,), (record,) = of_kind(store, DCAT["Dataset"]), of_kind(store, DCAT["Catalog"])
    assert values(store, dataset, DCAT["version"]) == [VERSION]
    assert values(store, record, DCAT["dataset"]) == [dataset.value]
    for language in ("nl", "fr", "en"):
        title = Literal(be_senate.FACTS["title"][language], language=language)
        assert store.quads_for_pattern(dataset, DCTERMS["title"], title)
    modified = [quad.object for quad in store.quads_for_pattern(dataset, DCTERMS["modified"], None)]
    assert modified == [Literal("2026-11-23", datatype=XSD["date"])]


def test_no_licence_is_claimed(store: pyoxigraph.Store) -> None:
    assert not list(store.quads_for_pattern(None, DCTERMS["license"], None))


def test_another_base_leaves_no_trace_of_the_default() -> None:
    assert DEFAULT_BASE.encode() not in written()
    assert DEFAULT_BASE.encode() in written(DEFAULT_BASE)


def test_the_publisher_s_home_is_where_the_data_is(store: pyoxigraph.Store) -> None:
    (publisher,) = of_kind(store, FOAF["Agent"])
    assert values(store, publisher, FOAF["homepage"]) == [BASE]


def test_the_same_files_in_another_order_give_the_same_bytes() -> None:
    turned = catalogue.Files(dict(reversed(SIZES.items())), dict(reversed(list(FILES.checksums.items()))))
    assert written(files=turned) == written()
    assert all(isinstance(quad.triple, Triple) for quad in pyoxigraph.parse(written(), format=RdfFormat.TURTLE))
