"""What narrows a search down, between addresses and the index: `party=open-vld&year=2022` and the IRIs that it means.

Several values of one facet are parted by commas, or the facet is told several times, as a form does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from flows.pages.words import NAMES, Words
from flows.search.searching import FACETS, OTHERS
from flows.vocabulary import EV, Iris

MOST, LONGEST = 30, 200  # values that are looked at, letters of one
PLACES = {"minister": "person", "topic": "auth/keyword/be-senate"}  # where things of a kind stand, when not `id/<kind>`
Chosen = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Value:
    """A value of a facet: as addresses and as people have it, how many have it, and what choosing it leads to."""

    slug: str
    label: str
    many: int
    is_chosen: bool
    then: str | None  # the facet's value in the address once this one is taken or left; None for none


@dataclass(frozen=True)
class Narrowing:
    """Translates the values of facets, for the IRIs of one base."""

    iris: Iris

    def chosen(self, query: QueryParams) -> Chosen:
        """What an address chooses, by facet, as the index has it."""
        found = {}
        for facet in (*FACETS, *OTHERS):
            slugs = [slug for text in query.getlist(facet) for slug in text.split(",") if slug][:MOST]
            if slugs:
                found[facet] = tuple(dict.fromkeys(self.value(facet, slug[:LONGEST]) for slug in slugs))
        return found

    def value(self, facet: str, slug: str) -> str:
        """A value as the index has it: "https://w3id.org/vraagbaak/id/party/open-vld" for "open-vld"."""
        if facet == "domain" or (facet == "topic" and "/" not in slug):
            return f"{EV}{slug}"
        if facet in ("legislature", "year", "state", "language", "host"):
            return slug
        if facet == "topic":
            return f"{self.iris.base}auth/keyword/be-senate/{slug}"
        if facet == "party" and slug.startswith("group/"):
            return f"{self.iris.base}id/{slug}"
        return f"{self.iris.base}id/{PLACES.get(facet, facet)}/{slug}"

    def slug(self, facet: str, value: str) -> str:
        """A value as an address has it."""
        for prefix in (
            str(EV), f"{self.iris.base}auth/keyword/be-senate/", f"{self.iris.base}id/{PLACES.get(facet, facet)}/",
            f"{self.iris.base}id/",
        ):  # fmt: skip
            if value.startswith(prefix):
                return value.removeprefix(prefix)
        return value

    def query(self, chosen: Mapping[str, Iterable[str]]) -> dict[str, str]:
        """A choice as an address has it."""
        return {facet: ",".join(self.slug(facet, one) for one in values) for facet, values in chosen.items() if values}

    def values(
        self, facet: str, counted: Mapping[str, int], chosen: Sequence[str], names: Mapping[str, str]
    ) -> list[Value]:
        """The values of a facet in the order they are shown; the chosen ones are always among them."""
        shown = {**dict.fromkeys(chosen, 0), **counted}
        by_name = facet in ("year", "legislature")
        order = sorted(shown, reverse=True) if by_name else sorted(shown, key=lambda one: (-shown[one], one))
        return [self._value(facet, one, shown[one], chosen, names) for one in order]

    def _value(self, facet: str, value: str, many: int, chosen: Sequence[str], names: Mapping[str, str]) -> Value:
        slug, is_chosen = self.slug(facet, value), value in chosen
        then = [one for one in chosen if one != value] + ([] if is_chosen else [value])
        joined = ",".join(self.slug(facet, one) for one in then) or None
        return Value(slug, names.get(value) or slug, many, is_chosen, joined)


def names_of(index: sqlite3.Connection, values: Iterable[str], words: Words) -> dict[str, str]:
    """What values are called in a language: things by the index, states and languages by the words."""
    wanted = list(dict.fromkeys(values))
    found = {one: words(f"state.{one}") for one in wanted if words.has(f"state.{one}")}
    found |= {one: NAMES[one] for one in wanted if one in NAMES}
    for at in range(0, len(wanted), 500):  # SQLite takes so many values at once
        part = wanted[at : at + 500]
        rows = index.execute(f"SELECT iri, nl, fr, en, de FROM thing WHERE iri IN ({', '.join('?' * len(part))})", part)
        for row in rows:
            texts = {language: row[language] for language in ("nl", "fr", "en", "de") if row[language]}
            found[row["iri"]] = words.best(texts)[0]
    return found
