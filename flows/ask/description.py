"""The service description (SPARQL 1.1 Service Description) of the endpoint: what it speaks and what it holds."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from flows.ask.formats import GRAPHS, TABLES, ResultFormat
from flows.served.release import Served
from flows.settings import Settings
from flows.vocabulary import DCTERMS, RDF, XSD, Namespace

VOID = Namespace("http://rdfs.org/ns/void#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
WRITERS = {
    "ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD,
}  # fmt: skip


def address(settings: Settings) -> str:
    """Where the endpoint is, for the world."""
    return settings.endpoint or f"{settings.base_iri}sparql"


def description(served: Served, settings: Settings, form: ResultFormat) -> bytes:
    """The description in a format."""
    endpoint = address(settings)
    prefixes = {"sd": str(SD), "void": str(VOID), "dcterms": str(DCTERMS)}
    kept = prefixes if form.key in ("ttl", "rdf") else None
    return serialize(statements(served, endpoint), format=WRITERS[form.key], prefixes=kept) or b""


def statements(served: Served, endpoint: str) -> list[Triple]:
    """What is said of the service, its dataset and the graph that is asked by default."""
    service, dataset, graph = (NamedNode(f"{endpoint}#{part}") for part in ("service", "dataset", "default-graph"))
    triples = Literal(str(len(served.store)), datatype=XSD["integer"])
    formats = {one.iri: one for one in (*TABLES, *GRAPHS)}
    return [
        Triple(service, RDF["type"], SD["Service"]),
        Triple(service, SD["endpoint"], NamedNode(endpoint)),
        Triple(service, SD["supportedLanguage"], SD["SPARQL11Query"]),
        Triple(service, SD["feature"], SD["UnionDefaultGraph"]),
        *(Triple(service, SD["resultFormat"], NamedNode(iri)) for iri in formats),
        Triple(service, SD["defaultDataset"], dataset),
        Triple(dataset, RDF["type"], SD["Dataset"]),
        Triple(dataset, DCTERMS["identifier"], Literal(served.version)),
        Triple(dataset, SD["defaultGraph"], graph),
        Triple(graph, RDF["type"], SD["Graph"]),
        Triple(graph, VOID["triples"], triples),
    ]
