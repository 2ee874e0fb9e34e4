"""The catalogue says of each file its addresses, format, size and checksum, and of each dataset what is true of it."""

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
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from flows import catalogue
from flows.catalogue_terms import ADMS, IANA, VCARD, VOID
from flows.described import Described, Legislature, Listed, listed
from flows.errors import BadInput
from flows.settings import DEFAULT_BASE, Settings
from flows.vocabulary import AUTHORITY, DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, SPDX, XSD, subject_of
from tests.catalogued import BARE, BASE, CHECKSUMS, LICENCE, NAMES, PREVIOUS, RELEASE, SIZES, VERSION, release, settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = {"report.md"}
NODES = {
    name: f"{BASE}id/dataset/{dataset}/distribution/{name}"
    for dataset, names in {
        "be-senate": ("be-senate.nq.gz", "report.ttl", "issues.json", "statistics.json"),
        "be-senate-vocabulary": ("vocabulary.ttl", "ontology.ttl", "shapes.ttl"),
        "be-senate-7": ("be-senate-7.ttl.gz", "be-senate-7.nt.gz"),
        "be-senate-8": ("be-senate-8.ttl.gz", "be-senate-8.nt.gz"),
    }.items()
    for name in names
}


Said = frozenset[Triple]  # no pyoxigraph.Store: it makes xsd:integer of xsd:nonNegativeInteger


def said(described: Described = RELEASE) -> Said:
    return frozenset(catalogue.statements(described))


@pytest.fixture(scope="module", name="full")
def full_release() -> Said:
    return said()


def terms(found: Said, subject: str, predicate: NamedNode) -> list[Literal | NamedNode]:
    node = NamedNode(subject)
    values = [triple.object for triple in found if triple.subject == node and triple.predicate == predicate]
    return sorted((value for value in values if isinstance(value, Literal | NamedNode)), key=str)


def values(found: Said, subject: str, predicate: NamedNode) -> list[str]:
    return [term.value for term in terms(found, subject, predicate)]


def of_kind(found: Said, kind: NamedNode) -> set[str]:
    nodes = [triple.subject for triple in found if triple.predicate == RDF["type"] and triple.object == kind]
    assert all(isinstance(node, NamedNode) for node in nodes), "no blank nodes"
    return {node.value for node in nodes if isinstance(node, NamedNode)}


def objects(found: Said, predicate: NamedNode) -> set[str]:
    named = (triple.object for triple in found if triple.predicate == predicate)
    return {value.value for value in named if isinstance(value, Literal | NamedNode)}


def spoken(found: Said, subject: str, predicate: NamedNode) -> dict[str | None, str]:
    said = [term for term in terms(found, subject, predicate) if isinstance(term, Literal)]
    texts = {term.language: term.value for term in said}
    assert len(texts) == len(said), "one a language"
    return texts


def dataset(name: str) -> str:
    return f"{BASE}id/dataset/{name}"


# -- files ------------------------------------------------------------------------------------------


def test_every_file_is_one_distribution_or_one_page(full: Said) -> None:
    assert of_kind(full, DCAT["Distribution"]) == set(NODES.values())
    assert set(NODES) | DOCUMENTS == set(NAMES)
    for name in DOCUMENTS:
        page = f"{BASE}download/latest/{name}"
        assert values(full, dataset("be-senate"), FOAF["page"]) == [page]
        assert page in of_kind(full, FOAF["Document"])
        assert values(full, page, DCTERMS["title"]) == [name]


@pytest.mark.parametrize("name", NODES)
def test_a_file_has_its_addresses_its_size_and_its_checksum(full: Said, name: str) -> None:
    node = NODES[name]
    owner = node.partition("/distribution/")[0]
    assert node in values(full, owner, DCAT["distribution"])
    assert values(full, node, DCAT["accessURL"]) == [f"{BASE}download/latest/{name}"]
    assert values(full, node, DCAT["downloadURL"]) == [f"{BASE}download/{VERSION}/{name}"]
    assert terms(full, node, DCAT["byteSize"]) == [Literal(str(SIZES[name]), datatype=XSD["nonNegativeInteger"])]
    (checksum,) = values(full, node, SPDX["checksum"])
    assert terms(full, checksum, SPDX["checksumValue"]) == [Literal(CHECKSUMS[name], datatype=XSD["hexBinary"])]
    assert set(spoken(full, node, DCTERMS["title"])) == {"nl", "fr", "en", "de"}
    assert set(spoken(full, node, DCTERMS["description"])) == {"nl", "fr", "en", "de"}


@pytest.mark.parametrize(
    ("name", "code", "media"),
    [
        ("be-senate-7.ttl.gz", "RDF_TURTLE", "text/turtle"),
        ("be-senate-7.nt.gz", "RDF_N_TRIPLES", "application/n-triples"),
        ("be-senate.nq.gz", "RDF_N_QUADS", "application/n-quads"),
        ("be-senate-7.jsonld.gz", "JSON_LD", "application/ld+json"),
        ("be-senate-7-questions.csv", "CSV", "text/csv"),
        ("be-senate-7-questions.csv.gz", "CSV", "text/csv"),
        ("be-senate-7-questions.csv-metadata.json", "JSON", "application/csvm+json"),
        ("be-senate-7-questions.parquet", "PARQUET", "application/vnd.apache.parquet"),
        ("issues.json", "JSON", "application/json"),
    ],
)
def test_a_file_s_format_follows_from_its_name(name: str, code: str, media: str) -> None:
    found = said(release((name,)))
    (node,) = of_kind(found, DCAT["Distribution"])
    assert values(found, node, DCTERMS["format"]) == [AUTHORITY[f"file-type/{code}"].value]
    assert values(found, node, DCAT["mediaType"]) == [f"{IANA}{media}"]
    assert values(found, node, DCAT["compressFormat"]) == ([f"{IANA}application/gzip"] * name.endswith(".gz"))


@pytest.mark.parametrize("name", ["report.md", "answers.nl.svg", "answers.nl.png", "new-questions.atom"])
def test_what_people_look_at_or_follow_is_a_page_about_the_data(name: str) -> None:
    found = said(release((name,)))
    assert not of_kind(found, DCAT["Distribution"])
    assert values(found, dataset("be-senate"), FOAF["page"]) == [f"{BASE}download/latest/{name}"]


def test_a_file_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadInput, match=r"be-senate\.docx.*FORMATS"):
        catalogue.statements(release(("be-senate.docx",)))


def test_two_files_of_a_kind_have_two_titles() -> None:
    found = said(release(("be-senate-7-answers.csv", "be-senate-7-questions.csv")))
    titles = [spoken(found, node, DCTERMS["title"])["en"] for node in sorted(of_kind(found, DCAT["Distribution"]))]
    assert titles == [
        "Written questions of the Belgian Senate, legislature 7, CSV: be-senate-7-answers.csv",
        "Written questions of the Belgian Senate, legislature 7, CSV: be-senate-7-questions.csv",
    ]


def test_a_file_tells_when_it_was_issued_and_when_it_changed() -> None:
    older = [replace(file, modified="2026-11-20") if file.legislature == 7 else file for file in RELEASE.files]
    found = said(replace(RELEASE, files=tuple(older)))
    for name, day in (("be-senate-7.nt.gz", "2026-11-20"), ("be-senate-8.nt.gz", "2026-11-23")):
        assert terms(found, NODES[name], DCTERMS["issued"]) == [Literal("2026-11-23", datatype=XSD["date"])]
        assert terms(found, NODES[name], DCTERMS["modified"]) == [Literal(day, datatype=XSD["date"])]


def test_the_legislature_of_a_file_follows_from_its_name() -> None:
    names = ("be-senate-7.nt.gz", "be-senate-12-answers.csv", "be-senate.nq.gz", "be-senate-7", "be-house-7.nt.gz")
    found = listed(dict.fromkeys(names, 1), dict.fromkeys(names, "00"), "be-senate")
    assert {file.name: file.legislature for file in found} == dict(zip(names, (7, 12, None, None, None), strict=True))
    assert [file.name for file in found] == sorted(names)
    assert found[0] == Listed("be-house-7.nt.gz", 1, "00")


# -- datasets ---------------------------------------------------------------------------------------


def test_there_is_a_dataset_for_each_legislature_and_one_for_all_and_one_for_what_they_share(
    full: Said,
) -> None:
    names = {dataset(name) for name in ("be-senate", "be-senate-vocabulary", "be-senate-7", "be-senate-8")}
    assert of_kind(full, DCAT["Dataset"]) == names
    assert set(values(full, f"{BASE}id/catalogue", DCAT["dataset"])) == names
    assert of_kind(full, DCAT["DatasetSeries"]) == {f"{BASE}id/series/be-senate"}
    assert values(full, f"{BASE}id/catalogue", DCAT["resource"]) == [f"{BASE}id/series/be-senate"]
    members = {one for one in names if values(full, one, DCAT["inSeries"])}
    assert members == {dataset("be-senate-7"), dataset("be-senate-8")}


def test_the_identifiers_are_plain(full: Said) -> None:
    for node in of_kind(full, DCAT["Dataset"]):
        assert terms(full, node, DCTERMS["identifier"]) == [Literal(node.rpartition("/")[2])]


def test_a_dataset_says_what_it_is_in_four_languages(full: Said) -> None:
    assert spoken(full, dataset("be-senate-7"), DCTERMS["title"]) == {
        "nl": "Schriftelijke vragen van de Belgische Senaat, zittingsperiode 7",
        "fr": "Questions écrites du Sénat de Belgique, législature 7",
        "en": "Written questions of the Belgian Senate, legislature 7",
        "de": "Schriftliche Fragen des Belgischen Senats, Legislaturperiode 7",
    }
    every = [*of_kind(full, DCAT["Dataset"]), *of_kind(full, DCAT["DatasetSeries"]), *of_kind(full, DCAT["Catalog"])]
    for node in (*every, *of_kind(full, DCAT["DataService"])):
        for term in (DCTERMS["title"], DCTERMS["description"]):
            texts = spoken(full, node, term)
            assert set(texts) == {"nl", "fr", "en", "de"}
            assert len(set(texts.values())) >= 3
            assert not any("{" in text for text in texts.values())
    for node in of_kind(full, DCAT["Dataset"]):
        keywords = {term.language for term in terms(full, node, DCAT["keyword"]) if isinstance(term, Literal)}
        assert keywords == {"nl", "fr", "en", "de"}


def test_a_dataset_covers_the_days_on_which_its_questions_were_put(full: Said) -> None:
    for name, first, last in (
        ("be-senate-7", "2019-07-02", "2024-05-07"),
        ("be-senate-8", "2024-07-18", "2026-11-19"),
        ("be-senate", "2019-07-02", "2026-11-19"),
    ):
        (period,) = values(full, dataset(name), DCTERMS["temporal"])
        assert terms(full, period, DCAT["startDate"]) == [Literal(first, datatype=XSD["date"])]
        assert terms(full, period, DCAT["endDate"]) == [Literal(last, datatype=XSD["date"])]


def test_what_is_not_known_is_not_stated() -> None:
    found = said(release(legislatures=(Legislature(7),), counts={}, previous="", figures={}))
    node = dataset("be-senate-7")
    assert not values(found, node, DCTERMS["temporal"])
    assert not values(found, node, DCTERMS["issued"])
    assert values(found, node, DCTERMS["modified"]) == ["2026-11-23"], "the day of the release is known"
    assert not values(found, node, DCAT["previousVersion"])
    assert not values(found, dataset("be-senate"), VOID["triples"])


def test_the_days_of_a_dataset_are_those_of_its_content(full: Said) -> None:
    for name, issued, modified in (
        ("be-senate-7", "2026-11-01", "2026-11-20"),
        ("be-senate-8", "2026-11-02", "2026-11-23"),
        ("be-senate", "2026-11-01", "2026-11-23"),
    ):
        assert values(full, dataset(name), DCTERMS["issued"]) == [issued]
        assert values(full, dataset(name), DCTERMS["modified"]) == [modified]


def test_only_what_is_still_kept_up_is_daily(full: Said) -> None:
    for name, frequency in (("be-senate-7", "IRREG"), ("be-senate-8", "DAILY"), ("be-senate", "DAILY")):
        assert values(full, dataset(name), DCTERMS["accrualPeriodicity"]) == [AUTHORITY[f"frequency/{frequency}"].value]


def test_a_dataset_names_its_version_and_where_the_one_before_is_described(full: Said) -> None:
    for node in of_kind(full, DCAT["Dataset"]):
        assert values(full, node, DCAT["version"]) == [VERSION]
        assert values(full, node, DCAT["previousVersion"]) == [f"{BASE}download/{PREVIOUS}/catalogue.ttl"]
    assert (
        spoken(full, dataset("be-senate"), ADMS["versionNotes"])["en"]
        == f"Version {VERSION}: 12 questions, 10 answers."
    )
    assert spoken(full, dataset("be-senate-7"), ADMS["versionNotes"])["nl"] == f"Versie {VERSION}: 5 vragen."


# -- what the settings decide -----------------------------------------------------------------------


def test_the_licence_of_the_settings_stands_on_datasets_and_files_and_no_other(full: Said) -> None:
    for kind in ("Catalog", "Dataset", "Distribution", "DataService"):
        for node in of_kind(full, DCAT[kind]):
            assert values(full, node, DCTERMS["license"]) == [LICENCE]
    bare = said(replace(RELEASE, settings=BARE))
    assert not objects(bare, DCTERMS["license"])
    assert not of_kind(bare, DCTERMS["LicenseDocument"])


def test_the_endpoint_is_a_service_when_there_is_one_and_never_a_file(full: Said) -> None:
    (service,) = of_kind(full, DCAT["DataService"])
    assert values(full, f"{BASE}id/catalogue", DCAT["service"]) == [service]
    assert values(full, service, DCAT["endpointURL"]) == ["https://example.org/sparql"]
    assert set(values(full, service, DCAT["servesDataset"])) == of_kind(full, DCAT["Dataset"])
    assert not values(full, service, DCAT["contactPoint"]), "CKAN's export breaks at one"
    assert "https://example.org/sparql" not in objects(full, DCAT["accessURL"])
    bare = said(replace(RELEASE, settings=BARE))
    assert not of_kind(bare, DCAT["DataService"])
    assert not objects(bare, VOID["sparqlEndpoint"])


@pytest.mark.parametrize(
    ("contact", "mail", "page"),
    [
        ("someone@example.org", ["mailto:someone@example.org"], [BASE]),
        ("https://example.org/about", [], ["https://example.org/about"]),
        (None, [], [BASE]),
    ],
)
def test_the_contact_is_that_of_the_settings_or_the_home_page(
    contact: str | None, mail: list[str], page: list[str]
) -> None:
    found = said(replace(RELEASE, settings=settings(contact=contact)))
    (point,) = of_kind(found, VCARD["Kind"])
    assert values(found, point, VCARD["hasEmail"]) == mail
    assert values(found, point, VCARD["hasURL"]) == page
    assert all(values(found, node, DCAT["contactPoint"]) == [point] for node in of_kind(found, DCAT["Dataset"]))


def test_the_files_are_where_the_settings_say() -> None:
    found = said(replace(RELEASE, settings=settings(download_url="https://files.example.org/")))
    (address,) = values(found, NODES["issues.json"], DCAT["downloadURL"])
    assert address == f"https://files.example.org/{VERSION}/issues.json"


@pytest.mark.parametrize(
    ("name", "value"),
    [("licence", "CC-BY"), ("endpoint", "example.org/sparql"), ("download_url", "https://example.org/files")],
)
def test_a_setting_that_is_no_address_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"give an http"):
        Settings.model_validate({name: value})


def test_another_base_leaves_no_trace_of_the_default() -> None:
    for name, data in catalogue.documents(RELEASE).items():
        assert DEFAULT_BASE.encode() not in data, name
    other = replace(RELEASE, settings=settings(base_iri=DEFAULT_BASE))
    assert all(DEFAULT_BASE.encode() in data for data in catalogue.documents(other).values())


# -- provenance, rights, terms ----------------------------------------------------------------------


def test_provenance_and_rights_are_told_in_four_languages(full: Said) -> None:
    for node, predicate in ((dataset("be-senate-7"), DCTERMS["provenance"]), (NODES["issues.json"], DCTERMS["rights"])):
        (statement,) = values(full, node, predicate)
        texts = spoken(full, statement, RDFS["label"])
        assert set(texts) == {"nl", "fr", "en", "de"}
        assert len(set(texts.values())) == 4


def test_exactly_the_authority_terms_that_are_used_are_described(full: Said) -> None:
    rest = [triple for triple in full if triple.predicate not in (DCTERMS["license"], SKOS["inScheme"])]
    used = {triple.object.value for triple in rest if isinstance(triple.object, NamedNode)}
    described = {subject_of(triple).value for triple in rest if triple.predicate == RDF["type"]} - {LICENCE}
    tables = str(AUTHORITY)
    assert {iri for iri in used if iri.startswith(tables)} == {iri for iri in described if iri.startswith(tables)}
    assert {iri for iri in used if iri.startswith(str(IANA))} == of_kind(full, DCTERMS["MediaType"])


# -- forms ------------------------------------------------------------------------------------------


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
    file = nodes[NODES["issues.json"]]
    assert file["@type"] == "dcat:Distribution"
    assert file["dcat:byteSize"] == {"@type": "xsd:nonNegativeInteger", "@value": str(SIZES["issues.json"])}
    assert list(nodes) == sorted(nodes)


def test_the_same_files_in_another_order_give_the_same_bytes() -> None:
    turned = replace(RELEASE, files=tuple(reversed(RELEASE.files)), legislatures=tuple(reversed(RELEASE.legislatures)))
    assert catalogue.documents(turned) == catalogue.documents(RELEASE)


def test_the_bytes_depend_on_no_hash_seed() -> None:
    program = (
        "import hashlib; from flows import catalogue; from tests.catalogued import RELEASE;"
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
