"""The release in use: the last good one, loaded aside in a child process and switched in one step.

Whoever answers a request takes `served` once and keeps it to the end: the release before stays open until the last of
them is done with it. A broken release is refused, and the one in use stays.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from weakref import WeakValueDictionary

import structlog

from flows import clock
from flows.errors import VraagbaakError
from flows.publish.write import SUMS
from flows.served import child, load
from flows.served.load import Makers, Refused
from flows.served.release import Served, open_served
from flows.settings import Settings
from flows.vocabulary import Iris

FOLDER, CURRENT, LOCK = "served", "current", ".lock"
ANSWERS = ".answers-"  # what folders begin with in which results are written before they are sent
AGAIN = timedelta(minutes=10)  # until a refused release is looked at again: a full disk may have been put right

log = structlog.get_logger()


@dataclass(frozen=True)
class Refusal:
    """A release that is not served, why, and when it was tried."""

    version: str
    reason: str
    at: datetime
    stamp: int  # of its SHA256SUMS: one that was published again is tried again


class Current:
    """The release in use, and how it came to be; held by one server at a time."""

    def __init__(self, settings: Settings, makers: Makers | None = None) -> None:
        """Take the settings and what is made of every release; nothing is opened yet."""
        self.served: Served | None = None
        self.since: datetime | None = None
        self.refusal: Refusal | None = None
        self._settings, self._iris, self._makers = settings, Iris(settings.base_iri), makers or {}
        self._folder = settings.output / FOLDER
        self._open: WeakValueDictionary[str, Served] = WeakValueDictionary()  # also those that requests still hold
        self._loading: BaseProcess | None = None
        self._closed = False
        self._one = threading.Lock()
        self._lock: int | None = None

    def open(self) -> None:
        """Take the folder, and into use what is loaded already; raises VraagbaakError when another server has it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise VraagbaakError(
                f"another server works in {self._folder}: stop it, or set VRAAGBAAK_OUTPUT to another folder"
            ) from error
        for left in self._folder.glob(f"{ANSWERS}*"):  # by a server that was killed
            shutil.rmtree(left, ignore_errors=True)
        for version in filter(None, (self._latest_version(), self._last_version())):
            release = self._release(version)
            if load.is_loaded(release, self._folder / version, self._makers):
                self._use(release)
                return

    def refresh(self) -> bool:
        """Load the last good release when it is not the one in use, and switch; whether it was switched.

        Takes as long as loading does, and is meant for a thread. A release that is broken is refused and told of.
        """
        with self._one:
            self._tidy()
            version = self._latest_version()
            if self._closed or version is None or (self.served and self.served.version == version):
                return False
            release = self._release(version)
            stamp = (release / SUMS).stat().st_mtime_ns if (release / SUMS).is_file() else 0
            if self._refused_before(version, stamp):
                return False
            try:
                self._load(release)
                self._use(release)
            except (VraagbaakError, OSError) as error:
                if not self._closed:
                    self.refusal = Refusal(version, str(error), clock.now(), stamp)
                    log.error("release refused", version=version, reason=str(error))
                return False
            return True

    def close(self) -> None:
        """Stop loading, if anything is, and leave the folder to others."""
        self._closed = True
        if self._loading is not None:
            self._loading.kill()
        with self._one:
            self.served = None
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None

    def _load(self, release: Path) -> None:
        """Load a release in a child process; raises Refused with its reason, or with how it died."""
        folder = self._folder / release.name
        if load.is_loaded(release, folder, self._makers):
            return
        log.info("release loading", version=release.name)
        self._loading, ours = child.begin(load.work, release, folder, self._iris, self._makers)
        with ours:
            try:
                reason = ours.recv()
            except EOFError:
                self._loading.join()
                reason = f"{release.name}: loading it was killed or crashed (status {self._loading.exitcode})"
        self._loading.join()
        self._loading = None
        if reason:
            raise Refused(reason)

    def _use(self, release: Path) -> None:
        """Switch to a loaded release."""
        served = open_served(release, self._folder / release.name, self._iris)
        aside = self._folder / f".{CURRENT}"
        aside.write_text(f"{release.name}\n", "utf-8")
        aside.replace(self._folder / CURRENT)
        self._open[served.version] = served
        self.since, self.refusal = clock.now(), None
        self.served = served  # the switch: from here on, who asks is answered from this one
        log.info("release in use", version=served.version)

    def _tidy(self) -> None:
        """Remove what is loaded of releases that nobody is answered from any more."""
        kept = {*self._open, self._latest_version()}
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder.name not in kept and not folder.name.startswith(ANSWERS):
                shutil.rmtree(folder, ignore_errors=True)

    def _refused_before(self, version: str, stamp: int) -> bool:
        before = self.refusal
        if before is None or (before.version, before.stamp) != (version, stamp):
            return False
        return clock.now() < before.at + AGAIN

    def _release(self, version: str) -> Path:
        return self._settings.output / "releases" / version

    def _latest_version(self) -> str | None:
        latest = self._settings.latest
        return latest.resolve().name if latest.is_dir() else None

    def _last_version(self) -> str | None:
        try:
            return (self._folder / CURRENT).read_text("utf-8").strip()
        except OSError:
            return None
