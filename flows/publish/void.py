"""Say in VoID what the graph holds, for programs that decide whether to read it: how much, of what, linked to what.

Counting is not done here in one go: `tally` counts a few triples, the tallies of all records are added up, and `counts`
sorts the sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from flows.map.statements import Groups, grouped_of
from flows.publish.catalogue_terms import VOID, say
from flows.vocabulary import EV, RDF, WIKIDATA, XSD, Iris, below, slug

# What our links lead to: the dataset as its own publisher names it, and what its IRIs begin with.
TARGETS = {
    "eurovoc": (EV["100141"], str(EV)),
    "wikidata": (WIKIDATA["Q2013"], str(WIKIDATA)),
}
SPACES = {name: f"<{space}" for name, (_, space) in TARGETS.items()}
ALL_SPACES = tuple(SPACES.values())
TYPE = str(RDF["type"])
CATALOGUED = ("dcat", "sh", "rdf", "xsd")  # vocabularies of the catalogue, the report and RDF itself


def tally(triples: Iterable[Triple]) -> dict[str, int]:
    """The figures of some triples by name: "class/…", "property/…", "link/wikidata/…", "entities".

    An entity is what has a class; what is said twice counts once.
    """
    return tally_in(grouped_of(triples))


def tally_in(groups: Groups) -> dict[str, int]:
    """The same of ordered groups."""
    # By term first: a name is only made for what differs.
    terms, kinds, links = dict[str, int](), list[str](), list[tuple[str, str]]()
    entities = 0
    for subject, its in groups.items():
        for term, values in its.items():
            terms[term] = terms.get(term, 0) + len(values)
            if term == TYPE:
                entities += 1
                kinds += values
                continue
            for value in values:
                if value.startswith(ALL_SPACES) and (name := _target(subject, value)):
                    links.append((name, term))
    found = {f"property/{term[1:-1]}": many for term, many in terms.items()}
    found |= {f"class/{kind[1:-1] if kind.startswith('<') else kind}": many for kind, many in Counter(kinds).items()}
    found |= {f"link/{name}/{term[1:-1]}": many for (name, term), many in Counter(links).items()}
    if entities:
        found["entities"] = entities
    return dict(sorted(found.items()))


def _target(subject: str, value: str) -> str:
    """The dataset that a value leads to; empty when the subject is of the same one."""
    name, space = next(one for one in SPACES.items() if value.startswith(one[1]))
    return "" if subject.startswith(space) else name


def is_tally(name: str) -> bool:
    """Whether a figure is one of `tally`."""
    return name == "entities" or name.startswith(("class/", "property/", "link/"))


def counts(figures: Mapping[str, int]) -> dict[str, Any]:
    """The sums of tallies as `describe` takes them: classes and properties by IRI, links by target and property."""
    found: dict[str, Any] = {"entities": figures.get("entities", 0), "classes": {}, "properties": {}, "links": {}}
    for name, many in sorted(figures.items()):
        group, _, rest = name.partition("/")
        if group == "class":
            found["classes"][rest] = many
        elif group == "property":
            found["properties"][rest] = many
        elif group == "link":
            target, _, term = rest.partition("/")
            found["links"].setdefault(target, {})[term] = many
    return found | {"triples": sum(found["properties"].values())}


def describe(
    node: NamedNode,
    counted: Mapping[str, Any],
    *,
    dumps: Sequence[NamedNode],
    example: NamedNode | None,
    endpoint: str,
    iris: Iris,
) -> Iterator[Triple]:
    """A dataset in VoID; figures that were not counted are left out."""
    yield from say(node, RDF["type"], VOID["Dataset"])
    yield from say(node, VOID["uriSpace"], Literal(f"{iris.base}id/"))
    yield from say(node, VOID["dataDump"], *dumps)
    yield from say(node, VOID["vocabulary"], *map(NamedNode, _vocabularies(counted, iris)))
    if example:
        yield from say(node, VOID["exampleResource"], example)
    if endpoint:
        yield from say(node, VOID["sparqlEndpoint"], NamedNode(endpoint))
    yield from _number(node, "triples", counted.get("triples"))
    yield from _number(node, "entities", counted.get("entities"))
    for kind, group, term in (("class", "classes", "entities"), ("property", "properties", "triples")):
        for iri, many in counted.get(group, {}).items():
            part = below(node, kind, _short(iri, iris))
            yield from say(node, VOID[f"{kind}Partition"], part)
            yield from say(part, VOID[kind], NamedNode(iri))
            yield from _number(part, term, many)
    for target, terms in counted.get("links", {}).items():
        yield from _linksets(node, target, terms, iris)


def _linksets(node: NamedNode, target: str, terms: Mapping[str, int], iris: Iris) -> Iterator[Triple]:
    there, space = TARGETS[target]
    yield from say(there, RDF["type"], VOID["Dataset"])
    yield from say(there, VOID["uriSpace"], Literal(space))
    for term, many in terms.items():
        links = below(node, "links", target, _short(term, iris))
        yield from say(node, VOID["subset"], links)
        yield from say(links, RDF["type"], VOID["Linkset"])
        yield from say(links, VOID["subjectsTarget"], node)
        yield from say(links, VOID["objectsTarget"], there)
        yield from say(links, VOID["linkPredicate"], NamedNode(term))
        yield from _number(links, "triples", many)


def _vocabularies(counted: Mapping[str, Any], iris: Iris) -> list[str]:
    """The namespaces of the terms that were counted."""
    terms = [*counted.get("classes", {}), *counted.get("properties", {})]
    known = {name: address for name, address in iris.prefixes().items() if name not in CATALOGUED}
    return sorted(address for address in known.values() if any(term.startswith(address) for term in terms))


def _short(iri: str, iris: Iris) -> str:
    """A term as a piece of an IRI: "dcterms-title"."""
    for name, address in iris.prefixes().items():
        if iri.startswith(address):
            return f"{name}-{iri.removeprefix(address)}"
    return slug(iri)


def _number(node: NamedNode, term: str, value: int | None) -> Iterator[Triple]:
    if value:
        yield Triple(node, VOID[term], Literal(str(value), datatype=XSD["integer"]))
