"""What `governments.csv`, `parties.csv` and `ministers.csv` could take from Wikidata.

Rows are matched by their item; a government or party without one by its exact name and days in common. A tenure is cut
at the governments it runs through, as the table of ministers is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import chain
from typing import NamedTuple

from flows.authority.names import fold
from flows.authority.tables import spellings
from flows.refresh.compare_people import SINCE, People, Somebody, Spell
from flows.refresh.proposals import Draft, Row
from flows.refresh.wikidata import Government, Item, Party, Period, Tenure
from flows.vocabulary import slug

DEPUTY = "Q87885285"  # Deputy Prime Minister: a rank of an office, no portfolio
SHORT = 7  # days: what a tenure reaches into the next government is the vagueness of its end
LANGUAGES = ("nl", "fr", "en")
# "regering-De Croo", "gouvernement De Croo", "De Croo Government"
GOVERNMENT = re.compile(r"\b(?:regering|gouvernement|government|federal|kabinet)\b", re.IGNORECASE)
SECRETARY = re.compile(r"(?:staatssecretaris|secr[ée]taire d['’][ÉEé]tat|(?:secretary of state|state secretary))", re.I)
MINISTER = re.compile(r"(?:federal )?minist(?:er|re)\b", re.IGNORECASE)
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


class Piece(NamedTuple):
    """The days of a tenure in one government; the end of an uncertain one is not known."""

    start: str
    end: str
    government: str
    is_certain: bool = True


def compare_governments(draft: Draft, governments: Iterable[Government]) -> None:
    """Propose items, days and names of the governments since 1995, and rows for those that are lacking."""
    for one in governments:
        if not _spell(one.period).meets(Spell(SINCE, "", "")):
            continue
        where = f"Wikidata {one.item.id} ({one.item.name})"
        row = _row_of(draft, "governments", one.item, _spell(one.period), LANGUAGES)
        if row is None:
            _add_government(draft, one, where)
            continue
        _days(draft, "governments", row, one.period, where)
        for language in LANGUAGES:
            if not row[language] and (name := one.item.names.get(language)):
                draft.fill("governments", row, language, name, where)


def _add_government(draft: Draft, one: Government, where: str) -> None:
    names = {language: one.item.names.get(language) or one.item.names.get("mul", "") for language in LANGUAGES}
    words = slug(GOVERNMENT.sub(" ", names["en"] or names["nl"])).split("-")
    key = "-".join([*words[:-1], ROMAN.get(words[-1], words[-1])])  # "dehaene-2"
    taken = {row["government"] for row in draft.rows("governments")}
    if not all(names.values()) or not one.period.exact[0] or key in taken or key == "unnamed":
        draft.look(f"{where} is a government that the table lacks, without all its names or its first day")
        return
    until = one.period.end if one.period.exact[1] else ""
    cells = {"government": key, **names, "from": one.period.start, "until": until, "wikidata": one.item.id}
    draft.add("governments", cells, where)


def compare_parties(draft: Draft, parties: Iterable[Party]) -> None:
    """Propose items and full names; a party that the table lacks is for somebody who knows how the Senate prints it."""
    for one in parties:
        if not _spell(one.period).meets(Spell(SINCE, "", "")):
            continue
        where = f"Wikidata {one.item.id} ({one.item.name})"
        rows = [row for row in draft.rows("parties") if row["wikidata"] == one.item.id]
        if not rows and (row := _row_of(draft, "parties", one.item, _spell(one.period), ("label",), one.short)):
            rows = [row]
        for row in rows:
            for language in ("nl", "fr"):
                if not row[f"name_{language}"] and (name := one.item.names.get(language)):
                    draft.fill("parties", row, f"name_{language}", name, where)
        if not rows:
            labels = ", ".join(one.short) or "no short name"
            draft.look(f"{where}, {labels}, is a party of somebody who was a senator, and not in parties.csv")


def compare_groups(draft: Draft, groups: Counter[str]) -> None:
    """Name the groups of members' pages that no row of the parties stands for."""
    known = {fold(label) for row in draft.rows("parties") for label in (row["label"], *spellings(row["other_labels"]))}
    for group, count in sorted(groups.items()):
        if group and fold(group) not in known:
            draft.look(f"the group '{group}' of {count} members on senate.be is no label in parties.csv")


# -- ministers --------------------------------------------------------------------------------------


def offices(draft: Draft) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """What each item of an office means: portfolios, and the rank where the table of posts gives it."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in draft.rows("portfolios"):
        if row["wikidata"]:
            found.setdefault(row["wikidata"], []).append(((row["portfolio"],), ""))
    for row in draft.rows("posts"):
        if row["wikidata"]:
            meant = (tuple(sorted(row["portfolios"].split())), row["rank"].removeprefix("deputy-prime-"))
            if meant[0] not in [portfolios for portfolios, _ in found.get(row["wikidata"], [])]:
                found.setdefault(row["wikidata"], []).append(meant)
    return found


def compare_ministers(draft: Draft, people: People, tenures: Iterable[Tenure]) -> None:
    """Propose tenures since 1995 of offices that the tables know, and the days that theirs lack."""
    known, unknown, persons = offices(draft), Counter[str](), dict[str, str | None]()
    for one in tenures:
        held = Spell(one.period.start, one.period.end, f"{one.office.name}, {_words(one.period)}")
        if one.office.id == DEPUTY or not held.meets(Spell(SINCE, "", "")):
            continue
        meant = known.get(one.office.id, [])
        if len(meant) != 1:
            unknown[f"{one.office.name} ({one.office.id})"] += 1
            continue
        (portfolios, rank), where = meant[0], f"Wikidata {one.person.id} ({one.person.name}): {held.what}"
        rank = rank or _rank(one.office, portfolios)
        pieces = _pieces(draft, one, where)
        if not rank:
            draft.look(f"{where}: the rank of {one.office.id} cannot be told from its name")
        if not rank or not pieces:
            continue
        if not pieces[0].is_certain and all(row["wikidata"] != one.person.id for row in draft.rows("people")):
            _look_uncertain(draft, pieces[0], where)
            continue
        if one.person.id not in persons:
            names = tuple(dict.fromkeys([one.person.name, *one.person.names.values()]))
            persons[one.person.id] = people.meet(
                Somebody(names, f"Wikidata {one.person.id}", one.person.id, mandates=(held,))
            )
        if person := persons[one.person.id]:
            for portfolio, piece in ((portfolio, piece) for portfolio in portfolios for piece in pieces):
                _compare_piece(draft, person, portfolio, rank, piece, where)
    for office, count in sorted(unknown.items()):
        draft.look(f"the office {office}, {count} times held, means no portfolio, or several, in our tables")


def _compare_piece(draft: Draft, person: str, portfolio: str, rank: str, piece: Piece, where: str) -> None:
    days = Spell(piece.start, piece.end, "")
    rows = [
        row for row in draft.rows("ministers")
        if (row["person"], row["portfolio"]) == (person, portfolio) and Spell(row["from"], row["until"], "").meets(days)
    ]  # fmt: skip
    ours = [row for row in rows if row["government"] == piece.government]
    if ours:
        # The rank is left alone: "Minister of Mobility" is what Wikidata calls the secretaries of state before, too.
        _days(draft, "ministers", ours[0], Period(piece.start, piece.end, (True, bool(piece.end))), where)
    elif rows:
        draft.look(f"{where}: {person} holds {portfolio} then in another government of ours than {piece.government}")
    elif not piece.is_certain:
        _look_uncertain(draft, piece, where)
    else:
        cells = {"person": person, "portfolio": portfolio, "from": piece.start, "rank": rank}
        draft.add("ministers", {**cells, "government": piece.government, "until": piece.end}, where)


def _look_uncertain(draft: Draft, piece: Piece, where: str) -> None:
    draft.look(f"{where}: the government of its beginning, {piece.government}, has ended; when did this?")


def _pieces(draft: Draft, one: Tenure, where: str) -> list[Piece]:
    """A tenure cut at the governments; nothing, and a sentence, when its days are not known well enough."""
    start, end = one.period.start, one.period.end
    governments = sorted((row for row in draft.rows("governments") if row["from"]), key=lambda row: row["from"])
    if one.cabinet:
        governments = [row for row in governments if row["wikidata"] == one.cabinet]
    held = [row for row in governments if Spell(row["from"], row["until"], "").meets(Spell(start, end, ""))]
    if not one.period.exact[0] or (end and not one.period.exact[1]):
        draft.look(f"{where}: its first or last day is not known to the day")
        return []
    if not held:
        draft.look(f"{where}: no government of ours has those days{f' or is {one.cabinet}' if one.cabinet else ''}")
        return []
    if not end and not one.cabinet and held[0]["until"]:
        # Wikidata lacks many an end, so only what began in the government of today may run on.
        return [Piece(max(start, held[0]["from"]), "", held[0]["government"], is_certain=False)]
    pieces = [
        Piece(max(start, row["from"]), min(filter(None, (end, row["until"])), default=""), row["government"])
        for row in held
    ]
    return [piece for piece in pieces if not piece.end or _length(piece) >= SHORT] or pieces


def _rank(office: Item, portfolios: tuple[str, ...]) -> str:
    if portfolios == ("prime-minister",):
        return "prime-minister"
    labels = list(office.names.values())
    if any(SECRETARY.match(label) for label in labels):
        return "secretary-of-state"
    return "minister" if any(MINISTER.match(label) for label in labels) else ""


# -- both -------------------------------------------------------------------------------------------


def _days(draft: Draft, table: str, row: Row, period: Period, where: str) -> None:
    """Propose the days that a row lacks; others are a conflict."""
    for column, day, exact in zip(("from", "until"), (period.start, period.end), period.exact, strict=True):
        if exact and not row[column]:
            draft.fill(table, row, column, day, where)
        elif exact and row[column] != day:
            draft.contradict(table, row, column, day, where)


def _row_of(
    draft: Draft, table: str, item: Item, days: Spell, columns: Iterable[str], also: Iterable[str] = ()
) -> Row | None:
    """The row of an item; else the only one of its exact name, with days in common and no item, which it then gets."""
    rows = draft.rows(table)
    if found := next((row for row in rows if row["wikidata"] == item.id), None):
        return found
    names = {fold(name) for name in chain(item.names.values(), also)}
    columns = list(columns)
    same = [
        row for row in rows
        if not row["wikidata"] and names & {fold(row[column]) for column in columns if row[column]}
        and Spell(row["from"], row["until"], "").meets(days)
    ]  # fmt: skip
    if len(same) != 1:
        return None
    draft.fill(table, same[0], "wikidata", item.id, f"Wikidata {item.id} ({item.name}): same name and days in common")
    return same[0]


def _words(period: Period) -> str:
    """A period as evidence names it: "2020-10-01 to 2025-02-03"."""
    return f"{period.start or 'an unknown day'} to {period.end or 'no known end'}"


def _spell(period: Period) -> Spell:
    return Spell(period.start, period.end, "")


def _length(piece: Piece) -> int:
    return (date.fromisoformat(piece.end) - date.fromisoformat(piece.start)).days
