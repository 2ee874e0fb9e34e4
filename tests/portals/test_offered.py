"""What a release offers is read from its own catalogue, whatever kinds of files it has."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from flows.errors import BadInput
from flows.portals import ckan_terms, udata_terms
from flows.portals.offered import Offer, read_offer
from flows.publish import catalogue
from tests import catalogued


def written(folder: Path, name: str = "tables") -> Path:
    """A release of every kind of file, as the catalogue of today describes it; the files are empty names."""
    described = catalogued.RELEASES[name]
    release = folder / described.version
    release.mkdir(parents=True)
    text = catalogue.documents(described)["catalogue.ttl"]
    (release / "catalogue.ttl").write_bytes(text)
    sums = {file.name: file.sha256 for file in described.files} | {"catalogue.ttl": hashlib.sha256(text).hexdigest()}
    (release / "SHA256SUMS").write_text("".join(f"{digest}  {one}\n" for one, digest in sorted(sums.items())))
    return release


@pytest.fixture(scope="module")
def offer(tmp_path_factory: pytest.TempPathFactory) -> Offer:
    """What it offers."""
    return read_offer(written(tmp_path_factory.mktemp("offered")))


def test_every_dataset_and_distribution_of_the_catalogue_is_offered(offer: Offer) -> None:
    assert [one.identifier for one in offer.datasets] == [
        "be-senate",
        "be-senate-7",
        "be-senate-8",
        "be-senate-vocabulary",
    ]
    named = {file.name for file in offer.files}
    others = {"report.md", "answers.nl.svg", "answers.nl.png", "new-questions.atom", "be-senate-7-questions.parquet"}
    assert named == {file.name for file in catalogued.RELEASES["tables"].files} - others
    kinds = {file.name: (file.label, file.media, file.packing) for file in offer.files}
    assert kinds["be-senate-7.jsonld.gz"] == ("JSON-LD", "application/ld+json", "application/gzip")
    package = next(file for file in offer.files if file.name == "be-senate-7-tables.parquet.zip")
    assert kinds[package.name] == ("Parquet", "application/vnd.apache.parquet", "application/zip")
    assert package.label_packed == "Parquet (zip)"
    assert ckan_terms.resource(package, "nl")["package_format"].endswith("/media-types/application/zip")


def test_a_dataset_is_told_in_every_language(offer: Offer) -> None:
    seven = offer.datasets[1]
    licences = [{"id": "other"}, {"id": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}]
    french = ckan_terms.package(seven, offer, "fr", licences)
    extras = {one["key"]: one["value"] for one in french["extras"]}
    assert french["title"] == seven.title["fr"] == extras["title_fr"]
    assert extras["title_nl"] == seven.title["nl"]
    assert french["notes"].index(seven.description["fr"]) < french["notes"].index(seven.description["nl"])
    assert french["license_id"] == "CC-BY-4.0"
    assert french["maintainer_email"] == extras["contact_email"] == "someone@example.org"
    assert (extras["temporal_start"], extras["temporal_end"]) == ("2019-07-02", "2024-05-07")
    assert extras["spatial_uri"] == "https://sws.geonames.org/2802361/"
    assert set(extras) <= ckan_terms.OWN
    assert udata_terms.dataset(seven, offer, "en", {"cc-by"}, "o")["title"] == seven.title["en"]


def test_a_licence_that_a_portal_does_not_know_is_not_made_up(offer: Offer) -> None:
    assert ckan_terms.package(offer.datasets[0], offer, "nl", [{"id": "other"}])["license_id"] == "notspecified"
    assert ckan_terms.licence("", [{"id": "x", "url": ""}]) == "notspecified"


def test_what_is_no_release_or_was_changed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no release"):
        read_offer(tmp_path)
    release = written(tmp_path, "full")
    sums = release / "SHA256SUMS"
    good = sums.read_text()
    sums.write_text(good.replace(f"{3:064x}", f"{4:064x}"))
    with pytest.raises(BadInput, match="does not list with that checksum"):
        read_offer(release)
    sums.write_text(good)
    with (release / "catalogue.ttl").open("a") as file:
        file.write("# more\n")
    with pytest.raises(BadInput, match="is not what SHA256SUMS says"):
        read_offer(release)
