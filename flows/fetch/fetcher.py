"""The one place where bytes come in from the web, and the only one that retries.

A polite guest: robots.txt is obeyed, one request at a time, a pause after each. It knows neither parliament nor
archive: an address in, a response or an error that says what to do out.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag, urljoin, urlsplit

import structlog
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from flows.fetch.exchange import Answer, Client
from flows.fetch.faults import Broken, Fault, NotFetched, SiteDown
from flows.fetch.robots import LARGEST, Rules, read_rules

REDIRECTS = 5
FOR_EVER = (301, 308)
KEPT = (
    "cache-control", "content-encoding", "content-language", "content-length", "content-type", "date", "etag",
    "expires", "last-modified", "server",
)  # fmt: skip


@dataclass(frozen=True)
class Policy:
    """How to behave as a guest; times are in seconds, sizes in bytes.

    user_agent    "Vraagbaak/0.1 (+https://w3id.org/vraagbaak/; mailto:someone@example.org)"; what stands before the
                  slash is our name in robots.txt
    hosts         the only ones that are asked, also by redirects; lower-case names without ports
    pause         at least between the end of one request and the start of the next; robots' crawl-delay if longer
    timeout       to connect, and between two pieces of an answer
    whole         for one request from connecting to the last byte
    largest       of a body, before and after decompression
    attempts      for each address, when the transport fails or the answer is 429 or 5xx
    backoff       before the second attempt; doubles, with jitter on top, up to `longest_wait`
    longest_wait  the longest the site may make us wait; when it asks for more, it is down
    breaker       this many addresses in a row that failed for good mean that the site is down
    robots        whether robots.txt is obeyed; not where an address is a service for programs with rules of its own
    """

    user_agent: str
    hosts: frozenset[str]
    pause: float = 1.0
    timeout: float = 30.0
    whole: float = 120.0
    largest: int = 5_000_000
    attempts: int = 4
    backoff: float = 2.0
    longest_wait: float = 300.0
    breaker: int = 5
    robots: bool = True


@dataclass(frozen=True)
class Response:
    """The last word on an address: status 200, 304, 404, 410 or any other that asking again would not change.

    `final` is where redirects led, and `moved_for_ever` whether all of them were permanent. The body is decompressed,
    and empty for 304. Of the headers, in lower case and sorted, those worth keeping: content-length and
    content-encoding speak of the bytes on the wire.
    """

    address: str
    final: str
    status: int
    body: bytes
    headers: Mapping[str, str]
    moved_for_ever: bool


class Fetcher:
    """A visit to a site; use it as a context manager, from one thread."""

    def __init__(self, policy: Policy) -> None:
        """Ask nothing yet; robots.txt is read before the first address of a host, once in a visit."""
        self._policy = policy
        self._client = Client(policy.user_agent, policy.timeout, policy.whole)
        self._rules: dict[str, Rules] = {}
        self._ended = self._held = float("-inf")  # when the last request ended; until when the site asked us to wait
        self._retries = 0
        self._failures = 0
        self._down: SiteDown | None = None
        self._log = structlog.get_logger()
        self._retrying = Retrying(
            stop=stop_after_attempt(policy.attempts),
            wait=wait_exponential_jitter(multiplier=policy.backoff, max=policy.longest_wait, jitter=policy.backoff / 2),
            retry=retry_if_exception(lambda error: isinstance(error, Broken) and error.again),
            before_sleep=self._tell_retry,
            reraise=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    @property
    def requests_made(self) -> int:
        """Every HTTP request of this visit, also those for robots.txt, redirects and retries."""
        return self._client.requests_made

    def get(self, address: str, etag: str | None = None, last_modified: str | None = None) -> Response:
        """The response to an address; with what an earlier response had as `etag` or `last-modified`, perhaps a 304.

        Raises NotFetched, SiteDown, and ValueError for an address that is not of the policy's hosts.
        """
        if not self._is_ours(address):
            raise ValueError(f"{address} is no web address of {', '.join(sorted(self._policy.hosts))}")
        if self._down:
            raise SiteDown(self._down.fault, self._down.what)
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        self._retries = 0
        try:
            response = self._follow(address, {name: value for name, value in conditions.items() if value})
        except NotFetched as error:
            self._count(error)
            raise
        except SiteDown as error:
            self._down = error
            raise
        self._failures = 0
        self._log.info(
            "fetched", address=address, status=response.status, bytes=len(response.body), attempts=self._retries + 1,
            from_cache=response.status == 304,
        )  # fmt: skip
        return response

    def _follow(self, address: str, headers: Mapping[str, str], robots: bool = False) -> Response:
        """The end of the redirects; on the way to a robots.txt none other is asked for leave."""
        way, for_ever = [address], True
        while True:
            rules = Rules() if robots else self._rules_of(way[-1])
            if not rules.allow(way[-1]):
                raise NotFetched(address, Fault.FORBIDDEN_BY_ROBOTS, f"robots.txt forbids {way[-1]}")
            try:
                answer = self._retrying(self._ask, way[-1], headers, rules.delay, robots)
                if answer.location is None:
                    kept = {name: answer.headers[name] for name in KEPT if name in answer.headers}
                    moved = for_ever and len(way) > 1
                    return Response(address, way[-1], answer.status, answer.body, kept, moved)
                way.append(self._redirected(way, answer.location))
            except Broken as broken:
                tries = f" (attempt {self._retrying.statistics['attempt_number']} was the last)" if broken.again else ""
                raise NotFetched(address, broken.fault, broken.what + tries) from broken
            for_ever = for_ever and answer.status in FOR_EVER

    def _ask(self, address: str, headers: Mapping[str, str], delay: float, robots: bool) -> Answer:
        """One request after the pause that is due; raises Broken when the answer is not the last word."""
        rest = max(self._ended + max(self._policy.pause, delay), self._held) - time.monotonic()
        if rest > 0:
            time.sleep(rest)
        try:
            answer = self._client.ask(address, headers, LARGEST if robots else self._policy.largest, cut=robots)
        finally:
            self._ended = time.monotonic()
        if answer.status == 429 or answer.status >= 500:
            self._hold(address, answer)
            fault = Fault.TOO_MANY_REQUESTS if answer.status == 429 else Fault.SERVER_ERROR
            raise Broken(fault, f"{address} answered {answer.status}")
        if answer.status == 304 and not headers:
            raise Broken(Fault.BAD_ANSWER, f"{address} answered that nothing changed, which we did not ask")
        return answer

    def _hold(self, address: str, answer: Answer) -> None:
        """Make the next request, whichever it is, wait as long as the site asks."""
        seconds = _retry_after(answer.headers)
        if seconds > self._policy.longest_wait:
            raise SiteDown(Fault.WAIT_TOO_LONG, f"{address} answered {answer.status} and to wait {seconds:g} s")
        self._held = time.monotonic() + seconds

    def _redirected(self, way: list[str], location: str) -> str:
        """Where a redirect leads; raises Broken when we do not go there."""
        try:
            target = urldefrag(urljoin(way[-1], location)).url
        except ValueError:  # "http://[::1"
            target = location
        if not self._is_ours(target):
            raise Broken(Fault.REDIRECT_ELSEWHERE, f"{way[-1]} redirects to {target}, outside the source", again=False)
        if way[-1].startswith("https:") and not target.startswith("https:"):
            raise Broken(Fault.REDIRECT_ELSEWHERE, f"{way[-1]} redirects to {target}, which is not secure", again=False)
        if target in way:
            raise Broken(Fault.REDIRECT_LOOP, f"{way[-1]} redirects to {target} again and again", again=False)
        if len(way) > REDIRECTS:
            raise Broken(Fault.REDIRECT_LOOP, f"{way[0]} redirects more than {REDIRECTS} times", again=False)
        return target

    def _rules_of(self, address: str) -> Rules:
        """The rules of an address's robots.txt, which is read when they are not known yet."""
        if not self._policy.robots:
            return Rules()
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        if origin not in self._rules:
            self._rules[origin] = self._read_robots(f"{origin}/robots.txt")
        return self._rules[origin]

    def _read_robots(self, address: str) -> Rules:
        """RFC 9309, 2.3.1: with 4xx there are no rules; when the file cannot be read, everything is forbidden."""
        try:
            response = self._follow(address, {}, robots=True)
        except NotFetched as error:
            raise SiteDown(Fault.ROBOTS_UNREADABLE, f"{address} cannot be read: {error.what}") from error
        if 400 <= response.status < 500:
            return Rules()
        if not 200 <= response.status < 300:
            raise SiteDown(Fault.ROBOTS_UNREADABLE, f"{address} answered {response.status}")
        rules = read_rules(response.body, self._policy.user_agent.partition("/")[0])
        if rules.delay > self._policy.longest_wait:
            raise SiteDown(Fault.WAIT_TOO_LONG, f"{address} wants {rules.delay:g} s between two requests")
        return rules

    def _is_ours(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
            ours = parts.hostname in self._policy.hosts and parts.port != 0
        except ValueError:  # "http://[::1", "http://www.senate.be:port/"
            return False
        return ours and parts.scheme in ("http", "https") and "@" not in parts.netloc

    def _count(self, error: NotFetched) -> None:
        """Open the breaker after too many failures in a row; what robots.txt forbids is no failure of the site."""
        self._log.warning("not-fetched", address=error.address, reason=error.fault.value, attempts=self._retries + 1)
        if error.fault is not Fault.FORBIDDEN_BY_ROBOTS:
            self._failures += 1
        if self._failures >= self._policy.breaker:
            self._down = SiteDown(
                Fault.TOO_MANY_FAILURES,
                f"{self._failures} addresses in a row failed, the last: {error.address}: {error.what}",
            )

    def _tell_retry(self, state: RetryCallState) -> None:
        address, _, _, robots = state.args
        self._retries += not robots
        error = state.outcome.exception() if state.outcome else None
        reason = error.fault.value if isinstance(error, Broken) else None
        seconds = max(state.upcoming_sleep, self._held - time.monotonic())
        self._log.warning("retrying", address=address, reason=reason, seconds=round(seconds, 3))


def _retry_after(headers: Mapping[str, str]) -> float:
    """The seconds of a Retry-After, "120" or "Fri, 31 Dec 1999 23:59:59 GMT"; 0 when it says nothing usable."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    moment = _moment(value)
    if moment is None:
        return 0.0
    # By the server's own clock, where it tells it: ours may be wrong.
    now = _moment(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (moment - now).total_seconds())


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
