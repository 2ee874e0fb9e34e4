"""What an upload works with, and what it did: the same for every portal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flows.portals.offered import Offer, OfferedFile
from flows.portals.session import Advance


@dataclass(frozen=True)
class Job:
    """An upload: what is offered, to which organisation, in which language, as files or as links.

    `say` takes a line for people, `advance` the number of bytes that went over the line. With `dry` nothing is written.
    """

    offer: Offer
    organisation: str
    language: str
    links: bool
    dry: bool
    say: Callable[[str], None]
    advance: Advance = lambda size: None


@dataclass
class Done:
    """What an upload did: the datasets it made, those it changed, the files it sent."""

    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    sent: list[OfferedFile] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether the portal had all of it already."""
        return not (self.made or self.changed or self.sent)

    def text(self, job: Job) -> str:
        """The upload in a line."""
        if self.is_nothing:
            return f"nothing to do: the portal has release {job.offer.version} already"
        would = "would be " if job.dry else ""
        size = sum(file.size for file in self.sent)
        return (
            f"release {job.offer.version}: {len(self.made)} datasets {would}made, {len(self.changed)} {would}changed, "
            f"{len(self.sent)} files {would}sent ({weight(size)})"
        )


def weight(size: int) -> str:
    """A number of bytes for people."""
    if size >= 100_000:
        return f"{size / 1e6:.1f} MB"
    return f"{size / 1e3:.1f} kB" if size >= 1000 else f"{size} bytes"
