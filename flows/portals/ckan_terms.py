"""What a release offers in the terms of CKAN: datasets, resources, tags and extras.

CKAN itself has one title for a dataset: it is the one in the language of the setting, and the extras `title_nl`,
`title_fr`, … hold the others. The notes show the description in every language. Extras have the names that ckanext-dcat
reads, so that a portal with it gives the dataset on as DCAT.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flows.portals.offered import Offer, OfferedDataset, OfferedFile, Texts
from flows.publish.catalogue_terms import IANA
from flows.vocabulary import AUTHORITY, SPDX

LANGUAGES = ("nl", "fr", "en", "de")  # in the order in which they follow the one of the setting
# What portals call a licence, by the end of its IRI: the names of the two registers that CKAN comes with.
LICENCES = {
    "CC0": ("CC0-1.0", "cc-zero"), "CC_BY_4_0": ("CC-BY-4.0", "cc-by"), "CC_BYSA_4_0": ("CC-BY-SA-4.0", "cc-by-sa"),
    "ODC_BY": ("ODC-BY-1.0", "odc-by"), "ODC_BL": ("ODbL-1.0", "odc-odbl"),
}  # fmt: skip
LISTS = ("theme", "language", "conforms_to", "documentation")  # extras that hold several values, as JSON
# Every extra that is ours to set or to take away; those of the portal's keepers stay.
OWN = frozenset((
    "identifier", "uri", "issued", "modified", "temporal_start", "temporal_end", "spatial_uri", "theme", "frequency",
    "language", "conforms_to", "access_rights", "publisher_name", "publisher_uri", "publisher_url", "contact_name",
    "contact_email", "contact_uri", "documentation", "in_series", "licence_iri",
    *(f"{name}_{language}" for name in ("title", "notes", "version_notes", "provenance") for language in LANGUAGES),
))  # fmt: skip


def in_order(texts: Texts, language: str) -> list[str]:
    """Texts in every language they have, the wanted one first."""
    order = [language, *(one for one in LANGUAGES if one != language), *sorted(texts)]
    return [texts[one] for one in dict.fromkeys(order) if one in texts]


def package(
    dataset: OfferedDataset, offer: Offer, language: str, licences: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A dataset as CKAN has it, without its resources; `licences` is the portal's own list."""
    is_mail = "://" not in offer.contact
    words = sorted({word for said in dataset.keywords.values() for word in said})
    return {
        "name": dataset.identifier,
        "title": in_order(dataset.title, language)[0],
        "notes": "\n\n".join(in_order(dataset.description, language)),
        "url": next(iter(dataset.facts["landing"]), ""),
        "version": dataset.version,
        "private": False,
        "state": "active",
        "license_id": licence(next(iter(dataset.facts["license"]), ""), licences),
        "maintainer": offer.publisher,
        "maintainer_email": offer.contact if is_mail else "",
        "tags": [{"name": word} for word in words],
        "extras": [{"key": key, "value": value} for key, value in sorted(extras(dataset, offer).items()) if value],
    }


def extras(dataset: OfferedDataset, offer: Offer) -> dict[str, str]:
    """The extras of a dataset; an empty value is not sent."""
    facts, is_mail = dataset.facts, "://" not in offer.contact
    found = {name: json.dumps(facts[name]) if facts[name] else "" for name in LISTS}
    for name, source in (
        ("spatial_uri", "spatial"), ("frequency", "frequency"), ("access_rights", "access_rights"),
        ("publisher_uri", "publisher"), ("in_series", "series"), ("licence_iri", "license"),
    ):  # fmt: skip
        found[name] = next(iter(facts[source]), "")
    for name, texts in (
        ("title", dataset.title), ("notes", dataset.description), ("version_notes", dataset.version_notes),
        ("provenance", dataset.provenance),
    ):  # fmt: skip
        found |= {f"{name}_{language}": texts.get(language, "") for language in LANGUAGES}
    return found | {
        "identifier": dataset.identifier,
        "uri": dataset.iri,
        "issued": dataset.issued,
        "modified": dataset.modified,
        "temporal_start": dataset.begin,
        "temporal_end": dataset.end,
        "publisher_name": offer.publisher,
        "publisher_url": offer.home,
        "contact_name": offer.publisher,
        "contact_email": offer.contact if is_mail else "",
        "contact_uri": "" if is_mail else offer.contact,
    }


def resource(file: OfferedFile, language: str) -> dict[str, Any]:
    """A file as a resource of CKAN, without its address."""
    packed = "package_format" if file.packing == "application/zip" else "compress_format"
    return {
        "name": file.name,
        "description": "\n\n".join([in_order(file.title, language)[0], *in_order(file.description, language)]),
        "format": file.label,
        "mimetype": file.media,
        "size": file.size,
        "hash": file.sha256,
        "hash_algorithm": SPDX["checksumAlgorithm_sha256"].value,
        packed: IANA[file.packing].value if file.packing else "",
        "format_uri": AUTHORITY[f"file-type/{file.format}"].value,
        "issued": file.issued,
        "modified": file.modified,
        "rights": in_order(file.rights, language)[0] if file.rights else "",
        "access_url": file.latest,
        "download_url_of_version": file.dated,
    }


def licence(iri: str, known: Sequence[Mapping[str, Any]]) -> str:
    """The portal's own name of a licence; "notspecified" when there is none, or the portal does not know it."""
    names = LICENCES.get(iri.rstrip("/").rpartition("/")[2], ())
    for one in known:
        if iri and (one.get("url", "").rstrip("/") == iri.rstrip("/") or one.get("id") in names):
            return str(one["id"])
    return "notspecified"


# -- comparing --------------------------------------------------------------------------------------


def changes(wanted: Mapping[str, Any], current: Mapping[str, Any]) -> list[str]:
    """The names of the fields of a dataset that are not as they should be: "title", "extras theme", "tags"."""
    found = [
        name for name, value in wanted.items()
        if name not in ("tags", "extras", "resources") and (current.get(name) or "") != (value or "")
    ]  # fmt: skip
    if {tag["name"] for tag in wanted["tags"]} != {tag["name"] for tag in current.get("tags", ())}:
        found.append("tags")
    there = {extra["key"]: extra["value"] for extra in current.get("extras", ())}
    ours = {extra["key"]: extra["value"] for extra in wanted["extras"]}
    found += [f"extras {key}" for key in sorted(OWN | set(ours)) if ours.get(key) != there.get(key)]
    return found


def merged(wanted: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
    """A dataset as it should be, with what its keepers added to it: groups, extras of their own."""
    theirs = [extra for extra in current.get("extras", ()) if extra["key"] not in OWN]
    kept = {name: value for name, value in current.items() if name not in ("metadata_modified", "num_resources")}
    return {**kept, **wanted, "extras": [*wanted["extras"], *theirs]}


def resource_changes(wanted: Mapping[str, Any], current: Mapping[str, Any]) -> list[str]:
    """The names of the fields of a resource that are not as they should be."""
    found = []
    for name, value in wanted.items():
        there = current.get(name)
        if name == "url" and wanted.get("url_type") == "upload":
            there = str(there).rpartition("/")[2]  # which CKAN shows as a whole address
        if name == "format":  # which CKAN writes its own way
            value, there = str(value).lower(), str(there).lower()
        if (there or "") != (value or ""):
            found.append(name)
    return found
