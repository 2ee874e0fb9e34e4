"""Give a bilingual page that lost its columns two streams again.

Text extractors write the French cell and then the Dutch cell of each row, one below the other, or one whole language
after the other. Labelled lines tell their language; descriptors are dealt out by halves; prose is cut where its
language changes.
"""

from __future__ import annotations

from itertools import groupby

from flows.parse.languages import split_point
from flows.parse.markup import Box, Line, is_bar
from flows.sources.be_senate import labels
from flows.sources.be_senate.lines import (
    Item,
    Streams,
    heading_language,
    is_print_head,
    language_of,
    lines_of,
    text_of,
    title_language,
)

GUESSES = {"fr": ("fr", "de"), "nl": ("nl",)}  # the French column may hold German (7-1330)


def unflatten(items: list[Item]) -> Streams:
    """The two streams of a bilingual page that lost its columns."""
    titles = [(at, language) for at, item in enumerate(items) if (language := title_language(item))]
    first = titles[0][1]
    second_at, second = next(title for title in titles if title[1] != first)
    heading = next(at for at, item in enumerate(items) if heading_language(item))
    if heading < second_at:  # one language after the other
        end = second_at
        while end > heading and (is_print_head(items[end - 1])):
            end -= 1
        return {first: items[:end], second: items[end:]}
    streams: Streams = {first: [], second: []}
    _unflatten_head(items[:heading], first, second, streams)
    _unflatten_body(items[heading:], first, second, streams)
    return streams


def _unflatten_head(items: list[Item], first: str, second: str, streams: Streams) -> None:
    lines = _single_bars(lines_of(items))
    end = next((at for at, line in enumerate(lines) if _starts_chronology(line)), len(lines))
    authors = 0
    free: list[Line] = []
    for line in lines[:end]:
        language = title_language(line) or language_of(line, labels.ADDRESSEE)
        if not language and labels.AUTHOR.match(line.text) and authors < 2 and not free:
            language = (first, second)[authors]
            authors += 1
        if language and not free:
            streams[language].append(line)
        elif is_bar(line) or is_print_head(line):
            _deal(free, first, second, streams)
            free = []
            for stream in streams.values():
                stream.append(line)
        else:
            free.append(line)
    _deal(free, first, second, streams, subject_first=not any(is_bar(line) for line in lines[:end]))
    for stream in streams.values():
        stream.extend(lines[end:])


def _single_bars(lines: list[Line]) -> list[Line]:
    """The lines with each bar once, when both columns printed it: then bars only come in twos."""
    runs = [(bar, list(run)) for bar, run in groupby(lines, key=is_bar)]
    if any(bar and len(run) % 2 for bar, run in runs):
        return lines
    return [line for bar, run in runs for line in (run[: len(run) // 2] if bar else run)]


def _starts_chronology(line: Line) -> bool:
    return bool(labels.CHRONOLOGY.match(line.text) or labels.EVENT_DATE.match(line.text))


def _deal(lines: list[Line], first: str, second: str, streams: Streams, subject_first: bool = False) -> None:
    """Deal the lines of a block out: first half to the first column, second half to the second."""
    if subject_first and lines:
        one = lines[0]
        lines = [line for line in lines[1:] if line.text != one.text]  # 7-1330 prints its German subject twice
        streams[first].append(one)
        streams[second].extend(lines[:1])
        lines = lines[1:]
    half = len(lines) // 2
    if len(lines) % 2:  # the lists are not parallel: only the words can tell
        half = split_point([line.text for line in lines], GUESSES[first], GUESSES[second])
    streams[first].extend(lines[:half])
    streams[second].extend(lines[half:])


def _unflatten_body(items: list[Item], first: str, second: str, streams: Streams) -> None:
    """Headings go to their language; the text after a pair of headings is cut where the language changes."""
    open_languages: list[str] = []
    texts: list[Item] = []
    for item in [*items, None]:
        language = _body_language(item) if item is not None else None
        if item is not None and language is None:
            texts.append(item)
            continue
        if texts:
            _cut(texts, open_languages, first, second, streams)
            open_languages, texts = [], []
        if item is not None and language is not None:
            streams[language].append(item)
            open_languages.append(language)


def _body_language(item: Item) -> str | None:
    language = heading_language(item)
    if language or isinstance(item, Box):
        return language
    return next((one for one, pattern in labels.ANSWER_LANGUAGE.items() if pattern.match(item.text)), None)


def _cut(texts: list[Item], languages: list[str], first: str, second: str, streams: Streams) -> None:
    if len(set(languages)) == 1:
        streams[languages[0]].extend(texts)
        return
    plain = [item.text if isinstance(item, Line) else text_of(item) for item in texts]
    at = split_point(plain, GUESSES[first], GUESSES[second])
    streams[first].extend(texts[:at])
    streams[second].extend(texts[at:])
