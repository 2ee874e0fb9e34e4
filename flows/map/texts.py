"""Map the texts of a question: its language versions, its answers, and the parts with what answers what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from flows.map.rdf import Record, day, is_iri, tagged, whole
from flows.model import Answer, AnswerKind, Body, Capture, Issue, Part, WrittenQuestion
from flows.parse.parts import link_answers, same_numbering
from flows.vocabulary import ELI, ELI_DL, LANG, LANGUAGE_CODES, RDF, SCHEMA, Iris, below


def add_texts(record: Record, question: WrittenQuestion, captures: Sequence[Capture], iris: Iris) -> None:
    """State the texts of a question and its answers in its record."""
    _Texts(question, captures, iris, record).texts()


@dataclass(frozen=True)
class _Texts:
    """The steps of `add_texts`, which share their input."""

    asked: WrittenQuestion
    captures: Sequence[Capture]
    iris: Iris
    record: Record

    @cached_property
    def node(self) -> NamedNode:
        return self.iris.question(self.asked.number)

    def texts(self) -> None:
        """The question and its answers: each language's text, and the parts with what answers what."""
        titles = self.asked.subject
        self._expressions(self.node, self.asked.question, titles)
        asked_parts = self._parts(self.node, self.asked.question, self.iris.pq["QuestionPart"])
        for position, answer in enumerate(self.asked.answers, 1):
            node = below(self.node, "answer", position)
            self._answer(node, position, answer)
            self._expressions(node, answer.bodies, {})
            given = self._parts(node, answer.bodies, self.iris.pq["AnswerPart"])
            for at, answered in link_answers(asked_parts, given).items():
                links = [below(self.node, "part", one) for one in answered]
                self.record.add(below(node, "part", at), self.iris.pq["answersPart"], *links)

    def _answer(self, node: NamedNode, position: int, answer: Answer) -> None:
        add = self.record.add
        add(self.node, self.iris.pq["hasAnswer"], node)
        add(node, RDF["type"], self.iris.pq["Answer"])
        add(node, ELI_DL["answers_to"], self.node)
        add(node, self.iris.pq["answerKind"], self.iris.concept("answer-kind", answer.kind))
        add(node, SCHEMA["position"], whole(position))
        if answer.date:
            add(node, ELI["date_document"], day(answer.date))
        if answer.document and answer.kind is AnswerKind.PROVISIONAL and is_iri(answer.document):
            add(node, SCHEMA["url"], NamedNode(answer.document))

    def _expressions(self, work: NamedNode, bodies: Mapping[str, Body], titles: Mapping[str, str]) -> None:
        add = self.record.add
        for language in dict.fromkeys([*titles, *bodies]):
            node, page = below(work, language), below(work, language, "page")
            add(work, ELI["is_realized_by"], node)
            add(node, RDF["type"], ELI["Expression"])
            add(node, ELI["realizes"], work)
            add(node, ELI["language"], LANG[LANGUAGE_CODES[language]])
            if language in titles:
                add(node, ELI["title"], Literal(titles[language], language=language))
            if language in bodies:
                add(node, SCHEMA["text"], Literal(bodies[language].text, language=language))
                self._cite(node, bodies[language].citations)
            # Of an answer the page does not say in which language it was given.
            if work == self.node and self.asked.original_language:
                status = "original" if language == self.asked.original_language else "translation"
                add(node, self.iris.pq["expressionStatus"], self.iris.concept("expression-status", status))
            add(node, ELI["is_embodied_by"], page)
            add(page, RDF["type"], ELI["Manifestation"])
            add(page, ELI["embodies"], node)
            add(page, ELI["is_exemplified_by"], *self._pages(language))

    def _cite(self, expression: NamedNode, addresses: Sequence[str]) -> None:
        for address in addresses:
            if is_iri(address):
                self.record.add(expression, self.iris.pq["citesUrl"], NamedNode(address))
            else:
                self.record.issues.append(Issue("link-unusable", f"'{address}'"))

    def _pages(self, language: str) -> list[NamedNode]:
        showing = [capture for capture in self.captures if language in capture.languages]
        return [NamedNode(capture.address) for capture in showing or self.captures]

    def _parts(self, work: NamedNode, bodies: Mapping[str, Body], kind: NamedNode) -> Sequence[Part]:
        """State the parts of a work, and give back the numbering that was stated."""
        if not bodies:
            return ()
        original = self.asked.original_language
        first = original if original and original in bodies else next(iter(bodies))
        parts = bodies[first].parts
        same = {language: body for language, body in bodies.items() if same_numbering(parts, body.parts)}
        for language in sorted(bodies.keys() - same.keys()):
            where = work.value.removeprefix(self.node.value) or "the question"
            words = f"{len(parts)} parts in {first}, {len(bodies[language].parts)} in {language}"
            self.record.issues.append(Issue("parts-differ", f"{where}: {words}"))
        self._state_parts(work, kind, parts, {language: body.parts for language, body in same.items()})
        return parts

    def _state_parts(
        self, work: NamedNode, kind: NamedNode, parts: Sequence[Part], same: Mapping[str, Sequence[Part]]
    ) -> None:
        # Most triples of a record are made here: what is the same for all parts is looked up once.
        add, a, has_part, is_part_of = self.record.add, RDF["type"], ELI["has_part"], ELI["is_part_of"]
        number, place, text = ELI["number"], SCHEMA["position"], SCHEMA["text"]
        nodes: dict[int | None, NamedNode] = {None: work}
        for part in parts:
            node = nodes[part.position] = below(work, "part", part.position)
            owner = nodes[part.parent]
            add(owner, has_part, node)
            add(node, a, kind)
            add(node, is_part_of, owner)
            add(node, number, Literal(part.number))
            add(node, place, whole(part.position))
            texts = {language: numbered[part.position - 1].text for language, numbered in same.items()}
            add(node, text, *tagged({language: words for language, words in texts.items() if words}))
