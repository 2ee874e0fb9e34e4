"""The fixed words of senate.be in Dutch and French, as read off its pages.

Written down a second time, apart from `labels.toml`, so that a slip there does not slip into the tests.
"""

from __future__ import annotations

import datetime as dt

from flows.model import AnswerKind, EventKind, RelationKind, TargetKind

BAR = "________"
MONTHS = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),
    # `aôut` is the site's own spelling.
    "fr": "janvier février mars avril mai juin juillet aôut septembre octobre novembre décembre".split(),
}
PRINT_LINKS = {
    "nl": ("Tweetalige printerversie", "Eentalige printerversie"),
    "fr": ("Version à imprimer bilingue", "Version à imprimer unilingue"),
}
HOUSE = {"nl": "BELGISCHE SENAAT", "fr": "SÉNAT DE BELGIQUE"}
HOUSE_SHORT = {"nl": "SENAAT", "fr": "SÉNAT"}
SESSION = {"nl": "Zitting", "fr": "Session"}
TITLE = {"nl": "Schriftelijke vraag nr.", "fr": "Question écrite n°"}
BY = {"nl": "van", "fr": "de"}
ON = {"nl": "d.d.", "fr": "du"}
CHRONOLOGY = "Chronologie"
HEADING = {"nl": "Vraag nr.", "fr": "Question n°"}
ASKED_IN = {
    "nl": {"nl": "(Vraag gesteld in het Nederlands)", "fr": "(Vraag gesteld in het Frans)"},
    "fr": {"nl": "(Question posée en néerlandais)", "fr": "(Question posée en français)"},
}
DEADLINE = {"nl": "Einde van de antwoordtermijn", "fr": "Fin du délai de réponse"}
EVENTS = {
    EventKind.DISPATCH: {"nl": "Verzending vraag", "fr": "Envoi question"},
    EventKind.ANSWER: {"nl": "Antwoord", "fr": "Réponse"},
    EventKind.SUPPLEMENTARY_ANSWER: {"nl": "Aanvullend antwoord", "fr": "Réponse complémentaire"},
    EventKind.REMINDER: {"nl": "Rappel", "fr": "Rappel"},
    EventKind.CLOSED: {"nl": "Dossier gesloten", "fr": "Dossier clôturé"},
    EventKind.LAPSED: {"nl": "Einde zittingsperiode", "fr": "Fin de la législature"},
    EventKind.REQUALIFICATION: {"nl": "Herkwalificatie", "fr": "Requalification"},
    EventKind.NOT_PUBLISHED: {"nl": "Beslissing om niet te publiceren", "fr": "Décision de ne pas publier"},
}
RELATIONS = {
    RelationKind.ALSO_ASKED_AS: {"nl": "Ook gesteld aan", "fr": "Aussi posée à"},
    RelationKind.REINTRODUCES: {"nl": "Herindiening van", "fr": "Réintroduction de"},
    RelationKind.REINTRODUCED_AS: {"nl": "Heringediend als", "fr": "Réintroduite comme"},
    RelationKind.REQUALIFIED_FROM: {"nl": "Herkwalificatie van", "fr": "Requalification de"},
    RelationKind.REQUALIFIED_AS: {"nl": "Geherkwalificeerd als", "fr": "Requalifiée en"},
    RelationKind.RELATED_TO: {"nl": "Link met een andere vraag", "fr": "Lien avec une autre question"},
}
TARGETS = {
    TargetKind.WRITTEN_QUESTION: {"nl": "schriftelijke vraag", "fr": "question écrite"},
    TargetKind.ORAL_QUESTION: {"nl": "mondelinge vraag", "fr": "question orale"},
    TargetKind.REQUEST_FOR_EXPLANATION: {"nl": "vraag om uitleg", "fr": "demande d'explications"},
}
ANSWER_HEADING = {
    AnswerKind.SUBSTANTIVE: {"nl": "Antwoord ontvangen op", "fr": "Réponse reçue le"},
    AnswerKind.SUPPLEMENTARY: {"nl": "Aanvullend antwoord ontvangen op", "fr": "Réponse complémentaire reçue le"},
}
PROVISIONAL = {"nl": "Voorlopig antwoord (pdf)", "fr": "Réponse provisoire (pdf)"}
UNPUBLISHED = {"nl": "Tekst nog niet beschikbaar.", "fr": "Texte pas encore disponible."}


def worded(day: dt.date, language: str) -> str:
    """A day in words: "2 juni 2022", "1 aôut 2012"."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def numeric(day: dt.date) -> str:
    """A day as the chronology writes it: "2/6/2022"."""
    return f"{day.day}/{day.month}/{day.year}"


def session(day: dt.date, language: str) -> str:
    """The parliamentary year of a day, which begins in October: "Session 2012-2013"."""
    first = day.year if day.month >= 10 else day.year - 1
    return f"{SESSION[language]} {first}-{first + 1}"
