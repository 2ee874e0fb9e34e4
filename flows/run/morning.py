"""Say in the morning what a night did and what to do: one text for the terminal, the Prefect artifact and the notice.

The first line tells how the night ended; every line after it is a fact or something to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.draw.tables import quantile
from flows.fetch.collect import Collected
from flows.issues import CODES
from flows.keep.journal import Found, Outcome, Visit
from flows.keep.stored import SetAside
from flows.model import State
from flows.publish import quality
from flows.publish.release import Release
from flows.publish.report import why
from flows.settings import DEFAULT_BASE, Settings
from flows.sources import be_senate

SHOWN = 10  # numbers named in a line; the rest is counted

HEADLINES = {
    Outcome.GOOD: "The night was good.",
    Outcome.INCOMPLETE: "The night is incomplete: what came is published, the rest is asked for next time.",
    Outcome.UNPUBLISHED: "Nothing was published: the last good release stays.",
    Outcome.FAILED: "The night stopped with an error: the last good release stays.",
    Outcome.INTERRUPTED: "The night was interrupted: the next one goes on where it was.",
}


@dataclass(frozen=True)
class Upload:
    """What became of the release at a portal, in words."""

    portal: str
    words: str
    is_done: bool


@dataclass(frozen=True)
class Told:
    """What the morning's text is made from.

    `release` is None when nothing was published: for the guards' `refusals`, which an operator may overrule, or for
    what `broken` says: rules of the whole graph, which nobody may, or a release that is held back. `changed` is what
    it changed, in words, and `served` the address of the newest release, empty when nobody said where it is served.
    """

    name: str
    outcome: Outcome
    collected: Collected | None
    set_aside: tuple[SetAside, ...]
    release: Release | None
    refusals: tuple[str, ...]
    broken: tuple[str, ...] = ()
    served: str = ""
    changed: str = ""
    uploads: tuple[Upload, ...] = ()

    @property
    def figures(self) -> dict[str, Any]:
        """What the release holds, in figures by name."""
        numbers = self.release.statistics() if self.release else {}
        issues = ", ".join(f"{count} {code}" for code, count in numbers.get("issues_by_code", {}).items()) or "none"
        return {"questions": numbers["questions"], "triples": numbers["triples"], "issues": issues} if numbers else {}


def markdown(told: Told) -> str:
    """The morning's text."""
    lines = [f"# Night {told.name}", "", HEADLINES[told.outcome], "", *_happened(told), "", "## What to do", ""]
    return "\n".join([*lines, *(list(_to_do(told)) or ["* Nothing."])]) + "\n"


def failure(name: str, words: str) -> str:
    """The text of a night that an error stopped."""
    return (
        f"# Night {name}\n\n{HEADLINES[Outcome.FAILED]}\n\n## What to do\n\n* {words}\n"
        "* Run the harvest again when that is put right: it goes on where it was.\n"
    )


def _happened(told: Told) -> Iterator[str]:
    if told.release:
        yield f"* release {told.release.version}{'' if told.release.is_new else ', unchanged'}: {told.release.folder}"
    if told.changed:
        yield f"* since the release before: {told.changed}"
    for name, value in told.figures.items():
        yield f"* {name}: {value}"
    if told.release:
        yield from main_figures(told.release.statistics())
    if told.release and told.served:
        yield f"* figures and pictures: <{told.served}report.md>, data: <{told.served}statistics.json>"
    if told.set_aside:
        yield f"* set aside: {_named([aside.number for aside in told.set_aside])}"
    for one in told.uploads:
        yield f"* {one.portal}: {one.words if one.is_done else 'the release was not uploaded'}"
    if (got := told.collected) is None:
        return
    asked = sum(map(len, got.found.values()))
    yield f"* asked for {asked} numbers with {got.requests} requests; {got.new_pages} new pages"
    if got.repeated:
        yield f"* {got.repeated} of the requests were repeated after a failure: the log says which"
    for kind, words in (
        (Found.QUESTION, "were questions"), (Found.MISSING, "are not given out"), (Found.VANISHED, "are gone"),
        (Found.UNEXPECTED, "show no question any more"), (Found.FAILED, "could not be fetched"),
    ):  # fmt: skip
        numbers = got.found[kind]
        if numbers:
            shown = "" if kind in (Found.QUESTION, Found.MISSING) else f": {_named(numbers)}"
            yield f"* {len(numbers)} {words}{shown}"
    if got.new_questions:
        yield f"* new questions: {_named(got.new_questions)}"
    for note in got.notes:
        yield f"* {note}"


def main_figures(numbers: Mapping[str, Any]) -> Iterator[str]:
    """What a person wants to know of a release at a glance: what was answered, how fast, what is open."""
    if not numbers["questions"]:
        return
    on_time, late = numbers["questions_answered_on_time"], numbers["questions_answered_late"]
    yield f"* answered: {numbers['questions_answered']} ({on_time} on time, {late} late, the others without a deadline)"
    if days := numbers["days_to_answer"]:
        yield f"* half of the answers came within {quantile(days, 0.5):g} days"
    waiting = numbers["open_by_legislature"].values()
    overdue = sum(one["overdue"] for one in waiting)
    many = sum(sum(one.values()) for one in waiting)
    yield f"* open: {many}, of them overdue on {numbers['newest_capture']}: {overdue}"


def served(settings: Settings) -> str:
    """The address of the newest release; empty when no setting says where one is served."""
    if settings.base_iri == DEFAULT_BASE and not settings.download_url:
        return ""
    return f"{settings.downloads}{settings.latest.name}/"


def _to_do(told: Told) -> Iterator[str]:
    got = told.collected
    for refusal in told.refusals:
        yield f"* No release: {refusal}."
    if told.refusals:
        yield f"* When the pages are right after all: `vraagbaak rebuild --accept {told.name}`."
    for reason in told.broken:
        yield f"* No release: {reason}."
    for one in told.uploads:
        if not one.is_done:
            yield (
                f"* Not uploaded to {one.portal}: {one.words.rstrip('.')}. The release is good; the next night tries "
                f"again, or now: `vraagbaak upload {one.portal}`."
            )
    if told.release:
        yield from (f"* {sentence}" for sentence in quality.too_large(told.release.folder))
    if got and got.incomplete:
        yield f"* It stopped asking: {got.incomplete}. If the next night says the same, look at the site in a browser."
    for kind in (Found.VANISHED, Found.UNEXPECTED, Found.FAILED):
        for number in (got.found[kind] if got else [])[:SHOWN]:
            page = be_senate.discover.bilingual_page(number)
            yield f"* {number}: {(got.reasons[number] if got else '').rstrip('.')}. Look at <{page}>."
    for aside in told.set_aside[:SHOWN]:
        for issue in why(aside):
            yield f"* {aside.number} is set aside: `{issue.code}` {issue.message}. {CODES[issue.code].advice}"


def _named(numbers: Sequence[str]) -> str:
    more = f" and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else ""
    return ", ".join(numbers[:SHOWN]) + more


def outlook(visits: Sequence[Visit], today: date) -> dict[str, int]:
    """What stands open and what is due, in figures, for `vraagbaak status`."""
    known = [visit for visit in visits if visit.known]
    waiting = [visit.known for visit in known if visit.known and visit.known.state is State.OPEN]
    next_days = [
        be_senate.discover.next_visit(visit.known, visit.at.date())
        for visit in known
        if visit.known and visit.found is Found.QUESTION
    ]
    return {
        "known questions": len(known),
        "open": len(waiting),
        "past their deadline": sum(1 for one in waiting if one.deadline and one.deadline < today),
        "due today": sum(day <= today for day in next_days) + sum(visit.found is not Found.QUESTION for visit in known),
        "missing numbers": sum(visit.known is None for visit in visits),
    }
