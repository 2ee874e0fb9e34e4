"""What of the catalogue is for the operator to say: licence, endpoint, contact, where the files are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.publish import catalogue
from flows.publish.catalogue_terms import VCARD, VOID
from flows.settings import DEFAULT_BASE, Settings
from flows.vocabulary import DCAT, DCTERMS
from tests.catalogued import (
    BARE,
    BASE,
    LICENCE,
    RELEASE,
    VERSION,
    Said,
    objects,
    of_kind,
    said,
    settings,
    values,
)  # fmt: skip


@pytest.fixture(scope="module", name="full")
def full_release() -> Said:
    return said()


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
    (address,) = values(found, f"{BASE}id/dataset/be-senate/distribution/issues.json", DCAT["downloadURL"])
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
