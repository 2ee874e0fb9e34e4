"""Read questions off the archive's pages: parse each page with its source and merge the pages of a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.archive import Archive, Received
from flows.errors import UnexpectedPage
from flows.merge import merge_pages
from flows.model import Capture, Issue, WrittenQuestion
from flows.sources import be_senate


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


def read_question(number: str, pages: Sequence[Received]) -> Reading:
    """The reading of one question from its newest pages; a page that is not the question becomes an issue."""
    questions: list[WrittenQuestion] = []
    captures: list[Capture] = []
    issues: list[Issue] = []
    for page in pages:
        try:
            question = be_senate.parse(page.body, page.content_type, expected=number)
        except UnexpectedPage as error:
            issues.append(Issue("unexpected-page", f"{page.address}: {error}"))
            continue
        questions.append(question)
        languages = tuple(dict.fromkeys((*question.page_languages, *question.question)))
        captures.append(Capture(page.address, page.sha256, page.first_seen, languages))
    merged = merge_pages(questions) if questions else None
    return Reading(number, merged, tuple(captures), tuple(issues))
