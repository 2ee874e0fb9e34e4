"""The page of a thing that has none of its own kind: what is said of it, and what points at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple
from starlette.requests import Request
from starlette.responses import Response

from flows.map.order import natural
from flows.pages.gather import gather, pointing, query_for
from flows.pages.links import links_of
from flows.pages.naming import Naming, Shown
from flows.pages.reader import Reader
from flows.pages.render import render, words_of
from flows.pages.things import Thing
from flows.vocabulary import RDF, subject_of


@dataclass(frozen=True)
class Said:
    """A property with its values, and the address that explains it."""

    label: str
    href: str
    values: tuple[Shown, ...]


def generic(request: Request, reader: Reader, thing: Thing, **told: object) -> Response:
    """The page of any thing; `told` is what the answer is told along: headers, modified, vary."""
    naming = Naming(reader, words_of(request), links_of(request, reader.iris))
    heading, its = naming.heading(thing)
    about = [triple for triple in gather(reader, thing) if triple.subject == thing.iri]
    links, is_more = ([], False) if thing.is_graph else pointing(reader, thing.iri)
    return render(
        request, "generic.html", thing=thing, heading=heading, heading_language=its, own=said(about, naming),
        inverse=said(links, naming, is_inverse=True), more=query_for(reader.iris, thing.iri) if is_more else "",
        **told,  # type: ignore[arg-type]  # headers and the like
    )  # fmt: skip


def said(triples: Iterable[Triple], naming: Naming, *, is_inverse: bool = False) -> list[Said]:
    """Triples as a page shows them: by property, types first, values in their natural order."""
    values: dict[NamedNode, list[NamedNode | Literal]] = {}
    for triple in dict.fromkeys(triples):
        value = subject_of(triple) if is_inverse else triple.object
        if isinstance(value, NamedNode | Literal):
            values.setdefault(triple.predicate, []).append(value)
    ordered = sorted(values.items(), key=lambda one: (one[0] != RDF["type"], one[0].value))
    return [
        Said(
            naming.property(predicate), naming.links.to(predicate.value),
            tuple(naming.shown(value) for value in sorted(its, key=lambda one: natural(one.value))),
        )
        for predicate, its in ordered
    ]  # fmt: skip
