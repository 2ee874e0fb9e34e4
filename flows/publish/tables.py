"""The rows of the flat tables: those of each record in the order of the numbers, with the names of what they point at.

One row of one record is in memory at a time; of the people only how often they asked and were asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flows.publish.columns import KEYWORDS, LANGUAGES, SEPARATOR
from flows.publish.named import Named
from flows.publish.rows import Row
from flows.vocabulary import EV, Iris

MANY = (
    *(f"{name}_{language}" for name in ("keywords", "page") for language in LANGUAGES), "also_asked_as", "reintroduces",
    "reintroduced_as",
)  # fmt: skip
DOMAINS = tuple(column.language for column in KEYWORDS.columns if column.name.startswith("domains_"))
POINTERS = {kind: f"{kind}_iri" for kind in ("author", "party", "post", "minister", "government")}
Asked = tuple[str, str]  # as what a row points at a thing, and the IRI of the thing


class Cells:
    """What a thing puts into the rows that point at it, made once for each thing."""

    def __init__(self, named: Named) -> None:
        """Take the names from a vocabulary."""
        self.named = named
        self._known: dict[Asked, Row] = {}
        self._made = {"author": self._author, "party": self._party, "post": self._post, "minister": self._minister,
                      "government": self._government, "topic": self._topic}  # fmt: skip

    def of(self, kind: str, iri: str) -> Row:
        """The cells of a thing; they stay as they are."""
        found = self._known.get((kind, iri))
        if found is None:
            found = self._known[kind, iri] = self._made[kind](iri)
        return found

    def fingerprint(self, asked: Iterable[Asked]) -> str:
        """A checksum of some things with their cells."""
        digest = hashlib.sha256()
        for kind, iri in asked:
            digest.update(f"{kind} {iri} {self.of(kind, iri)}\n".encode())
        return digest.hexdigest()

    def _author(self, iri: str) -> Row:
        return {"author": self.named.name(iri)}

    def _minister(self, iri: str) -> Row:
        return {"minister": self.named.name(iri)}

    def _party(self, iri: str) -> Row:
        return {"party": self.named.label(iri, "nl")}

    def _government(self, iri: str) -> Row:
        return {f"government_{one}": self.named.label(iri, one) for one in ("nl", "fr")}

    def _post(self, iri: str) -> Row:
        named, portfolios = self.named, self.named.portfolios(iri)
        row: Row = {"portfolio_iris": SEPARATOR.join(portfolios) or None}
        for one in ("nl", "fr"):
            row[f"post_{one}"], row[f"portfolios_{one}"] = named.label(iri, one), named.labels(portfolios, one)
        return row

    def _topic(self, iri: str) -> Row:
        domains = self.named.domains(iri)
        return {
            "concept_iri": iri,
            "vocabulary": "eurovoc" if iri.startswith(EV) else "senate",
            **{f"concept_{one}": self.named.label(iri, one) for one in DOMAINS},
            "domain_codes": SEPARATOR.join(map(self.named.code, domains)) or None,
            **{f"domains_{one}": self.named.labels(domains, one) for one in DOMAINS},
        }


class Part(NamedTuple):
    """What a person has to do with some questions: how many they asked, from which day to which, and were asked."""

    asked: int = 0
    received: int = 0
    first: str = ""
    last: str = ""

    def __add__(self, other: object) -> Part:
        """The same of these and other questions."""
        assert isinstance(other, Part)
        days = [one for one in (self.first, other.first) if one]
        return Part(
            self.asked + other.asked, self.received + other.received, min(days, default=""), max(self.last, other.last)
        )


@dataclass
class Tables:
    """The rows of some records; `asked` is what they point at, `people` what is counted of the people on the way."""

    cells: Cells
    iris: Iris
    asked: set[Asked] = field(default_factory=set)
    people: dict[str, Part] = field(default_factory=dict)

    def of(self, record: Mapping[str, Any]) -> Iterator[tuple[str, Row]]:
        """The rows of a record, each with the name of its table."""
        number = record["question"]["number"]
        node = self.iris.question(number).value
        question = {"iri": node, "answers": len(record["answers"]), **record["question"]}
        yield "questions", self._question(question)
        for answer in record["answers"]:
            yield "answers", {"number": number, "iri": f"{node}/answer/{answer['answer']}", **answer}
        for event in sorted(record["events"], key=lambda one: int(one["event"])):
            yield "events", {"number": number, **event}
        for concept in record["topics"]:
            self.asked.add(("topic", concept))
            yield "keywords", {"number": number, **self.cells.of("topic", concept)}

    def _question(self, row: Row) -> Row:
        legislature, _, serial = row["number"].partition("-")
        row |= {name: SEPARATOR.join(row[name]) for name in MANY if name in row}
        row |= {"legislature": int(legislature), "serial": int(serial)}
        for kind, column in POINTERS.items():
            if iri := row.get(column):
                self.asked.add((kind, iri))
                row |= self.cells.of(kind, iri)
        if author := row.get("author_iri"):
            self._count(author, Part(asked=1, first=row["date"], last=row["date"]))
        if minister := row.get("minister_iri"):
            self._count(minister, Part(received=1))
        return row

    def _count(self, person: str, part: Part) -> None:
        self.people[person] = self.people.get(person, Part()) + part


def rows_of(records: Iterable[Mapping[str, Any]], tables: Tables) -> Iterator[tuple[str, Row]]:
    """The rows of some records, each with the name of its table."""
    for record in records:
        yield from tables.of(record)


def people(named: Named, parts: Mapping[str, Part]) -> Iterator[tuple[str, Row]]:
    """Everyone who is described or was counted, by address, as rows of the table of people."""
    seats = named.sat()
    for iri in sorted({*named.people(), *parts}):
        sat, part = seats.get(iri, []), parts.get(iri, Part())
        parties = list(dict.fromkeys(one.party for one in sat))
        seen = (f"{named.label(one.party, 'nl') or one.party} {one.first}/{one.last}" for one in sat)
        yield "people", {
            "iri": iri, "slug": iri.rpartition("/")[2], "name": named.name(iri), "wikidata": named.wikidata(iri),
            "senate_id": next(iter(named.values(iri, named.pq["senateId"])), None),
            "parties": named.labels(parties, "nl"), "party_iris": SEPARATOR.join(parties) or None,
            "parties_seen": SEPARATOR.join(seen) or None, "questions_asked": part.asked,
            "first_question": part.first or None, "last_question": part.last or None,
            "questions_received": part.received,
        }  # fmt: skip
