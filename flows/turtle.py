"""Write Turtle that people like to read: grouped by subject, types first, sub-resources after their owner."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import RdfFormat, Triple, serialize

from flows.vocabulary import RDF, Iris, subject_of

NEW_SUBJECT = re.compile(rb"\n(?=[^\t\n])")
HEADER = re.compile(rb"\A(?:@(?:base|prefix) [^\n]*\n)*")
# An address of another host, which the writer makes relative to our scheme: "<//www.senate.be/>"; literals are skipped.
NETWORK_PATH = re.compile(rb'"(?:[^"\\]|\\.)*"|<//')
DIGITS = re.compile(r"(\d+)")


def header(iris: Iris) -> bytes:
    """The base and prefixes that every Turtle file of a release begins with."""
    prefixes = "".join(f"@prefix {name}: <{address}> .\n" for name, address in sorted(iris.prefixes().items()))
    return f"@base <{iris.base}> .\n{prefixes}".encode()


def body(triples: Iterable[Triple], iris: Iris, first: str = "") -> bytes:
    """The statements of some triples without the header; the subjects below the IRI `first` come first."""
    written = HEADER.sub(b"", _write(sorted(triples, key=lambda triple: _order(triple, first)), iris))
    return b"\n" + NEW_SUBJECT.sub(b"\n\n", written) if written else b""


def document(triples: Iterable[Triple], iris: Iris) -> bytes:
    """A whole Turtle file."""
    return header(iris) + body(triples, iris)


def _write(triples: list[Triple], iris: Iris) -> bytes:
    written = serialize(triples, format=RdfFormat.TURTLE, prefixes=iris.prefixes(), base_iri=iris.base)
    assert written is not None
    scheme = iris.base.partition("//")[0].encode()
    return NETWORK_PATH.sub(lambda found: b"<" + scheme + b"//" if found[0] == b"<//" else found[0], written)


def _order(triple: Triple, first: str) -> tuple[object, ...]:
    subject = subject_of(triple).value
    is_type = triple.predicate == RDF["type"]
    is_below = bool(first) and (subject == first or subject.startswith(f"{first}/"))
    return (not is_below, natural(subject), not is_type, triple.predicate.value,
            natural(str(triple.object)))  # fmt: skip


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """A key that puts "part/2" before "part/10"."""
    # "2²" is split after its first digit; the superscript is a digit in name only.
    return tuple((int(piece), "") if piece.isdecimal() else (-1, piece) for piece in DIGITS.split(text))
