"""The miniature senate.be over real HTTP, as honest or as awkward as a test wants: `SiteServer(World())`.

It shows the world of one night, in a markup that differs by question. Faults are laid over its answers by number and
variant, for so many requests or numbers (`site.fail("hang", numbers=["8-3"], times=2)`). Every request is recorded.
By hand: `python -m tests.site.server --port 8123 --night 3`.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from tests.fault.faults import FAULTS, Answer, Fault, Step, instead
from tests.fault.server import FaultServer, Received
from tests.site.blocks import VARIANTS, Variant
from tests.site.nights import World
from tests.site.oddities import AWKWARD, MISSING_PAGE, MOVED, redesigned
from tests.site.pages import MARKUPS, Drawing, draw
from tests.site.truth import Truth

HTML = [name for name, how in MARKUPS.items() if not how.is_plain]
HEADER = "text/html"


@dataclass(frozen=True)
class Asked:
    """What a request asks for, read off its address."""

    number: str
    variant: Variant
    language: str

    @classmethod
    def of(cls, path: str) -> Self | None:
        """What a path asks for: "/www/?MIval=/Vragen/SVPrintNLFR&LEG=8&NR=3&LANG=nl"; None when it is no question."""
        parts = urlsplit(path)
        query = {name.upper(): value for name, value in parse_qsl(parts.query)}
        variant = query.get("MIVAL", "").rpartition("Vragen/")[2]
        if parts.path not in ("/www/", MOVED) or variant not in VARIANTS:
            return None
        number = f"{query.get('LEG', '')}-{query.get('NR', '')}"
        return cls(number, variant, query.get("LANG", "nl"))


@dataclass
class Rule:
    """A fault, and the requests it is laid over: of these numbers and variants, `after` so many, so many `times`.

    With `many`, every request of the first so many numbers.
    """

    fault: Fault
    numbers: Collection[str] | None = None
    variants: Collection[str] | None = None
    times: float = float("inf")
    after: int = 0
    many: float = float("inf")
    seen: set[str] = field(default_factory=set)

    def hits(self, asked: Asked) -> bool:
        """Whether a request is hit, which is counted."""
        if self.numbers is not None and asked.number not in self.numbers:
            return False
        if self.variants is not None and asked.variant not in self.variants:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if asked.number not in self.seen and len(self.seen) >= self.many:
            return False
        self.seen.add(asked.number)
        self.times -= 1
        return self.times >= 0


@dataclass(frozen=True)
class Manners:
    """How the site is made: what a missing number is answered with, and whether it gives validators."""

    missing: int = 200
    has_etags: bool = False
    has_dates: bool = False
    moved: int = 0  # the status that sends a visitor on to where the questions are now
    is_redesigned: bool = False


class SiteServer(FaultServer):
    """The site on a port of 127.0.0.1, any free one by default, while it is open as a context manager."""

    allow_reuse_address = True

    def __init__(self, world: World, night: int = 0, manners: Manners | None = None, port: int = 0) -> None:
        self.port = port
        super().__init__(self._answer)
        self.world, self.night, self.manners = world, night, manners or Manners()
        self.rules: list[Rule] = []
        self.honest: dict[str, int] = {}  # the last night on which a page of a number came as it is
        self.hit: dict[str, None] = {}  # the numbers that faults were laid over tonight, in their order

    def server_bind(self) -> None:
        """Take the wished port."""
        self.server_address = ("127.0.0.1", self.port)
        super().server_bind()

    # -- what a test says ---------------------------------------------------------------------------

    def turn_to(self, night: int) -> None:
        """Show another night, without faults; what was asked is forgotten."""
        self.night, self.rules, self.hit = night, [], {}
        self.requests.clear()

    def fail(
        self,
        fault: str | Fault,
        numbers: Iterable[str] | None = None,
        variants: Iterable[str] | None = None,
        times: float = float("inf"),
        after: int = 0,
        many: float = float("inf"),
    ) -> None:
        """Lay a fault, by a name of `faults.FAULTS` or `oddities.AWKWARD` or as such, over requests for questions."""
        found = {**FAULTS, **AWKWARD}[fault] if isinstance(fault, str) else fault
        of = None if numbers is None else frozenset(numbers)
        self.rules.append(Rule(found, of, None if variants is None else frozenset(variants), times, after, many))

    def page_of(self, number: str) -> Fault:
        """The page of one number, whatever was asked for."""
        truth = self.world.truth(number, self.night)
        assert truth
        drawing = drawn(truth, "SVPrintNLFR", "nl")
        return instead(body=drawing.body)

    # -- what was asked -----------------------------------------------------------------------------

    @property
    def asked(self) -> list[Asked]:
        """The questions that were asked for, one for each request, without the moved and other pages."""
        return [asked for request in self.requests if (asked := Asked.of(request.path))]

    def times_asked(self) -> Counter[str]:
        """How often each number was asked for, whatever the page."""
        return Counter(asked.number for asked in self.asked)

    # -- what is answered ---------------------------------------------------------------------------

    def steps(self, request: Received) -> Iterable[Step]:
        """The honest answer with the first fault that hits it."""
        asked = Asked.of(request.path)
        if asked is None:
            return super().steps(request)
        for one in self.rules:
            if one.hits(asked):
                self.hit[asked.number] = None
                return one.fault(self._honest(request))
        if self.world.truth(asked.number, self.night) and not self.manners.is_redesigned:
            self.honest[asked.number] = self.night
        return FAULTS["ok"](self._honest(request))

    def _answer(self, request: Received) -> Answer:
        asked = Asked.of(request.path)
        truth = self.world.truth(asked.number, self.night) if asked else None
        if asked is None:
            return Answer(b"<h1>Senaat - S\xe9nat</h1>", 404).having(content_type=HEADER)
        if self.manners.moved and not request.path.startswith(MOVED):
            return Answer(b"", self.manners.moved).having(location=moved(request.path))
        if truth is None:
            return Answer(MISSING_PAGE, self.manners.missing).having(content_type=HEADER)
        if self.manners.is_redesigned:
            drawing = redesigned(truth, asked.language)
        else:
            drawing = drawn(truth, asked.variant, asked.language)
        answer = Answer(drawing.body)
        if drawing.content_type:
            answer = answer.having(content_type=drawing.content_type)
        if self.manners.has_etags:
            answer = answer.having(etag=f'"{hashlib.sha256(drawing.body).hexdigest()[:16]}"')
        if self.manners.has_dates:
            answer = answer.having(last_modified=self._changed(asked.number))
        return answer

    def _changed(self, number: str) -> str:
        """The night on which a page last changed, as a server's file would say."""
        now = self.world.truth(number, self.night)
        same = [night for night in range(self.night + 1) if self.world.truth(number, night) == now]
        return format_datetime(datetime.fromtimestamp(self.world.moment(min(same)), UTC), usegmt=True)


def moved(path: str) -> str:
    """Where a question is after it moved."""
    return MOVED + path.removeprefix("/www/")


def drawn(truth: Truth, variant: Variant, language: str) -> Drawing:
    """The page of a question in its markup, which is always the same for a number."""
    at = int.from_bytes(hashlib.sha256(truth.number.encode()).digest()[:2], "big") % len(HTML)
    return draw(truth, variant, language, HTML[at])


def main() -> None:
    """Serve a world by hand until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8123)
    parser.add_argument("--night", type=int, default=0, help="which night of the world is shown")
    parser.add_argument("--seed", type=int, default=1668)
    parser.add_argument("--size", type=int, default=100, help="questions of the current legislature on night 0")
    parser.add_argument("--fault", action="append", default=[], help="laid over every page; see tests/fault/faults.py")
    chosen = parser.parse_args()
    with SiteServer(World(chosen.seed, chosen.size), chosen.night, port=chosen.port) as site:
        for fault in chosen.fault:
            site.fail(fault)
        print(f"VRAAGBAAK_SENATE_URL={site.address('')} SOURCE_DATE_EPOCH={site.world.moment(chosen.night)}")  # noqa: T201  # for a person
        with suppress(KeyboardInterrupt):
            site.stopping.wait()


if __name__ == "__main__":
    main()
