"""What every truth file must keep: a page can say it, and the parts of the file agree with one another."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from flows.model import AnswerKind, EventKind
from tests.site.truth import NUMBER, BadTruth, Paragraph, Table, Text, Truth, printed_lines

ANSWERING = {EventKind.ANSWER, EventKind.SUPPLEMENTARY_ANSWER}
FORBIDDEN = re.compile(r"^\s|\s$|[\r\n\t\x00-\x1f]|  ")  # a browser would show these otherwise than written


def check(truth: Truth) -> None:
    """Raise BadTruth for the first thing that cannot be."""
    for problem in _problems(truth):
        raise BadTruth(problem)


def _problems(truth: Truth) -> Iterator[str]:
    if not NUMBER.fullmatch(truth.number):
        yield f"number {truth.number!r} is not like 7-1668"
    yield from _languages(truth)
    yield from _strings(truth)
    yield from _chronology(truth)
    yield from _answers(truth)
    yield from _named(truth)


def _languages(truth: Truth) -> Iterator[str]:
    allowed = {"nl", "de" if truth.asked_in == "de" else "fr"}
    if truth.asked_in not in ("nl", "fr", "de"):
        yield f"asked_in is {truth.asked_in!r}"
    for name, table in (("question", truth.question), *((f"{a.kind} answer", a.texts) for a in truth.answers)):
        if table and set(table) - {"nl", "fr", "de"}:
            yield f"the {name} is in {sorted(table)}"
    if set(truth.question) != allowed:
        yield f"the question is in {sorted(truth.question)}, not in {sorted(allowed)}"
    for name, languages in (("addressee", set(truth.addressee)), ("keywords", set(truth.keywords))):
        if languages and languages != {"nl", "fr"}:
            yield f"{name} is in {sorted(languages)}, not in fr and nl"
    if truth.subject and set(truth.subject) not in ({"nl", "fr"}, {"nl", "de"}):
        yield f"the subject is in {sorted(truth.subject)}"


def _strings(truth: Truth) -> Iterator[str]:
    words = [word for words in truth.keywords.values() for word in words]
    head = [truth.author, truth.party or "-", *truth.addressee.values(), *truth.subject.values(), *words]
    for text in (*truth.question.values(), *(text for answer in truth.answers for text in answer.texts.values())):
        if not text:
            yield "a text has no paragraph"
        yield from _depths(text)
        head += [line for line in printed_lines(text) if "\t" not in line]
        for item in text:
            if isinstance(item, Table):
                head += [cell for row in item.rows for cell in row if cell]
                if len(item.rows) < 2 or {len(row) for row in item.rows} != {len(item.rows[0])}:
                    yield f"the table {item.rows[0]} has rows of different lengths, or one row only"
    for value in head:
        if not isinstance(value, str) or not value or FORBIDDEN.search(value):
            yield f"{value!r} is empty or has blanks that a page does not keep"


def _depths(text: Text) -> Iterator[str]:
    depth = -1
    for item in text:
        if isinstance(item, Paragraph) and item.mark:
            if item.depth > depth + 1:
                yield f"{item.mark!r} is more than one level deeper than the part before"
            depth = item.depth
        elif isinstance(item, Paragraph) and item.depth:
            yield f"a paragraph without a mark has a level: {item.text[:40]!r}"


def _chronology(truth: Truth) -> Iterator[str]:
    days = [truth.date, *(event.date for event in truth.events), *(a.date for a in truth.answers if a.date)]
    if any(not isinstance(day, dt.date) or isinstance(day, dt.datetime) for day in days):
        yield "a date is not of the form 2010-12-27"
    if truth.events and (truth.events[0].kind, truth.events[0].date) != (EventKind.DISPATCH, truth.date):
        yield "the first event is not the dispatch on the date of the question"
    for relation in truth.relations:
        if not NUMBER.fullmatch(relation.target):
            yield f"the target {relation.target!r} is not like 7-1668"


def _answers(truth: Truth) -> Iterator[str]:
    told = [event.date for event in truth.events if event.kind in ANSWERING]
    given = [answer for answer in truth.answers if answer.kind is not AnswerKind.PROVISIONAL]
    if truth.events and sorted(told) != sorted(answer.date for answer in given if answer.date):
        yield "the days of the answers are not those of the answering events"
    for at, answer in enumerate(truth.answers):
        if answer.kind is AnswerKind.PROVISIONAL:
            if at or answer.texts or answer.date or not answer.document:
                yield "a provisional answer comes first and has a document, no date and no text"
        elif answer.document or not answer.date:
            yield f"the {answer.kind} answer has a document or no date"


def _named(truth: Truth) -> Iterator[str]:
    text = "\n".join(truth.text(language) for language in ("nl", "fr", "de"))
    for wanted in (*truth.citations, *truth.refers_to):
        if wanted not in text:
            yield f"{wanted} is in no text"
    if text.count("://") and not truth.citations:
        yield "a text has a web address, and citations has none"
    if list(truth.refers_to) != sorted(truth.refers_to, key=lambda one: [int(part) for part in one.split("-")]):
        yield "refers_to is not sorted"
