"""The ontology declares what the RDF that we write uses, and nothing else; its files keep their own rules.

What is used is measured on what the mapping, the vocabulary, the catalogue and the SHACL report really write for
questions that between them exercise everything.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import astuple, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SH, SKOS, VANN
from rdflib.namespace import DefinedNamespace

from flows import vocabulary
from flows.authority.addressee import RANKS
from flows.check.shapes import Finding
from flows.keep.records import open_records
from flows.keep.stored import SetAside
from flows.map.question import PROPERTIES, question_record
from flows.map.things import Usage, describe, usage_of
from flows.model import (
    Answer,
    AnswerKind,
    EventKind,
    Relation,
    RelationKind,
    State,
    TargetKind,
)
from flows.publish import catalogue, catalogue_terms
from flows.publish.formats import FORMATS
from flows.publish.release import product_document
from flows.publish.report import Night, validation_report
from flows.settings import DEFAULT_BASE
from tests.catalogued import NAMES, release, settings
from tests.contract.test_ontology_examples import AUTHORITY, IRIS, LIVES, SUBMITTED, body, day, record_of, seen

ROOT = Path(__file__).parents[2]
ONTOLOGY = ROOT / "ontology"
FILES = sorted(ONTOLOGY.glob("*.ttl"))
LANGUAGES = ("en", "fr", "nl")
PQ = str(IRIS.pq)
LANGUAGE_ITSELF = ("rdf", "rdfs", "xsd")  # what RDF is made of; no term of a vocabulary
DATA = ("ev",)  # EuroVoc concepts are what is talked about; vocabulary.ttl describes them
OTHERS = ("expression-status", "rank")  # schemes that are no enumeration of the model
VOCABULARIES = (
    PQ, str(vocabulary.AUTHORITY), str(catalogue_terms.IANA), *catalogue_terms.PREFIXES.values(),
    *(str(namespace) for name, namespace in vocabulary.REUSED.items() if name not in (*LANGUAGE_ITSELF, *DATA)),
)  # fmt: skip
# The names under which the code knows them.
NAMESPACES = {name: str(value) for name, value in vars(vocabulary).items() if isinstance(value, vocabulary.Namespace)}
NAMESPACES |= {"pq": PQ} | {
    name: str(value) for name, value in vars(catalogue_terms).items() if isinstance(value, vocabulary.Namespace)
}
SCHEMES: dict[str, type[StrEnum]] = {
    "event-kind": EventKind,
    "relation-kind": RelationKind,
    "target-kind": TargetKind,
    "question-state": State,
    "answer-kind": AnswerKind,
}

# What no example shows: everything that no table knows, a retired concept, every relation, a nested numbering, a
# referral, a warning.
ODD = replace(
    SUBMITTED,
    number="99-13",
    author="Odilon Onbekend",
    party="Geen Lijst",
    addressee={"nl": "aan de staatssecretaris voor Rivieren"},
    keywords={"fr": ("eau", "levée", "service des eaux"), "nl": ("water", "kade", "waterstaat")},
    relations=tuple(
        Relation(kind, target, f"99-{20 + at}", "printed")
        for at, (kind, target) in enumerate((kind, target) for kind in RelationKind for target in TargetKind)
    ),
    question={
        "nl": body("1) Wie?", "a) Waar?", "b) Wanneer?", "2) Zie vraag 99-1.", citations=("https://a.example/",))
    },
    answers=(Answer(AnswerKind.REFERRAL, day("2091-04-01"), {"nl": body("Ik verwijs naar het antwoord.")}),),
    references=("99-1",),
)
FINDINGS = [
    Finding(
        "Odd-shape",
        IRIS.question("99-13").value,
        str(RDF.type),
        "",
        is_violation,
        (("en", "Odd."),),
        str(SH.MinCountConstraintComponent),
    )
    for is_violation in (True, False)
]


@cache
def graph(name: str) -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY / f"{name}.ttl", format="turtle")


@cache
def everything() -> rdflib.Graph:
    return rdflib.Graph().parse(data=product_document("ontology", DEFAULT_BASE), format="turtle")


def terms(kind: rdflib.URIRef) -> set[str]:
    return {str(term) for term in graph("pq").subjects(RDF.type, kind)}


def declared() -> set[str]:
    """The classes and properties of our own."""
    return terms(OWL.Class) | terms(OWL.ObjectProperty) | terms(OWL.DatatypeProperty)


def reused() -> set[str]:
    return {str(term) for term in graph("reused").subjects(RDFS.isDefinedBy)}


# -- what is used -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[pyoxigraph.Triple]:
    """Triples of every kind that a release holds."""
    records = [record_of(name) for name in LIVES]
    records.append(question_record(ODD, [seen(ODD, "2091-04-02")], AUTHORITY, IRIS))
    usage = Usage()
    for record in records:
        usage.merge(usage_of(record.triples, record.shared, IRIS))
    # A licence of no table: which one it is, is for a setting to say.
    every = settings(base_iri=DEFAULT_BASE, licence="https://example.org/licence", contact="someone@example.org",
                     endpoint="https://example.org/sparql")  # fmt: skip
    names = (*NAMES, "be-senate-7-tables.parquet.zip", *(f"file.{ending}" for ending in FORMATS))
    listed = catalogue.statements(release(names, settings=every))
    with open_records(tmp_path_factory.mktemp("records") / "records.sqlite") as store:
        aside = SetAside("99-13", (), (), tuple(map(astuple, FINDINGS)))
        report = validation_report(Night((aside,)), store, IRIS)
    own = [triple for record in records for triple in (*record.triples, *record.shared)]
    return [*own, *describe(usage, AUTHORITY, IRIS), *report, *listed]


@pytest.fixture(scope="module")
def used(written: list[pyoxigraph.Triple]) -> set[str]:
    """The terms of any vocabulary in those triples: as predicate, as class, as a value."""
    found = {triple.predicate.value for triple in written}
    found |= {triple.object.value for triple in written if isinstance(triple.object, pyoxigraph.NamedNode)}
    # Any of SHACL's kinds of constraints may be named in a report; they are SHACL's own list.
    found = {term for term in found if not re.search(r"#[A-Z]\w+ConstraintComponent$", term)}
    # A vocabulary itself is named too, by void:vocabulary.
    return {term for term in found if term.startswith(VOCABULARIES) and term not in VOCABULARIES}


def test_every_term_of_ours_that_is_written_is_declared_and_no_other(used: set[str]) -> None:
    assert {term for term in used if term.startswith(PQ)} == declared()


def test_every_reused_term_that_is_written_is_explained_and_no_other(used: set[str]) -> None:
    assert {term for term in used if not term.startswith(PQ)} == reused()


def test_every_predicate_is_of_a_known_vocabulary(written: list[pyoxigraph.Triple]) -> None:
    known = (*VOCABULARIES, str(RDF), str(RDFS))
    assert not {triple.predicate.value for triple in written if not triple.predicate.value.startswith(known)}


def test_every_concept_that_is_written_is_declared(written: list[pyoxigraph.Triple]) -> None:
    found = {triple.object.value for triple in written if isinstance(triple.object, pyoxigraph.NamedNode)}
    schemes = tuple(IRIS.concept(name, "").value for name in (*SCHEMES, *OTHERS))
    concepts = {str(concept) for concept in graph("schemes").subjects(RDF.type, SKOS.Concept)}
    described = tuple(IRIS.concept(name, "").value for name in ("relation-kind", "target-kind", "rank"))
    named = {iri for iri in found if iri.startswith(schemes)}
    assert named <= concepts
    assert {iri for iri in named if not iri.startswith(described)} == {
        iri for iri in concepts if not iri.startswith(described)
    }


def test_every_name_in_the_code_and_the_queries_is_declared() -> None:
    names = {PQ + name for name in PROPERTIES.values()}
    for path in (ROOT / "flows").rglob("*.py"):
        # What shows and describes the data names terms of the ontology and the catalogue themselves, too.
        shows = path.relative_to(ROOT / "flows").parts[0] in ("check", "pages", "search", "ask", "releases", "portals")
        names |= {name for name in named_in_code(path) if name.startswith(PQ) or not shows}
    for path in (ROOT / "ontology" / "queries").glob("*.rq"):
        names |= {PQ + name for name in re.findall(r"\bpq:(\w+)", path.read_text("utf-8"))}
    assert {name for name in names if name.startswith(PQ)} <= declared()
    assert {name for name in names if name.startswith(VOCABULARIES) and not name.startswith(PQ)} <= reused()
    assert len(names) > 100  # or the search below no longer sees how the code names terms


def named_in_code(path: Path) -> Iterator[str]:
    """The terms that a module names: `pq["state"]`, `iris.pq["state"]`, `ELI["title"]`, "?q pq:state ?s"."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            owner = getattr(node.value, "attr", getattr(node.value, "id", ""))
            if owner in NAMESPACES and isinstance(node.slice.value, str):
                yield NAMESPACES[owner] + node.slice.value
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            # Wikidata calls its qualifiers pq: too: pq:P580.
            yield from (PQ + name for name in re.findall(r"\bpq:(?!P\d)(\w+)", node.value))


# -- how it is declared -----------------------------------------------------------------------------


def texts(source: rdflib.Graph, term: str, predicate: rdflib.URIRef) -> dict[str, str]:
    """The texts of a term by language; each language once."""
    found = [text for text in source.objects(rdflib.URIRef(term), predicate) if isinstance(text, rdflib.Literal)]
    assert len({text.language for text in found}) == len(found), f"{term} has two {predicate} in one language"
    return {str(text.language): str(text) for text in found}


def assert_trilingual(source: rdflib.Graph, term: str, label: rdflib.URIRef) -> None:
    names, definitions = texts(source, term, label), texts(source, term, SKOS.definition)
    assert sorted(names) == sorted(definitions) == list(LANGUAGES), term
    assert all(text.endswith(".") and text[0].isupper() for text in definitions.values()), term
    assert len(set(definitions.values())) == len(LANGUAGES), f"{term}: one language repeats another"


def test_every_term_of_ours_is_named_and_defined_in_three_languages() -> None:
    for term in declared():
        assert_trilingual(graph("pq"), term, RDFS.label)
        assert list(graph("pq").objects(rdflib.URIRef(term), RDFS.isDefinedBy)) == [rdflib.URIRef(PQ[:-1])]


def test_labels_name_one_term_each() -> None:
    for language in LANGUAGES:
        names = [texts(graph("pq"), term, RDFS.label)[language] for term in sorted(declared())]
        assert len(set(names)) == len(names)


def test_every_term_of_ours_stands_below_a_reused_one_or_says_why_not() -> None:
    for term in declared():
        above = {*broader(term, RDFS.subClassOf), *broader(term, RDFS.subPropertyOf)}
        assert not any(one.startswith(PQ) for one in above)
        assert above or texts(graph("pq"), term, SKOS.scopeNote).get("en"), term


def broader(term: str, predicate: rdflib.URIRef) -> set[str]:
    return {str(one) for one in graph("pq").objects(rdflib.URIRef(term), predicate)}


def test_a_term_is_a_class_or_one_kind_of_property() -> None:
    assert not terms(OWL.Class) & (terms(OWL.ObjectProperty) | terms(OWL.DatatypeProperty))
    assert not terms(OWL.ObjectProperty) & terms(OWL.DatatypeProperty)


def test_properties_have_the_values_they_are_declared_with(written: list[pyoxigraph.Triple]) -> None:
    for triple in written:
        if triple.predicate.value.startswith(PQ):
            kind = OWL.DatatypeProperty if isinstance(triple.object, pyoxigraph.Literal) else OWL.ObjectProperty
            assert triple.predicate.value in terms(kind)


@pytest.mark.parametrize("known", [SDO, DCTERMS, ORG, PROV, FOAF, SKOS, SH], ids=str)
def test_terms_of_well_known_vocabularies_exist(known: type[DefinedNamespace]) -> None:
    every = {str(node) for triple in everything() for node in triple if isinstance(node, rdflib.URIRef)}
    for term in every:
        # rdflib knows these vocabularies as closed lists.
        if term.startswith(str(known)) and term != str(known):
            assert rdflib.URIRef(term) in known, term


def test_the_ontology_says_what_it_is() -> None:
    node = rdflib.URIRef(PQ[:-1])
    assert list(graph("pq").subjects(RDF.type, OWL.Ontology)) == [node]
    assert sorted(texts(graph("pq"), str(node), DCTERMS.title)) == list(LANGUAGES)
    assert sorted(texts(graph("pq"), str(node), DCTERMS.description)) == list(LANGUAGES)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert str(graph("pq").value(node, OWL.versionInfo)) == project["version"]
    assert str(graph("pq").value(node, VANN.preferredNamespacePrefix)) == "pq"
    assert str(graph("pq").value(node, VANN.preferredNamespaceUri)) == PQ


def test_every_reused_term_has_its_vocabulary_and_one_sentence() -> None:
    for term in reused():
        node = rdflib.URIRef(term)
        (vocabulary,) = graph("reused").objects(node, RDFS.isDefinedBy)
        assert term.startswith(str(vocabulary))
        comment = texts(graph("reused"), term, RDFS.comment)
        assert list(comment) == ["en"]
        assert comment["en"].endswith(".")
        assert comment["en"][0].isupper()


@pytest.mark.parametrize("name", [*SCHEMES, *OTHERS])
def test_the_concepts_of_a_scheme_are_those_of_the_code(name: str) -> None:
    source, scheme = graph("schemes"), rdflib.URIRef(IRIS.concept(name, "").value.rstrip("/"))
    others = {"expression-status": {"original", "translation"}, "rank": set(RANKS)}
    expected = set(SCHEMES[name]) if name in SCHEMES else others[name]
    concepts = set(source.subjects(SKOS.inScheme, scheme))
    assert {str(concept) for concept in concepts} == {IRIS.concept(name, kind).value for kind in expected}
    assert set(source.objects(scheme, SKOS.hasTopConcept)) == concepts
    assert set(source.subjects(SKOS.topConceptOf, scheme)) == concepts
    for concept in concepts:
        assert (concept, RDF.type, SKOS.Concept) in source
        assert str(source.value(concept, SKOS.notation)) == str(concept).rpartition("/")[2]
        assert_trilingual(source, str(concept), SKOS.prefLabel)


def test_every_scheme_is_named_in_three_languages() -> None:
    schemes = {str(scheme) for scheme in graph("schemes").subjects(RDF.type, SKOS.ConceptScheme)}
    named = {IRIS.concept(name, "").value.rstrip("/") for name in (*SCHEMES, *OTHERS)}
    assert schemes == named | {IRIS.portfolio_scheme().value, IRIS.keyword_scheme().value}
    for scheme in schemes:
        assert_trilingual(graph("schemes"), scheme, SKOS.prefLabel)


def test_a_relation_points_at_its_property_and_a_target_at_its_class() -> None:
    source = graph("schemes")
    for kind, name in PROPERTIES.items():
        concept = rdflib.URIRef(IRIS.concept("relation-kind", kind).value)
        assert list(source.objects(concept, RDFS.seeAlso)) == [rdflib.URIRef(PQ + name)]
    for target in TargetKind:
        concept = rdflib.URIRef(IRIS.concept("target-kind", target).value)
        (term,) = source.objects(concept, RDFS.seeAlso)
        assert str(term) in terms(OWL.Class)


def test_alignments_lead_from_our_terms_to_others() -> None:
    ways = {SKOS.closeMatch, SKOS.exactMatch, SKOS.broadMatch, RDFS.seeAlso}
    for subject, predicate, value in graph("alignments"):
        assert str(subject) in declared()
        assert predicate in ways
        assert not str(value).startswith(DEFAULT_BASE)


# -- the files themselves ---------------------------------------------------------------------------


def test_the_files_are_those_that_are_tested() -> None:
    assert [path.stem for path in FILES] == ["alignments", "pq", "reused", "schemes"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_has_no_blank_nodes_no_domain_no_range(path: Path) -> None:
    source = graph(path.stem)
    assert not [triple for triple in source if any(isinstance(node, rdflib.BNode) for node in triple)]
    assert not {RDFS.domain, RDFS.range, SDO.domainIncludes, SDO.rangeIncludes} & set(source.predicates())
    assert OWL.Restriction not in set(source.objects())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_says_nothing_twice_and_needs_each_of_its_prefixes(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("#")
    assert "\n@base <https://w3id.org/vraagbaak/> .\n" in text
    quads = list(pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE))
    assert len(quads) == len(set(quads)) == len(graph(path.stem))
    used_somewhere = re.sub(r"^@prefix .*$|^\s*#.*$|\"[^\"]*\"", "", text, flags=re.MULTILINE)
    for prefix in re.findall(r"^@prefix ([\w-]+):", text, flags=re.MULTILINE):
        assert re.search(rf"(?<![\w-]){prefix}:", used_somewhere), f"{path.name} does not need {prefix}:"


def test_the_files_can_be_read_as_one_below_another_base() -> None:
    other = "https://example.org/kg/"
    data = product_document("ontology", other)
    assert DEFAULT_BASE.encode() not in data
    quads = set(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TURTLE))
    assert len(quads) == len(rdflib.Graph().parse(data=data, format="turtle")) == len(everything())


def test_the_readme_names_every_class_and_property_and_no_other() -> None:
    names = re.findall(r"\bpq:(\w+)", (ONTOLOGY / "README.md").read_text("utf-8"))
    assert {PQ + name for name in names} == declared()
