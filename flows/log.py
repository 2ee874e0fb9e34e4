"""Write what happens as events with facts, to standard error: lines for people, or JSON for programs.

Texts of pages are never logged. As lines only warnings are shown, beside the progress display; as JSON every event.
"""

from __future__ import annotations

import logging
import sys

import structlog


def configure(style: str) -> None:
    """Set the style of the events up: "text", "json" or "none"."""
    shown = {"text": logging.WARNING, "json": logging.DEBUG, "none": logging.CRITICAL}[style]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(shown),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
