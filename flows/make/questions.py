"""Read questions off the archive's pages: parse each page with its source and merge the pages of a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flows.errors import UnexpectedPage
from flows.keep.archive import Archive
from flows.keep.captures import Received
from flows.model import Capture, Issue, WrittenQuestion
from flows.parse.merge import merge_pages
from flows.sources import be_senate

ONE_VISIT = timedelta(hours=6)  # the pages of a question are asked for one after the other; nights are a day apart


@dataclass(frozen=True)
class Reading:
    """What the pages of a question gave: the question, or None when no page of it is one."""

    number: str
    question: WrittenQuestion | None
    captures: tuple[Capture, ...]
    issues: tuple[Issue, ...]


def read_questions(archive: Archive, numbers: Sequence[str]) -> Iterator[Reading]:
    """The readings of some questions, in their order."""
    for number in numbers:
        yield read_question(number, archive.pages(number))


def read_question(number: str, pages: Iterable[Iterable[Received]]) -> Reading:
    """The reading of one question from its pages, each given as its captures, newest first.

    Of each page the newest capture that is the question counts; a newer one that is not becomes an issue. Pages that
    were last seen long before the newest one only fill the languages that it lacks: they may be out of date.
    """
    shown: list[tuple[Received, WrittenQuestion]] = []
    issues: list[Issue] = []
    for history in pages:
        odd: list[str] = []
        for page in history:
            try:
                shown.append((page, be_senate.parse(page.body, page.content_type, expected=number)))
                break
            except UnexpectedPage as error:
                odd.append(f"{page.address}: {error}")
        else:
            issues += [Issue("unexpected-page", words) for words in odd]
            continue
        issues += [Issue("older-page-used", words) for words in odd]
    current = _current(shown)
    captures = tuple(Capture(page.address, page.sha256, page.first_seen, _languages(one)) for page, one in current)
    merged = merge_pages([one for _, one in current]) if current else None
    return Reading(number, merged, captures, tuple(dict.fromkeys(issues)))


def _current(shown: Sequence[tuple[Received, WrittenQuestion]]) -> list[tuple[Received, WrittenQuestion]]:
    """The pages of the last visit, and those older ones that show a language more; in the order of their addresses."""
    kept: list[tuple[Received, WrittenQuestion]] = []
    languages: set[str] = set()
    for page, question in sorted(shown, key=lambda one: (one[0].seen, one[0].address), reverse=True):
        if not kept or kept[0][0].seen - page.seen <= ONE_VISIT or not languages.issuperset(_languages(question)):
            kept.append((page, question))
            languages.update(_languages(question))
    return sorted(kept, key=lambda one: one[0].address)


def _languages(question: WrittenQuestion) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*question.page_languages, *question.question)))
