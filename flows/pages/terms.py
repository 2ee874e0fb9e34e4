"""The ontology and the shapes, each at its own address: `ns/pq` and `ns/shape`, whose terms are its fragments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from flows.pages import missing
from flows.pages.answer import conditional
from flows.pages.documents import ASKED, METHODS, OPEN
from flows.pages.formats import FORMATS, choose, write
from flows.pages.links import links_of
from flows.pages.naming import Naming, Shown
from flows.pages.reader import Reader, as_nodes, reader_of
from flows.pages.render import render, served_of, words_of
from flows.vocabulary import OWL, RDF, RDFS, SH, SKOS, subject_of

FILES = {"pq": "ontology.ttl", "shape": "shapes.ttl"}
KINDS = ((OWL["Class"], "class"), (OWL["ObjectProperty"], "object"), (OWL["DatatypeProperty"], "datatype"),
         (SH["NodeShape"], "shape"), (SH["PropertyShape"], "property"))  # fmt: skip


@dataclass(frozen=True)
class Term:
    """A class, property or shape: its name, the texts that explain it, and what it stands below."""

    name: str
    label: tuple[str, str]
    meaning: tuple[str, str]
    above: tuple[Shown, ...]


def namespace(request: Request) -> Response:
    """The document of a namespace, in the format that is asked for."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=ASKED)
    reader = reader_of(served_of(request))
    name, _, ending = request.path_params["name"].partition(".")
    if name not in FILES or ending not in ("", *FORMATS):
        return missing.page(request, reader, f"ns/{name}", OPEN)
    form = FORMATS.get(ending) or choose(request.headers.get("accept", ""))
    if form is None:
        return missing.no_format(request, f"ns/{name}", OPEN)
    base = f"{reader.iris.base}ns/{name}"
    alternates = [f'<{base}.{one.ending}>; rel="alternate"; type="{one.media}"' for one in FORMATS.values()]
    headers = {**OPEN, "Link": ", ".join([*alternates, f'<{base}>; rel="canonical"'])}
    modified = served_of(request).version[:10]
    vary = "Accept-Language" if ending else "Accept, Accept-Language"
    if form.ending == "html":
        return _page(request, reader, name, headers=headers, modified=modified, vary=vary)
    written = (served_of(request).release / FILES[name]).read_bytes()
    body = written if form.ending == "ttl" else write(_read(written), form.ending, reader.iris)
    return conditional(request, body, form.kind, vary=vary, modified=modified, headers=headers)


def _read(data: bytes) -> Iterator[Triple]:
    """The triples of Turtle; the blank nodes of its lists are counted, so that the same file gives the same bytes."""
    counted: dict[object, BlankNode] = {}

    def named(node: Any) -> Any:
        return counted.setdefault(node, BlankNode(f"list{len(counted)}")) if isinstance(node, BlankNode) else node

    for quad in pyoxigraph.parse(data, format=RdfFormat.TURTLE):
        yield Triple(named(quad.subject), quad.predicate, named(quad.object))


def _page(request: Request, reader: Reader, name: str, **told: object) -> Response:
    naming = Naming(reader, words_of(request), links_of(request, reader.iris))
    space = f"{reader.iris.base}ns/{name}"
    groups = {kind: [*_terms(node, f"{space}#", reader, naming)] for node, kind in KINDS}
    return render(
        request, "terms.html", name=name, space=space, file=FILES[name],
        groups={kind: terms for kind, terms in groups.items() if terms},
        **told,  # type: ignore[arg-type]  # headers and the like
    )  # fmt: skip


def _terms(kind: NamedNode, space: str, reader: Reader, naming: Naming) -> Iterator[Term]:
    """The terms of a kind in a namespace, by name."""
    nodes = {subject_of(one) for one in reader.pointing(kind, RDF["type"])}
    for node in sorted(nodes, key=lambda one: one.value):
        if node.value.startswith(space):
            above = [*reader.nodes(node, RDFS["subClassOf"]), *reader.nodes(node, RDFS["subPropertyOf"]),
                     *as_nodes(reader.values(node, SH["path"]))]  # fmt: skip
            meaning = reader.texts(node, SKOS["definition"]) or reader.texts(node, SH["message"])
            yield Term(
                node.value.removeprefix(space), naming.words.best(reader.texts(node, RDFS["label"])),
                naming.words.best(meaning), tuple(naming.shown(one) for one in above),
            )  # fmt: skip


routes = [Route("/ns/{name}", namespace, methods=METHODS)]
