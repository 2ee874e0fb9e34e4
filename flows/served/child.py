"""Child processes that do for a server what could stop it: load a release, answer a query.

They share nothing with the server but a pipe, and never outlive it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

GONE = 70  # the status of a child whose parent is gone
# A fork of a server with threads may hold a lock for ever, and a fresh interpreter takes a second to import all that
# the command does: children are forked from a process that did that and nothing else.
CONTEXT = multiprocessing.get_context("forkserver")


def prepare() -> None:
    """Let the process that children are forked from import what this one did; heeded before the first child.

    Every child imports the main module again, which takes no time where what that imports is there already. Prefect
    starts threads when it is imported, and is left out with all that needs it.
    """
    ours = [] if "prefect" in sys.modules else [name for name in sys.modules if name.startswith("flows.")]
    CONTEXT.set_forkserver_preload(["pyoxigraph", *ours])


def begin(work: Callable[..., None], *arguments: Any) -> tuple[BaseProcess, Connection]:
    """A process that does `work(connection, *arguments)`, and our end of the connection."""
    ours, theirs = CONTEXT.Pipe()
    process = CONTEXT.Process(target=_child, args=(work, theirs, *arguments), daemon=True)
    process.start()
    theirs.close()  # the child's end is the child's alone, so that its death is seen here
    return process, ours


def _child(work: Callable[..., None], connection: Connection, *arguments: Any) -> None:
    # Ctrl-C reaches every process of the terminal; the server says when a child is to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    work(connection, *arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(GONE)
