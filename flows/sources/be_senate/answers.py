"""Put the answers of a page together: the texts of its languages with the events of its chronology."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from flows.citations import find_addresses
from flows.languages import detect
from flows.model import Answer, AnswerKind, Body, Event, EventKind, Issue
from flows.parts import find_parts
from flows.sources.be_senate import labels
from flows.sources.be_senate.column import Column, PrintedAnswer

REFERRAL_LENGTH = 700  # characters; the referrals seen are one to three sentences
ANSWERED = {
    EventKind.ANSWER: AnswerKind.SUBSTANTIVE,
    EventKind.SUPPLEMENTARY_ANSWER: AnswerKind.SUPPLEMENTARY,
}


def body_of(lines: Sequence[str], links: Sequence[str]) -> Body:
    """A text with its numbered parts and the web addresses it names; `links` are those of its anchors."""
    return Body("\n".join(lines), find_parts(lines), find_addresses(lines, links))


def text_language(column: str, lines: Sequence[str]) -> str:
    """The language of an unmarked text; German stands in the French column (7-1330)."""
    return "de" if column == "fr" and detect("\n".join(lines)) == "de" else column


def read_answers(columns: Sequence[Column], events: Sequence[Event]) -> tuple[tuple[Answer, ...], list[Issue]]:
    """The answers of a page in printed order, provisional ones first, and what does not fit together."""
    issues: list[Issue] = []
    if len({len(column.answers) for column in columns}) > 1:
        counts = ", ".join(f"{len(column.answers)} in {column.language}" for column in columns)
        issues.append(Issue("answers-differ", f"the page shows {counts}"))
    printed = [
        {column.language: column.answers[at] for column in columns if at < len(column.answers)}
        for at in range(max(len(column.answers) for column in columns))
    ]
    expected = [event for event in events if event.kind in ANSWERED]
    answers = _documents(columns)
    for texts in printed:
        answer, event, trouble = _answer(texts, expected, bool(events), alone=len(printed) == len(expected) == 1)
        issues += trouble
        answers.append(answer)
        if event is not None:
            expected.remove(event)
    withheld = any(event.kind is EventKind.NOT_PUBLISHED for event in events)
    for event in expected:
        kind = AnswerKind.NOT_PUBLISHED if withheld else ANSWERED[event.kind or EventKind.ANSWER]
        answers.append(Answer(kind, event.date))
        if not withheld:
            issues.append(Issue("answer-without-text", f"'{event.label}' of {event.date} has no text on the page"))
    if withheld:
        answers = [_withhold(answer) for answer in answers]
    return tuple(answers), issues


def _documents(columns: Sequence[Column]) -> list[Answer]:
    """The answers that a page only links to; each column repeats them."""
    found = max((column.documents for column in columns), key=len)
    return [Answer(kind, None, {}, href) for kind, href in found]


def _answer(
    texts: Mapping[str, PrintedAnswer], expected: Sequence[Event], has_events: bool, alone: bool
) -> tuple[Answer, Event | None, list[Issue]]:
    issues: list[Issue] = []
    days = list(dict.fromkeys(text.date for text in texts.values() if text.date))
    if len(days) > 1:
        words = " and ".join(day.isoformat() for day in days)
        issues.append(Issue("date-differs", f"the answer's headings say {words}; {days[0]} is kept"))
    day = days[0] if days else None
    kind = next(iter(texts.values())).kind
    event = _event_of(kind, day, expected)
    if event is None and alone and kind is not AnswerKind.PROVISIONAL:
        event = expected[0]
        if day is not None:
            words = f"the answer's heading says {day}, the chronology {event.date}; {day} is kept"
            issues.append(Issue("date-differs", words))
    elif event is None and has_events and kind is not AnswerKind.PROVISIONAL:
        issues.append(Issue("answer-without-event", f"the answer of {day or 'an unknown day'}"))
    if event is not None and kind is AnswerKind.SUBSTANTIVE:
        kind = ANSWERED[event.kind or EventKind.ANSWER]
    bodies = {
        text_language(language, text.lines): body_of(text.lines, text.links)
        for language, text in texts.items()
        if text.lines
    }
    for language in [language for language, text in texts.items() if not text.lines]:
        issues.append(Issue("answer-without-text", f"the {language} heading of {day} has no text below it"))
    return Answer(_kind(kind, bodies), day or (event.date if event else None), bodies), event, issues


def _event_of(kind: AnswerKind, day: date | None, expected: Sequence[Event]) -> Event | None:
    """The event of an answer: of its day, and of its kind if two are of that day."""
    same_day = [event for event in expected if day is None or event.date == day]
    same_kind = [event for event in same_day if ANSWERED[event.kind or EventKind.ANSWER] is kind]
    return next(iter(same_kind or same_day), None)


def _kind(printed: AnswerKind, bodies: Mapping[str, Body]) -> AnswerKind:
    """A printed kind made more precise by the text: nothing published, or a mere referral."""
    if bodies and all(labels.key(body.text) in labels.UNPUBLISHED for body in bodies.values()):
        return AnswerKind.NOT_PUBLISHED
    if printed is AnswerKind.SUBSTANTIVE and bodies and all(_only_refers(body) for body in bodies.values()):
        return AnswerKind.REFERRAL
    return printed


def _only_refers(body: Body) -> bool:
    return len(body.text) <= REFERRAL_LENGTH and not body.parts and bool(labels.REFERRAL.search(body.text))


def _withhold(answer: Answer) -> Answer:
    """An answer of a page that says it is not published; a text that is there all the same stays an answer."""
    placeholder = all(labels.key(body.text) in labels.UNPUBLISHED for body in answer.bodies.values())
    if answer.kind is AnswerKind.PROVISIONAL or not placeholder:
        return answer
    return Answer(AnswerKind.NOT_PUBLISHED, answer.date, answer.bodies, answer.document)
