"""The catalogue says of each file its addresses, format, size and checksum, and of each dataset what is true of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode

from flows.errors import BadInput
from flows.publish import catalogue
from flows.publish.catalogue_terms import ADMS, IANA, VOID
from flows.publish.described import Legislature, Listed, listed
from flows.vocabulary import AUTHORITY, DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, SPDX, XSD, subject_of
from tests.catalogued import (
    BASE,
    CHECKSUMS,
    LICENCE,
    NAMES,
    PREVIOUS,
    RELEASE,
    SIZES,
    VERSION,
    Said,
    dataset,
    of_kind,
    release,
    said,
    spoken,
    terms,
    values,
)  # fmt: skip

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


@pytest.fixture(scope="module", name="full")
def full_release() -> Said:
    return said()


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
        ("be-senate-7-tables.parquet.zip", "PARQUET", "application/vnd.apache.parquet"),
        ("issues.json", "JSON", "application/json"),
    ],
)
def test_a_file_s_format_follows_from_its_name(name: str, code: str, media: str) -> None:
    found = said(release((name,)))
    (node,) = of_kind(found, DCAT["Distribution"])
    assert values(found, node, DCTERMS["format"]) == [AUTHORITY[f"file-type/{code}"].value]
    assert values(found, node, DCAT["mediaType"]) == [f"{IANA}{media}"]
    assert values(found, node, DCAT["compressFormat"]) == ([f"{IANA}application/gzip"] * name.endswith(".gz"))
    assert values(found, node, DCAT["packageFormat"]) == ([f"{IANA}application/zip"] * name.endswith(".zip"))


def test_parquet_files_are_described_as_their_package() -> None:
    package, alone = "be-senate-7-tables.parquet.zip", "people.parquet"
    found = said(release(("be-senate-7-answers.parquet", "be-senate-7-questions.parquet", package, alone)))
    assert of_kind(found, DCAT["Distribution"]) == {
        f"{dataset('be-senate-7')}/distribution/{package}", f"{dataset('be-senate')}/distribution/{alone}"
    }  # fmt: skip
    assert not of_kind(found, FOAF["Document"]) - {BASE}


def test_a_table_says_where_its_columns_are_explained() -> None:
    name = "be-senate-7-questions.csv.gz"
    found = said(release((name, "pictures/coverage.csv", "tables.csv-metadata.json")))
    standards = {"https://www.w3.org/TR/tabular-data-model/", f"{BASE}download/{VERSION}/tables.csv-metadata.json"}
    below, of_it = f"{dataset('be-senate')}/distribution", f"{dataset('be-senate-7')}/distribution/{name}"
    assert set(values(found, of_it, DCTERMS["conformsTo"])) == standards
    assert standards <= of_kind(found, DCTERMS["Standard"])
    assert not values(found, f"{below}/pictures-coverage.csv", DCTERMS["conformsTo"]), "its columns are not in it"
    assert not values(said(release((name,))), of_it, DCTERMS["conformsTo"])


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
