"""Which part of an answer answers which part of a question on the miniature site, by the numbers that are printed."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from tests.site.expected import body
from tests.site.gathered import Gathered

Part = dict[str, Any]
Path = tuple[str, ...]
SEPARATOR = re.compile(r" (?:en|et) |, ?")
RANGE = re.compile(r"([a-z]) (?:à|tot) ([a-z])")


def original(one: Gathered) -> str:
    """The language whose numbering counts: the one that the question was put in, where the page shows it."""
    shown = [language for language in one.truth.question if language in one.languages]
    return one.truth.asked_in if one.truth.asked_in in shown else shown[0]


def question_parts(one: Gathered, language: str) -> list[Part]:
    """The parts of a question in a language, in their order."""
    parts: list[Part] = body(one.truth.question[language])["parts"]
    return parts


def links(one: Gathered) -> dict[int, list[tuple[int, int]]]:
    """For each part of a question, by position, the answers and parts of answers that answer it, counted from 1.

    Only where a number, with the numbers that it stands in, is printed once in the question and once in the answer.
    """
    language = original(one)
    asked = _places(question_parts(one, language))
    found: dict[int, list[tuple[int, int]]] = {}
    for at, answer in enumerate(one.truth.answers, 1):
        if language not in answer.texts:
            continue
        given = _places(body(answer.texts[language])["parts"])
        for path, positions in given.items():
            if path[-1] != "-" and len(positions) == len(asked.get(path, ())) == 1:
                found.setdefault(asked[path][0], []).append((at, positions[0]))
    return found


def _places(parts: list[Part]) -> dict[Path, list[int]]:
    """The positions of each path of numbers; "1 en 2" stands for two."""
    paths: dict[int, Path] = {}
    places: dict[Path, list[int]] = {}
    for part in parts:
        outer = paths[part["parent"]] if part["parent"] else ()
        paths[part["position"]] = (*outer, part["number"])
        for number in _numbers(part["number"]):
            places.setdefault((*outer, number), []).append(part["position"])
    return places


def _numbers(printed: str) -> list[str]:
    if ranged := RANGE.fullmatch(printed):
        return [chr(code) for code in range(ord(ranged[1]), ord(ranged[2]) + 1)]
    return SEPARATOR.split(printed)


def unanswered(one: Gathered) -> list[Part]:
    """The innermost parts of a question that neither themselves nor with what they stand in are answered."""
    parts = question_parts(one, original(one))
    within = Counter(part["parent"] for part in parts)
    answered = links(one)
    parents = {part["position"]: part["parent"] for part in parts}

    def is_answered(position: int | None) -> bool:
        return position is not None and (position in answered or is_answered(parents[position]))

    return [part for part in parts if not within[part["position"]] and not is_answered(part["position"])]
