"""Write JSON-LD for people who know JSON: a question is a tree on one line, and the context stands in the file.

What is said of a thing stands where the thing is first named, so that the answers of a question are inside it; from
then on it is named only. Values that have one kind in all records get it from the context: a day is a string, a text
stands under its language. Put together here and not by a library, in the time that Turtle takes: a string of N-Triples
is one of JSON as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from pyoxigraph import Triple

from flows.map.order import natural
from flows.map.statements import Groups, grouped_of, naturally
from flows.map.turtle import KEPT, PLAIN
from flows.vocabulary import RDF, XSD, Iris

# What the context says of the values of each property; of the others it says nothing.
KINDS = {
    "@id": (
        "dcterms:source", "dcterms:subject", "eli-dl:answers_to", "eli-dl:had_activity_type",
        "eli-dl:had_participant_person", "eli-dl:had_participation", "eli-dl:parliamentary_term",
        "eli-dl:participation_in_name_of", "eli-dl:participation_role", "eli:embodies", "eli:has_part",
        "eli:is_embodied_by", "eli:is_exemplified_by", "eli:is_part_of", "eli:is_realized_by", "eli:language",
        "eli:realizes", "eli:work_type", "pq:addressedTo", "pq:alsoAskedAs", "pq:answerKind", "pq:answersPart",
        "pq:askedBy", "pq:askedOnBehalfOf", "pq:citesUrl", "pq:expressionStatus", "pq:hasAnswer", "pq:hasEvent",
        "pq:inGovernment", "pq:inPost", "pq:originalLanguage", "pq:refersTo", "pq:reintroducedAs", "pq:reintroduces",
        "pq:relatedTo", "pq:requalifiedAs", "pq:requalifiedFrom", "pq:state", "prov:wasDerivedFrom", "schema:url",
        "spdx:algorithm", "spdx:checksum",
    ),
    "@language": (
        "dcterms:title", "eli-dl:activity_label", "eli:title", "pq:keyword", "pq:sourceLabel", "schema:text",
    ),
    "xsd:date": (
        "eli-dl:activity_date", "eli:date_document", "pq:answerDeadline", "pq:answeredOn", "pq:setsDeadline",
    ),
    "xsd:dateTime": ("dcterms:issued", "dcterms:modified", "pq:firstSeen"),
    "xsd:hexBinary": ("spdx:checksumValue",),
}  # fmt: skip
LOCAL = re.compile(r"[A-Za-z0-9_][\w-]*", re.ASCII)  # what may follow a prefix: "title", "3875"
# Literals that JSON has: written so, and read as the same number or truth value again.
BARE = {
    f"<{XSD}boolean>": re.compile("true|false"),
    f"<{XSD}integer>": re.compile("0|-?[1-9][0-9]{0,14}"),  # every reader of JSON has fifteen digits
}
TYPE = str(RDF["type"])
ID, LANGUAGE = "@id", "@language"
NONE = "@none"  # where a text without a language stands among those with one
SEPARATOR = b",\n"
FOOTER = b"\n]}\n"


def header(iris: Iris) -> bytes:
    """What every JSON-LD file of a release begins with: the context, and the beginning of the list of questions."""
    context: dict[str, object] = {"@base": iris.base, **dict(sorted(iris.prefixes().items()))}
    for kind, names in KINDS.items():
        coerced = {"@container": kind} if kind == LANGUAGE else {"@type": kind}
        context |= {name: {"@id": name, **coerced} for name in names}
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in context.items())
    return f'{{"@context": {{\n{lines}\n}},\n"@graph": [\n'.encode()


def document(triples: Iterable[Triple], iris: Iris, first: str = "") -> bytes:
    """A whole JSON-LD file."""
    return header(iris) + of_groups(naturally(grouped_of(triples)), iris, first) + FOOTER


def of_groups(groups: Groups, iris: Iris, first: str) -> bytes:
    """The objects of grouped statements, each on a line: that of the IRI `first`, then what it does not lead to.

    The values of a property are in their natural order.
    """
    about, trees = dict(groups), list[str]()
    root = f"<{first}>"
    while about:  # once for a record
        text: list[str] = []
        _Tree(_terms(iris), about, text.append).tell(root if root in about else min(about, key=natural))
        trees.append("".join(text))
    return SEPARATOR.decode().join(trees).encode()


class _Tree(NamedTuple):
    """A tree that is written: what is still to be told, by subject, and what takes the text."""

    terms: _Terms
    about: Groups
    write: Callable[[str], None]

    def tell(self, subject: str) -> None:
        """A thing as an object, with everything inside that it leads to and that has not been told."""
        terms, about, write = self
        said = about.pop(subject)
        write('{"@id":')
        write(terms.iris[subject])
        for term, key, values in terms.order(tuple(said)):
            write(key)
            same = said[term]
            if values is None:
                write(_by_language(same, terms) if term != TYPE else terms.classes(same))
            elif len(same) > 1:
                self._several(same, values)
            elif same[0] in about:
                self.tell(same[0])
            else:
                write(values[same[0]])
        write("}")

    def _several(self, same: Sequence[str], values: _Values) -> None:
        before = "["
        for value in same:
            self.write(before)
            if value in self.about:
                self.tell(value)
            else:
                self.write(values[value])
            before = ","
        self.write("]")


def _by_language(same: Sequence[str], terms: _Terms) -> str:
    """Texts as a map by language; as a list when one of them is no text."""
    found: dict[str, list[str]] = {}
    for value in same:
        text, _, language = value.rpartition('"@')
        if value[-1] == ">":
            return f"[{','.join([terms.expanded(one) for one in same])}]"
        text, language = (value, NONE) if value[-1] == '"' else (f'{text}"', language)
        if len(same) == 1:
            return f'{{"{language}":{text}}}'
        found.setdefault(language, []).append(text)
    maps = [
        f'"{language}":{texts[0] if len(texts) == 1 else "[" + ",".join(texts) + "]"}'
        for language, texts in sorted(found.items())
    ]
    return f"{{{','.join(maps)}}}"


# -- terms and values -----------------------------------------------------------------------------------


class _Values(dict[str, str]):
    """How the values of a property of some kind are written; those that were asked for are kept for a while."""

    def __init__(self, written: Callable[[str], str]) -> None:
        super().__init__()
        self.written = written

    def __missing__(self, value: str) -> str:
        if len(self) > KEPT:
            self.clear()
        self[value] = found = self.written(value)
        return found


class _Property(NamedTuple):
    """A property: how its statements name it, its key between a comma and a colon, and how its values are written.

    Classes, which are strings wherever they are told of, and texts by language are written as a whole.
    """

    term: str
    key: str
    values: _Values | None


class _Terms:
    """How JSON-LD writes what N-Triples writes in full."""

    def __init__(self, iris: Iris) -> None:
        self.base = f"<{iris.base}"
        self.is_plain = self.base.endswith("/") and not re.search("[?#]", self.base)
        self.prefixes = iris.prefixes()
        self.spaces = {f"<{address}": name for name, address in self.prefixes.items()}
        self.kinds = {name: kind for kind, names in KINDS.items() for name in names}
        self.iris = _Values(self._iri)
        self.values = {kind: _Values(partial(self._value, kind=kind)) for kind in ("", *KINDS)} | {ID: self.iris}
        self.order = lru_cache(maxsize=1024)(self._order)

    def classes(self, same: Sequence[str]) -> str:
        """The classes of a thing."""
        named = [self.iris[one] for one in same]
        return named[0] if len(named) == 1 else f"[{','.join(named)}]"

    def expanded(self, value: str) -> str:
        """A value as it can stand anywhere."""
        return self.values[LANGUAGE][value]

    def _iri(self, term: str) -> str:
        if term[0] == '"':
            return self._value(term, ID)
        if term[0] != "<":
            raise TypeError(f"{term} is no IRI; records have no blank nodes")
        if self.is_plain and term.startswith(self.base) and PLAIN.fullmatch(term, len(self.base)):
            return f'"{term[len(self.base) : -1]}"'
        return f'"{self.name(term)}"'

    def name(self, term: str) -> str:
        """An IRI by its prefix, or whole: what a property or a datatype is named by, which knows no base."""
        place = max(term.rfind("/"), term.rfind("#")) + 1
        name, local = self.spaces.get(term[:place]), term[place:-1]
        if name and LOCAL.fullmatch(local):
            return f"{name}:{local}"
        if term[1:].partition(":")[0] in self.prefixes:
            raise ValueError(f"JSON-LD cannot name {term}: what stands before its colon is a prefix of ours")
        return term[1:-1]

    def _value(self, value: str, kind: str) -> str:
        """A value of a property about which the context says `kind`."""
        if value[0] == "<":
            return f'{{"@id":{self.iris[value]}}}'
        if value[-1] == '"':
            return f'{{"@value":{value}}}' if kind else value
        if value[-1] != ">":
            text, _, language = value.rpartition('"@')
            return f'{{"@language":"{language}","@value":{text}"}}'
        text, _, datatype = value.rpartition('"^^')
        if kind == self.name(datatype):
            return f'{text}"'
        if not kind and datatype in BARE and BARE[datatype].fullmatch(text, 1):
            return text[1:]
        return f'{{"@type":"{self.name(datatype)}","@value":{text}"}}'

    def _order(self, terms: tuple[str, ...]) -> list[_Property]:
        """Properties in the order of their names, after the classes."""
        named = sorted((term != TYPE, self.name(term), term) for term in terms)
        return [self._property(name, term) for _, name, term in named]

    def _property(self, name: str, term: str) -> _Property:
        if term == TYPE:
            return _Property(term, ',"@type":', None)
        kind = self.kinds.get(name, "")
        return _Property(term, f',"{name}":', None if kind == LANGUAGE else self.values[kind])


_terms = lru_cache(maxsize=4)(_Terms)
