"""Say what a release holds and what is wrong with it: for people, for programs, and as a SHACL report.

Everything here follows from the records and tonight's findings; no clock is read, so equal input gives equal bytes.
"""

from __future__ import annotations

import heapq
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from flows.check.shapes import Finding
from flows.draw.tables import quantile
from flows.draw.words import LANGUAGES, Words
from flows.issues import CODES, Severity
from flows.keep.records import Records
from flows.keep.stored import Finding as Stored
from flows.keep.stored import Odd, SetAside
from flows.map.rdf import tagged
from flows.model import Issue
from flows.publish import coverage
from flows.publish.described import Legislature
from flows.vocabulary import RDF, SH, Iris

QUESTION = re.compile(r"/id/question/[^/]+/(\d+-\d+)(?:/|$)")  # "…/id/question/be-senate/7-1668/answer/1"
SHOWN = 200  # issues in report.md; issues.json has all


@dataclass(frozen=True)
class Night:
    """What stands beside the records: the questions set aside, and what the rules for the whole graph found."""

    set_aside: tuple[SetAside, ...] = ()
    release_findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Whole:
    """What is seen of all records at once: what stands beside them, the things they share, the ontology.

    `eurovoc` is the version of EuroVoc that descriptors were looked up in; `legislatures` have their days.
    """

    night: Night
    vocabulary: list[Triple]
    ontology: list[Triple]
    eurovoc: str
    legislatures: tuple[Legislature, ...] = ()


def listed(night: Night, records: Records) -> Iterator[dict[str, str | list[str]]]:
    """Every issue: code, severity, question, its pages, message; sorted by question and code, each once."""
    beside = sorted(_beside(night), key=_by_question)
    inside = (row for odd in records.odd() for row in sorted(_of_record(odd), key=_by_question))
    before: dict[str, str | list[str]] = {}
    for row in heapq.merge(beside, inside, key=_by_question):
        if row != before:
            yield row
        before = row


def _of_record(odd: Odd) -> Iterator[dict[str, str | list[str]]]:
    for issue in (*odd.issues, *(finding(found).issue for found in odd.findings)):
        if issue.code in CODES:  # the last good record of what is set aside may be of an older version
            yield _row(odd.number, issue, odd.pages, "")


def _beside(night: Night) -> Iterator[dict[str, str | list[str]]]:
    """The issues of the questions that are set aside, and of the whole graph."""
    for aside in night.set_aside:
        stays = "the last good record is published" if aside.has_good_record else "nothing of it is published"
        for issue in why(aside):
            yield _row(aside.number, issue, aside.pages, stays)
    for finding in night.release_findings:
        code = "release-rule-violated" if finding.is_violation else "release-rule-warned"
        named = QUESTION.search(finding.subject)
        number = named[1] if named else finding.subject.rpartition("/")[2]
        yield _row(number, Issue(code, f"{finding.shape} at {finding.subject}: {finding.message}"), (), "")


def finding(found: Stored) -> Finding:
    """A finding as it was before it was stored."""
    shape, subject, path, value, is_violation, messages, component = found
    return Finding(shape, subject, path, value, is_violation, tuple(map(tuple, messages)), component)


def why(aside: SetAside) -> tuple[Issue, ...]:
    """Why a question is set aside."""
    return (*aside.issues, *(finding(found).issue for found in aside.findings))


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


def issues_json(night: Night, records: Records) -> Iterator[bytes]:
    """`issues.json`, as a stream: a list of all issues, as `dump` would write it."""
    before = b"["
    for row in listed(night, records):
        yield before + b"\n" + _dump_row(row).encode()
        before = b","
    yield b"[]\n" if before == b"[" else b"\n]\n"


def _dump_row(row: Mapping[str, str | list[str]]) -> str:
    """An issue as it stands in the list that `dump` would write, a hundred thousand of them in a fifth of its time."""
    members = []
    for name, value in sorted(row.items()):
        if isinstance(value, list) and value:
            members.append(f'  "{name}": [\n   ' + ",\n   ".join(map(encode_basestring, value)) + "\n  ]")
        else:
            members.append(f'  "{name}": {encode_basestring(value) if isinstance(value, str) else "[]"}')
    return " {\n" + ",\n".join(members) + "\n }"


# -- for people -------------------------------------------------------------------------------------


def markdown(night: Night, records: Records, numbers: Mapping[str, Any], pictures: Sequence[str] = ()) -> bytes:
    """`report.md`: what a person reads in the morning, with those of the pictures that stand beside it."""
    lines = [f"# Release {numbers['version']}", "", *_overview(numbers), "", "## Set aside", ""]
    lines += [line for aside in night.set_aside for line in _aside(aside)] or [
        "None: every question passed its checks."
    ]
    if pictures:
        lines += ["", "## Pictures", "", *_pictures(pictures)]
    lines += ["", "## Who and what", "", *coverage.markdown(numbers["coverage"])]
    lines += ["", "## Issues", "", *_issues(numbers["issues_by_code"], listed(night, records))]
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
        "answered on time": f"{numbers['questions_answered_on_time']} of {_judged(numbers)} with a deadline",
        "half of the answers within": _half(numbers["days_to_answer"]),
        "open": sum(sum(one.values()) for one in numbers["open_by_legislature"].values()),
        "overdue": sum(one["overdue"] for one in numbers["open_by_legislature"].values()),
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


def _judged(numbers: Mapping[str, Any]) -> int:
    return int(numbers["questions_answered_on_time"] + numbers["questions_answered_late"])


def _half(days: Mapping[str, int]) -> str:
    return f"{quantile(days, 0.5):g} days" if days else ""


def _pictures(names: Sequence[str]) -> Iterator[str]:
    """Each picture in English, with where it is in the other languages and in numbers."""
    for name in names:
        others = ", ".join(f"[{one}]({name}.{one}.svg)" for one in LANGUAGES if one != "en")
        words = Words(name.rpartition("/")[2], "en")
        yield f"![{words.say('title')}]({name}.en.svg)"
        yield ""
        yield f"*{words.say('title')}* Also in {others}; [data]({name}.csv)."
        yield ""


def _aside(aside: SetAside) -> Iterator[str]:
    stays = "its last good record is published" if aside.has_good_record else "nothing of it is published"
    yield f"* **{aside.number}**: {stays}."
    for issue in why(aside):
        yield f"  * `{issue.code}` {issue.message} *{CODES[issue.code].advice}*"
    for page in aside.pages:
        yield f"  * page: <{page}>"


def _issues(counts: Mapping[str, int], rows: Iterable[Mapping[str, Any]]) -> list[str]:
    if not counts:
        return ["None."]
    lines = ["| code | how often | severity | meaning | what to do |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| `{code}` | {count} | {CODES[code].severity} | {CODES[code].meaning} | {CODES[code].advice} |"
        for code, count in sorted(counts.items())
    ]
    # The gravest, and among equals the first; never all of them at once.
    grave = list(Severity)
    worst = heapq.nsmallest(SHOWN, rows, key=lambda row: -grave.index(row["severity"]))
    more = sum(counts.values()) > SHOWN
    lines += ["", f"{'The first ' + str(SHOWN) + ' of them' if more else 'All of them'}:", ""]
    return [*lines, *(f"* {row['question']} `{row['code']}` {row['message']}" for row in worst)]


# -- for SHACL tools --------------------------------------------------------------------------------


def validation_report(night: Night, records: Records, iris: Iris) -> list[Triple]:
    """`report.ttl`: the SHACL results of all questions, each with an IRI of its own."""
    report = NamedNode(f"{iris.base}id/validation/be-senate")
    told: list[Odd | SetAside] = [*records.odd(with_findings=True), *night.set_aside]
    findings = [finding(found) for one in sorted(told, key=_place) for found in one.findings]
    triples = [
        Triple(report, RDF["type"], SH["ValidationReport"]),
        # Of all that was checked; in SHACL's terms a warning does not conform either.
        Triple(report, SH["conforms"], Literal(not findings)),
    ]
    for at, one in enumerate(dict.fromkeys(findings), 1):
        node = NamedNode(f"{report.value}/result/{at}")
        triples.append(Triple(report, SH["result"], node))
        triples += _result(node, one, iris)
    return triples


def _place(one: Odd | SetAside) -> tuple[int, ...]:
    return tuple(int(part) for part in one.number.split("-"))


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
