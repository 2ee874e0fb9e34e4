"""Describe who asks and who is asked: posts, portfolios, public services, tenures, governments, people, parties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from flows.authority.lookups import Authority
from flows.authority.tables import Row, spellings
from flows.map.actors import portfolios_of
from flows.map.descriptions import Descriptions
from flows.vocabulary import ENTERPRISE, FOAF, LANG, LANGUAGE_CODES, ORG, SCHEMA, SKOS, Iris


def describe_actors(said: Descriptions, authority: Authority) -> None:
    """Describe all of `said.used` that is a person or an organisation, and what belongs to it."""
    actors = _Actors(said, authority, said.iris)
    actors.posts()
    actors.portfolios()
    actors.governments()
    actors.people()
    actors.parties()


@dataclass(frozen=True)
class _Actors:
    """The steps of `describe_actors`; a step adds to what the next ones find used."""

    said: Descriptions
    authority: Authority
    iris: Iris

    def _rows(self, table: str, kind: str) -> Iterator[tuple[str, Row, NamedNode]]:
        """The rows of a table whose things are used: `kind` names the function of `Iris`."""
        node_of = getattr(self.iris, kind)
        for key, row in sorted(self.authority.tables[table].items()):
            if (node := node_of(key)).value in self.said.used:
                yield key, row, node

    def posts(self) -> None:
        """The reviewed posts; of the others the records say what was printed."""
        said, pq = self.said, self.iris.pq
        for _, row, node in self._rows("posts", "post"):
            said.thing(node, pq["Post"], ORG["Post"])
            said.labels(node, row)
            for language in ("nl", "fr"):
                said.others(node, language, spellings(row[f"other_{language}"]), row[language])
            said.state(node, pq["rank"], self.iris.concept("rank", row["rank"]))
            for portfolio in portfolios_of(row["rank"], tuple(row["portfolios"].split())):
                said.state(node, pq["portfolio"], self.iris.portfolio(portfolio))
                said.used.add(self.iris.portfolio(portfolio).value)
            said.same(node, row)

    def portfolios(self) -> None:
        """The portfolios used, with the services that administer them and all who ever had them."""
        said, pq = self.said, self.iris.pq
        for key, row, node in self._rows("portfolios", "portfolio"):
            said.thing(node, pq["Portfolio"], SKOS["Concept"])
            said.labels(node, row)
            said.state(node, SKOS["inScheme"], self.iris.portfolio_scheme())
            said.same(node, row)
            for service in row["services"].split():
                self._service(node, self.authority.tables["services"][service])
            for holding in self.authority.tables["ministers"].values():
                if holding["portfolio"] == key:
                    self._tenure(holding)

    def _service(self, portfolio: NamedNode, row: Row) -> None:
        node = ENTERPRISE[row["cbe"]]
        self.said.state(portfolio, self.iris.pq["administeredBy"], node)
        if self.said.thing(node, self.iris.pq["PublicService"], ORG["FormalOrganization"]):
            self.said.labels(node, row)

    def _tenure(self, row: Row) -> None:
        said, pq = self.said, self.iris.pq
        person, government = self.iris.person(row["person"]), self.iris.government(row["government"])
        node = self.iris.tenure(row["person"], row["portfolio"], row["from"])
        said.thing(node, pq["Tenure"])
        said.state(node, ORG["member"], person)
        said.state(node, ORG["organization"], government)
        said.state(node, pq["portfolio"], self.iris.portfolio(row["portfolio"]))
        said.state(node, pq["rank"], self.iris.concept("rank", row["rank"]))
        said.days(node, row)
        # A tenure brings its person and its government along, asked or not.
        said.used.update((person.value, government.value))

    def governments(self) -> None:
        """The governments used."""
        for _, row, node in self._rows("governments", "government"):
            self.said.thing(node, self.iris.pq["Government"], ORG["Organization"])
            self.said.labels(node, row)
            self.said.days(node, row)
            self.said.same(node, row)

    def people(self) -> None:
        """The reviewed people; of the others the records say what was printed."""
        for _, row, node in self._rows("people", "person"):
            self.said.thing(node, FOAF["Person"], SCHEMA["Person"])
            self.said.state(node, FOAF["name"], Literal(row["name"]))
            if row["senate_id"]:
                self.said.state(node, self.iris.pq["senateId"], Literal(row["senate_id"]))
            self.said.same(node, row)

    def parties(self) -> None:
        """The reviewed parties and groups used, with what they were called before and the parties in a group."""
        table = self.authority.tables["parties"]
        queue = [key for key, row in sorted(table.items()) if self._party(key, row).value in self.said.used]
        for key in queue:  # grows by predecessors and members
            row = table[key]
            self._describe_party(self._party(key, row), row)
            related = [*row["renamed_from"].split(), *row["members"].split()]
            queue += [one for one in related if one not in queue]

    def _party(self, key: str, row: Row) -> NamedNode:
        return self.iris.group(key) if row["kind"] == "group" else self.iris.party(key)

    def _describe_party(self, node: NamedNode, row: Row) -> None:
        said, pq, table = self.said, self.iris.pq, self.authority.tables["parties"]
        said.thing(node, pq["PoliticalGroup" if row["kind"] == "group" else "Party"], ORG["Organization"])
        said.labels(node, {"nl": row["label"], "fr": row["label"]})
        for language in ("nl", "fr"):
            names = [name for name in (row[f"name_{language}"], *spellings(row["other_labels"])) if name]
            said.others(node, language, names, row["label"])
        if row["language_group"]:
            said.state(node, pq["languageGroup"], LANG[LANGUAGE_CODES[row["language_group"]]])
        for key in row["renamed_from"].split():
            said.state(node, pq["renamedFrom"], self._party(key, table[key]))
        for key in row["members"].split():
            said.state(node, ORG["hasMember"], self._party(key, table[key]))
        said.same(node, row)
