"""How to cite a question: as text, as BibTeX, as RIS, and as schema.org says it to search engines."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from flows.pages.edition import Edition, Version
from flows.pages.words import Words

SPECIAL = re.compile(r"[&%$#_{}]")
TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True)
class Cited:
    """What a citation is made of."""

    number: str
    title: str
    author: str
    party: str
    date: str
    answered: str
    address: str
    language: str


def cited(edition: Edition, author: str, party: str, words: Words) -> Cited:
    """A question as it is cited in the language of a page."""
    title, language = words.best(edition.titles)
    answered = edition.own("answeredOn")
    return Cited(edition.number, title, author, party, edition.date, answered, edition.iri.value, language)


def as_text(one: Cited, words: Words) -> str:
    """A citation in a sentence."""
    by = f"{one.author} ({one.party}), " if one.author and one.party else f"{one.author}, " if one.author else ""
    answered = words("cite.answered", date=words.date(one.answered)) if one.answered else ""
    whole = words("cite.text", title=one.title, number=one.number, date=words.date(one.date), answered=answered)
    return f"{by}{whole} {one.address}".replace("\u00a0", " ")


def as_bibtex(one: Cited, words: Words) -> str:
    """A citation for BibTeX."""
    fields = {
        "author": f"{{{_tex(one.author)}}}", "title": f"{{{_tex(one.title)}}}", "year": one.date[:4],
        "month": str(int(one.date[5:7])), "number": one.number, "howpublished": _tex(words("cite.kind")),
        "institution": _tex(words("cite.senate")), "url": one.address, "langid": one.language,
    }  # fmt: skip
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value.strip("{}"))
    return f"@misc{{senate-{one.number},\n{lines}}}"


def as_ris(one: Cited, words: Words) -> str:
    """A citation for reference managers (RIS)."""
    fields = [
        ("TY", "GOVDOC"), ("AU", one.author), ("TI", one.title), ("PB", words("cite.senate")), ("M1", one.number),
        ("DA", one.date.replace("-", "/")), ("PY", one.date[:4]), ("LA", one.language), ("UR", one.address), ("ER", ""),
    ]  # fmt: skip
    return "\n".join(f"{name}  - {' '.join(value.split())}" for name, value in fields if value or name == "ER")


def as_schema(edition: Edition, one: Cited) -> Markup:
    """What search engines read: JSON-LD in the terms of schema.org, safe inside an element `script`."""
    said = {
        "@context": "https://schema.org", "@type": "Question", "@id": one.address, "name": one.title,
        "identifier": one.number, "datePublished": one.date, "inLanguage": one.language,
        "text": _first(edition.versions, one.language), "answerCount": len(edition.answers),
        "author": {"@type": "Person", "name": one.author, "affiliation": {"@type": "Organization", "name": one.party}},
        "suggestedAnswer": [
            {"@type": "Answer", "@id": answer.iri, "datePublished": answer.date,
             "text": _first(answer.versions, one.language)}
            for answer in edition.answers
        ],
    }  # fmt: skip
    text = json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)
    # Nothing in it may end the element, begin a comment or be taken for an entity.
    safe = text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")
    return Markup(safe)  # escaped in the line above


def _first(versions: Mapping[str, Version], language: str) -> str:
    """The text in a language, or in the first that there is."""
    version = versions.get(language) or next(iter(versions.values()), None)
    return version.text if version else ""


def _tex(text: str) -> str:
    return "".join(TEX.get(letter) or SPECIAL.sub(r"\\\g<0>", letter) for letter in text)
