"""The rows of the flat tables: those of each record in the order of the numbers, with the names of what they point at.

One row of one record is in memory at a time; of the people only how often they asked and were asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.publish.columns import KEYWORDS, LANGUAGES, SEPARATOR
from flows.publish.named import Named
from flows.publish.rows import Row
from flows.vocabulary import EV, Iris

MANY = (
    *(f"{name}_{language}" for name in ("keywords", "page") for language in LANGUAGES), "also_asked_as", "reintroduces",
    "reintroduced_as",
)  # fmt: skip
DOMAINS = tuple(column.language for column in KEYWORDS.columns if column.name.startswith("domains_"))


@dataclass
class Tables:
    """What rows are made by: the names, the addresses, and what is counted of the people on the way."""

    named: Named
    iris: Iris
    asked: Counter[str] = field(default_factory=Counter)
    received: Counter[str] = field(default_factory=Counter)
    days: dict[str, tuple[str, str]] = field(default_factory=dict)

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
            yield "keywords", {"number": number, **self._topic(concept)}

    def _question(self, row: Row) -> Row:
        named, post, government = self.named, row.get("post_iri"), row.get("government_iri")
        author, party, minister = (row.get(name) for name in ("author_iri", "party_iri", "minister_iri"))
        legislature, _, serial = row["number"].partition("-")
        portfolios = named.portfolios(post)
        row |= {name: SEPARATOR.join(row[name]) for name in MANY if name in row}
        row |= {"legislature": int(legislature), "serial": int(serial), "author": named.name(author)}
        row |= {"party": named.label(party, "nl"), "minister": named.name(minister)}
        row["portfolio_iris"] = SEPARATOR.join(portfolios) or None
        for one in ("nl", "fr"):
            row[f"post_{one}"], row[f"portfolios_{one}"] = named.label(post, one), named.labels(portfolios, one)
            row[f"government_{one}"] = named.label(government, one)
        self._count(author, minister, row["date"])
        return row

    def _count(self, author: str | None, minister: str | None, day: str) -> None:
        if author:
            self.asked[author] += 1
            first, last = self.days.get(author, (day, day))
            self.days[author] = min(first, day), max(last, day)
        if minister:
            self.received[minister] += 1

    def _topic(self, concept: str) -> Row:
        domains = self.named.domains(concept)
        return {
            "concept_iri": concept,
            "vocabulary": "eurovoc" if concept.startswith(EV) else "senate",
            **{f"concept_{one}": self.named.label(concept, one) for one in DOMAINS},
            "domain_codes": SEPARATOR.join(map(self.named.code, domains)) or None,
            **{f"domains_{one}": self.named.labels(domains, one) for one in DOMAINS},
        }

    def people(self) -> Iterator[Row]:
        """Everyone who is described or was counted, by address; after the rows of all records."""
        seats, named = self.named.sat(), self.named
        for iri in sorted({*named.people(), *self.asked, *self.received}):
            sat = seats.get(iri, [])
            parties = list(dict.fromkeys(one.party for one in sat))
            first, last = self.days.get(iri, (None, None))
            seen = (f"{named.label(one.party, 'nl') or one.party} {one.first}/{one.last}" for one in sat)
            yield {
                "iri": iri, "slug": iri.rpartition("/")[2], "name": named.name(iri), "wikidata": named.wikidata(iri),
                "senate_id": next(iter(named.values(iri, named.pq["senateId"])), None),
                "parties": named.labels(parties, "nl"), "party_iris": SEPARATOR.join(parties) or None,
                "parties_seen": SEPARATOR.join(seen) or None, "questions_asked": self.asked[iri],
                "first_question": first, "last_question": last, "questions_received": self.received[iri],
            }  # fmt: skip


def all_rows(records: Iterable[Mapping[str, Any]], tables: Tables) -> Iterator[tuple[str, Row]]:
    """The rows of all tables, each with the name of its table; those of the people last."""
    for record in records:
        yield from tables.of(record)
    for row in tables.people():
        yield "people", row
