"""Describe the things that questions share: persons, parties, posts, governments, concepts, legislatures.

Only what the records of a release point at is described, from the reviewed tables; of what no table knows, the
records themselves say what was printed. Party membership is stated with the days it was seen on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from flows.authority import Authority, Row
from flows.rdf import day, tagged
from flows.vocabulary import DCTERMS, ELI, ELI_DL, EV, FOAF, ORG, RDF, SCHEMA, SKOS, XSD, Iris, subject_of

WIKIDATA = "http://www.wikidata.org/entity/"
LABELS = ("nl", "fr", "en", "de")
EUROVOC = EV["100141"]  # the thesaurus as a whole


@dataclass
class Usage:
    """What the records point at, gathered one record after the other."""

    iris: set[str] = field(default_factory=set)
    shared: set[Triple] = field(default_factory=set)
    seen: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def add(self, triples: Iterable[Triple], shared: Iterable[Triple], pq: Mapping[str, NamedNode]) -> None:
        """Take in a record: `pq` gives the shortcuts `askedBy` and `askedOnBehalfOf`."""
        person = party = asked = ""
        for triple in triples:
            if isinstance(triple.object, NamedNode):
                self.iris.add(triple.object.value)
                person = triple.object.value if triple.predicate == pq["askedBy"] else person
                party = triple.object.value if triple.predicate == pq["askedOnBehalfOf"] else party
            elif triple.predicate == ELI["date_document"] and "/answer/" not in subject_of(triple).value:
                asked = str(triple.object.value) if isinstance(triple.object, Literal) else asked
        self.shared.update(shared)
        if person and party:
            first, last = self.seen.get((person, party), (asked, asked))
            self.seen[person, party] = min(first, asked), max(last, asked)


def describe(usage: Usage, authority: Authority, iris: Iris) -> list[Triple]:
    """The triples of all shared things that a release uses, each once."""
    writer = _Writer(usage, authority, iris)
    parts = (
        writer.other_questions(), writer.legislatures(), writer.posts(), writer.governments(), writer.people(),
        writer.parties(), writer.memberships(), writer.concepts(), writer.unreviewed(),
    )  # fmt: skip
    return list(dict.fromkeys(triple for part in parts for triple in part))


@dataclass(frozen=True)
class _Writer:
    usage: Usage
    authority: Authority
    iris: Iris

    def _used(self, table: str, iri: object) -> Iterator[tuple[str, Row]]:
        for key, row in sorted(self.authority.tables[table].items()):
            if iri(key).value in self.usage.iris:  # type: ignore[operator]  # one of the functions of `Iris`
                yield key, row

    def legislatures(self) -> Iterator[Triple]:
        for key, row in self.authority.tables["legislatures"].items():
            node = self.iris.legislature(int(key))
            if node.value not in self.usage.iris:
                continue
            yield Triple(node, RDF["type"], self.iris.pq["Legislature"])
            yield Triple(node, ELI["number"], Literal(key))
            chamber = Literal(row["chamber"], datatype=XSD["integer"])
            yield Triple(node, self.iris.pq["chamberLegislature"], chamber)
            first = key == "1"
            names = {
                "nl": f"{key}{'ste' if first or key == '8' else 'de'} zittingsperiode van de Senaat",
                "fr": f"{key}{'re' if first else 'e'} législature du Sénat",
                "en": f"Legislature {key} of the Senate",
            }
            yield from _labels(node, names)

    def posts(self) -> Iterator[Triple]:
        for key, row in self._used("posts", self.iris.post):
            node = self.iris.post(key)
            yield from _typed(node, self.iris.pq["Post"], ORG["Post"])
            yield from _labels(node, row)
            yield from _same(node, row)
            for portfolio in row["portfolios"].split():
                yield Triple(node, self.iris.pq["portfolio"], self.iris.portfolio(portfolio))
                yield from self._portfolio(portfolio)
            for holding in self.authority.tables["ministers"].values():
                if holding["post"] == key:
                    yield from self._tenure(holding)

    def _portfolio(self, key: str) -> Iterator[Triple]:
        row, node = self.authority.tables["portfolios"][key], self.iris.portfolio(key)
        yield from _typed(node, self.iris.pq["Portfolio"], SKOS["Concept"])
        yield from _labels(node, row)
        yield Triple(node, SKOS["inScheme"], self.iris.portfolio_scheme())
        yield from _same(node, row)

    def _tenure(self, row: Row) -> Iterator[Triple]:
        start = date.fromisoformat(row["from"])
        node = self.iris.tenure(row["person"], row["post"], start)
        yield Triple(node, RDF["type"], self.iris.pq["Tenure"])
        yield Triple(node, ORG["member"], self.iris.person(row["person"]))
        yield Triple(node, ORG["organization"], self.iris.government(row["government"]))
        yield Triple(node, self.iris.pq["inPost"], self.iris.post(row["post"]))
        yield from _days(node, row)
        # A tenure brings its person and its government along, asked or not.
        self.usage.iris.add(self.iris.person(row["person"]).value)
        self.usage.iris.add(self.iris.government(row["government"]).value)

    def governments(self) -> Iterator[Triple]:
        for key, row in self._used("governments", self.iris.government):
            node = self.iris.government(key)
            yield from _typed(node, self.iris.pq["Government"], ORG["Organization"])
            yield from _labels(node, row)
            yield from _days(node, row)
            yield from _same(node, row)

    def people(self) -> Iterator[Triple]:
        for key, row in self._used("people", self.iris.person):
            node = self.iris.person(key)
            yield from _typed(node, FOAF["Person"], SCHEMA["Person"])
            yield Triple(node, FOAF["name"], Literal(row["name"]))
            yield from _same(node, row)

    def parties(self) -> Iterator[Triple]:
        table = self.authority.tables["parties"]
        queue = [key for key, _ in self._used("parties", self.iris.party)]
        for key in queue:  # grows by what a party was called before
            row, node = table[key], self.iris.party(key)
            yield from _typed(node, self.iris.pq["Party"], ORG["Organization"])
            yield from _labels(node, {"nl": row["label"], "fr": row["label"]})
            if row["renamed_from"]:
                yield Triple(node, self.iris.pq["renamedFrom"], self.iris.party(row["renamed_from"]))
                queue += [row["renamed_from"]] if row["renamed_from"] not in queue else []
            yield from _same(node, row)

    def memberships(self) -> Iterator[Triple]:
        for (person, party), (first, last) in sorted(self.usage.seen.items()):
            node = self.iris.membership(person.rpartition("/")[2], party.rpartition("/")[2])
            yield Triple(node, RDF["type"], ORG["Membership"])
            yield Triple(node, ORG["member"], NamedNode(person))
            yield Triple(node, ORG["organization"], NamedNode(party))
            yield Triple(node, self.iris.pq["observedFrom"], day(date.fromisoformat(first)))
            yield Triple(node, self.iris.pq["observedUntil"], day(date.fromisoformat(last)))

    def concepts(self) -> Iterator[Triple]:
        """The EuroVoc concepts used, with all that is broader, their microthesauri and domains."""
        tables = self.authority.tables
        queue = [key for key, _ in self._used("eurovoc", lambda key: EV[key])]
        done: set[str] = set()
        while queue:
            key = queue.pop(0)
            if key in done:
                continue
            done.add(key)
            row, node = tables["eurovoc"][key], EV[key]
            yield Triple(node, RDF["type"], SKOS["Concept"])
            yield Triple(node, SKOS["inScheme"], EUROVOC)
            yield from _labels(node, row)
            for broader in row["broader"].split():
                yield Triple(node, SKOS["broader"], EV[broader])
                queue.append(broader)
            for micro in row["microthesauri"].split():
                yield from self._microthesaurus(node, micro)

    def _microthesaurus(self, concept: NamedNode, key: str) -> Iterator[Triple]:
        row, node = self.authority.tables["eurovoc_microthesauri"][key], EV[key]
        domain, domain_row = EV[row["domain"]], self.authority.tables["eurovoc_domains"][row["domain"]]
        yield Triple(concept, SKOS["inScheme"], node)
        yield Triple(concept, self.iris.pq["microthesaurus"], node)
        yield Triple(concept, self.iris.pq["domain"], domain)
        yield Triple(node, RDF["type"], SKOS["ConceptScheme"])
        yield Triple(node, SKOS["notation"], Literal(row["code"]))
        yield Triple(node, self.iris.pq["domain"], domain)
        yield from _labels(node, row)
        yield Triple(EUROVOC, RDF["type"], SKOS["ConceptScheme"])
        yield from _labels(EUROVOC, dict.fromkeys(LABELS, "EuroVoc"))
        yield Triple(domain, RDF["type"], SKOS["Concept"])
        yield Triple(domain, SKOS["inScheme"], EUROVOC)
        yield Triple(domain, SKOS["notation"], Literal(domain_row["code"]))
        yield from _labels(domain, domain_row)

    def other_questions(self) -> Iterator[Triple]:
        """The oral questions and requests for explanation that written questions came from or became."""
        kinds = {
            self.iris.oral_question("").value: "OralQuestion",
            self.iris.request_for_explanation("").value: "RequestForExplanation",
        }
        for iri in sorted(self.usage.iris):
            kind = next((kind for prefix, kind in kinds.items() if iri.startswith(prefix)), None)
            if kind:
                node, number = NamedNode(iri), iri.rpartition("/")[2]
                yield Triple(node, RDF["type"], self.iris.pq[kind])
                yield Triple(node, DCTERMS["identifier"], Literal(number))
                term = self.iris.legislature(int(number.partition("-")[0]))
                yield Triple(node, ELI_DL["parliamentary_term"], term)
                self.usage.iris.add(term.value)  # its legislature is described too

    def unreviewed(self) -> Iterator[Triple]:
        """What records say of things that no table knows; of two labels in one language the second is alternative."""
        taken: set[tuple[NamedNode, str]] = set()
        for triple in sorted(self.usage.shared, key=str):
            value = triple.object
            if triple.predicate == SKOS["prefLabel"] and isinstance(value, Literal) and value.language:
                slot = (subject_of(triple), value.language)
                if slot in taken:
                    yield Triple(triple.subject, SKOS["altLabel"], value)
                    continue
                taken.add(slot)
            yield triple


def _typed(node: NamedNode, *kinds: NamedNode) -> Iterator[Triple]:
    for kind in kinds:
        yield Triple(node, RDF["type"], kind)


def _labels(node: NamedNode, row: Row) -> Iterator[Triple]:
    for label in tagged({language: row[language] for language in LABELS if row.get(language)}):
        yield Triple(node, SKOS["prefLabel"], label)


def _same(node: NamedNode, row: Row) -> Iterator[Triple]:
    if row["wikidata"]:
        yield Triple(node, SCHEMA["sameAs"], NamedNode(WIKIDATA + row["wikidata"]))


def _days(node: NamedNode, row: Row) -> Iterator[Triple]:
    for column, term in (("from", "startDate"), ("until", "endDate")):
        if row[column]:
            yield Triple(node, SCHEMA[term], day(date.fromisoformat(row[column])))
