"""Why an address was not fetched: the stable words for it, what to do about each, and the errors that carry them."""

from __future__ import annotations

from enum import StrEnum

from flows.errors import VraagbaakError


class Fault(StrEnum):
    """The words are stable: reports, logs and tests rely on them."""

    TIMEOUT = "timeout"
    CONNECTION = "connection"
    TLS = "tls"
    TRUNCATED = "truncated"
    TOO_LARGE = "too-large"
    BAD_ENCODING = "bad-encoding"
    BAD_ANSWER = "bad-answer"
    SERVER_ERROR = "server-error"
    TOO_MANY_REQUESTS = "too-many-requests"
    REDIRECT_ELSEWHERE = "redirect-elsewhere"
    REDIRECT_LOOP = "redirect-loop"
    FORBIDDEN_BY_ROBOTS = "forbidden-by-robots"
    ROBOTS_UNREADABLE = "robots-unreadable"
    WAIT_TOO_LONG = "wait-too-long"
    TOO_MANY_FAILURES = "too-many-failures"


ADVICE = {
    Fault.TIMEOUT: "Nothing, if it stays rare; else give the site more time with the setting timeout",
    Fault.CONNECTION: "Check the network, the name of the host and the proxy of this machine",
    Fault.TLS: "Check the clock and the certificates of this machine; the check is never switched off",
    Fault.TRUNCATED: "Nothing, if it stays rare; the address is asked again another night",
    Fault.TOO_LARGE: "Look at the address in a browser; no page of the source should be that large",
    Fault.BAD_ENCODING: "Nothing, if it stays rare; else the server, or a proxy before it, garbles pages",
    Fault.BAD_ANSWER: "Nothing, if it stays rare; else the server, or a proxy before it, is misconfigured",
    Fault.SERVER_ERROR: "Nothing; the address is asked again another night",
    Fault.TOO_MANY_REQUESTS: "Make the setting pause longer",
    Fault.REDIRECT_ELSEWHERE: "Look at the address in a browser; if the site moved, change the source's addresses",
    Fault.REDIRECT_LOOP: "Look at the address in a browser; the site may want cookies, which we do not keep",
    Fault.FORBIDDEN_BY_ROBOTS: "Leave it, or ask the publisher for leave",
    Fault.ROBOTS_UNREADABLE: "Nothing is asked before we know what we may ask; run again later",
    Fault.WAIT_TOO_LONG: "Run again later",
    Fault.TOO_MANY_FAILURES: "Look at the site in a browser; run again when it is up",
}


class NotFetched(VraagbaakError):
    """One address failed for good; the next may be asked."""

    def __init__(self, address: str, fault: Fault, what: str) -> None:
        """Say `what` happened in words that may follow a colon."""
        super().__init__(f"{address} was not fetched: {what}. {ADVICE[fault]}.")
        self.address = address
        self.fault = fault
        self.what = what


class SiteDown(VraagbaakError):
    """Stop asking: whatever the address, the site would not answer, or does not want to be asked."""

    def __init__(self, fault: Fault, what: str) -> None:
        """Say `what` happened in words that may follow a colon."""
        super().__init__(f"nothing more is fetched: {what}. {ADVICE[fault]}.")
        self.fault = fault
        self.what = what


class Broken(Exception):
    """An exchange that gave no usable answer: the fault, what happened, and whether asking again may help."""

    def __init__(self, fault: Fault, what: str, again: bool = True) -> None:
        """Say `what` happened in words that may follow a colon."""
        super().__init__(what)
        self.fault = fault
        self.what = what
        self.again = again
