"""Parse a question page of senate.be: bytes in, a `WrittenQuestion` out.

All three variants and both languages come the same way: `columns` gives each language's stream, `column`
reads its fields, and here the languages are merged and one place of the page is checked against another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flows.errors import UnexpectedPage
from flows.model import Event, EventKind, Issue, WrittenQuestion
from flows.parse.markup import read_page
from flows.sources.be_senate import labels
from flows.sources.be_senate.answers import body_of, read_answers, text_language
from flows.sources.be_senate.chronology import merge_events, merge_relations
from flows.sources.be_senate.column import read_column
from flows.sources.be_senate.columns import read_streams
from flows.sources.be_senate.corrections import CORRECTIONS, Correction, correct
from flows.sources.be_senate.head import read_chronology
from flows.sources.be_senate.printed import Column

FIRST_OF_CHAMBER = 49  # the Chamber's legislature when the Senate's first began: "51-987" is the Chamber's


def parse(
    raw: bytes,
    content_type: str | None = None,
    expected: str | None = None,
    corrections: Sequence[Correction] = CORRECTIONS,
) -> WrittenQuestion:
    """The question that a page shows.

    `expected` is the number asked for, like "7-1668"; `corrections` are applied where they match. Raises
    UnexpectedPage when the page is no question, is another question, or shows no text. Whatever else is odd is told in
    the question's `issues`.
    """
    page = read_page(raw, content_type)
    columns = [read_column(language, items) for language, items in read_streams(page.content).items()]
    number = columns[0].number
    if expected is not None and expected != number:
        raise UnexpectedPage(f"question {expected}", f"question {number}")
    if not any(column.question for column in columns):
        raise UnexpectedPage(f"the text of question {number} after its heading", "none")
    corrected = correct(columns, corrections)
    for column in columns:
        read_chronology(column)
    issues = corrected + [issue for column in columns for issue in column.issues]
    if page.undecodable:
        issues.append(Issue("undecodable-bytes", f"{page.undecodable} of them in the page of {number}"))
    events, trouble = merge_events([column.events for column in columns])
    day, more_trouble = _date(columns, events)
    original, languages = _languages(columns)
    answers, still_more = read_answers(columns, events, languages)
    issues += trouble + more_trouble + still_more + _compare(columns)
    if original is None:
        issues.append(Issue("original-language-unknown", f"the heading of {number} does not say it"))
    named = next((column for column in columns if column.author), columns[0])
    return WrittenQuestion(
        number=number,
        variant=_variant(columns),
        page_languages=tuple(column.language for column in columns),
        author=named.author,
        author_id=next((one.author_id for one in columns if one.author_id and one.author == named.author), ""),
        party=named.party,
        date=day,
        addressee={column.language: column.addressee for column in columns if column.addressee},
        subject={languages[column.language]: column.subject for column in columns if column.subject},
        keywords={column.language: tuple(column.keywords) for column in columns if column.keywords},
        events=events,
        relations=merge_relations([column.relations for column in columns]),
        original_language=original,
        question={
            languages[column.language]: body_of(column.question, column.links) for column in columns if column.question
        },
        answers=answers,
        references=_references(columns, number),
        issues=tuple(dict.fromkeys(issues)),
    )


def _variant(columns: Sequence[Column]) -> str:
    if len(columns) > 1:
        return "SVPrintNLFR"
    return "SVPrint" if columns[0].in_print else "SchriftelijkeVraag"


def _languages(columns: Sequence[Column]) -> tuple[str | None, dict[str, str]]:
    """The language a question was put in, and for each column the language its text is really in."""
    asked = next((column.asked_in for column in columns if column.asked_in), None)
    real = {column.language: column.language for column in columns}
    if asked is None or asked == "de":
        real = {column.language: text_language(column.language, column.question) for column in columns}
    return asked or ("de" if "de" in real.values() else None), real


# -- one place of the page against another ----------------------------------------------------------


def _date(columns: Sequence[Column], events: Sequence[Event]) -> tuple[date, list[Issue]]:
    """The day of the question: it stands in the author's line, the heading and the first event."""
    issues: list[Issue] = []
    places: dict[str, date] = {}
    for column in columns:
        printed = {
            "author's line": column.author_date,
            "heading": column.heading_date,
            "print date": column.print_date,
        }
        for place, text in printed.items():
            day = labels.read_date(text) if text else None
            if day is not None:
                places.setdefault(f"{column.language} {place}", day)
            elif text:
                issues.append(Issue("date-unreadable", f"the {column.language} {place} says '{text}'"))
    dispatch = next((event.date for event in events if event.kind is EventKind.DISPATCH), None)
    if dispatch is not None:
        places["first event"] = dispatch
    if not places:
        raise UnexpectedPage(f"a date of question {columns[0].number}", "none that can be read")
    kept = next(iter(places.values()))
    if len(set(places.values())) > 1:
        words = ", ".join(f"{place} {day}" for place, day in places.items())
        issues.append(Issue("date-differs", f"of the question: {words}; {kept} is kept"))
    return kept, issues


def _compare(columns: Sequence[Column]) -> list[Issue]:
    """What the title, the headings and the two languages of a page say differently."""
    issues: list[Issue] = []
    number = columns[0].number
    for column in columns:
        for place, other in (("title", column.number), ("heading", column.heading_number)):
            if other != number:
                words = f"the {column.language} {place} says {other}, the first title {number}; {number} is kept"
                issues.append(Issue("number-differs", words))
        if not column.question:
            issues.append(Issue("question-text-missing", f"in the {column.language} text of {number}"))
    authors = dict.fromkeys((column.author, column.party) for column in columns if column.author)
    if len(authors) > 1:
        words = " and ".join(f"'{author} ({party})'" for author, party in authors)
        issues.append(Issue("author-differs", f"the columns say {words}"))
    counts = [len(column.keywords) for column in columns]
    if len(set(counts)) > 1:
        words = ", ".join(f"{len(column.keywords)} in {column.language}" for column in columns)
        issues.append(Issue("keyword-lists-differ", f"the page lists {words}"))
    return issues


def _references(columns: Sequence[Column], number: str) -> tuple[str, ...]:
    """The Senate's question numbers named in the texts, sorted, without the question's own."""
    found: set[str] = set()
    for column in columns:
        lines = (*column.question, *(line for answer in column.answers for line in answer.lines))
        for line in lines:
            if "-" not in line or not labels.SENATE.search(line):  # the whole pattern is costly
                continue
            for match in labels.REFERENCE.finditer(line):
                found.update(map(labels.read_number, labels.SENATE.findall(match["numbers"])))
    in_order = sorted((int(legislature), int(serial)) for legislature, serial in (one.split("-") for one in found))
    numbers = [f"{legislature}-{serial}" for legislature, serial in in_order if legislature < FIRST_OF_CHAMBER]
    return tuple(one for one in numbers if one != number)
