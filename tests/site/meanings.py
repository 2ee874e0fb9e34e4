"""What the reviewed tables of `seeds/` say of the names on the miniature site, read plainly, without the program.

Which rank and portfolios an addressee's line names was read by hand, a line of `addressees.csv` each; the minister
whom somebody is attached to does not count, nor does what that one is charged with.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.site.gathered import Gathered

HERE = Path(__file__).parent
SEEDS = HERE.parents[1] / "seeds"
TENURES = {"deputy-prime-minister": "minister"}  # a deputy prime minister is a minister
Row = dict[str, str]


@cache
def table(name: str, folder: Path = SEEDS) -> tuple[Row, ...]:
    """The rows of a table."""
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def keyed(name: str, key: str) -> dict[str, Row]:
    """The rows of a table by a column that is different in each."""
    return {row[key]: row for row in table(name)}


def holds(row: Row, day: dt.date) -> bool:
    """Whether a row is true on a day: from its first day to the one before `until`."""
    return row["from"] <= day.isoformat() and (not row["until"] or day.isoformat() < row["until"])


def alike(text: str) -> str:
    """A name without what printers vary: apostrophes and capitals."""
    return text.replace("’", "'").replace("œ", "oe").casefold()


def bears(row: Row, label: str, column: str, others: str) -> bool:
    """Whether a row bears a name, as its own or as another one."""
    return alike(label) in (alike(one.strip()) for one in (row[column], *row[others].split("|")))


# -- persons and parties ----------------------------------------------------------------------------


def author(one: Gathered) -> str:
    """The name under which a question's author is known: as printed when no table knows it."""
    row = _author(one)
    return row["name"] if row else one.truth.author


def _author(one: Gathered) -> Row | None:
    rows = [row for row in table("people") if bears(row, one.truth.author, "name", "other_names")]
    found = [row for row in rows if holds(row, one.truth.date)]
    return found[0] if len(found) == 1 else None


def is_on_wikidata(one: Gathered) -> bool:
    """Whether the author of a question has an item there."""
    row = _author(one)
    return bool(row and row["wikidata"])


def party(one: Gathered) -> str | None:
    """The label of the party or group that a question was asked for: as printed when no table knows it."""
    if one.truth.party is None:
        return None
    rows = [row for row in table("parties") if bears(row, one.truth.party, "label", "other_labels")]
    found = [row["label"] for row in rows if holds(row, one.truth.date)]
    return found[0] if len(found) == 1 else one.truth.party


# -- posts ------------------------------------------------------------------------------------------


def rank(one: Gathered) -> str:
    """The rank of the post that a question was put to."""
    return _addressed(one)["rank"]


def portfolios(one: Gathered) -> list[str]:
    """The keys of the portfolios of that post."""
    return _addressed(one)["portfolios"].split()


def _addressed(one: Gathered) -> Row:
    (row,) = (row for row in table("addressees", HERE) if row["printed"] == one.truth.addressee["nl"])
    return row


def portfolio_label(key: str) -> str:
    """The Dutch label of a portfolio."""
    return keyed("portfolios", "portfolio")[key]["nl"]


def government(day: dt.date) -> Row | None:
    """The government of a day."""
    return next((row for row in table("governments") if holds(row, day)), None)


def tenures(held: str, portfolio: str, day: dt.date) -> list[Row]:
    """Who held a portfolio with a rank on a day, by the table of ministers; with a government all tenures end."""
    wanted = (TENURES.get(held, held), portfolio)
    rows = [row for row in table("ministers") if (row["rank"], row["portfolio"]) == wanted and holds(row, day)]
    return [row for row in rows if holds(keyed("governments", "government")[row["government"]], day)]


# -- topics -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Topic:
    """What a descriptor means: a EuroVoc concept, whose key is its id, or a word that EuroVoc lacks."""

    key: str
    is_eurovoc: bool
    nl: str | None = field(compare=False)
    fr: str | None = field(compare=False)


def topics(one: Gathered) -> set[Topic]:
    """What a question is about; the descriptors of the two languages stand in pairs."""
    words = {language: listed for language, listed in one.truth.keywords.items() if language in one.languages}
    found: set[Topic] = set()
    for pair in zip(*words.values(), strict=True):
        labels = dict(zip(words, pair, strict=True))
        found |= {_concept(key) for key in _eurovoc(labels)} or _words(labels)
    return found


def _eurovoc(labels: dict[str, str]) -> set[str]:
    found: set[str] = set()
    for language, label in labels.items():
        meant = _labelled(language).get(alike(label), set())
        if len(meant) == 1:
            found |= {keyed("eurovoc", "id")[key]["replaced_by"] or key for key in meant}
    return found


@cache
def _labelled(language: str) -> dict[str, set[str]]:
    """The ids of the concepts that a label means: as the preferred one, else as another one."""
    preferred: dict[str, set[str]] = {}
    others: dict[str, set[str]] = {}
    for row in table("eurovoc"):
        preferred.setdefault(alike(row[language]), set()).add(row["id"])
        for other in row[f"other_{language}"].split("|"):
            others.setdefault(alike(other.strip()), set()).add(row["id"])
    return others | preferred


def _concept(key: str) -> Topic:
    row = keyed("eurovoc", "id")[key]
    return Topic(key, True, row["nl"], row["fr"])


def _words(labels: dict[str, str]) -> set[Topic]:
    reviewed = {
        Topic(alike(row["nl"]), False, row["nl"], row["fr"])
        for row in table("keywords")
        if any(bears(row, label, language, f"other_{language}") for language, label in labels.items())
    }
    return reviewed or {Topic(alike(labels.get("nl") or labels["fr"]), False, labels.get("nl"), labels.get("fr"))}


def broader(key: str) -> set[str]:
    """A EuroVoc concept with all that is broader."""
    found, queue = set[str](), [key]
    while queue:
        at = queue.pop()
        if at not in found:
            found.add(at)
            queue += keyed("eurovoc", "id")[at]["broader"].split()
    return found


def fields(topic: Topic) -> Iterator[tuple[str, str]]:
    """The Dutch labels of a EuroVoc concept's domains and microthesauri, in pairs."""
    for micro in keyed("eurovoc", "id")[topic.key]["microthesauri"].split() if topic.is_eurovoc else []:
        row = keyed("eurovoc_microthesauri", "id")[micro]
        yield keyed("eurovoc_domains", "id")[row["domain"]]["nl"], row["nl"]
