"""Read the chronology and the relation lines of one language: what happened, and to which other questions.

Both are found by their wording, so that lines glued together by a flattened table survive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from flows.model import Event, Issue, Relation
from flows.sources.be_senate import labels

LABELLED = re.compile(r"[^\W\d_]")
HIDDEN = re.compile(r"\ue000(\d+)\ue001")  # stands for a deadline


def read_events(text: str, language: str) -> tuple[list[Event], list[Issue]]:
    """The events of a chronology's text, in printed order, and what of it could not be read.

    `language` is the column's; a label keeps the language of its words, since bilingual pages print Dutch twice.

    "2/6/2022Verzending vraag (Einde van de antwoordtermijn: 7/7/2022)19/7/2022Antwoord" holds two.
    """
    issues: list[Issue] = []
    events: list[Event] = []
    hidden, deadlines = _hide_deadlines(text)
    pieces = labels.EVENT_DATE.split(hidden)
    if LABELLED.search(pieces[0]):
        issues.append(Issue("chronology-unreadable", f"'{_clean(pieces[0])}' stands before the first date"))
    for printed, rest in zip(pieces[1::2], pieces[2::2], strict=True):
        day = labels.read_date(printed)
        marker = HIDDEN.search(rest)
        label = _clean(HIDDEN.sub(" ", rest))
        if day is None:
            issues.append(Issue("date-unreadable", f"the chronology says '{printed} {label}'; the event is left out"))
            continue
        kind = labels.EVENTS.get(labels.key(label))
        if kind is None:
            words = f"'{label}' on {printed}" if label else f"nothing on {printed}"
            issues.append(Issue("event-unknown", f"the chronology says {words}"))
        deadline, trouble = _deadline(deadlines[int(marker[1])] if marker else None, label)
        issues.extend(trouble)
        event = Event(day, kind, label, labels.EVENT_LANGUAGES.get(labels.key(label), language), deadline)
        if event not in events:
            events.append(event)
    return events, issues


def _hide_deadlines(text: str) -> tuple[str, list[str]]:
    """The text with every deadline replaced by a private-use marker, so that its date opens no event."""
    deadlines: list[str] = []

    def hide(match: re.Match[str]) -> str:
        deadlines.append(match["inside"] or match["date"] or "")
        return f"\ue000{len(deadlines) - 1}\ue001"

    return labels.DEADLINE.sub(hide, text), deadlines


def _deadline(printed: str | None, label: str) -> tuple[date | None, list[Issue]]:
    if printed is None:
        return None, []
    day = labels.read_date(printed)
    if day is None:
        return None, [Issue("date-unreadable", f"the deadline of '{label}' is printed as '{printed}'")]
    return day, []


def _clean(text: str) -> str:
    return " ".join(text.split()).strip(" :;,()")


def take_relations(text: str) -> tuple[str, list[Relation], list[Issue]]:
    """The text without its relation lines, the relations, and labels that are not known."""
    relations: list[Relation] = []
    issues: list[Issue] = []
    if not labels.TARGETS_OF.search(text):  # few questions have a relation, and to find its label is costly
        return text, relations, issues

    def take(match: re.Match[str]) -> str:
        label = _clean(match["label"])
        kind = labels.RELATIONS.get(labels.key(label))
        if kind is None:
            issues.append(Issue("relation-unknown", f"'{label}' : {match['target']} {match['numbers']}"))
        target_kind = labels.TARGETS[labels.key(match["target"])]
        for number in labels.SENATE.findall(match["numbers"]):
            relation = Relation(kind, target_kind, labels.read_number(number), label)
            if relation not in relations:
                relations.append(relation)
        return "\n"

    left = labels.ANY_RELATION.sub(take, labels.RELATION.sub(take, text))
    return left, relations, issues


def merge_events(columns: Sequence[Sequence[Event]]) -> tuple[tuple[Event, ...], list[Issue]]:
    """The events of a page from those of its columns: printed twice on a bilingual page, counted once."""
    longest = max(columns, key=len, default=())
    merged = list(longest)
    issues: list[Issue] = []
    for column in columns:
        if column is longest or len(column) == 0:
            continue
        known = {(event.date, event.kind) for event in merged}
        for event in column:
            if event.kind is None and len(column) == len(longest):
                continue  # the same unknown event in the other language
            if (event.date, event.kind) not in known:
                merged.append(event)
                words = f"'{event.label}' on {event.date} stands in one column of the chronology only"
                issues.append(Issue("date-differs", words + "; both are kept"))
    return tuple(sorted(merged, key=lambda event: event.date) if issues else merged), issues


def merge_relations(columns: Sequence[Sequence[Relation]]) -> tuple[Relation, ...]:
    """The relations of a page, each once, in printed order."""
    merged: dict[tuple[object, ...], Relation] = {}
    for column in columns:
        for relation in column:
            named = relation.kind or labels.key(relation.label)
            merged.setdefault((named, relation.target_kind, relation.target), relation)
    return tuple(merged.values())
