"""A small reader of event streams: walks the search tree from its root, and says what each thing was last.

It knows LDES and TREE and nothing of ours; addresses are files below a folder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Store

TREE, LDES = "https://w3id.org/tree#", "https://w3id.org/ldes#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
FORMATS = {".ttl": RdfFormat.TURTLE, ".trig": RdfFormat.TRIG}


@dataclass(frozen=True)
class Member:
    """A version of a thing: when it came, of what it is one, and its statements; None when the thing is gone."""

    iri: str
    when: str
    of: str
    said: frozenset[tuple[str, ...]] | None


@dataclass
class EventStream:
    """An event stream that is served at an address from a folder."""

    folder: Path
    address: str
    root: str = "index.ttl"
    read: list[str] = field(default_factory=list)

    def members(self, since: str = "") -> list[Member]:
        """The members in the order in which the stream gives them; branches that hold only older ones are not read."""
        start = f"{self.address}{self.root}"
        store = self._get(start)
        (stream,) = [one.subject for one in store.quads_for_pattern(None, NamedNode(f"{TREE}view"), NamedNode(start))]
        path, of, gone = (
            one(store, stream, f"{LDES}{name}") for name in ("timestampPath", "versionOfPath", "versionDeleteObject")
        )
        assert one(store, stream, f"{TREE}shape")
        found: list[Member] = []
        for page in self._nodes(store, start, since, path):
            found += _members(self._get(page), stream, path, of, gone)
        return found

    def _nodes(self, store: Store, root: str, since: str, path: NamedNode) -> list[str]:
        bounds: dict[str, list[tuple[str, str]]] = {}
        for relation in objects(store, NamedNode(root), f"{TREE}relation"):
            assert one(store, relation, f"{TREE}path") == path
            kind = one(store, relation, TYPE.value).value.removeprefix(TREE)
            node = one(store, relation, f"{TREE}node").value
            bounds.setdefault(node, []).append((kind, one(store, relation, f"{TREE}value").value))
        old = {
            node for node, its in bounds.items()
            if any(kind == "LessThanOrEqualToRelation" and value < since for kind, value in its)
        }  # fmt: skip
        return [node for node in bounds if node not in old]

    def _get(self, address: str) -> Store:
        assert address.startswith(self.address), address
        path = self.folder / address.removeprefix(self.address)
        self.read.append(path.name)
        store = Store()
        store.extend(pyoxigraph.parse(path.read_bytes(), format=FORMATS[path.suffix], base_iri=address))
        return store


def newest(members: list[Member]) -> dict[str, frozenset[tuple[str, ...]]]:
    """What every thing that is there was last."""
    last = {member.of: member.said for member in sorted(members, key=lambda member: member.when)}
    return {of: said for of, said in last.items() if said is not None}


def objects(store: Store, subject: Any, predicate: str) -> list[Any]:
    """The values of a property."""
    return [quad.object for quad in store.quads_for_pattern(subject, NamedNode(predicate), None)]


def one(store: Store, subject: Any, predicate: str) -> Any:
    """The only value of a property."""
    (value,) = objects(store, subject, predicate)
    return value


def _members(store: Store, stream: Any, path: NamedNode, of: NamedNode, gone: NamedNode) -> list[Member]:
    found = []
    for version in objects(store, stream, f"{TREE}member"):
        is_gone = gone in objects(store, version, TYPE.value)
        said = frozenset(
            (str(quad.subject), str(quad.predicate), str(quad.object))
            for quad in store.quads_for_pattern(None, None, None, version)
        )
        assert bool(said) != is_gone
        when, thing = one(store, version, path.value), one(store, version, of.value)
        found.append(Member(version.value, when.value, thing.value, None if is_gone else said))
    return found
