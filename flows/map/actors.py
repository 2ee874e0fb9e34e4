"""Map who asked a question and whom it was put to: persons, parties or groups, posts, governments.

What no reviewed table knows gets an IRI of its own from what was printed, and an issue; a near spelling is told and
never taken for the same person.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from flows.authority.addressee import Addressed
from flows.authority.lookups import Authority
from flows.authority.names import fold
from flows.map.rdf import Record, tagged
from flows.model import Issue, WrittenQuestion
from flows.vocabulary import ELI_DL, FOAF, ORG, RDF, ROLE, SCHEMA, SKOS, Iris, below, slug

# "aan de", "à l'", "au": what stands before a title
PREPOSITION = re.compile(r"^(?:aan\s+(?:(?:de|den|het)\s+)?|aux?\s+|[àa]\s+(?:la\s+|l['’])?)", re.IGNORECASE)


def add_actors(record: Record, question: WrittenQuestion, authority: Authority, iris: Iris) -> None:
    """State the author and the addressee of a question in its record."""
    actors = _Actors(question, authority, iris, record)
    actors.author()
    actors.addressee()


def portfolios_of(rank: str, portfolios: tuple[str, ...]) -> tuple[str, ...]:
    """The portfolios of a post: a prime minister has one by rank, which no line prints."""
    return tuple(sorted({*portfolios, rank})) if rank == "prime-minister" else portfolios


@dataclass(frozen=True)
class _Actors:
    """The steps of `add_actors`, which share their input."""

    asked: WrittenQuestion
    authority: Authority
    iris: Iris
    record: Record

    @cached_property
    def node(self) -> NamedNode:
        return self.iris.question(self.asked.number)

    @cached_property
    def day(self) -> str:
        return self.asked.date.isoformat()

    def author(self) -> None:
        """Who asked, and for which party or group on that day."""
        asked, add, pq = self.asked, self.record.add, self.iris.pq
        if asked.author is None:
            return
        person = self._person(asked.author)
        participation = self._participation("author", "AUT")
        add(participation, ELI_DL["had_participant_person"], person)
        add(self.node, pq["askedBy"], person)
        label = asked.author
        if asked.party:
            party = self._party(asked.party)
            add(participation, ELI_DL["participation_in_name_of"], party)
            add(self.node, pq["askedOnBehalfOf"], party)
            label = f"{asked.author} ({asked.party})"
        add(participation, pq["sourceLabel"], Literal(label))

    def _participation(self, name: str, role: str) -> NamedNode:
        node = below(self.node, "participation", name)
        self.record.add(self.node, ELI_DL["had_participation"], node)
        self.record.add(node, RDF["type"], ELI_DL["Participation"])
        self.record.add(node, ELI_DL["participation_role"], ROLE[role])
        return node

    def _person(self, name: str) -> NamedNode:
        if known := self.authority.person(name, self.day, self.asked.author_id):
            return self.iris.person(known)
        number = f", number {self.asked.author_id} at the Senate" if self.asked.author_id else ""
        if candidate := self.authority.person_candidate(name, self.asked.author_id):
            self._issue("person-near", f"'{name}'{number} on {self.day}: perhaps {candidate}")
        else:
            self._issue("person-new", f"'{name}'{number}")
        key = slug(name)
        if self.authority.cell("people", key, "name"):  # a namesake, or a name that differs in its accents only
            key += "-" + hashlib.sha256(fold(name).encode()).hexdigest()[:8]
        node = self.iris.person(key)
        self.record.share(node, RDF["type"], FOAF["Person"], SCHEMA["Person"])
        self.record.share(node, FOAF["name"], Literal(name))
        return node

    def _party(self, label: str) -> NamedNode:
        if known := self.authority.party(label, self.day):
            is_group = self.authority.cell("parties", known, "kind") == "group"
            return self.iris.group(known) if is_group else self.iris.party(known)
        self._issue("party-unknown", f"'{label}' on {self.day}")
        node = self.iris.party(slug(label))
        self.record.share(node, RDF["type"], self.iris.pq["Party"], ORG["Organization"])
        self.record.share(node, SKOS["prefLabel"], *tagged({"nl": label, "fr": label}))
        return node

    def addressee(self) -> None:
        """To which post of which government the question was put, and who held it on that day, where certain."""
        asked, add, pq = self.asked, self.record.add, self.iris.pq
        if not asked.addressee:
            return
        participation = self._participation("addressee", "ADDRESSEE")
        add(participation, pq["sourceLabel"], *tagged(asked.addressee))
        if government := self.authority.government(self.day):
            add(participation, pq["inGovernment"], self.iris.government(government))
        post = self._post()
        if post is None:
            return
        add(participation, pq["inPost"], self.iris.post(post.key))
        add(self.node, pq["addressedTo"], self.iris.post(post.key))
        if holder := self.authority.holder(post.rank, " ".join(post.portfolios), self.day):
            add(participation, ELI_DL["had_participant_person"], self.iris.person(holder))

    def _post(self) -> Addressed | None:
        """The post that all lines that can be read agree on; it is described as they print it."""
        lines = self.asked.addressee
        read = {language: known for language, line in lines.items() if (known := self._read(line, language))}
        posts = {post.key: post for post in read.values()}
        if len(posts) > 1:
            self._issue("post-differs", f"the languages name {' and '.join(sorted(posts))}; none is published")
        if len(posts) != 1:
            return None
        (post,) = posts.values()
        if not self.authority.cell("posts", post.key, "rank"):
            words = " and ".join(f"'{lines[language]}' ({language})" for language in read)
            self._issue("post-unreviewed", f"{post.key}: {words}")
        node = self.iris.post(post.key)
        self.record.share(node, RDF["type"], self.iris.pq["Post"], ORG["Post"])
        titles = {language: PREPOSITION.sub("", lines[language]) for language in read}
        self.record.share(node, SKOS["prefLabel"], *tagged(titles))
        self.record.share(node, self.iris.pq["rank"], self.iris.concept("rank", post.rank))
        fields = [self.iris.portfolio(key) for key in portfolios_of(post.rank, post.portfolios)]
        self.record.share(node, self.iris.pq["portfolio"], *fields)
        return post

    def _read(self, line: str, language: str) -> Addressed | None:
        """What a line says, when it is understood as a whole."""
        post = self.authority.post(line, language)
        if post is None:
            self._issue("post-unknown", f"'{line}' ({language})")
        elif post.unknown:
            for phrase in post.unknown:
                self._issue("portfolio-unknown", f"'{phrase}' in '{line}' ({language})")
        else:
            return post
        return None

    def _issue(self, code: str, message: str) -> None:
        self.record.issues.append(Issue(code, message))
