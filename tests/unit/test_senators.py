"""What the Senate's pages about its members say, whatever their markup."""

from __future__ import annotations

import datetime as dt

import pytest

from flows.errors import UnexpectedPage
from flows.parse.markup import decode
from flows.sources.be_senate import senators
from flows.sources.be_senate.senators import Listed, read_list, read_member
from tests.site.senators import LISTS, MEMBERS, MISSING, Senator, list_page, member_page

ONE = Senator("4689", "Ngaïre D'Exemple-Œuvre", "CD&V N-VA", "'s-Gravenvoeren (Voeren)", dt.date(1962, 8, 9))
TWO = Senator("31", "Jan Voorbeeld", listed_as="VOORBEELD Jan")


# -- a member ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("markup", MEMBERS)
def test_a_member_page_says_name_group_and_birth_in_any_markup(markup: str) -> None:
    read = read_member(member_page(ONE, markup), "text/html")
    assert (read.name, read.group) == ("Ngaïre D'Exemple-Œuvre", "CD&V N-VA")
    assert (read.birthplace, read.born) == ("'s-Gravenvoeren (Voeren)", dt.date(1962, 8, 9))


@pytest.mark.parametrize("markup", MEMBERS)
def test_a_member_without_a_day_of_birth_is_one_all_the_same(markup: str) -> None:
    read = read_member(member_page(Senator("7", "Jan Voorbeeld", born=None), markup))
    assert (read.name, read.born, read.birthplace) == ("Jan Voorbeeld", None, "")


def test_bytes_are_windows_1252_whatever_the_server_claims() -> None:
    page = member_page(ONE)
    assert b"\x8c" in page, "an Œ, which Latin-1 does not have"
    assert read_member(page, "text/html; charset=utf-8").name == ONE.name
    assert read_member(decode(page).encode("utf-8"), "text/html; charset=utf-8").name == ONE.name


@pytest.mark.parametrize(
    ("heading", "group"),
    [
        ("Jan Voorbeeld - N-VA", "N-VA"),
        ("JAN  VOORBEELD – Ecolo-Groen", "Ecolo-Groen"),
        ("Jan Voorbeeld - Groep - fractie", "Groep - fractie"),
        ("Jan Voorbeeld", ""),
        ("Jan Voorbeeld -", ""),
    ],
)
def test_the_heading_repeats_the_title_and_names_the_group(heading: str, group: str) -> None:
    page = f"<title>Jan Voorbeeld</title><table><tr><th>{heading}</th></tr></table>".encode("cp1252")
    assert read_member(page) == senators.Member("Jan Voorbeeld", group)


@pytest.mark.parametrize(
    "page",
    [
        MISSING,
        "<html></html>",
        "Geen gegevens",
        "",
        "http://www.senate.be/",
        "<title>Jan Voorbeeld</title><p>Jan Voorbeeld - N-VA</p>",  # no heading
        "<title>Belgische Senaat</title><table><tr><th>Jan Voorbeeld - N-VA</th></table>",  # another title
        "<title>Jan Voorbeeld</title><table><tr><th>Jan Voorbeelden - N-VA</th></table>",
        "<title></title><table><tr><th> - N-VA</th></table>",
        "<table><tr><th>Jan Voorbeeld - N-VA</th></table>",
    ],
)
def test_what_is_no_member_page_is_refused(page: str) -> None:
    with pytest.raises(UnexpectedPage, match="expected a member's page"):
        read_member(page.encode("cp1252"))


def test_an_impossible_day_of_birth_is_left_out() -> None:
    page = b"<title>Jan V</title><table><tr><th>Jan V - MR<tr><td>Geboren te Luik op 31 februari 1970.</table>"
    assert read_member(page) == senators.Member("Jan V", "MR", "Luik", None)


# -- a list -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("markup", LISTS)
def test_a_list_names_every_member_once_in_any_markup(markup: str) -> None:
    listed = read_list(list_page([ONE, TWO], markup))
    shown = TWO.name if markup == "new" else TWO.listed_as  # there the text stands on a picture
    assert listed == (Listed("4689", ONE.name), Listed("31", shown))


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("/www/?MIval=showSenator&ID=12&LANG=nl", "12"),
        ("/www/?MIval=/showSenator&amp;LANG=fr&amp;ID=12", "12"),
        ("https://www.senate.be/www/?mival=ShowSenator&id=12", "12"),
        ("/www/?MIval=%2FshowSenator&ID=12", "12"),
        ("/www/?MIval=showSenator&ID=0", ""),
        ("/www/?MIval=showSenator&LANG=nl", ""),
        ("/www/?MIval=showSenators&ID=12", ""),
        ("/www/?MIval=/Vragen/SchriftelijkeVraag&ID=12", ""),
        ("#", ""),
    ],
)
def test_only_links_to_members_count(href: str, found: str) -> None:
    page = f'<p><a href="{href}">Jan V</a> <a href="/www/?MIval=showSenator&ID=99">Een Ander</a></p>'.encode()
    assert [one.senate_id for one in read_list(page)] == ([found, "99"] if found else ["99"])


@pytest.mark.parametrize("page", [MISSING.encode(), b"", b"<a>x</a>", b"geen"])
def test_what_links_to_no_member_is_refused(page: bytes) -> None:
    with pytest.raises(UnexpectedPage, match="expected a list of members"):
        read_list(page)


# -- where and when ---------------------------------------------------------------------------------


def test_addresses_are_those_of_the_site() -> None:
    assert senators.list_page(7) == "https://www.senate.be/www/?MIval=WieIsWie/SenPerType&LEG=7&LANG=nl"
    assert senators.member_page("4689") == "https://www.senate.be/www/?MIval=showSenator&ID=4689&LANG=nl"


def test_terms_follow_one_another_without_a_gap() -> None:
    terms = [senators.term(number) for number in range(1, 9)]
    assert [end for _, end in terms[:-1]] == [start for start, _ in terms[1:]]
    assert terms[-1][1] == "", "the current one is open"
    assert terms[6][0] <= "2022-06-02" < terms[6][1], "7-1668"
    assert senators.term(0) == ("", "1995-05-21")
    assert senators.term(9) == ("", "")
