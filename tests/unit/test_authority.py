"""The reviewed tables give exact look-ups after folding, and guess nothing: people, parties, descriptors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from flows.authority.lookups import Authority, Concept, read_authority
from flows.settings import product_folder
from tests.contract import asked
from tests.contract.tables import changed, made_authority

DAY = "2022-06-02"


def with_rows(pairs: Sequence[tuple[str, str]] = (), **tables: Sequence[Mapping[str, str]]) -> Authority:
    """Small tables with some rows more."""
    return made_authority(changed(asked.TABLES, **tables), pairs)


def person(key: str, name: str, **cells: str) -> dict[str, str]:
    return {"person": key, "name": name, **cells}


# -- people -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "printed",
    [
        "Ngaïre D'haeseleer",
        "ngaïre d’haeseleer",
        "NGAÏRE  D‘HAESELEER",
        "Ngaïre\xa0D´haeseleer ",
        "Ngai\u0308re D`haeseleer",
    ],
)
def test_a_person_is_found_by_any_spelling_of_the_same_letters(printed: str) -> None:
    authority = with_rows(people=[person("ngaire-dhaeseleer", "Ngaïre D'haeseleer")])
    assert authority.person(printed, DAY) == "ngaire-dhaeseleer"
    assert authority.person("Ngaire D'haeseleer", DAY) is None, "a letter without its accent is another letter"


def test_other_names_lead_to_the_person_too() -> None:
    authority = with_rows(people=[person("rik-daems", "Rik Daems", other_names="Hendrik Daems | Rik  DAEMS |")])
    assert {authority.person(name, DAY) for name in ("Rik Daems", "hendrik daems")} == {"rik-daems"}
    assert authority.person("", DAY) is None


def test_a_name_of_two_persons_is_nobody_s() -> None:
    namesakes = [
        person("jan-peeters", "Jan Peeters"),
        person("jan-peeters-1960", "Jan Peeters (1960)", other_names="Jan PEETERS"),
    ]
    authority = with_rows(people=namesakes)
    assert authority.person("Jan Peeters", DAY) is None
    assert authority.person("Jan Peeters (1960)", DAY) == "jan-peeters-1960"


NAMESAKES = [
    person("jan-peeters", "Jan Peeters", until="2010-06-13", senate_id="12"),
    person("jan-peeters-2", "Jan Peeters", **{"from": "2010-06-13"}),
    person("jan-maes", "Jan Maes", senate_id="34"),
]


@pytest.mark.parametrize(
    ("name", "day", "number", "expected"),
    [
        ("Jan Peeters", "1999-07-01", "", "jan-peeters"),
        ("Jan Peeters", "2010-06-12", "", "jan-peeters"),
        ("Jan Peeters", "2010-06-13", "", "jan-peeters-2"),
        # The number is stronger than the days.
        ("Jan Peeters", "2022-06-02", "12", "jan-peeters"),
        ("Jan Peeters", "1999-07-01", "12", "jan-peeters"),
        # A number that nobody has yet is not that of somebody who has another.
        ("Jan Peeters", "1999-07-01", "56", None),
        ("Jan Peeters", "2022-06-02", "56", "jan-peeters-2"),
        # The number of somebody of another name: who is meant is for a person to say.
        ("Jan Peeters", "2022-06-02", "34", None),
        ("Jan Peters", "2022-06-02", "12", None),
        ("Jan Maes", "2022-06-02", "12", None),
        ("Jan Maes", "2022-06-02", "34", "jan-maes"),
        ("Jan Maes", "2022-06-02", "", "jan-maes"),
    ],
)
def test_namesakes_are_told_by_the_number_or_the_day(name: str, day: str, number: str, expected: str | None) -> None:
    assert with_rows(people=NAMESAKES).person(name, day, number) == expected


@pytest.mark.parametrize(
    ("printed", "number", "candidate"),
    [
        ("Sabine de Béthune", "", "sabine-de-bethune"),
        ("Sabine de Bethune", "", "sabine-de-bethune"),  # an accent
        ("de Bethune Sabine", "", "sabine-de-bethune"),  # swapped words
        ("Sabine de Betune", "", "sabine-de-bethune"),  # a letter less
        ("Sabine de Bethunne", "", "sabine-de-bethune"),  # a letter more
        ("Sabine de Behtune", "", "sabine-de-bethune"),  # two letters the wrong way round
        ("Sabien de Bettune", "", "sabine-de-bethune"),  # two mistakes in a long name
        ("Sabien de Bettunne", "", None),
        ("Rik Deams", "", "rik-daems"),
        ("Rick Deams", "", None),  # two mistakes in a short one
        ("Hugo Van Lerberghe", "", "hugo-vanlerberghe"),
        ("Louis de Bethune", "", None),
        ("Somebody Else", "4689", "rik-daems"),  # the Senate's own number
        ("Somebody Else", "46", None),
        ("Sabine de Bethune", "4689", "rik-daems"),
        ("", "", None),
    ],
)
def test_a_near_spelling_is_a_candidate_and_never_an_identity(printed: str, number: str, candidate: str | None) -> None:
    known = [
        person("sabine-de-bethune", "Sabine de Béthune"),
        person("hugo-vanlerberghe", "Hugo Vanlerberghe"),
        person("rik-daems", "Rik Daems", senate_id="4689"),
    ]
    authority = with_rows(people=known)
    assert authority.person_candidate(printed, number) == candidate
    if printed != "Sabine de Béthune":
        assert authority.person(printed, DAY, number) is None


def test_of_two_candidates_the_nearer_is_told() -> None:
    known = [person("anna-de-smedt-maes", "Anna De Smedt Maes"), person("anne-de-smedt-maes", "Anne De Smedt Maes")]
    authority = with_rows(people=known)
    assert authority.person_candidate("Anné De Smedt Maes") == "anne-de-smedt-maes"
    assert authority.person_candidate("Anni De Smedt Maes") == "anna-de-smedt-maes", "the first of equally near ones"


def test_what_a_row_says_can_be_asked() -> None:
    authority = asked.AUTHORITY.consult()
    assert authority.cell("people", "tom-ongena", "wikidata") == "Q69745447"
    assert authority.cell("people", "nobody", "wikidata") is None
    assert len(authority.asked) == 2


# -- parties ----------------------------------------------------------------------------------------


def test_a_label_is_the_party_of_its_day() -> None:
    parties = [
        {"party": "vld", "kind": "party", "label": "VLD", "until": "2007-02-10"},
        {"party": "anders", "kind": "party", "label": "Open VLD", "from": "2026-01-19", "renamed_from": "open-vld"},
    ]
    authority = with_rows(parties=parties)
    assert authority.party("Open Vld", DAY) == authority.party("OPEN VLD", DAY) == "open-vld"
    assert authority.party("Open Vld", "2007-02-09") is None
    assert authority.party("Open Vld", "2007-02-10") == "open-vld", "the first day counts"
    assert authority.party("Open Vld", "2026-01-18") == "open-vld"
    assert authority.party("Open Vld", "2026-01-19") == "anders", "the last day does not"
    assert authority.party("VLD", "1990-01-01") == "vld", "an empty start is any time before"
    assert authority.party("Vooruit", DAY) is None


def test_groups_are_found_by_label_and_day_as_parties_are() -> None:
    group = {"party": "cd-v-n-va", "kind": "group", "label": "CD&V N-VA", "other_labels": "CD&V - N-VA | CD&V/N-VA",
             "members": "open-vld", "from": "2004-02-14", "until": "2008-09-22"}  # fmt: skip
    authority = with_rows(parties=[group])
    for label in ("CD&V N-VA", "cd&v n\u2011va", "CD&V – N-VA", "CD&V/N-VA"):
        assert authority.party(label, "2007-10-09") == "cd-v-n-va"
    assert authority.party("CD&V N-VA", "2008-09-22") is None


def test_a_label_of_two_parties_on_a_day_is_nobody_s() -> None:
    other = {"party": "other", "kind": "party", "label": "Open Vld", "from": "2020-01-01", "until": "2021-01-01"}
    authority = with_rows(parties=[other])
    assert authority.party("Open Vld", "2020-06-01") is None
    assert authority.party("Open Vld", "2021-01-01") == "open-vld"


# -- descriptors ------------------------------------------------------------------------------------


def test_a_concept_is_matched_within_its_language() -> None:
    authority = with_rows(eurovoc=[{"id": "99", "nl": "landmacht", "replaced_by": "2628"}, {"id": "1", "nl": "iets"}])
    assert authority.concept("Krijgsmacht", "nl") == authority.concept("armée", "fr") == Concept("2628")
    assert authority.concept("landmacht", "nl") == Concept("2628", retired="99")
    assert authority.concept("armée", "nl") is authority.concept("landmacht", "fr") is None
    assert authority.concept("", "fr") is None, "a concept without a label is no answer to an empty word"


NMBS = {"keyword": "nmbs", "nl": "NMBS", "fr": "SNCB", "other_nl": "N.M.B.S.", "other_fr": "S.N.C.B. | Chemins de fer"}


@pytest.mark.parametrize(
    ("label", "language", "expected"),
    [
        ("NMBS", "nl", "NMBS"), ("n.m.b.s.", "nl", "NMBS"), ("SNCB", "fr", "NMBS"), ("chemins  de fer", "fr", "NMBS"),
        ("SNCB", "nl", None), ("SNCB", "de", None), ("", "fr", None), ("", "nl", None),
    ],
)  # fmt: skip
def test_a_reviewed_keyword_is_known_by_its_labels(label: str, language: str, expected: str | None) -> None:
    alone = {"keyword": "opvolging-informatieverslag", "nl": "opvolging informatieverslag"}
    assert with_rows(keywords=[NMBS, alone]).keyword(label, language) == expected


def test_a_label_of_two_keywords_is_none() -> None:
    other = {"keyword": "infrabel", "nl": "Infrabel", "fr": "Infrabel", "other_fr": "Chemins de fer"}
    authority = with_rows(keywords=[NMBS, other])
    assert authority.keyword("Chemins de fer", "fr") is None
    assert authority.keyword("SNCB", "fr") == "NMBS"


def test_the_archive_s_own_pairs_name_a_french_word() -> None:
    pairs = [
        ("OCMW", "CPAS"), ("ocmw", "C.P.A.S."),
        ("Koning", "Roi et famille royale"), ("koningshuis", "roi et famille royale"),  # two Dutch ones: neither
        ("De Post", "La Poste"), ("de post", "La Poste"),  # one concept in two spellings
        ("iets anders", "SNCB"),  # the reviewed table is stronger
    ]  # fmt: skip
    for given_in in (pairs, pairs[::-1]):
        authority = with_rows(given_in, keywords=[NMBS])
        assert authority.keyword("Cpas", "fr") == "OCMW"
        assert authority.keyword("C.P.A.S.", "fr") == "ocmw"
        assert authority.keyword("Roi et famille royale", "fr") is None
        assert authority.keyword("la poste", "fr") == "De Post"
        assert authority.keyword("SNCB", "fr") == "NMBS"
        assert authority.keyword("CPAS", "nl") is authority.keyword("OCMW", "nl") is None


def test_every_name_of_the_seeds_is_found() -> None:
    authority = read_authority(product_folder("seeds"))
    for key, row in authority.tables["people"].items():
        assert authority.person(row["name"], row["from"] or "1994-01-01") == key
        assert authority.person_candidate(row["name"]) is not None
    for key, row in authority.tables["eurovoc"].items():
        found = {authority.concept(row[language], language) for language in ("nl", "fr")}
        assert {concept.retired or concept.id for concept in found if concept} == {key}
    for row in authority.tables["keywords"].values():
        assert {authority.keyword(row[language], language) for language in ("nl", "fr")} == {row["nl"]}
