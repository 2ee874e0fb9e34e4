"""How much of what pages print is known to the reviewed tables and to EuroVoc, and what is left to work off.

Shares are of the questions that name such a thing, those of keywords of the descriptors. What is not known is listed
by how many questions it concerns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flows.keep.records import Records

SHOWN = 200  # names of a kind in statistics.json
LISTED = 10  # of them in report.md
# The kinds whose unknown names are the questions of a look-up: that look-up, and what its arguments call the thing.
LOOK_UPS: dict[str, tuple[str, Callable[[Sequence[str]], str]]] = {
    "author": ("person", lambda given: given[0]),
    "party": ("party", lambda given: given[0]),
    "post": ("post", lambda given: given[0]),
    "government": ("government", lambda given: given[0]),
    # By year, so that it says which row is missing: "minister: defence, 2024".
    "minister": ("holder", lambda given: f"{': '.join(filter(None, given[:2]))}, {given[2][:4]}"),
}
# The kinds whose unknown names are told as issues.
ISSUES = {"portfolio": "portfolio-unknown", "keyword": "keyword-without-eurovoc"}
WHERE = {
    "author": "seeds/people.csv",
    "party": "seeds/parties.csv",
    "portfolio": "seeds/portfolio_names.csv",
    "post": "seeds/portfolio_names.csv",
    "government": "seeds/governments.csv",
    "minister": "seeds/ministers.csv",
    "keyword": "seeds/keywords.csv",
}


def unknown(code: str, message: str) -> tuple[str, str] | None:
    """The kind and the name of what an issue says is not known, if it says that."""
    if code == ISSUES["portfolio"]:  # "'Zeezaken' in 'aan de minister van Zeezaken' (nl)"
        return "portfolio", message.partition("' in '")[0].removeprefix("'")
    return ("keyword", message) if code == ISSUES["keyword"] else None


def coverage(records: Records, figures: Mapping[str, int], told: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    """For each kind how many are known, of how many, and the unknown ones by frequency; `names` is how many those are.

    `told` says how often each unknown thing was told as an issue, by kind and name.
    """
    missing: dict[str, Counter[str]] = {kind: Counter() for kind in WHERE}
    for kind, (look_up, called) in LOOK_UPS.items():
        for (_, *given), many in records.answers.unknown(look_up).items():
            missing[kind][called(given)] += many
    for (kind, name), many in told.items():
        missing[kind][name] += many
    found: dict[str, Any] = {}
    for kind, names in missing.items():
        of = figures.get(f"looked_up/{kind}", 0)
        known = of - names.total() if kind == "keyword" else figures.get(f"known/{kind}", 0)
        found[kind] = {"known": known, "of": of, "names": len(names), "unknown": _by_frequency(names)}
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
        names = one["unknown"][:listed]
        if names:
            first = f"the first {len(names)} of {one['names']}" if one["names"] > len(names) else "all of them"
            yield ""
            yield f"Not known, {kind}, {first}, for `{WHERE[kind]}`:"
            yield ""
            yield from (f"* {many} × {name}" for name, many in names)
