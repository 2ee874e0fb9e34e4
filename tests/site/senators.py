"""The member pages of the miniature senate.be: lists of a legislature and pages of a member, in several markups.

The people are made up. The real HTML was never seen: what is known is the links of a list, the title, the first TH and
a sentence of a member's page, and that the bytes are Windows-1252.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qsl, urlsplit

from tests.fault.faults import FAULTS, Answer, Fault, Step
from tests.fault.server import FaultServer, Received
from tests.site.words import MONTHS

MISSING = "<html><head><title>Belgische Senaat</title></head><body><p>Geen gegevens gevonden.</p></body></html>"


@dataclass(frozen=True)
class Senator:
    """A member as the site knows one; `listed_as` is how a list writes the name."""

    senate_id: str
    name: str
    group: str = "Voorbeeldpartij"
    birthplace: str = "Sint-Genesius-Rode"
    born: dt.date | None = dt.date(1970, 8, 2)
    legislatures: tuple[int, ...] = (7,)
    listed_as: str = ""


def _born(one: Senator, mark: str = " ") -> str:
    if one.born is None:
        return "Licentiaat in de rechten."
    day = f"{one.born.day} {MONTHS['nl'][one.born.month - 1]} {one.born.year}"
    return f"Geboren te {escape(one.birthplace)}{mark}op {day}."


def _old_member(one: Senator) -> str:
    return (
        f"<HTML><HEAD><TITLE>{escape(one.name)}</TITLE></HEAD><BODY><TABLE WIDTH=100%><TR><TH COLSPAN=2>"
        f"<FONT SIZE=+1>{escape(one.name)} - {escape(one.group)}</FONT></TH>\n<TR><TD><IMG SRC=/p.gif><TD>{_born(one)}"
        "<BR>Gemeenschapssenator<TR><TH>Commissies</TH></TABLE></BODY></HTML>"
    )


def _new_member(one: Senator) -> str:
    return (
        '<?xml version="1.0" encoding="windows-1252"?>\n<!DOCTYPE html><html><head>'
        f"<title>\n  {escape(one.name)} </title></head><body><main>"
        f"<h1><span>{escape(one.name)}</span> – {escape(one.group)}</h1><p>{_born(one, '<br/>')}</p></main></body>"
    )


def _plain_member(one: Senator) -> str:
    return (
        f"<title>{escape(one.name)}</title><table><tr><th>{escape(one.name)} - {escape(one.group)}"
        f"<tr><td>{_born(one, '&#10;')}</table>"
    )


def _old_list(members: Sequence[Senator]) -> str:
    rows = "".join(
        f'<TR><TD><A HREF="/www/?MIval=showSenator&ID={one.senate_id}&LANG=nl"><IMG SRC="{one.senate_id}.gif"></A>'
        f'<TD><A HREF="/www/?MIval=showSenator&ID={one.senate_id}&LANG=nl">{escape(one.listed_as or one.name)}</A>'
        for one in members
    )
    return f"<HTML><TITLE>Samenstelling</TITLE><TABLE><TR><TD><A HREF=/www/?MIval=index_senate>Start</A>{rows}</TABLE>"


def _new_list(members: Sequence[Senator]) -> str:
    rows = "".join(
        f'<li><a href="https://www.senate.be/www/?MIval=%2FshowSenator&amp;LANG=nl&amp;ID={one.senate_id}">'
        f'<img alt="{escape(one.name)}" src="p.jpg"/></a></li>'
        for one in members
    )
    return f"<!DOCTYPE html><html><head><title>Senatoren</title></head><body><ul>{rows}</ul></body></html>"


def _scripted_list(members: Sequence[Senator]) -> str:
    rows = "".join(
        f"<td><a href='javascript:void(0)' onclick='show(\"?MIval=showSenator&ID={one.senate_id}&LANG=nl\")'>"
        f"{escape(one.listed_as or one.name)}</a>"
        for one in members
    )
    return f"<html><title>Senatoren</title><table><tr>{rows}</table></html>"


MEMBERS: dict[str, Callable[[Senator], str]] = {"old": _old_member, "new": _new_member, "plain": _plain_member}
LISTS: dict[str, Callable[[Sequence[Senator]], str]] = {
    "old": _old_list, "new": _new_list, "scripted": _scripted_list,
}  # fmt: skip


def member_page(one: Senator, markup: str = "old") -> bytes:
    """The bytes of a member's page."""
    return MEMBERS[markup](one).encode("cp1252")


def list_page(members: Sequence[Senator], markup: str = "old") -> bytes:
    """The bytes of a legislature's list."""
    return LISTS[markup](members).encode("cp1252")


class MembersSite(FaultServer):
    """The site over HTTP; what an id or a legislature is answered with can be planned by `fail`."""

    def __init__(self, members: Iterable[Senator]) -> None:
        super().__init__(self._answer)
        self.members = {one.senate_id: one for one in members}
        self.missing_status = 200
        self.rules: dict[str, list[Fault]] = {}  # by the id of a member, or "LEG=7"

    def fail(self, what: str, *faults: str | Fault) -> None:
        """What the next requests for an id, or a list ("LEG=7"), get instead of the honest answer, one each."""
        self.rules[what] = [FAULTS[fault] if isinstance(fault, str) else fault for fault in faults]

    @property
    def asked(self) -> list[str]:
        """The ids and lists asked for, in their order."""
        return [what for request in self.requests if (what := _what(request.path))]

    def steps(self, request: Received) -> Iterable[Step]:
        """The honest answer, with the next fault that was planned for it."""
        planned = self.rules.get(_what(request.path), [])
        return planned.pop(0)(self._honest(request)) if planned else super().steps(request)

    def _answer(self, request: Received) -> Answer:
        what = _what(request.path)
        if what.startswith("LEG="):
            sat = [one for one in self.members.values() if int(what[4:]) in one.legislatures]
            body = list_page(sat, list(LISTS)[int(what[4:]) % 3]) if sat else MISSING.encode()
            return _page(body)
        if what in self.members:
            return _page(member_page(self.members[what], list(MEMBERS)[int(what) % 3]))
        return Answer(MISSING.encode(), self.missing_status).having(content_type="text/html")


def _page(body: bytes) -> Answer:
    return Answer(body).having(content_type="text/html", etag=f'"{len(body)}-{sum(body)}"')


def _what(path: str) -> str:
    query = dict(parse_qsl(urlsplit(path).query))
    if query.get("MIval", "").endswith("SenPerType"):
        return f"LEG={query.get('LEG', '')}"
    return query.get("ID", "") if query.get("MIval", "").endswith("showSenator") else ""
