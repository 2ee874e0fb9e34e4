"""Ask the site for the numbers of a plan and keep what comes: pages in the archive, visits in the journal.

Each answer is stored before the next request, so that a run that is killed goes on where it was. Retries, pauses and
robots.txt are the business of `fetch`; what a page means is the source's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import version
from urllib.parse import urlsplit

from flows import clock
from flows.errors import BadInput, UnexpectedPage, VraagbaakError
from flows.fetch.faults import Fault, NotFetched, SiteDown
from flows.fetch.fetcher import Fetcher, Policy, Response
from flows.fetch.visits import Count, Plan
from flows.keep.captures import Received
from flows.keep.journal import Found, Visit
from flows.keep.workplace import Workplace
from flows.model import Known
from flows.progress import Bar
from flows.settings import DEFAULT_BASE, Settings
from flows.sources import be_senate

WITHOUT_BILINGUAL = 3  # questions in a row that only their web pages show: the bilingual page is gone, for this night
ODD_IN_A_ROW = 10  # known questions in a row whose pages are none: the site shows something else, stop asking
DOUBTFUL = 5  # serials in a row on whose absence the web page is asked too, before a miss is believed


@dataclass
class Collected:
    """What a night's requests gave: numbers by what was found, and why it stopped asking early."""

    found: dict[Found, list[str]] = field(default_factory=lambda: {kind: [] for kind in Found})
    reasons: dict[str, str] = field(default_factory=dict)
    new_questions: list[str] = field(default_factory=list)
    new_pages: int = 0
    requests: int = 0
    repeated: int = 0  # of the requests, those that a failure made necessary
    incomplete: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def is_incomplete(self) -> bool:
        """Whether something that was due was not asked for, or did not come."""
        return bool(self.incomplete or self.found[Found.FAILED])

    @property
    def known_asked(self) -> int:
        """How many questions that were known before an answer came for."""
        answered = sum(len(self.found[kind]) for kind in (Found.QUESTION, Found.UNEXPECTED, Found.VANISHED))
        return answered - len(self.new_questions)


@dataclass(frozen=True)
class Seen:
    """What a page says of its question; None and the reason when it is not the question, or is gone (404, 410)."""

    says: Known | None
    reason: str = ""
    is_gone: bool = False


class NotItself(VraagbaakError):
    """The site shows something else than questions, or no question at all, so it is not asked further."""


class Enough(Exception):  # no error: the limit of a harvest is reached
    """The harvest asked for as many numbers as it was told to."""


def policy(settings: Settings) -> Policy:
    """How to ask the site; raises BadInput when the live site is to be asked and nobody is named to complain to."""
    host, theirs = urlsplit(settings.senate_url).hostname or "", frozenset(be_senate.FACTS["site"]["hosts"])
    if settings.contact is None and host in theirs:
        raise BadInput(
            "the live site is asked only by somebody it can write to: set VRAAGBAAK_CONTACT to an e-mail or web "
            "address (or try the bundled page: vraagbaak harvest --bundled)"
        )
    contact = settings.contact or "no contact"
    return Policy(
        user_agent=f"Vraagbaak/{version('vraagbaak')} (+{DEFAULT_BASE}; {contact})",
        hosts=theirs if host in theirs else frozenset({host}),
        pause=settings.pause,
        timeout=settings.timeout,
        attempts=settings.attempts,
        breaker=settings.breaker,
    )


def collect(
    plan: Plan, night: str, fetcher: Fetcher, place: Workplace, settings: Settings, bar: Bar, limit: int | None = None
) -> Collected:
    """Carry a plan out; stops asking, with the reason, when the site is down or not itself."""
    collector = _Collector(night, fetcher, place, settings, bar, limit)
    try:
        collector.run(plan)
    except (SiteDown, NotItself) as error:
        collector.got.incomplete = str(error)
    except Enough:
        collector.got.notes.append(f"stopped after {limit} numbers, as told")
    collector.got.requests = fetcher.requests_made
    # Every visit reads robots.txt once.
    collector.got.repeated = max(0, fetcher.requests_made - collector.pages - collector.redirects - 1)
    return collector.got


@dataclass
class _Collector:
    night: str
    fetcher: Fetcher
    place: Workplace
    settings: Settings
    bar: Bar
    limit: int | None
    got: Collected = field(default_factory=Collected)
    only_web: int = 0
    odd: int = 0
    pages: int = 0
    redirects: int = 0
    sentinel: str = ""  # when it was asked for tonight, and is the question that it is known to be

    def run(self, plan: Plan) -> None:
        for number in plan.due:
            self.visit(number)
        # A second harvest of a day has nothing left to ask for, and so nothing to make sure of.
        if any(count.asks_at_least(self.settings.misses) for count in plan.counts):
            self.make_sure()
        for count in plan.counts:
            self.count(count)

    def count(self, count: Count) -> None:
        """Ask for one serial after the other until enough in a row are missing."""
        misses = serial = 0
        failed = len(self.got.found[Found.FAILED])
        while serial < count.least or misses < self.settings.misses:
            serial += 1
            if serial in count.skipped or f"{count.legislature}-{serial}" == self.sentinel:
                misses = misses + 1 if serial in count.absent else 0
                continue
            found = self.visit(f"{count.legislature}-{serial}", doubt=misses < DOUBTFUL)
            misses = 0 if found is Found.QUESTION else misses + 1
        if len(self.got.found[Found.FAILED]) == failed:
            self.place.journal.counted_out(count.legislature, clock.now())

    def make_sure(self) -> None:
        """Raise NotItself unless a question was seen tonight, on the way or by asking for one known to be there.

        Without that, every number onward would be believed to be missing.
        """
        journal = self.place.journal
        nights = journal.part_of(self.night)
        if any(visit.night in nights and visit.found is Found.QUESTION for visit in journal.visits()):
            return
        sentinel = be_senate.FACTS["site"]["sentinel"]
        found = self.visit(sentinel)
        if found is Found.FAILED:
            raise NotItself(f"the page of {sentinel}, known to be a question, did not come")
        if found is not Found.QUESTION:
            raise NotItself(f"the page of {sentinel}, known to be a question, is none: the site shows something else")
        self.sentinel = sentinel

    def visit(self, number: str, doubt: bool = True) -> Found:
        """Ask for the pages of a number, and store what was found."""
        if self.limit is not None and sum(map(len, self.got.found.values())) >= self.limit:
            raise Enough
        before = self.place.journal.visit(number)
        known = before.known if before else None
        try:
            page = self._ask(number, known, doubt)
        except NotFetched as error:
            return self._store(number, Found.FAILED, str(error), known)
        if page.says is not None:
            if known is None:
                self.got.new_questions.append(number)
            self.odd = 0
            return self._store(number, Found.QUESTION, "", page.says)
        if known is None:
            return self._store(number, Found.MISSING, page.reason, None)
        self._store(number, Found.VANISHED if page.is_gone else Found.UNEXPECTED, page.reason, known)
        self.odd += 1
        if self.odd >= ODD_IN_A_ROW:
            raise NotItself(
                f"{self.odd} known questions in a row show none ({page.reason}): the site shows something else"
            )
        return Found.UNEXPECTED

    def _ask(self, number: str, known: Known | None, doubt: bool) -> Seen:
        """What the bilingual page says, or else the two web pages."""
        bilingual = None
        if self.only_web < WITHOUT_BILINGUAL:
            bilingual = self._page(number, be_senate.discover.bilingual_page(number), known)
            if bilingual.says is not None:
                self.only_web = 0
                return bilingual
            if known is None and not doubt:
                return bilingual
        pages = be_senate.discover.web_pages(number)
        if bilingual is not None and known is None:  # one more request is enough to believe in a miss
            first = self._page(number, pages[0], known)
            seen = [first, *(self._page(number, page, known) for page in pages[1:] if first.says)]
        else:
            seen = [self._page(number, page, known) for page in pages]
        shown = [one for one in seen if one.says is not None]
        if shown and bilingual is not None:
            self._count_without_bilingual(bilingual.reason)
        return max(shown, key=lambda one: one.says.answers if one.says else 0) if shown else (bilingual or seen[0])

    def _count_without_bilingual(self, reason: str) -> None:
        self.only_web += 1
        if self.only_web == WITHOUT_BILINGUAL:
            self.got.notes.append(
                f"the bilingual print page is no question ({reason}) while the web pages are: they are fetched instead"
            )

    def _page(self, number: str, address: str, known: Known | None) -> Seen:
        """What one page says; it is kept when it is the question, or evidence against a known one."""
        before = self.place.archive.newest(address)
        validators = (before.etag, before.last_modified) if before else (None, None)
        self.pages += 1
        response = self.fetcher.get(self._asked_at(address), *validators)
        self._note_redirect(response)
        moment = clock.now()
        unchanged = before if response.status == 304 else None
        if unchanged:
            self.place.archive.touch(address, moment)
        elif response.status != 200:
            return Seen(None, f"the site answered with status {response.status}", response.status in (404, 410))
        elif before and 0 < len(response.body) < len(before.body) and before.body.startswith(response.body):
            # Without a length in its headers, or with that of the piece, a page that broke off looks whole.
            raise NotFetched(response.address, Fault.TRUNCATED, "the page is only the beginning of what it was before")
        page = unchanged or Received(number, address, response.body, moment, moment, 200, response.headers)
        try:
            says = be_senate.parse(page.body, page.content_type, expected=number).known
        except UnexpectedPage as error:
            says, reason = None, str(error)
        if not unchanged and (says is not None or known is not None):
            self.got.new_pages += self.place.archive.keep(page)
        return Seen(says, "" if says else reason)

    def _note_redirect(self, response: Response) -> None:
        """Say once that pages moved for ever: one day the way there ends."""
        self.redirects += response.final != response.address
        note = "pages moved for ever"
        if response.moved_for_ever and not any(told.startswith(note) for told in self.got.notes):
            self.got.notes.append(
                f"{note}, as {response.address} to {response.final}: when that stays so, change source.toml"
            )

    def _asked_at(self, address: str) -> str:
        """The address to ask: the archive's addresses are the Senate's own, also when a mirror stands in."""
        return self.settings.senate_url + address.removeprefix(be_senate.FACTS["site"]["origin"])

    def _store(self, number: str, found: Found, reason: str, known: Known | None) -> Found:
        self.place.journal.visited(Visit(number, self.night, clock.now(), found, reason, known))
        self.got.found[found].append(number)
        if reason:
            self.got.reasons[number] = reason
        self.bar.advance()
        return found
