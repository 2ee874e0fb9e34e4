"""Bring a release to CKAN: look what is there, send what is missing aside, then exchange each dataset in one call.

A dataset of the portal always shows the files of one release. What is sent waits in a private dataset
(`ckan_staging`), and only when every file of every dataset is there, whole, are the public ones changed, one call each.
The portal itself remembers how far an upload came; nothing is kept here.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flows.portals import ckan_terms
from flows.portals.ckan_api import CkanApi, Taken, stored_name
from flows.portals.ckan_staging import Staging
from flows.portals.job import Done, Job, weight
from flows.portals.offered import OfferedDataset, OfferedFile
from flows.portals.session import PortalError, Session


@dataclass(frozen=True)
class _Task:
    """What a dataset of the portal is, what it should be, and which of its files are there already, by name."""

    dataset: OfferedDataset
    current: dict[str, Any] | None
    wanted: dict[str, Any]
    there: dict[str, dict[str, Any]]

    @property
    def missing(self) -> list[OfferedFile]:
        return [file for file in self.dataset.files if file.name not in self.there]


def upload(job: Job, session: Session) -> Done:
    """Bring a release to a CKAN and say what was done; raises PortalError."""
    api = CkanApi(session)
    organisation = _organisation(job, api)
    licences = api.ask("license_list")
    tasks = [_task(job, api, dataset, organisation, licences) for dataset in job.offer.datasets]
    staging = Staging(api, f"{_source(job)}-uploads", organisation)
    staging.read()
    done = Done()
    if job.dry:
        return _preview(job, tasks, staging)
    for task in tasks:
        _bring(job, task, staging, done)
    for task in tasks:
        _exchange(job, api, task, staging, done)
    shown = {
        one["id"] for task in tasks for one in (api.find("package_show", id=task.wanted["name"]) or {})["resources"]
    }
    staging.clean(shown)
    return done


def _source(job: Job) -> str:
    return min((dataset.identifier for dataset in job.offer.datasets), key=len)


# -- looking ----------------------------------------------------------------------------------------


def _organisation(job: Job, api: CkanApi) -> str:
    """The identifier of the organisation, which is made where it is missing and the account may."""
    if api.find("user_show") is None:
        raise PortalError(
            f"{api.session.portal} does not accept the token: make a new one in the portal's profile page, and set "
            "ckan_token or ckan_token_file"
        )
    found = api.find("organization_show", id=job.organisation)
    if found is None and job.dry:
        job.say(f"the organisation '{job.organisation}' would be made")
        return job.organisation
    if found is None:
        try:
            found = api.ask(
                "organization_create", name=job.organisation, title=job.offer.publisher,
                description="\n\n".join(ckan_terms.in_order(job.offer.about, job.language)),
            )  # fmt: skip
        except PortalError as error:
            raise PortalError(
                f"there is no organisation '{job.organisation}' at {api.session.portal}, and the account may not make "
                f"one ({error}): ask its keepers to, or set ckan_organisation to one that is there"
            ) from error
        job.say(f"made the organisation '{job.organisation}'")
        return str(found["id"])
    allowed = api.ask("organization_list_for_user", permission="create_dataset")
    if not any(one["id"] == found["id"] for one in allowed):
        raise PortalError(
            f"the account of the token is no editor of the organisation '{job.organisation}' at {api.session.portal}: "
            "ask the keepers of the organisation to make it one"
        )
    return str(found["id"])


def _task(
    job: Job, api: CkanApi, dataset: OfferedDataset, organisation: str, licences: list[dict[str, Any]]
) -> _Task:  # fmt: skip
    wanted = ckan_terms.package(dataset, job.offer, job.language, licences) | {"owner_org": organisation}
    current = api.find("package_show", id=wanted["name"])
    if current and current.get("owner_org") not in (organisation, None):
        raise PortalError(
            f"{api.session.portal} has a dataset '{wanted['name']}' of another organisation: it is left alone; ask its "
            "keepers to rename it, or set ckan_organisation to theirs"
        )
    return _Task(dataset, current, wanted, _there(job, dataset, current))


def _there(job: Job, dataset: OfferedDataset, current: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    """The resources of files that need not be sent, by name: those that are the same, and all when only linked to."""
    found = {}
    for file in dataset.files:
        for one in current["resources"] if current else ():
            is_same = (one["name"], one["size"], one["hash"]) == (file.name, file.size, file.sha256)
            if (
                one["name"] == file.name and one.get("url_type") != "upload"
                if job.links
                else (is_same and one.get("url_type") == "upload")
            ):
                found[file.name] = one
        if job.links:
            found.setdefault(file.name, {})
    return found


def _preview(job: Job, tasks: list[_Task], staging: Staging) -> Done:
    done = Done()
    for task in tasks:
        for file in task.missing:
            if not staging.has(file):
                job.say(f"{file.name} would be sent ({weight(file.size)})")
                done.sent.append(file)
        wanted = _with_resources(job, task, dict.fromkeys((file.name for file in task.missing), ""))
        _count(job, task, _differences(task, wanted), done)
    return done


# -- sending ----------------------------------------------------------------------------------------


def _bring(job: Job, task: _Task, staging: Staging, done: Done) -> None:
    for file in task.missing:
        staging.make()
        if staging.bring(file, _fields(job, file), job.advance):
            job.say(f"{file.name}: sent and read back ({weight(file.size)})")
            done.sent.append(file)
        else:
            job.say(f"{file.name}: was sent before")


def _fields(job: Job, file: OfferedFile) -> dict[str, Any]:
    return ckan_terms.resource(file, job.language)


# -- exchanging -------------------------------------------------------------------------------------


def _exchange(job: Job, api: CkanApi, task: _Task, staging: Staging, done: Done) -> None:
    """Make a dataset what it should be, in one call; nothing where it is already."""
    differences = _differences(
        task, _with_resources(job, task, dict.fromkeys((file.name for file in task.missing), ""))
    )
    if not differences:
        return
    old = [one for one in task.current["resources"] if task.current] if task.current else []
    kept = {one["id"] for one in task.there.values() if one}
    replaced = [one["id"] for one in old if one["id"] not in kept and one.get("url_type") == "upload"]
    wanted = _with_resources(job, task, staging.let_go(task.missing, replaced))
    made = _write(api, task, wanted)
    broken = [] if job.links else _broken(api, task, made)
    if broken and task.current:
        _write(api, task, task.current)
    if broken:
        raise PortalError(
            f"{api.session.portal} shows {', '.join(broken)} of {task.wanted['name']} and does not hand it out: the "
            f"dataset {'is as it was' if task.current else 'has to be looked at'}; set upload_links to link to files"
        )
    _count(job, task, differences, done)


def _with_resources(job: Job, task: _Task, brought: dict[str, str]) -> dict[str, Any]:
    """A dataset as it should be, with the resources of its files; `brought` are identifiers of new ones by name."""
    resources = []
    for file in task.dataset.files:
        known = task.there.get(file.name, {})
        place: dict[str, Any] = {"url": file.dated, "url_type": ""} if job.links else {
            "url": str(known.get("url", "")).rpartition("/")[2] or stored_name(file), "url_type": "upload"
        }  # fmt: skip
        identity = known.get("id") or brought.get(file.name)
        resources.append(_fields(job, file) | place | ({"id": identity} if identity else {}))
    whole = ckan_terms.merged(task.wanted, task.current or {})
    return whole | {"resources": resources}


def _differences(task: _Task, wanted: dict[str, Any]) -> list[str]:
    current = task.current
    if current is None:
        return ["everything"]
    found = ckan_terms.changes({**task.wanted, "resources": []}, current)
    there = current["resources"]
    if [one["name"] for one in there] != [one["name"] for one in wanted["resources"]]:
        return [*found, "files"]
    for one, other in zip(wanted["resources"], there, strict=True):
        found += [
            f"{one['name']} {name}" for name in ckan_terms.resource_changes(one, other) if name != "id" or one["id"]
        ]
    return found


def _write(api: CkanApi, task: _Task, wanted: dict[str, Any]) -> dict[str, Any]:
    if task.current is None:
        with suppress(Taken):  # by an attempt whose answer was lost
            return dict(api.ask("package_create", **wanted))
    return dict(api.ask("package_update", **{**wanted, "id": (task.current or wanted).get("id") or wanted["name"]}))


def _broken(api: CkanApi, task: _Task, made: dict[str, Any]) -> list[str]:
    """The names of files that everybody sees and cannot have whole."""
    sizes = {file.name: file.size for file in task.dataset.files}
    return [one["name"] for one in made["resources"] if api.session.size(api.address(one)) != sizes[one["name"]]]


def _count(job: Job, task: _Task, differences: list[str], done: Done) -> None:
    name, would = task.wanted["name"], "would be " if job.dry else ""
    if task.current is None:
        done.made.append(name)
        job.say(f"{name}: {would}made, with {len(task.dataset.files)} files")
    elif differences:
        done.changed.append(name)
        few = ", ".join(differences[:6]) + (f" and {len(differences) - 6} more" if len(differences) > 6 else "")
        job.say(f"{name}: {would}changed ({few})")
