"""What a document says: the thing's own triples, the names of its neighbours, and so many of the links to it.

A question's document is its record, whole. What belongs to a question - a part, an answer, an event - is told of with
what lies below it and with the links within the record. All else is told of with what points at it, fifty for each
property; for the rest there is a query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from pyoxigraph import NamedNode, Triple

from flows.pages.reader import NAMES, Reader, as_nodes, first
from flows.pages.things import Thing
from flows.vocabulary import DCAT, DCTERMS, ELI, ELI_DL, FOAF, ORG, PROV, RDF, RDFS, SKOS, Iris, Namespace

MOST = 50  # links to a thing, for each property
VOID = Namespace("http://rdfs.org/ns/void#")
OWN = (  # properties of ours that lead to a thing
    "askedBy", "askedOnBehalfOf", "addressedTo", "state", "portfolio", "rank", "inPost", "inGovernment", "renamedFrom",
    "microthesaurus", "domain", "answerKind", "expressionStatus", "alsoAskedAs", "reintroduces", "reintroducedAs",
    "requalifiedFrom", "requalifiedAs", "relatedTo", "refersTo", "answersPart", "hasAnswer", "hasEvent",
)  # fmt: skip
REUSED = (
    DCTERMS["subject"], DCTERMS["isReplacedBy"], DCTERMS["provenance"], DCTERMS["publisher"], DCTERMS["temporal"],
    ELI_DL["parliamentary_term"], ELI_DL["had_participant_person"], ELI_DL["participation_in_name_of"],
    ELI_DL["had_activity_type"], ELI_DL["had_participation"], ELI["has_part"], ELI["is_realized_by"],
    ELI["is_embodied_by"], ORG["member"], ORG["organization"], ORG["hasMember"], SKOS["broader"], SKOS["inScheme"],
    SKOS["topConceptOf"], PROV["wasDerivedFrom"], DCAT["dataset"], DCAT["distribution"], DCAT["inSeries"],
    DCAT["record"], VOID["classPartition"], VOID["propertyPartition"], RDFS["isDefinedBy"],
)  # fmt: skip


def gather(reader: Reader, thing: Thing) -> list[Triple]:
    """The triples of a document, each once."""
    if thing.is_graph:
        found = [*_graph(reader, thing)]
    elif thing.number and not thing.within and (record := reader.record(thing.number)):
        found = [*record, *pointing(reader, thing.iri)[0]]
    elif thing.number and thing.within:
        found = [*_within(reader, thing)]
    else:
        found = [*_shared(reader, thing)]
    return [*dict.fromkeys([*found, *_document(reader.iris, thing)])]


def pointing(reader: Reader, node: NamedNode) -> tuple[list[Triple], bool]:
    """What points at a thing, so much for each property, and whether there is more."""
    found: list[Triple] = []
    is_more = False
    for predicate in (*(reader.iris.pq[name] for name in OWN), *REUSED):
        links = first(reader.pointing(node, predicate), MOST + 1)
        found.extend(links[:MOST])
        is_more |= len(links) > MOST
    return found, is_more


def _graph(reader: Reader, thing: Thing) -> Iterator[Triple]:
    """What can be said of a named graph; what is in it is said in the document of its question, or in a file."""
    iris = reader.iris
    dataset = iris.at("id/dataset/be-senate")
    yield Triple(thing.iri, RDF["type"], VOID["Dataset"])
    yield Triple(thing.iri, DCTERMS["isPartOf"], dataset)
    if thing.number:
        yield Triple(thing.iri, FOAF["primaryTopic"], iris.question(thing.number))
        yield Triple(thing.iri, VOID["dataDump"], iris.at(f"doc/question/be-senate/{thing.number}.nt"))
    else:
        name = "vocabulary" if thing.iri == iris.vocabulary_graph() else "ontology"
        yield Triple(thing.iri, VOID["dataDump"], iris.at(f"download/latest/{name}.ttl"))


def _within(reader: Reader, thing: Thing) -> Iterator[Triple]:
    """What belongs to a question: what its record says of it, of what it leads to below it, and what points at it."""
    graph, below = reader.iris.graph(thing.number), f"{thing.iri.value}/"
    store = reader.stores[0]
    nodes = [thing.iri]
    for node in nodes:  # which grows
        for quad in store.quads_for_pattern(node, None, None, graph):
            yield quad.triple
            if isinstance(quad.object, NamedNode) and quad.object.value.startswith(below) and quad.object not in nodes:
                nodes.append(quad.object)
    yield from (quad.triple for quad in store.quads_for_pattern(None, None, thing.iri, graph))
    yield Triple(thing.iri, DCTERMS["isPartOf"], reader.iris.question(thing.number))


def _shared(reader: Reader, thing: Thing) -> Iterator[Triple]:
    own = reader.about(thing.iri)
    yield from own
    links, is_more = pointing(reader, thing.iri)
    yield from links
    if is_more:
        yield Triple(thing.iri, RDFS["seeAlso"], NamedNode(query_for(reader.iris, thing.iri)))
    yield from _names(reader, as_nodes(triple.object for triple in own))


def _names(reader: Reader, nodes: Iterable[NamedNode]) -> Iterator[Triple]:
    """The names of things of ours."""
    for node in dict.fromkeys(nodes):
        if reader.is_ours(node):
            yield from (triple for triple in reader.about(node) if triple.predicate in NAMES)


def _document(iris: Iris, thing: Thing) -> Iterator[Triple]:
    """What the document says of itself."""
    document = iris.at(f"doc/{thing.place}")
    yield Triple(document, RDF["type"], FOAF["Document"])
    yield Triple(document, FOAF["primaryTopic"], thing.iri)
    yield Triple(document, DCTERMS["isPartOf"], iris.at("id/dataset/be-senate"))


def query_for(iris: Iris, node: NamedNode) -> str:
    """The address of a query for everything that points at a thing."""
    text = f"CONSTRUCT {{ ?thing ?property {node} }} WHERE {{ ?thing ?property {node} }}"
    return f"{iris.base}sparql?query={quote(text, safe='')}"
