"""Find the numbered parts of a question or an answer, and say which part answers which.

Numbers are kept as printed: they repeat, jump and start at 2 in the sources. A line opens a part when it
begins with a number in one of the known styles; what follows up to the next number is the part's text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from flows.model import Part

Path = tuple[str, ...]

# "1)", "1.", "(1)", "1°", "a)", "(a)", "A.", "2.1.", "iv)"; not "1.500 euro", not "M. Dupont" (see _fits)
_ONE = r"(?:\d{1,2}(?:\.\d{1,2})*|[a-zA-Z]|[ivx]{2,4}|[IVX]{2,4})"
_NUMBER = re.compile(
    rf"^(?P<open>\()?(?P<number>{_ONE})(?P<close>\s?\)|\s?°\)?|\.\)|\.(?!\d))[\s\xa0]*(?P<text>.*)$", re.S
)
# "1. et 2.", "b) à e)", "1) en 2)", "3 tot 5.", "1), 2) et 3)"
_JOIN = r"(?:et|en|and|und|&|,|à|tot|t\.e\.m\.|t/m|-|–)"
_MERGED = re.compile(
    rf"^(?P<all>\(?(?:\d{{1,2}}|[a-zA-Z])[).°]{{0,2}}(?:\s*{_JOIN}\s*\(?(?:\d{{1,2}}|[a-zA-Z])[).°]{{0,2}})+)"
    rf"(?<=[).°])[\s\xa0]*(?P<text>.*)$",
    re.S,
)
# What any of these begins with; nine lines in ten begin otherwise and need no other look.
_BEGINNING = re.compile(rf"\(?(?:\d|[a-zA-Z](?:[\s.)°]|{_JOIN})|(?:[ivx]{{2,4}}|[IVX]{{2,4}})[\s.)°])|[-–—•·*]")
# What stands after the first number of a merged one: a sign that belongs to it, or the first letter of a `_JOIN`.
_GOES_ON = frozenset(").°eaut&,à-–")
_DASH = re.compile(r"^(?P<number>[-–—•·*])[\s\xa0]+(?P<text>.+)$", re.S)  # "- Wat is het aantal ;"
_LISTS = frozenset("aA(")  # how a list of letters begins
LONGEST_ALONE = 6  # "(2.1.)"
_SIGN = re.compile(r"[().°]")
_NO_SIGN = re.compile(r"[^\w\s.()°]")  # what a number has not
_LISTED = re.compile(r"\s*(?:,|\bet\b|\ben\b|\band\b|\bund\b|&)\s*")
_LONE_ROMANS = frozenset("ivxIVX")
_RANGE = re.compile(r"^(\w+)\s*(?:à|tot|t\.e\.m\.|t/m|-|–)\s*(\w+)$")


class _Mark(NamedTuple):
    """A number at the beginning of a line: its kind and delimiters are the style that siblings share."""

    number: str
    kind: str
    delimiter: str
    text: str


@dataclass
class _Open:
    """A level of the numbering while it is read."""

    mark: _Mark
    position: int


def find_parts(lines: Sequence[str]) -> tuple[Part, ...]:
    """The numbered parts of a text given line by line, in document order, nested ones with their parent."""
    lines, marks = _unfolded(lines)
    if not any(marks):
        return ()
    marks = _credible(marks)
    found: list[tuple[str, int | None, list[str]]] = []
    levels: list[_Open] = []
    for line, mark in zip(lines, marks, strict=True):
        if mark is None:
            if found:
                found[-1][2].append(line)
            continue
        _settle(levels, mark)
        parent = levels[-1].position if levels else None
        found.append((mark.number, parent, [mark.text] if mark.text else []))
        levels.append(_Open(mark, len(found)))
    return tuple(
        Part(number, "\n".join(texts), position, parent) for position, (number, parent, texts) in enumerate(found, 1)
    )


def paths(parts: Sequence[Part]) -> dict[int, Path]:
    """For each part by position, the numbers from the outermost level down to it: ("1", "a")."""
    known: dict[int, Path] = {}
    for part in parts:
        known[part.position] = (*(known[part.parent] if part.parent else ()), part.number)
    return known


def same_numbering(one: Sequence[Part], other: Sequence[Part]) -> bool:
    """Whether two texts are numbered alike; "1 et 2" is "1 en 2" in the other language."""
    return len(one) == len(other) and all(
        part.parent == same.parent and (part.number == same.number or _named((part.number,)) == _named((same.number,)))
        for part, same in zip(one, other, strict=True)
    )


def link_answers(questions: Sequence[Part], answers: Sequence[Part]) -> dict[int, tuple[int, ...]]:
    """Which question parts an answer part answers, by position; only where that is certain.

    Certain means: the printed path of numbers occurs once among the question's parts and once among the
    answer's. A merged answer ("1. et 2.") answers each part it names, under the same condition.
    """
    asked = paths(questions)
    places: dict[Path, list[int]] = {}
    for position, path in asked.items():
        places.setdefault(path, []).append(position)
    given: dict[Path, list[int]] = {}
    for position, path in paths(answers).items():
        for one in _named(path):
            given.setdefault(one, []).append(position)
    links: dict[int, list[int]] = {}
    for path, positions in given.items():
        if path[-1] not in "-–—•·*" and len(positions) == 1 and len(places.get(path, [])) == 1:
            links.setdefault(positions[0], []).append(places[path][0])
    return {position: tuple(sorted(targets)) for position, targets in sorted(links.items())}


# -- recognising numbers ----------------------------------------------------------------------------


def _mark(line: str) -> _Mark | None:
    if not _BEGINNING.match(line):
        return None
    first, tab, rest = line.partition("\t")
    if tab and ("\t" in rest or _NO_SIGN.search(first) or len(first) > LONGEST_ALONE):
        return None  # a row of a table; "1)\tHoeveel" is a number in a column of its own
    opened, number, closed, text = found.groups() if (found := _NUMBER.match(line)) else ("", "", "", "")
    if not number or text[:1] in _GOES_ON:
        merged = _MERGED.match(line)
        if merged and len(_named((_printed(merged["all"]),))) > 1:
            several = _printed(merged["all"])
            return _Mark(several, _kind(several), _SIGN.findall(merged["all"])[-1], merged["text"])
    if number:
        return _Mark(number, _kind(number), "()" if opened else closed.strip(), text)
    if dashed := _DASH.match(line):
        return _Mark("-", "dash", dashed["number"], dashed["text"])
    return None


def _unfolded(lines: Sequence[str]) -> tuple[list[str], list[_Mark | None]]:
    """The lines with "2) a) Hoeveel" as two, "2)" and "a) Hoeveel", and the number that each begins with."""
    unfolded: list[str] = []
    marks: list[_Mark | None] = []
    for line in lines:
        outer = _mark(line)
        inner = _mark(outer.text) if outer and outer.text[:1] in _LISTS and outer.kind.startswith("digit") else None
        if outer and inner and inner.number in ("a", "A"):
            number = line[: len(line) - len(outer.text)].rstrip()
            unfolded += [number, outer.text]
            marks += [_mark(number), inner]
        else:
            unfolded.append(line)
            marks.append(outer)
    return unfolded, marks


def _printed(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[).°(]", " ", text)).replace(" ,", ",").strip()


@lru_cache(maxsize=1024)
def _kind(number: str) -> str:
    if number[0].isdigit():
        return f"digit{number.count('.')}"
    if len(number) > 1 and set(number) <= set("ivxIVX"):
        return "roman" if number[0].islower() else "ROMAN"
    return "lower" if number[0].islower() else "upper"


def _credible(marks: list[_Mark | None]) -> list[_Mark | None]:
    """Drop what only looks like a number: initials ("M. Dupont"), a lone dash, a lone letter."""
    dashes = sum(1 for mark in marks if mark and mark.kind == "dash")
    kept: list[_Mark | None] = []
    last: dict[str, str] = {}
    for at, mark in enumerate(_romans(marks)):
        if mark and mark.kind in ("lower", "upper"):
            mark = mark if _letter_fits(mark, last.get(mark.kind), marks[at + 1 :]) else None
            if mark:
                last[mark.kind] = _named((mark.number,))[-1][-1]
        elif mark and mark.kind == "dash" and dashes < 2:
            mark = None
        kept.append(mark)
    return kept


def _romans(marks: Sequence[_Mark | None]) -> list[_Mark | None]:
    """The marks with "i", "v" and "x" as the Roman numbers they are beside "ii", "iv" and "ix"."""
    roman = list(marks)
    if not any(mark and mark.number in _LONE_ROMANS for mark in marks):
        return roman
    numbers = [mark.number.lower() if mark else "" for mark in marks]
    for at, mark in enumerate(marks):
        if mark and (beside := {"i": "ii", "v": "iv", "x": "ix"}.get(numbers[at])):
            near = numbers[at + 1 :] if numbers[at] == "i" else numbers[:at]
            if beside in near:
                roman[at] = mark._replace(kind="roman" if mark.number.islower() else "ROMAN")
    return roman


def _letter_fits(mark: _Mark, last: str | None, rest: Sequence[_Mark | None]) -> bool:
    first = mark.number[0].lower()
    if last is None or first <= last.lower():
        # A list starts at "a" (or, wrongly, at "b") and goes on; a lone letter is an initial.
        successor = chr(ord(_named((mark.number,))[-1][-1].lower()) + 1)
        return first in "ab" and (
            len(mark.number) > 1
            or any(one and one.kind == mark.kind and one.number[0].lower() == successor for one in rest)
        )
    return ord(first) - ord(last.lower()) <= 2


def _settle(levels: list[_Open], mark: _Mark) -> None:
    """Close the levels that a new number ends: back to the level of its style, or one deeper."""
    for depth, level in enumerate(levels):
        same_kind = level.mark.kind == mark.kind
        if same_kind and (level.mark.delimiter == mark.delimiter or _succeeds(level.mark, mark)):
            del levels[depth:]
            return
    if mark.kind.startswith("digit") and (dots := int(mark.kind[5:])):  # "2.1." stands in "2."
        while levels and not (
            levels[-1].mark.kind == f"digit{dots - 1}" or not levels[-1].mark.kind.startswith("digit")
        ):
            levels.pop()


def _succeeds(before: _Mark, after: _Mark) -> bool:
    last, first = _named((before.number,))[-1][-1], _named((after.number,))[0][-1]
    if last.isdigit() and first.isdigit():
        return int(first) == int(last) + 1
    return len(last) == len(first) == 1 and ord(first) == ord(last) + 1


def _named(path: Path) -> list[Path]:
    """The paths that a printed number names: "1 et 2" names two, "b à e" four."""
    *outer, number = path
    if len(number) == 1 or number.isdigit():
        return [path]
    if ranged := _RANGE.match(number):
        return [(*outer, one) for one in _span(ranged[1], ranged[2])] or [path]
    return [(*outer, one) for one in _LISTED.split(number) if one] or [path]


def _span(first: str, last: str) -> list[str]:
    if first.isdigit() and last.isdigit() and int(first) < int(last):
        return [str(number) for number in range(int(first), int(last) + 1)]
    if len(first) == len(last) == 1 and first.isalpha() and last.isalpha() and first < last:
        return [chr(code) for code in range(ord(first), ord(last) + 1)]
    return []
