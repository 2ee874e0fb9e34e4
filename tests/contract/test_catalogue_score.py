"""The commands on a catalogue: its points, what lacks, what portals refuse, what breaks its shapes."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from flows import cli, cli_catalogue
from flows.publish import catalogue
from flows.publish.quality import EXCELLENT
from tests.catalogued import LICENCE, RELEASES
from tests.unit.test_quality import ENOUGH, serving

SET = {
    "VRAAGBAAK_LICENCE": LICENCE, "VRAAGBAAK_CONTACT": "a@example.org", "VRAAGBAAK_BASE_IRI": "https://example.org/q/",
    "VRAAGBAAK_ENDPOINT": "https://example.org/sparql",
}  # fmt: skip


@pytest.fixture(autouse=True)
def wide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VRAAGBAAK_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv("COLUMNS", "400")
    for module in (cli, cli_catalogue):
        monkeypatch.setattr(module, "out", Console(soft_wrap=True, highlight=False))


def written(folder: Path, name: str, form: str = "ttl") -> Path:
    """The catalogue of one of the releases as a file."""
    path = folder / f"catalogue.{form}"
    path.write_bytes(catalogue.documents(RELEASES[name])[path.name])
    return path


def run(*words: str | Path, **settings: str) -> Result:
    return CliRunner().invoke(cli.app, [str(word) for word in words], env=settings)


def points(result: Result) -> dict[str, float]:
    rows = [line.split() for line in result.stdout.splitlines()[1:7]]
    return {name: float(many) for name, many, _ in rows}


@pytest.mark.parametrize("form", ["ttl", "jsonld", "rdf"])
def test_ours_has_all_points_that_we_promise_with_a_licence_and_an_endpoint(tmp_path: Path, form: str) -> None:
    result = run("catalogue", "score", written(tmp_path, "full", form), **SET)
    assert (result.exit_code, result.stderr) == (0, "")
    assert points(result)["all"] >= ENOUGH
    assert "No address was asked: 80 points are given on trust" in result.stdout
    assert result.stdout.count("\n* ") == 1, "the service without a contact point"


def test_what_lacks_is_said_with_what_to_do_and_the_status_follows_the_points(tmp_path: Path) -> None:
    path = written(tmp_path, "bare")
    result = run("catalogue", "score", path)
    assert result.exit_code == 0
    assert points(result)["reusability"] == 45
    assert points(result)["all"] > EXCELLENT
    (lost,) = [line for line in result.stdout.splitlines() if line.startswith("-20 reusability, licence: ")]
    assert "set `licence` (https://example.org/q/id/dataset/" in lost
    assert lost.endswith(" more)")
    assert "* No licence is claimed" in result.stdout
    assert "* No contact is set" in result.stdout
    strict = run("catalogue", "score", path, "--least", "390")
    assert strict.exit_code == 1
    assert strict.stdout.endswith("That is less than 390 points.\n")


def test_addresses_are_asked_when_one_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, "full")
    with serving({"/here"}) as (address, asked):
        path.write_text(path.read_text("utf-8").replace("https://example.org/", f"{address}gone/"), "utf-8")
        trusted = run("catalogue", "score", path, **SET)
        assert not asked
        result = run("catalogue", "score", path, "--online", **SET)
        assert asked
        assert all(one.startswith("HEAD /gone/q/download/") for one in asked)
    assert points(trusted)["accessibility"] - points(result)["accessibility"] == 80
    assert "on trust" not in result.stdout


def test_a_catalogue_is_checked_by_its_own_shapes(tmp_path: Path) -> None:
    path = written(tmp_path, "full")
    result = run("check", path)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1].endswith(" 0 results")
    text = path.read_text("utf-8")
    assert "dcat:keyword" in text
    path.write_text(text.replace("dcterms:title", "dcterms:alternative"), "utf-8")
    broken = run("check", path)
    assert broken.exit_code == 1
    assert f"{path}: violation: Dataset-title at https://example.org/q/id/dataset/" in broken.stdout


def test_without_a_release_it_says_what_to_do(tmp_path: Path) -> None:
    result = run("catalogue", "score")
    assert f"there is no release in {tmp_path / 'output'}" in str(result.exception)
    odd = tmp_path / "catalogue.csv"
    odd.write_text("")
    assert "not an RDF file by its name" in str(run("catalogue", "score", odd).exception)
