"""Count what a record holds, so that the figures of a release are sums and never need the whole graph."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from flows.authority.noted import is_known
from flows.keep.stored import Asked
from flows.model import WrittenQuestion
from flows.vocabulary import DCTERMS, ELI_DL, EV, LANGUAGE_CODES, RDF, ROLE, Iris

EUROVOC = EV[""].value
# The look-ups whose answers say how well the tables cover the archive, and what each is about.
LOOK_UPS = {"person": "author", "party": "party", "government": "government", "holder": "minister"}


def count(
    question: WrittenQuestion, triples: Sequence[Triple], asked: Mapping[Asked, str], iris: Iris
) -> dict[str, int]:
    """The figures of a question by name, "name/kind" for those that are grouped; only what is not nothing."""
    said: defaultdict[NamedNode, list[Triple]] = defaultdict(list)
    for triple in set(triples):  # a record may say a thing twice, a release does not
        said[triple.predicate].append(triple)
    pq = iris.pq
    types = Counter(triple.object for triple in said[RDF["type"]])
    subjects = [str(triple.object) for triple in said[DCTERMS["subject"]]]
    on_time = [triple.object for triple in said[pq["answeredOnTime"]]]
    figures = Counter({
        "questions": 1,
        "triples": sum(map(len, said.values())),
        "questions_answered": len(said[pq["answeredOn"]]),
        "questions_answered_on_time": on_time.count(Literal(True)),
        "questions_answered_late": on_time.count(Literal(False)),
        "answers": types[pq["Answer"]],
        "question_parts": types[pq["QuestionPart"]],
        "question_parts_answered": len({triple.object for triple in said[pq["answersPart"]]}),
        "questions_with_post": len(said[pq["addressedTo"]]),
        "questions_with_minister": _ministers(said),
        "topics": len(subjects),
        "topics_with_eurovoc": sum(subject.startswith(f"<{EUROVOC}") for subject in subjects),
        f"questions_by_legislature/{question.legislature}": 1,
        f"questions_by_state/{question.state}": 1,
        f"questions_by_year/{question.date.year}": 1,
    })  # fmt: skip
    figures.update(f"answers_by_kind/{answer.kind}" for answer in question.answers)
    if question.original_language:
        figures[f"questions_by_original_language/{LANGUAGE_CODES[question.original_language]}"] = 1
    figures += _coverage(asked)
    figures["known/post"] = figures["questions_with_post"]
    figures["looked_up/keyword"] = _descriptors(question.keywords)
    return dict(sorted((+figures).items()))


def _ministers(said: Mapping[NamedNode, Sequence[Triple]]) -> int:
    """1 when the addressee's participation names a person."""
    roles = said.get(ELI_DL["participation_role"], ())
    addressees = {triple.subject for triple in roles if triple.object == ROLE["ADDRESSEE"]}
    named = {triple.subject for triple in said.get(ELI_DL["had_participant_person"], ())}
    return len(addressees & named)


def _coverage(asked: Mapping[Asked, str]) -> Counter[str]:
    """For each kind of thing, whether the question names such a thing and whether the tables knew it.

    An addressee's line names a post, its portfolios and a minister, also when nothing of it is understood.
    """
    figures = Counter[str]()
    lines = [given for (look_up, *_), given in asked.items() if look_up == "post"]
    if lines:
        figures.update({f"looked_up/{kind}": 1 for kind in ("post", "portfolio", "minister")})
        figures["known/portfolio"] = int(all(map(is_known, lines)))
    for (look_up, *_), given in asked.items():
        if kind := LOOK_UPS.get(look_up):
            figures[f"looked_up/{kind}"] = 1
            if is_known(given):
                figures[f"known/{kind}"] = 1
    return figures


def _descriptors(keywords: Mapping[str, Sequence[str]]) -> int:
    """How many descriptors a question has: those of lists that are equally long are the same in each language."""
    if len({len(words) for words in keywords.values()}) == 1:
        return len(set(zip(*keywords.values(), strict=True)))
    return sum(len(set(words)) for words in keywords.values())
