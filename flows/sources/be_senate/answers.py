"""Put the answers of a page together: the texts of its languages with the events of its chronology."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from flows.model import Answer, AnswerKind, Body, Event, EventKind, Issue
from flows.parse.citations import find_addresses
from flows.parse.languages import detect
from flows.parse.parts import find_parts
from flows.sources.be_senate import labels
from flows.sources.be_senate.printed import Column, PrintedAnswer

PLACEHOLDER_LENGTH = 100  # characters; those seen have 27
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


def read_answers(
    columns: Sequence[Column], events: Sequence[Event], languages: Mapping[str, str]
) -> tuple[tuple[Answer, ...], list[Issue]]:
    """The answers of a page in printed order, provisional ones first, and what does not fit together.

    `languages` gives for each column the language that its question is really in.
    """
    issues: list[Issue] = []
    if len({len(column.answers) for column in columns}) > 1:
        counts = ", ".join(f"{len(column.answers)} in {column.language}" for column in columns)
        issues.append(Issue("answers-differ", f"the page shows {counts}"))
    printed = [
        {column.language: column.answers[at] for column in columns if at < len(column.answers)}
        for at in range(max(len(column.answers) for column in columns))
    ]
    left = [event for event in events if event.kind in ANSWERED]
    answers = _documents(columns)
    for texts, event in zip(printed, _pair(printed, left), strict=True):
        answer, trouble = _answer(texts, event, bool(events), languages)
        issues += trouble
        answers.append(answer)
    withheld = any(event.kind is EventKind.NOT_PUBLISHED for event in events)
    for event in left:
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


def _pair(printed: Sequence[Mapping[str, PrintedAnswer]], left: list[Event]) -> list[Event | None]:
    """The event of each answer: of its day, or the only one of which no answer was given; takes them off `left`."""
    pairs: list[Event | None] = []
    for texts in printed:
        same_day = [event for event in left if event.date == _day(texts)]
        same_kind = [event for event in same_day if ANSWERED[event.kind or EventKind.ANSWER] is _printed_kind(texts)]
        pairs.append(next(iter(same_kind or same_day), None))
        if pairs[-1] is not None:
            left.remove(pairs[-1])
    alone = [at for at, event in enumerate(pairs) if event is None and not _is_provisional(printed[at])]
    if len(alone) == len(left) == 1:
        pairs[alone[0]] = left.pop()
    return pairs


def _day(texts: Mapping[str, PrintedAnswer]) -> date | None:
    return next((text.date for text in texts.values() if text.date), None)


def _printed_kind(texts: Mapping[str, PrintedAnswer]) -> AnswerKind:
    return next(iter(texts.values())).kind


def _is_provisional(texts: Mapping[str, PrintedAnswer]) -> bool:
    return _printed_kind(texts) is AnswerKind.PROVISIONAL


def _answer(
    texts: Mapping[str, PrintedAnswer], event: Event | None, has_events: bool, languages: Mapping[str, str]
) -> tuple[Answer, list[Issue]]:
    """An answer from what each column prints of it and the event that tells of it."""
    day, kind = _day(texts), _printed_kind(texts)
    issues = _date_issues(texts, event)
    if event is None and has_events and not _is_provisional(texts):
        issues.append(Issue("answer-without-event", f"the answer of {day or 'an unknown day'}"))
    if event is not None and kind is AnswerKind.SUBSTANTIVE:
        kind = ANSWERED[event.kind or EventKind.ANSWER]
    shown = {column: text for column, text in texts.items() if not _is_placeholder(text)}
    bodies: dict[str, Body] = {}
    for column, text in shown.items():
        if text.lines:
            # The answer to a German question may be German too; other columns hold what they should.
            language = text_language(column, text.lines) if languages[column] == "de" else column
            bodies[language] = body_of(text.lines, text.links)
        else:
            issues.append(Issue("answer-without-text", f"the {column} heading of {day} has no text below it"))
    kind = _kind(kind, bodies) if shown else AnswerKind.NOT_PUBLISHED
    return Answer(kind, day or (event.date if event else None), bodies), issues


def _date_issues(texts: Mapping[str, PrintedAnswer], event: Event | None) -> list[Issue]:
    days = list(dict.fromkeys(text.date for text in texts.values() if text.date))
    issues: list[Issue] = []
    if len(days) > 1:
        words = " and ".join(day.isoformat() for day in days)
        issues.append(Issue("date-differs", f"the answer's headings say {words}; {days[0]} is kept"))
    if event and days and event.date != days[0]:
        words = f"the answer's heading says {days[0]}, the chronology {event.date}; {days[0]} is kept"
        issues.append(Issue("date-differs", words))
    return issues


def _is_placeholder(text: PrintedAnswer) -> bool:
    """Whether "Texte pas encore disponible." stands instead of a text."""
    shown = " ".join(text.lines)
    return len(shown) <= PLACEHOLDER_LENGTH and labels.key(shown) in labels.UNPUBLISHED


def _kind(printed: AnswerKind, bodies: Mapping[str, Body]) -> AnswerKind:
    """A printed kind made more precise by the text: a mere referral is no substantive answer."""
    if printed is AnswerKind.SUBSTANTIVE and bodies and all(_only_refers(body) for body in bodies.values()):
        return AnswerKind.REFERRAL
    return printed


def _only_refers(body: Body) -> bool:
    return len(body.text) <= REFERRAL_LENGTH and not body.parts and bool(labels.REFERRAL.search(body.text))


def _withhold(answer: Answer) -> Answer:
    """An answer of a page that says it is not published; a text that is there all the same stays an answer."""
    if answer.kind is AnswerKind.PROVISIONAL or answer.bodies:
        return answer
    return Answer(AnswerKind.NOT_PUBLISHED, answer.date, answer.bodies, answer.document)
