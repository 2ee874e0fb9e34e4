"""What the feeds say, in Dutch, French and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flows.releases.changelog import Change
from flows.releases.events import Event, Kind, label

LANGUAGES = ("nl", "fr", "en")
Words = Mapping[str, str]

FEED: Words = {
    "nl": "Schriftelijke vragen van de Senaat", "fr": "Questions écrites du Sénat",
    "en": "Written questions of the Belgian Senate",
}  # fmt: skip
WHAT: Mapping[str, Words] = {
    Kind.NEW: {"nl": "Nieuwe vraag", "fr": "Nouvelle question", "en": "New question"},
    Kind.ANSWERED: {"nl": "Nieuw antwoord", "fr": "Nouvelle réponse", "en": "New answer"},
    Kind.REMOVED: {"nl": "Niet meer op de site", "fr": "Retirée du site", "en": "No longer on the site"},
    Kind.CORRECTED: {"nl": "Verbeterd", "fr": "Corrigée", "en": "Corrected"},
    "changed": {"nl": "Gewijzigd", "fr": "Modifiée", "en": "Changed"},
}
CORRECTIONS = {"title", "text", "author", "addressee"}  # of which a change is a correction; the rest goes its way
ASPECTS: Mapping[str, Words] = {
    "title": {"nl": "titel", "fr": "titre", "en": "title"},
    "text": {"nl": "tekst", "fr": "texte", "en": "text"},
    "state": {"nl": "stand", "fr": "état", "en": "state"},
    "chronology": {"nl": "chronologie", "fr": "chronologie", "en": "chronology"},
    "author": {"nl": "vraagsteller", "fr": "auteur", "en": "author"},
    "addressee": {"nl": "minister", "fr": "ministre", "en": "minister"},
    "topics": {"nl": "thema's", "fr": "thèmes", "en": "topics"},
    "relations": {"nl": "verwante vragen", "fr": "questions liées", "en": "related questions"},
    "language": {"nl": "talen", "fr": "langues", "en": "languages"},
}
ASKED: Words = {
    "nl": "Gesteld op {day} door {who}. Gericht aan: {post}.",
    "fr": "Posée le {day} par {who}. Adressée à\u00a0: {post}.",
    "en": "Put on {day} by {who}. Addressed to: {post}.",
}  # fmt: skip
UNKNOWN: Words = {"nl": "onbekend", "fr": "inconnu", "en": "unknown"}
TOPICS: Words = {"nl": "Thema's", "fr": "Thèmes", "en": "Topics"}
FIRST: Words = {
    "nl": "Eerste publicatie: {new} vragen", "fr": "Première publication : {new} questions",
    "en": "First release: {new} questions",
}  # fmt: skip
ROLLED_BACK: Words = {
    "nl": "Teruggezet naar de publicatie {after}", "fr": "Retour à la publication {after}",
    "en": "Rolled back to release {after}",
}  # fmt: skip
MANY: Words = {
    "nl": "{new} nieuwe vragen, {answered} nieuwe antwoorden, {corrected} wijzigingen, {removed} niet meer op de site",
    "fr": "{new} nouvelles questions, {answered} nouvelles réponses, {corrected} modifications, {removed} retirées",
    "en": "{new} new questions, {answered} new answers, {corrected} changes, {removed} no longer on the site",
}
GAP: Words = {
    "nl": "Lees alles opnieuw: publicatie {after}", "fr": "Relisez tout : publication {after}",
    "en": "Read everything again: release {after}",
}  # fmt: skip


def title(event: Event, language: str) -> str:
    """The title of an entry: "Nieuw antwoord: 7-1668 Defensie - … (Tom Ongena, Open Vld)"."""
    is_change = event.kind == Kind.CORRECTED and not CORRECTIONS & {*event.changed}
    what = WHAT["changed" if is_change else event.kind][language]
    who = _who(event, language)
    return f"{_titled(what, language)} {event.number} {label(event.titles, language)}{f' ({who})' if who else ''}"


def summary(event: Event, language: str) -> str:
    """Who asked whom and when, what changed, and the topics."""
    post = _listed((label(one, language) for one in event.posts), language)
    who = _who(event, language) or UNKNOWN[language]
    told = [ASKED[language].format(day=event.asked, who=who, post=post or UNKNOWN[language])]
    if event.changed:
        words = WHAT["changed"][language]
        told.append(f"{_titled(words, language)} {', '.join(ASPECTS[one][language] for one in event.changed)}.")
    if event.topics:
        topics = ", ".join(label(one.labels, language) for one in event.topics)
        told.append(f"{_titled(TOPICS[language], language)} {topics}.")
    return " ".join(told)


def summary_title(change: Change, language: str) -> str:
    """The title of the one entry that tells of a change as a whole."""
    words = FIRST if change.before is None else ROLLED_BACK if change.is_rollback else MANY
    words = GAP if change.before and change.without_patch else words
    return words[language].format(after=change.after, **change.counts)


def feed_title(labels: Mapping[str, str] | None, language: str) -> str:
    """The title of a feed; `labels` are those of the party, portfolio or topic that it is of."""
    return f"{_titled(FEED[language], language)} {label(labels, language)}" if labels else FEED[language]


def _titled(words: str, language: str) -> str:
    """With a colon; in French a blank stands before it."""
    return f"{words}\u00a0:" if language == "fr" else f"{words}:"


def _who(event: Event, language: str) -> str:
    return ", ".join(filter(None, [event.author, *(label(party.labels, language) for party in event.parties)]))


def _listed(words: Iterable[str], language: str) -> str:
    return {"nl": " en ", "fr": " et ", "en": " and "}[language].join(words)
