"""Every issue the pipeline can report: its code, its severity and what a person should do about it.

This table is the only place where a code is declared. `Issue` values name a code of it; the README's
table of codes and `report.md` are written from it, and a test finds codes used but not declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue takes away."""

    NOTE = "note"  # odd, but what is published is complete
    WARNING = "warning"  # a value is missing or doubtful; the rest of the question is published
    ERROR = "error"  # the question is set aside; its last good record stays


@dataclass(frozen=True)
class Code:
    """One kind of issue: how bad it is, what it means, what to do."""

    severity: Severity
    meaning: str
    advice: str


CODES: dict[str, Code] = {
    # Pages
    "unexpected-page": Code(
        Severity.ERROR,
        "The page is not the question it was taken for.",
        "Look at the page at the address; if it is a question, add it to the examples and mend the parser.",
    ),
    "older-page-used": Code(
        Severity.WARNING,
        "The newest page at an address is not the question; what it showed before is published.",
        "Look at the page at the address: the site may have been ill that night, or the question withdrawn.",
    ),
    "undecodable-bytes": Code(
        Severity.WARNING,
        "Bytes that are no character of the page's encoding stand as U+FFFD.",
        "Compare with the page in a browser; add a correction for the affected value.",
    ),
    # Corrections
    "value-corrected": Code(
        Severity.NOTE,
        "A reviewed correction replaced a value that the page prints.",
        "Nothing; the message says why, and the archive keeps the page as received.",
    ),
    "correction-unmatched": Code(
        Severity.WARNING,
        "The page no longer prints what a reviewed correction replaces, so the correction was not applied.",
        "Look at the page; when the Senate has mended it, remove the correction from corrections.toml.",
    ),
    # Header
    "author-unreadable": Code(
        Severity.WARNING,
        "The line of the author is missing or not of the form `van Name (Party)`.",
        "Look at the page; add the form to labels.toml or a correction.",
    ),
    "party-missing": Code(
        Severity.WARNING,
        "The author stands without a party.",
        "Look at the page; if it truly shows none, nothing is to be done.",
    ),
    "addressee-missing": Code(
        Severity.WARNING,
        "No line says to whom the question was put.",
        "Look at the page; add the form of the line to labels.toml or a correction.",
    ),
    "subject-missing": Code(
        Severity.WARNING,
        "The question has no subject line.",
        "Look at the page; add a correction if the subject stands elsewhere.",
    ),
    "author-differs": Code(
        Severity.WARNING,
        "The two columns of a bilingual page name different authors; the first is kept.",
        "Look at the page and add a correction.",
    ),
    "keyword-lists-differ": Code(
        Severity.NOTE,
        "The Dutch and French lists of descriptors are not equally long, so they are not paired.",
        "Nothing, unless a descriptor was cut in two.",
    ),
    # Contradictions
    "number-differs": Code(
        Severity.WARNING,
        "The title and the heading of the question give different numbers; the title's is kept.",
        "Look at the page and add a correction.",
    ),
    "date-differs": Code(
        Severity.WARNING,
        "Two places of the page give different dates for the same thing; the message says which is kept.",
        "Look at the page and add a correction.",
    ),
    "date-unreadable": Code(
        Severity.WARNING,
        "A date is no day of the calendar or not of a known form.",
        "Look at the page and add a correction.",
    ),
    "pages-differ": Code(
        Severity.WARNING,
        "Two pages of the same question contradict each other; the message says which value is kept.",
        "Look at both pages; the older capture may be out of date.",
    ),
    # Chronology and relations
    "chronology-missing": Code(
        Severity.WARNING,
        "The page shows no chronology.",
        "Fetch another variant of the page; the printed one sometimes leaves the chronology empty.",
    ),
    "chronology-unreadable": Code(
        Severity.WARNING,
        "A line of the chronology is not of the form `d/m/yyyy label`.",
        "Look at the page; extend the form in the parser or add a correction.",
    ),
    "event-unknown": Code(
        Severity.WARNING,
        "A label of the chronology is not known; the event is not published.",
        "Find out what it means and add it to labels.toml.",
    ),
    "relation-unknown": Code(
        Severity.WARNING,
        "A relation to another question has a label that is not known; it is not published.",
        "Find out what it means and add it to labels.toml.",
    ),
    # Texts
    "original-language-unknown": Code(
        Severity.NOTE,
        "The heading does not say in which language the question was put.",
        "Nothing; the print pages of some legislatures leave it out.",
    ),
    "question-text-missing": Code(
        Severity.WARNING,
        "A language of the page has a heading but no text of the question.",
        "Look at the page; the text may stand under the other language.",
    ),
    "answer-without-text": Code(
        Severity.WARNING,
        "The chronology tells of an answer whose text the page does not show.",
        "Fetch the page again later; the text usually follows.",
    ),
    "answer-without-event": Code(
        Severity.NOTE,
        "The page shows an answer that the chronology does not tell of.",
        "Nothing; its date is taken from its heading.",
    ),
    "answers-differ": Code(
        Severity.WARNING,
        "The two columns of a bilingual page hold different numbers of answers.",
        "Look at the page; one of the headings may have a new form.",
    ),
    "parts-differ": Code(
        Severity.NOTE,
        "The two languages of a text are numbered differently; only the original's parts are published.",
        "Nothing; the full texts are published.",
    ),
    # Things
    "person-new": Code(
        Severity.NOTE,
        "An author whom the reviewed table of people does not know; the person has an IRI made of the printed name.",
        "Add the person to seeds/people.csv.",
    ),
    "person-near": Code(
        Severity.WARNING,
        "An author whose name is near that of a reviewed person, or who has that person's number; they are kept apart.",
        "If it is the same person, add the spelling to other_names in seeds/people.csv; if not, add a row.",
    ),
    "party-unknown": Code(
        Severity.NOTE,
        "A party that is not in the reviewed table for that day.",
        "Add the party or group to seeds/parties.csv.",
    ),
    "post-unknown": Code(
        Severity.NOTE,
        "An addressee's line does not begin with a rank, so that it names no post.",
        "Look at the page; add a correction, or the wording to flows/authority/addressee.py.",
    ),
    "portfolio-unknown": Code(
        Severity.NOTE,
        "A phrase of an addressee's line is no portfolio that we know, so that the line names no post.",
        "Add the phrase to seeds/portfolio_names.csv.",
    ),
    "post-unreviewed": Code(
        Severity.NOTE,
        "A post that is understood and not in the reviewed table; it is named as printed.",
        "Add the post to seeds/posts.csv.",
    ),
    "post-differs": Code(
        Severity.WARNING,
        "The two languages of the addressee name different posts; none is published.",
        "Compare the lines with seeds/portfolio_names.csv, and add a correction when a line is misprinted.",
    ),
    "keyword-pair-differs": Code(
        Severity.NOTE,
        "The Dutch and the French word of a descriptor are two concepts; both are published.",
        "Nothing; the Senate's pairing differs from that of EuroVoc or of seeds/keywords.csv.",
    ),
    "link-unusable": Code(
        Severity.NOTE,
        "A web address in the text is not a valid IRI; it stays in the text and is not linked.",
        "Nothing; the address is misprinted on the page.",
    ),
    "keyword-without-eurovoc": Code(
        Severity.NOTE,
        "A descriptor that is neither a EuroVoc label in that language nor reviewed; it became a keyword of our own.",
        "Nothing, or add the word to seeds/keywords.csv.",
    ),
    # Checks
    "shape-violated": Code(
        Severity.ERROR,
        "The RDF of the question breaks a SHACL shape; the question is set aside.",
        "Read the message; mend the mapping, or add a correction when the page itself is wrong.",
    ),
    "shape-warned": Code(
        Severity.WARNING,
        "The RDF of the question is odd in the sense of a SHACL shape, and published.",
        "Read the message; nothing is to be done when the page truly says so.",
    ),
    "release-rule-violated": Code(
        Severity.ERROR,
        "A rule that only the whole graph shows is broken, so there is no release.",
        "Read the message; it names the subject and the rule in shapes/release.",
    ),
    "release-rule-warned": Code(
        Severity.WARNING,
        "The whole graph is odd in the sense of a rule in shapes/release, and published.",
        "Read the message; the other end of a relation may follow with a later page.",
    ),
}
