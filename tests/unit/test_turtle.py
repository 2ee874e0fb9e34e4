"""Turtle holds the same triples, in an order that people like to read, whatever the texts and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from flows.map import turtle
from flows.map.order import natural
from flows.map.rdf import day, whole
from flows.vocabulary import DCTERMS, RDF, SCHEMA, XSD, Iris, below
from tests.contract import asked

IRIS = Iris()
P = IRIS.pq["refersTo"]
PATHS = st.text("ab09-._~/?#:%é", max_size=12).map(lambda text: text.replace("%", "%20"))
ADDRESSES = st.builds(
    lambda scheme, host, path: f"{scheme}://{host}/{path}",
    st.sampled_from(["http", "https"]),
    st.sampled_from(["w3id.org", "w3id.org/vraagbaak", "www.senate.be", "example.org:80"]),
    PATHS,
)


def usable(address: str) -> bool:
    try:
        NamedNode(address)
    except ValueError:
        return False
    return True


NODES = ADDRESSES.filter(usable).map(NamedNode)
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(['"', "\\", "<//", "//", "\n", "<", "a"])).map("".join))
VALUES = st.one_of(NODES, st.builds(Literal, TEXTS), TEXTS.map(lambda text: Literal(text, language="fr")))


def read(document: bytes) -> list[Triple]:
    return [quad.triple for quad in parse(document, format=RdfFormat.TURTLE)]


def subjects(document: bytes) -> list[str]:
    """The subjects in the order in which they stand, each once."""
    return list(dict.fromkeys(str(triple.subject)[1:-1].removeprefix(IRIS.base) for triple in read(document)))


@given(st.sets(st.builds(Triple, NODES, st.just(P), VALUES)), st.sampled_from(["https", "http"]))
@example({Triple(P, P, Literal('"<//a>" \\" <//')), Triple(P, P, NamedNode("https://www.senate.be/"))}, "https")
@example({Triple(P, P, NamedNode("http://www.senate.be//b")), Triple(P, P, NamedNode("http://w3id.org"))}, "http")
def test_the_same_triples_come_back(triples: set[Triple], scheme: str) -> None:
    iris = Iris(f"{scheme}://w3id.org/vraagbaak/")
    document = turtle.document(triples, iris)
    assert set(read(document)) == triples
    assert document == turtle.document(sorted(triples, key=str, reverse=True), iris)


# -- the long way: every triple sorted by everything, and the text read letter by letter -----------

PIECES = [
    '"',
    "\\",
    "<//",
    "\n",
    " .\n",
    "a",
    "é",
    "1",
    "2",
    "10",
    "007",
    "²",
    "٣",
    "/",
    "/part/",
    "x" * 31,
    "y" * 32,
    "z" * 199,
]
LONG_TEXTS = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
NUMBERS = st.text("+-.eE019", max_size=5)  # and what is nearly one
BASES = [
    "https://w3id.org/vraagbaak/", "http://localhost:8000/", "http://localhost:8000/senaat", "https://w3id.org/a/?b=",
    "http://purl.org/", "http://purl.org/dc/terms/", "http://eurovoc.europa.eu/1/", "urn:vraagbaak:", "https://w3id.org",
    "file:///a/", "https://schema.org/a/",
]  # fmt: skip
# What can go wrong when an address is cut: dot segments, empty ones, colons, other schemes and hosts, prefixes.
ENDS = st.one_of(
    st.text("ab09-._~/?#:@!$&'()*+,;=é", max_size=8),
    st.sampled_from(["id/question/7-1/answer/1", "ns/pq#Answer", "ns/pq#", "ns/pq", "a:b", "./a", "..", "//a"]),
)
STARTS = [
    *BASES,
    *IRIS.prefixes().values(),
    "",
    "https://w3id.org",
    "HTTPS://w3id.org/",
    "https:",
    "https:/",
    "mailto:a",
]
ANY_NODE = st.builds(lambda start, end: start + end, st.sampled_from(STARTS), ENDS).filter(usable).map(NamedNode)
DATATYPES = [XSD[name] for name in ("integer", "decimal", "double", "boolean", "date", "dateTime", "hexBinary", "int")]
ANY_LITERAL = st.one_of(
    st.text(st.characters(codec="utf-8")).map(Literal),
    st.builds(
        lambda text, language: Literal(text, language=language),
        st.text(st.characters(codec="utf-8")), st.sampled_from(["nl", "fr", "nl-be", "de-1996"]),
    ),
    st.builds(
        lambda text, datatype: Literal(text, datatype=datatype),
        st.one_of(NUMBERS, st.text(), st.sampled_from(["true", "false", "True", "2022-06-02", "0a", "٣"])),
        st.one_of(
            st.sampled_from(DATATYPES),
            ANY_NODE,
        ),
    ),
)  # fmt: skip
ANYTHING = st.builds(Triple, ANY_NODE, st.one_of(ANY_NODE, st.just(RDF["type"])), st.one_of(ANY_NODE, ANY_LITERAL))
SUBJECTS = st.lists(st.sampled_from(["a", "1", "2", "10", "/part/", "/", "é"]), max_size=5).map(
    lambda pieces: NamedNode(IRIS.base + "".join(pieces))
)
MANY = st.builds(
    Triple,
    SUBJECTS,
    st.sampled_from([P, RDF["type"], DCTERMS["title"], SCHEMA["url"]]),
    st.one_of(
        SUBJECTS,
        NODES,
        LONG_TEXTS.map(Literal),
        st.builds(lambda text, language: Literal(text, language=language), LONG_TEXTS, st.sampled_from(["nl", "fr"])),
        st.integers(-3, 12).map(whole),
    ),
)


def pieces(text: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(one), "") if one.isdecimal() else (-1, one) for one in re.split(r"(\d+)", text))


def the_long_way(triples: Iterable[Triple], first: str, iris: Iris = IRIS) -> bytes:
    def place(triple: Triple) -> tuple[object, ...]:
        subject = str(triple.subject)[1:-1]
        is_below = bool(first) and (subject == first or subject.startswith(f"{first}/"))
        return (
            not is_below, pieces(subject), subject, triple.predicate != RDF["type"], triple.predicate.value,
            pieces(str(triple.object)), str(triple.object),
        )  # fmt: skip

    document = serialize(
        sorted(set(triples), key=place), format=RdfFormat.TURTLE, prefixes=iris.prefixes(), base_iri=iris.base
    )
    assert document is not None
    whole = f"<{iris.base.partition('//')[0]}//".encode()
    whole_addresses = re.sub(
        rb'"(?:[^"\\]|\\.)*"|<//', lambda found: whole if found[0] == b"<//" else found[0], document
    )
    statements = re.sub(rb"\A(?:@(?:base|prefix) [^\n]*\n)*", b"", whole_addresses)
    return b"\n" + re.sub(rb"\n(?=[^\t\n])", b"\n\n", statements) if statements else b""


@given(st.lists(MANY, max_size=25), st.sampled_from(["", IRIS.base, f"{IRIS.base}a", f"{IRIS.base}1"]))
def test_the_bytes_are_those_of_the_long_way(triples: list[Triple], first: str) -> None:
    assert turtle.body(triples, IRIS, first) == the_long_way(triples, first)


@given(st.lists(ANYTHING, max_size=6), st.sampled_from(BASES))
@example([Triple(P, P, Literal("".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))))], IRIS.base)
@example([Triple(P, P, Literal("1", datatype=XSD[name])) for name in ("integer", "string")], IRIS.base)
def test_every_term_is_written_as_the_long_way_does(triples: list[Triple], base: str) -> None:
    assert turtle.body(triples, Iris(base)) == the_long_way(triples, "", Iris(base))


@pytest.mark.parametrize("base", BASES)
def test_every_beginning_of_an_address_is_written_as_the_long_way_does(base: str) -> None:
    ends = ("", "a", "/a", "a/b-1", "a#b", "a.b", "//a", ":a", "?a", "é")
    addresses = [start + end for start in STARTS for end in ends]
    triples = [Triple(P, P, NamedNode(address)) for address in filter(usable, addresses)]
    assert len(triples) > 200
    assert turtle.body(triples, Iris(base)) == the_long_way(triples, "", Iris(base))


def test_terms_that_were_forgotten_are_written_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turtle, "KEPT", 3)
    record = asked.seed_record(IRIS)
    first = IRIS.question(record.number).value
    assert turtle.body(record.triples, IRIS, first) == the_long_way(record.triples, first)


def test_a_blank_node_is_told_of_nothing() -> None:
    with pytest.raises(TypeError, match="no blank nodes"):
        turtle.body([Triple(BlankNode("a"), P, P)], IRIS)


def test_the_records_of_every_kind_of_question_are_written_as_the_long_way_does() -> None:
    for number, record in asked.records(asked.IN_EVERY_STATE, IRIS).items():
        first = IRIS.question(number).value
        assert turtle.body(record.triples[::-1], IRIS, first) == the_long_way(record.triples, first)


def test_the_records_of_every_kind_of_question_come_back() -> None:
    for record in asked.records(asked.IN_EVERY_STATE, IRIS).values():
        assert set(read(turtle.document(record.triples, IRIS))) == set(record.triples)


def test_an_address_of_another_host_is_written_whole() -> None:
    document = turtle.document([Triple(P, SCHEMA["url"], NamedNode("https://www.senate.be/a"))], IRIS)
    assert b"<https://www.senate.be/a>" in document
    assert b"<//" not in document


@pytest.mark.parametrize("text", ["<//a>", 'een "<//a>"', "\\<//a>\\", "<//\n<//"])
def test_a_text_that_looks_like_such_an_address_stays(text: str) -> None:
    triple = Triple(P, SCHEMA["text"], Literal(text, language="nl"))
    assert read(turtle.document([triple], IRIS)) == [triple]


def test_things_of_ours_are_written_relative_and_terms_with_prefixes() -> None:
    node = IRIS.question("7-1")
    document = turtle.document([Triple(node, RDF["type"], IRIS.pq["WrittenQuestion"])], IRIS).decode()
    head, _, body = document.partition("\n\n")
    assert head.splitlines()[0] == "@base <https://w3id.org/vraagbaak/> ."
    names = [line.split()[1] for line in head.splitlines()[1:]]
    assert names == [f"{name}:" for name in sorted(IRIS.prefixes())]
    assert "@prefix pq: <https://w3id.org/vraagbaak/ns/pq#> ." in head
    assert body == "<id/question/be-senate/7-1> a pq:WrittenQuestion .\n"


def titled(*paths: str) -> list[Triple]:
    return [Triple(NamedNode(IRIS.base + path), DCTERMS["title"], Literal(path)) for path in paths]


def test_numbers_count_and_types_come_first() -> None:
    node = IRIS.question("7-1")
    triples = [
        *(Triple(below(node, "part", number), SCHEMA["position"], whole(number)) for number in (10, 2, 1)),
        Triple(node, DCTERMS["title"], Literal("a")),
        Triple(node, RDF["type"], IRIS.pq["WrittenQuestion"]),
        Triple(node, DCTERMS["date"], day(asked.ASKED)),
    ]
    document = turtle.document(triples, IRIS)
    assert [path.removeprefix("id/question/be-senate/") for path in subjects(document)] == [
        "7-1", "7-1/part/1", "7-1/part/2", "7-1/part/10",
    ]  # fmt: skip
    assert [triple.predicate for triple in read(document)[:3]] == [RDF["type"], DCTERMS["date"], DCTERMS["title"]]
    assert document.decode().count("\n\n") == 4, "a blank line before every subject"


def order(first: str, *paths: str) -> list[str]:
    return subjects(turtle.header(IRIS) + turtle.body(titled(*paths), IRIS, first=IRIS.base + first))


def test_a_question_comes_first_in_its_record_and_is_not_mixed_with_another() -> None:
    paths = ["id/capture/0", "q/99-1/part/1", "q/99-12", "q/99-1", "q/99-12/part/1", "q/7-1"]
    assert order("q/99-1", *paths) == [
        "q/99-1", "q/99-1/part/1", "id/capture/0", "q/7-1", "q/99-12", "q/99-12/part/1",
    ]  # fmt: skip


def test_nothing_is_written_of_nothing() -> None:
    assert turtle.body([], IRIS) == b""
    assert turtle.document([], IRIS) == turtle.header(IRIS)
    assert read(turtle.header(IRIS)) == []


@pytest.mark.parametrize(
    "ascending",
    [
        ["part/2", "part/10"],
        ["7-99", "7-100", "8-1"],
        ["a", "a1", "a2", "b"],
        ["2²", "2²3", "2³"],
        ["", "1", "a"],
        ["a/9/b", "a/10", "a/10/b"],
        ["y" * 300 + "9", "y" * 300 + "10"],
        ["b/9", "b/" + "a" * 300],
    ],
)
def test_natural_order(ascending: list[str]) -> None:
    turned = ascending[::-1]
    assert sorted(turned, key=natural) == ascending


@given(st.lists(st.text("0123456789²①٣ab/")))
@example(["2²3"])
def test_any_texts_have_a_natural_order(texts: Iterable[str]) -> None:
    assert sorted(texts, key=natural) is not None
