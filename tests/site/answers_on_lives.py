"""What the competency queries on people, time and fates must find in what is gathered of the miniature site.

Rows stand in the query's order, worked out of the truth and the reviewed tables by plain Python.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from statistics import median

from flows.model import AnswerKind, EventKind, RelationKind, State, TargetKind
from tests.site.gathered import Gathered, Rows, everything, gathered
from tests.site.meanings import (
    author,
    government,
    is_on_wikidata,
    keyed,
    party,
    portfolio_label,
    portfolios,
    rank,
    table,
    tenures,
)


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
    """4, of four questions."""
    rows = set()
    for one in everything():
        if one.number not in ("7-1668", "5-687", "4-2571", "3-3744"):
            continue
        for key in portfolios(one):
            for held in tenures(rank(one), key, one.answered) if one.answered else []:
                name = keyed("people", "person")[held["person"]]["name"]
                cabinet = keyed("governments", "government")[held["government"]]["nl"]
                rows.add((one.number, one.answered, portfolio_label(key), name, cabinet))
    return sorted(rows, key=lambda row: (row[0], row[2], row[3]))


def persons_without_wikidata() -> Rows:
    """32; who ever had a portfolio that was asked about is in the graph, asked or not."""
    used = {key for one in everything() for key in portfolios(one)}
    held = {row["person"] for row in table("ministers") if row["portfolio"] in used}
    names = {keyed("people", "person")[key]["name"] for key in held if not keyed("people", "person")[key]["wikidata"]}
    return [(name,) for name in sorted(names | {author(one) for one in everything() if not is_on_wikidata(one)})]


# -- in time ----------------------------------------------------------------------------------------


def how_late() -> Rows:
    """5."""
    rows = [
        (one.number, one.deadline, one.answered, one.late == 0, one.late)
        for one in everything()
        if one.late is not None
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
        for day in (happened(one, EventKind.REQUALIFICATION) or (None,))
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
