"""A Linked Data Event Stream of the questions (LDES 1.0 over TREE): static files that a client replicates and follows.

Each member is a version of a question: a named graph with all that the release says of it, or the word that it is gone.
`index.ttl` is the root of the search tree and leads to pages of TriG by the time of their members. A page is added to
until it is full and never changes after that. Pages are plain and not packed: a client asks for RDF and not for gzip,
and a server that packs on the way does so for every client that can take it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from flows.publish.report import dump
from flows.publish.write import put, sync
from flows.releases.changelog import CHANGES, Change
from flows.releases.kept import Kept, releases
from flows.releases.quads import Graph, Pair, differing, differing_lines, graphs
from flows.settings import Settings
from flows.vocabulary import DCTERMS, RDF, SH, XSD, Iris

FOLDER, INDEX, STATE = Path(CHANGES) / "ldes", "index.ttl", "pages.json"
FULL = 100  # members; a member weighs some 60 kB
LDES, TREE, AS = "https://w3id.org/ldes#", "https://w3id.org/tree#", "https://www.w3.org/ns/activitystreams#"
PREFIXES = "".join(
    f"@prefix {name}: <{address}> .\n"
    for name, address in {
        "as": AS, "dcterms": DCTERMS, "ldes": LDES, "rdf": RDF, "sh": SH, "tree": TREE, "xsd": XSD,
    }.items()
)  # fmt: skip
# Matches "<…/000001.trig#7-1668-1> a as:Update ; dcterms:isVersionOf <…" on a page.
MEMBER = re.compile(rb"^<[^>]*#(\d+-\d+)-\d+> a as:(\w+) ;", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """A page as far as the log has come: how many members and bytes it has, and the times of the first and the last."""

    number: int
    members: int
    size: int
    first: str
    last: str

    @property
    def name(self) -> str:
        """Its file."""
        return f"{self.number:06}.trig"

    @property
    def is_full(self) -> bool:
        """Whether it never changes any more."""
        return self.members >= FULL


@dataclass
class Stream:
    """The event stream in a folder; `address` is where the folder is served."""

    folder: Path
    address: str
    iris: Iris
    through: int = 0
    pages: list[Page] = field(default_factory=list)

    @property
    def iri(self) -> str:
        """The stream's own IRI."""
        return f"{self.address}{INDEX}#stream"

    def add(self, change: Change, pairs: Iterator[Pair]) -> None:
        """Take in the questions that a change of the log brought; nothing counts until all are on disk."""
        page: _Writer | None = None
        for before, after in pairs:
            graph = after or before
            if graph is None or not graph.number:
                continue
            if page is None or page.members >= FULL:
                self._close(page)
                page = self._open(change.when)
            page.add(change, before, after)
        self._close(page)
        sync(self.folder)
        self.through = change.number
        put(self.folder / STATE, dump({"through": self.through, "pages": [asdict(one) for one in self.pages]}))

    def _open(self, when: str) -> _Writer:
        """The page that is not full, or the next one."""
        if self.pages and not self.pages[-1].is_full:
            last = self.pages.pop()
            written = (self.folder / last.name).read_bytes()[: last.size]
            return _Writer(self, last.number, written, last.members, last.first, last.last)
        number = len(self.pages) + 1
        place = f"{self.address}{number:06}.trig"
        stream = f"<{self.iri}> a ldes:EventStream ; tree:view <{self.address}{INDEX}> .\n"
        header = f"{PREFIXES}\n{stream}<{place}> a tree:Node .\n"
        return _Writer(self, number, header.encode(), 0, when, when)

    def _close(self, page: _Writer | None) -> None:
        if page:
            self.pages.append(page.close())

    def index(self) -> bytes:
        """The root of the search tree, with a relation for each page and the shape of the members."""
        root, shape = f"{self.address}{INDEX}", f"{self.address}{INDEX}#shape"
        relations = [relation for page in self.pages for relation in self._relations(page)]
        links = "".join(f" ;\n    tree:relation <{root}#{name}>" for name, _ in relations)
        told = "".join(f"\n<{root}#{name}> {words} .\n" for name, words in relations)
        return (
            f"{PREFIXES}\n<{self.iri}> a ldes:EventStream ;\n    ldes:timestampPath dcterms:created ;\n"
            f"    ldes:versionOfPath dcterms:isVersionOf ;\n    ldes:versionCreateObject as:Create ;\n"
            f"    ldes:versionUpdateObject as:Update ;\n    ldes:versionDeleteObject as:Delete ;\n"
            f"    tree:shape <{shape}> ;\n    tree:view <{root}> .\n\n<{root}> a tree:Node{links} .\n{told}\n"
            f"<{shape}> a sh:NodeShape ; sh:property <{shape}-version> , <{shape}-time> ;\n"
            f"    sh:or ( <{shape}-there> <{shape}-gone> ) .\n"
            f"<{shape}-version> sh:path dcterms:isVersionOf ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI .\n"
            f"<{shape}-there> sh:path dcterms:isVersionOf ;\n"
            f"    sh:node <{self.iris.at('ns/shape#WrittenQuestion').value}> .\n"
            f"<{shape}-gone> sh:path rdf:type ; sh:hasValue as:Delete .\n"
            f"<{shape}-time> sh:path dcterms:created ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:dateTime .\n"
        ).encode()

    def _relations(self, page: Page) -> Iterator[tuple[str, str]]:
        """What the times of a page's members are; those of a full page also end."""
        bounds = {"GreaterThanOrEqualTo": page.first, **({"LessThanOrEqualTo": page.last} if page.is_full else {})}
        for kind, value in bounds.items():
            yield (
                f"{'from' if kind.startswith('G') else 'until'}-{page.number:06}",
                f"a tree:{kind}Relation ; tree:node <{self.address}{page.name}> ; tree:path dcterms:created ;\n"
                f'    tree:value "{value}"^^xsd:dateTime',
            )


class _Writer:
    """A page that members are added to, beside its place until it is whole."""

    def __init__(self, stream: Stream, number: int, begin: bytes, members: int, first: str, last: str) -> None:
        self.stream, self.number, self.members, self.first, self.last = stream, number, members, first, last
        self.aside = stream.folder / f".{number:06}.trig"
        self.file = self.aside.open("wb")
        self.file.write(begin)

    def add(self, change: Change, before: Graph | None, after: Graph | None) -> None:
        """Add a version of a question; one that is gone has no graph."""
        graph = after or before
        assert graph is not None
        kind = "Delete" if after is None else "Create" if before is None else "Update"
        version = f"{self.stream.address}{self.number:06}.trig#{graph.number}-{change.number}"
        question = self.stream.iris.question(graph.number)
        self.file.write(
            f"\n<{self.stream.iri}> tree:member <{version}> .\n<{version}> a as:{kind} ; "
            f'dcterms:isVersionOf {question} ; dcterms:created "{change.when}"^^xsd:dateTime .\n'.encode()
        )
        if after:
            triples = after.data.replace(f" <{after.name}> .\n".encode(), b" .\n")
            self.file.write(f"<{version}> {{\n".encode() + triples + b"}\n")
        self.members += 1
        self.last = change.when

    def close(self) -> Page:
        """Put the page in its place."""
        if self.members >= FULL:
            place = f"{self.stream.address}{self.number:06}.trig"
            self.file.write(f"\n<{place}> ldes:immutable true .\n".encode())
        size = self.file.tell()
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        self.aside.replace(self.stream.folder / f"{self.number:06}.trig")
        return Page(self.number, self.members, size, self.first, self.last)


def follow_ldes(settings: Settings, log: Sequence[Change]) -> None:
    """Have the stream tell of all that is in the log; the releases of its last entries are still there."""
    stream = _opened(settings)
    kept = {one.version: one for one in releases(settings.output)}
    for change in log:
        if change.number > stream.through and change.after in kept:
            _add(stream, change, kept)
    put(stream.folder / INDEX, stream.index())


def _add(stream: Stream, change: Change, kept: dict[str, Kept]) -> None:
    """Take in a change; without a patch, all that is there now, and what is not there any more."""
    after, before = kept[change.after], kept.get(change.before or "")
    has_all_before = change.number == stream.through + 1
    if before is None or change.without_patch or not has_all_before:
        stream.add(change, _everything(stream, after))
        return
    if change.pairs is not None:  # both releases were just read
        stream.add(change, iter(change.pairs))
        return
    done = list(stream.pages)
    try:
        stream.add(change, differing(before, after))
    except ValueError:  # a piece could not be told from its neighbour
        stream.pages = done
        stream.add(change, differing_lines(before, after))


def _everything(stream: Stream, after: Kept) -> Iterator[Pair]:
    """All questions of a release as new or changed, and those that the stream has and the release has not as gone."""
    last: dict[str, str] = {}
    for page in stream.pages:
        last.update(_members(stream.folder / page.name, page.size))
    left = {number for number, kind in last.items() if kind != "Delete"}
    for graph in graphs(after):
        yield (graph if graph.number in left else None), graph
        left.discard(graph.number)
    for number in sorted(left):
        yield Graph(stream.iris.graph(number).value, b""), None


def _members(page: Path, size: int) -> list[tuple[str, str]]:
    found = MEMBER.findall(page.read_bytes()[:size])
    return [(number.decode(), kind.decode()) for number, kind in found]


def _opened(settings: Settings) -> Stream:
    folder = settings.output / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    stream = Stream(folder, f"{settings.downloads}{FOLDER.as_posix()}/", Iris(settings.base_iri))
    if (folder / STATE).is_file():
        said = json.loads((folder / STATE).read_text("utf-8"))
        stream.through, stream.pages = said["through"], [Page(**one) for one in said["pages"]]
    return stream
