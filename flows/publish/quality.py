"""Judge the catalogue before others do: by our shapes, by the points of data.europa.eu, by what portals refuse.

The points are those of its metadata quality assessment: 405 in five dimensions, 351 and more called excellent. An
indicator that half of the datasets or files meet gets half of its points here. Whether addresses answer is asked of a
function that is given, so that nothing here needs a network.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.error import URLError
from urllib.request import Request, urlopen

import rdflib
from pyoxigraph import Literal, NamedNode, Triple
from rdflib.namespace import SH

from flows.check.facts import Facts
from flows.check.judge import Result, judge
from flows.check.shapes import Finding
from flows.map.statements import grouped_of
from flows.publish.catalogue_terms import IANA
from flows.publish.formats import MACHINE_READABLE, NON_PROPRIETARY
from flows.settings import DEFAULT_BASE, Settings, product_folder
from flows.vocabulary import AUTHORITY, DCAT, DCTERMS, RDF, subject_of

Answers = Callable[[str], bool]  # whether an address answers a HEAD request well
FILE_TYPE, LICENCE, ACCESS = (str(AUTHORITY[f"{table}/"].value) for table in ("file-type", "licence", "access-right"))
EXCELLENT = 351


# -- by our shapes ----------------------------------------------------------------------------------


def findings(triples: Iterable[Triple]) -> list[Finding]:
    """What the shapes of `shapes/catalogue` find in a catalogue, sorted."""
    facts = Facts()
    facts.take(grouped_of(triples))
    return findings_in(facts)


def findings_in(graph: rdflib.Graph) -> list[Finding]:
    """What they find in a graph of rdflib, sorted."""
    return sorted(_finding(result) for result in judge(graph, shapes()))


@lru_cache(maxsize=1)
def shapes() -> rdflib.Graph:
    """The shapes of the catalogue as one graph; no pattern in them holds a base."""
    folder = product_folder("shapes")
    graph = rdflib.Graph()
    for path in (*sorted((folder / "catalogue").glob("*.ttl")), folder / "Checksum.ttl"):
        graph.parse(data=path.read_text("utf-8"), format="turtle")
    return graph


def _finding(result: Result) -> Finding:
    told = {predicate: values[0] for predicate, values in result.items()}
    spoken = [text for text in result[SH.resultMessage] if isinstance(text, rdflib.Literal)]
    return Finding(
        shape=str(told[SH.sourceShape]).rpartition("#")[2],
        subject=str(told[SH.focusNode]),
        path=str(told.get(SH.resultPath) or ""),
        value=str(told.get(SH.value) or "")[:200],
        is_violation=told[SH.resultSeverity] == SH.Violation,
        messages=tuple(sorted({(str(text.language), str(text)) for text in spoken})),
        component=str(told[SH.sourceConstraintComponent]),
    )


# -- by points --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Missing:
    """An indicator that not everything meets: the points that are lost, what to do, and which IRIs it concerns."""

    dimension: str
    indicator: str
    points: float
    advice: str
    subjects: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """Points by dimension, each with what could be had, and what is missing."""

    dimensions: dict[str, tuple[float, int]]
    missing: tuple[Missing, ...]

    @property
    def total(self) -> float:
        """All points, of 405."""
        return round(sum(points for points, _ in self.dimensions.values()), 1)

    @property
    def most(self) -> int:
        """The points that could be had."""
        return sum(most for _, most in self.dimensions.values())


class _View:
    """A catalogue by subject and property."""

    def __init__(self, triples: Sequence[Triple], answers: Answers) -> None:
        self.answers = cache(answers)
        self._said: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            if isinstance(triple.object, NamedNode | Literal):
                self._said[subject_of(triple).value][triple.predicate.value].append(triple.object.value)

    def of(self, kind: NamedNode) -> list[str]:
        """The subjects of a class."""
        return sorted(one for one, said in self._said.items() if kind.value in said.get(RDF["type"].value, ()))

    def values(self, subject: str, term: NamedNode) -> list[str]:
        return self._said[subject].get(term.value, [])


Holds = Callable[[_View, str], bool]


@dataclass(frozen=True)
class _Indicator:
    dimension: str
    name: str
    points: int
    of: NamedNode
    holds: Holds
    advice: str


def _has(term: NamedNode) -> Holds:
    return lambda view, subject: bool(view.values(subject, term))


def _within(term: NamedNode, table: str) -> Holds:
    return lambda view, subject: any(value.startswith(table) for value in view.values(subject, term))


def _answering(term: NamedNode) -> Holds:
    return lambda view, subject: all(map(view.answers, view.values(subject, term))) and _has(term)(view, subject)


def _of_type(codes: frozenset[str]) -> Holds:
    return lambda view, one: any(v.removeprefix(FILE_TYPE) in codes for v in view.values(one, DCTERMS["format"]))


def _from_tables(view: _View, subject: str) -> bool:
    return _within(DCTERMS["format"], FILE_TYPE)(view, subject) and _within(DCAT["mediaType"], str(IANA))(view, subject)


SET, FILE = DCAT["Dataset"], DCAT["Distribution"]
INDICATORS = tuple(
    _Indicator(*row)
    for row in (
        ("findability", "keywords", 30, SET, _has(DCAT["keyword"]), "give the source keywords"),
        ("findability", "theme", 30, SET, _has(DCAT["theme"]), "give every dataset a theme"),
        ("findability", "place", 20, SET, _has(DCTERMS["spatial"]), "give every dataset a place"),
        ("findability", "period", 20, SET, _has(DCTERMS["temporal"]), "harvest questions with their days"),
        ("accessibility", "access URL answers", 50, FILE, _answering(DCAT["accessURL"]),
         "serve the releases at `download_url`, `latest/` and HEAD requests too"),
        ("accessibility", "download URL", 20, FILE, _has(DCAT["downloadURL"]), "give every file a download URL"),
        ("accessibility", "download URL answers", 30, FILE, _answering(DCAT["downloadURL"]),
         "serve the releases at `download_url`, the dated ones and HEAD requests too"),
        ("interoperability", "format", 20, FILE, _has(DCTERMS["format"]), "give every file a format"),
        ("interoperability", "media type", 10, FILE, _has(DCAT["mediaType"]), "give every file a media type"),
        ("interoperability", "both from the tables", 10, FILE, _from_tables, "take both from the tables"),
        ("interoperability", "non-proprietary", 20, FILE, _of_type(NON_PROPRIETARY),
         "the list of data.europa.eu lacks the format"),
        ("interoperability", "machine-readable", 20, FILE, _of_type(MACHINE_READABLE),
         "the list of data.europa.eu lacks the format"),
        ("reusability", "licence", 20, FILE, _has(DCTERMS["license"]), "set `licence`"),
        ("reusability", "licence of the EU's table", 10, FILE, _within(DCTERMS["license"], LICENCE),
         f"set `licence` to an IRI of the EU's table, like {LICENCE}CC_BY_4_0"),
        ("reusability", "access rights", 10, SET, _has(DCTERMS["accessRights"]), "state the access rights"),
        ("reusability", "access rights of the EU's table", 5, SET, _within(DCTERMS["accessRights"], ACCESS),
         "take the access rights from the table"),
        ("reusability", "contact point", 20, SET, _has(DCAT["contactPoint"]), "set `contact`"),
        ("reusability", "publisher", 10, SET, _has(DCTERMS["publisher"]), "name a publisher"),
        ("context", "rights", 5, FILE, _has(DCTERMS["rights"]), "state the rights"),
        ("context", "size", 5, FILE, _has(DCAT["byteSize"]), "give every file its size"),
        ("context", "issued", 5, FILE, _has(DCTERMS["issued"]), "give every file its day"),
        ("context", "modified", 5, FILE, _has(DCTERMS["modified"]), "give every file the day it changed"),
    )
)  # fmt: skip
CONFORMANCE = ("interoperability", "DCAT-AP", 30)


def score(triples: Iterable[Triple], answers: Answers) -> Score:
    """The points of a catalogue, whose addresses are asked by `answers`, each once."""
    said = list(triples)
    view = _View(said, answers)
    points: defaultdict[str, float] = defaultdict(float)
    most: defaultdict[str, int] = defaultdict(int)
    missing = []
    for one in INDICATORS:
        subjects = view.of(one.of)
        failing = tuple(subject for subject in subjects if not one.holds(view, subject))
        share = len(failing) / len(subjects) if subjects else 1
        most[one.dimension] += one.points
        points[one.dimension] += one.points * (1 - share)
        if share:
            missing.append(Missing(one.dimension, one.name, round(one.points * share, 1), one.advice, failing))
    dimension, name, worth = CONFORMANCE
    broken = [finding for finding in findings(said) if finding.is_violation]
    most[dimension] += worth
    points[dimension] += 0 if broken else worth
    if broken:
        subjects = sorted({finding.subject for finding in broken})
        missing.append(Missing(dimension, name, worth, broken[0].message, tuple(subjects)))
    return Score({name: (round(points[name], 1), most[name]) for name in most}, tuple(missing))


def trusted(address: str) -> bool:
    """Whether an address is one that could answer, without asking it."""
    return address.startswith(("http://", "https://"))


def answers_to_head(address: str, timeout: float = 10.0) -> bool:
    """Whether an address of the web answers a HEAD request well."""
    if not trusted(address):
        return False
    try:
        with urlopen(
            Request(address, method="HEAD"), timeout=timeout
        ) as answer:  # http and https only, by the line above
            return bool(200 <= answer.status < 300)
    except (URLError, OSError, ValueError):
        return False


# -- by what portals refuse -------------------------------------------------------------------------


def what_portals_refuse(settings: Settings) -> Iterator[str]:
    """What portals will refuse, hide or take points off for, one sentence each with what to do about it."""
    if not settings.licence:
        yield (
            "No licence is claimed: data.gov.be's profile asks for one, CKAN and udata show the data as not open, "
            "and data.europa.eu takes 30 of 405 points off. Whoever may grant one sets `licence`."
        )
    elif not settings.licence.startswith(LICENCE):
        yield (
            f"The licence {settings.licence} is not of the EU's table: data.europa.eu takes 10 of 405 points off, and "
            f"portals may not know it. If the same licence is there, set `licence` to that, like {LICENCE}CC_BY_4_0."
        )
    if not settings.contact:
        yield (
            "No contact is set: portals show the home page only, and data.gov.be's profile asks for an e-mail address. "
            "Set `contact`."
        )
    if settings.base_iri == DEFAULT_BASE and not settings.download_url:
        yield (
            f"The files are said to be below {settings.downloads}: unless they are served there, every portal finds "
            "dead links, and data.europa.eu takes 80 of 405 points off. Set `base_iri` or `download_url`."
        )
    if settings.endpoint:
        yield (
            "data.gov.be skips the SPARQL service for want of a contact point, with which CKAN's export of the "
            "catalogue would break; it reads the datasets all the same."
        )
