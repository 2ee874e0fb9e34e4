"""What a record puts into the flat tables, as JSON that is made once in its life: of other things only the IRIs.

Names come from the vocabulary of a release (`tables`), so that a renamed party makes no record anew. Everything follows
from the statements; a string of N-Triples is one of JSON as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.map.statements import Groups
from flows.vocabulary import DCTERMS, ELI, ELI_DL, LANG, LANGUAGE_CODES, ROLE, SCHEMA, Iris

Said = Mapping[str, Sequence[str]]  # the values of a thing by predicate
Row = dict[str, Any]
LANGUAGES = {str(LANG[code]): language for language, code in LANGUAGE_CODES.items()}
RELATIONS = {"alsoAskedAs": "also_asked_as", "reintroduces": "reintroduces", "reintroducedAs": "reintroduced_as"}
ADDRESSEE = str(ROLE["ADDRESSEE"])
NOTHING: Said = {}


def rows(groups: Groups, number: str, iris: Iris) -> bytes:
    """The rows of a record by table: "question", "answers", "events", and the IRIs of its "topics"."""
    return _Rows(groups, iris).of(str(iris.question(number)))


def read_rows(data: bytes) -> dict[str, Any]:
    """The rows as `tables` takes them; what is not there has no column."""
    found: dict[str, Any] = json.loads(data)
    return found


class _Rows:
    """The rows of one record, each a member of JSON by the name of its column."""

    def __init__(self, groups: Groups, iris: Iris) -> None:
        self.groups, self.pq = groups, iris.pq

    def of(self, question: str) -> bytes:
        said, pq = self.groups[question], self.pq
        answers = [self._answer(self.groups[node]) for node in said.get(str(pq["hasAnswer"]), ())]
        events = [self._event(node, self.groups[node]) for node in said.get(str(pq["hasEvent"]), ())]
        topics = [_iri(value) for value in said.get(str(DCTERMS["subject"]), ())]
        members = {
            "question": _object(self._question(said)),
            "answers": _array(answers),
            "events": _array(events),
            "topics": _array(topics),
        }
        return _object(members.items()).encode()

    def _question(self, said: Said) -> Iterator[tuple[str, str]]:
        pq = self.pq
        for column, term in (
            ("number", DCTERMS["identifier"]), ("date", ELI["date_document"]), ("deadline", pq["answerDeadline"]),
            ("answered_on", pq["answeredOn"]), ("first_seen", DCTERMS["issued"]), ("last_changed", DCTERMS["modified"]),
        ):  # fmt: skip
            yield from _one(column, said.get(str(term)), _text)
        for column, term in (
            ("days_to_answer", pq["daysToAnswer"]), ("days_late", pq["daysLate"]),
            ("answered_on_time", pq["answeredOnTime"]),
        ):  # fmt: skip
            yield from _one(column, said.get(str(term)), _bare)
        for column, term in (
            ("author_iri", pq["askedBy"]), ("party_iri", pq["askedOnBehalfOf"]), ("post_iri", pq["addressedTo"]),
        ):  # fmt: skip
            yield from _one(column, said.get(str(term)), _iri)
        yield from _one("state", said.get(str(pq["state"])), _tail)
        yield from _one("original_language", said.get(str(pq["originalLanguage"])), _language)
        for relation, column in RELATIONS.items():
            if targets := said.get(str(pq[relation])):
                yield column, _array([_tail(one) for one in targets])
        yield from _by_language("title", said.get(str(DCTERMS["title"]), ()))
        yield from _lists("keywords", said.get(str(pq["keyword"]), ()))
        yield from self._addressee(said)
        yield from self._texts(said, with_pages=True)

    def _addressee(self, said: Said) -> Iterator[tuple[str, str]]:
        for node in said.get(str(ELI_DL["had_participation"]), ()):
            its = self.groups.get(node, NOTHING)
            if ADDRESSEE in its.get(str(ELI_DL["participation_role"]), ()):
                yield from _one("minister_iri", its.get(str(ELI_DL["had_participant_person"])), _iri)
                yield from _one("government_iri", its.get(str(self.pq["inGovernment"])), _iri)
                yield from _by_language("addressee", its.get(str(self.pq["sourceLabel"]), ()))

    def _texts(self, said: Said, with_pages: bool = False) -> Iterator[tuple[str, str]]:
        """The texts of a question or answer by language, and the pages that show them."""
        for node in said.get(str(ELI["is_realized_by"]), ()):
            its = self.groups[node]
            yield from _by_language("text", its.get(str(SCHEMA["text"]), ()))
            for page in its.get(str(ELI["is_embodied_by"]), ()) if with_pages else ():
                shown = self.groups[page].get(str(ELI["is_exemplified_by"]), ())
                for language in its[str(ELI["language"])]:
                    yield f"page_{LANGUAGES[language]}", _array([_iri(one) for one in shown])

    def _answer(self, said: Said) -> str:
        return _object((
            *_one("answer", said.get(str(SCHEMA["position"])), _bare),
            *_one("date", said.get(str(ELI["date_document"])), _text),
            *_one("kind", said.get(str(self.pq["answerKind"])), _tail),
            *_one("document", said.get(str(SCHEMA["url"])), _iri),
            *self._texts(said),
        ))  # fmt: skip

    def _event(self, node: str, said: Said) -> str:
        labels = said[str(ELI_DL["activity_label"])]
        return _object((
            *_one("event", said.get(str(ELI_DL["activity_order"])), _bare),
            ("iri", _iri(node)),
            *_one("date", said.get(str(ELI_DL["activity_date"])), _text),
            *_one("kind", said.get(str(ELI_DL["had_activity_type"])), _tail),
            *(("label", f'{text}"') for text, _, _ in (one.rpartition('"@') for one in labels)),
            *(("language", f'"{language}"') for _, _, language in (one.rpartition('"@') for one in labels)),
            *_one("sets_deadline", said.get(str(self.pq["setsDeadline"])), _text),
        ))  # fmt: skip


# -- values of N-Triples as JSON ------------------------------------------------------------------------


def _iri(value: str) -> str:
    return f'"{value[1:-1]}"'


def _tail(value: str) -> str:
    """What an IRI ends with: "answered", "7-1669"."""
    return f'"{value[value.rfind("/") + 1 : -1]}"'


def _language(value: str) -> str:
    return f'"{LANGUAGES[value]}"'


def _text(value: str) -> str:
    return value if value[-1] == '"' else value.rpartition('"^^')[0] + '"'


def _bare(value: str) -> str:
    return value.rpartition('"^^')[0][1:]


def _one(column: str, values: Sequence[str] | None, written: Any) -> Iterator[tuple[str, str]]:
    if values:
        yield column, written(values[0])


def _by_language(column: str, values: Sequence[str]) -> Iterator[tuple[str, str]]:
    for value in values:
        text, _, language = value.rpartition('"@')
        yield f"{column}_{language}", f'{text}"'


def _lists(column: str, values: Sequence[str]) -> Iterator[tuple[str, str]]:
    found: dict[str, list[str]] = {}
    for name, text in _by_language(column, values):
        found.setdefault(name, []).append(text)
    return ((name, _array(texts)) for name, texts in found.items())


def _array(values: Sequence[str]) -> str:
    return f"[{','.join(values)}]"


def _object(members: Any) -> str:
    return "{" + ",".join([f'"{name}":{value}' for name, value in members]) + "}"
