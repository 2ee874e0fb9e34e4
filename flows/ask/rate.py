"""How often a client may ask: a bucket of tokens for each, filled again at the rate of the setting.

A client is an address, or its network of IPv6, which is what a household or a machine has. The oldest are forgotten.
"""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict

KNOWN = 10_000  # clients that are remembered
NETWORK = 64  # bits of an IPv6 address that belong to one client


def client_of(address: str) -> str:
    """The client that an address stands for."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4 or found.ipv4_mapped:
        return str(found if found.version == 4 else found.ipv4_mapped)
    return str(ipaddress.ip_network(f"{found}/{NETWORK}", strict=False))


class Rate:
    """The buckets of all clients; each holds the tokens of a minute."""

    def __init__(self, per_minute: int) -> None:
        """Take how many requests a client has in a minute; 0 for any number."""
        self._per_minute = per_minute
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, and when they were counted

    def wait(self, client: str, now: float | None = None) -> float:
        """Take a token; 0 when there was one, otherwise the seconds until there is."""
        if not self._per_minute:
            return 0.0
        now = time.monotonic() if now is None else now
        tokens, counted = self._buckets.pop(client, (float(self._per_minute), now))
        tokens = min(self._per_minute, tokens + (now - counted) * self._per_minute / 60)
        enough = tokens >= 1
        self._buckets[client] = (tokens - enough, now)
        if len(self._buckets) > KNOWN:
            self._buckets.popitem(last=False)
        return 0.0 if enough else (1 - tokens) * 60 / self._per_minute
