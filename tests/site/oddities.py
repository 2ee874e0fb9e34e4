"""What a site may show that is not the page asked for, though nothing in the HTTP tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape

from tests.fault.faults import Answer, Fault, Step, instead, status, whole
from tests.site.pages import Drawing
from tests.site.truth import Truth

MOVED = "/archief/"  # where the questions are when the site says that they moved
MISSING_PAGE = """<html><head><title>Senaat</title></head><body><table><tr><td>Belgische Senaat</td></tr>
<tr><td><b>Geen resultaat</b> - <b>Aucun r\u00e9sultat</b></td></tr></table></body></html>""".encode("cp1252")
NOTICE = b"<html><h1>Belgische Senaat</h1><p>De site is in onderhoud. Le site est en maintenance.</p></html>"


def cut(answer: Answer) -> Iterator[Step]:
    """A page that the site itself breaks off in the middle, and sends with the length that it then has."""
    return whole(replace(answer, body=answer.body[: len(answer.body) // 2]))


def claimed(charset: str) -> Fault:
    """The page with another charset in its header than it is written in."""
    return lambda answer: whole(answer.having(content_type=f"text/html; charset={charset}"))


AWKWARD: dict[str, Fault] = {
    "notice": instead(body=NOTICE),
    "cut-page": cut,
    "claims-utf-8": claimed("utf-8"),
    "claims-latin-2": claimed("iso-8859-2"),
    "teapot": status(418),
}


def redesigned(truth: Truth, language: str) -> Drawing:
    """A question after a relaunch of the site: all is there, and none of the words that it was recognised by."""
    texts = [*truth.question.values(), *(text for answer in truth.answers for text in answer.texts.values())]
    lines = [truth.author, *truth.addressee.values(), *truth.subject.values()]
    lines += [item.printed for text in texts for item in text if hasattr(item, "printed")]
    body = "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    name = f"Parlementaire interventie {truth.number.replace('-', '/')}"
    page = f"<!DOCTYPE html><html lang={language}><title>{name}</title><main><h1>{name}</h1>\n{body}</main></html>"
    return Drawing(page.encode(), "text/html; charset=utf-8")
