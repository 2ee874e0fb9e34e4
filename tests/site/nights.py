"""A miniature senate.be that evolves from night to night: which questions there are, and what each page says when.

The world on a night is a pure function of the seed and the night: questions appear, with gaps and at times a lower
number late; they are answered, supplemented, reminded, requalified, corrected, tied to others; some disappear, and a
legislature may end. Night 0 is the first; nothing is drawn or served here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import Any

from flows.as_json import as_json
from flows.model import RelationKind, TargetKind, WrittenQuestion
from tests.site.expected import expected, expected_issues
from tests.site.lives import Life, Turn, answer, make_life
from tests.site.truth import Truth, TruthRelation, all_truths

TERMS = {  # the days on which questions of a legislature were put, and when it ended
    5: (date(2010, 9, 1), date(2014, 4, 28)),
    6: (date(2014, 10, 14), date(2019, 4, 26)),
    7: (date(2019, 10, 1), date(2024, 5, 8)),
}
CURRENT = 8
HORIZON = 40  # nights that a world knows
NEW = (0, 1, 2, 2, 3, 4)  # new numbers in a night, each as likely
SENTINEL = "7-1668"  # the real question stands on the site as it is, far beyond the others of its legislature
TARGET = TargetKind.WRITTEN_QUESTION


@dataclass(frozen=True)
class World:
    """A site of `old` questions in each of the ended legislatures and `size` in the current one on night 0.

    Those of the current one were put in the `span` of days before night 0.
    `ends` is the night on which the current legislature ends; no question is put after it.
    """

    seed: int = 1668
    size: int = 100
    old: int = 12
    first: date = date(2026, 11, 2)
    ends: int | None = None
    span: int = 200

    def day(self, night: int) -> date:
        """The day of a night."""
        return self.first + timedelta(days=night)

    def moment(self, night: int) -> int:
        """When a night's harvest begins, in seconds since 1970, as SOURCE_DATE_EPOCH has it: half past one."""
        return int(datetime.combine(self.day(night), time(1, 30), UTC).timestamp())

    def truth(self, number: str, night: int) -> Truth | None:
        """What the page of a number says on a night; None when there is no such page."""
        life = self.lives.get(number)
        return life.truth(self.day(night)) if life and life.is_shown(self.day(night)) else None

    def truths(self, night: int) -> dict[str, Truth]:
        """Every question that has a page on a night, by number."""
        found = {number: self.truth(number, night) for number in self.lives}
        return {number: truth for number, truth in found.items() if truth}

    def questions(self, legislature: int, night: int) -> list[str]:
        """The numbers of a legislature that have a page on a night, apart from the sentinel's."""
        shown = self.truths(night)
        return [number for number in shown if number.startswith(f"{legislature}-") and number != SENTINEL]

    @cached_property
    def lives(self) -> Mapping[str, Life]:
        """The life of every question that the world ever shows, in the order of the numbers."""
        lives = {life.start.number: life for life in [*self._old_lives(), *self._current_lives()]}
        return dict(_tied(lives, self))

    def _old_lives(self) -> Iterator[Life]:
        for legislature, (begin, end) in TERMS.items():
            days = (end - begin).days
            for serial in range(1, self.old + 1):
                chance = self._chance(f"{legislature}-{serial}")
                # Every twelfth number or so was never given out.
                if chance.random() < 0.08:
                    continue
                asked = begin + timedelta(days=days * serial // (self.old + 1))
                life = make_life(f"{legislature}-{serial}", asked, end, chance)
                # Somebody answers an old question, or mends it, long after its time.
                if chance.random() < 0.08:
                    life = life.with_turns(answer(self.day(chance.randint(2, 12)), chance))
                yield life
        real = next(truth for truth in all_truths() if truth.number == SENTINEL)
        yield Life(real, (), real.date)

    def _current_lives(self) -> Iterator[Life]:
        ended = self.day(self.ends) if self.ends is not None else None
        for serial, asked in enumerate(self._days_of_current(), 1):
            number = f"{CURRENT}-{serial}"
            chance = self._chance(number)
            if (ended and asked > ended) or chance.random() < 0.06:
                continue
            life = make_life(number, asked, ended, chance)
            late = chance.randint(2, 6) if serial > self.size and chance.random() < 0.1 else 0
            yield _with_luck(life, self, late, chance)

    def _days_of_current(self) -> Iterator[date]:
        """The day of each number: in the span before night 0, then some each night."""
        for serial in range(self.size):
            yield self.first - timedelta(days=1 + self.span * (self.size - 1 - serial) // self.size)
        for night in range(1, HORIZON):
            for _ in range(self._chance(f"night {night}").choice(NEW)):
                yield self.day(night)

    def _chance(self, of: str) -> Random:
        return Random(f"{self.seed} {of}")


def _with_luck(life: Life, world: World, late: int, chance: Random) -> Life:
    """The life with a page that comes late, goes or is mended."""
    shown_from = life.start.date + timedelta(days=late)
    hidden: tuple[tuple[date, date], ...] = ()
    if chance.random() < 0.015:
        hidden = ((world.day(chance.randint(2, 9)), date.max),)
    elif chance.random() < 0.015:
        gone = chance.randint(2, 9)
        hidden = ((world.day(gone), world.day(gone + chance.randint(0, 2))),)
    mended = [what for what in ("subject", "question") if chance.random() < 0.06]
    turns = [Turn(max(world.day(chance.randint(1, 12)), shown_from), mended=what) for what in mended]
    return Life(life.start, life.turns, shown_from, hidden).with_turns(*turns)


def _tied(lives: dict[str, Life], world: World) -> Iterator[tuple[str, Life]]:
    """The lives with relations between them, each end on the day on which the later question appears."""
    more: dict[str, list[Turn]] = {}

    def tie(kind: RelationKind, one: str, back: RelationKind, other: str) -> None:
        day = max(lives[one].shown_from, lives[other].shown_from)
        more.setdefault(one, []).append(Turn(day, relation=TruthRelation(kind, TARGET, other)))
        more.setdefault(other, []).append(Turn(day, relation=TruthRelation(back, TARGET, one)))

    open_ones = [number for number, life in lives.items() if not any(turn.answer for turn in life.turns)]
    numbers = [number for number in lives if number != SENTINEL]
    for at, number in enumerate(numbers):
        chance = Random(f"{world.seed} ties of {number}")
        earlier = [one for one in open_ones if one in numbers[:at] and one not in more and one[0] in (number[0], "7")]
        if chance.random() < 0.12 and earlier:
            tie(RelationKind.REINTRODUCES, number, RelationKind.REINTRODUCED_AS, chance.choice(earlier))
        elif chance.random() < 0.12 and numbers[at - 1][0] == number[0]:
            tie(RelationKind.ALSO_ASKED_AS, number, RelationKind.ALSO_ASKED_AS, numbers[at - 1])
    for number, life in lives.items():
        yield number, life.with_turns(*more.get(number, ()))


# -- comparing --------------------------------------------------------------------------------------


def differences(question: WrittenQuestion | None, truth: Truth) -> list[str]:
    """The fields in which a question, read off the bilingual page or off both web pages, is not what the truth says."""
    if question is None:
        return ["everything"]
    found = as_json(question)
    wanted = expected(truth, "SVPrintNLFR", "nl")
    issues = {issue["code"] for issue in found.pop("issues")}
    unlike = [name for name, value in wanted.items() if name not in FORMS and _plain(found[name]) != _plain(value)]
    return unlike + sorted(issues ^ expected_issues(truth, "SVPrintNLFR", "nl"))


FORMS = {"variant", "page_languages"}  # of the page, not of the question


def _plain(value: Any) -> Any:
    """A value without the order of languages, nor the wording of events, which the bilingual page prints in Dutch."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in sorted(value.items()) if name != "label"}
    return [_plain(one) for one in value] if isinstance(value, list) else value
