"""A text in its numbered pieces, and questions beside their answers; every letter of the text is kept, in its order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# What is printed before a part: "1) ", "2° ", "(b) ", "\n3. ", "1. et 2. ", "\nb) à e) "
LABEL = re.compile(
    r"(?:^|(?<=\n)|(?<=\s))[^\s]{1,5}(?:[ \u00a0](?:et|en|à|tot|en met|t\.e\.m\.)[ \u00a0][^\s]{1,5})?\s*$"
)


@dataclass(frozen=True)
class Piece:
    """A piece of a text: the part that it is, if any, the number printed before it, and its paragraphs."""

    part: str
    label: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """What stands side by side: pieces of a question and of its answer, by language."""

    part: str
    asked: Mapping[str, tuple[Piece, ...]]
    answered: Mapping[str, tuple[Piece, ...]]


def pieces_of(text: str, parts: Iterable[tuple[str, str]]) -> list[Piece]:
    """A text cut at its parts, which are given by IRI and text in their order; one that is not found is left in."""
    found, place, label = [], 0, ""
    for iri, part in parts:
        at = text.find(part, place) if part else -1
        if at < 0:
            continue
        between, label = _labelled(text[place:at])
        found.extend(_piece("", "", between))
        found.extend(_piece(iri, label, part))
        place = at + len(part)
    found.extend(_piece("", "", text[place:]))
    return found


def _piece(iri: str, label: str, text: str) -> list[Piece]:
    paragraphs = tuple(line for line in text.split("\n") if line.strip())
    return [Piece(iri, label, paragraphs)] if paragraphs or label else []


def _labelled(between: str) -> tuple[str, str]:
    """What stands between two parts: the text, and the number of the part that follows."""
    match = LABEL.search(between)
    return (between[: match.start()], match[0].strip()) if match else (between, "")


def rows_of(
    asked: Mapping[str, Sequence[Piece]], answered: Mapping[str, Sequence[Piece]], leads: Mapping[str, str]
) -> list[Row]:
    """The parts of a question, each beside the parts of an answer that `leads` leads to it.

    What is no part stands with the part before it. Nothing is returned when the order of a text would not be kept.
    """
    order = ["", *dict.fromkeys(piece.part for pieces in asked.values() for piece in pieces if piece.part)]
    left = {language: _grouped(pieces, {}) for language, pieces in asked.items()}
    right = {language: _grouped(pieces, leads) for language, pieces in answered.items()}
    for groups in (*left.values(), *right.values()):
        places = [order.index(part) for part in groups if part in order]
        if places != sorted(places) or len(places) != len(groups):
            return []
    rows = [
        Row(part, {language: tuple(its.get(part, ())) for language, its in left.items()},
            {language: tuple(its.get(part, ())) for language, its in right.items()})
        for part in order
    ]  # fmt: skip
    return [row for row in rows if any(row.asked.values()) or any(row.answered.values())]


def _grouped(pieces: Iterable[Piece], leads: Mapping[str, str]) -> dict[str, list[Piece]]:
    """Pieces by the part of the question that they stand beside, in the order in which they are read.

    A group that would begin a second time is given a name that no part has, so that the order is seen to be broken.
    """
    groups: dict[str, list[Piece]] = {}
    at = ""
    for piece in pieces:
        there = (leads.get(piece.part, at) if leads else piece.part or at) if piece.part else at
        if there != at and there in groups:
            there = f"again {there}"
        at = there
        groups.setdefault(at, []).append(piece)
    return groups
