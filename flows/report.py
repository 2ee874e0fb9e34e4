"""Say what a release holds and what is wrong with it: for people, for programs, and as a SHACL report.

Everything here follows from the records and tonight's findings; no clock is read, so equal input gives equal bytes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Triple

from flows.check import Finding
from flows.issues import CODES, Severity
from flows.model import Issue
from flows.rdf import tagged
from flows.records import Records
from flows.vocabulary import RDF, SH, Iris

QUESTION = re.compile(r"/id/question/[^/]+/(\d+-\d+)(?:/|$)")  # "…/id/question/be-senate/7-1668/answer/1"
SHOWN = 200  # issues in report.md; issues.json has all


@dataclass(frozen=True)
class SetAside:
    """A question that is not published as it is tonight: its pages and why."""

    number: str
    pages: tuple[str, ...]
    issues: tuple[Issue, ...]
    has_good_record: bool = False


@dataclass(frozen=True)
class Night:
    """What the checks of one run found."""

    set_aside: tuple[SetAside, ...] = ()
    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)
    release_findings: tuple[Finding, ...] = ()

    def with_batch(self, aside: Sequence[SetAside], findings: Mapping[str, Sequence[Finding]]) -> Night:
        """The night with what another batch of questions added."""
        return replace(self, set_aside=(*self.set_aside, *aside), findings={**self.findings, **findings})

    def with_release_findings(self, findings: Sequence[Finding]) -> Night:
        """The night with what the rules for the whole graph found."""
        return replace(self, release_findings=tuple(findings))


def listed(night: Night, records: Records) -> list[dict[str, str | list[str]]]:
    """Every issue: code, severity, question, its pages, message; sorted by question and code."""
    rows = [_row(record.number, issue, record.pages, "") for record in records.all() for issue in record.issues]
    for aside in night.set_aside:
        stays = "the last good record is published" if aside.has_good_record else "nothing of it is published"
        rows += [_row(aside.number, issue, aside.pages, stays) for issue in aside.issues]
    for finding in night.release_findings:
        code = "release-rule-violated" if finding.is_violation else "release-rule-warned"
        named = QUESTION.search(finding.subject)
        number = named[1] if named else finding.subject.rpartition("/")[2]
        issue = Issue(code, f"{finding.shape} at {finding.subject}: {finding.message}")
        rows.append(_row(number, issue, (), ""))
    unique = {json.dumps(row, sort_keys=True): row for row in rows}
    return [unique[key] for key in sorted(unique, key=lambda key: _by_question(unique[key]))]


def _row(number: str, issue: Issue, pages: Sequence[str], stays: str) -> dict[str, str | list[str]]:
    row: dict[str, str | list[str]] = {
        "question": number,
        "code": issue.code,
        "severity": CODES[issue.code].severity,
        "message": issue.message,
        "pages": sorted(pages),
    }
    return {**row, "published": stays} if stays else row


def _by_question(row: Mapping[str, Any]) -> tuple[Any, ...]:
    legislature, _, serial = row["question"].partition("-")
    number = (int(legislature), int(serial)) if legislature.isdigit() and serial.isdigit() else (0, 0)
    return (*number, row["question"], row["code"], row["message"])


def dump(value: object) -> bytes:
    """JSON as every file of a release writes it."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def issues_json(night: Night, records: Records) -> bytes:
    """`issues.json`."""
    return dump(listed(night, records))


# -- statistics -------------------------------------------------------------------------------------

COUNTS = {
    "questions": "SELECT (COUNT(?q) AS ?n) { ?q a pq:WrittenQuestion }",
    "questions_answered": "SELECT (COUNT(?q) AS ?n) { ?q a pq:WrittenQuestion ; pq:answeredOn ?day }",
    "questions_answered_on_time": "SELECT (COUNT(?q) AS ?n) { ?q pq:answeredOnTime true }",
    "questions_answered_late": "SELECT (COUNT(?q) AS ?n) { ?q pq:answeredOnTime false }",
    "answers": "SELECT (COUNT(?a) AS ?n) { ?a a pq:Answer }",
    "question_parts": "SELECT (COUNT(?p) AS ?n) { ?p a pq:QuestionPart }",
    "question_parts_answered": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?a pq:answersPart ?p }",
    "persons": "SELECT (COUNT(?p) AS ?n) { ?p a foaf:Person }",
    "persons_with_wikidata": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a foaf:Person ; schema:sameAs ?same }",
    "questions_with_post": "SELECT (COUNT(?q) AS ?n) { ?q pq:addressedTo ?post }",
    "questions_with_minister": "SELECT (COUNT(?p) AS ?n) { ?p eli-dl:participation_role role:ADDRESSEE ; "
    "eli-dl:had_participant_person ?person }",
    "topics": "SELECT (COUNT(*) AS ?n) { ?q pq:keyword ?word }",
    "topics_with_eurovoc": "SELECT (COUNT(*) AS ?n) { ?q dcterms:subject ?c . "
    "FILTER(STRSTARTS(STR(?c), 'http://eurovoc.europa.eu/')) }",
}
GROUPS = {
    "questions_by_legislature": "SELECT ?key (COUNT(?q) AS ?n) { ?q a pq:WrittenQuestion ; "
    "eli-dl:parliamentary_term/eli:number ?key } GROUP BY ?key",
    "questions_by_state": "SELECT ?key (COUNT(?q) AS ?n) { ?q pq:state ?key } GROUP BY ?key",
    "questions_by_year": "SELECT ?key (COUNT(?q) AS ?n) { ?q a pq:WrittenQuestion ; eli:date_document ?day . "
    "BIND(STR(YEAR(?day)) AS ?key) } GROUP BY ?key",
    "questions_by_original_language": "SELECT ?key (COUNT(?q) AS ?n) { ?q pq:originalLanguage ?key } GROUP BY ?key",
    "answers_by_kind": "SELECT ?key (COUNT(?a) AS ?n) { ?a pq:answerKind ?key } GROUP BY ?key",
}


def statistics(night: Night, records: Records, store: pyoxigraph.Store, version: str, iris: Iris) -> dict[str, Any]:
    """`statistics.json`: what the release holds, in numbers."""
    issues = listed(night, records)
    return {
        "version": version,
        "newest_capture": records.newest(),
        "triples": len(store),
        "set_aside": len(night.set_aside),
        "issues": len(issues),
        "issues_by_code": dict(sorted(Counter(str(issue["code"]) for issue in issues).items())),
        "issues_by_severity": dict(sorted(Counter(str(issue["severity"]) for issue in issues).items())),
        **{name: _numbers(store, query, iris).get("", 0) for name, query in COUNTS.items()},
        **{name: _numbers(store, query, iris) for name, query in GROUPS.items()},
    }


def _numbers(store: pyoxigraph.Store, query: str, iris: Iris) -> dict[str, int]:
    rows = store.query(query, prefixes=iris.prefixes(), use_default_graph_as_union=True)
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    named = len(rows.variables) > 1
    return {_tail(row["key"].value) if named else "": int(row["n"].value) for row in rows}


def _tail(value: str) -> str:
    return value.rpartition("/")[2]


# -- for people -------------------------------------------------------------------------------------


def markdown(night: Night, records: Records, numbers: Mapping[str, Any]) -> bytes:
    """`report.md`: what a person reads in the morning."""
    lines = [f"# Release {numbers['version']}", "", *_overview(numbers), "", "## Set aside", ""]
    lines += [line for aside in night.set_aside for line in _aside(aside)] or [
        "None: every question passed its checks."
    ]
    lines += ["", "## Issues", "", *_issues(listed(night, records))]
    lines += [
        "",
        "## Files",
        "",
        "`SHA256SUMS` has the checksum of every file: `sha256sum --check SHA256SUMS`.",
    ]
    return ("\n".join(lines) + "\n").encode()


def _overview(numbers: Mapping[str, Any]) -> list[str]:
    rows = {
        "questions": numbers["questions"],
        "answered": numbers["questions_answered"],
        "answered on time": numbers["questions_answered_on_time"],
        "answers": numbers["answers"],
        "parts with their answer": f"{numbers['question_parts_answered']} of {numbers['question_parts']}",
        "descriptors in EuroVoc": f"{numbers['topics_with_eurovoc']} of {numbers['topics']}",
        "addressee's post known": f"{numbers['questions_with_post']} of {numbers['questions']}",
        "triples": numbers["triples"],
        "newest page": numbers["newest_capture"],
        "issues": numbers["issues"],
    }
    states = ", ".join(f"{state} {count}" for state, count in sorted(numbers["questions_by_state"].items()))
    table = [f"| {name} | {value} |" for name, value in {**rows, "states": states}.items()]
    return ["| what | how much |", "| --- | --- |", *table]


def _aside(aside: SetAside) -> Iterator[str]:
    stays = "its last good record is published" if aside.has_good_record else "nothing of it is published"
    yield f"* **{aside.number}**: {stays}."
    for issue in aside.issues:
        yield f"  * `{issue.code}` {issue.message} *{CODES[issue.code].advice}*"
    for page in aside.pages:
        yield f"  * page: <{page}>"


def _issues(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return ["None."]
    counts = Counter(str(row["code"]) for row in rows)
    lines = ["| code | how often | severity | meaning | what to do |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| `{code}` | {count} | {CODES[code].severity} | {CODES[code].meaning} | {CODES[code].advice} |"
        for code, count in sorted(counts.items())
    ]
    worst = sorted(rows, key=lambda row: list(Severity).index(row["severity"]), reverse=True)[:SHOWN]
    lines += ["", f"{'The first ' + str(SHOWN) + ' of them' if len(rows) > SHOWN else 'All of them'}:", ""]
    return [*lines, *(f"* {row['question']} `{row['code']}` {row['message']}" for row in worst)]


# -- for SHACL tools --------------------------------------------------------------------------------


def validation_report(night: Night, records: Records, iris: Iris) -> list[Triple]:
    """`report.ttl`: tonight's SHACL results, each with an IRI of its own."""
    report = NamedNode(f"{iris.base}id/validation/be-senate")
    findings = [finding for number in sorted(night.findings) for finding in night.findings[number]]
    triples = [
        Triple(report, RDF["type"], SH["ValidationReport"]),
        # Of all that was checked tonight; in SHACL's terms a warning does not conform either.
        Triple(report, SH["conforms"], Literal(not findings)),
    ]
    for at, finding in enumerate(dict.fromkeys(findings), 1):
        node = NamedNode(f"{report.value}/result/{at}")
        triples.append(Triple(report, SH["result"], node))
        triples += _result(node, finding, iris)
    return triples


def _result(node: NamedNode, finding: Finding, iris: Iris) -> Iterator[Triple]:
    yield Triple(node, RDF["type"], SH["ValidationResult"])
    yield Triple(node, SH["focusNode"], NamedNode(finding.subject))
    yield Triple(node, SH["sourceShape"], NamedNode(f"{iris.base}ns/shape#{finding.shape}"))
    yield Triple(node, SH["sourceConstraintComponent"], NamedNode(finding.component))
    yield Triple(node, SH["resultSeverity"], SH["Violation" if finding.is_violation else "Warning"])
    if finding.path.startswith("http"):
        yield Triple(node, SH["resultPath"], NamedNode(finding.path))
    for text in tagged(dict(finding.messages)):
        yield Triple(node, SH["resultMessage"], text)
