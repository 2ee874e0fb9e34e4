"""Releases of the miniature site night after night, made without harvest and without the rules for the whole graph.

Pages are drawn, parsed and mapped by the real functions, and the files are put together and in place by those that
publish: what stands after a release was made can be tested over many nights in seconds. Only the files that the change
log reads are written.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flows.authority.lookups import Authority, read_authority
from flows.keep.pieces import Piece, gzipped, pack
from flows.map import turtle
from flows.map.question import question_record
from flows.map.rdf import ntriples
from flows.map.things import describe
from flows.model import Capture
from flows.publish.links import Links, links_of
from flows.publish.release import product_document, read_turtle
from flows.publish.write import File, switch, write_aside
from flows.releases.kept import Kept
from flows.settings import Settings, product_folder, read_settings
from flows.sources import be_senate
from flows.vocabulary import Iris
from tests.site.nights import World
from tests.site.pages import page
from tests.site.truth import Truth

IRIS = Iris()


@dataclass(frozen=True)
class Made:
    """The record of a question as it is published, with what it shares and links to."""

    truth: Truth
    first_seen: datetime
    last_seen: datetime
    piece: Piece
    triples: int
    linked: tuple[bytes, bytes]


@dataclass
class Releases:
    """The releases of a world in an output folder, which `settings` name."""

    world: World
    output: Path
    made: dict[str, Made] = field(default_factory=dict)
    authority: Authority = field(init=False)

    def __post_init__(self) -> None:
        self.authority = read_authority(product_folder("seeds"), self.output / "eurovoc.sqlite", set())

    @property
    def settings(self) -> Settings:
        return read_settings({"VRAAGBAAK_OUTPUT": str(self.output)})

    def night(self, night: int) -> Kept:
        """The release of a night; `latest` points at it."""
        now = datetime.fromtimestamp(self.world.moment(night), UTC)
        shown = self.world.truths(night)
        for number in list(self.made):
            if number not in shown:
                del self.made[number]
        for number, truth in shown.items():
            known = self.made.get(number)
            if known is None or known.truth != truth:
                self.made[number] = self._make(truth, now, known.first_seen if known else now)
        return self.publish()

    def publish(self) -> Kept:
        """The release of the questions as they are."""
        order = sorted(self.made, key=lambda number: tuple(map(int, number.split("-"))))
        links = Links(IRIS)
        list(links.gather(self.made[number].linked for number in order))
        vocabulary = describe(links.usage, self.authority, IRIS)
        ontology = list(read_turtle(product_document("ontology", IRIS.base)))
        shared = [(IRIS.vocabulary_graph(), vocabulary), (IRIS.ontology_graph(), ontology)]
        parts = [self.made[number].piece for number in order]
        parts += [pack(ntriples(said).replace(b" .\n", f" {graph} .\n".encode())) for graph, said in shared]
        newest = max(one.last_seen for one in self.made.values()).date().isoformat()
        digest = hashlib.sha256(b"".join(part.deflated for part in parts)).hexdigest()
        folder = self.output / "releases" / f"{newest}-{digest[:12]}"
        if not folder.exists():
            triples = sum(one.triples for one in self.made.values()) + len(vocabulary) + len(ontology)
            figures = {"newest_capture": newest, "questions": len(order), "triples": triples}
            files = [
                File("be-senate.nq.gz", gzipped(parts)),
                File("vocabulary.ttl", [turtle.document(vocabulary, IRIS)]),
                File("statistics.json", [json.dumps(figures).encode()]),
            ]
            write_aside(folder, files, lambda sizes, sums: [], None)
        switch(self.output / "latest", folder)
        return Kept(folder)

    def _make(self, truth: Truth, now: datetime, first_seen: datetime) -> Made:
        body = page(truth, "SVPrintNLFR", "nl", "divisions")
        question = be_senate.parse(body)
        address = be_senate.discover.bilingual_page(question.number)
        capture = Capture(address, hashlib.sha256(body).hexdigest(), now, ("nl", "fr"))
        record = question_record(question, [capture], self.authority, IRIS, first_seen=first_seen)
        lines, graph = ntriples(record.triples), IRIS.graph(question.number)
        linked = (links_of(record.triples, question.number, IRIS), ntriples(record.shared))
        piece = pack(lines.replace(b" .\n", f" {graph} .\n".encode()))
        return Made(truth, first_seen, now, piece, lines.count(b"\n"), linked)
