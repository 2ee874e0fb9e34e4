"""Map the texts of a question: its language versions, its answers, and the parts with what answers what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from flows.map.rdf import Record, day, is_iri, printed, term, whole
from flows.model import Answer, AnswerKind, Body, Capture, Issue, Part, WrittenQuestion
from flows.parse.parts import link_answers, same_numbering
from flows.vocabulary import ELI, ELI_DL, LANG, LANGUAGE_CODES, RDF, SCHEMA, Iris, below

# Each stands in a record dozens of times, and to look a term up takes as long as to state something with it.
A, TEXT, HAS_PART = RDF["type"], SCHEMA["text"], ELI["has_part"]
OF_PART = tuple(map(term, (A, ELI["is_part_of"], ELI["number"], SCHEMA["position"], TEXT)))
EXPRESSION, MANIFESTATION = ELI["Expression"], ELI["Manifestation"]
REALIZES, IS_REALIZED_BY = ELI["realizes"], ELI["is_realized_by"]
EMBODIES, IS_EMBODIED_BY, IS_EXEMPLIFIED_BY = ELI["embodies"], ELI["is_embodied_by"], ELI["is_exemplified_by"]


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
            node = NamedNode(f"{work.value}/{language}")
            page = NamedNode(f"{node.value}/page")
            add(work, IS_REALIZED_BY, node)
            add(node, A, EXPRESSION)
            add(node, REALIZES, work)
            add(node, ELI["language"], LANG[LANGUAGE_CODES[language]])
            if language in titles:
                add(node, ELI["title"], Literal(titles[language], language=language))
            if language in bodies:
                add(node, TEXT, Literal(bodies[language].text, language=language))
                self._cite(node, bodies[language].citations)
            # Of an answer the page does not say in which language it was given.
            if work is self.node and self.asked.original_language:
                status = "original" if language == self.asked.original_language else "translation"
                add(node, self.iris.pq["expressionStatus"], self.iris.concept("expression-status", status))
            add(node, IS_EMBODIED_BY, page)
            add(page, A, MANIFESTATION)
            add(page, EMBODIES, node)
            add(page, IS_EXEMPLIFIED_BY, *self._pages(language))

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
        # Most statements of a record are made here: they are put in their places without a call for each.
        nodes: dict[int | None, NamedNode] = {None: work}
        for part in parts:
            position, owner = part.position, nodes[part.parent]
            node = nodes[position] = below(work, "part", position)
            self.record.add(owner, HAS_PART, node)
            texts = [(language, numbered[position - 1].text) for language, numbered in same.items()]
            told = (
                [term(kind)], [term(owner)], [printed(part.number)], [term(whole(position))],
                [term(Literal(words, language=language)) for language, words in texts if words],
            )  # fmt: skip
            self.record.about(node).update({name: values for name, values in zip(OF_PART, told, strict=True) if values})
