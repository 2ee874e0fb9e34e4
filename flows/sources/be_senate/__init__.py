"""The written questions of the Belgian Senate, as senate.be publishes them."""

from flows.sources.be_senate import discover
from flows.sources.be_senate.facts import FACTS
from flows.sources.be_senate.parse import parse

__all__ = ["FACTS", "discover", "parse"]
