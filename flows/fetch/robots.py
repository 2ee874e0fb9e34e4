"""What the robots.txt of a site asks of us (RFC 9309): may we fetch an address, and how slowly.

Bytes in, rules out; `fetch` reads the file, and knows what it means when there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

LARGEST = 512 * 1024  # bytes; RFC 9309, 2.5 wants at least 500 KiB to be read


@dataclass(frozen=True)
class Rules:
    """The rules that hold for us; without any, everything is allowed. `delay` is in seconds."""

    parsed: Protego | None = None
    token: str = "*"
    delay: float = 0.0

    def allow(self, address: str) -> bool:
        """Whether we may fetch an address."""
        return self.parsed is None or self.parsed.can_fetch(address, self.token)


def read_rules(body: bytes, token: str) -> Rules:
    """The rules of a robots.txt for the user agent that calls itself `token`; lines that are none are left out."""
    parsed = Protego.parse(body.decode("utf-8-sig", "replace"))
    return Rules(parsed, token, parsed.crawl_delay(token) or 0.0)
