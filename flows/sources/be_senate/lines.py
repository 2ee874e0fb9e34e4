"""What single lines of a question page are, by their wording; nothing here looks at two lines at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flows.markup import Box, Line, is_bar
from flows.sources.be_senate import labels

Item = Line | Box  # what a stream holds; a box in a stream is a table
Streams = dict[str, list[Item]]


def title_language(item: Item) -> str | None:
    """The language of a title line, None for any other line."""
    return language_of(item, labels.TITLE)


def heading_language(item: Item) -> str | None:
    """The language of a question heading, None for any other line."""
    return language_of(item, labels.QUESTION)


def is_answer_heading(item: Item) -> bool:
    """Whether a line opens an answer."""
    return isinstance(item, Line) and any(pattern.match(item.text) for pattern in labels.ANSWER.values())


def is_furniture(item: Item) -> bool:
    """Whether a line belongs to the site: print links, copyright, a row of navigation links."""
    if isinstance(item, Box):
        return all(is_furniture(line) for line in item.lines())
    text = item.text
    if labels.key(text) in labels.FURNITURE or text.startswith(labels.FURNITURE_STARTS):
        return True
    linked = "".join(link.text for link in item.links)
    visible = "".join(letter for letter in text if letter.isalnum())
    all_link = bool(linked) and "".join(letter for letter in linked if letter.isalnum()) == visible
    return all_link and not text.startswith(("http", "www."))


def language_of(item: Item, patterns: Mapping[str, re.Pattern[str]]) -> str | None:
    """The language whose pattern a line matches, None for a table or any other line."""
    if isinstance(item, Box):
        return None
    return next((language for language, pattern in patterns.items() if pattern.match(item.text)), None)


def titles(items: Sequence[Item]) -> list[str]:
    """The languages of the titles among some lines, in their order."""
    return [language for item in items if (language := title_language(item))]


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
