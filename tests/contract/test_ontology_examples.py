"""The examples in `ontology/examples` are what the mapper writes for the questions below.

All names, numbers and days are invented, in a legislature 99 that does not exist. After a change to the mapping,
`python -m tests.contract.test_ontology_examples` writes the files anew; their opening comments stay.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
import rdflib.compare

from flows.map import turtle
from flows.map.question import question_record
from flows.map.rdf import Record, ntriples
from flows.model import (
    Answer,
    AnswerKind,
    Body,
    Capture,
    Event,
    EventKind,
    Relation,
    RelationKind,
    TargetKind,
    WrittenQuestion,
)
from flows.parse.parts import find_parts
from flows.vocabulary import Iris
from tests.contract.tables import Rows, made_authority

EXAMPLES = Path(__file__).parents[2] / "ontology" / "examples"
IRIS = Iris()

# -- the reviewed tables of an invented country -----------------------------------------------------

TABLES: Rows = {
    "legislatures": [{"legislature": "99", "chamber": "147"}],
    "people": [
        {
            "person": "iris-waterschoot", "name": "Iris Waterschoot", "other_names": "I. Waterschoot",
            "wikidata": "Q99990001", "senate_id": "9901",
        },
        {"person": "bastien-delarive", "name": "Bastien Delarive"},
        {"person": "ward-stroom", "name": "Ward Stroom"},
        {"person": "mira-vloed", "name": "Mira Vloed"},
    ],
    "parties": [
        {"party": "lijst-vaart", "kind": "party", "label": "Lijst Vaart", "from": "2080-01-01", "until": "2090-01-01"},
        {
            "party": "lijst-oever", "kind": "party", "label": "Lijst Oever", "other_labels": "LO",
            "name_nl": "Lijst voor de Oever", "from": "2090-01-01", "renamed_from": "lijst-vaart",
            "language_group": "nl", "wikidata": "Q99990002",
        },
        {"party": "de-bron", "kind": "party", "label": "De Bron", "language_group": "nl"},
        {
            "party": "lijst-oever-de-bron", "kind": "group", "label": "Lijst Oever-De Bron", "from": "2094-01-01",
            "members": "lijst-oever de-bron", "language_group": "nl",
        },
        {"party": "la-berge", "kind": "party", "label": "La Berge", "language_group": "fr"},
    ],
    "governments": [
        {
            "government": "stroom", "nl": "regering-Stroom", "fr": "gouvernement Stroom", "en": "Stroom Government",
            "from": "2090-10-01", "until": "2091-07-01", "wikidata": "Q99990004",
        },
        {
            "government": "vloed", "nl": "regering-Vloed", "fr": "gouvernement Vloed", "en": "Vloed Government",
            "from": "2091-07-01",
        },
    ],
    "services": [
        {
            "service": "waterways", "nl": "FOD Waterwegen", "fr": "SPF Voies navigables", "de": "FÖD Wasserwege",
            "en": "FPS Waterways", "cbe": "9999000001",
        },
    ],
    "portfolios": [
        {"portfolio": "rivers", "nl": "Rivieren", "fr": "Rivières", "en": "Rivers", "services": "waterways"},
    ],
    "portfolio_names": [
        {"printed": "Rivieren", "language": "nl", "portfolios": "rivers"},
        {"printed": "Rivières", "language": "fr", "portfolios": "rivers"},
    ],
    "posts": [
        {
            "post": "minister-of-rivers", "rank": "minister", "portfolios": "rivers", "nl": "minister van Rivieren",
            "fr": "ministre des Rivières", "en": "Minister of Rivers", "other_nl": "minister van Stromen",
            "wikidata": "Q99990003",
        },
    ],
    "ministers": [
        {
            "person": "ward-stroom", "portfolio": "rivers", "from": "2090-10-01", "rank": "minister",
            "government": "stroom", "until": "2091-07-01",
        },
        {
            "person": "mira-vloed", "portfolio": "rivers", "from": "2091-07-01", "rank": "minister",
            "government": "vloed",
        },
    ],
    "eurovoc": [  # real, though cut off above the aquatic environment, and nothing is retired that was not
        {
            "id": "c_98d1408a", "nl": "waterbeleid", "fr": "politique de l'eau", "en": "water policy",
            "de": "Wasserpolitik", "microthesauri": "100242",
        },
        {
            "id": "597", "nl": "water", "fr": "eau", "en": "water", "de": "Wasser", "broader": "5741",
            "microthesauri": "100243",
        },
        {
            "id": "5741", "nl": "aquatisch milieu", "fr": "milieu aquatique", "en": "aquatic environment",
            "de": "aquatische Umwelt", "microthesauri": "100243",
        },
        {"id": "999901", "nl": "waterstaat", "fr": "service des eaux", "replaced_by": "c_98d1408a"},  # invented
    ],
    "eurovoc_microthesauri": [
        {
            "id": "100242", "code": "5206", "nl": "milieubeleid", "fr": "politique de l'environnement",
            "en": "environmental policy", "de": "Umweltpolitik", "domain": "100155",
        },
        {
            "id": "100243", "code": "5211", "nl": "natuurlijk milieu", "fr": "milieu naturel",
            "en": "natural environment", "de": "Natürliche Umgebung", "domain": "100155",
        },
    ],
    "eurovoc_domains": [
        {"id": "100155", "code": "52", "nl": "milieu", "fr": "environnement", "en": "environment", "de": "Umwelt"},
    ],
    "keywords": [
        {
            "keyword": "dijk", "nl": "dijk", "fr": "digue", "other_fr": "digue fluviale", "wikidata": "Q99990005",
            "exact": "https://data.example.org/dijk", "close": "https://data.example.org/oever",
        },
    ],
    "replacements": [{"old": "id/person/i-waterschoot", "new": "id/person/iris-waterschoot"}],
}  # fmt: skip

AUTHORITY = made_authority(TABLES)

# -- how the questions below are put together -------------------------------------------------------


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def body(*lines: str, citations: tuple[str, ...] = ()) -> Body:
    return Body("\n".join(lines), find_parts(lines), citations)


def sent(on: str, deadline: str | None = None) -> Event:
    due = day(deadline) if deadline else None
    return Event(day(on), EventKind.DISPATCH, "Verzending vraag", "nl", due)


def happened(on: str, kind: EventKind, label: str, language: str = "nl") -> Event:
    return Event(day(on), kind, label, language)


def related(kind: RelationKind, target: str, label: str, to: TargetKind = TargetKind.WRITTEN_QUESTION) -> Relation:
    return Relation(kind, to, target, label)


def seen(question: WrittenQuestion, on: str) -> Capture:
    """The page that shows a question, first seen on a day."""
    serial = question.number.partition("-")[2]
    page, tongue = ("SVPrintNLFR", "nl") if len(question.page_languages) > 1 else ("SVPrint", "fr")
    return Capture(
        f"https://www.senate.be/www/?MIval=/Vragen/{page}&LEG=99&NR={serial}&LANG={tongue}",
        hashlib.sha256(f"{question.number} on {on}".encode()).hexdigest(),
        dt.datetime.combine(day(on), dt.time(2, 30), dt.UTC),
        question.page_languages,
    )


# -- the questions ----------------------------------------------------------------------------------

SUBMITTED = WrittenQuestion(
    number="99-1",
    variant="SVPrintNLFR",
    page_languages=("fr", "nl"),
    author="Iris Waterschoot",
    party="Lijst Oever",
    date=day("2091-03-06"),
    addressee={"fr": "au ministre des Rivières", "nl": "aan de minister van Rivieren"},
    subject={"fr": "Digues fluviales - État", "nl": "Rivierdijken - Staat"},
    keywords={"fr": ("politique de l'eau", "digue"), "nl": ("waterbeleid", "dijk")},
    events=(sent("2091-03-06", "2091-04-10"),),
    relations=(),
    original_language="nl",
    question={
        "fr": body("1) Combien de digues ont été inspectées ?", "2) Combien doivent être réparées ?"),
        "nl": body("1) Hoeveel dijken werden geïnspecteerd?", "2) Hoeveel moeten worden hersteld?"),
    },
    answers=(),
)

ANSWERED = replace(
    SUBMITTED,
    events=(*SUBMITTED.events, happened("2091-05-02", EventKind.ANSWER, "Antwoord")),
    answers=(
        Answer(
            AnswerKind.SUBSTANTIVE,
            day("2091-05-02"),
            {
                "fr": body("1) Quarante digues.", "2) Trois."),
                "nl": body("1) Veertig dijken.", "2) Drie."),
            },
        ),
    ),
)

PROVISIONAL = replace(
    SUBMITTED,
    number="99-2",
    author="Bastien Delarive",
    party="La Berge",
    date=day("2091-04-03"),
    subject={"fr": "Écluses - Durée d'attente", "nl": "Sluizen - Wachttijd"},
    keywords={"fr": ("politique de l'eau",), "nl": ("waterbeleid",)},
    events=(sent("2091-04-03", "2091-05-08"),),
    original_language="fr",
    question={
        "fr": body("Combien de temps un bateau attend-il à une écluse ?"),
        "nl": body("Hoelang wacht een schip aan een sluis?"),
    },
    answers=(Answer(AnswerKind.PROVISIONAL, None, {}, "https://www.senate.be/documents/99-2-provisoire.pdf"),),
)

REMINDED = replace(
    SUBMITTED,
    number="99-3",
    date=day("2091-04-10"),
    subject={"fr": "Bacs - Horaires", "nl": "Veerboten - Dienstregeling"},
    keywords={"fr": ("politique de l'eau",), "nl": ("waterbeleid",)},
    events=(
        sent("2091-04-10", "2091-05-15"),
        happened("2091-05-21", EventKind.REMINDER, "Rappel"),
    ),
    question={
        "fr": body("Quels bacs naviguent le dimanche ?"),
        "nl": body("Welke veerboten varen op zondag?"),
    },
)

UNPUBLISHED = replace(
    PROVISIONAL,
    number="99-4",
    variant="SVPrint",
    page_languages=("fr",),
    date=day("2091-04-17"),
    addressee={"fr": "au ministre des Rivières"},
    subject={"fr": "Barrages - Sécurité"},
    keywords={"fr": ("politique de l'eau",)},
    # Pages of legislature 5 state no deadline either: nothing can then be said about lateness.
    events=(
        happened("2091-04-17", EventKind.DISPATCH, "Envoi question", "fr"),
        happened("2091-05-15", EventKind.ANSWER, "Réponse", "fr"),
        happened("2091-05-15", EventKind.NOT_PUBLISHED, "Décision de ne pas publier", "fr"),
    ),
    question={"fr": body("Qui peut entrer dans les barrages ?")},
    answers=(Answer(AnswerKind.NOT_PUBLISHED, day("2091-05-15"), {"fr": body("Texte pas encore disponible.")}),),
)

REQUALIFIED = replace(
    SUBMITTED,
    number="99-5",
    date=day("2091-05-08"),
    subject={"fr": "Crues - Alerte", "nl": "Hoogwater - Alarm"},
    keywords={"fr": ("politique de l'eau",), "nl": ("waterbeleid",)},
    events=(
        sent("2091-05-08", "2091-06-12"),
        happened("2091-06-13", EventKind.REQUALIFICATION, "Herkwalificatie"),
    ),
    relations=(
        related(
            RelationKind.REQUALIFIED_AS,
            "99-12",
            "Geherkwalificeerd als",
            TargetKind.REQUEST_FOR_EXPLANATION,
        ),
    ),
    question={
        "fr": body("Comment les riverains sont-ils avertis ?"),
        "nl": body("Hoe worden de omwonenden gewaarschuwd?"),
    },
)

REINTRODUCED = replace(
    SUBMITTED,
    number="99-6",
    date=day("2091-06-05"),
    subject={"fr": "Chemins de halage - Accès", "nl": "Jaagpaden - Toegang"},
    keywords={"fr": ("politique de l'eau",), "nl": ("waterbeleid",)},
    events=(
        sent("2091-06-05", "2091-07-10"),
        happened("2091-07-01", EventKind.CLOSED, "Dossier gesloten"),
    ),
    relations=(related(RelationKind.REINTRODUCED_AS, "99-8", "Heringediend als"),),
    question={
        "fr": body("Qui peut emprunter les chemins de halage ?"),
        "nl": body("Wie mag de jaagpaden gebruiken?"),
    },
)

LAPSED = replace(
    SUBMITTED,
    number="99-7",
    party="Lijst Oever-De Bron",
    date=day("2095-04-28"),
    subject={"fr": "Ponts - Hauteur libre", "nl": "Bruggen - Doorvaarthoogte"},
    keywords={"fr": ("politique de l'eau",), "nl": ("waterbeleid",)},
    events=(
        sent("2095-04-28", "2095-06-02"),
        happened("2095-05-06", EventKind.LAPSED, "Einde zittingsperiode"),
    ),
    question={
        "fr": body("Quels ponts sont trop bas ?"),
        "nl": body("Welke bruggen zijn te laag?"),
    },
)

SUPPLEMENTED = replace(
    REINTRODUCED,
    number="99-8",
    date=day("2091-07-17"),
    events=(
        sent("2091-07-17", "2091-08-21"),
        happened("2091-08-14", EventKind.ANSWER, "Antwoord"),
        happened("2091-09-18", EventKind.SUPPLEMENTARY_ANSWER, "Aanvullend antwoord"),
    ),
    relations=(
        related(RelationKind.REINTRODUCES, "99-6", "Herindiening van"),
        related(RelationKind.ALSO_ASKED_AS, "99-9", "Ook gesteld aan"),
    ),
    answers=(
        Answer(
            AnswerKind.SUBSTANTIVE,
            day("2091-08-14"),
            {
                "fr": body("Les cyclistes et les piétons. La liste des exceptions suivra."),
                "nl": body("Fietsers en voetgangers. De lijst van de uitzonderingen volgt."),
            },
        ),
        Answer(
            AnswerKind.SUPPLEMENTARY,
            day("2091-09-18"),
            {
                "fr": body("Voir https://www.example.org/halage.", citations=("https://www.example.org/halage",)),
                "nl": body("Zie https://www.example.org/jaagpad.", citations=("https://www.example.org/jaagpad",)),
            },
        ),
    ),
)

LIVES: Mapping[str, tuple[WrittenQuestion, Capture]] = {
    "1-submitted": (SUBMITTED, seen(SUBMITTED, "2091-03-07")),
    "2-answered": (ANSWERED, seen(ANSWERED, "2091-05-03")),
    "3-provisionally-answered": (PROVISIONAL, seen(PROVISIONAL, "2091-05-09")),
    "4-reminded": (REMINDED, seen(REMINDED, "2091-05-22")),
    "5-answered-unpublished": (UNPUBLISHED, seen(UNPUBLISHED, "2091-05-16")),
    "6-requalified": (REQUALIFIED, seen(REQUALIFIED, "2091-06-14")),
    "7-closed-and-reintroduced": (REINTRODUCED, seen(REINTRODUCED, "2091-07-18")),
    "8-lapsed": (LAPSED, seen(LAPSED, "2095-05-07")),
    "9-supplementary-answer": (SUPPLEMENTED, seen(SUPPLEMENTED, "2091-09-19")),
}


def record_of(name: str) -> Record:
    """What the mapper makes of the question of an example."""
    question, capture = LIVES[name]
    return question_record(question, [capture], AUTHORITY, IRIS)


def story(text: str) -> list[str]:
    """The comment lines that a file begins with."""
    lines = text.splitlines()
    return lines[: next(at for at, line in enumerate(lines) if not line.startswith("#"))]


@pytest.mark.parametrize("name", LIVES)
def test_an_example_is_what_the_mapper_writes(name: str) -> None:
    quads = pyoxigraph.parse(path=EXAMPLES / f"{name}.ttl", format=pyoxigraph.RdfFormat.TURTLE)
    assert ntriples(quad.triple for quad in quads) == ntriples(record_of(name).triples)


@pytest.mark.parametrize("name", LIVES)
def test_an_example_reads_alike_with_rdflib(name: str) -> None:
    read = rdflib.Graph().parse(EXAMPLES / f"{name}.ttl", format="turtle")
    expected = rdflib.Graph().parse(data=ntriples(record_of(name).triples), format="nt")
    assert rdflib.compare.isomorphic(read, expected)


@pytest.mark.parametrize("name", LIVES)
def test_an_example_begins_with_what_happened_and_when(name: str) -> None:
    told = " ".join(story((EXAMPLES / f"{name}.ttl").read_text("utf-8")))
    question, _ = LIVES[name]
    days = [*(event.date for event in question.events), *filter(None, [question.deadline])]
    assert question.number in told
    for one in days:
        assert f"{one.day} {one:%B %Y}" in told


def test_every_example_is_tested() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.ttl")} == set(LIVES)


def write_all() -> None:
    """Write the examples anew below the comments that they begin with."""
    for name, (question, _) in LIVES.items():
        path = EXAMPLES / f"{name}.ttl"
        comment = story(path.read_text("utf-8")) if path.exists() else [f"# {question.number}"]
        written = turtle.header(IRIS) + turtle.body(record_of(name).triples, IRIS, IRIS.question(question.number).value)
        path.write_bytes("".join(f"{line}\n" for line in comment).encode() + b"\n" + written)


if __name__ == "__main__":
    write_all()
