"""Count what a record holds, so that the figures of a release are sums and never need the whole graph.

A figure is a whole number by name; a name like "days_to_answer_by_portfolio/defence/47" says what it is grouped by.
`publish.statistics` makes the sums into what `statistics.json` holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import NamedNode, Triple

from flows.authority.lookups import Authority
from flows.authority.noted import is_known
from flows.keep.stored import Asked
from flows.map.statements import Groups
from flows.model import State, WrittenQuestion
from flows.publish.statistics import NEVER
from flows.vocabulary import DCTERMS, ELI_DL, EV, LANGUAGE_CODES, RDF, ROLE, XSD, Iris

EUROVOC = f"<{EV}"
HAS_ROLE, IS_PERSON = str(ELI_DL["participation_role"]), str(ELI_DL["had_participant_person"])
ADDRESSEE = str(ROLE["ADDRESSEE"])
YES, NO = (f'"{value}"^^{XSD["boolean"]}' for value in ("true", "false"))
# The look-ups whose answers say how well the tables cover the archive, and what each is about.
LOOK_UPS = {"person": "author", "party": "party", "government": "government", "holder": "minister"}
# Where nobody can answer any more, or need not, a question is not late for want of an answer.
AWAITED = (State.OPEN, State.PROVISIONALLY_ANSWERED, State.LAPSED)


def count(
    question: WrittenQuestion, groups: Groups, shared: Iterable[Triple], authority: Authority, iris: Iris
) -> dict[str, int]:
    """The figures of a question by name, "name/kind" for those that are grouped; only what is not nothing.

    `groups` are the statements of its record, and `shared` what that says of things that it shares; `authority` are the
    tables as the record consulted them.
    """
    said: defaultdict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for subject, its in groups.items():
        for term, told in its.items():
            said[term].append((subject, told))

    def values(predicate: NamedNode) -> list[str]:
        return [value for _, told in said.get(str(predicate), ()) for value in told]

    pq, state = iris.pq, question.state
    types, subjects, on_time = values(RDF["type"]), values(DCTERMS["subject"]), values(pq["answeredOnTime"])
    figures = {
        "questions": 1,
        "triples": sum(sum(map(len, its.values())) for its in groups.values()),
        "questions_answered": len(values(pq["answeredOn"])),
        "questions_answered_on_time": on_time.count(YES),
        "questions_answered_late": on_time.count(NO),
        "answers": types.count(str(pq["Answer"])),
        "question_parts": types.count(str(pq["QuestionPart"])),
        "question_parts_answered": len(set(values(pq["answersPart"]))),
        "questions_with_post": len(values(pq["addressedTo"])),
        "questions_with_minister": _ministers(said),
        "topics": len(subjects),
        "topics_with_eurovoc": sum(subject.startswith(EUROVOC) for subject in subjects),
        f"questions_by_legislature/{question.legislature}": 1,
        f"questions_by_state/{state}": 1,
        f"questions_by_month/{question.legislature}/{question.date.isoformat()[:7]}": 1,
    }
    figures |= Counter(f"answers_by_kind/{answer.kind}" for answer in question.answers)
    if question.original_language:
        figures[f"questions_by_original_language/{LANGUAGE_CODES[question.original_language]}"] = 1
    concepts = [subject[len(EUROVOC) : -1] for subject in subjects if subject.startswith(EUROVOC)]
    domains = {domain for concept in concepts for domain in authority.domains(concept).split()}
    figures |= {f"questions_by_domain/{domain}/{question.date.year}": 1 for domain in domains}
    of_post = pq["portfolio"]
    portfolios = sorted({_tail(str(one.object)) for one in shared if one.predicate == of_post})
    parties = sorted(map(_tail, values(pq["askedOnBehalfOf"])))
    figures |= dict.fromkeys(_in_time(question, state, portfolios, parties), 1)
    figures |= _coverage(authority.asked)
    figures["known/post"] = figures["questions_with_post"]
    figures["looked_up/keyword"] = _descriptors(question.keywords)
    return {name: many for name, many in sorted(figures.items()) if many}


def _tail(iri: str) -> str:
    """What an IRI of ours ends in: "defence" of "<https://…/id/portfolio/defence>"."""
    return iri[iri.rindex("/") + 1 : -1]


def _in_time(
    question: WrittenQuestion, state: State, portfolios: Sequence[str], parties: Sequence[str]
) -> Iterator[str]:
    """The names of what tells how long an answer took, whether it came in time, and what is still waited for.

    Whether an open question is overdue depends on the day one asks, so the days of the deadlines are counted.
    """
    asked, due, answered = question.date, question.deadline, question.answered_on
    groups = [f"year/{asked.year}", *(f"portfolio/{one}" for one in portfolios), *(f"party/{one}" for one in parties)]
    yield from (f"questions_by_{group}" for group in groups)
    if due:
        yield f"days_allowed/{(due - asked).days}"
        if answered or state in AWAITED:
            ended = ("on_time" if answered <= due else "late") if answered else due.isoformat()
            yield from (f"punctuality_by_{group}/{ended}" for group in groups)
    if answered:
        days = (answered - asked).days
        yield f"days_to_answer/{days}"
        yield from (f"days_to_answer_by_portfolio/{one}/{days}" for one in portfolios)
    if state is State.OPEN:
        yield f"open_by_deadline/{question.legislature}/{due or NEVER}"


def _ministers(said: Mapping[str, Sequence[tuple[str, Sequence[str]]]]) -> int:
    """1 when the addressee's participation names a person."""
    addressees = {subject for subject, roles in said.get(HAS_ROLE, ()) if ADDRESSEE in roles}
    named = {subject for subject, _ in said.get(IS_PERSON, ())}
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
