"""A page that is not the question it was taken for is refused in words; no bytes bring anything else about."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.errors import UnexpectedPage
from flows.model import Part, WrittenQuestion
from flows.sources.be_senate import parse
from tests.site.pages import MARKUPS, page
from tests.site.truth import all_truths

SEED = (Path(__file__).parents[2] / "seeds" / "pages" / "7-1668.nl.txt").read_bytes()
HEADING = SEED.index(b"Vraag nr. 7-1668")
LIST = "".join(f"<li><a href=/x>Schriftelijke vraag nr. 7-{n}</a> Tom Ongena" for n in range(1, 40))
UTF16 = "Schriftelijke vraag nr. 7-1668".encode("utf-16")


@pytest.mark.parametrize(
    ("raw", "expected", "found"),
    [
        (b"", "a title", "an empty page"),
        (b" \r\n\t&nbsp;\n", "a title", "a page reading '&nbsp;'"),
        (b"<html><body>&nbsp;<br> </body></html>", "a title", "an empty page"),
        (b"<h1>Site en maintenance</h1><p>Veuillez r\xe9essayer.", "a title", "Site en maintenance / Veuillez rée"),
        (b"<form>Login <input name=u> Wachtwoord <input name=p></form>", "a title", "Login Wachtwoord"),
        (b"<title>404 Not Found</title><h1>Not Found</h1>", "a title", "'Not Found'"),
        (b"La question demand\xe9e n'existe pas.", "a title", "demandée n'existe pas"),
        (f"<ul>{LIST}</ul>".encode(), "a title", "Schriftelijke vraag nr. 7-1 Tom Ongena / "),
        (b"Schriftelijke vraag nr. 7-1668\n" * 3, "a heading", "after 'Schriftelijke vraag nr. 7-1668', found none"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x07\xff", "a title", "PNG"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj", "a title", "%PDF-1.4"),
        (UTF16, "a title", "a page reading"),
        (SEED[:HEADING], "a heading such as", "the page ends before the text of the question"),
        (SEED[: SEED.index(b"Zowel het")], "the text of question 7-1668 after its heading", "none"),
        (SEED[HEADING:], "a title such as", "a page reading 'Vraag nr. 7-1668"),
        (SEED[: HEADING + 200].replace(b"2 juni 2022", b"").replace(b"2/6/2022", b""), "a date", "none that can be"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_page_that_is_no_question_is_refused_in_words(raw: bytes, expected: str, found: str) -> None:
    with pytest.raises(UnexpectedPage) as caught:
        parse(raw)
    assert expected in caught.value.expected
    assert found in str(caught.value)
    assert len(str(caught.value)) < 400


def test_another_question_than_the_one_asked_for_is_refused() -> None:
    with pytest.raises(UnexpectedPage, match="expected question 7-1669, found question 7-1668"):
        parse(SEED, expected="7-1669")
    assert parse(SEED, expected="7-1668").number == "7-1668"


def reads(raw: bytes, content_type: str | None = None) -> WrittenQuestion | None:
    """The question of a page, None when it is refused; any other error is a fault."""
    try:
        return parse(raw, content_type)
    except UnexpectedPage:
        return None


TYPES = st.sampled_from([None, "", "text/html", "text/html; charset=utf-8", "text/plain; charset=\x00"])
PAGES = [page(truth, "SVPrintNLFR", "nl", markup) for truth in all_truths()[::20] for markup in MARKUPS]
PIECES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [b"<table>", b"</td>", b"<tr>", b"<p>", b"</table>", b"<!--", b"&#0;", b"&#xffff;", b"\xef\xbb\xbf"]
    ),
    st.sampled_from([b"________", b"7-1668", b"31/31/2022", b"\n\n", b"\t", b"1) ", b"(", b"1)))", b"Chronologie"]),
    st.sampled_from([b"\nQuestion \xe9crite n\xb0 5-1\n", b"\nSchriftelijke vraag nr. 5-1\n", b"\nVraag nr. 5-1 :\n"]),
    st.sampled_from([b"\nAntwoord ontvangen op 1 mei 2010\n", b"\nQuestion n\xb0 5-1 du 31 avril 2010 :\n"]),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(raw=st.binary(max_size=400), content_type=TYPES)
def test_arbitrary_bytes_are_read_or_refused(raw: bytes, content_type: str | None) -> None:
    reads(raw, content_type)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    raw=st.sampled_from([SEED, *PAGES]),
    changes=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.3), PIECES), min_size=1, max_size=6),
)
def test_a_damaged_page_is_read_or_refused(raw: bytes, changes: list[tuple[float, float, bytes]]) -> None:
    for at, length, piece in changes:
        start = int(at * len(raw))
        raw = raw[:start] + piece + raw[start + int(length * len(raw)) :]
    question = reads(raw)
    if question is not None:
        assert question.question
        assert all(part.parent is None or part.parent < part.position for part in parts(question))


def parts(question: WrittenQuestion) -> list[Part]:
    bodies = [*question.question.values(), *(body for answer in question.answers for body in answer.bodies.values())]
    return [part for body in bodies for part in body.parts]
