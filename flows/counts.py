"""Count what a record holds, so that the figures of a release are sums and never need the whole graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pyoxigraph import Literal, Triple

from flows.model import WrittenQuestion
from flows.stored import Asked
from flows.vocabulary import DCTERMS, ELI_DL, EV, LANGUAGE_CODES, RDF, ROLE, Iris

EUROVOC = EV[""].value
# The look-ups whose answers say how well the tables cover the archive, and what each is about.
LOOK_UPS = {"person": "author", "party": "party", "post": "post", "government": "government", "holder": "minister"}


def count(
    question: WrittenQuestion, triples: Sequence[Triple], asked: Mapping[Asked, str], iris: Iris
) -> dict[str, int]:
    """The figures of a question by name, "name/kind" for those that are grouped; only what is not nothing."""
    pq = iris.pq
    said = Counter(triple.predicate for triple in triples)
    types = Counter(triple.object for triple in triples if triple.predicate == RDF["type"])
    subjects = [str(triple.object) for triple in triples if triple.predicate == DCTERMS["subject"]]
    on_time = [triple.object for triple in triples if triple.predicate == pq["answeredOnTime"]]
    figures = Counter({
        "questions": 1,
        "triples": len(triples),
        "questions_answered": said[pq["answeredOn"]],
        "questions_answered_on_time": on_time.count(Literal(True)),
        "questions_answered_late": on_time.count(Literal(False)),
        "answers": types[pq["Answer"]],
        "question_parts": types[pq["QuestionPart"]],
        "question_parts_answered": len({one.object for one in triples if one.predicate == pq["answersPart"]}),
        "questions_with_post": said[pq["addressedTo"]],
        "questions_with_minister": _ministers(triples),
        "topics": len(subjects),
        "topics_with_eurovoc": sum(subject.startswith(f"<{EUROVOC}") for subject in subjects),
        f"questions_by_legislature/{question.legislature}": 1,
        f"questions_by_state/{question.state}": 1,
        f"questions_by_year/{question.date.year}": 1,
    })  # fmt: skip
    figures.update(f"answers_by_kind/{answer.kind}" for answer in question.answers)
    if question.original_language:
        figures[f"questions_by_original_language/{LANGUAGE_CODES[question.original_language]}"] = 1
    return dict(sorted((figures + _coverage(asked)).items()))


def _ministers(triples: Sequence[Triple]) -> int:
    """1 when the addressee's participation names a person."""
    addressees = {
        triple.subject
        for triple in triples
        if triple.predicate == ELI_DL["participation_role"] and triple.object == ROLE["ADDRESSEE"]
    }
    named = {triple.subject for triple in triples if triple.predicate == ELI_DL["had_participant_person"]}
    return len(addressees & named)


def _coverage(asked: Mapping[Asked, str]) -> Counter[str]:
    """For each kind of thing, whether it was looked up for the question and whether the tables knew it."""
    figures = Counter[str]()
    for (look_up, *_), given in asked.items():
        if kind := LOOK_UPS.get(look_up):
            figures[f"looked_up/{kind}"] = 1
            # A post that is not wholly understood names its phrases: "Addressed(…, unknown=('Zeezaken',))".
            if given != "None" and (kind != "post" or "unknown=()" in given):
                figures[f"known/{kind}"] = 1
    return figures
