"""The private dataset of CKAN in which files wait until all of a release is there, and how they leave it.

CKAN has no resource that only its editors see, and a resource that is replaced is replaced before everybody's eyes. So
files go to a private dataset first. CKAN keeps a file by the identifier of its resource, and lets an identifier be used
again once its resource is deleted, in another dataset too: in one call resources leave this dataset, and in the next
the public one takes them over together with all else that changed. What is on the way between the two calls stands in
an extra of this dataset, written with the first; a run that was killed there goes on with the second.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from flows.portals.ckan_api import CkanApi
from flows.portals.offered import OfferedFile
from flows.portals.session import Advance, PortalError

NOTE = "vraagbaak_on_the_way"
NOTES = (
    "Files of the next release wait here until all of them have come. Private, and managed by Vraagbaak: please leave "
    "it alone. It may be deleted when nothing is being uploaded; the next upload makes it again."
)


class Staging:
    """The dataset in which files wait; `read` it first."""

    def __init__(self, api: CkanApi, name: str, organisation: str) -> None:
        """Know of nothing yet."""
        self.name = name
        self._api, self._organisation = api, organisation
        self._is_there = False
        self._waiting: list[dict[str, Any]] = []  # resources of this dataset
        self._moving: list[dict[str, Any]] = []  # that left it, and may not have arrived
        self._replaced: list[str] = []  # identifiers of resources that are shown no more; their files take up room

    def read(self) -> None:
        """See what waits."""
        found = self._api.find("package_show", id=self.name)
        self._is_there = found is not None and found.get("state") != "deleted"
        if found is None:
            return
        self._waiting = list(found.get("resources", ()))
        kept = next((extra["value"] for extra in found.get("extras", ()) if extra["key"] == NOTE), "{}")
        note = json.loads(kept)
        self._moving, self._replaced = note.get("moving", []), note.get("replaced", [])

    def has(self, file: OfferedFile) -> bool:
        """Whether a file waits, or is on the way; whether it is whole, `bring` looks."""
        return any(_is(one, file) for one in (*self._waiting, *self._moving))

    def bring(self, file: OfferedFile, fields: dict[str, Any], advance: Advance) -> bool:
        """Have a file wait, whole to the byte; False when it was here already. Raises PortalError."""
        if any(_is(one, file) for one in self._moving):
            return False
        for one in [one for one in self._waiting if _is(one, file)]:
            if self._is_whole(one, file, advance):
                return False
            self._drop(one)
        made = self._api.send(self.name, fields, file, advance)
        self._waiting.append(made)
        if not self._is_whole(made, file, advance):
            self._drop(made)
            raise PortalError(
                f"{file.name} arrived at {self._api.session.portal} with other bytes than were sent: upload again; if "
                "that says the same, something between here and there changes files"
            )
        return True

    def make(self) -> None:
        """Make the dataset where it is missing."""
        if not self._is_there:
            about = {"name": self.name, "title": "Vraagbaak: being uploaded", "notes": NOTES, "private": True}
            action = "package_patch" if self._api.find("package_show", id=self.name) else "package_create"
            more = {"id": self.name, "state": "active"} if action == "package_patch" else {}
            self._api.ask(action, **about, **more, owner_org=self._organisation)
            self._is_there = True

    def let_go(self, files: Iterable[OfferedFile], replaced: Sequence[str]) -> dict[str, str]:
        """The identifiers of files by name, no longer taken here; `replaced` are those that will be shown no more."""
        leaving = {file.name: next(one for one in (*self._moving, *self._waiting) if _is(one, file)) for file in files}
        going = [one for one in leaving.values() if one not in self._moving]
        self._waiting = [one for one in self._waiting if one not in going]
        self._moving += [{name: one[name] for name in ("id", "name", "size", "hash")} for one in going]
        self._replaced += replaced
        if leaving or replaced:
            self.make()
            self._write(self._waiting)
        return {name: one["id"] for name, one in leaving.items()}

    def clean(self, shown: Collection[str]) -> None:
        """Have the portal give back the room of files that neither wait for anything nor are `shown`."""
        left = {one["id"] for one in (*self._waiting, *self._moving)} | set(self._replaced)
        unused = sorted(left - set(shown))
        if unused:
            self._write([{"id": one, "name": "removed", "url": "", "clear_upload": True} for one in unused])
        if left:
            self._waiting, self._moving, self._replaced = [], [], []
            self._write([])

    def _is_whole(self, resource: dict[str, Any], file: OfferedFile, advance: Advance) -> bool:
        return self._api.session.digest(self._api.address(resource), advance) == (file.size, file.sha256)

    def _drop(self, resource: dict[str, Any]) -> None:
        """Leave a resource out; `clean` gives its room back."""
        self._waiting.remove(resource)
        self._replaced.append(resource["id"])
        self._write(self._waiting)

    def _write(self, resources: Sequence[dict[str, Any]]) -> None:
        note = {"moving": self._moving, "replaced": self._replaced}
        extras = [{"key": NOTE, "value": json.dumps(note, sort_keys=True)}] if any(note.values()) else []
        self._api.ask("package_patch", id=self.name, resources=list(resources), extras=extras)


def _is(resource: dict[str, Any], file: OfferedFile) -> bool:
    return (resource["name"], resource["size"], resource["hash"]) == (file.name, file.size, file.sha256)
