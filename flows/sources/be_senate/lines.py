"""What single lines of a question page are, by their wording; nothing here looks at two lines at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from flows.parse.markup import Box, Line, Link, is_bar
from flows.sources.be_senate import labels
from flows.sources.be_senate.facts import FACTS

Item = Line | Box  # what a stream holds; a box in a stream is a table
Streams = dict[str, list[Item]]
HOST = re.compile(r"(?:https?:)?//([^/:?#]+)", re.IGNORECASE)  # "https://www.senate.be/www/"
DOCUMENTS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip")


class Opening(NamedTuple):
    """What a line opens: the languages in which it is a title and a question's heading, and if it is an answer's."""

    title: str | None = None
    heading: str | None = None
    answer: bool = False


NOTHING = Opening()


def opening(text: str) -> Opening:
    """What a line opens, by its text."""
    return _opening(text) if text[:2] in labels.OPENING_LETTERS else NOTHING


# A line is asked several times; a page has about a hundred.
@lru_cache(maxsize=1024)
def _opening(text: str) -> Opening:
    if not labels.OPENING.match(text):
        return NOTHING
    return Opening(
        next((language for language, pattern in labels.TITLE.items() if pattern.match(text)), None),
        next((language for language, pattern in labels.QUESTION.items() if pattern.match(text)), None),
        any(pattern.match(text) for pattern in labels.ANSWER.values()),
    )


def title_language(item: Item) -> str | None:
    """The language of a title line, None for any other line."""
    return opening(item.text).title if isinstance(item, Line) else None


def heading_language(item: Item) -> str | None:
    """The language of a question heading, None for any other line."""
    return opening(item.text).heading if isinstance(item, Line) else None


def is_answer_heading(item: Item) -> bool:
    """Whether a line opens an answer."""
    return isinstance(item, Line) and opening(item.text).answer


def is_furniture(item: Item) -> bool:
    """Whether a line belongs to the site: print links, copyright, a row of navigation links."""
    if isinstance(item, Box):
        return all(is_furniture(line) for line in item.lines())
    text = item.text
    if labels.key(text) in labels.FURNITURE or text.startswith(labels.FURNITURE_STARTS):
        return True
    if not item.links:
        return False
    linked = "".join(link.text for link in item.links)
    visible = "".join(letter for letter in text if letter.isalnum())
    all_link = bool(linked) and "".join(letter for letter in linked if letter.isalnum()) == visible
    return all_link and not any(_is_content(link) for link in item.links)


def _is_content(link: Link) -> bool:
    """Whether a link belongs to a text and not to the site's navigation: a document, an address, another host."""
    host = HOST.match(link.href)
    return (
        link.text.startswith(("http", "www."))
        or link.href.lower().endswith(DOCUMENTS)
        or bool(host and host[1].lower() not in FACTS["site"]["hosts"])
    )


def language_of(item: Item, patterns: Mapping[str, re.Pattern[str]]) -> str | None:
    """The language whose pattern a line matches, None for a table or any other line."""
    if isinstance(item, Box):
        return None
    return next((language for language, pattern in patterns.items() if pattern.match(item.text)), None)


def titles(items: Iterable[Item]) -> Iterator[str]:
    """The languages of the titles among some lines, in their order."""
    for item in items:
        if isinstance(item, Line) and item.text[:2] in labels.OPENING_LETTERS and (one := _opening(item.text).title):
            yield one


def has_text_after(line: Line) -> bool:
    """Whether a heading carries text of its own after it, as when a site glues them."""
    for pattern in (*labels.ANSWER.values(), *labels.QUESTION.values()):
        if match := pattern.match(line.text):
            return bool(labels.ASKED.sub("", match["rest"]).strip())
    return False


def is_bar_item(item: Item) -> bool:
    """Whether an item is a ruled bar."""
    return isinstance(item, Line) and is_bar(item)


def is_print_head(item: Item) -> bool:
    """Whether a line belongs to the head of a print page: house, session, date or bar."""
    if isinstance(item, Box):
        return False
    patterns = (labels.SESSION, labels.DATE_LINE, *labels.HOUSE.values())
    return is_bar(item) or any(pattern.match(item.text) for pattern in patterns)


def text_of(box: Box) -> str:
    """All text in a box, on one line."""
    return " ".join(line.text for line in box.lines())


def lines_of(items: Sequence[Item]) -> list[Line]:
    """The lines of some items, those inside tables too."""
    return [line for item in items for line in ([item] if isinstance(item, Line) else item.lines())]
