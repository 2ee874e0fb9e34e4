"""The errors a person gets to read: each says what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence


class VraagbaakError(Exception):
    """Something a person can put right; its text is shown without a traceback."""


class UnexpectedPage(VraagbaakError):
    """A page is not the question it was taken for, so nothing of it may be published."""

    def __init__(self, expected: str, found: str) -> None:
        """Say what was `expected` of the page and what was `found` instead."""
        super().__init__(f"expected {expected}, found {found}")
        self.expected = expected
        self.found = found


class BadInput(VraagbaakError):
    """A file or setting that a person wrote cannot be used."""


class NoRelease(VraagbaakError):
    """The checks or guards forbid a release, for the reasons given; the last good one stays in place."""

    def __init__(self, reasons: Sequence[str]) -> None:
        """Take the reasons, one sentence each."""
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)
