"""Made-up questions of the real shape: the truth that the miniature site's renderer draws a page from.

Authors, addressees and descriptors are drawn from the site's truth files and the tables in `seeds/`; numbers follow
the real legislatures, texts are `made_words`. `truth` is a pure function of the number and the version.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from flows.model import AnswerKind, EventKind, RelationKind, State, TargetKind
from flows.settings import product_folder
from tests.bench.made_words import Language, Prose
from tests.site.truth import Paragraph, Table, Text, Truth, TruthAnswer, TruthEvent, TruthRelation, all_truths

# The highest number seen in each legislature (flows/sources/be_senate/source.toml), and its first and last day.
LEGISLATURES = {
    3: (7913, date(2003, 7, 14), date(2007, 5, 2)),
    4: (7485, date(2007, 7, 12), date(2010, 5, 6)),
    5: (11305, date(2010, 7, 20), date(2014, 4, 25)),
    6: (2011, date(2014, 7, 8), date(2019, 5, 23)),
    7: (2205, date(2019, 7, 18), date(2024, 5, 8)),
}
WITHOUT_DEADLINE, WITHOUT_KEYWORDS = 5, 3  # legislatures whose pages print none
TERM = 35  # days to answer: 2/6/2022 to 7/7/2022 on 7-1668
BLOCK = 10  # numbers that may be tied to one another, so that both ends of a relation agree
# Of a hundred questions. Truth files over-represent odd ones; here most were answered, as an archive of ended
# legislatures has it, and every state comes.
FATES = {
    "answered": 68, "supplemented": 3, "provisional then answered": 1, "provisional": 1, "unpublished": 1, "lapsed": 12,
    "closed": 7, "requalified": 2, "open": 5,
}  # fmt: skip
LANGUAGES: tuple[Language, ...] = ("nl", "fr")
MARKS = {"1)": 6, "1.": 3, "(1)": 1}
OPENINGS = {
    "nl": "Het geachte lid gelieve hierna de gevraagde inlichtingen te vinden.",
    "fr": "L'honorable membre trouvera ci-après les renseignements demandés.",
}
NAMED = {"nl": "zie schriftelijke vraag nr. {}", "fr": "voir la question écrite n° {}"}
HOSTS = ("www.example.com", "www.example.org", "statbel.example.net", "nieuws.example.com", "presse.example.org")
MADE_KEYWORDS = 400  # descriptors that are in no table, as the Senate has many of its own


@dataclass(frozen=True)
class Material:
    """What the heads of pages are drawn from: authors and addressees by legislature, pairs of descriptors."""

    authors: Mapping[int, tuple[tuple[str, str | None], ...]]
    addressees: Mapping[int, tuple[Mapping[str, str], ...]]
    reviewed: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]


@cache
def material() -> Material:
    """The material of the truth files and the tables."""
    authors, addressees = {}, {}
    people = [row["name"] for row in _rows("people")]
    for legislature in LEGISLATURES:
        here = [truth for truth in all_truths() if truth.number.startswith(f"{legislature}-")]
        parties = sorted({truth.party for truth in here if truth.party})
        printed = [(truth.author, truth.party) for truth in here]
        # The tables do not say who sat for which party; any party of the legislature makes the page as long.
        printed += [(name, parties[at % len(parties)]) for at, name in enumerate(people)]
        authors[legislature] = tuple(dict.fromkeys(printed))
        addressees[legislature] = tuple(truth.addressee for truth in here if truth.addressee)
    tables = [(row["nl"], row["fr"]) for name in ("eurovoc", "keywords") for row in _rows(name)]
    seen = [pair for truth in all_truths() if len({len(words) for words in truth.keywords.values()}) == 1
            for pair in zip(truth.keywords["nl"], truth.keywords["fr"], strict=True)]  # fmt: skip
    made = [
        (Prose("nl", Random(at)).phrase(1, 3).lower(), Prose("fr", Random(at)).phrase(1, 3).lower())
        for at in range(MADE_KEYWORDS)
    ]
    whole = [pair for pair in tables if all(pair)]
    return Material(authors, addressees, tuple(dict.fromkeys(whole)), tuple(dict.fromkeys([*seen, *made])))


def _rows(table: str) -> list[dict[str, str]]:
    path = product_folder("seeds") / f"{table}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sources() -> list[Path]:
    """The files whose content decides what is generated, besides the renderer's."""
    tables = [product_folder("seeds") / f"{name}.csv" for name in ("people", "eurovoc", "keywords")]
    return [Path(__file__), *(path for path in tables if path.is_file())]


def numbers(size: int) -> list[str]:
    """The numbers of a corpus of some size: each legislature has its real share, counted from 1."""
    whole = sum(highest for highest, _, _ in LEGISLATURES.values())
    shares = {legislature: size * highest // whole for legislature, (highest, _, _) in LEGISLATURES.items()}
    shares[max(shares, key=lambda one: shares[one])] += size - sum(shares.values())
    return [f"{legislature}-{serial}" for legislature, share in shares.items() for serial in range(1, share + 1)]


def truth(number: str, size: int, version: int = 0) -> Truth:
    """What the page of a number in a corpus of some size says; another `version` has a line more in its last text."""
    return _Maker(number, size, Random(f"question {number}")).truth(version)


class _Maker:
    """Makes one question: the steps of `truth`, which share their chance."""

    def __init__(self, number: str, size: int, chance: Random) -> None:
        self.number, self.chance = number, chance
        self.legislature, self.serial = (int(part) for part in number.split("-"))
        self.prose = {language: Prose(language, chance) for language in LANGUAGES}
        highest, first, last = LEGISLATURES[self.legislature]
        share = max(highest, size * highest // 30_919 + 1)
        self.asked = first + timedelta(days=(last - first).days * self.serial // share)
        self.ended = last
        self.citations: list[str] = []
        self.refers_to: list[str] = []

    def truth(self, version: int) -> Truth:
        stuff, chance = material(), self.chance
        author, party = chance.choice(stuff.authors[self.legislature])
        tied = self._tied()
        fate = "closed" if any(one.kind is RelationKind.REINTRODUCED_AS for one in tied) else self._drawn(FATES)
        question, parts = self._question()
        events, answers, relations = self._life(fate, parts)
        made = Truth(
            number=self.number, author=author, party=party, date=self.asked,
            asked_in="nl" if chance.random() < 0.65 else "fr", state=_STATES[fate],
            citations=tuple(self.citations), refers_to=tuple(sorted(set(self.refers_to), key=_order)),
            addressee=chance.choice(stuff.addressees[self.legislature]),
            subject={language: self._subject(language) for language in LANGUAGES},
            keywords=self._keywords(stuff), events=events, relations=(*tied, *relations), question=question,
            answers=answers,
        )  # fmt: skip
        return _revised(made, version) if version else made

    def _drawn(self, weights: Mapping[str, int]) -> str:
        return self.chance.choices(list(weights), weights=list(weights.values()))[0]

    def _tied(self) -> list[TruthRelation]:
        """The relations to questions of the same block of ten numbers, the same seen from either end."""
        first = self.serial - (self.serial - 1) % BLOCK
        block = Random(f"block {self.legislature} {first}")
        together = range(first, first + block.choice((0, 0, 0, 2, 2, 3, 5)))
        relations = [
            TruthRelation(RelationKind.ALSO_ASKED_AS, TargetKind.WRITTEN_QUESTION, f"{self.legislature}-{serial}")
            for serial in together
            if self.serial in together and serial != self.serial
        ]
        if block.random() < 0.4:  # the question before the last but one was put again as the last of the block
            old, new = first + BLOCK - 3, first + BLOCK - 1
            kinds = {old: (RelationKind.REINTRODUCED_AS, new), new: (RelationKind.REINTRODUCES, old)}
            if self.serial in kinds:
                kind, other = kinds[self.serial]
                target = f"{self.legislature}-{other}"
                relations.append(TruthRelation(kind, TargetKind.WRITTEN_QUESTION, target))
        return relations

    def _subject(self, language: Language) -> str:
        return " - ".join(self.prose[language].phrase(1, 4) for _ in range(self.chance.randint(3, 7)))

    def _keywords(self, stuff: Material) -> dict[str, tuple[str, ...]]:
        if self.legislature == WITHOUT_KEYWORDS:
            return {}
        count = self.chance.choice((2, 3, 3, 4, 4, 4, 5, 5, 6, 7, 8))
        pairs = dict.fromkeys(
            self.chance.choice(stuff.reviewed if self.chance.random() < 0.8 else stuff.others) for _ in range(count)
        )
        return {language: tuple(pair[at] for pair in pairs) for at, language in enumerate(LANGUAGES)}

    # -- texts --------------------------------------------------------------------------------------

    def _question(self) -> tuple[dict[str, Text], list[tuple[str, int]]]:
        parts = self._marks(self.chance.randint(6, 16))
        letters = self.chance.randint(700, 1900)
        aside = {language: self._aside(language) for language in LANGUAGES} if self.chance.random() < 0.35 else {}
        texts: dict[str, Text] = {}
        for language in LANGUAGES:
            prose = self.prose[language]
            text = [Paragraph("", prose.paragraph(letters // 3)) for _ in range(3)]
            text += [Paragraph("", aside[language])] if aside else []
            text += [Paragraph(mark, " ".join((prose.sentence(), prose.asking())), depth) for mark, depth in parts]
            texts[language] = tuple(text)
        return texts, parts

    def _marks(self, count: int) -> list[tuple[str, int]]:
        """Marks and levels of some numbered parts; one in eight questions has letters below a number."""
        form = self._drawn(MARKS)
        marks = [(form.replace("1", str(at)), 0) for at in range(1, count + 1)]
        if count > 3 and self.chance.random() < 0.125:
            marks[2:2] = [("a)", 1), ("b)", 1)]
        return marks

    def _aside(self, language: Language) -> str:
        """A paragraph that cites a web page or names another question, the same one in either language."""
        if language == "nl":
            if self.chance.random() < 0.6:
                self.citations = [f"https://{self.chance.choice(HOSTS)}/{self.number}/{self.chance.randint(1, 999)}"]
            elif self.serial > 1:
                self.refers_to = [f"{self.legislature}-{self.chance.randint(1, self.serial - 1)}"]
        cited = "".join(f" (cf. {address})" for address in self.citations)
        named = "".join(f" ({NAMED[language].format(other)})" for other in self.refers_to)
        return f"{self.prose[language].sentence('')}{cited}{named}."

    def _answer(self, kind: AnswerKind, day: date, parts: list[tuple[str, int]]) -> TruthAnswer:
        numbered = parts if self.chance.random() < 0.8 else []
        letters = self.chance.randint(160, 370)
        table = self.chance.random() < 0.2
        rows, width = self.chance.randint(4, 14), self.chance.randint(2, 4)
        figures = [[str(self.chance.randint(0, 90_000)) for _ in range(width)] for _ in range(rows)]
        texts: dict[str, Text] = {}
        for language in LANGUAGES:
            prose = self.prose[language]
            text: list[Paragraph | Table] = [Paragraph("", OPENINGS[language])]
            text += [Paragraph(mark, prose.paragraph(letters), depth) for mark, depth in numbered]
            text += [] if numbered else [Paragraph("", prose.paragraph(letters)) for _ in range(5)]
            if table:
                head = (prose.phrase(1, 2), *(str(2000 + at) for at in range(width)))
                text.append(Table((head, *((prose.phrase(1, 3), *row) for row in figures))))
            texts[language] = tuple(text)
        return TruthAnswer(kind, day, None, texts)

    # -- what happened ------------------------------------------------------------------------------

    def _life(
        self, fate: str, parts: list[tuple[str, int]]
    ) -> tuple[tuple[TruthEvent, ...], tuple[TruthAnswer, ...], tuple[TruthRelation, ...]]:
        chance = self.chance
        deadline = None if self.legislature == WITHOUT_DEADLINE else self.asked + timedelta(days=TERM)
        events = [TruthEvent(self.asked, EventKind.DISPATCH, deadline)]
        answers: list[TruthAnswer] = []
        relations: list[TruthRelation] = []
        later = self.asked + timedelta(days=chance.randint(5, 200))
        if later > self.asked + timedelta(days=90):
            events.append(TruthEvent(self.asked + timedelta(days=80), EventKind.REMINDER))
        if fate.startswith("provisional"):
            answers.append(TruthAnswer(AnswerKind.PROVISIONAL, None, f"/www/doc/{self.number}.pdf"))
        if fate in ("answered", "supplemented", "provisional then answered"):
            events.append(TruthEvent(later, EventKind.ANSWER))
            answers.append(self._answer(AnswerKind.SUBSTANTIVE, later, parts))
        if fate == "supplemented":
            again = later + timedelta(days=chance.randint(3, 60))
            events.append(TruthEvent(again, EventKind.SUPPLEMENTARY_ANSWER))
            answers.append(self._answer(AnswerKind.SUPPLEMENTARY, again, []))
        if fate == "unpublished":
            events += [TruthEvent(later, EventKind.ANSWER), TruthEvent(later, EventKind.NOT_PUBLISHED)]
            answers.append(TruthAnswer(AnswerKind.NOT_PUBLISHED, later))
        if fate == "closed":
            events.append(TruthEvent(later, EventKind.CLOSED))
        if fate == "lapsed":
            events.append(TruthEvent(max(self.ended, later), EventKind.LAPSED))
        if fate == "requalified":
            target = f"{self.legislature}-{chance.randint(1, 4000)}"
            events.append(TruthEvent(later, EventKind.REQUALIFICATION))
            relations.append(TruthRelation(RelationKind.REQUALIFIED_AS, TargetKind.REQUEST_FOR_EXPLANATION, target))
        return tuple(events), tuple(answers), tuple(relations)


_STATES = {
    "answered": State.ANSWERED, "supplemented": State.ANSWERED, "provisional then answered": State.ANSWERED,
    "provisional": State.PROVISIONALLY_ANSWERED, "unpublished": State.ANSWERED_UNPUBLISHED, "lapsed": State.LAPSED,
    "closed": State.CLOSED, "requalified": State.REQUALIFIED, "open": State.OPEN,
}  # fmt: skip


def _revised(made: Truth, version: int) -> Truth:
    """The question with a line more at the end of its text in each language."""
    texts = {
        language: (*text, Paragraph("", Prose(language, Random(f"{made.number} {version}")).paragraph(200)))  # type: ignore[arg-type]  # nl or fr
        for language, text in made.question.items()
    }
    return replace(made, question=texts)


def _order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("-"))
