"""Bring one large file from the web to the disk, going on where the last attempt ended, also after a crash.

It knows neither what the file holds nor whether it is the right one. Pages of the source come by `fetch`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from flows.errors import BadInput, VraagbaakError

STEP = 16 * 1024  # bytes written at a time; what came of a step when the connection breaks is asked for again
REDIRECTS = 5
LARGEST = 2 * 1024**3  # bytes; the largest file of EuroVoc is a quarter of it, unpacked
RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")  # bytes 4096-8567289/8567290
Report = Callable[[str], None]


@dataclass(frozen=True)
class Patience:
    """Seconds to wait for a connection or for more of the file; attempts in all; seconds before the second one."""

    timeout: float = 60.0
    attempts: int = 6
    backoff: float = 2.0


class _Again(Exception):
    """What may be over when we ask again."""


class _Session(requests.Session):
    """A session that leaves redirects alone: requests reads their bodies, without limit, even when told not to."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


def download(
    address: str,
    part: Path,
    agent: str,
    checked: bool = False,
    patience: Patience | None = None,
    report: Report = lambda line: None,
) -> None:
    """The whole file of an address in `part`; what an earlier run brought there is kept if the file is still the same.

    Whether it is the same is told by its ETag or date (RFC 9110, 13.1.5). A server that gives neither is asked for the
    rest only if the file is `checked` afterwards. Raises VraagbaakError.
    """  # fmt: skip
    patience = patience or Patience()
    retrying = Retrying(
        stop=stop_after_attempt(patience.attempts),
        wait=wait_exponential_jitter(multiplier=patience.backoff, max=120, jitter=patience.backoff / 2),
        retry=retry_if_exception(_may_be_over),
        before_sleep=lambda state: report(f"asking again: {state.outcome and state.outcome.exception()}"),
        reraise=True,
    )
    with _Session() as session:
        session.headers.update({"User-Agent": agent, "Accept-Encoding": "identity", "Accept": "*/*"})
        try:
            retrying(_attempt, session, address, part, checked, patience.timeout, report)
        except (requests.RequestException, _Again) as error:
            raise VraagbaakError(
                f"{address} was not downloaded ({error}): run again to go on where it stopped, or name a file on disk"
            ) from error


def forget(part: Path) -> None:
    """Remove what was downloaded, and what is remembered about it."""
    part.unlink(missing_ok=True)
    _memory(part).unlink(missing_ok=True)


def _may_be_over(error: BaseException) -> bool:
    if isinstance(error, requests.exceptions.SSLError):
        return False  # a certificate does not get better by asking again
    passing = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)
    return isinstance(error, (_Again, *passing))


def _attempt(
    session: requests.Session, address: str, part: Path, checked: bool, timeout: float, report: Report
) -> None:
    known = _remembered(part, address, checked)
    have = part.stat().st_size if known else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    if have and known.get("validator"):
        headers["If-Range"] = known["validator"]
    with _answer(session, address, headers, timeout) as response:
        status = response.status_code
        if status == 429 or status >= 500:
            raise _Again(f"the server answered {status}")
        if have and status == 416 and response.headers.get("Content-Range") == f"bytes */{have}":
            return  # there is nothing after what we have
        if have and status in (206, 416) and not _goes_on(response, have, known):
            forget(part)
            raise _Again("the file has changed on the server meanwhile")
        if status not in (200, 206) or (status == 206 and not have):
            raise BadInput(f"{address} answered {status} instead of a file: check the address, or name a file on disk")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise BadInput(f"{address} is sent in an encoding that we did not ask for: name a file on disk instead")
        if status == 200:
            have = 0
            _remember(part, address, response)
        report(f"going on after {have} bytes" if have else f"downloading {address}")
        _write(response, part, have)


def _answer(session: requests.Session, address: str, headers: Mapping[str, str], timeout: float) -> requests.Response:
    """The answer at the end of the redirects, its body not read yet."""
    for _ in range(REDIRECTS + 1):
        if urlsplit(address).scheme not in ("http", "https"):
            raise BadInput(f"{address} is no web address: give one that begins with https://")
        response = session.get(address, headers={**headers}, stream=True, allow_redirects=False, timeout=timeout)
        if not response.is_redirect:
            return response
        response.close()
        target = urljoin(address, response.headers["location"])
        if address.startswith("https:") and not target.startswith("https:"):
            raise BadInput(f"{address} redirects to {target}, which is not secure: name a file on disk instead")
        address = target
    raise BadInput(f"{address} redirects again and again: name a file on disk instead")


def _goes_on(response: requests.Response, have: int, known: Mapping[str, str]) -> bool:
    """Whether a part of the file continues what we have: not every server minds If-Range."""
    given = RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if response.status_code != 206 or not given or int(given[1]) != have:
        return False
    validator, size = _validator(response), known.get("size")
    return (not size or size == given[3]) and (not validator or validator == known.get("validator"))


def _write(response: requests.Response, part: Path, have: int) -> None:
    with _room(part), part.open("ab" if have else "wb", buffering=0) as file:
        for piece in response.iter_content(STEP):
            have += len(piece)
            if have > LARGEST:
                raise BadInput(f"{response.url} has more than {LARGEST} bytes, which no EuroVoc has: check the address")
            file.write(piece)


@contextmanager
def _room(path: Path) -> Iterator[None]:
    try:
        yield
    except requests.RequestException:  # an OSError too, but not one of the disk
        raise
    except OSError as error:
        raise VraagbaakError(
            f"{path} cannot be written ({error.strerror}): free some space and run again; the last good store stays"
        ) from error


def _memory(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _remember(part: Path, address: str, response: requests.Response) -> None:
    size = response.headers.get("Content-Length", "")
    known = {"address": address, "validator": _validator(response), "size": size}
    with _room(part):
        forget(part)
        _memory(part).write_text(json.dumps(known), "utf-8")


def _remembered(part: Path, address: str, checked: bool) -> dict[str, str]:
    """What the file of `part` was when it was begun; empty when there is nothing that could be gone on with."""
    try:
        known = json.loads(_memory(part).read_text("utf-8"))
        usable = known["address"] == address and (known["validator"] or checked) and part.stat().st_size > 0
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return known if usable else {}


def _validator(response: requests.Response) -> str:
    """What tells one state of the file from another: a strong ETag, else the date."""
    etag: str = response.headers.get("ETag", "")
    return etag if etag.startswith('"') else str(response.headers.get("Last-Modified", ""))
