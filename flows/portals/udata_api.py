"""udata's API, with errors that a person can do something about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flows.portals.body import FileForm
from flows.portals.offered import OfferedFile
from flows.portals.session import Advance, PortalError, Session

PAGE = 100


class UdataApi:
    """One udata."""

    def __init__(self, session: Session) -> None:
        """Ask over a session, which knows the key."""
        self.session = session

    def ask(self, method: str, path: str, body: Any = None, absent: bool = False) -> Any:
        """What a path below `/api/1/` answers; None when it is not there and may be `absent`. Raises PortalError."""
        answer = self.session.request(method, f"{self.session.portal}/api/1/{path}", json=body)
        if absent and answer.status_code in (404, 410):
            return None
        return self._told(answer.status_code, answer, f"{method} {path}")

    def datasets(self, organisation: str) -> Iterator[dict[str, Any]]:
        """The datasets of an organisation, private ones too, whole."""
        at = 1
        while True:
            page = self.ask("GET", f"organizations/{organisation}/datasets/?page={at}&page_size={PAGE}")
            yield from page["data"]
            if not page.get("next_page"):
                return
            at += 1

    def send(self, dataset: str, file: OfferedFile, advance: Advance) -> dict[str, Any]:
        """The resource that a file became in a dataset; the file is streamed."""
        form = FileForm({}, "file", file.name.rpartition("/")[2], file, advance)
        address = f"{self.session.portal}/api/1/datasets/{dataset}/upload/"
        answer = self.session.store(address, form)
        made: dict[str, Any] = self._told(answer.status_code, answer, f"upload of {file.name}")
        return made

    def _told(self, status: int, answer: Any, what: str) -> Any:
        if status == 204:
            return None
        at = f"{self.session.portal}: {what}"
        if status == 404:
            raise PortalError(
                f"{at}: not there (404): check that udata_url is the address of a udata, like https://data.example.org"
            )
        told = answer.json()
        if status == 403:
            raise PortalError(
                f"{at} is refused ({_message(told)}): the account of the key needs to be an editor of the "
                "organisation; its administrators can make it one"
            )
        if status >= 400:
            raise PortalError(
                f"{at} is not valid for this portal ({_message(told)}): see which of its rules that breaks"
            )
        return told


def _message(told: Any) -> str:
    """What went wrong by field: "title: This field is required."."""
    if not isinstance(told, Mapping):
        return str(told)[:200]
    fields = told.get("errors")
    if isinstance(fields, Mapping) and fields:
        return "; ".join(f"{name}: {_plain(value)}" for name, value in fields.items())[:300]
    return str(told.get("message") or told.get("error") or "no reason given")[:300]


def _plain(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
