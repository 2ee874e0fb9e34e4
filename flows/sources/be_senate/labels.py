"""The words of the pages, from `labels.toml`, as the expressions that find them.

Every regular expression that holds a word of the Senate is made here; the other modules hold only shapes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from flows.model import AnswerKind, EventKind, RelationKind, TargetKind

LABELS: dict[str, Any] = tomllib.loads((files(__package__) / "labels.toml").read_text("utf-8"))
NUMBER = r"[1-9]\d*\s?-\s?[1-9]\d*"  # 7-1668
NUMERIC_DATE = r"\d{1,2}/\d{1,2}/\d{4}"  # 2/6/2022
SENATE = re.compile(NUMBER)


def words(phrase: str) -> str:
    """An expression for a printed phrase, forgiving blanks and the kind of apostrophe and degree sign."""
    escaped = re.escape(phrase).replace(r"\ ", r"[\s\xa0]*")
    return escaped.replace("'", "['’‘´`]").replace("°", "[°ºo]").replace(r"\.", r"\.?")


def any_of(phrases: Iterable[str]) -> str:
    """An expression for one of several phrases, the longest first so that it wins."""
    return "(?:" + "|".join(words(phrase) for phrase in sorted(phrases, key=len, reverse=True)) + ")"


def both(table: Mapping[str, list[str]]) -> list[str]:
    """The wordings of a label in every language."""
    return [phrase for language in ("nl", "fr") for phrase in table.get(language, [])]


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def key(text: str) -> str:
    """A label as it is compared: blanks collapsed, straight apostrophes, lower case."""
    straight = text.replace("’", "'").replace("‘", "'").replace("´", "'").replace("`", "'")
    return " ".join(straight.split()).strip(" :.;").casefold()


def _by_key(table: Mapping[str, Mapping[str, list[str]]]) -> dict[str, str]:
    return {key(phrase): kind for kind, phrases in table.items() for phrase in both(phrases)}


EVENTS = {label: EventKind(kind) for label, kind in _by_key(LABELS["events"]).items()}
# "Antwoord" is Dutch wherever it stands; "Rappel" is both and so is not listed.
EVENT_LANGUAGES = {
    key(phrase): language
    for table in LABELS["events"].values()
    for language, other in (("nl", "fr"), ("fr", "nl"))
    for phrase in table[language]
    if phrase not in table[other]
}
RELATIONS = {label: RelationKind(kind) for label, kind in _by_key(LABELS["relations"]).items()}
TARGETS = {label: TargetKind(kind) for label, kind in _by_key(LABELS["targets"]).items()}
LANGUAGES = {key(name): code for code, names in LABELS["languages"].items() for name in names}
MONTHS = {
    **{name: at for language in ("nl", "fr") for at, name in enumerate(LABELS["months"][language], 1)},
    **LABELS["months"]["variants"],
}
# "2 juni 2022", "1er aôut 2012"
WORDED = rf"\d{{1,2}}\s*(?:er)?\s*(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\s*\d{{4}}"
_WORDED = _compile(r"(\d{1,2})\s*(?:er)?\s*([^\W\d]+)\s*(\d{4})")
_NUMERIC = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
ON = any_of(LABELS["author"]["on"])
DATE_ON = rf"{ON}\s*(?P<date>\d{{1,2}}\s*(?:er)?\s*[^\W\d]+\s*\d{{4}}|{NUMERIC_DATE})"

# "Schriftelijke vraag nr. 7-1668", "SÉNAT Question écrite n° 5-7481"
TITLE = {
    language: _compile(
        rf"^(?P<house>{any_of(LABELS['house'][language])}\s*)?{any_of(LABELS['title'][language])}\s*(?P<number>{NUMBER})$"
    )
    for language in ("nl", "fr")
}
HOUSE = {language: _compile(rf"^{any_of(LABELS['house'][language])}$") for language in ("nl", "fr")}
SESSION = _compile(rf"^{any_of(both(LABELS['session']))}\s*\d{{4}}\s*[-–/]\s*\d{{2,4}}$")  # "Zitting 2008-2009"
# "van Tom Ongena (Open Vld) d.d. 2 juni 2022", "de Anke Van dermeersch (Vlaams Belang) du 17 novembre 2005"
AUTHOR = _compile(
    rf"^(?:van|de|von|d['’])\s*(?P<name>[^()]*?[^()\s])\s*(?:\((?P<party>[^()]*)\))?\s*(?:{DATE_ON})?\s*$"
)
DATE_LINE = _compile(rf"^(?:{ON}\s*)?(?P<date>{WORDED})$")  # "d.d. 2 juni 2022", "5 décembre 2012"
ADDRESSEE = {
    language: _compile(rf"^{any_of(LABELS['addressee'][language])}(?:[\s\xa0]|(?<=['’])).+")
    for language in ("nl", "fr")
}
CHRONOLOGY = _compile(rf"^{any_of(both(LABELS['chronology']))}\s*:?$")
_DEADLINE = any_of(both(LABELS["deadline"]))
# "(Einde van de antwoordtermijn: 7/7/2022 )", and without brackets
DEADLINE = _compile(rf"\(\s*{_DEADLINE}\s*:?\s*(?P<inside>[^()]*?)\s*\)|{_DEADLINE}\s*:?\s*(?P<date>{NUMERIC_DATE})?")
EVENT_DATE = re.compile(rf"(?<!\d)({NUMERIC_DATE})(?!\d)")
_TARGET = any_of(phrase for kind in LABELS["targets"].values() for phrase in both(kind))
_RELATION = any_of(phrase for kind in LABELS["relations"].values() for phrase in both(kind))
_TARGETS_OF = rf"\s*:\s*(?P<target>{_TARGET})\s*(?:nr\.?|n[°º]|nrs\.?)?\s*(?P<numbers>{NUMBER}(?:\s*[,;]\s*{NUMBER})*)"
# "Ook gesteld aan : schriftelijke vraag 7-1669", also several glued in one line
TARGETS_OF = _compile(_TARGETS_OF.removeprefix(r"\s*"))  # what every relation has
RELATION = _compile(rf"(?P<label>{_RELATION}){_TARGETS_OF}")
ANY_RELATION = _compile(rf"(?P<label>[^\W\d][^:\n]*?){_TARGETS_OF}")  # "Samengevoegd met : vraag om uitleg 7-12"
DOCUMENT = {
    AnswerKind(kind): _compile(rf"^{any_of(both(phrases))}\s*(?:\(\s*pdf\s*\))?$")
    for kind, phrases in LABELS["document"].items()
}
ANY_DOCUMENT = _compile("|".join(pattern.pattern for pattern in DOCUMENT.values()))
# "Vraag nr. 7-1668 d.d. 2 juni 2022 : (Vraag gesteld in het Nederlands)"
QUESTION = {
    language: _compile(
        rf"^{any_of(LABELS['question'][language])}\s*(?P<number>{NUMBER})\s*(?:{DATE_ON})?\s*:?\s*(?P<rest>.*)$"
    )
    for language in ("nl", "fr")
}
ASKED = _compile(rf"^\(\s*{any_of(both(LABELS['question']['asked']))}\s*(?P<language>[^\W\d]+)\s*\)\s*")
# "Réponse complémentaire reçue le 16 mars 2009 :"
ANSWER = {
    AnswerKind(kind): _compile(
        rf"^{any_of(both(phrases))}\s*(?P<date>\d{{1,2}}\s*(?:er)?\s*[^\W\d]+\s*\d{{4}}|{NUMERIC_DATE})\s*:?\s*(?P<rest>.*)$"
    )
    for kind, phrases in LABELS["answer"].items()
}
# The same headings, by the language they are printed in.
ANSWER_LANGUAGE = {
    language: _compile("^" + any_of(phrase for kind in LABELS["answer"].values() for phrase in kind[language]))
    for language in ("nl", "fr")
}
# How every title and every heading begins: what a line is tried with before the expression of each.
_OPENINGS = [
    phrase
    for table in (LABELS["house"], LABELS["title"], LABELS["question"], *LABELS["answer"].values())
    for phrase in both(table)
]
OPENING = _compile(any_of(_OPENINGS))
# Their first two letters in either case, the long s being one of s. Most lines begin otherwise, which is seen in a
# tenth of the time that an expression takes to begin.
OPENING_LETTERS = frozenset(
    one + other
    for phrase in _OPENINGS
    for one in (phrase[0].lower(), phrase[0].upper(), "ſ")
    for other in (phrase[1].lower(), phrase[1].upper(), "ſ")
)
assert all(letters.isalpha() for letters in OPENING_LETTERS), "a blank or a sign may be left out or be another"
UNPUBLISHED = {key(phrase) for phrase in both(LABELS["unpublished"])}
REFERRAL = _compile("|".join(words(phrase) for phrase in both(LABELS["referral"])))
# "schriftelijke vragen nrs. 5-1327 en 5-2280"; not "54-2529/006", a document of the Chamber
REFERENCE = _compile(
    rf"{any_of(both(LABELS['references']))}\s*"
    rf"(?P<numbers>{NUMBER}(?![\d/-])(?:\s*(?:,|;|\ben\b|\bet\b|\bund\b)\s*{NUMBER}(?![\d/-]))*)"
)
FURNITURE = {key(line) for line in LABELS["furniture"]["lines"]}
FURNITURE_STARTS = tuple(LABELS["furniture"]["starts"])


@cache
def read_date(text: str) -> date | None:
    """The day that a printed date means; None when it is no day of the calendar."""
    numeric, worded = _NUMERIC.fullmatch(text.strip()), _WORDED.fullmatch(text.strip())
    if numeric:
        day, month, year = (int(group) for group in numeric.groups())
    elif worded and (named := MONTHS.get(worded[2].lower())):
        day, month, year = int(worded[1]), named, int(worded[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_number(text: str) -> str:
    """A printed number without blanks: "7-1668" for "7 - 1668"."""
    return re.sub(r"\s", "", text)
