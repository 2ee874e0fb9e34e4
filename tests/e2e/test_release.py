"""A release as the nightly flow leaves it: whole, true, the same for the same input, until a good one replaces it."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph
import pytest
from prefect.blocks.system import Secret
from pydantic import SecretStr
from pyoxigraph import NamedNode

from flows.keep.journal import Outcome
from flows.publish.columns import OF_LEGISLATURE, named
from flows.publish.table_files import ENDINGS
from flows.settings import DEFAULT_BASE
from flows.vocabulary import DCAT, Iris
from tests.conftest import Harvest
from tests.e2e.folders import WHOLE, contents, pages_of_every_kind, triples, unpacked
from tests.portals.forwarding import Between

IRIS = Iris()
LEGISLATURES = (3, 4, 5, 6, 7)


# -- what is in it ----------------------------------------------------------------------------------


def test_every_file_is_there_and_no_other(release: Path) -> None:
    graphs = {f"be-senate-{number}.{kind}.gz" for number in LEGISLATURES for kind in ("ttl", "nt", "jsonld")}
    tables = {f"{named(table.name, number)}.{ending}" for number in LEGISLATURES for table in OF_LEGISLATURE
              for ending in ENDINGS}  # fmt: skip
    tables |= {f"be-senate-{number}-tables.parquet.zip" for number in LEGISLATURES}
    assert set(contents(release)) == WHOLE | graphs | tables
    assert (release.parents[1] / "latest").resolve() == release


def test_the_checksums_are_true(release: Path) -> None:
    files = contents(release)
    lines = files.pop("SHA256SUMS").decode().splitlines()
    assert lines == [f"{hashlib.sha256(files[name]).hexdigest()}  {name}" for name in sorted(files)]


def test_the_catalogue_tells_of_every_file_its_true_size_and_checksum(release: Path) -> None:
    files = contents(release)
    store = pyoxigraph.Store()
    store.bulk_load(files["catalogue.ttl"], format=pyoxigraph.RdfFormat.TURTLE)
    found = {}
    for quad in store.quads_for_pattern(None, DCAT["byteSize"], None):
        assert isinstance(quad.subject, NamedNode)
        checksum = store.quads_for_pattern(NamedNode(f"{quad.subject.value}/checksum"), None, None)
        sums = [one.object.value for one in checksum if isinstance(one.object, pyoxigraph.Literal)]
        found[quad.subject.value.rpartition("/")[2]] = (str(quad.object).split('"')[1], *sums)
    told = {name for name in files if name not in {"SHA256SUMS", "report.md"} and not name.startswith("catalogue.")}
    told -= {name for name in told if name.startswith("be-senate-") and name.endswith(".parquet")}  # in a package
    assert found == {name: (str(len(files[name])), hashlib.sha256(files[name]).hexdigest()) for name in told}


def test_packed_files_hold_no_time_and_no_name(release: Path) -> None:
    packed = [data for name, data in contents(release).items() if name.endswith(".gz")]
    assert len(packed) == (3 + len(OF_LEGISLATURE)) * len(LEGISLATURES) + 2  # the quads, and the people
    for data in packed:
        assert data[:3] == b"\x1f\x8b\x08"
        assert data[3] == 0, "no name"
        assert data[4:8] == bytes(4), "no time"
        gzip.decompress(data)


def test_all_formats_hold_the_same_triples(release: Path) -> None:
    graphs: dict[str, set[pyoxigraph.Triple]] = {}
    for quad in pyoxigraph.parse(unpacked(release / "be-senate.nq.gz"), format=pyoxigraph.RdfFormat.N_QUADS):
        assert isinstance(quad.graph_name, NamedNode)
        graphs.setdefault(quad.graph_name.value, set()).add(quad.triple)
    vocabulary = graphs.pop(IRIS.vocabulary_graph().value)
    assert vocabulary == triples(release, "vocabulary.ttl")
    ontology = graphs.pop(IRIS.ontology_graph().value)
    assert ontology == triples(release, "ontology.ttl")
    numbers = {page.number for page in pages_of_every_kind()}
    assert set(graphs) == {IRIS.graph(number).value for number in numbers}
    questions = set().union(*graphs.values())
    assert questions == triples(release, "be-senate-*.nt.gz") == triples(release, "be-senate-*.ttl.gz")
    assert questions == triples(release, "be-senate-*.jsonld.gz")
    for legislature in LEGISLATURES:
        own = [found for graph, found in graphs.items() if f"/be-senate/{legislature}-" in graph]
        assert set().union(*own) == triples(release, f"be-senate-{legislature}.nt.gz")
    figures = json.loads((release / "statistics.json").read_text("utf-8"))
    assert figures["questions"] == len(numbers)
    # A number that two records tell of counts in both graphs.
    assert figures["triples"] == sum(map(len, graphs.values())) + len(vocabulary) + len(ontology)


def test_lines_are_sorted_and_nothing_is_blank(release: Path) -> None:
    data = unpacked(release / "be-senate.nq.gz")
    assert b"_:" not in b" ".join(line.split(b'"')[0] for line in data.splitlines())
    for legislature in LEGISLATURES:
        graph = unpacked(release / f"be-senate-{legislature}.nt.gz")
        assert graph.endswith(b" .\n")
        assert b"\n\n" not in graph


def test_every_number_that_anything_is_said_of_is_in_the_numbers_order(release: Path) -> None:
    rows = json.loads((release / "issues.json").read_text("utf-8"))
    keys = [tuple(int(part) for part in row["question"].split("-")) for row in rows if row["question"][0].isdigit()]
    assert keys == [(7, 9), (7, 20), (7, 100)]


# -- the same again ---------------------------------------------------------------------------------


def test_a_second_run_finds_the_release_there_and_leaves_it_alone(harvest: Harvest, pages: Path, release: Path) -> None:
    def marks() -> dict[str, tuple[int, int]]:
        paths = [release, *release.iterdir()]
        return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}

    before = marks()
    for source in (pages, "archive"):
        again = harvest(release.parents[1], source)
        assert again.release is not None
        assert (again.release.folder, again.release.is_new) == (release, False)
        assert ", unchanged: " in again.text
    assert marks() == before
    assert [path.name for path in (release.parent).iterdir()] == [release.name]


def test_a_fresh_output_folder_gets_the_same_bytes(
    harvest: Harvest, pages: Path, release: Path, tmp_path: Path
) -> None:
    made = harvest(tmp_path / "elsewhere" / "output", pages).release
    assert made is not None
    assert made.version == release.name
    assert contents(made.folder) == contents(release)


def test_another_base_leaves_no_trace_of_the_default(
    harvest: Harvest, pages: Path, release: Path, tmp_path: Path
) -> None:
    base = "http://localhost:8000/senaat/"
    made = harvest(tmp_path, pages, base).release
    assert made is not None
    assert made.version != release.name
    for path in made.folder.iterdir():
        assert DEFAULT_BASE.encode() not in unpacked(path), path.name
        assert b"w3id.org/vraagbaak" not in unpacked(path), path.name
    assert len(triples(made.folder, "be-senate-*.nt.gz")) == len(triples(release, "be-senate-*.nt.gz"))
    assert any(path.suffix == ".ttl" and base.encode() in path.read_bytes() for path in made.folder.iterdir())


def test_the_output_folder_can_be_moved(harvest: Harvest, tmp_path: Path) -> None:
    made = harvest(tmp_path / "here").release
    assert made is not None
    assert not (tmp_path / "here" / "latest").readlink().is_absolute()
    (tmp_path / "here").rename(tmp_path / "there")
    assert (tmp_path / "there" / "latest" / "SHA256SUMS").is_file()
    again = harvest(tmp_path / "there", "archive").release
    assert again is not None
    assert (again.version, again.is_new) == (made.version, False)


# -- and where it is brought to ---------------------------------------------------------------------


def test_a_portal_that_refuses_costs_no_release_and_its_token_may_be_a_secret_of_prefect(
    harvest: Harvest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = []

    def answer(method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        tokens.append(headers.get("Authorization"))
        return 401, {"Content-Type": "application/json"}, b"{}"

    with Between(answer) as portal:
        monkeypatch.setenv("VRAAGBAAK_CKAN_URL", portal.address)
        without = harvest(tmp_path / "output")
        assert tokens == []
        Secret(value=SecretStr("a-token-in-a-block")).save("vraagbaak-ckan-token", overwrite=True)
        refused = harvest(tmp_path / "output")
    assert set(tokens) == {"a-token-in-a-block"}
    for night, words in ((without, "set ckan_token or ckan_token_file"), (refused, "does not accept the token")):
        assert night.outcome is Outcome.INCOMPLETE
        assert night.release is not None
        assert (tmp_path / "output" / "latest").resolve() == night.release.folder
        assert "Not uploaded to ckan: " in night.text
        assert words in night.text
        assert "`vraagbaak upload ckan`" in night.text
        assert "a-token-in-a-block" not in night.text
