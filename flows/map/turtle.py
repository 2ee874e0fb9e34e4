"""Write Turtle that people like to read: grouped by subject, types first, sub-resources after their owner."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from flows.vocabulary import RDF, Iris, subject_of

HEADER = re.compile(rb"\A(?:@(?:base|prefix) [^\n]*\n)*")
# An address of another host, which the writer makes relative to our scheme: "<//www.senate.be/>"; literals are skipped.
NETWORK_PATH = re.compile(rb'"(?:[^"\\]|\\.)*"|<//')
DIGITS = re.compile(r"(\d+)")
TYPE = RDF["type"].value
STEP = 32  # letters that are compared at once
LONG = 200  # letters; longer texts are prose


def header(iris: Iris) -> bytes:
    """The base and prefixes that every Turtle file of a release begins with."""
    prefixes = "".join(f"@prefix {name}: <{address}> .\n" for name, address in sorted(iris.prefixes().items()))
    return f"@base <{iris.base}> .\n{prefixes}".encode()


def body(triples: Iterable[Triple], iris: Iris, first: str = "") -> bytes:
    """The statements of some triples without the header; the subjects below the IRI `first` come first."""
    written = serialize(_ordered(triples, first), format=RdfFormat.TURTLE, prefixes=iris.prefixes(), base_iri=iris.base)
    assert written is not None
    head = HEADER.match(written)
    statements = written[head.end() :] if head else written
    # Line breaks in literals are escaped, so this one ends all that is said of a subject.
    return b"\n" + _whole_addresses(statements, iris).replace(b" .\n", b" .\n\n")[:-1] if statements else b""


def document(triples: Iterable[Triple], iris: Iris) -> bytes:
    """A whole Turtle file."""
    return header(iris) + body(triples, iris)


def _whole_addresses(statements: bytes, iris: Iris) -> bytes:
    """The statements with the scheme in addresses of other hosts."""
    whole = b"<" + iris.base.partition("//")[0].encode() + b"//"
    pieces: list[bytes] = []
    done = 0
    while (place := statements.find(b"<//", done)) >= 0:
        # Only the line is read letter by letter, since few have such an address and texts are long.
        begin, end = statements.rfind(b"\n", 0, place) + 1, statements.index(b"\n", place)
        line = NETWORK_PATH.sub(lambda found: whole if found[0] == b"<//" else found[0], statements[begin:end])
        pieces += statements[done:begin], line
        done = end
    return b"".join([*pieces, statements[done:]])


def _ordered(triples: Iterable[Triple], first: str) -> list[Triple]:
    """The triples by subject, property and value; types come first."""
    about: dict[str, dict[str, list[Triple]]] = {}
    for triple in triples:
        subject, predicate = triple.subject, triple.predicate.value
        known = about.setdefault((subject if isinstance(subject, NamedNode) else subject_of(triple)).value, {})
        if predicate in known:
            known[predicate].append(triple)
        else:
            known[predicate] = [triple]
    found: list[Triple] = []
    for one in sorted(about, key=lambda one: _place(one, first)):
        known = about[one]
        if TYPE in known:
            found += _by_value(known.pop(TYPE))
        for predicate in sorted(known):
            same = known[predicate]
            found += same if len(same) == 1 else _by_value(same)
    return found


def _place(subject: str, first: str) -> tuple[bool, list[str | int], str]:
    is_below = bool(first) and (subject == first or subject.startswith(f"{first}/"))
    return not is_below, natural(subject), subject


def _by_value(triples: list[Triple]) -> list[Triple]:
    """Triples that differ in their values only, in the natural order of these."""
    values = sorted([(str(triple.object), triple) for triple in triples], key=itemgetter(0))
    if any(_differ_by_number(one, other) for (one, _), (other, _) in pairwise(values)):
        values.sort(key=lambda value: natural(value[0]))
    return [triple for _, triple in values]


def _differ_by_number(one: str, other: str) -> bool:
    """Whether a digit stands where two texts first differ; elsewhere the natural order is that of the letters."""
    same = 0
    while one[same : same + STEP] == other[same : same + STEP] and same < len(one):
        same += STEP
    rest, others = one[same : same + STEP], other[same : same + STEP]
    letters = enumerate(zip(rest, others, strict=False))
    same += next((place for place, (letter, its) in letters if letter != its), min(len(rest), len(others)))
    return one[same : same + 1].isdecimal() or other[same : same + 1].isdecimal()


def natural(text: str) -> list[str | int]:
    """A key that puts "part/2" before "part/10"."""
    if len(text) > LONG:
        return _pieces(text)
    # What IRIs begin with comes often, like "https://…/7-1668/answer/1/part/", and no number goes on after a slash.
    place = text.rfind("/") + 1
    begin, end = _known_pieces(text[:place]), _known_pieces(text[place:])
    return [*begin[:-1], f"{begin[-1]}{end[0]}", *end[1:]]


def _pieces(text: str) -> list[str | int]:
    # Every second piece is digits. "2²" is split after its first digit; the superscript is a digit in name only.
    pieces: list[str | int] = [*DIGITS.split(text)]
    pieces[1::2] = map(int, pieces[1::2])
    return pieces


_known_pieces = lru_cache(maxsize=4096)(_pieces)
