"""Read the head of one language: number, author, addressee, subject, descriptors, chronology and relations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urljoin

from flows.model import Issue
from flows.parse.markup import Line, is_bar
from flows.sources.be_senate import labels
from flows.sources.be_senate.chronology import read_events, take_relations
from flows.sources.be_senate.facts import FACTS
from flows.sources.be_senate.lines import Item, lines_of
from flows.sources.be_senate.printed import Column

ADDRESS: str = FACTS["site"]["origin"] + "/www/"  # what a page's relative links start from
GAP = re.compile(r"[ \t\xa0]*\xa0[ \t\xa0]*|[ \t]{2,}")  # parts two descriptors in one line
# /www/?MIval=showSenator&ID=4689&LANG=nl
SENATOR = re.compile(r"[?&/=]showSenator&(?:[^#]*&)?ID=([1-9][0-9]*)\b", re.IGNORECASE)
LONE_SPACE = re.compile(r"(?<=\w)\xa0(?=\w)")


def read_head(column: Column, items: Sequence[Item], title: int) -> None:
    """Fill in what stands above the question's heading; `title` says which item is the title."""
    _read_above(column, lines_of(items[:title]))
    _read_title(column, items[title])
    _read_metadata(column, _read_names(column, lines_of(items[title + 1 :])))


def tidy(text: str) -> str:
    """A value of the page's head: blanks and no-break spaces are one space."""
    return " ".join(text.split())


def _read_above(column: Column, lines: Sequence[Line]) -> None:
    for line in lines:
        if labels.SESSION.match(line.text) or any(pattern.match(line.text) for pattern in labels.HOUSE.values()):
            column.in_print = True
        elif match := labels.DATE_LINE.match(line.text):
            column.print_date = match["date"]


def _read_title(column: Column, item: Item) -> None:
    assert isinstance(item, Line)
    match = next(match for pattern in labels.TITLE.values() if (match := pattern.match(item.text)))
    column.number = labels.read_number(match["number"])
    column.in_print = column.in_print or bool(match["house"])


def _read_names(column: Column, lines: list[Line]) -> list[Line]:
    """Take author, date and addressee off the lines after the title; give back the rest."""
    rest = list(lines)
    addressee = next((at for at, line in enumerate(rest) if labels.ADDRESSEE[column.language].match(line.text)), None)
    if addressee is None:
        other = next(pattern for language, pattern in labels.ADDRESSEE.items() if language != column.language)
        addressee = next((at for at, line in enumerate(rest) if other.match(line.text)), None)
    chronology = next((at for at, line in enumerate(rest) if labels.CHRONOLOGY.match(line.text)), len(rest))
    if addressee is not None and addressee < chronology:
        column.addressee = tidy(rest[addressee].text)
        before, rest = rest[:addressee], rest[addressee + 1 :]
    else:
        column.issues.append(Issue("addressee-missing", f"after the title of the {column.language} text"))
        before, rest = rest[:1], rest[1:]
    printed = tidy(" ".join(line.text for line in before if not is_bar(line)))
    match = labels.AUTHOR.match(printed)
    if match is None:
        column.issues.append(Issue("author-unreadable", f"the line reads '{printed}'"))
        return rest
    column.author, column.party, column.author_date = (
        match["name"],
        tidy(match["party"] or "") or None,
        match["date"],
    )
    column.author_id = _senator(before)
    if column.party is None:
        column.issues.append(Issue("party-missing", f"the line reads '{printed}'"))
    return rest


def _senator(lines: Sequence[Line]) -> str:
    """The Senate's number for the author from the links in the author's lines; empty when they give none, or two."""
    found = {match[1] for line in lines for link in line.links if (match := SENATOR.search(link.href))}
    return found.pop() if len(found) == 1 else ""


def _read_metadata(column: Column, lines: list[Line]) -> None:
    """Subject and descriptors above the chronology; the chronology from there on."""
    split = next((at for at, line in enumerate(lines) if _ends_keywords(line)), len(lines))
    above, below = lines[:split], lines[split:]
    if not column.in_print:  # a bar on the web page is decoration
        above = [line for line in above if not is_bar(line)]
    subject, keywords = _subject_and_keywords(above)
    column.subject = _once(tidy(" ".join(line.text for line in subject))) or None
    if column.subject is None:
        column.issues.append(Issue("subject-missing", f"after the addressee of the {column.language} text"))
    column.keywords = [word for line in keywords for printed in _descriptors(line) if (word := tidy(printed))]
    _collect_chronology(column, below)


def _ends_keywords(line: Line) -> bool:
    text = line.text
    return bool(
        labels.CHRONOLOGY.match(text)
        or labels.EVENT_DATE.match(text)
        or (":" in text and labels.ANY_RELATION.match(text))
        or labels.ANY_DOCUMENT.match(text)
    )


def _subject_and_keywords(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of the subject and of the descriptors.

    On a print page bars part them, and either may be empty; elsewhere the first line is the subject.
    """
    segments: list[list[Line]] = [[]]
    for line in lines:
        if is_bar(line):
            segments.append([])
        else:
            segments[-1].append(line)
    if len(segments) == 1:
        subject, rest = segments[0][:1], segments[0][1:]
    else:
        # The first bar stands below the addressee, the last one above the chronology.
        subject, *others = segments if segments[0] else segments[1:]
        rest = [line for segment in others for line in segment]
    while rest and subject and rest[0].text == subject[0].text:  # see _once
        rest = rest[1:]
    return subject, rest


def _once(text: str) -> str:
    """A subject that is printed twice, once: the German one of 7-1330."""
    half = len(text) // 2
    return text[:half] if text == f"{text[:half]} {text[:half]}" else text


def _descriptors(line: Line) -> list[str]:
    """The descriptors of a line: "armée   sécurité publique" holds two."""
    raw = LONE_SPACE.sub(" ", line.raw or line.text)
    return [word for word in GAP.split(raw.strip(" \xa0\t")) if word.strip()]


def _collect_chronology(column: Column, lines: Sequence[Line]) -> None:
    """Keep the lines of events and relations as printed, and the links to provisional answers."""
    for line in lines:
        if labels.ANY_DOCUMENT.match(line.text):
            kind = next(kind for kind, pattern in labels.DOCUMENT.items() if pattern.match(line.text))
            document = (kind, _absolute(line.links[0].href) if line.links else None)
            if document not in column.documents:  # a page that lost its columns shows it once for each
                column.documents.append(document)
        elif not is_bar(line) and not labels.CHRONOLOGY.match(line.text):
            column.chronology.append(line.text)


def read_chronology(column: Column) -> None:
    """Fill in events and relations from the printed chronology, after any correction of it."""
    text, column.relations, issues = take_relations("\n".join(column.chronology))
    column.events, more = read_events(text, column.language)
    column.issues += issues + more
    if not column.events and not any(issue.code.startswith(("chronology", "event", "date")) for issue in more):
        column.issues.append(Issue("chronology-missing", f"in the {column.language} text of {column.number}"))


def _absolute(href: str) -> str:
    try:
        return urljoin(ADDRESS, href)
    except ValueError:  # "http://[x"
        return href
