"""Content negotiation: what a client would rather have of what there is, by RFC 9110 (12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Range:
    """A media range of an `Accept` header: "text/*;q=0.5"."""

    media: str
    quality: float

    def specificity(self, media: str) -> int:
        """How closely it fits a media type: 3 the same, 2 of that kind, 1 anything, 0 not."""
        if self.media == media:
            return 3
        if self.media == f"{media.partition('/')[0]}/*":
            return 2
        return 1 if self.media == "*/*" else 0


def read_accept(header: str) -> list[Range]:
    """The ranges of a header; none stands for anything. A quality that is no number counts as none."""
    found = []
    for part in header.split(","):
        media, *parameters = (one.strip().lower() for one in part.split(";"))
        if media:
            found.append(Range(media, _quality(parameters)))
    return found or [Range("*/*", 1.0)]


def best(header: str, offers: Sequence[str]) -> str | None:
    """The offer that the client wants most, the earlier of equals; None when it takes none of them."""
    ranges = read_accept(header)
    rated = [(_rating(ranges, offer), -at, offer) for at, offer in enumerate(offers)]
    rating, _, offer = max(rated, default=(0.0, 0, ""))
    return offer if rating > 0 else None


def _rating(ranges: Sequence[Range], media: str) -> float:
    fitting = [(one.specificity(media), one.quality) for one in ranges if one.specificity(media)]
    return max(fitting)[1] if fitting else 0.0


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
