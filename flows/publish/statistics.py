"""`statistics.json`: what a release holds, in sums of what was counted in each record and in the vocabulary.

What depends on a day - what is overdue - is as of the day of the newest capture; no clock is read. `MEANINGS` says what
each figure is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from flows.keep.records import Records
from flows.publish.coverage import coverage, unknown
from flows.publish.report import Whole, listed
from flows.publish.void import is_tally, tally
from flows.vocabulary import EV, FOAF, RDF, SCHEMA, SKOS, WIKIDATA, subject_of

FIGURES = {
    "questions": "questions",
    "triples": "statements, in all graphs",
    "questions_answered": "questions with an answer that is not provisional",
    "questions_answered_on_time": "of them, those answered by the printed deadline",
    "questions_answered_late": "of them, those answered after it",
    "answers": "answers of every kind",
    "question_parts": "numbered parts of questions",
    "question_parts_answered": "of them, those with a part of an answer",
    "questions_with_post": "questions whose addressee's post is known",
    "questions_with_minister": "questions whose addressee is known by name",
    "topics": "descriptors of questions, as concepts",
    "topics_with_eurovoc": "of them, those of EuroVoc",
}
GROUPS = {
    "questions_by_legislature": "legislature",
    "questions_by_state": "state, as in the ontology",
    "questions_by_year": "year of the question",
    "questions_by_original_language": "language, as in the EU's table",
    "questions_by_portfolio": "portfolio, as its IRI ends; a question to two counts for each",
    "questions_by_party": "party or group, as its IRI ends",
    "answers_by_kind": "kind of answer",
    "days_allowed": "days from a question to its printed deadline; how many questions had so many",
    "days_to_answer": "days from a question to its answer; how many questions took so many",
}
NESTED = {
    "questions_by_month": "legislature, then month of the question",
    "questions_by_domain": "domain of EuroVoc, then year; a question counts once for each of its domains",
    "days_to_answer_by_portfolio": "portfolio, then days to the answer; how many questions took so many",
    "open_by_deadline": "legislature, then deadline of an open question, `never` where none is printed",
}
PUNCTUALITY = "questions with a deadline: `on_time`, `late`, `overdue` without an answer on the day of the newest page"
JUDGED = {
    "punctuality_by_year": f"year, then {PUNCTUALITY}",
    "punctuality_by_portfolio": "portfolio, then the same",
    "punctuality_by_party": "party or group, then the same",
}
MEANINGS = {
    "version": "the release",
    "newest_capture": "the day of its newest page",
    "eurovoc": "the version of EuroVoc, or `seeds` for the small table",
    "set_aside": "questions that are not published as they are",
    "issues": "issues of `issues.json`",
    "issues_by_code": "the same, by code",
    "issues_by_severity": "the same, by severity",
    **FIGURES,
    **{name: f"by {meaning}" for name, meaning in {**GROUPS, **NESTED, **JUDGED}.items()},
    "open_by_legislature": "by legislature, open questions `in_time`, `overdue` and `without_deadline` on that day",
    "persons": "persons that are described",
    "persons_with_wikidata": "of them, those with a link to Wikidata",
    "links_to_wikidata": "links to Wikidata, of persons and of everything else",
    "labels": "what portfolios, parties and domains are called, by kind, key and language",
    "coverage": "how much of what pages print is known, and what is not, by frequency",
    "void": "what `catalogue.ttl` says of classes, properties and links",
}
NEVER = "never"  # instead of the day of a deadline that no page prints
# "https://w3id.org/vraagbaak/id/portfolio/defence"
NAMED = re.compile(r"/id/(portfolio|party|group)/([^/]+)$")


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
    newest = records.newest()
    groups = _groups(figures)
    return {
        "version": version,
        "newest_capture": newest,
        "eurovoc": whole.eurovoc,
        "set_aside": len(whole.night.set_aside),
        "issues": codes.total(),
        "issues_by_code": dict(sorted(codes.items())),
        "issues_by_severity": dict(sorted(severities.items())),
        **{name: figures[name] for name in FIGURES},
        **{name: groups[name] for name in (*GROUPS, *NESTED)},
        **{name: _punctuality(groups[name], newest or "") for name in JUDGED},
        "open_by_legislature": {
            legislature: standing(days, newest or "") for legislature, days in groups["open_by_deadline"].items()
        },
        **_described(whole.vocabulary),
        "labels": _labels(whole.vocabulary, groups),
        "coverage": coverage(records, figures, told),
        "void": {name: many for name, many in sorted(figures.items()) if is_tally(name)},
    }


def _groups(figures: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """The figures that are grouped, by group and key, and by a second key where there is one."""
    found: dict[str, dict[str, Any]] = {name: {} for name in (*GROUPS, *NESTED, *JUDGED)}
    for name, many in sorted(figures.items()):
        group, _, key = name.partition("/")
        if group in GROUPS:
            found[group][key] = many
        elif group in found:
            key, _, inner = key.rpartition("/")
            found[group].setdefault(key, {})[inner] = many
    return found


def _punctuality(groups: Mapping[str, Mapping[str, int]], day: str) -> dict[str, dict[str, int]]:
    """By group, how many were answered on time or late, and how many waited for an answer on a day too late."""
    return {
        key: {
            "on_time": ended.get("on_time", 0),
            "late": ended.get("late", 0),
            "overdue": sum(many for due, many in ended.items() if due[:1].isdigit() and due < day),
        }
        for key, ended in groups.items()
    }


def standing(days: Mapping[str, int], day: str) -> dict[str, int]:
    """Of open questions by their deadlines: how many are in time on a day, how many overdue, how many have none."""
    never = days.get(NEVER, 0)
    overdue = sum(many for due, many in days.items() if due != NEVER and due < day)
    return {"in_time": sum(days.values()) - never - overdue, "overdue": overdue, "without_deadline": never}


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


def _labels(vocabulary: Iterable[Triple], groups: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the keys of some groups are called: labels by kind, key and language."""
    used = {kind: groups[f"questions_by_{kind}"] for kind in ("domain", "party", "portfolio")}
    found: dict[str, dict[str, dict[str, str]]] = {kind: {} for kind in used}
    for triple in vocabulary:
        if triple.predicate != SKOS["prefLabel"] or not isinstance(triple.object, Literal):
            continue
        iri = subject_of(triple).value
        if iri.startswith(EV):
            kind, key = "domain", iri.removeprefix(EV)
        elif named := NAMED.search(iri):
            kind, key = named[1].replace("group", "party"), named[2]
        else:
            continue
        if key in used[kind]:
            found[kind].setdefault(key, {})[str(triple.object.language)] = triple.object.value
    return found
