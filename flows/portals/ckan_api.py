"""CKAN's actions by name, with errors that a person can do something about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ckanapi import RemoteCKAN
from ckanapi.common import reverse_apicontroller_action
from ckanapi.errors import (
    CKANAPIError,
    NotAuthorized,
    NotFound,
    SearchError,
    SearchIndexError,
    ServerIncompatibleError,
    ValidationError,
)

from flows.portals.body import FileForm
from flows.portals.offered import OfferedFile
from flows.portals.session import Advance, PortalError, Session

SAFE_NAME = "-_."  # besides letters and digits, what CKAN leaves in the name of a file


class Missing(PortalError):
    """What was asked for is not there."""


class Taken(PortalError):
    """A name that should be new is there already."""


class CkanApi:
    """The actions of one CKAN."""

    def __init__(self, session: Session) -> None:
        """Ask over a session, which knows the token."""
        self.session = session
        self._remote = RemoteCKAN(session.portal, user_agent="vraagbaak", session=session)

    def ask(self, action: str, **data: Any) -> Any:
        """The result of an action; raises Missing, Taken or PortalError."""
        with _Telling(self.session.portal, action, str(data.get("name") or data.get("id") or "")):
            return self._remote.call_action(action, data)

    def find(self, action: str, **data: Any) -> dict[str, Any] | None:
        """The same, or nothing where there is none."""
        try:
            found: dict[str, Any] = self.ask(action, **data)
        except Missing:
            return None
        return found

    def address(self, resource: Mapping[str, Any]) -> str:
        """Where the file of a resource is, at the portal as we know it: CKAN shows what its own settings call it."""
        return f"{self.session.portal}/dataset/{str(resource['url']).partition('/dataset/')[2]}"

    def send(self, package: str, fields: Mapping[str, Any], file: OfferedFile, advance: Advance) -> dict[str, Any]:
        """The resource that a file became in a dataset; the file is streamed."""
        texts = {"package_id": package, **{name: str(value) for name, value in fields.items() if value}}
        form = FileForm(texts, "upload", stored_name(file), file, advance)
        address = f"{self.session.portal}/api/action/resource_create"
        with _Telling(self.session.portal, "resource_create", file.name):
            answer = self.session.store(address, form)
            made: dict[str, Any] = reverse_apicontroller_action(address, answer.status_code, answer.text)
        return made


def stored_name(file: OfferedFile) -> str:
    """The name of a file without folders, as CKAN keeps it: "answers.nl.svg"."""
    return file.name.rpartition("/")[2].lower()


class _Telling:
    """Turns what ckanapi raises into what a person can read; the request, which holds the token, is left behind."""

    def __init__(self, portal: str, action: str, subject: str) -> None:
        self._at = f"{portal}: {action} of {subject}" if subject else f"{portal}: {action}"
        self._portal = portal

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: object) -> None:
        if isinstance(error, ValidationError):
            raise self._invalid(error) from None
        if isinstance(error, NotFound):
            raise Missing(f"{self._at}: not there") from None
        if isinstance(error, NotAuthorized):
            words = error.extra_msg.get("message") if isinstance(error.extra_msg, dict) else error.extra_msg
            raise PortalError(
                f"{self._at} is refused ({words or 'access denied'}): the account of the token needs to be an editor "
                "of the organisation; its keepers can make it one"
            ) from None
        if isinstance(error, SearchError | SearchIndexError):
            raise PortalError(f"{self._at} failed, since the portal's search engine is down: try again later") from None
        if isinstance(error, CKANAPIError | ServerIncompatibleError):
            raise PortalError(
                f"{self._at} got an answer that no CKAN gives ({str(error)[:200]}): check that ckan_url is the address "
                "of a CKAN, like https://data.example.org"
            ) from None

    def _invalid(self, error: ValidationError) -> PortalError:
        fields = dict(_flat({name: value for name, value in error.error_dict.items() if name != "__type"}))
        words = "; ".join(f"{name}: {value}" for name, value in fields.items())
        if any("already" in value for name, value in fields.items() if name in ("name", "url")):
            return Taken(f"{self._at}: {words}")
        if "upload" in fields and "large" in fields["upload"].lower():
            return PortalError(
                f"{self._at}: the portal takes no file of that size ({words}): ask its keepers for more room "
                "(ckan.max_resource_size), or set upload_links to link to the files instead"
            )
        return PortalError(f"{self._at} is not valid for this portal ({words}): see which of its rules that breaks")


def _flat(told: Any, way: str = "") -> Iterator[tuple[str, str]]:
    """Errors by the field they are about: ("resources 2 size", "Invalid integer")."""
    if isinstance(told, Mapping):
        for name, value in told.items():
            yield from _flat(value, f"{way} {name}".strip())
    elif isinstance(told, list) and any(isinstance(one, Mapping) for one in told):
        for at, one in enumerate(told, 1):
            yield from _flat(one, f"{way} {at}".strip())
    else:
        yield way, " ".join(map(str, told)) if isinstance(told, list) else str(told)
