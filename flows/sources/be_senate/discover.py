"""Where the Senate's questions are and when to look at one again. Addresses and dates only; nothing is fetched here.

There is no list of questions: numbers count up within a legislature, so counting finds every one of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

from flows.model import Known, State
from flows.sources.be_senate.facts import FACTS

SITE = FACTS["site"]
# "/Vragen/SchriftelijkeVraag", "Vragen/SVPrintNLFR"
PAGE = re.compile(r"/?Vragen/(SchriftelijkeVraag|SVPrintNLFR|SVPrint)")


def bilingual_page(number: str) -> str:
    """The address of the print page with both languages: the harvest's target."""
    return _address(number, "SVPrintNLFR", "nl")


def web_pages(number: str) -> list[str]:
    """The addresses of the web page in each language, for when there is no bilingual one."""
    return [_address(number, "SchriftelijkeVraag", language) for language in SITE["languages"]]


def _address(number: str, variant: str, language: str) -> str:
    legislature, _, serial = number.partition("-")
    return str(SITE["address"]).format(variant=variant, legislature=legislature, serial=serial, language=language)


def canonical(address: str) -> str | None:
    """The one address of a page that goes by many: hosts, schemes and orders of parameters; None for other pages."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:  # "http://[x"
        return None
    query = {name.upper(): value for name, value in parse_qsl(parts.query)}
    page = PAGE.fullmatch(query.get("MIVAL", ""))
    number = f"{query.get('LEG', '')}-{query.get('NR', '')}"
    known = host in SITE["hosts"] and query.get("LANG", "") in SITE["languages"]
    if page is None or not known or not re.fullmatch(r"[1-9]\d*-[1-9]\d*", number):
        return None
    return _address(number, page[1], query["LANG"])


def number_of(address: str) -> str | None:
    """The number of the question that an address shows, None for other pages."""
    found = canonical(address)
    query = dict(parse_qsl(urlsplit(found).query)) if found else {}
    return f"{query['LEG']}-{query['NR']}" if found else None


def legislatures() -> Sequence[int]:
    """The legislatures whose questions the site shows, the current one last."""
    return sorted(int(number) for number in SITE["highest"])


def highest_seen(legislature: int) -> int:
    """The highest serial that somebody saw; counting goes on past it."""
    return int(SITE["highest"].get(str(legislature), 0))


# -- when to look again -----------------------------------------------------------------------------


def next_visit(known: Known, seen: date) -> date:
    """The day from which a question last looked at on `seen` is worth another look; the reasons are in source.toml."""
    again = FACTS["again"]
    current = known.legislature == legislatures()[-1]
    if known.state in (State.OPEN, State.PROVISIONALLY_ANSWERED):
        deadline = known.deadline or known.asked + timedelta(days=again["usual_term"])
        if seen > deadline + timedelta(days=again["long_overdue"]):
            return later(known.number, seen, again["open_long_overdue"] if current else again["open_in_old"])
        if seen < deadline - timedelta(days=again["near"]):
            return min(seen + timedelta(days=again["open_early"]), deadline - timedelta(days=again["near"]))
        return seen + timedelta(days=1)
    if known.state in (State.ANSWERED, State.ANSWERED_UNPUBLISHED):
        answered = min(known.answered or seen, seen)  # a page may misprint its day: 19/7/2202
        if seen < answered + timedelta(days=again["answer_settles"]):
            return seen + timedelta(days=again["answer_settles"])
        old = seen > answered + timedelta(days=365) or not current
        return later(known.number, seen, again["answered_old"] if old else again["answered"])
    return later(known.number, seen, again["finished"])


def later(number: str, seen: date, days: int) -> date:
    """`days` later, a quarter more or less by the number, so that a harvest of one night never expires on one."""
    share = int.from_bytes(hashlib.sha256(number.encode()).digest()[:4], "big") / 2**32
    return seen + timedelta(days=max(1, round(days * (0.75 + share / 2))))
