"""The mapping beside its peers: morph-kgc by RML and maplib by OTTR templates, on the same questions given as JSON.

`export` writes a JSON file for each kind of thing in the records of a corpus, and for each peer the mapping that says
them again, triple for triple. The peers are spared what they have no words for: who and what a printed name means,
days between dates, IRIs from names, which part answers which. All that stands in the JSON ready, so ours does more.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyoxigraph

from tests.bench import ours

REQUIREMENTS = Path(__file__).with_name("peers.txt")
MAPLIB = Path(__file__).with_name("peer_maplib.py")
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
STRING = "http://www.w3.org/2001/XMLSchema#string"
CONFIG = """[CONFIGURATION]
output_file: {output}
output_format: N-TRIPLES

[questions]
mappings: {mapping}
"""
PREFIXES = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""


@dataclass(frozen=True, order=True)
class Field:
    """A field of the JSON: the predicate it gives, and what its values are; `constant` when all are the same."""

    name: str
    predicate: str
    language: str = ""
    datatype: str = ""
    is_iri: bool = False
    constant: str = ""
    is_list: bool = False


@dataclass
class Kind:
    """A kind of thing: its rows by IRI, each with the values of its fields."""

    name: str
    rows: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    fields: dict[str, Field] = field(default_factory=dict)


def environment(folder: Path) -> Path:
    """The Python of the peers' environment, made when it is missing."""
    python = folder / "peers" / "bin" / "python"
    if not python.is_file():
        subprocess.run([sys.executable, "-m", "venv", str(folder / "peers")], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "-r", str(REQUIREMENTS)], check=True)
    return python


def morph_kgc(python: Path, folder: Path) -> list[str]:
    """The command that maps an export with morph-kgc."""
    return [str(python), "-m", "morph_kgc", str(folder / "morph.ini")]


def maplib(python: Path, folder: Path) -> list[str]:
    """The command that maps an export with maplib."""
    return [str(python), str(MAPLIB), str(folder)]


# -- our side ---------------------------------------------------------------------------------------


def map_to_file(request: Mapping[str, Any]) -> dict[str, Any]:
    """Questions in memory to a file of N-Triples, by so many processes; the time of nothing else."""
    authority = ours.tables()
    readings = ours.readings(Path(request["archive"]), request["questions"])
    processes, path = request["processes"], Path(request["output"])
    begun = time.perf_counter()
    if processes == 1:
        _write(readings, authority, path)
    else:
        parts = [path.with_name(f"{path.name}.{at}") for at in range(processes)]
        context = get_context("fork")  # the questions are in memory already; a child has them as they are
        children = [
            context.Process(target=_write, args=(readings[at::processes], authority, part))
            for at, part in enumerate(parts)
        ]
        for child in children:
            child.start()
        for child in children:
            child.join()
        with path.open("wb") as whole:
            for part in parts:
                whole.write(part.read_bytes())
                part.unlink()
    seconds = time.perf_counter() - begun
    return {"questions": len(readings), "seconds": seconds, "triples": count_lines(path)}


def _write(readings: Iterable[Any], authority: Any, path: Path) -> None:
    with path.open("wb") as file, ours.without_collection():
        for reading in readings:
            file.write(ours.lines(ours.map_one(reading, authority)))
        file.flush()
        os.fsync(file.fileno())


def count_lines(path: Path) -> int:
    """The lines of a file."""
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


# -- the export -------------------------------------------------------------------------------------


def export(request: Mapping[str, Any]) -> dict[str, Any]:
    """Write JSON, mappings and `ours.nt` into a folder; how many distinct triples that is."""
    folder = Path(request["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    authority = ours.tables()
    kinds: dict[str, Kind] = {}
    whole: set[pyoxigraph.Triple] = set()
    for reading in ours.readings(Path(request["archive"]), request["questions"]):
        triples = ours.map_one(reading, authority).triples
        take_in(kinds, triples)
        whole.update(triples)
    for kind in kinds.values():
        settle(kind)
        rows = [{"id": iri, **_row(kind, row)} for iri, row in kind.rows.items()]
        (folder / f"{kind.name}.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    (folder / "mapping.ttl").write_text(rml(kinds.values(), folder), "utf-8")
    (folder / "fields.json").write_text(json.dumps(described(kinds.values())), "utf-8")
    (folder / "morph.ini").write_text(CONFIG.format(output=folder / "morph.nt", mapping=folder / "mapping.ttl"))
    (folder / "ours.nt").write_bytes(pyoxigraph.serialize(whole, format=pyoxigraph.RdfFormat.N_TRIPLES) or b"")
    fields = sum(len(kind.fields) for kind in kinds.values())
    return {"triples": len(whole), "kinds": len(kinds), "fields": fields, "questions": request["questions"]}


def take_in(kinds: dict[str, Kind], triples: Sequence[pyoxigraph.Triple]) -> None:
    """Sort triples by the kind of their subject and by the field that they make."""
    types = {triple.subject: triple.object for triple in triples if triple.predicate.value == TYPE}
    for triple in triples:
        subject, value = triple.subject, triple.object
        assert isinstance(subject, pyoxigraph.NamedNode)
        kind_of = types.get(subject)
        name = _local(kind_of.value) if isinstance(kind_of, pyoxigraph.NamedNode) else "other"
        kind = kinds.setdefault(name, Kind(name))
        made = _field(triple.predicate.value, value)
        kind.fields[made.name] = made
        assert isinstance(value, pyoxigraph.NamedNode | pyoxigraph.Literal)
        values = kind.rows[subject.value][made.name]
        if value.value not in values:
            values.append(value.value)


def _field(predicate: str, value: object) -> Field:
    if isinstance(value, pyoxigraph.NamedNode):
        return Field(f"{_local(predicate)}_iri", predicate, is_iri=True)
    assert isinstance(value, pyoxigraph.Literal)
    if value.language:
        return Field(f"{_local(predicate)}_{value.language}", predicate, language=value.language)
    datatype = "" if value.datatype.value == STRING else value.datatype.value
    return Field(f"{_local(predicate)}{'_' + _local(datatype) if datatype else ''}", predicate, datatype=datatype)


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2].replace("-", "_")


def settle(kind: Kind) -> None:
    """Find what is the same in all rows of a kind, and which fields have several values anywhere."""
    for name, one in list(kind.fields.items()):
        values = {tuple(row[name]) if name in row else () for row in kind.rows.values()}
        is_list = any(len(value) > 1 for value in values)
        only = next(iter(values))
        constant = only[0] if len(values) == 1 and len(only) == 1 and one.is_iri else ""
        kind.fields[name] = Field(
            one.name, one.predicate, one.language, one.datatype, one.is_iri, constant, is_list
        )  # fmt: skip


def _row(kind: Kind, row: Mapping[str, list[str]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, values in row.items():
        one = kind.fields[name]
        if not one.constant:
            made[name] = values if one.is_list else values[0]
    return made


def described(kinds: Iterable[Kind]) -> list[dict[str, Any]]:
    """The kinds with their fields, for a peer that is told what to do by a program."""
    return [{"kind": kind.name, "fields": [vars(one) for one in sorted(kind.fields.values())]} for kind in kinds]


def rml(kinds: Iterable[Kind], folder: Path) -> str:
    """The mapping of an export: a triples map for each kind of thing."""
    return PREFIXES + "".join(_triples_map(kind, folder / f"{kind.name}.json") for kind in kinds)


def _triples_map(kind: Kind, path: Path) -> str:
    maps = [
        f"rr:predicateObjectMap [ rr:predicate <{one.predicate}> ; rr:objectMap [ {_object_map(one)} ] ]"
        for one in sorted(kind.fields.values())
    ]
    source = f'rml:source "{path}" ; rml:referenceFormulation ql:JSONPath ; rml:iterator "$[*]"'
    subject = 'rr:subjectMap [ rml:reference "id" ; rr:termType rr:IRI ]'
    return f"\n<#{kind.name}> rml:logicalSource [ {source} ] ;\n  {subject} ;\n  " + " ;\n  ".join(maps) + " .\n"


def _object_map(one: Field) -> str:
    if one.constant:
        return f"rr:constant <{one.constant}>"
    reference = f'rml:reference "{one.name}"'
    if one.is_iri:
        return f"{reference} ; rr:termType rr:IRI"
    if one.language:
        return f'{reference} ; rr:language "{one.language}"'
    return f"{reference} ; rr:datatype <{one.datatype}>" if one.datatype else reference


# -- what a peer left out ---------------------------------------------------------------------------


def compared(request: Mapping[str, Any]) -> dict[str, Any]:
    """How much of our triples a peer's file says, and which predicates it lacks."""
    mine, theirs = (set(_triples(Path(request[name]))) for name in ("ours", "theirs"))
    lacking = mine - theirs
    predicates = sorted({_local(triple.predicate.value) for triple in lacking})
    return {
        "triples": len(theirs), "share": len(mine & theirs) / len(mine), "lacking": len(lacking),
        "besides": len(theirs - mine), "lacking_predicates": predicates,
    }  # fmt: skip


def _triples(path: Path) -> Iterable[pyoxigraph.Triple]:
    for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.N_TRIPLES):
        yield quad.triple
