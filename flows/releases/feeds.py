"""The Atom feeds of the log: one of everything, and one for each party, group, portfolio and topic, of EuroVoc or not.

All follow from the log alone, and only the feeds of what a change tells of are written, so that a night costs what it
changed. Which entry they were brought up to stands in a file, and in every feed; so a night that died between two of
them is completed without telling anything twice.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from flows.publish.write import put
from flows.releases.atom import Feed, Link, Torn, category, entry
from flows.releases.changelog import CHANGE, CHANGES, Change
from flows.releases.events import Event, label
from flows.releases.feed_words import LANGUAGES, feed_title, summary, summary_title, title
from flows.settings import Settings
from flows.vocabulary import SOURCE, Iris

ALL, BY, THROUGH = "feed", "by", ".feeds"


def follow_feeds(settings: Settings, log: Sequence[Change]) -> None:
    """Have every feed tell of all that is in the log; when one is cut short, all are made anew from it."""
    try:
        _follow(settings, log)
    except Torn:
        forget(settings)
        _follow(settings, log)


def _follow(settings: Settings, log: Sequence[Change]) -> None:
    folder, iris = settings.output / CHANGES, Iris(settings.base_iri)
    told = through(folder)
    for change in log:
        if change.number <= told:
            continue
        events = change.events()
        for language in LANGUAGES:
            for feed, entries in _feeds(change, events, language, f"{settings.downloads}{CHANGES}/", iris):
                feed.add(folder, entries, change.number)
        put(folder / THROUGH, f"{change.number}\n".encode())


def through(folder: Path) -> int:
    """Up to which entry of the log the feeds are complete."""
    path = folder / THROUGH
    return int(path.read_text("utf-8")) if path.is_file() else 0


def forget(settings: Settings) -> None:
    """Delete all feeds, to make them anew from the log: after the addresses or the words changed."""
    folder = settings.output / CHANGES
    for path in [folder / THROUGH, *folder.glob(f"{ALL}.*.atom")]:
        path.unlink(missing_ok=True)
    shutil.rmtree(folder / BY, ignore_errors=True)


def _feeds(
    change: Change, events: list[Event], language: str, address: str, iris: Iris
) -> Iterator[tuple[Feed, list[str]]]:
    """The feeds that a change is told in, each with its new entries."""
    everything = Feed(address, ALL, language, feed_title(None, language))
    if change.summary:
        yield everything, [_summary(change, language, address)]
        return
    entries = {event: _entry(change, event, language, address, iris) for event in events}
    if entries:
        yield everything, list(entries.values())
    labels = {thing.path: thing.labels for event in events for thing in event.things}
    its: defaultdict[str, list[str]] = defaultdict(list)
    for event, words in entries.items():
        for path in {thing.path for thing in event.things}:
            its[path].append(words)
    for path, named in sorted(labels.items()):
        yield Feed(address, f"{BY}/{path}", language, feed_title(named, language)), its[path]


def _entry(change: Change, event: Event, language: str, address: str, iris: Iris) -> str:
    page = iris.at(f"doc/question/{SOURCE}/{event.number}").value
    identity = f"{address}{change.number:06}/{CHANGE}#{event.number}"
    categories = [
        category(f"{address}{BY}/{kind}/", term, label(thing.labels, language))
        for thing in event.things
        for kind, _, term in [thing.path.partition("/")]
    ]
    return entry(
        identity, title(event, language), change.when, Link("alternate", page, "text/html"), summary(event, language),
        categories,
    )  # fmt: skip


def _summary(change: Change, language: str, address: str) -> str:
    place = f"{address}{change.number:06}/{CHANGE}"
    words = summary_title(change, language)
    return entry(place, words, change.when, Link("alternate", place, "application/json"), words)
