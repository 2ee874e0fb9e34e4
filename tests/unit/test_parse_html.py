"""The tags and bytes that a question comes in do not matter, nor what stands around it."""

from __future__ import annotations

import pytest

from flows.as_json import as_json
from flows.sources.be_senate import parse
from tests.unit.test_parse_oddities import PAGE, codes, read


def html(body: str = "") -> str:
    """The page with every line in a paragraph."""
    return "".join(f"<p>{line.replace('&', '&amp;')}</p>\n" for line in (body or PAGE).splitlines() if line)


@pytest.mark.parametrize(
    "page",
    [
        html(),
        f"<ul><li><a href=/>Home</a><li>Schriftelijke vraag nr. 7-1668</ul><main>{html()}</main>",
        f"<p>Home &gt; Schriftelijke vraag nr. 7-1668</p><div>{html()}</div><div>Natieplein 1, 1009 Brussel</div>",
        f"<title>Schriftelijke vraag nr. 7-1668</title><table><tr><td><table><tr><td>{html()}</table></table>",
        html().replace("<p>van Tom Ongena", "<p>van <a href='/www/?MIval=showParty&ID=4'>Tom <b>Ongena</b></a>"),
        html().replace("<p>2/6/2022", "<table><tr><td>2/6/2022<td>").replace("<p>19/7/2022", "<tr><td>19/7/2022<td>")
        .replace("Antwoord</p>", "Antwoord</table>"),
        html().replace("<p>2/6/2022Verzending vraag (", "<table><tr><td>2/6/2022<td>Verzending vraag<td>(")
        .replace("7/7/2022)</p>", "7/7/2022)</table>"),
        "\ufeff" + html(),
        html().replace("<p>", "<P CLASS=x>\n   ").replace("</p>", "\n"),
        f"{html()}<hr><p><a href=/>Home</a> - <a href=/contact>Contact</a></p><p>© Senaat</p>",
        f"<hr>{html().replace('<p>Defensie', '<hr><p>Defensie').replace('<p>Chrono', '<hr><p>Chrono')}",
        f"<script>document.write('<p>Vraag nr. 1-1</p>')</script><noscript>Vraag nr. 1-2</noscript>{html()}<!--x",
    ],
)  # fmt: skip
def test_what_stands_around_the_question_does_not_matter(page: str) -> None:
    assert parse(page.encode(), "text/html; charset=utf-8") == read()


@pytest.mark.parametrize(
    ("links", "number"),
    [
        (("/www/?MIval=showSenator&ID=4689&LANG=nl",), "4689"),
        (("/www/?MIval=/showSenator&LANG=nl&ID=4689#top",), "4689"),
        (("https://www.senate.be/www/?mival=ShowSenator&amp;id=4689",), "4689"),
        (("/www/?MIval=showSenator&ID=4689", "/www/?MIval=showSenator&ID=4689"), "4689"),  # name and portrait
        (("/www/?MIval=showSenator&ID=4689", "/www/?MIval=showSenator&ID=4690"), ""),  # which of the two?
        (("/www/?MIval=showSenator&ID=",), ""),
        (("/www/?MIval=showSenator&ID=0",), ""),
        (("/www/?MIval=showSenator&RUBRID=4689",), ""),
        (("/www/?MIval=Vragen/SchriftelijkeVraag&ID=4689",), ""),
        ((), ""),
    ],
)
def test_the_author_s_number_at_the_senate_is_taken_from_the_link(links: tuple[str, ...], number: str) -> None:
    anchors = "".join(f"<a href='{link}'>Tom Ongena</a> " for link in links[:1]) or "Tom Ongena"
    anchors += "".join(f"<a href='{link}'><img src=x></a>" for link in links[1:])
    question = parse(html().replace("<p>van Tom Ongena", f"<p>van {anchors}").encode())
    assert (question.author, question.party, question.author_id) == ("Tom Ongena", "Open Vld", number)
    assert as_json(question).get("author_id", "") == number


def test_a_link_to_another_senator_in_the_text_is_not_the_author_s() -> None:
    link = "<a href='/www/?MIval=showSenator&ID=4689'>senator</a>"
    assert parse(html().replace("<p>Een aanhef.", f"<p>Een {link}.").encode()).author_id == ""


def test_a_table_in_an_answer_is_a_part_of_its_text() -> None:
    inner = "<table><tr><td>Jaar<td>Aantal<tr><td><table><tr><td>2010</table><td>12</table>"
    page = f"<table><tr><td>{html().replace('<p>1) Twaalf.</p>', f'<p>1) Twaalf:</p>{inner}<p>Of meer.</p>')}</table>"
    body = parse(page.encode()).answers[0].bodies["nl"]
    assert body.text == "1) Twaalf:\nJaar\tAantal\n2010\t12\nOf meer.\n2) Daarom."
    assert body.parts[0].text == "Twaalf:\nJaar\tAantal\n2010\t12\nOf meer."


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("cp1252", "", None),
        ("cp1252", "<meta charset=iso-8859-1>", None),
        ("cp1252", "<meta charset=utf-8>", None),
        ("cp1252", "", "text/html; charset=UTF-8"),
        ("utf-8", "<meta charset=utf-8>", None),
        ("utf-8", "", 'text/html; charset="utf-8"'),
        ("utf-8", "", None),
    ],
)
def test_letters_survive_every_declaration(encoding: str, declared: str, header: str | None) -> None:
    prose = "België’s «cœur» – € 3, déjà vu."
    page = declared + html(PAGE.replace("Een aanhef.", prose))
    question = parse(page.encode(encoding), header)
    assert question.question["nl"].text.splitlines()[0] == prose
    assert codes(question) == []


def test_bytes_that_are_no_character_are_told() -> None:
    question = parse(PAGE.replace("Een aanhef.", "Eén aanhef.").encode("cp1252").replace(b"\xe9", b"\xe9\x81"))
    assert codes(question) == ["undecodable-bytes"]


def test_a_title_in_the_other_language_inside_a_text_opens_no_column() -> None:
    question = read(("2) Daarom.", "2) Zie:\n\nQuestion écrite n° 5-319\n\nen het antwoord daarop."))
    assert question.page_languages == ("nl",)
    assert question.answers[0].bodies["nl"].text.endswith("Zie:\nQuestion écrite n° 5-319\nen het antwoord daarop.")
    assert question.references == ("5-319",)


def test_a_linked_document_at_the_end_of_an_answer_is_no_navigation() -> None:
    for link in ("<a href=/www/doc/bijlage.pdf>Bijlage</a>", "<a href=https://example.org/x>Rapport</a>"):
        question = parse((html() + f"<p>{link}</p><p><a href=/>Home</a></p>").encode())
        assert question.answers[0].bodies["nl"].text.splitlines()[-1] in ("Bijlage", "Rapport")
    assert question.citations == ("https://example.org/x",)
