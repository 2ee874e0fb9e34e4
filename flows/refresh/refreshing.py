"""Bring what senate.be and Wikidata say of people, parties and governments, and write it down as proposals.

The reviewed tables are read and never changed; a person applies the patch. Which site says what is left to the source
and to `wikidata`, who is who to `compare_people` and `compare_offices`.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from flows import clock
from flows.authority.names import fold
from flows.errors import BadInput, UnexpectedPage, VraagbaakError
from flows.fetch import collect
from flows.fetch.faults import Fault, NotFetched, SiteDown
from flows.fetch.fetcher import Fetcher, Policy
from flows.keep.archive import open_archive
from flows.keep.workplace import ARCHIVE
from flows.make.questions import read_questions
from flows.refresh import compare_offices, wikidata
from flows.refresh.cache import Source, open_cache
from flows.refresh.compare_people import People, Signed, Somebody, Spell
from flows.refresh.proposals import Draft, Written, read_draft, write_proposals
from flows.refresh.wikidata_queries import QUERIES
from flows.settings import DEFAULT_BASE, Settings
from flows.sources.be_senate import senators

ODD_IN_A_ROW = 10  # members' pages in a row that are none: the site shows something else, stop asking
QUERY_TIME = 70.0  # seconds; the public service gives a query 60
MANDATES = Path("authority", "mandates.json")  # in the output folder
LARGEST = 50_000_000  # bytes of an answer to a query
Advance = Callable[[], None]
Value = TypeVar("Value")


@dataclass
class Refreshed:
    """What a refresh gave: lines on what came, issues of single pages, and the proposals with their files."""

    draft: Draft
    written: Written
    came: list[str]
    issues: list[str] = field(default_factory=list)
    incomplete: str = ""  # why the site was not asked for all


@contextmanager
def _asked(settings: Settings, policy: Policy, again: bool) -> Iterator[Source]:
    with open_cache(settings.output / "authority" / "cache.sqlite") as cache, Fetcher(policy) as fetcher:
        yield Source(fetcher, cache, settings.cache_days, again)


# -- senate.be --------------------------------------------------------------------------------------


@dataclass
class _Members:
    """The members that came by their id, with the legislatures whose lists name them."""

    sat: dict[str, list[int]] = field(default_factory=dict)
    pages: dict[str, senators.Member] = field(default_factory=dict)
    issues: list[str] = field(default_factory=list)
    incomplete: str = ""
    odd: int = 0  # in a row that were something else


def refresh_senators(
    seeds: Path, settings: Settings, legislatures: Sequence[int] = (), again: bool = False,
    advance: Advance = lambda: None,
) -> Refreshed:  # fmt: skip
    """Propose what the Senate's own pages say of the members of some legislatures, of all by default.

    `advance` is called after each page. Raises BadInput for a setting or table that cannot be used, and VraagbaakError
    when no page of a member came.
    """
    chosen = legislatures or sorted(senators.ELECTIONS)
    if unknown := sorted(set(chosen) - set(senators.ELECTIONS)):
        raise BadInput(f"there is no legislature {unknown[0]}: choose of {', '.join(map(str, senators.ELECTIONS))}")
    draft = _draft(seeds, ("people", "parties", "ministers"), "senate.be, members' pages")
    with _asked(settings, collect.policy(settings), again) as source:
        members = _members(source, settings, chosen, advance)
        told = _told(settings.senate_url, source)
    if not members.pages:
        reason = members.incomplete or "; ".join(members.issues[:3])
        raise VraagbaakError(f"no page of a member came from {settings.senate_url}: {reason}")
    people = _people(draft, settings.output)
    people.meet_all(_somebody(key, member, members.sat[key]) for key, member in members.pages.items())
    compare_offices.compare_groups(draft, Counter(member.group for member in members.pages.values()))
    came = [told, f"{len(members.pages)} of {len(members.sat)} members of the legislatures {_list(chosen)}"]
    written = _write(draft, settings, "senators", [*came, *members.issues])
    return Refreshed(draft, written, came, members.issues, members.incomplete)


def _members(source: Source, settings: Settings, legislatures: Sequence[int], advance: Advance) -> _Members:
    """The lists, then the page of every member on them; stops asking when the site is down or not itself."""
    members = _Members()
    try:
        for legislature in legislatures:
            address = senators.list_page(legislature)
            for listed in _one(source, settings, address, senators.read_list, members) or ():
                members.sat.setdefault(listed.senate_id, []).append(legislature)
            advance()
        for senate_id in sorted(members.sat, key=int):
            if page := _one(source, settings, senators.member_page(senate_id), senators.read_member, members):
                members.pages[senate_id] = page
                members.odd = 0
            if members.odd >= ODD_IN_A_ROW:
                members.incomplete = f"{members.odd} pages in a row show no member: the site shows something else"
                break
            advance()
    except SiteDown as error:
        members.incomplete = str(error)
    return members


def _one(
    source: Source, settings: Settings, address: str, read: Callable[[bytes, str | None], Value], members: _Members
) -> Value | None:
    """What a page says; None and an issue when it did not come or is something else."""
    asked_at = settings.senate_url + address.removeprefix(senators.ORIGIN)
    try:
        return source.read(address, read, asked_at)
    except UnexpectedPage as error:
        members.issues.append(f"{address}: {error}")
        members.odd += 1
    except NotFetched as error:
        if error.fault is Fault.FORBIDDEN_BY_ROBOTS:  # and so would be every other page of its kind
            raise SiteDown(error.fault, error.what) from error
        members.issues.append(str(error))
        members.incomplete = "some pages were not fetched"
    return None


def _somebody(senate_id: str, member: senators.Member, sat: Sequence[int]) -> Somebody:
    mandates = tuple(Spell(*senators.term(number), f"member in legislature {number}") for number in sat)
    where = f"senate.be, member {senate_id}"
    return Somebody((member.name,), where, senate_id=senate_id, mandates=mandates, is_printed=True)


def _signed(output: Path) -> dict[str, list[Signed]]:
    """Which questions of the archive each folded name signed."""
    if not (output / ARCHIVE).is_file():
        return {}
    found: dict[str, list[Signed]] = {}
    with open_archive(output / ARCHIVE) as archive:
        for reading in read_questions(archive, archive.questions()):
            if (question := reading.question) and question.author:
                signed = Signed(question.date.isoformat(), question.number, question.author_id)
                found.setdefault(fold(question.author), []).append(signed)
    return {name: sorted(signed) for name, signed in found.items()}


# -- Wikidata ---------------------------------------------------------------------------------------


def refresh_wikidata(seeds: Path, settings: Settings, again: bool = False, answers: Path | None = None) -> Refreshed:
    """Propose what Wikidata says of senators, their parties, the federal governments and their ministers.

    `answers` is a folder of answers saved by hand, read instead of asking. Raises BadInput for a setting, table or
    answer that cannot be used, and VraagbaakError when the endpoint does not answer every query.
    """
    draft = _draft(seeds, ("people", "parties", "governments", "portfolios", "posts", "ministers"), "Wikidata (CC0)")
    offices = compare_offices.offices(draft)
    if answers:
        found, told = wikidata.ask_all(wikidata.from_folder(answers), offices), f"answers read from {answers}"
    else:
        with _asked(settings, wikidata_policy(settings), again) as source:
            found = _ask(source, settings, offices)
            told = _told(settings.wikidata_url, source)
    _keep_mandates(settings.output / MANDATES, found.persons)
    people = _people(draft, settings.output)
    compare_offices.compare_governments(draft, found.governments)
    compare_offices.compare_parties(draft, found.parties)
    people.meet_all(_person(one, draft) for one in found.persons)
    compare_offices.compare_ministers(draft, people, found.tenures)
    came = [
        told,
        f"{len(found.persons)} persons, {len(found.parties)} parties, {len(found.governments)} governments, "
        f"{len(found.tenures)} times that somebody held an office",
    ]
    return Refreshed(draft, _write(draft, settings, "wikidata", came), came)


def _ask(source: Source, settings: Settings, offices: dict[str, list[tuple[tuple[str, ...], str]]]) -> wikidata.Found:
    """What the endpoint answers; the queries are left in a folder, for whoever wants to ask them by hand."""
    folder = settings.output / "authority" / "queries"
    folder.mkdir(parents=True, exist_ok=True)
    for name, query in QUERIES.items():
        (folder / f"{name}.rq").write_text(query(offices), "utf-8")
    return wikidata.ask_all(wikidata.over_http(source, settings.wikidata_url), offices)


def wikidata_policy(settings: Settings) -> Policy:
    """How to ask the endpoint; raises BadInput when it is Wikimedia's and nobody is named to write to.

    Its robots.txt speaks to crawlers; programs that query it follow the User-Agent policy and its limits.
    """
    host = urlsplit(settings.wikidata_url).hostname or ""
    if settings.contact is None and host.endswith("wikidata.org"):
        # foundation.wikimedia.org, User-Agent policy: whoever runs a program has to be reachable.
        raise BadInput(
            "Wikidata is asked only by somebody it can write to: set VRAAGBAAK_CONTACT to an e-mail or web address"
        )
    agent = f"Vraagbaak/{version('vraagbaak')} (+{DEFAULT_BASE}; {settings.contact or 'no contact'})"
    return Policy(
        user_agent=agent, hosts=frozenset({host}), pause=settings.pause, timeout=max(settings.timeout, QUERY_TIME),
        whole=max(settings.timeout, QUERY_TIME) * 2, largest=LARGEST, attempts=settings.attempts,
        breaker=settings.breaker, robots=False,
    )  # fmt: skip


def _person(one: wikidata.Person, draft: Draft) -> Somebody:
    where = f"Wikidata {one.item.id}"
    known = {row["senate_id"] for row in draft.rows("people") if row["wikidata"] == one.item.id}
    ids = [number for number in one.senate_ids if number in known] or list(one.senate_ids)
    if len(ids) > 1:
        draft.look(f"{where}, {one.item.name}, has several ids of the Senate: {', '.join(ids)}")
    names = tuple(dict.fromkeys([one.item.name, *one.item.names.values()]))
    mandates = tuple(Spell(at.start, at.end, f"senator from {at.start or 'an unknown day'}") for at in one.mandates)
    return Somebody(names, where, one.item.id, ids[0] if len(ids) == 1 else "", mandates)


def _keep_mandates(path: Path, persons: Sequence[wikidata.Person]) -> None:
    """Write down when each item was a senator: the days that the next look at senate.be compares with."""
    days = {one.item.id: [[at.start, at.end] for at in one.mandates if at.start and at.end] for one in persons}
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_text(json.dumps({item: spells for item, spells in sorted(days.items()) if spells}), "utf-8")
    aside.replace(path)


def _mandates(path: Path) -> dict[str, list[Spell]]:
    """What the last look at Wikidata wrote down; nothing before the first."""
    if not path.is_file():
        return {}
    try:
        said = json.loads(path.read_text("utf-8"))
        return {
            item: [Spell(start, end, f"senator from {start} to {end} by Wikidata {item}") for start, end in spells]
            for item, spells in said.items()
        }
    except (ValueError, AttributeError, TypeError) as error:
        raise VraagbaakError(f"{path} is damaged ({error}): remove it, and run `authority refresh wikidata`") from error


# -- both -------------------------------------------------------------------------------------------


def _people(draft: Draft, output: Path) -> People:
    terms = {number: senators.term(number) for number in senators.ELECTIONS}
    return People(draft, terms, _signed(output), _mandates(output / MANDATES))


def _draft(seeds: Path, tables: Sequence[str], source: str) -> Draft:
    today = clock.now().date().isoformat()
    return read_draft(seeds, tables, f"{source}, {today}", today)


def _write(draft: Draft, settings: Settings, what: str, intro: Sequence[str]) -> Written:
    return write_proposals(draft, settings.output / "authority" / "proposals", what, intro)


def _told(where: str, source: Source) -> str:
    return f"{where}: {source.fetched} addresses asked for, {source.served} known from the last {source.days} days"


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
