"""Connections that cannot be kept open for nothing: a request has to be here in time, and one client has so many.

Uvicorn limits what a request may be long and how long a connection may idle between two, but not how slowly the first
bytes may come.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0  # for the lines and headers of a request
OF_ONE_CLIENT = 100  # connections; proxies have as many as they like


class Connection(H11Protocol):
    """A connection whose requests come in time."""

    open_of: ClassVar[Counter[str]] = Counter()  # of every server of this process
    proxies: ClassVar[frozenset[str]] = frozenset()
    _timer: asyncio.TimerHandle | None = None
    _peer = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Take a connection, unless its client has too many."""
        super().connection_made(transport)
        self._peer = self.client[0] if self.client else ""
        self.open_of[self._peer] += 1
        if self._peer not in self.proxies and self.open_of[self._peer] > OF_ONE_CLIENT:
            transport.abort()
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._forget_timer()
        self.open_of[self._peer] -= 1
        if not self.open_of[self._peer]:
            del self.open_of[self._peer]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; the time for a head begins with its first byte and ends with its last."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._forget_timer()
        elif self._timer is None and self.conn.trailing_data[0]:
            self._await_head()

    def _await_head(self) -> None:
        self._timer = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _forget_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
