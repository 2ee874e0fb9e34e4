"""After `latest` was switched: log it, and bring the feeds up to it.

Each step looks at what is on disk, so that a night that died between two of them is completed by the next one.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from flows.releases.changelog import Change, append, changes, write_index
from flows.releases.feeds import follow_feeds
from flows.releases.kept import Kept, latest, releases
from flows.releases.ldes import follow_ldes
from flows.releases.quads import Damaged
from flows.settings import Settings
from flows.vocabulary import Iris


def follow(settings: Settings) -> Change | None:
    """Have log and feeds tell what `latest` is now; the entry that was new, None when there was nothing to log."""
    output, iris = settings.output, Iris(settings.base_iri)
    log, now = changes(output), latest(output)
    new: Change | None = None
    if now and (not log or log[-1].after != now.version):
        new = append(output, log, _last(settings, log), now, iris)
        log.append(new)
    if log:
        write_index(output, log)
        follow_feeds(settings, log)
        follow_ldes(settings, log)
    return replace(new, pairs=None) if new else None  # nobody holds the graphs any longer


def catch_up(settings: Settings) -> None:
    """Complete what a night that died left, before `latest` is switched again.

    When the latest release cannot be read, the log goes on from the next one.
    """
    with suppress(Damaged):
        follow(settings)


def _last(settings: Settings, log: list[Change]) -> Kept | None:
    """The release that was the latest when the log was last written."""
    return next((one for one in releases(settings.output) if log and one.version == log[-1].after), None)
