"""The page of an exported folder: what there is to download, in Dutch, French and English, without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from flows.portals.ckan_terms import in_order
from flows.portals.job import weight
from flows.portals.offered import Offer, OfferedDataset

LANGUAGES = ("nl", "fr", "en")
WORDS = {
    "nl": ("Nederlands", "bestand", "formaat", "grootte", "Eerdere versies", "Catalogus", "Wat er veranderde"),
    "fr": ("Français", "fichier", "format", "taille", "Versions antérieures", "Catalogue", "Ce qui a changé"),
    "en": ("English", "file", "format", "size", "Earlier versions", "Catalogue", "What changed"),
}
STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .75rem .25rem 0;vertical-align:top}"
    "td.size{white-space:nowrap}code{overflow-wrap:anywhere;font-size:.8rem}a{color:#1a4f8b}section{margin-top:3rem}"
)


def index(offer: Offer, versions: Sequence[str], has_changes: bool) -> str:
    """The page as HTML; addresses in it are relative, so that the folder may be served anywhere."""
    title = "Vraagbaak"
    jumps = " · ".join(f'<a href="#{one}" lang="{one}">{WORDS[one][0]}</a>' for one in LANGUAGES)
    parts = "".join(_section(offer, versions, has_changes, language) for language in LANGUAGES)
    return (
        '<!DOCTYPE html>\n<html lang="nl">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title} {escape(offer.version)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{title}</h1>\n<nav>{jumps}</nav>\n<main>\n{parts}</main>\n</body>\n</html>\n"
    )


def _section(offer: Offer, versions: Sequence[str], has_changes: bool, language: str) -> str:
    _, _, _, _, earlier, catalogue, changed = WORDS[language]
    datasets = "".join(_dataset(dataset, language) for dataset in offer.datasets)
    older = "".join(
        f'<li><a href="download/{escape(one)}/SHA256SUMS">{escape(one)}</a></li>'
        for one in versions
        if one != offer.version
    )
    links = "".join(
        f'<li><a href="catalogue.{ending}">catalogue.{ending}</a></li>' for ending in ("ttl", "jsonld", "rdf")
    )
    links += '<li><a href="download/latest/SHA256SUMS">SHA256SUMS</a></li>'
    feed = f'<p><a href="download/changes/">{changed}</a></p>\n' if has_changes else ""
    return (
        f'<section id="{language}" lang="{language}">\n<h2>{WORDS[language][0]}: {escape(offer.version)}</h2>\n'
        f"{datasets}<h3>{catalogue}</h3>\n<ul>{links}</ul>\n{feed}"
        + (f"<h3>{earlier}</h3>\n<ul>{older}</ul>\n" if older else "")
        + "</section>\n"
    )


def _dataset(dataset: OfferedDataset, language: str) -> str:
    _, file, kind, size, *_ = WORDS[language]
    return (
        f"<h3>{escape(in_order(dataset.title, language)[0])}</h3>\n"
        f"<p>{escape(in_order(dataset.description, language)[0])}</p>\n"
        f"<table>\n<tr><th>{file}</th><th>{kind}</th><th>{size}</th><th>SHA-256</th></tr>\n"
        f"{''.join(_rows(dataset, language))}</table>\n"
    )


def _rows(dataset: OfferedDataset, language: str) -> Iterator[str]:
    for file in dataset.files:
        name, about = escape(file.name), escape(in_order(file.description, language)[0])
        yield (
            f'<tr><td><a href="download/latest/{name}">{name}</a><br>{about}</td>'
            f'<td>{escape(file.label_packed)}</td><td class="size">{weight(file.size)}</td>'
            f"<td><code>{file.sha256}</code></td></tr>\n"
        )
