"""The page of a question: an edition of its texts, with who asked whom, when, about what, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from flows.pages.briefs import chain, related
from flows.pages.cite import as_bibtex, as_ris, as_schema, as_text, cited
from flows.pages.edition import Edition, edition_of
from flows.pages.generic import generic
from flows.pages.reader import Reader
from flows.pages.render import render, words_of
from flows.pages.things import Thing
from flows.pages.timeline import line, moments
from flows.pages.words import Words
from flows.vocabulary import DCTERMS, ELI_DL

BOTH = "both"


@dataclass(frozen=True)
class Named:
    """A thing with its names by language; "" is no language."""

    iri: str
    names: Mapping[str, str]


def question(request: Request, reader: Reader, thing: Thing, **told: object) -> Response:
    """The page of a question; of one that is only named by others, the page of any thing."""
    edition = edition_of(reader, thing.number)
    if edition is None:
        return generic(request, reader, thing, **told)
    words = words_of(request)
    choices, chosen = languages(edition, request.query_params.get("text", ""), words)
    answer, rows = edition.aligned()
    people = actors(reader, edition)
    author = words.best(people["askedBy"].names)[0] if "askedBy" in people else printed_name(edition)
    party = words.best(people["askedOnBehalfOf"].names)[0] if "askedOnBehalfOf" in people else ""
    one = cited(edition, author, party, words)
    found = moments(edition, dict(_names_of_kinds(reader, edition, words)), words)
    return render(
        request, "question.html", thing=thing, edition=edition, people=people, author=author,
        heading=words.best(edition.titles), choices=choices, chosen=chosen, shown=shown(edition, chosen),
        aligned=answer, rows=rows, moments=found, line=line(found, edition.own("answeredOn")),
        topics=topics(reader, edition),
        related=related(reader, edition.iri), chain=chain(reader, edition.iri), source_language=edition.language,
        citations=((words("cite.as_text"), as_text(one, words)), ("BibTeX", as_bibtex(one, words)),
                   ("RIS", as_ris(one, words))),
        schema=as_schema(edition, one), **told,  # type: ignore[arg-type]  # headers and the like
    )  # fmt: skip


def languages(edition: Edition, asked: str, words: Words) -> tuple[list[str], str]:
    """The languages that one may choose between, and the one chosen: asked for, of the page, original, or the first."""
    found = edition.languages
    choices = [*found, BOTH] if len(found) > 1 else found
    wanted = (asked, words.language, edition.language, *found)
    return choices, next((one for one in wanted if one in choices), "")


def shown(edition: Edition, chosen: str) -> list[str]:
    """The languages that stand on the page."""
    return edition.languages if chosen == BOTH else [chosen] if chosen else []


def actors(reader: Reader, edition: Edition) -> dict[str, Named]:
    """Who asked, for which party on that day, whom: post, person and government, as far as they are known."""
    pq = reader.iris.pq
    nodes = {
        "askedBy": edition.node(edition.iri, pq["askedBy"]),
        "askedOnBehalfOf": edition.node(edition.iri, pq["askedOnBehalfOf"]),
        "addressedTo": edition.node(edition.iri, pq["addressedTo"]),
        "minister": edition.addressee(ELI_DL["had_participant_person"]),
        "government": edition.addressee(pq["inGovernment"]),
        "legislature": edition.node(edition.iri, ELI_DL["parliamentary_term"]),
    }
    return {role: Named(node.value, reader.names(node)) for role, node in nodes.items() if node}


def printed_name(edition: Edition) -> str:
    """The author as the page prints it, when no table knows the person."""
    return next(iter(edition.printed("author").values()), "")


def topics(reader: Reader, edition: Edition) -> list[Named]:
    """What it is about, each with its labels."""
    return [Named(node.value, reader.names(node)) for node in edition.nodes(edition.iri, DCTERMS["subject"])]


def _names_of_kinds(reader: Reader, edition: Edition, words: Words) -> Iterator[tuple[str, str]]:
    for kind in {event.kind for event in edition.events}:
        yield kind.value, words.best(reader.names(NamedNode(kind.value)))[0]
