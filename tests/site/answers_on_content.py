"""What the competency queries on texts, topics and sources must find in what is gathered of the miniature site.

Rows stand in the query's order, worked out of the truth and the reviewed tables by plain Python.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from flows.model import AnswerKind
from tests.site.answered import links, original, question_parts, unanswered
from tests.site.expected import body
from tests.site.gathered import Gathered, Rows, everything, gathered
from tests.site.meanings import broader, fields, keyed, party, portfolio_label, portfolios, rank, table, tenures, topics
from tests.site.truth import printed_lines

# -- texts ------------------------------------------------------------------------------------------


def parts_with_answers() -> Rows:
    """15."""
    rows: Rows = []
    for number in ("4-2571", "7-1668"):
        one = gathered()[number]
        parts = question_parts(one, "nl")
        for position, answering in sorted(links(one).items()):
            for at, part in answering:
                given = body(one.truth.answers[at - 1].texts["nl"])["parts"][part - 1]
                rows.append((number, parts[position - 1]["number"], parts[position - 1]["text"], given["text"]))
    return rows


def parts_without_answer() -> Rows:
    """16."""
    return [
        (one.number, part["position"], part["number"])
        for one in everything()
        if one.answered
        for part in unanswered(one)
    ]


def language_missing() -> Rows:
    """21."""
    return [
        (one.number, language)
        for one in everything()
        for language in ("fr", "nl")
        if language not in one.truth.question or language not in one.languages
    ]


def titles() -> Rows:
    """23."""
    return [
        (one.number, one.title, one.truth.subject["fr"])
        for one in everything()
        if one.title and "fr" in one.truth.subject and "fr" in one.languages
    ]


def web_sources() -> Rows:
    """24."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in everything():
        texts = [("", one.truth.question), *((str(at), answer.texts) for at, answer in enumerate(one.truth.answers))]
        for at, versions in texts:
            for language in one.languages & versions.keys():
                for address in _cited(one, "\n".join(printed_lines(versions[language]))):
                    host = re.fullmatch(r"https?://([^/]+).*", address)
                    assert host
                    found[host[1]].add((f"{one.number} {at}", address))
    rows = [(host, len({text for text, _ in both}), len({one for _, one in both})) for host, both in found.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _cited(one: Gathered, text: str) -> Iterator[str]:
    for address in sorted(one.truth.citations, key=len, reverse=True):  # one may begin another
        if address in text:
            text = text.replace(address, "")
            yield address


def referrals() -> Rows:
    """26."""
    return sorted(
        (answer.date, one.number, one.addressee)
        for one in everything()
        for answer in one.truth.answers
        if answer.kind is AnswerKind.REFERRAL and one.addressee
    )


def questions_named() -> Rows:
    """27."""
    return sorted(
        (one.number, number, gathered()[number].title if number in gathered() else None)
        for one in everything()
        for number in one.truth.refers_to
    )


# -- topics -----------------------------------------------------------------------------------------


def questions_by_domain() -> Rows:
    """17."""
    found = Counter(
        (domain, micro, one.truth.date.year)
        for one in everything()
        for domain, micro in {pair for topic in topics(one) for pair in fields(topic)}
    )
    return [(*key, count) for key, count in sorted(found.items())]


def concept_or_narrower() -> Rows:
    """18."""
    (wide,) = (row["id"] for row in table("eurovoc") if row["nl"] == "migratie")
    return sorted({
        (one.number, topic.nl)
        for one in everything()
        for topic in topics(one)
        if topic.is_eurovoc and wide in broader(topic.key)
    })  # fmt: skip


def keywords_without_eurovoc() -> Rows:
    """19; of two French spellings the first in the order of the letters is the preferred one."""
    found = [topic for one in everything() for topic in topics(one) if not topic.is_eurovoc]
    counts = Counter(topic.key for topic in found)
    rows = []
    for key, count in counts.items():
        spellings = [
            [topic.nl for topic in found if topic.key == key],
            [topic.fr for topic in found if topic.key == key],
        ]
        rows.append((*(min(filter(None, spelt), default=None) for spelt in spellings), count))
    return sorted(rows, key=lambda row: (-int(row[2] or 0), row[0] or "", row[1] or ""))


def shared_topics() -> Rows:
    """20."""
    asking: dict[tuple[int, int, str], set[str]] = defaultdict(set)
    for one in everything():
        for topic in topics(one):
            if topic.nl and (group := party(one)):
                asking[one.truth.date.year, (one.truth.date.month + 2) // 3, topic.nl].add(group)
    return [(*key, ", ".join(sorted(groups))) for key, groups in sorted(asking.items()) if len(groups) > 1]


def unusual_domains() -> Rows:
    """33."""
    asked: dict[str, list[tuple[Gathered, set[str]]]] = defaultdict(list)
    for one in everything():
        for key in portfolios(one):
            asked[key].append((one, {domain for topic in topics(one) for domain, _ in fields(topic)}))
    rows: Rows = []
    for key, questions in asked.items():
        touching = Counter(domain for _, domains in questions for domain in domains)
        rows += [
            (portfolio_label(key), domain, one.number, minister(one), touching[domain], len(questions))
            for one, domains in questions
            for domain in domains
            if 10 * touching[domain] < len(questions)
        ]
    return sorted(rows, key=lambda row: tuple(map(str, row[:3])))


def minister(one: Gathered) -> str | None:
    """The person whom the tables name for all portfolios of an addressee on the day of the question."""
    found = {held["person"] for key in portfolios(one) for held in tenures(rank(one), key, one.truth.date)}
    return keyed("people", "person")[found.pop()]["name"] if len(found) == 1 else None


def topics_together() -> Rows:
    """34."""
    pairs = Counter(
        frozenset(pair) for one in everything() for pair in combinations({topic.nl or "" for topic in topics(one)}, 2)
    )
    rows = [(*sorted(pair), count) for pair, count in pairs.items() if count > 2]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


# -- figures and sources ----------------------------------------------------------------------------


def language_asked() -> Rows:
    """22."""
    groups: dict[tuple[int, str], list[str]] = defaultdict(list)
    for one in everything():
        if group := party(one):
            groups[one.truth.date.year, group].append(original(one))
    return [
        (*key, len(asked), *(asked.count(language) / len(asked) for language in ("nl", "fr", "de")))
        for key, asked in sorted(groups.items())
    ]


def source_of_an_answer() -> Rows:
    """28."""
    one = gathered()["7-1668"]
    digest = hashlib.sha256(one.page.body).hexdigest()
    return [(one.number, one.answered, one.page.address, one.page.seen, digest)]


def changed_sources() -> Rows:
    """29."""
    rows = [(one.number, one.issued, one.page.seen) for one in everything() if one.page.seen > one.issued]
    return sorted(rows, key=lambda row: (row[2], row[0]))


def changes_since() -> Rows:
    """30."""
    since = dt.datetime(2026, 11, 10, tzinfo=dt.UTC)
    rows = [(one.number, one.page.seen, one.page.seen == one.issued) for one in everything() if one.page.seen >= since]
    return sorted(rows, key=lambda row: (row[1], row[0]))


def freshness() -> Rows:
    """31."""
    rows: Rows = []
    for legislature in sorted({one.legislature for one in everything()}):
        members = [one for one in everything() if one.legislature == legislature]
        rows.append((
            legislature, len(members), max(one.truth.serial for one in members),
            sum(one.answered is not None for one in members), max(one.page.seen for one in members),
        ))  # fmt: skip
    return rows
