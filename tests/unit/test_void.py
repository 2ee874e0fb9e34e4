"""VoID tells how much the graph holds, of what, and where it leads; counting adds up over records."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from flows.publish import catalogue, void
from flows.publish.catalogue_terms import VOID
from flows.vocabulary import DCTERMS, EV, RDF, SCHEMA, SKOS, WIKIDATA, XSD, Iris
from tests.catalogued import BASE, COUNTS, RELEASE, release

PQ = Iris(BASE).pq
WHOLE = f"{BASE}id/dataset/be-senate"
QUESTION, OTHER = NamedNode(f"{BASE}id/question/be-senate/7-1"), NamedNode(f"{BASE}id/question/be-senate/7-2")
PERSON = NamedNode(f"{BASE}id/person/someone")
RECORDS = (
    [
        Triple(QUESTION, RDF["type"], PQ["WrittenQuestion"]),
        Triple(QUESTION, DCTERMS["subject"], EV["4704"]),
        Triple(QUESTION, DCTERMS["subject"], EV["1234"]),
        Triple(QUESTION, DCTERMS["title"], Literal("Een vraag", language="nl")),
        Triple(QUESTION, DCTERMS["description"], Literal(f"{EV}4704")),
    ],
    [
        Triple(OTHER, RDF["type"], PQ["WrittenQuestion"]),
        Triple(PERSON, RDF["type"], SCHEMA["Person"]),
        Triple(PERSON, RDF["type"], PQ["Senator"]),
        Triple(PERSON, SCHEMA["sameAs"], WIKIDATA["Q1"]),
        Triple(EV["4704"], SKOS["broader"], EV["1234"]),
    ],
)


@pytest.fixture(scope="module", name="said")
def full_release() -> frozenset[Triple]:
    return frozenset(catalogue.statements(RELEASE))


def values(said: frozenset[Triple], subject: str, term: str) -> list[str]:
    node = NamedNode(subject)
    found = [triple.object for triple in said if triple.subject == node and triple.predicate == VOID[term]]
    return sorted(value.value for value in found if isinstance(value, NamedNode | Literal))


# -- counting ---------------------------------------------------------------------------------------


def test_a_tally_counts_classes_properties_entities_and_links_that_lead_out() -> None:
    assert void.tally(RECORDS[0]) == {
        f"class/{PQ}WrittenQuestion": 1,
        "entities": 1,
        f"link/eurovoc/{DCTERMS}subject": 2,
        f"property/{RDF}type": 1,
        f"property/{DCTERMS}description": 1,
        f"property/{DCTERMS}subject": 2,
        f"property/{DCTERMS}title": 1,
    }


def test_what_has_two_classes_is_one_entity_and_a_link_within_eurovoc_is_none_of_ours() -> None:
    found = void.tally(RECORDS[1])
    assert found["entities"] == 2
    assert [name for name in found if name.startswith("link/")] == [f"link/wikidata/{SCHEMA}sameAs"]


def test_nothing_is_counted_of_nothing() -> None:
    assert void.tally([]) == {}
    assert void.counts({}) == {"triples": 0, "entities": 0, "classes": {}, "properties": {}, "links": {}}


def test_the_tallies_of_records_add_up() -> None:
    figures = Counter(void.tally(RECORDS[0]))
    figures.update(void.tally(RECORDS[1]))
    assert void.counts(figures) == {
        "triples": 10,
        "entities": 3,
        "classes": {f"{PQ}WrittenQuestion": 2, f"{PQ}Senator": 1, f"{SCHEMA}Person": 1},
        "properties": {
            f"{DCTERMS}description": 1, f"{DCTERMS}subject": 2, f"{DCTERMS}title": 1, f"{RDF}type": 4,
            f"{SCHEMA}sameAs": 1, f"{SKOS}broader": 1,
        },
        "links": {"eurovoc": {f"{DCTERMS}subject": 2}, "wikidata": {f"{SCHEMA}sameAs": 1}},
    }  # fmt: skip


def test_figures_of_other_things_are_left_alone() -> None:
    assert void.counts({"questions": 3, "known/author": 2})["triples"] == 0


# -- describing -------------------------------------------------------------------------------------


def test_the_whole_says_how_much_it_holds(said: frozenset[Triple]) -> None:
    assert Triple(NamedNode(WHOLE), RDF["type"], VOID["Dataset"]) in said
    for term, many in (("triples", 1000), ("entities", 50)):
        assert Triple(NamedNode(WHOLE), VOID[term], Literal(str(many), datatype=XSD["integer"])) in said


def test_every_class_and_property_has_its_part(said: frozenset[Triple]) -> None:
    for kind, group, term in (("class", "classes", "entities"), ("property", "properties", "triples")):
        parts = values(said, WHOLE, f"{kind}Partition")
        found = {values(said, part, kind)[0]: values(said, part, term) for part in parts}
        assert found == {iri: [str(many)] for iri, many in dict(COUNTS[group]).items()}  # type: ignore[call-overload]
    assert values(said, f"{WHOLE}/property/dcterms-title", "triples") == ["24"]


def test_every_set_of_links_says_from_where_to_where_and_by_what(said: frozenset[Triple]) -> None:
    links = {
        (*values(said, one, "objectsTarget"), *values(said, one, "linkPredicate")): values(said, one, "triples")
        for one in values(said, WHOLE, "subset")
    }
    assert links == {
        ("http://eurovoc.europa.eu/100141", "http://purl.org/dc/terms/subject"): ["30"],
        ("http://www.wikidata.org/entity/Q2013", "http://www.w3.org/2004/02/skos/core#exactMatch"): ["1"],
        ("http://www.wikidata.org/entity/Q2013", "https://schema.org/sameAs"): ["3"],
    }
    assert all(values(said, one, "subjectsTarget") == [WHOLE] for one in values(said, WHOLE, "subset"))
    assert values(said, "http://www.wikidata.org/entity/Q2013", "uriSpace") == ["http://www.wikidata.org/entity/"]


def test_the_dumps_are_the_graph_s_own_files_and_their_addresses_stay(said: frozenset[Triple]) -> None:
    assert values(said, WHOLE, "dataDump") == [
        f"{BASE}download/latest/{name}"
        for name in (
            "be-senate-7.nt.gz", "be-senate-7.ttl.gz", "be-senate-8.nt.gz", "be-senate-8.ttl.gz", "be-senate.nq.gz",
            "ontology.ttl", "vocabulary.ttl",
        )
    ]  # fmt: skip


def test_the_vocabularies_are_those_of_the_terms_that_were_counted(said: frozenset[Triple]) -> None:
    assert values(said, WHOLE, "vocabulary") == ["http://purl.org/dc/terms/", str(PQ)]


def test_the_example_is_a_question_of_the_release(said: frozenset[Triple]) -> None:
    assert values(said, WHOLE, "exampleResource") == [f"{BASE}id/question/be-senate/7-1668"]
    without = frozenset(catalogue.statements(release(legislatures=RELEASE.legislatures[1:])))
    assert values(without, WHOLE, "exampleResource") == []


def test_the_endpoint_is_told_when_there_is_one(said: frozenset[Triple]) -> None:
    assert values(said, WHOLE, "sparqlEndpoint") == ["https://example.org/sparql"]


def test_a_term_of_an_unknown_vocabulary_has_a_part_too() -> None:
    counts = {"classes": {"https://vocab.example/Thing": 1}}
    found = frozenset(catalogue.statements(replace(RELEASE, counts=counts)))
    (part,) = values(found, WHOLE, "classPartition")
    assert part == f"{WHOLE}/class/https-vocabexample-thing"
    assert values(found, part, "class") == ["https://vocab.example/Thing"]
