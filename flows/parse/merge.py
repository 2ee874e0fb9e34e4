"""Make one question of the pages that show it: each language from the page that has it, contradictions told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from flows.model import Answer, AnswerKind, Issue, WrittenQuestion

SINGLE = ("author", "party", "date", "original_language")
Value = TypeVar("Value")
TEXTUAL = (AnswerKind.SUBSTANTIVE, AnswerKind.SUPPLEMENTARY)


def merge_pages(pages: Sequence[WrittenQuestion]) -> WrittenQuestion:
    """One question from its pages; a bilingual page counts before the others, which fill what it lacks.

    The pages must be of one number. Where two pages contradict each other the first is kept and an issue says so.
    """
    first, *rest = sorted(pages, key=lambda page: (-len(page.page_languages), page.page_languages, page.variant))
    for other in rest:
        first = _merge(first, other)
    return first


def _merge(one: WrittenQuestion, other: WrittenQuestion) -> WrittenQuestion:
    issues: list[Issue] = []
    values: dict[str, object] = {}
    for name in SINGLE:
        kept, seen = getattr(one, name), getattr(other, name)
        values[name] = kept if kept is not None else seen
        if kept is not None and seen is not None and kept != seen:
            issues.append(_differs(name, str(kept), str(seen), other))
    if not one.author_id and values["author"] == other.author:
        values["author_id"] = other.author_id
    if {(event.date, event.kind) for event in one.events} != {(event.date, event.kind) for event in other.events}:
        if one.events and other.events:
            counts = (f"{len(one.events)} events", f"{len(other.events)} events")
            issues.append(_differs("chronology", *counts, other, "the longer is kept"))
        values["events"] = max(one.events, other.events, key=len)
    known = {(relation.kind, relation.target) for relation in one.relations}
    added = tuple(relation for relation in other.relations if (relation.kind, relation.target) not in known)
    answers, trouble = _answers(one, other)
    merged = replace(
        one,
        **values,  # type: ignore[arg-type]  # names and values both come from the dataclass itself
        page_languages=tuple(dict.fromkeys((*one.page_languages, *other.page_languages))),
        addressee=_both(one.addressee, other.addressee),
        subject=_both(one.subject, other.subject),
        keywords=_both(one.keywords, other.keywords),
        question=_both(one.question, other.question),
        relations=(*one.relations, *added),
        answers=answers,
        references=tuple(sorted({*one.references, *other.references}, key=_by_number)),
    )
    told = dict.fromkeys((*one.issues, *other.issues, *issues, *trouble, *_keyword_issues(merged)))
    return replace(merged, issues=tuple(issue for issue in told if not _settled(issue, merged)))


def _settled(issue: Issue, merged: WrittenQuestion) -> bool:
    """Whether what one page lacked was found on the other."""
    found = {
        "original-language-unknown": merged.original_language is not None,
        "chronology-missing": bool(merged.events),
        "author-unreadable": merged.author is not None,
        "party-missing": merged.party is not None,
        "answer-without-text": all(answer.bodies for answer in merged.answers if answer.kind in TEXTUAL),
    }
    return found.get(issue.code, False)


def _keyword_issues(merged: WrittenQuestion) -> list[Issue]:
    """What a bilingual page would have told of the lists of two monolingual ones."""
    counts = {language: len(words) for language, words in merged.keywords.items()}
    if len(set(counts.values())) < 2:
        return []
    words = ", ".join(f"{count} in {language}" for language, count in counts.items())
    return [Issue("keyword-lists-differ", f"the page lists {words}")]


def _both(one: Mapping[str, Value], other: Mapping[str, Value]) -> dict[str, Value]:
    """The values of both pages by language, the first page's first."""
    return {**one, **{language: value for language, value in other.items() if language not in one}}


def _answers(one: WrittenQuestion, other: WrittenQuestion) -> tuple[tuple[Answer, ...], list[Issue]]:
    """The answers of both pages, those of the same day as one."""
    left = list(other.answers)
    merged: list[Answer] = []
    for kept in one.answers:
        same_day = [answer for answer in left if answer.date == kept.date]
        same_kind = [answer for answer in same_day if answer.kind == kept.kind]
        if seen := next(iter(same_kind or same_day), None):
            left.remove(seen)
            kept = _answer(kept, seen)
        merged.append(kept)
    issues: list[Issue] = []
    if [answer.date for answer in one.answers] != [answer.date for answer in other.answers]:
        issues.append(_differs("answers", _days(one), _days(other), other, "all are kept"))
    if left:
        merged = sorted([*merged, *left], key=lambda answer: answer.date or dt.date.min)
    return tuple(merged), issues


def _answer(kept: Answer, seen: Answer) -> Answer:
    """An answer from two pages; the kind comes from the page with the text, and a mere referral is one on both."""
    kind = seen.kind if seen.bodies and not kept.bodies else kept.kind
    if kept.bodies and seen.bodies and {kept.kind, seen.kind} == {AnswerKind.REFERRAL, AnswerKind.SUBSTANTIVE}:
        kind = AnswerKind.SUBSTANTIVE
    return Answer(
        kind,
        kept.date,
        _both(kept.bodies, seen.bodies),
        kept.document or seen.document,
    )


def _days(page: WrittenQuestion) -> str:
    return " and ".join(str(answer.date or "without a day") for answer in page.answers) or "none"


def _differs(what: str, kept: str, seen: str, page: WrittenQuestion, done: str = "the first is kept") -> Issue:
    where = f"the {'/'.join(page.page_languages)} {page.variant} page"
    return Issue("pages-differ", f"{what}: {kept} on the first page, {seen} on {where}; {done}")


def _by_number(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("-"))
