"""The points of data.europa.eu by dimension and what is missing, against addresses that a real server answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from flows.draw.pictures import FOLDER, FORMATS
from flows.draw.tables import TABLES
from flows.draw.words import LANGUAGES
from flows.publish import catalogue, quality
from flows.publish.columns import OF_LEGISLATURE, named
from flows.publish.described import Legislature
from flows.publish.table_files import ENDINGS
from flows.settings import Settings
from flows.vocabulary import DCAT, DCTERMS, RDF
from tests.catalogued import BARE, BASE, LICENCE, NAMES, RELEASE, VERSION, release, settings
from tests.e2e.folders import WHOLE

FULL = {"findability": 100, "accessibility": 100, "interoperability": 110, "reusability": 75, "context": 20}
ENOUGH = 400  # what we promise ourselves


def everything(_: str) -> bool:
    return True


def without(term: NamedNode, subject: str = "") -> list[Triple]:
    """The catalogue without a property, of one subject or of all."""
    left_out = (NamedNode(subject),) if subject else ()
    return [
        triple
        for triple in catalogue.statements(RELEASE)
        if triple.predicate != term or (left_out and triple.subject not in left_out)
    ]


@contextmanager
def serving(paths: set[str]) -> Iterator[tuple[str, list[str]]]:
    """A server that knows some paths; its address, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:  # the name that http.server gives it
            asked.append(f"{self.command} {self.path}")
            self.send_response(200 if self.path in paths else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# -- ours -------------------------------------------------------------------------------------------


def test_ours_has_all_points_with_a_licence_and_an_endpoint() -> None:
    found = quality.score(catalogue.statements(RELEASE), everything)
    assert found.dimensions == {name: (float(most), most) for name, most in FULL.items()}
    assert (found.total, found.most, found.missing) == (405.0, 405, ())
    assert found.total >= ENOUGH


def test_without_a_licence_it_loses_thirty_points_and_is_still_excellent() -> None:
    found = quality.score(catalogue.statements(replace(RELEASE, settings=BARE)), everything)
    assert found.total == 375.0 > quality.EXCELLENT
    assert found.dimensions["reusability"] == (45.0, 75)
    assert [(one.indicator, one.points) for one in found.missing] == [
        ("licence", 20.0),
        ("licence of the EU's table", 10.0),
    ]
    assert "`licence`" in found.missing[0].advice
    assert len(found.missing[0].subjects) == len(NAMES) - 1, "every file but the page"


def test_a_licence_of_elsewhere_costs_ten() -> None:
    own = settings(licence="https://creativecommons.org/publicdomain/zero/1.0/")
    found = quality.score(catalogue.statements(replace(RELEASE, settings=own)), everything)
    assert found.total == 395.0
    assert [one.indicator for one in found.missing] == ["licence of the EU's table"]


@pytest.mark.parametrize("legislatures", [1, 5, 8])
def test_a_release_has_all_points_that_we_promise_however_many_legislatures_it_has(legislatures: int) -> None:
    """With the files that a release really has, which the tests of whole nights hold WHOLE against."""
    first = 9 - legislatures
    graphs = {f"be-senate-{one}.{form}.gz" for one in range(first, 9) for form in ("ttl", "nt", "jsonld")}
    packages = {f"be-senate-{one}-tables.parquet.zip" for one in range(first, 9)}
    graphs |= packages
    stems = [named(table.name, one) for one in range(first, 9) for table in OF_LEGISLATURE]
    graphs |= {f"{stem}.{ending}" for stem in stems for ending in ENDINGS}
    drawn = {f"{FOLDER}/{name}.csv" for name in TABLES}
    drawn |= {f"{FOLDER}/{name}.{one}.{form}" for name in TABLES for one in LANGUAGES for form in FORMATS}
    names = (WHOLE - {*catalogue.NAMES, "SHA256SUMS"}) | graphs | drawn
    held = tuple(Legislature(one, first="2019-07-02", last="2024-05-07") for one in range(first, 9))
    found = quality.score(catalogue.statements(release(tuple(sorted(names)), legislatures=held)), everything)
    assert found.total >= ENOUGH
    assert {one.indicator for one in found.missing} == {"non-proprietary", "machine-readable"}
    assert {subject.rpartition("/")[2] for one in found.missing for subject in one.subjects} == {
        "people.parquet",
        *packages,
    }


# -- whether addresses answer -----------------------------------------------------------------------


def test_addresses_are_asked_by_head_once_each() -> None:
    names = [name for name in NAMES if name != "report.md"]
    paths = {f"/{folder}/{name}" for folder in ("latest", VERSION) for name in names}
    with serving(paths) as (address, asked):
        served = replace(RELEASE, settings=settings(download_url=address, licence=LICENCE))
        found = quality.score(catalogue.statements(served), quality.answers_to_head)
    assert found.total == 405.0
    assert sorted(asked) == sorted(f"HEAD {path}" for path in paths)


def test_dead_links_cost_the_share_of_their_points() -> None:
    names = [name for name in NAMES if name != "report.md"]
    dead = names[0]
    paths = {f"/{folder}/{name}" for folder in ("latest", VERSION) for name in names} - {f"/latest/{dead}"}
    with serving(paths) as (address, _):
        served = replace(RELEASE, settings=settings(download_url=address, licence=LICENCE))
        found = quality.score(catalogue.statements(served), quality.answers_to_head)
    (missing,) = found.missing
    assert missing.indicator == "access URL answers"
    assert missing.points == round(50 / len(names), 1)
    assert [subject.rpartition("/")[2] for subject in missing.subjects] == [dead]


def test_nothing_answers_where_nobody_listens() -> None:
    with serving(set()) as (address, _):
        pass
    assert not quality.answers_to_head(f"{address}latest/issues.json", timeout=5)
    assert not quality.answers_to_head("file:///etc/hostname")
    assert not quality.answers_to_head("http://[::1/")


# -- each indicator ---------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", quality.INDICATORS, ids=lambda one: one.name.replace(" ", "-"))
def test_every_indicator_can_fail_and_tells_what_to_do(indicator: quality._Indicator) -> None:
    nothing = [Triple(NamedNode(f"{BASE}x"), RDF["type"], indicator.of)]
    found = quality.score(nothing, everything)
    missing = {one.indicator: one for one in found.missing}
    assert missing[indicator.name].points == indicator.points
    assert missing[indicator.name].subjects == (f"{BASE}x",)
    assert missing[indicator.name].advice


@pytest.mark.parametrize(
    ("term", "lost"),
    [
        (DCAT["keyword"], 30), (DCAT["theme"], 30), (DCTERMS["spatial"], 20), (DCTERMS["temporal"], 20),
        (DCAT["downloadURL"], 20 + 30), (DCTERMS["accessRights"], 10 + 5), (DCTERMS["rights"], 5),
        (DCAT["byteSize"], 5), (DCTERMS["modified"], 5), (DCTERMS["license"], 20 + 10),
    ],
)  # fmt: skip
def test_a_property_that_is_nowhere_costs_its_points(term: NamedNode, lost: int) -> None:
    found = quality.score(without(term), everything)
    conformance = sum(one.points for one in found.missing if one.indicator == "DCAT-AP")
    assert found.total == 405 - lost - conformance


def test_a_property_that_half_of_the_datasets_lack_costs_half() -> None:
    names = ("be-senate", "be-senate-7")
    said = catalogue.statements(RELEASE)
    for name in names:
        node = NamedNode(f"{BASE}id/dataset/{name}")
        said = [one for one in said if (one.subject, one.predicate) != (node, DCTERMS["temporal"])]
    found = quality.score(said, everything)
    assert found.total == 395.0
    assert found.missing[0].subjects == tuple(f"{BASE}id/dataset/{name}" for name in names)


def test_what_our_shapes_forbid_costs_the_points_of_conformance() -> None:
    node = NamedNode(f"{BASE}id/dataset/be-senate")
    found = quality.score(
        [*catalogue.statements(RELEASE), Triple(node, DCTERMS["identifier"], Literal("two"))], everything
    )
    assert found.total == 375.0
    (missing,) = found.missing
    assert (missing.indicator, missing.subjects) == ("DCAT-AP", (node.value,))
    assert "identifier" in missing.advice


def test_an_empty_catalogue_has_no_points_but_those_for_breaking_nothing() -> None:
    assert quality.score([], everything).total == 30.0


# -- findings, refusals -----------------------------------------------------------------------------


def test_a_finding_says_what_is_wrong_in_three_languages() -> None:
    node = NamedNode(f"{BASE}id/organisation/publisher")
    said = [one for one in catalogue.statements(RELEASE) if (one.subject, one.predicate.value[-4:]) != (node, "name")]
    (finding,) = quality.findings(said)
    assert (finding.shape, finding.subject, finding.is_violation) == ("Agent-name", node.value, True)
    assert [language for language, _ in finding.messages] == ["en", "fr", "nl"]
    assert finding.message.startswith("The publisher has no name")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (settings(licence=LICENCE, contact="someone@example.org"), []),
        (settings(contact="someone@example.org"), ["No licence is claimed"]),
        (settings(licence="https://example.org/licence", contact="someone@example.org"), ["not of the EU's table"]),
        (settings(licence=LICENCE), ["No contact is set"]),
        (settings(licence=LICENCE, contact="a@example.org", endpoint="https://example.org/sparql"), ["SPARQL service"]),
        (Settings.model_validate({}), ["No licence", "No contact", "https://w3id.org/vraagbaak/download/"]),
    ],
)
def test_what_portals_refuse_is_said_with_what_to_do(given: Settings, words: list[str]) -> None:
    found = list(quality.what_portals_refuse(given))
    assert len(found) == len(words)
    assert all(word in sentence for word, sentence in zip(words, found, strict=True))
    assert all(sentence.endswith(".") for sentence in found)
