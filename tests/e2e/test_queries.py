"""The competency questions that the bundled page can answer, by two SPARQL engines, with the same results."""

from __future__ import annotations

import csv
import gzip
import io
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

QUERIES = sorted((Path(__file__).parents[1] / "queries").glob("*.rq"))


def expected(query: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(query.with_suffix(".csv").read_text("utf-8"))))


def plain(value: str | None, datatype: str) -> str:
    """A value as the expected table writes it: numbers without trailing zeros, universal time as Z."""
    if value and datatype.endswith("dateTime"):
        return value.replace("+00:00", "Z")  # rdflib's way of writing it
    if value and datatype.endswith(("decimal", "double", "float")):
        return f"{float(value):g}"
    return value or ""


@cache
def data(release: Path) -> bytes:
    return gzip.decompress((release / "be-senate.nq.gz").read_bytes())


@cache
def store(release: Path) -> pyoxigraph.Store:
    loaded = pyoxigraph.Store()
    loaded.bulk_load(data(release), format=pyoxigraph.RdfFormat.N_QUADS)
    return loaded


@cache
def graph(release: Path) -> rdflib.Graph:
    loaded = rdflib.Graph()
    loaded.parse(data=gzip.decompress((release / "be-senate-7.ttl.gz").read_bytes()), format="turtle")
    loaded.parse(release / "vocabulary.ttl", format="turtle")
    return loaded


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_oxigraph_answers(query: Path, seed_release: Path) -> None:
    rows = store(seed_release).query(query.read_text("utf-8"), use_default_graph_as_union=True)
    assert isinstance(rows, pyoxigraph.QuerySolutions)
    found = [[variable.value for variable in rows.variables]]
    for row in rows:
        values = [row[variable] for variable in rows.variables]
        found.append([
            plain(value.value, value.datatype.value if isinstance(value, pyoxigraph.Literal) else "") if value else ""
            for value in values
        ])  # fmt: skip
    assert found == expected(query)


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_rdflib_answers(query: Path, seed_release: Path) -> None:
    result = graph(seed_release).query(query.read_text("utf-8"))
    found = [[str(variable) for variable in result.vars or []]]
    for row in result:
        assert isinstance(row, rdflib.query.ResultRow)
        found.append([
            plain(str(value), str(getattr(value, "datatype", "") or "")) if value is not None else "" for value in row
        ])  # fmt: skip
    assert found == expected(query)


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_query_has_a_title_in_three_languages(query: Path) -> None:
    heads = [line[:5] for line in query.read_text("utf-8").splitlines()[:3]]
    assert heads == ["# en:", "# nl:", "# fr:"]
