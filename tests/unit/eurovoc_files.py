"""Small EuroVoc files in both layouts, with made-up concepts, and the whole thesaurus from a table."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "http://eurovoc.europa.eu/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
STATUS = "http://publications.europa.eu/resource/authority/concept-status/"
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": SKOS,
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "euvoc": "http://publications.europa.eu/ontology/euvoc#",
    "dct": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
}


@dataclass(frozen=True)
class Concept:
    """A concept to write: preferred labels by language, alternative ones as (language, label)."""

    id: str
    labels: Mapping[str, str]
    alternative: Iterable[tuple[str, str]] = ()
    broader: Iterable[str] = ()
    microthesauri: Iterable[str] = ("100173",)
    retired: bool = False
    replaced_by: Iterable[str] = ()


@dataclass(frozen=True)
class Thesaurus:
    """What to write to a file; microthesauri and domains as id, code and labels by language."""

    concepts: Iterable[Concept]
    microthesauri: Iterable[tuple[str, str, Mapping[str, str]]] = (
        ("100173", "0821", {"nl": "defensie", "fr": "défense", "en": "defence", "de": "Verteidigung"}),
        ("100221", "3226", {"nl": "communicatie", "fr": "communication"}),
    )
    domains: Iterable[tuple[str, str, Mapping[str, str]]] = (
        ("100143", "08", {"nl": "internationale betrekkingen", "fr": "relations internationales"}),
        ("100150", "32", {"nl": "opvoeding, onderwijs en communicatie", "fr": "éducation et communication"}),
    )
    version: str = "4.24"
    before: str = field(default="")  # the root element, for a document type


ARMY = Concept(
    "2628",
    {"nl": "krijgsmacht", "fr": "armée", "en": "armed forces", "de": "Armee", "it": "forze armate"},
    [("nl", "leger"), ("nl", "gewapende macht"), ("fr", "forces armées"), ("sv", "armé")],
)
SMALL = Thesaurus(
    [
        ARMY,
        Concept("4361", {"nl": "communicatiesysteem", "fr": "système de communication"}, microthesauri=["100221"]),
        Concept("6088", {"nl": "internet", "fr": "Internet"}, broader=["4361"], microthesauri=["100221"]),
        Concept(
            "c_324b44f1", {"nl": "sociale media", "fr": "médias sociaux"}, [("nl", "web\u00a02.0")], ["6088"],
            ["100221", "100173"],
        ),
    ]
)  # fmt: skip


def core(thesaurus: Thesaurus = SMALL) -> bytes:
    """The SKOS core layout: every child element declares the namespace of SKOS as its default; no status."""
    return _document(thesaurus, rich=False)


def rich(thesaurus: Thesaurus = SMALL) -> bytes:
    """The SKOS-AP layout: prefixes, SKOS-XL labels beside the plain ones, a status, replacements."""
    return _document(thesaurus, rich=True)


def zipped(
    path: Path, content: bytes, name: str = "eurovoc_in_skos_core_concepts.rdf", pack: int = zipfile.ZIP_DEFLATED
) -> Path:
    """A zip file that holds the content as one file."""
    with zipfile.ZipFile(path, "w", pack) as archive:
        archive.writestr(name, content)
    return path


def _document(thesaurus: Thesaurus, rich: bool) -> bytes:
    spaces = "".join(f' xmlns:{prefix}="{iri}"' for prefix, iri in NAMESPACES.items())
    blocks = [_block("100141", [_type("ConceptScheme"), _literal("owl:versionInfo", thesaurus.version)])]
    for key, code, labels in thesaurus.domains:
        printed = {language: f"{code} {label.upper()}" for language, label in labels.items()}
        scheme = _skos("inScheme", rich, to="domains")
        blocks.append(_block(key, [_type("Concept"), scheme, *_named(printed, rich), _skos("notation", rich, code)]))
    for key, code, labels in thesaurus.microthesauri:
        printed = {language: f"{code} {label}" for language, label in labels.items()}
        blocks.append(_block(key, [_type("ConceptScheme"), *_named(printed, rich), _skos("notation", rich, code)]))
    for concept in thesaurus.concepts:
        blocks += _concept(concept, rich)
    root = f'<?xml version="1.0" encoding="UTF-8"?>\n{thesaurus.before}<rdf:RDF{spaces}>\n'
    return (root + "\n".join(blocks) + "\n</rdf:RDF>\n").encode()


def _concept(concept: Concept, rich: bool) -> list[str]:
    lines = [_type("Concept"), *_named(concept.labels, rich), _skos("inScheme", rich, to="100141")]
    lines += [_skos("inScheme", rich, to=scheme) for scheme in concept.microthesauri]
    lines += [_skos("broader", rich, to=above) for above in concept.broader]
    lines += [_skos("altLabel", rich, label, language) for language, label in concept.alternative]
    lines.append(_skos("notation", rich, concept.id))
    if not rich:
        return [_block(concept.id, lines)]
    status = "DEPRECATED" if concept.retired else "CURRENT"
    lines.append(f'  <euvoc:status rdf:resource="{STATUS}{status}"/>')
    lines.append(_literal("owl:versionInfo", "n/a"))
    lines += [f'  <dct:isReplacedBy rdf:resource="{NAMESPACE}{new}"/>' for new in concept.replaced_by]
    xl = [(f"xl_{language}_{concept.id}", language, label) for language, label in concept.labels.items()]
    lines += [f'  <skosxl:prefLabel rdf:resource="{NAMESPACE}{key}"/>' for key, _, _ in xl]
    return [_block(concept.id, lines)] + [
        _block(key, [f'  <skosxl:literalForm xml:lang="{language}">{escape(label)}</skosxl:literalForm>'])
        for key, language, label in xl
    ]


def _block(key: str, lines: Iterable[str]) -> str:
    return "\n".join([f"<rdf:Description rdf:about={quoteattr(NAMESPACE + key)}>", *lines, "</rdf:Description>"])


def _type(kind: str) -> str:
    return f'  <rdf:type rdf:resource="{SKOS}{kind}"/>'


def _literal(name: str, text: str) -> str:
    return f"  <{name}>{escape(text)}</{name}>"


def _named(labels: Mapping[str, str], rich: bool) -> list[str]:
    return [_skos("prefLabel", rich, label, language) for language, label in labels.items()]


def _skos(name: str, rich: bool, text: str = "", language: str = "", to: str = "") -> str:
    opening = f"skos:{name}" if rich else f'{name} xmlns="{SKOS}"'
    closing = f"skos:{name}" if rich else name
    if to:
        return f'  <{opening} rdf:resource="{NAMESPACE}{to}"/>'
    spoken = f' xml:lang="{language}"' if language else ""
    return f"  <{opening}{spoken}>{escape(text)}</{closing}>"
