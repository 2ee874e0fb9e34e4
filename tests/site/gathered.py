"""What somebody finds who gathers everything that the miniature site shows on two nights.

The questions of the truth files stand there on both; those of a world of `nights` come, are answered and are mended
in between. Nothing here knows RDF: `answers` works out of this what the competency queries must find.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from flows.keep.captures import Received
from flows.model import AnswerKind
from tests.site.blocks import Variant
from tests.site.expected import columns_of
from tests.site.nights import World
from tests.site.pages import draw
from tests.site.truth import Truth, all_truths
from tests.site.write_examples import ADDRESS

# With this seed all that the queries ask for happens: twins both answered, a question answered after it was put again.
WORLD = World(seed=1756, size=12, old=5)
NIGHTS = (0, 10)
# Of all others there is the bilingual page; of these only the web page in one language.
ONE_LANGUAGE = {"5-1633": "nl", "6-881": "fr"}
MARKUP = "layout-tables"
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Gathered:
    """A question as it stood on the last night, with its newest page and when anything of it was first seen."""

    truth: Truth
    page: Received
    issued: dt.datetime

    @property
    def number(self) -> str:
        """The number, like "7-1668"."""
        return self.truth.number

    @property
    def legislature(self) -> str:
        """The legislature, like "7"."""
        return self.number.partition("-")[0]

    @property
    def languages(self) -> set[str]:
        """The languages that its page can show; German stands in the French column."""
        columns = columns_of(*_shape(self.number))
        return {*columns, *(["de"] if "fr" in columns else [])}

    @property
    def title(self) -> str | None:
        """The Dutch title."""
        return self.truth.subject.get("nl") if "nl" in self.languages else None

    @property
    def addressee(self) -> str | None:
        """The addressee as printed in Dutch."""
        return self.truth.addressee.get("nl") if "nl" in self.languages else None

    @property
    def deadline(self) -> dt.date | None:
        """The day by which an answer was due."""
        return next((event.deadline for event in self.truth.events if event.deadline), None)

    @property
    def answered(self) -> dt.date | None:
        """The day of the first answer that is not provisional."""
        given = [answer.date for answer in self.truth.answers if answer.kind is not AnswerKind.PROVISIONAL]
        return min((day for day in given if day), default=None)

    @property
    def days(self) -> int | None:
        """The days that the answer took."""
        return (self.answered - self.truth.date).days if self.answered else None

    @property
    def late(self) -> int | None:
        """The days that the answer came after its deadline; None where there is no answer or no deadline."""
        return max(0, (self.answered - self.deadline).days) if self.answered and self.deadline else None


def pages() -> Iterator[Received]:
    """Every page of every night, in the order in which they are seen."""
    for night in NIGHTS:
        truths = {truth.number: truth for truth in all_truths()} | WORLD.truths(night)
        for number, truth in truths.items():
            variant, language = _shape(number)
            legislature, _, serial = number.partition("-")
            address = ADDRESS.format(variant=variant, legislature=legislature, serial=serial, language=language)
            drawing = draw(truth, variant, language, MARKUP)
            seen = dt.datetime.fromtimestamp(WORLD.moment(night), dt.UTC)
            yield Received(
                number, address, drawing.body, seen, seen, headers={"content-type": drawing.content_type or ""}
            )


@cache
def gathered() -> dict[str, Gathered]:
    """Every question that was ever seen, by number."""
    newest: dict[str, Received] = {}
    issued: dict[str, dt.datetime] = {}
    for page in pages():
        issued.setdefault(page.question, page.seen)
        if page.question not in newest or newest[page.question].body != page.body:
            newest[page.question] = page
    truths = {truth.number: truth for truth in all_truths()}
    for night in NIGHTS:
        truths |= WORLD.truths(night)
    return {number: Gathered(truths[number], page, issued[number]) for number, page in sorted(newest.items())}


def everything() -> Iterable[Gathered]:
    """Every question, in the order of the numbers as texts, as SPARQL orders them."""
    return gathered().values()


def _shape(number: str) -> tuple[Variant, str]:
    language = ONE_LANGUAGE.get(number)
    return ("SchriftelijkeVraag", language) if language else ("SVPrintNLFR", "nl")
