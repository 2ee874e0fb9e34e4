"""Read an addressee's line: the rank and the portfolios of the office that it names.

A grammar in two steps: the line becomes pieces (ranks, attachments, charges, portfolios), and the pieces are given to
the one addressed or to the minister whom that one is attached to. Portfolio phrases hold "en", "et" and commas
themselves, so the longest phrase of the table of portfolio names wins. Accents, apostrophes, hyphens and capitals may
be missing or wrong ("secrétaire dÉtat"); nothing else is forgiven, and what no phrase covers is named, not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from flows.authority.names import fold

RANKS = ("prime-minister", "deputy-prime-minister", "minister", "secretary-of-state")  # the highest first
PIECE = re.compile(r"[,;]|[^\s,;]+")  # a comma, or a word: "Openbare Diensten,toegevoegd"


@dataclass(frozen=True)
class Addressed:
    """The office that a line names; `portfolios` sorted and unique, `unknown` the phrases that are none we know.

    A prime minister needs no portfolio. Any other line without one names its whole self as unknown: "a secretary of
    state attached to the minister of Finance" may be several.
    """

    rank: str
    portfolios: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What names the post in its IRI: `deputy-prime-minister-of-interior`, `prime-minister`."""
        return self.rank + ("-of-" + "-and-".join(sorted(self.portfolios)) if self.portfolios else "")


@dataclass(frozen=True)
class Words:
    """The words of a language that hold a line together, as `_loosen` leaves them; genders where it has them."""

    ranks: Mapping[str, str]
    attached: frozenset[str]
    charged: Mapping[str, str]
    joins: frozenset[str]
    links: frozenset[str]  # prepositions and articles before a rank or a portfolio
    addresses: frozenset[str]  # the prepositions that stand before a person
    genders: Mapping[str, str]
    elided: str = ""  # letters that stand for an article: l'Intérieur, d'Asile


WORDS = {
    "nl": Words(
        ranks={
            "eerste minister": "prime-minister",
            "eersteminister": "prime-minister",
            "premier": "prime-minister",
            "vice eerste minister": "deputy-prime-minister",
            "vice eersteminister": "deputy-prime-minister",
            "viceeerste minister": "deputy-prime-minister",  # as text from printed reports loses its hyphens
            "viceeersteminister": "deputy-prime-minister",
            "vice premier": "deputy-prime-minister",
            "vicepremier": "deputy-prime-minister",
            "minister": "minister",
            "staatssecretaris": "secretary-of-state",
        },
        attached=frozenset({"toegevoegd"}),
        charged={"belast": ""},
        joins=frozenset({"en", "&"}),
        links=frozenset({"aan", "van", "voor", "met", "de", "den", "der", "het"}),
        addresses=frozenset({"aan"}),
        genders={},
    ),
    "fr": Words(
        ranks={
            "premier ministre": "prime-minister",
            "premiere ministre": "prime-minister",
            "vice premier ministre": "deputy-prime-minister",
            "vice premiere ministre": "deputy-prime-minister",
            "vicepremier ministre": "deputy-prime-minister",
            "vicepremiere ministre": "deputy-prime-minister",
            "ministre": "minister",
            "secretaire detat": "secretary-of-state",
            "secretaire d etat": "secretary-of-state",
        },
        attached=frozenset({"adjoint", "adjointe"}),
        charged={"charge": "m", "chargee": "f"},
        joins=frozenset({"et", "&"}),
        links=frozenset({"a", "au", "aux", "de", "du", "des", "d", "la", "le", "les", "l", "pour"}),
        addresses=frozenset({"a", "au"}),
        genders={"au": "m", "la": "f"},
        elided="ld",
    ),
}


@dataclass(frozen=True)
class Phrases:
    """What the phrases of a language stand for, word by word, and how many words the longest of them has."""

    meanings: Mapping[tuple[str, ...], tuple[str, ...]]
    longest: int


@dataclass(frozen=True)
class Token:
    """A word as it is compared, and as it was printed; empty for the second half of "vice-eersteminister"."""

    loose: str
    printed: str


@dataclass(frozen=True)
class Piece:
    """What stands in a line: kind `rank`, `attached`, `charged`, `portfolios` or `unknown`, and how it was joined."""

    kind: str
    values: tuple[str, ...] = ()
    gender: str = ""
    comma: bool = False
    addressed: bool = False


def read_addressee(line: str, language: str, names: Mapping[tuple[str, str], tuple[str, ...]]) -> Addressed | None:
    """The office that a line names: "aan de vice-eersteminister en minister van Justitie en Noordzee".

    `names` says which portfolios a phrase stands for: ("nl", "noordzee") -> ("north-sea",), the phrases folded. None
    when the line does not begin with a rank, or the language is neither nl nor fr.
    """
    words = WORDS.get(language)
    if words is None:
        return None
    pieces = list(_pieces(_tokens(line), words, _phrases(language, tuple(names.items()))))
    if not pieces or pieces[0].kind != "rank":
        return None
    reading = _Reading()
    for piece in pieces:
        reading.take(piece)
    rank = min(reading.ranks, key=RANKS.index)
    unknown = tuple(dict.fromkeys(reading.unknown))
    if not (reading.portfolios or unknown or rank == "prime-minister"):
        unknown = (" ".join(line.split()),)
    return Addressed(rank, tuple(sorted(reading.portfolios)), unknown)


@dataclass
class _Reading:
    """Whose the pieces are: the addressee's own, or those of a minister whom the addressee is attached to."""

    ranks: list[str] = field(default_factory=list)
    portfolios: set[str] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    own: bool = True
    bare: bool = True  # the addressee's latest rank has no portfolio yet
    other: Piece = Piece("rank")  # the rank of the minister attached to
    other_bare: bool = True
    before: str = ""

    def take(self, piece: Piece) -> None:
        if piece.kind == "rank":
            self._rank(piece)
        elif piece.kind == "attached":
            self.own, self.other, self.other_bare = False, Piece("rank"), True
        elif piece.kind == "charged":
            self.own = self.own or self._charged(piece)
        elif piece.kind == "unknown":
            self.unknown += piece.values
        elif self.own:
            self.portfolios |= set(piece.values)
            self.bare = False
        else:
            self.other_bare = False
        self.before = piece.kind

    def _rank(self, piece: Piece) -> None:
        # "toegevoegd aan de vice-eersteminister en minister van …", "adjoint au ministre de … et à la ministre de …"
        chained = self.before == "rank" and not piece.comma and piece.values[0] != "secretary-of-state"
        if not self.own and (self.before == "attached" or piece.addressed or chained):
            self.other = piece if self.before == "attached" or piece.addressed else self.other
            return
        self.ranks += piece.values
        self.own = self.bare = True

    def _charged(self, piece: Piece) -> bool:
        """Whether a charge after an attachment is the addressee's own.

        "…, adjoint à la ministre des Affaires sociales et de la Santé publique, chargée de l'Intégration sociale" is
        the minister's charge, as its ending says and as Dutch lines, without endings, follow. It is the addressee's
        when its ending contradicts the minister's, or when the addressee has nothing else: "ministre adjoint au
        ministre des Affaires étrangères, chargé de l'Agriculture".
        """
        if piece.gender and self.other.gender and piece.gender != self.other.gender:
            return True
        return self.bare and (not self.other_bare or "prime-minister" in self.other.values)


def _pieces(tokens: list[Token], words: Words, phrases: Phrases) -> Iterator[Piece]:
    """The line from left to right; commas, conjunctions, prepositions and articles only say how a piece is joined."""
    at = 0
    while at < len(tokens):
        before = at
        while at < len(tokens) and tokens[at].loose in {",", *words.joins, *words.links}:
            at += 1
        if at == len(tokens):
            return
        length, piece = _keyword(tokens, at, words) or _portfolios(tokens, at, words, phrases)
        skipped = [token.loose for token in tokens[before:at]]
        gender = piece.gender or next((words.genders[word] for word in skipped if word in words.genders), "")
        yield Piece(piece.kind, piece.values, gender, "," in skipped, not words.addresses.isdisjoint(skipped))
        at += length


def _keyword(tokens: list[Token], at: int, words: Words) -> tuple[int, Piece] | None:
    """The rank, attachment or charge that begins at a word, and how many words it takes."""
    for length in (3, 2, 1):  # "vice première ministre" before "première ministre" before "ministre"
        written = " ".join(token.loose for token in tokens[at : at + length])
        if written in words.ranks and at + length <= len(tokens):
            gender = "f" if "premiere" in written else ""
            return length, Piece("rank", (words.ranks[written],), gender)
    if tokens[at].loose in words.attached:
        return 1, Piece("attached")
    if tokens[at].loose in words.charged:
        return 1, Piece("charged", gender=words.charged[tokens[at].loose])
    return None


def _portfolios(tokens: list[Token], at: int, words: Words, phrases: Phrases) -> tuple[int, Piece]:
    """The longest known phrase that begins at a word and ends where one can end, else the unknown phrase there."""
    for end in range(min(at + phrases.longest, len(tokens)), at, -1):
        written = tuple(token.loose for token in tokens[at:end])
        unelided = (written[0][1:], *written[1:])  # "linterieur" is l'Intérieur
        meaning = phrases.meanings.get(written)
        if meaning is None and written[0][0] in words.elided:
            meaning = phrases.meanings.get(unelided)
        if meaning is not None and _can_end(tokens, end, words):
            return end - at, Piece("portfolios", meaning)
    end = next(end for end in range(at + 1, len(tokens) + 1) if _can_end(tokens, end, words))
    phrase = tokens[at:end]
    printed = " ".join(token.printed for token in phrase if token.printed) or " ".join(token.loose for token in phrase)
    return end - at, Piece("unknown", (printed,))


def _can_end(tokens: list[Token], at: int, words: Words) -> bool:
    return at == len(tokens) or tokens[at].loose in {",", *words.joins} or _keyword(tokens, at, words) is not None


def _tokens(line: str) -> list[Token]:
    tokens: list[Token] = []
    for printed in PIECE.findall(line.strip().rstrip(".:")):
        loose = [","] if printed in ",;" else _loosen(printed).split()
        tokens += [Token(word, printed if place == 0 else "") for place, word in enumerate(loose)]
    return tokens


@lru_cache(maxsize=4)
def _phrases(language: str, names: tuple[tuple[tuple[str, str], tuple[str, ...]], ...]) -> Phrases:
    """The phrases of a language, word by word as in `_tokens`; one that stands for two things stands for none."""
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for (spoken, phrase), portfolios in names:
        if spoken == language:
            written = tuple(token.loose for token in _tokens(phrase))
            found.setdefault(written, set()).add(tuple(sorted(portfolios)))
    meanings = {written: meant.pop() for written, meant in found.items() if len(meant) == 1}
    return Phrases(meanings, max(map(len, meanings), default=0))


def _loosen(text: str) -> str:
    """A word without accents and apostrophes, a blank for a hyphen: "dÉtat" and "d'État" are one."""
    letters = unicodedata.normalize("NFD", fold(text))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare.replace("'", "").replace("-", " ")
