"""A question as `vraagbaak parse` prints it: one JSON object, kinds by their names, texts by language."""

from __future__ import annotations

from typing import Any

from flows.model import Answer, Body, WrittenQuestion


def as_json(question: WrittenQuestion) -> dict[str, Any]:
    """The object; days are ISO 8601, every mapping is by language code; `author_id` stands where a page links to it."""
    return {
        "number": question.number,
        "legislature": question.legislature,
        "variant": question.variant,
        "page_languages": list(question.page_languages),
        "author": question.author,
        **({"author_id": question.author_id} if question.author_id else {}),
        "party": question.party,
        "date": question.date.isoformat(),
        "addressee": dict(question.addressee),
        "subject": dict(question.subject),
        "keywords": {language: list(words) for language, words in question.keywords.items()},
        "events": [
            {"date": event.date.isoformat(), "kind": event.kind, "label": event.label,
             "deadline": event.deadline.isoformat() if event.deadline else None}
            for event in question.events
        ],
        "relations": [
            {"kind": relation.kind, "target_kind": relation.target_kind, "target": relation.target}
            for relation in question.relations
        ],
        "original_language": question.original_language,
        "state": question.state,
        "question": {language: _body(body) for language, body in question.question.items()},
        "answers": [_answer(answer) for answer in question.answers],
        "citations": list(question.citations),
        "references": list(question.references),
        "issues": [{"code": issue.code, "message": issue.message} for issue in question.issues],
    }  # fmt: skip


def _answer(answer: Answer) -> dict[str, Any]:
    day = answer.date.isoformat() if answer.date else None
    bodies = {language: _body(body) for language, body in answer.bodies.items()}
    return {"kind": answer.kind, "date": day, "document": answer.document, **bodies}


def _body(body: Body) -> dict[str, Any]:
    parts = [
        {"number": part.number, "text": part.text, "position": part.position, "parent": part.parent}
        for part in body.parts
    ]
    return {"text": body.text, "parts": parts}
