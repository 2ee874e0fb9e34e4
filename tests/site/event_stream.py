"""A small reader of event streams: walks the search tree from its root, and says what each thing was last.

It knows LDES and TREE and nothing of ours; addresses are files below a folder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

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
        (stream,) = [one.subject for one in store.quads_for_pattern(None, _tree("view"), NamedNode(start))]
        paths = {name: self._one(store, stream, f"{LDES}{name}") for name in ("timestampPath", "versionOfPath")}
        gone = self._one(store, stream, f"{LDES}versionDeleteObject")
        assert self._one(store, stream, f"{TREE}shape")
        found: list[Member] = []
        for page in self._nodes(store, start, since, paths["timestampPath"]):
            found += self._members(self._get(page), stream, paths, gone)
        return found

    def _nodes(self, store: Store, root: str, since: str, path: NamedNode) -> list[str]:
        bounds: dict[str, list[tuple[str, str]]] = {}
        for relation in store.quads_for_pattern(NamedNode(root), _tree("relation"), None):
            assert self._one(store, relation.object, f"{TREE}path") == path
            kind = self._one(store, relation.object, TYPE.value).value.removeprefix(TREE)
            node = self._one(store, relation.object, f"{TREE}node").value
            (value,) = store.quads_for_pattern(relation.object, _tree("value"), None)
            assert isinstance(value.object, Literal)
            bounds.setdefault(node, []).append((kind, value.object.value))
        old = {
            node for node, its in bounds.items()
            if any(kind == "LessThanOrEqualToRelation" and value < since for kind, value in its)
        }  # fmt: skip
        return [node for node in bounds if node not in old]

    def _members(self, store: Store, stream: object, paths: dict[str, NamedNode], gone: NamedNode) -> list[Member]:
        found = []
        for quad in store.quads_for_pattern(stream, _tree("member"), None):
            version = quad.object
            (when,) = store.quads_for_pattern(version, paths["timestampPath"], None)
            of = self._one(store, version, paths["versionOfPath"].value)
            is_gone = any(store.quads_for_pattern(version, TYPE, gone))
            said = frozenset(
                (str(one.subject), str(one.predicate), str(one.object))
                for one in store.quads_for_pattern(None, None, None, version)
            )
            assert bool(said) != is_gone
            assert isinstance(when.object, Literal)
            found.append(Member(version.value, when.object.value, of.value, None if is_gone else said))
        return found

    def _one(self, store: Store, subject: object, predicate: str) -> NamedNode:
        (quad,) = store.quads_for_pattern(subject, NamedNode(predicate), None)
        assert isinstance(quad.object, NamedNode)
        return quad.object

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


def _tree(name: str) -> NamedNode:
    return NamedNode(f"{TREE}{name}")
