"""`statistics.json`: what a release holds, in sums of what was counted in each record and in the vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from pyoxigraph import NamedNode, Triple

from flows.keep.records import Records
from flows.publish.coverage import coverage, unknown
from flows.publish.report import Whole, listed
from flows.publish.void import is_tally, tally
from flows.vocabulary import FOAF, RDF, SCHEMA, SKOS, WIKIDATA

FIGURES = (
    "questions", "triples", "questions_answered", "questions_answered_on_time", "questions_answered_late", "answers",
    "question_parts", "question_parts_answered", "questions_with_post", "questions_with_minister", "topics",
    "topics_with_eurovoc",
)  # fmt: skip
GROUPS = (
    "questions_by_legislature", "questions_by_state", "questions_by_year", "questions_by_original_language",
    "answers_by_kind",
)  # fmt: skip


def statistics(whole: Whole, records: Records, version: str) -> dict[str, Any]:
    """The figures of a release by name, groups as figures by kind."""
    figures = Counter(records.figures())
    codes, severities, told = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for row in listed(whole.night, records):
        codes[str(row["code"])] += 1
        severities[str(row["severity"])] += 1
        if named := unknown(str(row["code"]), str(row["message"])):
            told[named] += 1
    for triples in (whole.vocabulary, whole.ontology):
        figures["triples"] += len(triples)
        figures.update(tally(triples))
    return {
        "version": version,
        "newest_capture": records.newest(),
        "eurovoc": whole.eurovoc,
        "set_aside": len(whole.night.set_aside),
        "issues": codes.total(),
        "issues_by_code": dict(sorted(codes.items())),
        "issues_by_severity": dict(sorted(severities.items())),
        **{name: figures[name] for name in FIGURES},
        **{group: _group(figures, group) for group in GROUPS},
        **_described(whole.vocabulary),
        "coverage": coverage(records, figures, told),
        "void": {name: many for name, many in sorted(figures.items()) if is_tally(name)},
    }


def _group(figures: Counter[str], group: str) -> dict[str, int]:
    prefix = f"{group}/"
    return {name.removeprefix(prefix): many for name, many in sorted(figures.items()) if name.startswith(prefix)}


def _described(vocabulary: Iterable[Triple]) -> dict[str, int]:
    """Of the things that are described: how many persons, and how many links lead to Wikidata."""
    persons, linked, links = set[object](), set[object](), 0
    for triple in vocabulary:
        if triple.predicate == RDF["type"] and triple.object == FOAF["Person"]:
            persons.add(triple.subject)
        is_link = triple.predicate in (SCHEMA["sameAs"], SKOS["exactMatch"], SKOS["closeMatch"])
        if is_link and isinstance(triple.object, NamedNode) and triple.object.value.startswith(WIKIDATA):
            linked.add(triple.subject)
            links += 1
    return {
        "persons": len(persons),
        "persons_with_wikidata": len(persons & linked),
        "links_to_wikidata": links,
    }
