"""Describe what questions are about: the slice of EuroVoc that is used, and the reviewed keywords that it lacks."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from flows.authority.eurovoc import Eurovoc
from flows.authority.lookups import Authority
from flows.authority.tables import spellings
from flows.map.descriptions import LANGUAGES, Descriptions
from flows.vocabulary import DCTERMS, EV, OWL, SKOS, WIKIDATA, subject_of

EUROVOC = EV["100141"]  # the thesaurus as a whole


def describe_topics(said: Descriptions, authority: Authority, shared: Iterable[Triple]) -> None:
    """Describe the concepts and keywords of `said.used`, and the retired concepts that `shared` says were printed."""
    retired = {subject_of(one).value for one in shared if one.predicate == DCTERMS["isReplacedBy"]}
    queue = sorted(iri.removeprefix(EV) for iri in {*said.used, *retired} if iri.startswith(EV))
    for key in queue:  # grows by what is broader, and by what replaces a retired concept
        queue += _concept(said, authority.eurovoc, key)
    for row in authority.tables["keywords"].values():
        node = said.iris.keyword("nl", row["nl"])
        if node.value in said.used:
            said.thing(node, SKOS["Concept"])
            said.state(node, SKOS["inScheme"], said.iris.keyword_scheme())
            said.labels(node, {"nl": row["nl"], "fr": row["fr"]})
            for language in ("nl", "fr"):
                said.others(node, language, spellings(row[f"other_{language}"]), row[language])
            said.state(node, SKOS["exactMatch"], *[NamedNode(iri) for iri in row["exact"].split()])
            said.state(node, SKOS["closeMatch"], *[NamedNode(iri) for iri in row["close"].split()])
            if row["wikidata"]:
                said.state(node, SKOS["exactMatch"], WIKIDATA[row["wikidata"]])


def _concept(said: Descriptions, eurovoc: Eurovoc, key: str) -> list[str]:
    """Describe a concept; the ids of those that have to be described with it come back."""
    try:
        concept = eurovoc.describe(key)
    except KeyError:  # of a record that was made with another EuroVoc; `thing-undescribed` tells
        return []
    node = EV[key]
    if not said.thing(node, SKOS["Concept"]):
        return []
    said.state(node, SKOS["inScheme"], EUROVOC)
    said.labels(node, concept.labels)
    said.state(node, SKOS["broader"], *[EV[broader] for broader in concept.broader])
    for microthesaurus in concept.microthesauri:
        _microthesaurus(said, eurovoc, node, microthesaurus)
    said.thing(EUROVOC, SKOS["ConceptScheme"])
    said.labels(EUROVOC, dict.fromkeys(LANGUAGES, "EuroVoc"))
    if not concept.retired:
        return [*concept.broader]
    said.state(node, OWL["deprecated"], Literal(True))
    said.state(node, DCTERMS["isReplacedBy"], *[EV[one] for one in concept.replaced_by.split()])
    return [*concept.broader, *concept.replaced_by.split()]


def _microthesaurus(said: Descriptions, eurovoc: Eurovoc, concept: NamedNode, key: str) -> None:
    field = eurovoc.microthesaurus(key)
    node, domain = EV[key], EV[field.domain]
    said.state(concept, SKOS["inScheme"], node)
    said.state(concept, said.iris.pq["microthesaurus"], node)
    said.state(concept, said.iris.pq["domain"], domain)
    if said.thing(node, SKOS["ConceptScheme"]):
        said.state(node, SKOS["notation"], Literal(field.code))
        said.state(node, said.iris.pq["domain"], domain)
        said.labels(node, field.labels)
    if said.thing(domain, SKOS["Concept"]):
        described = eurovoc.domain(field.domain)
        said.state(domain, SKOS["inScheme"], EUROVOC)
        said.state(domain, SKOS["notation"], Literal(described.code))
        said.labels(domain, described.labels)
