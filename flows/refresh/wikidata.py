"""Ask Wikidata, or any SPARQL endpoint over its data, who sat in the Senate and in the federal governments.

Its answers become frozen values; which of our rows they speak of is not decided here. An answer is read strictly:
another type than SPARQL results, JSON that breaks off or a row without its item is refused, never read in part.
HTTP with its manners is `fetch`'s: `format=json` in the address does what an Accept header would.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flows.errors import BadInput, UnexpectedPage, VraagbaakError
from flows.refresh import wikidata_queries as queries
from flows.refresh.cache import Source

PAGE = 2000  # rows a request; an answer of the public service has to be ready within 60 seconds
JSON_TYPES = ("application/sparql-results+json", "application/json")
ITEM = re.compile(r"https?://www\.wikidata\.org/entity/(Q[1-9]\d*)")
SENATE_ID = re.compile(r"[1-9]\d{0,6}")
DAY, MONTH = 11, 10  # wikibase:timePrecision
Row = Mapping[str, str]
Ask = Callable[[str, str], list[Row]]


class NoAnswer(VraagbaakError):
    """The endpoint did not answer a query with SPARQL results."""


@dataclass(frozen=True)
class Item:
    """An item and its labels by language: nl, fr, en, and mul for all that have none of their own."""

    id: str
    names: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        """The name to show."""
        return next((self.names[language] for language in queries.LANGUAGES if language in self.names), self.id)


@dataclass(frozen=True)
class Period:
    """From the first day to the first day after it, as ISO text, empty when open or unknown.

    What is known by its year or month only is stretched to the whole of it, and `exact` says which end is a day.
    """

    start: str = ""
    end: str = ""
    exact: tuple[bool, bool] = (False, False)


@dataclass(frozen=True)
class Person:
    """Somebody with an id of the Senate or a mandate as senator."""

    item: Item
    senate_ids: tuple[str, ...]
    mandates: tuple[Period, ...]


@dataclass(frozen=True)
class Party:
    """A party with the short names (P1813) it is given."""

    item: Item
    short: tuple[str, ...]
    period: Period


@dataclass(frozen=True)
class Government:
    """A federal government."""

    item: Item
    period: Period


@dataclass(frozen=True)
class Tenure:
    """Who held which office when, and in which cabinet, where that is said."""

    person: Item
    office: Item
    cabinet: str
    period: Period


@dataclass(frozen=True)
class Found:
    """All that came."""

    persons: tuple[Person, ...]
    parties: tuple[Party, ...]
    governments: tuple[Government, ...]
    tenures: tuple[Tenure, ...]


def ask_all(ask: Ask, offices: Iterable[str]) -> Found:
    """Everything that the tables could take from Wikidata, by a way to ask a query by its name.

    `offices` are the items of ministerial offices that the tables name. Raises what `ask` does, and NoAnswer when a
    query has no row at all: such an endpoint is not Wikidata.
    """
    items = sorted(offices)
    rows = {name: _some(name, ask(name, query(items))) for name, query in queries.QUERIES.items()}
    return Found(
        persons=_persons(rows["persons"]),
        parties=_parties(rows["parties"]),
        governments=_governments(rows["governments"]),
        tenures=_tenures(rows["ministers"]),
    )


def over_http(source: Source, endpoint: str, page: int = PAGE) -> Ask:
    """Ask an endpoint page by page, one request after the other; raises NoAnswer and what fetching does."""

    def ask(name: str, query: str) -> list[Row]:
        rows: list[Row] = []
        while True:
            part = f"{query}\nLIMIT {page} OFFSET {len(rows)}"
            address = f"{endpoint}?{urlencode({'query': part, 'format': 'json'})}"
            try:
                got = source.read(address, lambda body, kind: read_answer(body, kind, queries.variables(query)))
            except UnexpectedPage as error:
                raise NoAnswer(
                    f"{endpoint} did not answer the query '{name}' from row {len(rows)} on: {error}; run again later, "
                    "or set VRAAGBAAK_WIKIDATA_URL to another endpoint over Wikidata's data"
                ) from error
            rows += got
            if len(got) < page:
                return rows

    return ask


def from_folder(folder: Path) -> Ask:
    """Take the answers that somebody saved by hand, as `persons.json` and so on; raises BadInput for what is amiss."""

    def ask(name: str, query: str) -> list[Row]:
        path = folder / f"{name}.json"
        try:
            return read_answer(path.read_bytes(), JSON_TYPES[0], queries.variables(query))
        except OSError as error:
            raise BadInput(f"{path} cannot be read ({error.strerror}): save the answer to '{name}' there") from error
        except UnexpectedPage as error:
            raise BadInput(f"{path}: {error}: save the whole answer as SPARQL results in JSON") from error

    return ask


def read_answer(body: bytes, content_type: str | None, expected: Iterable[str]) -> list[Row]:
    """The rows of SPARQL 1.1 results in JSON, as text by variable; blank nodes are values that nobody knows.

    Raises UnexpectedPage unless it is all of them, with the `expected` variables.
    """
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind not in JSON_TYPES:
        raise UnexpectedPage(f"SPARQL results as {JSON_TYPES[0]}", f"an answer of type '{kind or 'unknown'}'")
    try:
        said = json.loads(body)
    except ValueError as error:
        # A query that runs out of time breaks off in the middle, and a Java exception follows.
        hint = "; it ran out of time" if b"TimeoutException" in body[-20_000:] else ""
        raise UnexpectedPage("SPARQL results", f"JSON that breaks off or is none ({error}){hint}") from error
    try:
        names, bindings = set(said["head"]["vars"]), said["results"]["bindings"]
        rows = [_row(binding) for binding in bindings]
    except (KeyError, TypeError, AttributeError) as error:
        raise UnexpectedPage("SPARQL results", "JSON of another shape") from error
    if lacking := sorted(set(expected) - names):
        raise UnexpectedPage("SPARQL results", f"some without {', '.join(lacking)}")
    return rows


def _row(binding: Mapping[str, Mapping[str, Any]]) -> Row:
    """Unknown values are blank nodes, or by now genid addresses of Wikidata's."""
    known = {name: term for name, term in binding.items() if term["type"] in ("uri", "literal", "typed-literal")}
    row = {name: term["value"] for name, term in known.items() if "/.well-known/genid/" not in term["value"]}
    if not all(isinstance(value, str) for value in row.values()):
        raise TypeError
    return row


def _some(name: str, rows: list[Row]) -> list[Row]:
    if not rows:
        raise NoAnswer(f"the query '{name}' has no result at all: the endpoint does not hold Wikidata's data")
    return rows


# -- rows into values -------------------------------------------------------------------------------


def _persons(rows: Iterable[Row]) -> tuple[Person, ...]:
    found = _by_item(rows, "person")
    return tuple(
        Person(
            item,
            _each(row["senateId"] for row in of if SENATE_ID.fullmatch(row.get("senateId", ""))),
            _each(_period(row) for row in of if "statement" in row),
        )
        for item, of in found
    )


def _parties(rows: Iterable[Row]) -> tuple[Party, ...]:
    return tuple(
        Party(item, _each(row["short"] for row in of if "short" in row), _widest(of))
        for item, of in _by_item(rows, "party")
    )


def _governments(rows: Iterable[Row]) -> tuple[Government, ...]:
    return tuple(Government(item, _widest(of)) for item, of in _by_item(rows, "government"))


def _tenures(rows: Iterable[Row]) -> tuple[Tenure, ...]:
    return _each(
        Tenure(person, office, _item(row.get("cabinet", "")) or "", _period(row))
        for row in rows
        if (person := _named(row, "person")) and (office := _named(row, "office"))
    )


def _each(values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(values))


def _by_item(rows: Iterable[Row], name: str) -> list[tuple[Item, list[Row]]]:
    found: dict[Item, list[Row]] = {}
    for row in rows:
        if item := _named(row, name):
            found.setdefault(item, []).append(row)
    return list(found.items())


def _named(row: Row, name: str) -> Item | None:
    found = _item(row.get(name, ""))
    labels = {language: " ".join(row.get(f"{name}_{language}", "").split()) for language in queries.LANGUAGES}
    return Item(found, {language: label for language, label in labels.items() if label}) if found else None


def _item(address: str) -> str | None:
    found = ITEM.fullmatch(address)
    return found[1] if found else None


def _widest(rows: Iterable[Row]) -> Period:
    """One period out of several statements of the same end: the one of them that is a day, and the earliest."""
    periods = sorted((_period(row) for row in rows), key=lambda one: (not one.exact[0], not one.exact[1], one.start))
    return periods[0]


def _period(row: Row) -> Period:
    start, begins_on_a_day = _moment(row, "start", stretch=False)
    end, ends_on_a_day = _moment(row, "end", stretch=True)
    return Period(start, end, (begins_on_a_day, ends_on_a_day))


def _moment(row: Row, name: str, stretch: bool) -> tuple[str, bool]:
    """A time like "2020-10-01T00:00:00Z" as a day; a year or month becomes its first day, or the first one after it."""
    precision = row.get(f"{name}Precision", "")
    try:
        day = date.fromisoformat(row.get(name, "").removeprefix("+")[:10])
        known = int(precision)
    except ValueError:  # none, or before the year 1: "-0044-03-15T00:00:00Z"
        return "", False
    if known >= DAY:
        return day.isoformat(), True
    first = day.replace(day=1) if known == MONTH else day.replace(month=1, day=1)
    if known < MONTH - 1:  # decades, centuries
        return "", False
    if stretch:
        first = (first + timedelta(days=32 if known == MONTH else 366)).replace(day=1)
        first = first if known == MONTH else first.replace(month=1)
    return first.isoformat(), False
