"""The world of the miniature site is the same for the same seed, and holds what a real one may: gaps, turns, ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from flows.model import RelationKind, State
from flows.sources.be_senate import parse
from tests.site.checks import check
from tests.site.nights import CURRENT, SENTINEL, World, differences
from tests.site.server import drawn
from tests.site.truth import Truth

WORLD = World(seed=4, size=100, ends=12)
NIGHTS = (0, 7, 14)


def test_a_night_follows_from_the_seed_alone() -> None:
    again = World(seed=4, size=100, ends=12)
    assert again.truths(7) == WORLD.truths(7), "asked for night 7 first"
    assert again.truths(3) == WORLD.truths(3)
    assert World(seed=5, size=100, ends=12).truths(7) != WORLD.truths(7)


def shown() -> Iterator[Truth]:
    """What the pages of some nights say, each once: a page follows from its truth alone, and most stay as they are."""
    before: dict[str, Truth] = {}
    for night in NIGHTS:
        truths = WORLD.truths(night)
        yield from (truth for number, truth in truths.items() if before.get(number) != truth)
        before |= truths


def test_every_page_of_a_night_says_what_its_truth_says() -> None:
    for truth in shown():
        check(truth)
        for language in ("nl", "fr"):
            drawing = drawn(truth, "SVPrintNLFR", language)
            assert differences(parse(drawing.body, drawing.content_type, truth.number), truth) == [], truth.number


def test_numbers_have_gaps_and_some_come_late() -> None:
    serials = [int(number.partition("-")[2]) for number in WORLD.questions(CURRENT, 14)]
    assert serials[-1] > len(serials) > WORLD.size
    highest = [max(int(one.partition("-")[2]) for one in WORLD.questions(CURRENT, night)) for night in range(15)]
    appeared = {number: WORLD.lives[number].shown_from for number in WORLD.questions(CURRENT, 14)}
    late = [
        number
        for number, day in appeared.items()
        if WORLD.day(0) < day and int(number.partition("-")[2]) < highest[(day - WORLD.day(0)).days - 1]
    ]
    assert late


def test_there_is_every_state_and_every_tie() -> None:
    worlds = [World(seed=seed) for seed in range(4)]
    states = Counter(truth.state for world in worlds for truth in world.truths(14).values())
    assert set(states) == set(State)
    kinds = {
        relation.kind for world in worlds for truth in world.truths(14).values() for relation in truth.relations
    }  # fmt: skip
    assert kinds >= set(RelationKind) - {RelationKind.REQUALIFIED_FROM, RelationKind.RELATED_TO}


def test_when_the_legislature_ends_what_is_open_lapses() -> None:
    def lapsed(night: int) -> int:
        return sum(truth.state is State.LAPSED for truth in WORLD.truths(night).values() if truth.number[0] == "8")

    assert lapsed(11) == 0
    assert lapsed(12) > 10
    assert WORLD.questions(CURRENT, 14)[-1] in WORLD.truths(13), "no question is put after the end"


def test_the_real_question_stays_as_it_is() -> None:
    assert WORLD.truth(SENTINEL, 0) == WORLD.truth(SENTINEL, 14)
