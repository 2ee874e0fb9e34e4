"""What a quiet night costs with 2,000 known questions: `python -m tests.bench.quiet_night [questions] [nights]`.

Counts the requests that the miniature site gets, by why they were made: due, gaps below the highest number, onward.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.progress import Progress

from flows import clock, log
from flows.fetch.collect import collect, policy
from flows.fetch.fetcher import Fetcher
from flows.fetch.visits import Wanted, make_plan
from flows.keep.journal import Outcome
from flows.keep.workplace import Workplace, open_workplace
from flows.progress import Bar
from flows.settings import Settings, read_settings
from flows.sources import be_senate
from tests.site.nights import World
from tests.site.operator import HIGHEST, commands
from tests.site.server import SiteServer


def harvest(place: Workplace, settings: Settings) -> set[str]:
    """A night's requests, without the release; the numbers that were due."""
    entry = place.journal.begin("site: what is due", clock.now())
    plan = make_plan(place.journal.visits(), Wanted(), entry.name, clock.now().date())
    with Fetcher(policy(settings)) as fetcher:
        got = collect(plan, entry.name, fetcher, place, settings, Bar(Progress(disable=True), "numbers", 0))
    assert not got.is_incomplete
    place.journal.end(entry.name, clock.now(), Outcome.GOOD, {}, "")
    return set(plan.due)


def by_reason(site: SiteServer, due: set[str], highest: int) -> Counter[str]:
    """The requests of a night by why they were made; `highest` is the highest number that was known before."""
    reasons = Counter[str]()
    for asked in site.asked:
        serial = int(asked.number.partition("-")[2])
        reasons["due" if asked.number in due else "gaps" if serial < highest else "onward"] += 1
    return reasons


def main(size: int, nights: int) -> None:
    """Print the requests of each night after the first, and their median."""
    world = World(seed=1, size=size, old=0, span=size * 3 // 4)
    be_senate.FACTS["site"]["highest"] = HIGHEST
    log.configure("text")
    totals: list[int] = []
    with tempfile.TemporaryDirectory() as folder, SiteServer(world) as site:
        os.environ.update(commands(site, Path(folder)) | {"VRAAGBAAK_MISSES": "25", "VRAAGBAAK_TIMEOUT": "60"})
        settings = read_settings()
        with open_workplace(Path(folder)) as place:
            for night in range(nights + 1):
                site.turn_to(night)
                os.environ["SOURCE_DATE_EPOCH"] = str(world.moment(night))
                known = [visit for visit in place.journal.visits() if visit.known]
                highest = max((int(visit.number.partition("-")[2]) for visit in known), default=0)
                reasons = by_reason(site, harvest(place, settings), highest)
                totals += [len(site.requests)] if night else []
                words = f"{len(known)} known, {len(site.requests)} requests: {dict(reasons)}"
                print(f"night {night}: {words}")  # noqa: T201  # the figures
    print(f"median {statistics.median(totals)}, least {min(totals)}, most {max(totals)}")  # noqa: T201  # the figures


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [2000, 14][len(given) :]))
