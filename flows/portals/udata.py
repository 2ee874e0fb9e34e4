"""Bring a release to udata: send what is missing aside, then exchange each dataset in one write.

udata gives every uploaded file an address of its own and keeps a dataset as one document. Files are uploaded to a
private dataset, and stay its resources; the public datasets list their addresses. So a public dataset is written once,
with all its files, and shows the files of one release before and after. What no dataset lists any more is deleted last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flows.portals import udata_terms
from flows.portals.job import Done, Job, weight
from flows.portals.offered import OfferedDataset, OfferedFile
from flows.portals.session import PortalError, Session
from flows.portals.udata_api import UdataApi
from flows.portals.udata_terms import IDENTIFIER, SHA256

NOTES = (
    "The files that the public datasets of Vraagbaak list are kept here. Private, and managed by Vraagbaak: please "
    "leave it alone, or the addresses of the files are dead until the next upload."
)


@dataclass
class _Place:
    """The organisation at the portal: its datasets by our identifiers, and the files of the private one by checksum."""

    organisation: str
    datasets: dict[str, dict[str, Any]]
    store: str = ""
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()  # endings of files that may be uploaded

    def takes(self, file: OfferedFile) -> bool:
        """Whether the portal accepts a kind of file."""
        return file.name.rpartition(".")[2].lower() in self.accepted


def upload(job: Job, session: Session) -> Done:
    """Bring a release to a udata and say what was done; raises PortalError."""
    api = UdataApi(session)
    place = _place(job, api)
    licences = {one["id"] for one in api.ask("GET", "datasets/licenses/")}
    done = Done()
    for file in [] if job.links else job.offer.files:
        if not place.takes(file):
            job.say(f"{file.name}: udata takes no such file; it is linked to")
        elif file.sha256 not in place.files:
            _bring(job, api, place, file, done)
    for offered in job.offer.datasets:
        wanted = udata_terms.dataset(offered, job.offer, job.language, licences, place.organisation)
        current = place.datasets.get(offered.identifier, {})
        wanted["resources"] = [
            udata_terms.resource(file, _address(job, place, file), current, job.language) for file in offered.files
        ]
        _exchange(job, api, place, offered, wanted, done)
    if not job.dry:
        _clean(job, api, place)
    return done


def _source(job: Job) -> str:
    return f"{min((dataset.identifier for dataset in job.offer.datasets), key=len)}-uploads"


# -- looking ----------------------------------------------------------------------------------------


def _place(job: Job, api: UdataApi) -> _Place:
    api.ask("GET", "me/")  # refuses a wrong key
    found = api.ask("GET", f"organizations/{job.organisation}/", absent=True)
    if found is None and job.dry:
        job.say(f"the organisation '{job.organisation}' would be made")
        return _Place("", {}, accepted=frozenset(api.ask("GET", "datasets/extensions/")))
    if found is None:
        about = "\n\n".join(job.offer.about.values())
        found = api.ask("POST", "organizations/", {"name": job.organisation, "description": about})
        job.say(f"made the organisation '{job.organisation}'")
    elif not (found.get("permissions") or {}).get("private"):
        raise PortalError(
            f"the account of the key is no editor of the organisation '{job.organisation}' at {api.session.portal}: "
            "ask its administrators to make it one, or set udata_organisation to another"
        )
    place = _Place(str(found["id"]), {}, accepted=frozenset(api.ask("GET", "datasets/extensions/")))
    for one in api.datasets(place.organisation):
        known = (one.get("extras") or {}).get(IDENTIFIER)
        if known and not one.get("deleted"):
            place.datasets.setdefault(known, one)
    if store := place.datasets.get(_source(job)):
        place.store = str(store["id"])
        place.files = {one["extras"][SHA256]: one for one in store["resources"] if SHA256 in (one.get("extras") or {})}
    return place


def _address(job: Job, place: _Place, file: OfferedFile) -> str:
    kept = None if job.links or not place.takes(file) else place.files.get(file.sha256)
    return str(kept["url"]) if kept else file.dated


# -- sending ----------------------------------------------------------------------------------------


def _bring(job: Job, api: UdataApi, place: _Place, file: OfferedFile, done: Done) -> None:
    """Have a file in the private dataset, whole to the byte, and marked with its checksum."""
    done.sent.append(file)
    if job.dry:
        job.say(f"{file.name} would be sent ({weight(file.size)})")
        return
    if not place.store:
        about = {"title": "Vraagbaak: uploads", "description": NOTES, "private": True}
        more = {"organization": place.organisation, "extras": {IDENTIFIER: _source(job)}}
        place.store = str(api.ask("POST", "datasets/", about | more)["id"])
    made = api.send(place.store, file, job.advance)
    way = f"datasets/{place.store}/resources/{made['id']}/"
    if api.session.digest(made["url"], job.advance) != (file.size, file.sha256):
        api.ask("DELETE", way, absent=True)
        raise PortalError(
            f"{file.name} arrived at {api.session.portal} with other bytes than were sent: upload again; if that says "
            "the same, something between here and there changes files"
        )
    marked = {
        "title": file.name,
        "filetype": "file",
        "type": "main",
        "url": made["url"],
        "extras": {SHA256: file.sha256},
    }
    place.files[file.sha256] = api.ask("PUT", way, marked)
    job.say(f"{file.name}: sent and read back ({weight(file.size)})")


# -- exchanging -------------------------------------------------------------------------------------


def _exchange(
    job: Job, api: UdataApi, place: _Place, offered: OfferedDataset, wanted: dict[str, Any], done: Done
) -> None:  # fmt: skip
    current = place.datasets.get(offered.identifier)
    would = "would be " if job.dry else ""
    if current is None:
        made = wanted if job.dry else api.ask("POST", "datasets/", wanted)
        place.datasets[offered.identifier] = made
        done.made.append(offered.identifier)
        job.say(f"{offered.identifier}: {would}made, with {len(offered.files)} files")
        return
    differences = udata_terms.changes(wanted, current)
    if not differences:
        return
    if not job.dry:
        theirs = {key: value for key, value in (current.get("extras") or {}).items() if key not in wanted["extras"]}
        kept = {key: value for key, value in theirs.items() if not key.startswith(udata_terms.MARK)}
        whole = wanted | {"extras": kept | wanted["extras"]}
        place.datasets[offered.identifier] = api.ask("PUT", f"datasets/{current['id']}/", whole)
    done.changed.append(offered.identifier)
    few = ", ".join(differences[:6]) + (f" and {len(differences) - 6} more" if len(differences) > 6 else "")
    job.say(f"{offered.identifier}: {would}changed ({few})")


def _clean(job: Job, api: UdataApi, place: _Place) -> None:
    """Delete the files that no dataset lists any more, and those that an upload left behind unmarked."""
    if not place.store:
        return
    listed = {
        one["url"] for name, dataset in place.datasets.items() if name != _source(job) for one in dataset["resources"]
    }  # fmt: skip
    for one in api.ask("GET", f"datasets/{place.store}/")["resources"]:
        if one["url"] not in listed:
            api.ask("DELETE", f"datasets/{place.store}/resources/{one['id']}/", absent=True)
