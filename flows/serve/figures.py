"""The figures of a running server, as Prometheus reads them."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from flows.ask.pool import Pool
from flows.served.current import Current

SECONDS = (0.005, 0.025, 0.1, 0.5, 1, 5, 30)
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
PARTS = 32  # names of parts that are counted apart; anybody can ask for more


class Figures:
    """What is counted, and how the endpoint and the release stand when somebody asks."""

    def __init__(self, current: Current, pool: Pool) -> None:
        """Take what is looked at when the figures are read."""
        self._registry = CollectorRegistry()
        self._parts: set[str] = set()
        self._requests = Counter(
            "vraagbaak_requests", "Requests answered", ("part", "method", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "vraagbaak_request_seconds", "Seconds to the end of an answer", ("part",), buckets=SECONDS,
            registry=self._registry,
        )  # fmt: skip
        ProcessCollector(registry=self._registry)
        self._registry.register(Standing(current, pool))

    def answered(self, part: str, method: str, status: int, seconds: float) -> None:
        """Count an answer."""
        # What is not there is asked for under any name; only parts that exist have rows of their own.
        known = part if status not in (404, 405) and (part in self._parts or len(self._parts) < PARTS) else "other"
        self._parts.add(known)
        self._requests.labels(known, method if method in METHODS else "other", str(status)).inc()
        self._seconds.labels(known).observe(seconds)

    def text(self) -> bytes:
        """All figures in the text format."""
        return generate_latest(self._registry)


class Standing(Collector):
    """How the endpoint and the release stand."""

    def __init__(self, current: Current, pool: Pool) -> None:
        """Take what is looked at."""
        self._current, self._pool = current, pool

    def collect(self) -> Iterator[Metric]:
        """The figures as they are now."""
        pool, current = self._pool, self._current
        for name, text, value in (
            ("queries_running", "SPARQL queries that a process answers", pool.running),
            ("queries_waiting", "SPARQL queries that wait for a process", pool.waiting),
            ("query_processes", "Processes that answer SPARQL queries", pool.alive),
            ("release_since_seconds", "When the release in use was taken into use",
             current.since.timestamp() if current.since else 0),
            ("release_refused", "1 when the last release was refused and an older one is served",
             int(current.refusal is not None)),
        ):  # fmt: skip
            yield GaugeMetricFamily(f"vraagbaak_{name}", text, value)
        release = GaugeMetricFamily("vraagbaak_release_triples", "Triples of the release in use", labels=("version",))
        if served := current.served:
            release.add_metric((served.version,), float(served.statistics["triples"]))
        yield release
        ended = CounterMetricFamily("vraagbaak_queries", "SPARQL queries, by how they ended", labels=("ended",))
        for kind, count in pool.ended.items():
            ended.add_metric((kind,), count)
        yield ended
