"""Make one question of the pages that show it: each language from the page that has it, contradictions told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flows.model import Answer, Body, Issue, WrittenQuestion

SINGLE = ("author", "party", "date", "original_language")


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
    if {(event.date, event.kind) for event in one.events} != {(event.date, event.kind) for event in other.events}:
        if one.events and other.events:
            issues.append(_differs("chronology", f"{len(one.events)} events", f"{len(other.events)} events", other))
        values["events"] = max(one.events, other.events, key=len)
    known = {(relation.kind, relation.target) for relation in one.relations}
    added = tuple(relation for relation in other.relations if (relation.kind, relation.target) not in known)
    answers, trouble = _answers(one, other)
    return replace(
        one,
        **values,  # type: ignore[arg-type]  # names and values both come from the dataclass itself
        page_languages=tuple(dict.fromkeys((*one.page_languages, *other.page_languages))),
        addressee={**other.addressee, **one.addressee},
        subject={**other.subject, **one.subject},
        keywords={**other.keywords, **one.keywords},
        question=_bodies(one.question, other.question),
        relations=(*one.relations, *added),
        answers=answers,
        references=tuple(sorted({*one.references, *other.references}, key=_by_number)),
        issues=tuple(dict.fromkeys((*one.issues, *other.issues, *issues, *trouble))),
    )


def _bodies(one: Mapping[str, Body], other: Mapping[str, Body]) -> dict[str, Body]:
    return {**other, **one}


def _answers(one: WrittenQuestion, other: WrittenQuestion) -> tuple[tuple[Answer, ...], list[Issue]]:
    if len(one.answers) != len(other.answers):
        more = max(one, other, key=lambda page: len(page.answers))
        issue = _differs("answers", str(len(one.answers)), str(len(other.answers)), other)
        return more.answers, [issue]
    merged = [
        replace(kept, bodies=_bodies(kept.bodies, seen.bodies), date=kept.date or seen.date,
                document=kept.document or seen.document)
        for kept, seen in zip(one.answers, other.answers, strict=True)
    ]  # fmt: skip
    return tuple(merged), []


def _differs(what: str, kept: str, seen: str, page: WrittenQuestion) -> Issue:
    where = f"the {'/'.join(page.page_languages)} {page.variant} page"
    return Issue("pages-differ", f"{what}: {kept} on the first page, {seen} on {where}; the first is kept")


def _by_number(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("-"))
