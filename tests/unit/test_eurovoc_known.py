"""With the shared data at hand: real samples of EuroVoc load, and every descriptor of the known pages is explained."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import rdflib

from flows.authority.eurovoc import LANGUAGES, Eurovoc, Match
from flows.authority.names import fold
from flows.errors import BadInput
from flows.refresh.eurovoc_load import Loaded, refresh
from flows.settings import product_folder
from tests.unit.eurovoc_files import Concept, Thesaurus, core, zipped

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
FIXTURES = SHARED / "eurovoc-fixtures"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not at hand")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "eurovoc.sqlite"


def load(content: bytes, store: Path) -> Loaded:
    source = store.with_name("eurovoc.rdf")
    source.write_bytes(content)
    return refresh(source, store, least=1)


def test_the_sample_in_skos_core_loads(store: Path) -> None:
    loaded = refresh(FIXTURES / "eurovoc_in_skos_core_concepts.sample.rdf", store, least=10)
    assert (loaded.layout, loaded.concepts, loaded.microthesauri, loaded.domains) == ("skos-core", 13, 5, 4)
    found = Eurovoc.open(store)
    assert found.find("informatiebeveiliging", "nl") == Match("c_04ae3ba8")
    assert found.find("cybersécurité", "fr") == Match("c_04ae3ba8")
    assert found.describe("2628").domains == ("100143",)


def test_the_sample_in_skos_ap_loads_once_it_has_the_microthesauri_that_it_was_shortened_by(store: Path) -> None:
    sample = (FIXTURES / "eurovoc-skos-ap-act.sample.rdf").read_text("utf-8")
    with pytest.raises(BadInput, match="does not say of which domain the microthesaurus 100168 is"):
        load(sample.encode(), store)
    blocks = (FIXTURES / "eurovoc_in_skos_core_concepts.sample.rdf").read_text("utf-8").split("<rdf:Description ")
    schemes = "".join(
        f"<rdf:Description {block}"
        for block in blocks
        if block.startswith(('rdf:about="http://eurovoc.europa.eu/1001', 'rdf:about="http://eurovoc.europa.eu/1002'))
    )
    loaded = load(sample.replace("</rdf:RDF>", schemes.replace("</rdf:RDF>", "") + "</rdf:RDF>").encode(), store)
    assert (loaded.layout, loaded.concepts, loaded.retired) == ("skos-ap", 14, 1)
    found = Eurovoc.open(store)
    assert found.find("verouderd testconcept", "nl") == Match("999999001", retired="999999001")
    assert found.find("courriel", "fr") == Match("3010")


def test_the_capture_of_the_live_graph_loads_once_it_has_dutch_labels(store: Path) -> None:
    graph = rdflib.Graph().parse(FIXTURES / "eurovoc-cellar-sample-2026-08-03.ttl", format="turtle")
    with pytest.raises(BadInput, match="Dutch labels for 0 of 4 concepts"):
        load(graph.serialize(format="xml", encoding="utf-8"), store)
    for row in whole():
        subject = rdflib.URIRef(row["uri"])
        if (subject, None, None) in graph:
            graph.add((subject, rdflib.SKOS.prefLabel, rdflib.Literal(row["prefLabel_nl"], "nl")))
    loaded = load(graph.serialize(format="xml", encoding="utf-8"), store)
    assert (loaded.version, loaded.concepts, loaded.microthesauri, loaded.domains) == ("4.24", 4, 2, 2)
    found = Eurovoc.open(store)
    seat = found.find("siège parlementaire", "fr")
    assert seat == Match("4157")
    assert found.describe("4157").microthesauri == ("100165",)
    assert found.domain(found.microthesaurus("100165").domain).code == "04"


def whole() -> list[dict[str, str]]:
    with (SHARED / "eurovoc_concepts.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def of_all(rows: list[dict[str, str]]) -> Thesaurus:
    """The whole thesaurus of July 2024, as far as its labels are known."""

    def last(cell: str) -> list[str]:
        return [iri.rsplit("/", 1)[1] for iri in cell.split()]

    concepts = [
        Concept(
            row["concept_id"],
            {language: row[f"prefLabel_{language}"] for language in LANGUAGES if row[f"prefLabel_{language}"]},
            [(language, label) for language in ("fr", "en") for label in row[f"altLabel_{language}"].split(" | ")],
            row["broader"].split(),
            last(row["mt_uris"]),
        )
        for row in rows
    ]

    def table(name: str) -> list[dict[str, str]]:
        with (SHARED / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))

    def labels(row: dict[str, str]) -> dict[str, str]:
        return {language: row[f"label_{language}"] for language in LANGUAGES}

    fields = [(last(row["mt_uri"])[0], row["mt_code"], labels(row)) for row in table("eurovoc_microthesauri.tsv")]
    domains = [(last(row["domain_uri"])[0], row["domain_code"], labels(row)) for row in table("eurovoc_domains.tsv")]
    return Thesaurus(concepts, fields, domains)


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> Eurovoc:
    folder = tmp_path_factory.mktemp("eurovoc")
    loaded = refresh(zipped(folder / "eurovoc.zip", core(of_all(whole()))), folder / "eurovoc.sqlite")
    assert (loaded.concepts, loaded.microthesauri, loaded.domains) == (7418, 127, 21)
    return Eurovoc.open(folder / "eurovoc.sqlite")


def printed() -> list[tuple[str, str, tuple[str, ...]]]:
    """Every descriptor of the known pages with its question and the languages it may be in."""
    found: list[tuple[str, str, tuple[str, ...]]] = []
    for line in (SHARED / "question-facts.jsonl").read_text("utf-8").splitlines():
        facts = json.loads(line)
        first = facts["page_language"]
        both = ("nl", "fr") if first == "nl" else ("fr", "nl")
        # Bilingual pages print both lists; where one ends and the other begins, the facts say "détenu / gedetineerde".
        languages = both if facts["variant"] == "SVPrintNLFR" else both[:1]
        found += [(facts["number"], one, languages) for cell in facts["descriptors"] for one in cell.split(" / ")]
    return found


def test_every_printed_descriptor_is_a_concept_or_a_reviewed_keyword(complete: Eurovoc) -> None:
    with (product_folder("seeds") / "keywords.csv").open(encoding="utf-8", newline="") as file:
        keywords = {
            (language, fold(label))
            for row in csv.DictReader(file)
            for language in ("nl", "fr")
            for label in [row[language], *row[f"other_{language}"].split("|")]
        }
    descriptors = printed()
    others = [
        (number, label, languages)
        for number, label, languages in descriptors
        if not any(complete.find(label, language) for language in languages)
    ]
    share = 1 - len(others) / len(descriptors)
    assert 0.9 <= share < 0.92
    # A descriptor of a monolingual page that slipped into the other language is told by neither.
    assert [one for one in others if not any((language, fold(one[1])) in keywords for language in one[2])] == []


def test_the_reviewed_tables_know_the_same_concepts_as_the_whole_thesaurus(complete: Eurovoc) -> None:
    tables = {}
    for name in ("eurovoc", "eurovoc_microthesauri", "eurovoc_domains"):
        with (product_folder("seeds") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = {row["id"]: row for row in csv.DictReader(file)}
    reviewed = Eurovoc.from_tables(tables)
    for _, label, languages in printed():
        for language in languages:
            assert reviewed.find(label, language) == complete.find(label, language), label
    for key in tables["eurovoc"]:
        assert reviewed.describe(key) == complete.describe(key)
    for key in tables["eurovoc_microthesauri"]:
        assert reviewed.microthesaurus(key) == complete.microthesaurus(key)
    for key in tables["eurovoc_domains"]:
        assert reviewed.domain(key) == complete.domain(key)
