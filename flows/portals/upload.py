"""Upload the last release to a portal, by the settings: one upload at a time, with the token from where it is kept."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from flows.errors import BadInput
from flows.keep.workplace import Busy
from flows.portals import ckan, udata
from flows.portals.job import Done, Job
from flows.portals.offered import Offer, read_offer
from flows.portals.session import Advance, Session
from flows.settings import Settings

Portal = Literal["ckan", "udata"]
PORTALS: tuple[Portal, ...] = ("ckan", "udata")
HEADERS = {"ckan": "Authorization", "udata": "X-API-KEY"}
LOCK = ".upload.lock"
Secrets = Callable[[str], str | None]  # another place where a token may be, by the name of its setting


def configured(settings: Settings) -> list[Portal]:
    """The portals that releases are uploaded to."""
    return [portal for portal in PORTALS if getattr(settings, f"{portal}_url")]


def upload(
    portal: Portal, settings: Settings, say: Callable[[str], None], *, dry: bool = False,
    secrets: Secrets = lambda name: None, progress: Callable[[int], Advance] = lambda total: lambda size: None,
) -> str:  # fmt: skip
    """Upload the last release to a portal, and what was done in a line; raises BadInput, PortalError or Busy.

    `progress` is told how many bytes will go over the line at most, and gives what counts them.
    """
    session = _session(portal, settings, secrets)
    with session, _alone(settings.output):
        offer = read_offer(settings.latest)
        advance = progress(_traffic(offer))
        organisation: str = getattr(settings, f"{portal}_organisation")
        job = Job(offer, organisation, settings.portal_language, settings.upload_links, dry, say, advance)
        if not any(dataset.facts["license"] for dataset in offer.datasets):
            say("no licence is set: portals show the data as not open, and data.gov.be refuses it; see licence")
        done: Done = (ckan if portal == "ckan" else udata).upload(job, session)
        return done.text(job)


def token(portal: Portal, settings: Settings, secrets: Secrets = lambda name: None) -> str:
    """The token of a portal: of the environment, of a file, or of elsewhere; raises BadInput when there is none."""
    name = f"{portal}_token"
    given, file = getattr(settings, name), getattr(settings, f"{name}_file")
    if given:
        found: str = given.get_secret_value()
    elif file:
        found = _read(file, name)
    else:
        found = secrets(name) or ""
    found = found.strip()
    if not found:
        raise BadInput(f"there is no token for {portal}: set {name} or {name}_file")
    if not (found.isascii() and found.isprintable()) or " " in found:
        raise BadInput(f"{name} holds characters that no token has: copy it again from the portal's profile page")
    return found


def _read(file: Path, name: str) -> str:
    try:
        return file.expanduser().read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise BadInput(f"{name}_file is {file}, which cannot be read ({reason})") from None


def _session(portal: Portal, settings: Settings, secrets: Secrets) -> Session:
    address: str = getattr(settings, f"{portal}_url")
    if not address:
        raise BadInput(f"there is no {portal} to upload to: set {portal}_url to its address")
    return Session(
        address, HEADERS[portal], token(portal, settings, secrets), portal, timeout=settings.timeout,
        attempts=settings.attempts,
    )  # fmt: skip


def _traffic(offer: Offer) -> int:
    """Bytes at most: each file is sent and read back."""
    return 2 * sum(file.size for file in offer.files)


@contextmanager
def _alone(output: Path) -> Iterator[None]:
    """Only one upload at a time from an output folder; the lock is gone with its process."""
    try:
        file = (output / LOCK).open("a")
    except OSError as error:
        raise BadInput(f"{output} holds no release ({error.strerror}): run `vraagbaak harvest` first") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(f"another upload from {output} is running: wait for it to end") from error
        yield
