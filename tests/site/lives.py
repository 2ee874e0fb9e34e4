"""The life of a made-up question: what happens to it on which day, and what its page says on any day.

Texts, subjects, descriptors and addressees are those of the truth files, mixed; numbers, days and states are made up.
`nights` decides which questions there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random

from flows.model import AnswerKind, EventKind, RelationKind, State, TargetKind
from tests.site.truth import Paragraph, Text, Truth, TruthAnswer, TruthEvent, TruthRelation, all_truths

TERM = 35  # days to answer: 2/6/2022 to 7/7/2022 on 7-1668
WITHOUT_DEADLINE = 5  # the legislature whose pages print none
# What the first lines of a text say, so that no two questions have the same.
NAMED = {"nl": "Het dossier draagt de naam", "fr": "Le dossier porte le nom", "de": "Die Akte trägt den Namen"}
MENDED = {"nl": "Deze tekst werd rechtgezet op", "fr": "Ce texte a été corrigé le", "de": "Verbessert wurde dies am"}
Texts = Mapping[str, Text]


@dataclass(frozen=True)
class Turn:
    """Something that happens on a day: an event of the chronology, an answer, a relation, or a corrected slip."""

    day: date
    event: EventKind | None = None
    answer: TruthAnswer | None = None
    relation: TruthRelation | None = None
    mended: str = ""  # "subject" or "question"


@dataclass(frozen=True)
class Life:
    """A question from its first to its last page: `start` is what the page says on its first day."""

    start: Truth
    turns: tuple[Turn, ...]
    shown_from: date
    hidden: tuple[tuple[date, date], ...] = ()  # first and last day of each time without a page

    def is_shown(self, day: date) -> bool:
        """Whether the site has a page of it on a day."""
        return day >= self.shown_from and not any(first <= day <= last for first, last in self.hidden)

    def truth(self, day: date) -> Truth:
        """What its page says on a day, or would say."""
        truth = self.start
        for turn in self.turns:
            if turn.day <= day:
                truth = _after(truth, turn)
        return _settled(truth)

    def with_turns(self, *turns: Turn) -> Life:
        """The life with more turns, in the order of their days; those of a day as they were given."""
        return replace(self, turns=tuple(sorted((*self.turns, *turns), key=lambda turn: turn.day)))


def _after(truth: Truth, turn: Turn) -> Truth:
    if turn.event:
        truth = replace(truth, events=(*truth.events, TruthEvent(turn.day, turn.event)))
    if turn.answer and turn.answer.kind is AnswerKind.PROVISIONAL:
        truth = replace(truth, answers=(turn.answer, *truth.answers))
    elif turn.answer:
        truth = replace(truth, answers=(*truth.answers, turn.answer))
    if turn.relation:
        truth = replace(truth, relations=(*truth.relations, turn.relation))
    if turn.mended == "subject":
        mended = {language: f"{text} (bis)" for language, text in truth.subject.items()}
        truth = replace(truth, subject=mended)
    if turn.mended == "question":
        truth = replace(truth, question=_headed(truth.question, MENDED, f"{turn.day:%d/%m/%Y}"))
    return truth


def _headed(texts: Texts, words: Mapping[str, str], name: str) -> Texts:
    return {language: (Paragraph("", f"{words[language]} {name}."), *text) for language, text in texts.items()}


def _settled(truth: Truth) -> Truth:
    """The truth with what follows from the rest: its state, and the addresses and numbers that its texts name."""
    text = "\n".join(truth.text(language) for language in ("nl", "fr", "de"))
    return replace(
        truth,
        state=_state(truth),
        citations=tuple(dict.fromkeys(one for one in _named("citations") if one in text)),
        refers_to=tuple(one for one in _named("refers_to") if one in text),
    )


@cache
def _named(what: str) -> tuple[str, ...]:
    """Every web address, or question's number in order, that a truth file says its texts name."""
    found = {one for truth in all_truths() for one in getattr(truth, what)}
    return tuple(sorted(found, key=lambda one: (_order(one) if what == "refers_to" else (), one)))


def _order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("-"))


def _state(truth: Truth) -> State:
    kinds = {event.kind for event in truth.events}
    answers = {answer.kind for answer in truth.answers}
    if answers - {AnswerKind.PROVISIONAL, AnswerKind.NOT_PUBLISHED}:
        return State.ANSWERED
    if AnswerKind.NOT_PUBLISHED in answers:
        return State.ANSWERED_UNPUBLISHED
    if AnswerKind.PROVISIONAL in answers:
        return State.PROVISIONALLY_ANSWERED
    if EventKind.REQUALIFICATION in kinds:
        return State.REQUALIFIED
    if EventKind.CLOSED in kinds or any(one.kind is RelationKind.REINTRODUCED_AS for one in truth.relations):
        return State.CLOSED
    return State.LAPSED if EventKind.LAPSED in kinds else State.OPEN


# -- making one up ----------------------------------------------------------------------------------

# What may become of a question, with how often, and the events that answer or end it, in days after it was put.
FATES: dict[str, int] = {
    "prompt": 36, "late": 14, "supplemented": 6, "same-day": 2, "unanswered": 20, "reminded": 8, "provisional": 4,
    "unpublished": 3, "closed": 4, "requalified": 3,
}  # fmt: skip


def make_life(number: str, asked: date, ended: date | None, chance: Random, fate: str = "") -> Life:
    """The life of a question put on a day, in a legislature that ends or ended on `ended`."""
    fate = fate or chance.choices(list(FATES), list(FATES.values()))[0]
    turns = sorted(_turns(fate, number, asked, chance), key=lambda turn: turn.day)
    if ended:
        # 6-2010 shows that some pages are forgotten and stay open; the others lapse when nothing had ended them.
        turns = [turn for turn in turns if turn.day <= ended]
        finished = any(turn.event and turn.event is not EventKind.REMINDER for turn in turns)
        turns += [] if finished or chance.random() < 0.1 else [Turn(ended, EventKind.LAPSED)]
    return Life(_start(number, asked, chance), tuple(turns), asked)


def _start(number: str, asked: date, chance: Random) -> Truth:
    legislature = int(number.partition("-")[0])
    # Only from the past: a text may name questions, and none of a later legislature.
    matter = chance.choice([truth for truth in all_truths() if _legislature(truth) <= legislature])
    author = chance.choice([truth for truth in all_truths() if abs(_legislature(truth) - legislature) <= 1])
    deadline = None if legislature == WITHOUT_DEADLINE else asked + timedelta(days=TERM)
    return replace(
        matter,
        number=number, author=author.author, party=author.party, date=asked, relations=(), answers=(),
        addressee=chance.choice(all_truths()).addressee,
        events=(TruthEvent(asked, EventKind.DISPATCH, deadline),),
        question=_headed(matter.question, NAMED, f"{number.replace('-', '/')}/{chance.randint(1, 99)}"),
    )  # fmt: skip


def _legislature(truth: Truth) -> int:
    return _order(truth.number)[0]


def _turns(fate: str, number: str, asked: date, chance: Random) -> Iterator[Turn]:
    def after(least: int, most: int) -> date:
        return asked + timedelta(days=chance.randint(least, most))

    answered = after(0, 0) if fate == "same-day" else after(2, TERM) if fate == "prompt" else after(TERM + 5, 120)
    if fate in ("late", "reminded"):
        yield Turn(after(TERM + 1, TERM + 4), EventKind.REMINDER)
    if fate == "reminded":
        yield Turn(after(140, 200), EventKind.REMINDER)
    if fate == "provisional":
        document = f"/www/doc/{number}.pdf"
        yield Turn(after(3, 20), answer=TruthAnswer(AnswerKind.PROVISIONAL, None, document))
    if fate in ("prompt", "late", "supplemented", "same-day") or (fate == "provisional" and chance.random() < 0.5):
        yield answer(answered, chance)
    if fate == "supplemented":
        yield answer(answered + timedelta(days=chance.randint(3, 60)), chance, AnswerKind.SUPPLEMENTARY)
    if fate == "unpublished":
        yield Turn(answered, EventKind.ANSWER, TruthAnswer(AnswerKind.NOT_PUBLISHED, answered))
        yield Turn(answered, EventKind.NOT_PUBLISHED)
    if fate == "closed":
        yield Turn(answered, EventKind.CLOSED)
    if fate == "requalified":
        target = TruthRelation(
            RelationKind.REQUALIFIED_AS, TargetKind.REQUEST_FOR_EXPLANATION, f"{number[0]}-{chance.randint(1, 4000)}"
        )
        yield Turn(answered, EventKind.REQUALIFICATION, relation=target)
        if chance.random() < 0.3:  # 5-7129 was answered all the same
            yield answer(answered + timedelta(days=chance.randint(5, 30)), chance)


def answer(day: date, chance: Random, kind: AnswerKind = AnswerKind.SUBSTANTIVE) -> Turn:
    """An answer on a day, with the text of a real question's answer."""
    event = EventKind.SUPPLEMENTARY_ANSWER if kind is AnswerKind.SUPPLEMENTARY else EventKind.ANSWER
    return Turn(day, event, TruthAnswer(kind, day, None, chance.choice(_answer_texts())))


@cache
def _answer_texts() -> Sequence[Texts]:
    return [
        given.texts for truth in all_truths() for given in truth.answers if given.kind is AnswerKind.SUBSTANTIVE
    ]  # fmt: skip
