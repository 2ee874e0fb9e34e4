"""What each competency query must find in what is gathered of the miniature site: rows in the query's order.

Worked out of the truth and the reviewed tables by plain Python, so that nothing of the program is taken for granted.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from statistics import median

from flows.model import AnswerKind, EventKind, RelationKind, State, TargetKind
from tests.site.answered import links, original, question_parts, unanswered
from tests.site.expected import body
from tests.site.gathered import Gathered, gathered
from tests.site.meanings import (
    author,
    broader,
    fields,
    government,
    is_on_wikidata,
    keyed,
    party,
    portfolio_label,
    portfolios,
    rank,
    table,
    tenures,
    topics,
)
from tests.site.truth import printed_lines

Cell = str | int | float | bool | dt.date | None
Rows = list[tuple[Cell, ...]]
WRITTEN = TargetKind.WRITTEN_QUESTION


def everything() -> Iterable[Gathered]:
    """Every question, in the order of the numbers as texts, as SPARQL orders them."""
    return gathered().values()


def targets(one: Gathered, kind: RelationKind) -> list[str]:
    """The questions that a question's relations of a kind name."""
    return [relation.target for relation in one.truth.relations if relation.kind is kind]


def happened(one: Gathered, kind: EventKind) -> list[dt.date]:
    """The days of a question's events of a kind."""
    return [event.date for event in one.truth.events if event.kind is kind]


# -- who, to whom -----------------------------------------------------------------------------------


def who_asked() -> Rows:
    """1."""
    one = gathered()["7-1668"]
    return [(one.number, author(one), party(one))]


def questions_of_a_senator() -> Rows:
    """2."""
    return sorted(
        (one.truth.date, one.number, party(one), one.title) for one in everything() if author(one) == "Nahima Lanjri"
    )


def questions_to_defence() -> Rows:
    """3."""
    rows: Rows = []
    for one in everything():
        if "defence" in portfolios(one):
            cabinet = government(one.truth.date)
            rows.append((one.truth.date, one.number, cabinet["nl"] if cabinet else None, one.title))
    return sorted(rows, key=str)


def minister_who_answered() -> Rows:
    """4."""
    return sorted(
        {
            (one.number, one.answered, portfolio_label(key),
             keyed("people", "person")[held["person"]]["name"], keyed("governments", "government")[held["government"]]["nl"])
            for one in everything() if one.answered
            for key in portfolios(one)
            for held in tenures(rank(one), key, one.answered)
        },
        key=str,
    )  # fmt: skip


# -- in time ----------------------------------------------------------------------------------------


def how_late() -> Rows:
    """5."""
    rows = [
        (one.number, one.deadline, one.answered, one.late == 0, one.late) for one in everything() if one.late is not None
    ]
    return sorted(rows, key=lambda row: (-row[4], row[0]))


def overdue_today(today: dt.date) -> Rows:
    """6."""
    return sorted(
        (one.deadline, one.number, one.title)
        for one in everything()
        if one.truth.state is State.OPEN and one.deadline and one.deadline < today
    )


def punctuality() -> Rows:
    """7."""
    groups: dict[tuple[str, str, int], list[Gathered]] = defaultdict(list)
    for one in everything():
        if one.answered and (asking := party(one)):
            for key in portfolios(one):
                groups[portfolio_label(key), asking, one.truth.date.year].append(one)
    rows: Rows = []
    for (field, asking, year), members in sorted(groups.items()):
        late = [one.late for one in members if one.late is not None]
        share = late.count(0) / len(late) if late else None
        rows.append((field, asking, year, len(members), median(one.days or 0 for one in members), share))
    return rows


def longest_unanswered(today: dt.date) -> Rows:
    """8."""
    rows = []
    for one in everything():
        ends = [
            day
            for kind in (EventKind.CLOSED, EventKind.REQUALIFICATION, EventKind.LAPSED)
            for day in happened(one, kind)
        ]
        until = max(ends, default=today)
        if not one.answered:
            rows.append((one.legislature, one.number, one.truth.date, until, (until - one.truth.date).days))
    return sorted(rows, key=lambda row: (row[0], -row[4], row[1]))


def only_provisional() -> Rows:
    """9."""
    return sorted(
        (one.truth.date, one.number, f"https://www.senate.be{answer.document}", one.title)
        for one in everything()
        for answer in one.truth.answers
        if [answer.kind] == [AnswerKind.PROVISIONAL] == [each.kind for each in one.truth.answers]
    )


def reminders() -> Rows:
    """10."""
    return [
        (one.number, day, one.answered, (one.answered - day).days if one.answered else None)
        for one in everything()
        for day in sorted(happened(one, EventKind.REMINDER))
    ]


def who_answered_first() -> Rows:
    """12."""
    rows: Rows = []
    for one in everything():
        twins = targets(one, RelationKind.ALSO_ASKED_AS)
        given = [gathered()[number].answered for number in twins if number in gathered()]
        if twins and one.answered and not any(day and day < one.answered for day in given):
            rows.append((one.number, one.answered, one.days, one.addressee, len(twins)))
    return sorted(rows, key=lambda row: (str(row[1]), str(row[0])))


# -- what became of it ------------------------------------------------------------------------------


def asked_to_several() -> Rows:
    """11."""
    return sorted((one.number, other) for one in everything() for other in targets(one, RelationKind.ALSO_ASKED_AS))


def requalified() -> Rows:
    """13."""
    kinds = {TargetKind.ORAL_QUESTION: "mondelinge vraag", TargetKind.REQUEST_FOR_EXPLANATION: "vraag om uitleg"}
    return [
        (one.number, kinds[relation.target_kind], relation.target, day)
        for one in everything()
        for relation in one.truth.relations
        if relation.kind is RelationKind.REQUALIFIED_AS
        for day in happened(one, EventKind.REQUALIFICATION) or [None]
    ]


def lapsed() -> Rows:
    """14."""
    return sorted(
        (one.legislature, day, one.number, one.truth.date)
        for one in everything()
        for day in happened(one, EventKind.LAPSED)
    )


def reintroductions() -> Rows:
    """25."""
    later: dict[str, set[str]] = defaultdict(set)
    for one in everything():
        for number in targets(one, RelationKind.REINTRODUCED_AS):
            later[one.number] |= {number} & gathered().keys()
        for number in set(targets(one, RelationKind.REINTRODUCES)) & gathered().keys():
            later[number].add(one.number)
    rows = []
    for first in set(later) - set().union(*later.values()):
        for last in _ends(later, first) - {first}:
            asked, answered = gathered()[first].truth.date, gathered()[last].answered
            rows.append((first, last, asked, answered, (answered - asked).days if answered else None))
    return sorted(rows, key=lambda row: (-(row[4] if row[4] is not None else -1), row[0], row[1]))


def _ends(later: dict[str, set[str]], number: str) -> set[str]:
    return set().union(*(_ends(later, other) for other in later[number])) if later.get(number) else {number}


# -- texts ------------------------------------------------------------------------------------------


def parts_with_answers() -> Rows:
    """15."""
    rows: Rows = []
    for number in ("4-2571", "7-1668"):
        one = gathered()[number]
        parts = question_parts(one, "nl")
        for position, answering in sorted(links(one).items()):
            for at, part in answering:
                given = body(one.truth.answers[at - 1].texts["nl"])["parts"][part - 1]
                rows.append((number, parts[position - 1]["number"], parts[position - 1]["text"], given["text"]))
    return rows


def parts_without_answer() -> Rows:
    """16."""
    return [
        (one.number, part["position"], part["number"])
        for one in everything()
        if one.answered
        for part in unanswered(one)
    ]


def language_missing() -> Rows:
    """21."""
    return [
        (one.number, language)
        for one in everything()
        for language in ("fr", "nl")
        if language not in one.truth.question or language not in one.languages
    ]


def titles() -> Rows:
    """23."""
    return [
        (one.number, one.title, one.truth.subject["fr"])
        for one in everything()
        if one.title and "fr" in one.truth.subject and "fr" in one.languages
    ]


def web_sources() -> Rows:
    """24."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in everything():
        texts = [("", one.truth.question), *((str(at), answer.texts) for at, answer in enumerate(one.truth.answers))]
        for at, versions in texts:
            for language in one.languages & versions.keys():
                for address in _cited(one, "\n".join(printed_lines(versions[language]))):
                    host = re.fullmatch(r"https?://([^/]+).*", address)
                    assert host
                    found[host[1]].add((f"{one.number} {at}", address))
    rows = [(host, len({text for text, _ in both}), len({one for _, one in both})) for host, both in found.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _cited(one: Gathered, text: str) -> Iterator[str]:
    for address in sorted(one.truth.citations, key=len, reverse=True):  # one may begin another
        if address in text:
            text = text.replace(address, "")
            yield address


def referrals() -> Rows:
    """26."""
    return sorted(
        (answer.date, one.number, one.addressee)
        for one in everything()
        for answer in one.truth.answers
        if answer.kind is AnswerKind.REFERRAL and one.addressee
    )


def questions_named() -> Rows:
    """27."""
    return sorted(
        (one.number, number, gathered()[number].title if number in gathered() else None)
        for one in everything()
        for number in one.truth.refers_to
    )


# -- topics -----------------------------------------------------------------------------------------


def questions_by_domain() -> Rows:
    """17."""
    found = Counter(
        (domain, micro, one.truth.date.year)
        for one in everything()
        for domain, micro in {pair for topic in topics(one) for pair in fields(topic)}
    )
    return [(*key, count) for key, count in sorted(found.items())]


def concept_or_narrower() -> Rows:
    """18."""
    (wide,) = (row["id"] for row in table("eurovoc") if row["nl"] == "migratie")
    return sorted({
        (one.number, topic.nl)
        for one in everything()
        for topic in topics(one)
        if topic.is_eurovoc and wide in broader(topic.key)
    })  # fmt: skip


def keywords_without_eurovoc() -> Rows:
    """19; of two French spellings the first in the order of the letters is the preferred one."""
    found = [topic for one in everything() for topic in topics(one) if not topic.is_eurovoc]
    counts = Counter(topic.key for topic in found)
    rows = []
    for key, count in counts.items():
        spellings = [[topic.nl for topic in found if topic.key == key], [topic.fr for topic in found if topic.key == key]]
        rows.append((*(min(filter(None, spelt), default=None) for spelt in spellings), count))
    return sorted(rows, key=lambda row: (-int(row[2] or 0), row[0] or "", row[1] or ""))


def shared_topics() -> Rows:
    """20."""
    asking: dict[tuple[int, int, str], set[str]] = defaultdict(set)
    for one in everything():
        for topic in topics(one):
            if topic.nl and (group := party(one)):
                asking[one.truth.date.year, (one.truth.date.month + 2) // 3, topic.nl].add(group)
    return [(*key, ", ".join(sorted(groups))) for key, groups in sorted(asking.items()) if len(groups) > 1]


def unusual_domains() -> Rows:
    """33."""
    asked: dict[str, list[tuple[Gathered, set[str]]]] = defaultdict(list)
    for one in everything():
        if domains := {domain for topic in topics(one) for domain, _ in fields(topic)}:
            for key in portfolios(one):
                asked[key].append((one, domains))
    rows: Rows = []
    for key, questions in asked.items():
        touching = Counter(domain for _, domains in questions for domain in domains)
        rows += [
            (portfolio_label(key), domain, one.number, minister(one), touching[domain], len(questions))
            for one, domains in questions
            for domain in domains
            if 10 * touching[domain] < len(questions)
        ]
    return sorted(rows, key=lambda row: tuple(map(str, row[:3])))


def minister(one: Gathered) -> str | None:
    """The person whom the tables name for all portfolios of an addressee on the day of the question."""
    found = {held["person"] for key in portfolios(one) for held in tenures(rank(one), key, one.truth.date)}
    return keyed("people", "person")[found.pop()]["name"] if len(found) == 1 else None


def topics_together() -> Rows:
    """34."""
    pairs = Counter(
        frozenset(pair) for one in everything() for pair in combinations({topic.nl or "" for topic in topics(one)}, 2)
    )
    rows = [(*sorted(pair), count) for pair, count in pairs.items() if count > 2]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


# -- figures and sources ----------------------------------------------------------------------------


def language_asked() -> Rows:
    """22."""
    groups: dict[tuple[int, str], list[str]] = defaultdict(list)
    for one in everything():
        if group := party(one):
            groups[one.truth.date.year, group].append(original(one))
    return [
        (*key, len(asked), *(asked.count(language) / len(asked) for language in ("nl", "fr", "de")))
        for key, asked in sorted(groups.items())
    ]


def source_of_an_answer() -> Rows:
    """28."""
    one = gathered()["7-1668"]
    digest = hashlib.sha256(one.page.body).hexdigest()
    return [(one.number, one.answered, one.page.address, one.page.seen, digest)]


def changed_sources() -> Rows:
    """29."""
    rows = [(one.number, one.issued, one.page.seen) for one in everything() if one.page.seen > one.issued]
    return sorted(rows, key=lambda row: (row[2], row[0]))


def changes_since() -> Rows:
    """30."""
    since = dt.datetime(2026, 11, 10, tzinfo=dt.UTC)
    rows = [(one.number, one.page.seen, one.page.seen == one.issued) for one in everything() if one.page.seen >= since]
    return sorted(rows, key=lambda row: (row[1], row[0]))


def freshness() -> Rows:
    """31."""
    rows: Rows = []
    for legislature in sorted({one.legislature for one in everything()}):
        members = [one for one in everything() if one.legislature == legislature]
        rows.append((
            legislature, len(members), max(one.truth.serial for one in members),
            sum(one.answered is not None for one in members), max(one.page.seen for one in members),
        ))  # fmt: skip
    return rows


def persons_without_wikidata() -> Rows:
    """32; who ever had a portfolio that was asked about is in the graph, asked or not."""
    used = {key for one in everything() for key in portfolios(one)}
    held = {row["person"] for row in table("ministers") if row["portfolio"] in used}
    names = {keyed("people", "person")[key]["name"] for key in held if not keyed("people", "person")[key]["wikidata"]}
    return [(name,) for name in sorted(names | {author(one) for one in everything() if not is_on_wikidata(one)})]


ANSWERS: dict[int, Callable[..., Rows]] = {
    1: who_asked, 2: questions_of_a_senator, 3: questions_to_defence, 4: minister_who_answered, 5: how_late,
    6: overdue_today, 7: punctuality, 8: longest_unanswered, 9: only_provisional, 10: reminders, 11: asked_to_several,
    12: who_answered_first, 13: requalified, 14: lapsed, 15: parts_with_answers, 16: parts_without_answer,
    17: questions_by_domain, 18: concept_or_narrower, 19: keywords_without_eurovoc, 20: shared_topics,
    21: language_missing, 22: language_asked, 23: titles, 24: web_sources, 25: reintroductions, 26: referrals,
    27: questions_named, 28: source_of_an_answer, 29: changed_sources, 30: changes_since, 31: freshness,
    32: persons_without_wikidata, 33: unusual_domains, 34: topics_together,
}  # fmt: skip
