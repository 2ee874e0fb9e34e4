"""One polite session with a portal: who we are, what is asked again, what an answer must look like.

The token goes to the portal's own address and nowhere else: no redirect is followed with it, and no text of an error
holds it. Retries happen here alone; what a portal's answers mean, `ckan` and `udata` know.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from flows import clock
from flows.errors import VraagbaakError
from flows.portals.body import FileForm

PROCESSING = 600.0  # seconds a portal may take to store a large file before it answers
LONGEST_WAIT = 300.0  # seconds that a portal may ask us to wait
STEP = 1 << 20
REDIRECTS = 5  # of a file that a portal keeps elsewhere
Advance = Callable[[int], None]  # called with the number of bytes that went over the line


class PortalError(VraagbaakError):
    """A portal did not do what was asked: what happened, and what a person can do about it."""


class _Again(PortalError):
    """What may be over when we ask again."""

    wait = 0.0


class Session(requests.Session):
    """Requests to one portal; used by `ckanapi` in place of a plain session."""

    def __init__(
        self,
        address: str,
        header: str,
        token: str,
        setting: str,
        *,
        timeout: float,
        attempts: int,
        backoff: float = 2.0,
    ) -> None:
        """Talk to the portal at `address`, with the token in a header; `setting` begins the names of its settings."""
        super().__init__()
        self.portal = address.rstrip("/")
        self._setting, self._timeout, self._backoff = setting, timeout, backoff
        self._secret = {header: token} if token else {}
        self._attempts = attempts
        self.headers.update({"User-Agent": "vraagbaak", "Accept-Encoding": "identity"})
        self.auth = lambda request: request  # none from .netrc

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        """The portal's last word, below 500 and in JSON; raises PortalError."""
        address, name = str(url), str(method)
        if urlsplit(address)[:2] != urlsplit(self.portal)[:2]:
            raise PortalError(f"{address} is not at {self.portal}, and nothing is asked there")
        kwargs |= {"allow_redirects": False, "headers": {**(kwargs.get("headers") or {}), **self._secret}}
        if kwargs.get("timeout") is None:
            kwargs["timeout"] = self._timeout

        def ask() -> requests.Response:
            return self._judged(self._sent(name, address, *args, **kwargs))

        return self._retrying()(ask)

    def store(self, address: str, form: FileForm) -> requests.Response:
        """The answer to a file that is streamed there; the portal has time to put it away."""
        timeout = (self._timeout, PROCESSING)
        return self.post(address, data=form, headers={"Content-Type": form.kind}, timeout=timeout)

    # -- asking again -------------------------------------------------------------------------------

    def _retrying(self) -> Retrying:
        return Retrying(
            stop=stop_after_attempt(self._attempts),
            wait=self._wait,
            retry=retry_if_exception_type(_Again),
            reraise=True,
        )

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        wanted = error.wait if isinstance(error, _Again) else 0.0
        return max(wanted, self._backoff * float(2 ** (state.attempt_number - 1)))

    def _sent(self, method: str, address: str, *args: Any, **kwargs: Any) -> requests.Response:
        try:
            return super().request(method, address, *args, **kwargs)
        except requests.exceptions.SSLError as error:
            raise PortalError(
                f"the connection to {self.portal} is not secure ({_root(error)}): check the clock and the certificates "
                "of this machine, or REQUESTS_CA_BUNDLE for a portal of your own; the check is never switched off"
            ) from error
        except requests.RequestException as error:
            raise _Again(
                f"{self.portal} cannot be reached ({_root(error)}): check {self._setting}_url and the network; what "
                "was uploaded stays, and the next upload goes on from there"
            ) from None  # the request that the error carries holds the token

    def _judged(self, response: requests.Response) -> requests.Response:
        status, where = response.status_code, self._where(response)
        if response.is_redirect:
            target = urljoin(response.url, response.headers["location"])
            raise PortalError(
                f"{where} redirects to {target}: set {self._setting}_url to where the portal is now, with https:// "
                "when it wants that; a token follows no redirect"
            )
        if status == 429 or status >= 500:
            again = _Again(f"{where} answered {status}{_words(response)}: the portal is busy or down; try again later")
            again.wait = _asked_to_wait(response.headers)
            if again.wait > LONGEST_WAIT:
                raise PortalError(f"{where} answered {status} and to come back in {again.wait:.0f} s: do so")
            raise again
        if status == 413:
            raise PortalError(
                f"{where} takes no file of that size (413): ask the portal's keepers for more room, or set "
                "upload_links to link to the files instead"
            )
        is_json = "json" in response.headers.get("content-type", "")
        if status == 401 or (status == 403 and not is_json):
            raise PortalError(
                f"{where} does not accept the token ({status}{_words(response)}): make a new one in the portal's "
                f"profile page, and set {self._setting}_token or {self._setting}_token_file"
            )
        if not is_json and status not in (204, 404):
            raise PortalError(
                f"{where} answered {status} with a page{_words(response)} instead of JSON: the portal is under "
                f"maintenance, or {self._setting}_url is not its address"
            )
        return response

    def _where(self, response: requests.Response) -> str:
        return f"{self.portal}{urlsplit(response.url).path.removeprefix(urlsplit(self.portal).path)}"

    # -- files --------------------------------------------------------------------------------------

    def digest(self, address: str, advance: Advance = lambda size: None) -> tuple[int, str]:
        """The size and the SHA-256 of a file as its bytes go over the line, not decompressed; raises PortalError.

        A portal that keeps its files elsewhere redirects there; the token stays behind.
        """

        def read() -> tuple[int, str]:
            hasher, size = hashlib.sha256(), 0
            with self._followed("GET", address) as response:
                if response.status_code != 200:
                    raise PortalError(
                        f"{address} answered {response.status_code} where a file was just stored: see whether the "
                        "portal hands out files at all"
                    )
                try:
                    for piece in response.raw.stream(STEP, decode_content=False):
                        hasher.update(piece)
                        size += len(piece)
                        advance(len(piece))
                except Exception as error:  # urllib3's own, which only `fetch.exchange` knows
                    raise _Again(f"{address} broke off ({_root(error)}): try again later") from None
            return size, hasher.hexdigest()

        return self._retrying()(read)

    def size(self, address: str) -> int | None:
        """The size of a file as anybody gets it, without the token; None when it is not handed out.

        Only the head of the answer is read: CKAN's own server answers HEAD without a length.
        """

        def look() -> int | None:
            with self._followed("GET", address, secret={}) as response:
                length = response.headers.get("Content-Length", "")
                return int(length) if response.status_code == 200 and length.isdigit() else None

        return self._retrying()(look)

    def _followed(self, method: str, address: str, secret: Mapping[str, str] | None = None) -> requests.Response:
        for _ in range(REDIRECTS + 1):
            ours = urlsplit(address)[:2] == urlsplit(self.portal)[:2]
            headers = (self._secret if secret is None else secret) if ours else {}
            response = self._sent(
                method, address, headers=dict(headers), stream=True, allow_redirects=False,
                timeout=(self._timeout, PROCESSING),
            )  # fmt: skip
            if not response.is_redirect:
                if response.status_code == 429 or response.status_code >= 500:
                    response.close()
                    raise _Again(f"{address} answered {response.status_code}: try again later")
                return response
            response.close()
            address = urljoin(address, response.headers["location"])
        raise PortalError(f"{address} redirects again and again: look at it in a browser")


def _root(error: BaseException) -> str:
    """The innermost reason of an error, which names no address: "[Errno 111] Connection refused"."""
    while deeper := error.__cause__ or error.__context__:
        error = deeper
    return re.sub(r"^<.*?>: ", "", str(error)) or type(error).__name__


def _words(response: requests.Response) -> str:
    """What a page that is no JSON says, in a few words: its title, or how it begins."""
    if "html" not in response.headers.get("content-type", ""):
        return ""
    text = response.text[:20_000]
    title = re.search(r"<title[^>]*>(.*?)</title>", text, re.DOTALL | re.IGNORECASE)
    plain = title[1] if title else re.sub(r"<[^>]*>", " ", text)
    short = " ".join(unescape(plain).split())[:80]
    return f', "{short}"' if short else ""


def _asked_to_wait(headers: Mapping[str, str]) -> float:
    """The seconds of a Retry-After, "120" or a moment; 0 without."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - clock.now()).total_seconds())
    except (ValueError, TypeError):
        return 0.0
