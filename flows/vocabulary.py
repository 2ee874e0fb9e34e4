"""The IRIs of the knowledge graph: the vocabularies it reuses, and one function for each kind of thing.

Nothing else in the project puts an IRI of ours together. See `ontology/` for what the terms mean.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pyoxigraph import NamedNode, Triple

from flows.settings import DEFAULT_BASE

SOURCE = "be-senate"
LANGUAGE_CODES = {"nl": "NLD", "fr": "FRA", "de": "DEU"}


class Namespace(str):
    """An IRI that terms are appended to: `DCTERMS["title"]`."""

    __slots__ = ()

    def __getitem__(self, term: object) -> NamedNode:  # type: ignore[override]  # a namespace is no sequence
        """The term's IRI."""
        return _node(f"{self!s}{term}")


@lru_cache(maxsize=4096)
def _node(iri: str) -> NamedNode:
    return NamedNode(iri)


RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
ELI_DL = Namespace("http://data.europa.eu/eli/eli-draft-legislation-ontology#")
ORG = Namespace("http://www.w3.org/ns/org#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
SCHEMA = Namespace("https://schema.org/")
DCTERMS = Namespace("http://purl.org/dc/terms/")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
PROV = Namespace("http://www.w3.org/ns/prov#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SH = Namespace("http://www.w3.org/ns/shacl#")
EV = Namespace("http://eurovoc.europa.eu/")
WIKIDATA = Namespace("http://www.wikidata.org/entity/")
ENTERPRISE = Namespace("https://org.belgif.be/id/CbeRegisteredEntity/")  # by the number of the Crossroads Bank
AUTHORITY = Namespace("http://publications.europa.eu/resource/authority/")
LANG = Namespace("http://publications.europa.eu/resource/authority/language/")
ROLE = Namespace("http://publications.europa.eu/resource/authority/role/")
RESOURCE_TYPE = Namespace("http://publications.europa.eu/resource/authority/resource-type/")

REUSED = {
    "rdf": RDF, "rdfs": RDFS, "xsd": XSD, "eli": ELI, "eli-dl": ELI_DL, "org": ORG, "foaf": FOAF, "schema": SCHEMA,
    "dcterms": DCTERMS, "owl": OWL, "skos": SKOS, "prov": PROV, "spdx": SPDX, "ev": EV, "lang": LANG,
    "role": ROLE, "restype": RESOURCE_TYPE, "dcat": DCAT, "sh": SH,
}  # fmt: skip


@dataclass(frozen=True)
class Iris:
    """The IRIs below one base. Sub-resources take their owner's IRI, so that a question's all begin alike."""

    base: str = DEFAULT_BASE

    @cached_property
    def pq(self) -> Namespace:
        """The namespace of the ontology."""
        return Namespace(f"{self.base}ns/pq#")

    def prefixes(self) -> dict[str, str]:
        """The prefixes of a Turtle file of ours; things of ours are written relative to `@base`."""
        return {"pq": str(self.pq), **{name: str(namespace) for name, namespace in REUSED.items()}}

    def _iri(self, *path: object) -> NamedNode:
        return _node(self.base + "/".join(str(part) for part in path))

    def question(self, number: str) -> NamedNode:
        """A written question: "7-1668"."""
        return self._iri("id/question", SOURCE, number)

    def oral_question(self, number: str) -> NamedNode:
        """An oral question that a written one came from: "4-9"."""
        return self._iri("id/oral-question", SOURCE, number)

    def request_for_explanation(self, number: str) -> NamedNode:
        """A request for explanation that a written question came from or became: "5-411"."""
        return self._iri("id/request-for-explanation", SOURCE, number)

    def graph(self, number: str) -> NamedNode:
        """The named graph of a question's record."""
        return self._iri("graph/question", SOURCE, number)

    def vocabulary_graph(self) -> NamedNode:
        """The named graph of the things that questions share."""
        return self._iri("graph/vocabulary", SOURCE)

    def ontology_graph(self) -> NamedNode:
        """The named graph of the ontology and its schemes."""
        return self._iri("graph/ontology")

    def legislature(self, number: int) -> NamedNode:
        """A legislature of the Senate."""
        return self._iri("id/legislature", SOURCE, number)

    def person(self, slug: str) -> NamedNode:
        """A person."""
        return self._iri("id/person", slug)

    def party(self, slug: str) -> NamedNode:
        """A party that senators sat for."""
        return self._iri("id/party", slug)

    def group(self, slug: str) -> NamedNode:
        """A cartel or joint group of parties that senators sat for."""
        return self._iri("id/group", slug)

    def membership(self, person: str, party: str) -> NamedNode:
        """That a person was seen to sit for a party or group."""
        return self._iri("id/membership", person, party)

    def post(self, slug: str) -> NamedNode:
        """A post in a government."""
        return self._iri("id/post", slug)

    def portfolio(self, slug: str) -> NamedNode:
        """A portfolio, stable over governments."""
        return self._iri("id/portfolio", slug)

    def portfolio_scheme(self) -> NamedNode:
        """The scheme of portfolios."""
        return self._iri("auth/portfolio")

    def government(self, slug: str) -> NamedNode:
        """A federal government."""
        return self._iri("id/government", slug)

    def tenure(self, person: str, portfolio: str, start: str) -> NamedNode:
        """That a person had a portfolio from a day, like "2020-10-01"."""
        return self._iri("id/tenure", person, portfolio, start)

    def capture(self, sha256: str) -> NamedNode:
        """A page as received."""
        return self._iri("id/capture", sha256)

    def concept(self, scheme: str, name: str) -> NamedNode:
        """A concept of one of our schemes: ("event-kind", "answer"), ("rank", "minister")."""
        return self._iri("auth", scheme, name)

    def keyword(self, language: str, label: str) -> NamedNode:
        """A descriptor that is no EuroVoc label."""
        return self._iri("auth/keyword", SOURCE, language, slug(label))

    def keyword_scheme(self) -> NamedNode:
        """The scheme of descriptors that are no EuroVoc labels."""
        return self._iri("auth/keyword", SOURCE)

    def at(self, path: str) -> NamedNode:
        """An IRI of ours as a reviewed table writes it: "id/person/tom-ongena"."""
        return self._iri(path)


def below(owner: NamedNode, *path: object) -> NamedNode:
    """A sub-resource's IRI: `below(question, "part", 2)`."""
    return NamedNode("/".join((owner.value, *(str(part) for part in path))))


def subject_of(triple: Triple) -> NamedNode:
    """The subject of a triple of ours, which is always an IRI."""
    if not isinstance(triple.subject, NamedNode):
        raise TypeError(f"the subject of {triple} is no IRI; records have no blank nodes")
    return triple.subject


def slug(text: str) -> str:
    """A name as it stands in an IRI: "Ngaïre D'haeseleer" gives "ngaire-dhaeseleer"."""
    # The quotes go first: the compatibility form of an acute accent is a space with a combining one.
    spelt = re.sub("['’‘´`.]", "", text.replace("œ", "oe").replace("Œ", "oe"))
    folded = unicodedata.normalize("NFKD", spelt)
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter)).casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "unnamed"
