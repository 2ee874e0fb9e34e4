"""What a question is about: EuroVoc where a word is a label of it, else a keyword named by its Dutch word."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from flows.map.rdf import Record
from flows.vocabulary import DCTERMS, EV, SKOS
from tests.unit.mapped import IRIS, NODE, issues, record, shared, values, with_rows

NMBS = IRIS.keyword("nl", "NMBS")
SNCB = IRIS.keyword("fr", "SNCB")
REVIEWED = {"keyword": "nmbs", "nl": "NMBS", "fr": "SNCB", "other_fr": "S.N.C.B."}


def topics(made: Record) -> list[str]:
    return values(made, NODE, DCTERMS["subject"])


def test_parallel_lists_are_paired() -> None:
    made = record(keywords={"nl": ("krijgsmacht", "NMBS"), "fr": ("armée", "SNCB")})
    assert topics(made) == [EV["2628"].value, IRIS.keyword("nl", "NMBS").value]
    assert issues(made) == [("keyword-without-eurovoc", "'NMBS' (nl), 'SNCB' (fr)")]
    assert shared(made, NMBS, SKOS["prefLabel"]) == ['"NMBS"@nl', '"SNCB"@fr']
    assert made.pairs == [("NMBS", "SNCB")], "EuroVoc knows the other pair"


def test_a_pair_is_a_concept_when_either_word_is() -> None:
    assert topics(record(keywords={"nl": ("leger",), "fr": ("armée",)})) == [EV["2628"].value]


def test_a_pair_that_is_two_concepts_is_told_and_is_both() -> None:
    made = record(keywords={"nl": ("krijgsmacht",), "fr": ("courrier électronique",)})
    words = "'krijgsmacht' (nl) and 'courrier électronique' (fr) are the EuroVoc concepts 2628 and 3010"
    assert issues(made) == [("keyword-pair-differs", words)]
    assert topics(made) == [EV["2628"].value, EV["3010"].value]


def test_lists_of_unequal_length_are_not_paired() -> None:
    made = record(keywords={"nl": ("krijgsmacht", "NMBS"), "fr": ("SNCB",)})
    assert set(topics(made)) == {
        EV["2628"].value,
        *(IRIS.keyword(*one).value for one in (("nl", "NMBS"), ("fr", "SNCB"))),
    }
    assert set(values(made, NODE, IRIS.pq["keyword"])) == {"krijgsmacht", "NMBS", "SNCB"}


@pytest.mark.parametrize(("keywords", "language"), [({"fr": ("SNCB",)}, "fr"), ({"de": ("SNCB",)}, "de")])
def test_a_single_list_stands_for_itself(keywords: Mapping[str, tuple[str, ...]], language: str) -> None:
    made = record(keywords=keywords)
    assert topics(made) == [IRIS.keyword(language, "SNCB").value]
    assert made.pairs == []


def test_a_retired_concept_is_replaced_and_kept() -> None:
    retired = {"id": "99", "nl": "landmacht", "replaced_by": "2628"}
    made = record(with_rows(eurovoc=[retired]), keywords={"nl": ("landmacht",)})
    assert topics(made) == [EV["2628"].value]
    assert shared(made, EV["99"], DCTERMS["isReplacedBy"]) == [str(EV["2628"])]
    assert issues(made) == []


def test_a_retired_concept_and_its_replacement_agree() -> None:
    retired = {"id": "99", "nl": "landmacht", "replaced_by": "2628"}
    made = record(with_rows(eurovoc=[retired]), keywords={"nl": ("landmacht",), "fr": ("armée",)})
    assert topics(made) == [EV["2628"].value]
    assert issues(made) == []


def test_a_paired_french_keyword_leads_to_the_dutch_one() -> None:
    made = record(keywords={"fr": ("SNCB",), "nl": ("NMBS",)})
    assert topics(made) == [NMBS.value]
    assert shared(made, SNCB, DCTERMS["isReplacedBy"]) == [str(NMBS)]


def test_a_french_keyword_that_other_pages_pair_is_the_dutch_one() -> None:
    made = record(with_rows([("NMBS", "sncb")]), keywords={"fr": ("SNCB",)})
    assert topics(made) == [NMBS.value]
    assert shared(made, NMBS, SKOS["prefLabel"]) == ['"NMBS"@nl', '"SNCB"@fr']
    assert shared(made, SNCB, DCTERMS["isReplacedBy"]) == [str(NMBS)]
    assert [code for code, _ in issues(made)] == ["keyword-without-eurovoc"], "paired is not reviewed"


@pytest.mark.parametrize("word", ["SNCB", "S.N.C.B.", "sncb"])
def test_a_reviewed_keyword_is_no_issue(word: str) -> None:
    made = record(with_rows(keywords=[REVIEWED]), keywords={"fr": (word,)})
    assert topics(made) == [NMBS.value]
    assert issues(made) == []
    assert values(made, NODE, IRIS.pq["keyword"]) == [word]
    assert shared(made, IRIS.keyword("fr", word), DCTERMS["isReplacedBy"]) == [str(NMBS)]


def test_the_reviewed_word_of_a_pair_names_it() -> None:
    made = record(with_rows(keywords=[REVIEWED]), keywords={"nl": ("de spoorwegen",), "fr": ("SNCB",)})
    assert topics(made) == [NMBS.value]
    assert issues(made) == []
    assert made.pairs == [("de spoorwegen", "SNCB")]


def test_a_pair_that_is_two_reviewed_keywords_is_told_and_is_both() -> None:
    rows = [REVIEWED, {"keyword": "infrabel", "nl": "Infrabel", "fr": "Infrabel"}]
    made = record(with_rows(keywords=rows), keywords={"nl": ("Infrabel",), "fr": ("SNCB",)})
    words = "'Infrabel' (nl) and 'SNCB' (fr) are the reviewed keywords infrabel and nmbs"
    assert issues(made) == [("keyword-pair-differs", words)]
    assert topics(made) == [IRIS.keyword("nl", "Infrabel").value, NMBS.value]
    assert shared(made, SNCB, DCTERMS["isReplacedBy"]) == []
