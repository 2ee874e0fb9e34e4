"""Other questions in a line: their title, day, post and state, read off the graph; and chains of reintroduction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from flows.map.order import natural
from flows.pages.reader import Reader
from flows.vocabulary import DCTERMS, ELI

LONGEST = 12  # links of a chain
MOST = 60  # questions of a list
RELATIONS = (  # with the one that says the same from the other side
    ("alsoAskedAs", "alsoAskedAs"), ("reintroduces", "reintroducedAs"), ("reintroducedAs", "reintroduces"),
    ("requalifiedFrom", ""), ("requalifiedAs", ""), ("relatedTo", "relatedTo"), ("refersTo", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Brief:
    """A question that another one names; only its number is known when the release does not hold it."""

    iri: str
    number: str
    kind: str = "question"
    date: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    post: str = ""
    post_names: dict[str, str] = field(default_factory=dict)
    state: str = ""
    days_late: int | None = None


def brief(reader: Reader, node: NamedNode) -> Brief:
    """What is known of a question in a line."""
    pq = reader.iris.pq
    kind = node.value.removeprefix(f"{reader.iris.base}id/").partition("/")[0]
    number = reader.text(node, DCTERMS["identifier"]) or node.value.rpartition("/")[2]
    post = next(iter(reader.nodes(node, pq["addressedTo"])), None)
    late = reader.text(node, pq["daysLate"])
    return Brief(
        node.value, number, kind, reader.text(node, ELI["date_document"]), reader.texts(node, DCTERMS["title"]),
        post.value if post else "", reader.names(post) if post else {},
        reader.text(node, pq["state"]).rpartition("/")[2], int(late) if late else None,
    )  # fmt: skip


def related(reader: Reader, node: NamedNode) -> dict[str, list[Brief]]:
    """The questions that a question names or that name it, by the kind of the relation."""
    found = {}
    for name, back in RELATIONS:
        nodes = {*reader.nodes(node, reader.iris.pq[name])}
        if back:
            nodes |= _pointing(reader, node, back)
        if nodes:
            found[name] = _briefs(reader, nodes)
    if nodes := _pointing(reader, node, "refersTo"):
        found["referredToBy"] = _briefs(reader, nodes)
    return found


def chain(reader: Reader, node: NamedNode) -> list[Brief]:
    """The questions that were put again one after the other, from the first to the last; fewer than two are none."""
    before = [*_steps(reader, node, "reintroduces", "reintroducedAs")]
    after = [*_steps(reader, node, "reintroducedAs", "reintroduces")]
    whole = [*reversed(before), node, *after]
    return [brief(reader, one) for one in whole] if len(whole) > 2 else []


def _steps(reader: Reader, node: NamedNode, name: str, back: str) -> Iterator[NamedNode]:
    seen = {node}
    while len(seen) <= LONGEST:
        nodes = {*reader.nodes(node, reader.iris.pq[name])} | _pointing(reader, node, back)
        node = min(nodes - seen, key=lambda one: natural(one.value), default=node)
        if node in seen:
            return
        seen.add(node)
        yield node


def _pointing(reader: Reader, node: NamedNode, name: str) -> set[NamedNode]:
    found = reader.pointing(node, reader.iris.pq[name])
    return {one.subject for one in found if isinstance(one.subject, NamedNode)}


def _briefs(reader: Reader, nodes: Iterable[NamedNode]) -> list[Brief]:
    ordered = sorted(nodes, key=lambda one: natural(one.value))
    return [brief(reader, node) for node in ordered[:MOST]]
