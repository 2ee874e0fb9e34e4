"""Addresses go by one form, and every question is looked at again in time: neither at once nor never."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.model import Known, State
from flows.sources.be_senate import FACTS
from flows.sources.be_senate.discover import (
    bilingual_page,
    canonical,
    highest_seen,
    legislatures,
    next_visit,
    number_of,
    web_pages,
)

AGAIN = FACTS["again"]
CURRENT = legislatures()[-1]
SEEN = date(2026, 11, 24)
PAGE = "https://www.senate.be/www/?MIval=/Vragen/SVPrintNLFR&LEG=7&NR=1668&LANG=nl"


# -- addresses --------------------------------------------------------------------------------------


def test_the_pages_of_a_number() -> None:
    assert bilingual_page("7-1668") == PAGE
    assert web_pages("7-1668") == [
        PAGE.replace("SVPrintNLFR", "SchriftelijkeVraag"),
        PAGE.replace("SVPrintNLFR", "SchriftelijkeVraag").replace("LANG=nl", "LANG=fr"),
    ]
    for address in (PAGE, *web_pages("7-1668")):
        assert canonical(address) == address
        assert number_of(address) == "7-1668"


@pytest.mark.parametrize("variant", ["SchriftelijkeVraag", "SVPrint", "SVPrintNLFR"])
@pytest.mark.parametrize("slash", ["/", "", "%2F"])
@pytest.mark.parametrize("host", ["www.senate.be", "senate.be", "www.senaat.be", "senaat.be", "WWW.Senate.BE:80"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_form_of_an_address_is_the_same_page(scheme: str, host: str, slash: str, variant: str) -> None:
    address = f"{scheme}://{host}/www/?MIval={slash}Vragen/{variant}&LEG=7&NR=1668&LANG=nl"
    assert canonical(address) == PAGE.replace("SVPrintNLFR", variant)
    assert number_of(address) == "7-1668"


@given(st.permutations(["MIval=/Vragen/SVPrintNLFR", "LEG=7", "NR=1668", "LANG=nl"]), st.sampled_from(["", "#top"]))
def test_the_order_of_the_parameters_does_not_matter(parameters: list[str], fragment: str) -> None:
    assert canonical(f"https://www.senate.be/www/?{'&'.join(parameters)}{fragment}") == PAGE
    assert canonical(f"https://www.senate.be/www/?{'&'.join(parameters)}&extra=1{fragment}") == PAGE
    lower = "&".join(one.partition("=")[0].lower() + "=" + one.partition("=")[2] for one in parameters)
    assert canonical(f"https://www.senate.be/www/?{lower}") == PAGE


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://[",
        "https://www.senate.be/",
        PAGE.replace("www.senate.be", "www.dekamer.be"),
        PAGE.replace("www.senate.be", "www.senate.be.example.org"),
        PAGE.replace("SVPrintNLFR", "Mondelinge"),
        PAGE.replace("SVPrintNLFR", "SVPrintNLFR/x"),
        PAGE.replace("LANG=nl", "LANG=de"),
        PAGE.replace("&LANG=nl", ""),
        PAGE.replace("NR=1668", "NR=0"),
        PAGE.replace("NR=1668", "NR=01668"),
        PAGE.replace("NR=1668", "NR=1668a"),
        PAGE.replace("LEG=7", "LEG="),
        "https://www.senate.be/www/?MIval=showSenator&ID=1&LANG=nl",
    ],
)
def test_another_page_is_none(address: str) -> None:
    assert canonical(address) is None
    assert number_of(address) is None


@given(st.text(), st.text(), st.text())
def test_any_parameters_give_an_address_of_ours_or_none(leg: str, nr: str, lang: str) -> None:
    query = urlencode({"MIval": "/Vragen/SVPrintNLFR", "LEG": leg, "NR": nr, "LANG": lang})
    found = canonical(f"https://www.senate.be/www/?{query}")
    assert found is None or canonical(found) == found


def test_legislatures() -> None:
    assert list(legislatures()) == [3, 4, 5, 6, 7, 8]
    assert [highest_seen(legislature) for legislature in (7, 8, 9)] == [2205, 0, 0]


# -- when to look again -----------------------------------------------------------------------------


def known(
    state: State, asked: int = 40, legislature: int = CURRENT, deadline: int | None = 0, answered: int = 0
) -> Known:
    """A question put so many days before it was seen; deadline and answer are days after it was seen."""
    day = SEEN - timedelta(days=asked)
    given = SEEN + timedelta(days=answered) if state is State.ANSWERED else None
    return Known(f"{legislature}-1", day, state, None if deadline is None else SEEN + timedelta(days=deadline), given)


def again(question: Known) -> int:
    """In how many days it is looked at again."""
    return (next_visit(question, SEEN) - SEEN).days


def about(days: int) -> set[int]:
    """The days, a quarter more or less."""
    return set(range(round(days * 0.75), round(days * 1.25) + 1))


@pytest.mark.parametrize(
    ("deadline", "days", "reason"),
    [
        (100, 3, "long before the deadline: every third day"),
        (14, 3, "as long as that is before the last days"),
        (12, 2, "the last days begin in two"),
        (11, 1, "and tomorrow"),
        (10, 1, "ten days before the deadline every night counts"),
        (0, 1, "on the day"),
        (-1, 1, "and after it"),
        (-60, 1, "for two months"),
    ],
)
def test_an_open_question_is_looked_at_around_its_deadline(deadline: int, days: int, reason: str) -> None:
    for state in (State.OPEN, State.PROVISIONALLY_ANSWERED):
        assert again(known(state, deadline=deadline)) == days, reason


@pytest.mark.parametrize(
    ("question", "days", "reason"),
    [
        (known(State.OPEN, deadline=-61), 7, "long overdue: an answer may come half a year late"),
        (known(State.OPEN, deadline=-61, legislature=5), 120, "nobody answers what a legislature left open"),
        (known(State.OPEN, asked=96, deadline=None), 7, "without a printed deadline five weeks are usual"),
        (known(State.ANSWERED, answered=-7), 45, "a supplementary answer may come"),
        (known(State.ANSWERED, answered=-366), 270, "hardly after a year"),
        (known(State.ANSWERED, answered=-7, legislature=7), 270, "nor after the legislature"),
        (known(State.CLOSED), 365, "only a correction could change it"),
        (known(State.LAPSED), 365, "the same"),
        (known(State.REQUALIFIED), 365, "the same"),
    ],
)
def test_what_hardly_changes_is_looked_at_seldom(question: Known, days: int, reason: str) -> None:
    assert again(question) in about(days), reason


@pytest.mark.parametrize(("asked", "days"), [(1, 3), (24, 1), (35, 1), (95, 1)])
def test_without_a_printed_deadline_five_weeks_are_usual(asked: int, days: int) -> None:
    assert again(known(State.OPEN, asked=asked, deadline=None)) == days


@pytest.mark.parametrize("answered", [0, -1, -6])
def test_a_fresh_answer_is_looked_at_when_it_has_settled(answered: int) -> None:
    assert again(known(State.ANSWERED, answered=answered)) == 7


def test_an_answer_of_which_no_day_is_known_counts_from_when_it_was_seen() -> None:
    assert again(Known(f"{CURRENT}-1", SEEN, State.ANSWERED_UNPUBLISHED)) == 7


def test_a_harvest_of_one_night_does_not_fall_due_on_one() -> None:
    days = [
        (next_visit(Known(f"7-{serial}", SEEN, State.CLOSED), SEEN) - SEEN).days for serial in range(1, 2001)
    ]  # fmt: skip
    assert set(days) <= about(365)
    assert len(set(days)) > 150
    assert max(days.count(day) for day in set(days)) < 40
    assert days[0] == (next_visit(Known("7-1", SEEN, State.CLOSED), SEEN) - SEEN).days, "always the same for a number"


DAYS = st.dates(date(1995, 1, 1), date(2040, 1, 1))
QUESTIONS = st.builds(
    Known, st.builds("{}-{}".format, st.sampled_from(legislatures()), st.integers(1, 12000)), DAYS,
    st.sampled_from(State), st.none() | DAYS, st.none() | DAYS,
)  # fmt: skip
LONGEST = {
    State.OPEN: max(AGAIN["open_in_old"], AGAIN["open_long_overdue"]),
    State.PROVISIONALLY_ANSWERED: max(AGAIN["open_in_old"], AGAIN["open_long_overdue"]),
    State.ANSWERED: AGAIN["answered_old"],
    State.ANSWERED_UNPUBLISHED: AGAIN["answered_old"],
    State.CLOSED: AGAIN["finished"],
    State.LAPSED: AGAIN["finished"],
    State.REQUALIFIED: AGAIN["finished"],
}


@given(QUESTIONS.filter(lambda question: (question.answered or SEEN) <= SEEN), DAYS.filter(lambda day: day >= SEEN))
@example(Known("8-1", SEEN, State.OPEN, SEEN + timedelta(days=11)), SEEN)
def test_the_next_visit_is_later_and_not_too_late(question: Known, seen: date) -> None:
    days = (next_visit(question, seen) - seen).days
    assert 1 <= days <= round(LONGEST[question.state] * 1.25)


def test_a_misprinted_day_of_answer_in_the_future_does_not_put_a_question_off_for_ever() -> None:
    assert again(known(State.ANSWERED, answered=180 * 365)) == 7
