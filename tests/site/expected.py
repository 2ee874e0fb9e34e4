"""What a page of the miniature senate.be must say: the JSON that `vraagbaak parse` prints, worked out of the truth.

Nothing here parses: numbers of parts come from the marks of the truth, positions from their order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from flows.model import AnswerKind
from tests.site import words
from tests.site.blocks import Variant
from tests.site.truth import Paragraph, Text, Truth, printed_lines

PAGES = "https://www.senate.be/www/"
Json = dict[str, Any]


def columns_of(variant: Variant, language: str) -> tuple[str, ...]:
    """The languages that a page shows, in their order."""
    return ("fr", "nl") if variant == "SVPrintNLFR" else (language,)


def expected(truth: Truth, variant: Variant, language: str, is_plain: bool = False) -> Json:
    """What a page says, without its issues; plain text shows no address of a linked document."""
    columns = columns_of(variant, language)
    labels = "nl" if len(columns) > 1 else language  # the bilingual page prints Dutch events twice
    texts = _by_language(truth, truth.question, columns)
    answers = [
        {
            "kind": answer.kind,
            "date": _day(answer.date),
            "document": None if is_plain or not answer.document else urljoin(PAGES, answer.document),
            **{real: body(text) for real, text in _by_language(truth, answer.texts, columns).items()},
        }
        for answer in truth.answers
    ]
    return {
        "number": truth.number,
        "legislature": int(truth.number.partition("-")[0]),
        "variant": variant,
        "page_languages": list(columns),
        "author": truth.author,
        "party": truth.party,
        "date": _day(truth.date),
        "addressee": _by_language(truth, truth.addressee, columns),
        "subject": _by_language(truth, truth.subject, columns),
        "keywords": {column: list(truth.keywords[column]) for column in columns if truth.keywords.get(column)},
        "events": [
            {"date": _day(event.date), "kind": event.kind, "label": words.EVENTS[event.kind][labels],
             "deadline": _day(event.deadline)}
            for event in truth.events
        ],
        "relations": [
            {"kind": relation.kind, "target_kind": relation.target_kind, "target": relation.target}
            for relation in truth.relations
        ],
        "original_language": truth.asked_in if truth.asked_in in texts or truth.asked_in != "de" else None,
        "state": truth.state,
        "question": {real: body(text) for real, text in texts.items()},
        "answers": answers,
        "citations": _citations(truth, columns),
        "references": [number for number in truth.refers_to if _names(truth, columns, number)],
    }  # fmt: skip


def expected_issues(truth: Truth, variant: Variant, language: str) -> set[str]:
    """The codes of the issues that the truth explains."""
    columns = columns_of(variant, language)
    explained = {
        "party-missing": truth.party is None,
        "addressee-missing": not truth.addressee,
        "subject-missing": not truth.subject,
        "chronology-missing": not truth.events,
        # A German question stands on the Dutch page in translation, and nothing tells of its language.
        "original-language-unknown": truth.asked_in == "de" and "fr" not in columns,
        "keyword-lists-differ": len({len(truth.keywords.get(column, ())) for column in columns}) > 1,
        "answer-without-text": any(
            not answer.texts and answer.kind in (AnswerKind.SUBSTANTIVE, AnswerKind.SUPPLEMENTARY)
            for answer in truth.answers
        ),
    }
    return {code for code, is_so in explained.items() if is_so}


def body(text: Text) -> Json:
    """A text and its numbered parts."""
    parts: list[Json] = []
    lines: list[list[str]] = []
    open_parts: list[int] = []  # the position of the part open at each level
    for item in text:
        if isinstance(item, Paragraph) and item.mark:
            del open_parts[item.depth :]
            parent = open_parts[-1] if open_parts else None
            parts.append({"number": item.number, "text": "", "position": len(parts) + 1, "parent": parent})
            lines.append([item.text] if item.text else [])
            open_parts.append(len(parts))
        elif parts:
            lines[-1] += printed_lines((item,))
    for part, printed in zip(parts, lines, strict=True):
        part["text"] = "\n".join(printed)
    return {"text": "\n".join(printed_lines(text)), "parts": parts}


def _by_language(truth: Truth, table: Any, columns: Sequence[str]) -> dict[str, Any]:
    found = [truth.column(table, column) for column in columns]
    return dict(one for one in found if one)


def _citations(truth: Truth, columns: Sequence[str]) -> list[str]:
    """The web addresses of the shown texts, each once, in reading order: the question, then each answer."""
    texts = [truth.question, *(answer.texts for answer in truth.answers)]
    found: list[str] = []
    for table in texts:
        for text in _by_language(truth, table, columns).values():
            shown = "\n".join(printed_lines(text))
            # The longest first, and blanked out: one address may begin another.
            places: list[tuple[int, str]] = []
            for address in sorted(truth.citations, key=len, reverse=True):
                if (at := shown.find(address)) >= 0:
                    places.append((at, address))
                    shown = shown.replace(address, " " * len(address))
            found += [address for _, address in sorted(places)]
    return list(dict.fromkeys(found))


def _names(truth: Truth, columns: Sequence[str], number: str) -> bool:
    return any(number in truth.text(real) for real in (*columns, *(("de",) if "fr" in columns else ())))


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
