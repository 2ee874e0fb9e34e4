"""How much of what pages print is known to the reviewed tables and to EuroVoc, and what is left to work off.

Shares are of the questions that name such a thing. What is not known is listed by how many questions it concerns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flows.records import Records

SHOWN = 200  # names of a kind in statistics.json
LISTED = 10  # of them in report.md
# The kinds, the look-up that each comes from, and which of its arguments names the thing.
KINDS = {"author": "person", "party": "party", "post": "post", "government": "government", "minister": "holder"}
NAMED = {"minister": 2}  # the rank and the portfolios; of all others the first argument
WHERE = {
    "author": "people.csv", "party": "parties.csv", "post": "portfolio_names.csv and posts.csv",
    "government": "governments.csv", "minister": "ministers.csv", "keyword": "keywords.csv",
}  # fmt: skip


def coverage(records: Records, figures: Mapping[str, int], keywords: Iterable[str]) -> dict[str, Any]:
    """For each kind how many are known, of how many, and the unknown ones by frequency.

    `keywords` are the descriptors that neither EuroVoc nor a table knows, one for each question that has it.
    """
    found: dict[str, Any] = {}
    for kind, look_up in KINDS.items():
        missing = Counter[str]()
        for (_, *given), many in records.unanswered(look_up).items():
            missing[" ".join(given[: NAMED.get(kind, 1)])] += many
        known, of = figures.get(f"known/{kind}", 0), figures.get(f"looked_up/{kind}", 0)
        found[kind] = {"known": known, "of": of, "unknown": _by_frequency(missing)}
    missing = Counter(keywords)
    of = figures.get("topics", 0)
    found["keyword"] = {"known": of - sum(missing.values()), "of": of, "unknown": _by_frequency(missing)}
    return found


def _by_frequency(missing: Counter[str]) -> list[list[Any]]:
    return [[name, many] for name, many in sorted(missing.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]]


def markdown(covered: Mapping[str, Any], listed: int = LISTED) -> Iterator[str]:
    """The shares as a table, and the first names of each kind that are not known."""
    yield "| what | known | of | share |"
    yield "| --- | --- | --- | --- |"
    for kind, one in covered.items():
        share = f"{one['known'] / one['of']:.1%}" if one["of"] else ""
        yield f"| {kind} | {one['known']} | {one['of']} | {share} |"
    for kind, one in covered.items():
        if one["unknown"]:
            yield ""
            more = len(one["unknown"]) - listed
            yield f"Not known, for `seeds/{WHERE[kind]}`, {kind}{f' (and {more} more)' if more > 0 else ''}:"
            yield ""
            yield from (f"* {many} × {name}" for name, many in one["unknown"][:listed])
