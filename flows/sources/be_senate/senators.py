"""Read what senate.be says of its members: who sat in a legislature, and who one of them is.

Bytes in, values out. The HTML of these pages was never seen: a list is read by its links to members and their text, a
member's page by its title and the heading that repeats it, so that another layout matters as little as it can.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from flows.errors import UnexpectedPage
from flows.parse.markup import decode
from flows.sources.be_senate.facts import FACTS
from flows.sources.be_senate.labels import read_date

ORIGIN = str(FACTS["site"]["origin"])
# The day of the election that began a legislature of the Senate; the next one ends it.
ELECTIONS = {
    1: "1995-05-21", 2: "1999-06-13", 3: "2003-05-18", 4: "2007-06-10", 5: "2010-06-13", 6: "2014-05-25",
    7: "2019-05-26", 8: "2024-06-09",
}  # fmt: skip
# "/www/?MIval=showSenator&ID=12&LANG=nl", "?MIval=/showSenator&LANG=nl&ID=12"
MEMBER = re.compile(r"MIval=/?showSenator&(?:[^'\"#\s]*&)?ID=([1-9]\d*)(?!\d)", re.IGNORECASE)
# "Geboren te Roeselare op 20 september 1982", "Geboren op 1 mei 1950"
BORN = re.compile(
    r"\bGeboren(?:\s+te\s+(?P<place>[^.:;]{1,80}?))?\s+op\s+(?P<day>\d{1,2}\s+\w+\s+\d{4})", re.IGNORECASE
)
GROUP = re.compile(r"(?:\s+[-–](?:\s+(?P<group>\S.*))?)?")  # " - N-VA" of "Klaas Voorbeeld - N-VA"
PROLOGUE = re.compile(r"^\s*<\?xml[^>]*>")  # '<?xml version="1.0"?>', which makes the reader doubt that it is HTML


@dataclass(frozen=True)
class Listed:
    """A member as a list names one: the id of senate.be, and the text of the link, often "Surname First name"."""

    senate_id: str
    text: str


@dataclass(frozen=True)
class Member:
    """What a member's page says; `group` is the political group as printed, of the day on which it was asked for."""

    name: str
    group: str = ""
    birthplace: str = ""
    born: date | None = None


def list_page(legislature: int) -> str:
    """The address of the list of a legislature's members."""
    return f"{ORIGIN}/www/?MIval=WieIsWie/SenPerType&LEG={legislature}&LANG=nl"


def member_page(senate_id: str) -> str:
    """The address of a member's page in Dutch."""
    return f"{ORIGIN}/www/?MIval=showSenator&ID={senate_id}&LANG=nl"


def term(legislature: int) -> tuple[str, str]:
    """The first day of a legislature and the first day after it, empty when it still runs or is not known here."""
    return ELECTIONS.get(legislature, ""), ELECTIONS.get(legislature + 1, "")


def read_list(raw: bytes, content_type: str | None = None) -> tuple[Listed, ...]:
    """The members that a page links to, each once, in its order; raises UnexpectedPage when it links to none."""
    texts: dict[str, str] = {}
    soup = _soup(raw, content_type, "a list of members")
    for link in soup.find_all(["a", "area"]):
        address = unquote(f"{link.get('href') or ''} {link.get('onclick') or ''}")
        if found := MEMBER.search(address):
            # A photo and a name may both link to the same member.
            texts[found[1]] = texts.get(found[1]) or _shown(link)
    if not texts:
        raise UnexpectedPage("a list of members", f"no link to a member in '{_title(soup)}'")
    return tuple(Listed(senate_id, text) for senate_id, text in texts.items())


def read_member(raw: bytes, content_type: str | None = None) -> Member:
    """What a member's page says; raises UnexpectedPage when no heading repeats its title as "<name> - <group>"."""
    expected = "a member's page, headed '<name> - <group>' like its title"
    soup = _soup(raw, content_type, expected)
    name = _title(soup)
    # The first TH is what is known of the pages; a redesign would take another heading.
    for heading in [*soup.find_all("th"), *soup.find_all(["h1", "h2", "h3", "caption"])]:
        said = _text(heading)
        group = GROUP.fullmatch(said[len(name) :])
        if name and group and said[: len(name)].casefold() == name.casefold():
            born = BORN.search(_text(soup))
            place, day = (born["place"] or "", read_date(born["day"])) if born else ("", None)
            return Member(name, group["group"] or "", place, day)
    raise UnexpectedPage(expected, f"a page with the title '{name}'")


def _soup(raw: bytes, content_type: str | None, expected: str) -> BeautifulSoup:
    text = PROLOGUE.sub("", decode(raw, content_type))
    if "<" not in text:
        raise UnexpectedPage(expected, "a page without tags")
    return BeautifulSoup(text, "lxml")


def _title(soup: BeautifulSoup) -> str:
    return _text(soup.title) if soup.title else ""


def _text(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


def _shown(link: Tag) -> str:
    """What a reader sees of a link: its text, or that of its picture."""
    picture = link.find("img")
    alternatives = [link.get("title"), picture.get("alt") if picture else ""]
    return _text(link) or " ".join(" ".join(str(text) for text in alternatives if text).split())
