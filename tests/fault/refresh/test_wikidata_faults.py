"""An endpoint that pages, fails, breaks off, shows something else or forbids; and a file that is not EuroVoc."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions
from typer.testing import CliRunner

from flows import cli_authority
from flows.errors import BadInput
from flows.refresh import refreshing as refresh
from flows.refresh.wikidata import Found, ask_all, from_folder, over_http
from flows.settings import read_settings
from tests.fault.faults import Answer
from tests.fault.refresh.operator import Run, hasty, patch
from tests.site.endpoint import Endpoint


@pytest.mark.parametrize("page", [1, 2, 3, 7])
def test_pages_of_any_size_give_the_same(endpoint: Endpoint, tmp_path: Path, page: int) -> None:
    settings = read_settings(
        {"VRAAGBAAK_OUTPUT": str(tmp_path), "VRAAGBAAK_WIKIDATA_URL": endpoint.url, "VRAAGBAAK_PAUSE": "0"}
    )
    policy = hasty(refresh.wikidata_policy(settings))
    found: list[Found] = []
    for size in (1000, page):
        with refresh._asked(settings, policy, again=True) as source:
            found.append(ask_all(over_http(source, endpoint.url, size), ["Q24199589", "Q900000302"]))
    assert found[0] == found[1]
    assert len(endpoint.queries) > 8
    for query in endpoint.queries:
        assert "ORDER BY" in query
        assert "LIMIT" in query


@pytest.mark.parametrize("fault", ["unavailable-1s", "too-many-1s", "drop", "truncated", "gzip-cut", "server-error"])
def test_a_fault_that_passes_is_waited_for(endpoint: Endpoint, output: Path, run: Run, fault: str) -> None:
    endpoint.fail("ok", fault)
    assert run(endpoint).exit_code == 0
    assert len(endpoint.queries) == 5
    assert endpoint.queries[1] == endpoint.queries[2]
    if fault.endswith("-1s"):
        assert endpoint.gaps()[1] >= 1, "as long as it asked"
    assert patch(output, "wikidata").is_file()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("cut-json", "JSON that breaks off or is none"),
        ("cut-json", "it ran out of time"),
        ("html", "an answer of type 'text/html'"),
        ("html-as-json", "JSON that breaks off or is none"),
        ("xml", "an answer of type 'application/sparql-results+xml'"),
        ("no-type", "an answer of type 'unknown'"),
        ("other-json", "JSON of another shape"),
        ("other-variables", "some without "),
        ("numbers", "JSON of another shape"),
        ("empty", "JSON that breaks off or is none"),
        ("not-found", "status 404"),
        ("forbidden", "status 403"),
        ("too-many-a-day", "to wait 86400 s"),
        ("server-error", "answered 500"),
    ],
)
def test_an_answer_that_is_none_is_named_and_the_next_run_goes_on(
    endpoint: Endpoint, output: Path, run: Run, fault: str, said: str
) -> None:
    endpoint.fail("ok", "ok", *[fault] * 2)  # one more than one attempt, for those that are asked for again
    result = run(endpoint)
    assert result.exit_code == 4
    assert said in result.stderr
    assert "Nothing came:" in result.stderr
    assert not (output / "authority" / "proposals").exists()
    endpoint.faults.clear()
    before = len(endpoint.queries)
    assert run(endpoint).exit_code == 0
    assert len(endpoint.queries) == before + 2, "the first two are known"


def test_an_endpoint_over_other_data_is_recognised(output: Path, run: Run) -> None:
    with Endpoint("") as empty:
        result = run(empty)
    assert result.exit_code == 4
    assert "the query 'persons' has no result at all: the endpoint does not hold Wikidata's data" in result.stderr


def test_the_queries_can_be_asked_by_hand(
    endpoint: Endpoint, tables: Path, output: Path, tmp_path: Path, run: Run
) -> None:
    endpoint.fail("html", "html")
    assert run(endpoint).exit_code == 4
    asked = list(endpoint.queries)
    answers = tmp_path / "answers"
    answers.mkdir()
    for file in sorted((output / "authority" / "queries").iterdir()):  # a person with a browser
        found = endpoint.store.query(file.read_text("utf-8"))
        assert isinstance(found, QuerySolutions)
        saved = found.serialize(format=QueryResultsFormat.JSON)
        (answers / file.with_suffix(".json").name).write_bytes(saved or b"")
    by_hand = run(endpoint, "--answers", answers)
    assert by_hand.exit_code == 0
    assert "proposals: 7 new rows, 7 new values, 2 conflicts; " in by_hand.stdout
    assert endpoint.queries == asked


def test_a_service_for_programs_is_not_asked_for_its_robots_txt(endpoint: Endpoint, run: Run) -> None:
    endpoint.robots = Answer(b"User-agent: *\nDisallow: /sparql\nDisallow: /bigdata\n")
    assert run(endpoint).exit_code == 0
    assert not [request for request in endpoint.requests if request.path == "/robots.txt"]


def test_answers_by_hand_that_cannot_be_used_are_named(tmp_path: Path, endpoint: Endpoint, run: Run) -> None:
    with pytest.raises(BadInput, match=r"persons\.json cannot be read"):
        ask_all(from_folder(tmp_path), [])
    (tmp_path / "persons.json").write_text(json.dumps([{"person": "http://www.wikidata.org/entity/Q1"}]))
    with pytest.raises(BadInput, match=r"persons\.json: expected SPARQL results"):
        ask_all(from_folder(tmp_path), [])
    result = run(endpoint, "--answers", tmp_path)
    assert isinstance(result.exception, BadInput), "misuse, with the status of misuse"


def test_wikidata_itself_is_asked_only_by_somebody_with_a_name(tables: Path, output: Path) -> None:
    settings = read_settings({"VRAAGBAAK_OUTPUT": str(output)})
    with pytest.raises(BadInput, match="VRAAGBAAK_CONTACT"):
        refresh.refresh_wikidata(tables, settings)


def test_a_file_that_is_not_eurovoc_is_refused(output: Path, tmp_path: Path, run: Run) -> None:
    other = tmp_path / "other.rdf"
    other.write_text('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>')
    for source in (other, tmp_path / "gone.rdf"):
        result = CliRunner().invoke(cli_authority.commands, ["refresh", "eurovoc", "--source", str(source)])
        assert isinstance(result.exception, BadInput), source
    result = CliRunner().invoke(
        cli_authority.commands, ["refresh", "eurovoc", "--source", str(other), "--sha256", "0" * 64]
    )
    assert "checksum" in str(result.exception)
    assert not (output / "authority" / "eurovoc.sqlite").exists()
