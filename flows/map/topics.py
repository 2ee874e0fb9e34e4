"""Map the descriptors of a question to topics: EuroVoc concepts, and keywords of the Senate that EuroVoc lacks.

A keyword is named by its Dutch word; its French one is known from a bilingual page, from other pages of the archive
or from the reviewed table, and its own IRI then leads to the Dutch one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from flows.authority.lookups import Authority, Concept
from flows.map.rdf import Record, tagged
from flows.model import Issue, WrittenQuestion
from flows.vocabulary import DCTERMS, EV, RDF, SKOS, Iris, slug

LANGUAGES = ("nl", "fr", "de")  # the Dutch word names a keyword if it can


def add_topics(record: Record, question: WrittenQuestion, authority: Authority, iris: Iris) -> None:
    """State the descriptors of a question as printed and the concept of each in its record."""
    _Topics(question, authority, iris, record).topics()


@dataclass(frozen=True)
class _Topics:
    """The steps of `add_topics`, which share their input."""

    asked: WrittenQuestion
    authority: Authority
    iris: Iris
    record: Record

    def topics(self) -> None:
        """The descriptors as printed, and the concept of each."""
        node = self.iris.question(self.asked.number)
        for language, words in self.asked.keywords.items():
            self.record.add(node, self.iris.pq["keyword"], *[Literal(word, language=language) for word in words])
        for pair in self._pairs():
            self.record.add(node, DCTERMS["subject"], *(self._concepts(pair) or self._keywords(pair)))

    def _pairs(self) -> list[dict[str, str]]:
        """Each descriptor by language: the lists of a bilingual page run parallel when they are equally long."""
        lists = {one: self.asked.keywords[one] for one in LANGUAGES if one in self.asked.keywords}
        if len({len(words) for words in lists.values()}) == 1:
            return [dict(zip(lists, words, strict=True)) for words in zip(*lists.values(), strict=True)]
        return [{language: word} for language, words in lists.items() for word in words]

    def _concepts(self, pair: Mapping[str, str]) -> list[NamedNode]:
        """The EuroVoc concepts of a descriptor: one, or two when its languages name different ones."""
        found: dict[str, Concept] = {}
        for language, word in pair.items():
            if known := self.authority.concept(word, language):
                found[known.id] = known
                if known.retired and known.retired != known.id:  # described as well, for who looks for it
                    self.record.share(EV[known.retired], DCTERMS["isReplacedBy"], EV[known.id])
        if len(found) > 1:
            self._differ(pair, "EuroVoc concepts", sorted(found))
        return [EV[concept] for concept in sorted(found)]

    def _keywords(self, pair: Mapping[str, str]) -> list[NamedNode]:
        """The keyword concepts of a descriptor that EuroVoc lacks; two when its languages name two reviewed ones."""
        if "nl" in pair and "fr" in pair:
            self.record.pairs.append((pair["nl"], pair["fr"]))
        # Other pages are asked only for a Dutch word that this one lacks, or it would hang on the pair that it states.
        known = self.authority.reviewed_keyword if "nl" in pair else self.authority.keyword
        named = [name for language, word in pair.items() if (name := known(word, language))]
        reviewed = {slug(name): name for name in sorted(named) if self.authority.cell("keywords", slug(name), "nl")}
        if len(reviewed) > 1:
            self._differ(pair, "reviewed keywords", list(reviewed))
        if not reviewed:
            self._issue("keyword-without-eurovoc", ", ".join(f"'{word}' ({one})" for one, word in pair.items()))
        dutch = list(reviewed.values()) or ([pair["nl"]] if "nl" in pair else named[:1])
        if not dutch:
            language = next(iter(pair))
            return [self._keyword(language, pair[language], pair)]
        nodes = [self._keyword("nl", name, {"nl": name, **pair} if len(dutch) == 1 else {"nl": name}) for name in dutch]
        if "fr" in pair and len(nodes) == 1:
            self.record.share(self.iris.keyword("fr", pair["fr"]), DCTERMS["isReplacedBy"], nodes[0])
        return nodes

    def _keyword(self, language: str, name: str, labels: Mapping[str, str]) -> NamedNode:
        """A keyword concept, described as printed: of a reviewed one the table says it better."""
        node = self.iris.keyword(language, name)
        self.record.share(node, RDF["type"], SKOS["Concept"])
        self.record.share(node, SKOS["inScheme"], self.iris.keyword_scheme())
        self.record.share(node, SKOS["prefLabel"], *tagged(labels))
        return node

    def _differ(self, pair: Mapping[str, str], kind: str, found: list[str]) -> None:
        words = " and ".join(f"'{word}' ({language})" for language, word in pair.items())
        self._issue("keyword-pair-differs", f"{words} are the {kind} {' and '.join(found)}")

    def _issue(self, code: str, message: str) -> None:
        self.record.issues.append(Issue(code, message))
