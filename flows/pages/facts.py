"""What is told of a thing on its page, by its kind: parties of a person, ministers of a portfolio, broader topics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from flows.map.order import natural
from flows.pages.naming import Naming, Shown
from flows.vocabulary import ORG, SCHEMA, SKOS, subject_of

MOST = 80  # values of a fact


@dataclass(frozen=True)
class Fact:
    """A fact: the key of its label among the words, and its values, each with what is told beside it."""

    label: str
    values: tuple[tuple[Shown, str], ...]


def facts(naming: Naming, node: NamedNode, kind: str) -> list[Fact]:
    """The facts of a thing that are known, and where else it is described."""
    found = [*FACTS.get(kind, _nothing)(naming, node), *_other_names(naming, node), *_elsewhere(naming, node)]
    return [fact for fact in found if fact.values]


def _nothing(_naming: Naming, _node: NamedNode) -> Iterator[Fact]:
    yield from ()


def _person(naming: Naming, node: NamedNode) -> Iterator[Fact]:
    reader, pq = naming.reader, naming.reader.iris.pq
    seats = _pointing(naming, node, ORG["member"])
    bounds = (pq["observedFrom"], pq["observedUntil"])
    parties = [one for one in seats if reader.text(one, bounds[0])]
    yield Fact("person_parties", tuple(
        (naming.shown(party), _days(naming, *(reader.text(one, bound) for bound in bounds)))
        for one in sorted(parties, key=lambda one: reader.text(one, bounds[0]))
        for party in reader.nodes(one, ORG["organization"])
    ))  # fmt: skip
    yield Fact("person_posts", _tenures(naming, [one for one in seats if one not in parties], pq["portfolio"]))


def _party(naming: Naming, node: NamedNode) -> Iterator[Fact]:
    pq = naming.reader.iris.pq
    yield _leading("party_from", naming, naming.reader.nodes(node, pq["renamedFrom"]))
    yield _leading("party_to", naming, _pointing(naming, node, pq["renamedFrom"]))
    yield _leading("party_members", naming, naming.reader.nodes(node, ORG["hasMember"]))
    yield _leading("party_groups", naming, _pointing(naming, node, ORG["hasMember"]))
    seats = _pointing(naming, node, ORG["organization"])
    people = {person for one in seats for person in naming.reader.nodes(one, ORG["member"])}
    yield _leading("party_people", naming, people)


def _portfolio(naming: Naming, node: NamedNode) -> Iterator[Fact]:
    reader, pq = naming.reader, naming.reader.iris.pq
    yield _leading("portfolio_services", naming, reader.nodes(node, pq["administeredBy"]))
    pointing = _pointing(naming, node, pq["portfolio"])
    tenures = [one for one in pointing if "/id/tenure/" in one.value]
    yield Fact("portfolio_ministers", _tenures(naming, tenures, ORG["member"]))
    yield _leading("portfolio_posts", naming, [one for one in pointing if "/id/post/" in one.value])


def _post(naming: Naming, node: NamedNode) -> Iterator[Fact]:
    pq = naming.reader.iris.pq
    yield _leading("post_rank", naming, naming.reader.nodes(node, pq["rank"]))
    yield _leading("post_portfolios", naming, naming.reader.nodes(node, pq["portfolio"]))


def _government(naming: Naming, node: NamedNode) -> Iterator[Fact]:
    reader = naming.reader
    days = _days(naming, reader.text(node, SCHEMA["startDate"]), reader.text(node, SCHEMA["endDate"]))
    yield Fact("government_days", ((Shown(days), ""),) if days else ())
    tenures = [*_pointing(naming, node, ORG["organization"])]
    yield Fact("government_members", _tenures(naming, tenures, ORG["member"], reader.iris.pq["portfolio"]))


def _legislature(naming: Naming, node: NamedNode) -> Iterator[Fact]:
    chamber = naming.reader.text(node, naming.reader.iris.pq["chamberLegislature"])
    yield Fact("legislature_chamber", ((Shown(chamber), ""),) if chamber else ())


def _topic(naming: Naming, node: NamedNode) -> Iterator[Fact]:
    reader, pq = naming.reader, naming.reader.iris.pq
    yield _leading("topic_broader", naming, reader.nodes(node, SKOS["broader"]))
    yield _leading("topic_narrower", naming, _pointing(naming, node, SKOS["broader"]))
    yield _leading("topic_microthesaurus", naming, reader.nodes(node, pq["microthesaurus"]))
    yield _leading("topic_domain", naming, reader.nodes(node, pq["domain"]))
    inside = {*_pointing(naming, node, pq["microthesaurus"])}
    yield _leading("topic_inside", naming, inside)
    same = [*reader.nodes(node, SKOS["exactMatch"]), *reader.nodes(node, SKOS["closeMatch"])]
    yield _leading("topic_same", naming, same)


FACTS: dict[str, Callable[[Naming, NamedNode], Iterator[Fact]]] = {
    "person": _person, "party": _party, "group": _party, "portfolio": _portfolio, "post": _post,
    "government": _government, "legislature": _legislature, "eurovoc": _topic, "keyword": _topic,
}  # fmt: skip


def _other_names(naming: Naming, node: NamedNode) -> Iterator[Fact]:
    names = naming.reader.texts(node, SKOS["altLabel"])
    own = {*naming.reader.names(node).values()}
    shown = {text: language for language, text in sorted(names.items()) if text not in own}
    yield Fact("other_names", tuple((Shown(text, language), "") for text, language in shown.items()))


def _elsewhere(naming: Naming, node: NamedNode) -> Iterator[Fact]:
    same = naming.reader.nodes(node, SCHEMA["sameAs"])
    if node.value.startswith("http://eurovoc.europa.eu/"):
        same = [*same, node]
    found = ((Shown(one.value, "", one.value, True), "") for one in same)
    yield Fact("elsewhere", tuple(found))


def _leading(label: str, naming: Naming, nodes: Iterable[NamedNode]) -> Fact:
    shown = sorted((naming.shown(one) for one in {*nodes}), key=lambda one: natural(one.text.casefold()))
    return Fact(label, tuple((one, "") for one in shown[:MOST]))


def _tenures(naming: Naming, tenures: Iterable[NamedNode], *leads: NamedNode) -> tuple[tuple[Shown, str], ...]:
    """Who held what, the last first: what the properties lead to, with the government and the days."""
    reader = naming.reader

    def begins(tenure: NamedNode) -> tuple[str, str]:
        return reader.text(tenure, SCHEMA["startDate"]), tenure.value

    found = []
    for tenure in sorted(tenures, key=begins, reverse=True)[:MOST]:
        # One without an end of its own ends with its government.
        ending = (tenure, *reader.nodes(tenure, ORG["organization"]))
        last = next(filter(None, (reader.text(one, SCHEMA["endDate"]) for one in ending)), "")
        days = _days(naming, begins(tenure)[0], last)
        first, *others = [naming.shown(node) for lead in leads for node in reader.nodes(tenure, lead)] or [Shown("")]
        told = ", ".join(filter(None, [*(one.text for one in others), days]))
        found.append((first, told))
    return tuple(one for one in found if one[0].text)


def _days(naming: Naming, first: str, last: str) -> str:
    """From when to when, as far as it is known; a single day is told once."""
    if not first or first == last:
        return naming.words.date(first) if first else ""
    return f"{naming.words.date(first)} – {naming.words.date(last) if last else ''}".strip()


def _pointing(naming: Naming, node: NamedNode, predicate: NamedNode) -> list[NamedNode]:
    return [*dict.fromkeys(subject_of(triple) for triple in naming.reader.pointing(node, predicate))]
