"""What a release offers in the terms of udata: datasets, resources, tags and extras.

udata has one title and one description for a dataset: the title is in the language of the setting, the description in
every language. What udata has no field for stands in extras, whose names begin with `vraagbaak:`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flows.portals.ckan_terms import LANGUAGES, in_order
from flows.portals.offered import Offer, OfferedDataset, OfferedFile
from flows.vocabulary import slug

MARK = "vraagbaak:"
IDENTIFIER, SHA256 = f"{MARK}identifier", f"{MARK}sha256"
LICENCES = {
    "CC0": ("cc-zero", "cc0"), "CC_BY_4_0": ("cc-by",), "CC_BYSA_4_0": ("cc-by-sa",), "ODC_BL": ("odc-odbl",),
    "ODC_BY": ("odc-by",),
}  # fmt: skip
FREQUENCIES = {"DAILY": "daily", "IRREG": "irregular"}
TAG = 3  # letters at least


def dataset(
    offered: OfferedDataset, offer: Offer, language: str, licences: Collection[str], organisation: str
) -> dict[str, Any]:
    """A dataset as udata has it, without its resources; `licences` are the names that the portal knows."""
    words = {slug(word) for said in offered.keywords.values() for word in said}
    iri = next(iter(offered.facts["license"]), "").rstrip("/").rpartition("/")[2]
    frequency = next(iter(offered.facts["frequency"]), "").rpartition("/")[2]
    return {
        "title": in_order(offered.title, language)[0],
        "description": "\n\n".join(in_order(offered.description, language)),
        "organization": organisation,
        "private": False,
        "license": next((name for name in LICENCES.get(iri, ()) if name in licences), "notspecified"),
        "frequency": FREQUENCIES.get(frequency, "unknown"),
        "temporal_coverage": {"start": offered.begin, "end": offered.end} if offered.begin else None,
        "tags": sorted(word for word in words if len(word) >= TAG),
        "extras": {f"{MARK}{name}": value for name, value in extras(offered, offer).items() if value},
    }


def extras(offered: OfferedDataset, offer: Offer) -> dict[str, str]:
    """The extras of a dataset, by name without the mark."""
    found = {
        "identifier": offered.identifier, "uri": offered.iri, "version": offered.version, "issued": offered.issued,
        "modified": offered.modified, "publisher": offer.publisher, "contact": offer.contact, "home": offer.home,
    }  # fmt: skip
    found |= {name: " ".join(values) for name, values in offered.facts.items()}
    for name, texts in (("title", offered.title), ("provenance", offered.provenance)):
        found |= {f"{name}_{language}": texts.get(language, "") for language in LANGUAGES}
    return found


def resource(file: OfferedFile, url: str, current: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A file as a resource that is kept at `url`.

    It keeps the identifier that a file of its name has in the `current` dataset, so that udata's permanent address of
    it always leads to the newest.
    """
    known = next((one["id"] for one in current.get("resources", ()) if one["title"] == file.name), None)
    return ({"id": known} if known else {}) | {
        "title": file.name,
        "description": "\n\n".join([in_order(file.title, language)[0], *in_order(file.description, language)]),
        "filetype": "remote",
        "type": "main",
        "url": url,
        "format": file.label.lower(),
        "mime": file.media,
        "filesize": file.size,
        "checksum": {"type": "sha256", "value": file.sha256},
        "extras": {
            f"{MARK}issued": file.issued, f"{MARK}modified": file.modified, f"{MARK}latest": file.latest,
            f"{MARK}version": file.dated,
        },
    }  # fmt: skip


def changes(wanted: Mapping[str, Any], current: Mapping[str, Any]) -> list[str]:
    """The names of the fields of a dataset that are not as they should be, its files among them."""
    found = []
    for name, value in wanted.items():
        there = current.get(name)
        if name == "organization":
            there = (there or {}).get("id")
        if name == "temporal_coverage":  # which udata gives back as moments
            value, there = _days(value), _days(there)
        if name == "tags":
            there = sorted(there or ())
        if name == "extras":
            ours = {key: one for key, one in (there or {}).items() if key.startswith(MARK)}
            found += sorted(f"extras {key}" for key in value.keys() | ours.keys() if value.get(key) != ours.get(key))
        elif name == "resources":
            found += _resource_changes(value, there or [])
        elif (value or None) != (there or None):
            found.append(name)
    return found


def _days(period: Mapping[str, str] | None) -> tuple[str, ...]:
    return tuple(str(period.get(end) or "")[:10] for end in ("start", "end")) if period else ()


def _resource_changes(wanted: list[dict[str, Any]], current: list[dict[str, Any]]) -> list[str]:
    if [one["title"] for one in wanted] != [one["title"] for one in current]:
        return ["files"]
    found = []
    for one, other in zip(wanted, current, strict=True):
        there = {**other, "extras": {key: value for key, value in other["extras"].items() if key.startswith(MARK)}}
        found += [f"{one['title']} {name}" for name, value in one.items() if there.get(name) != value]
    return found
