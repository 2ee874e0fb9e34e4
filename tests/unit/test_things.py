"""Of the things that questions share, what is used is described, and nothing else; who sat for whom, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from flows.authority.lookups import read_authority
from flows.check.shapes import check_triples
from flows.map.question import question_record
from flows.map.rdf import ntriples
from flows.map.things import Usage, describe, usage_of
from flows.model import Relation, RelationKind, TargetKind
from flows.settings import product_folder
from flows.vocabulary import DCTERMS, ELI_DL, EV, FOAF, ORG, OWL, SKOS
from tests.contract import asked
from tests.unit.described import ALT, IRIS, KNOWN, described, of_kind, used, using, values, with_rows


def test_what_one_question_uses_is_described_and_no_more() -> None:
    triples = described(KNOWN)
    assert of_kind(triples, IRIS.pq["Legislature"]) == [IRIS.legislature(7).value]
    assert of_kind(triples, IRIS.pq["Party"]) == [IRIS.party("open-vld").value]
    assert of_kind(triples, IRIS.pq["Post"]) == [IRIS.post("minister-of-defence").value]
    # The minister comes with the post, and so does her government.
    assert set(of_kind(triples, FOAF["Person"])) == {
        IRIS.person("tom-ongena").value, IRIS.person("ludivine-dedonder").value,
    }  # fmt: skip
    assert of_kind(triples, IRIS.pq["Government"]) == [IRIS.government("de-croo").value]
    assert of_kind(triples, SKOS["Concept"])[-3:].count(EV["2628"].value) == 1
    assert EV["3010"].value not in of_kind(triples, SKOS["Concept"])
    assert len(triples) == len(set(triples))


def test_nothing_is_described_when_nothing_is_used() -> None:
    assert describe(Usage(), asked.AUTHORITY, IRIS) == []


def test_everything_of_ours_that_is_pointed_at_is_described() -> None:
    target = replace(KNOWN, relations=asked.RELATIONS)
    triples = described(target)
    subjects = {str(one.subject) for one in triples} | {f"<{IRIS.question('7-1668').value}>"}
    pointed = {str(one.object) for one in triples if str(one.object).startswith(f"<{IRIS.base}id/")}
    assert pointed <= subjects
    # 4-9 is an oral question of a legislature that no written one here is of.
    assert IRIS.legislature(4).value in of_kind(triples, IRIS.pq["Legislature"])


@pytest.mark.parametrize(
    ("kind", "node", "class_"),
    [
        (TargetKind.ORAL_QUESTION, IRIS.oral_question("4-9"), "OralQuestion"),
        (TargetKind.REQUEST_FOR_EXPLANATION, IRIS.request_for_explanation("4-9"), "RequestForExplanation"),
    ],
)
def test_another_kind_of_question_is_given_its_number(kind: TargetKind, node: NamedNode, class_: str) -> None:
    triples = described(replace(KNOWN, relations=(Relation(RelationKind.REQUALIFIED_AS, kind, "4-9", ""),)))
    assert of_kind(triples, IRIS.pq[class_]) == [node.value]
    assert values(triples, node, DCTERMS["identifier"]) == ["4-9"]
    assert values(triples, node, ELI_DL["parliamentary_term"]) == [IRIS.legislature(4).value]


def test_a_membership_has_the_first_and_the_last_day_it_was_seen() -> None:
    days = (date(2022, 6, 2), date(2020, 1, 31), date(2021, 5, 5))
    questions = [replace(KNOWN, number=f"7-{at}", date=day) for at, day in enumerate(days, 1)]
    # An answer's day is no day on which anybody asked.
    questions.append(replace(asked.IN_EVERY_STATE[1], number="7-9", author="Tom Ongena", party="Open Vld"))
    triples = described(*questions)
    node = IRIS.membership("tom-ongena", "open-vld")
    assert of_kind(triples, ORG["Membership"]) == [node.value]
    assert values(triples, node, IRIS.pq["observedFrom"]) == ["2020-01-31"]
    assert values(triples, node, IRIS.pq["observedUntil"]) == ["2022-06-02"]
    assert values(triples, node, ORG["organization"]) == [IRIS.party("open-vld").value]


def test_a_group_and_a_party_of_its_name_give_two_memberships() -> None:
    """CD&V N-VA, printed after the day until which the table has the group."""
    person = IRIS.person("alain-destexhe")
    usage = Usage()
    usage.saw((person.value, IRIS.group("cd-v-n-va").value), "2007-08-28", "2007-08-28")
    usage.saw((person.value, IRIS.party("cd-v-n-va").value), "2009-02-03", "2009-02-03")
    triples = describe(usage, read_authority(product_folder("seeds")), IRIS)
    assert of_kind(triples, ORG["Membership"]) == [
        IRIS.membership("alain-destexhe", name).value for name in ("cd-v-n-va", "cd-v-n-va-party")
    ]
    assert check_triples([one for one in triples if "/membership/" in str(one.subject)], IRIS.base) == []


def test_without_a_party_there_is_no_membership() -> None:
    assert of_kind(described(replace(KNOWN, party=None)), ORG["Membership"]) == []


def test_the_order_of_the_records_does_not_matter() -> None:
    made = list(asked.records(asked.IN_EVERY_STATE, IRIS).values())
    one, other = describe(used(*made), asked.AUTHORITY, IRIS), describe(used(*made[::-1]), asked.AUTHORITY, IRIS)
    assert set(one) == set(other)


def test_a_concept_brings_all_that_is_broader_its_microthesaurus_and_its_domain() -> None:
    triples = described(replace(KNOWN, keywords={"nl": ("radiocommunicatie",)}))
    assert {EV[key].value for key in ("3875", "3860", "4424")} <= set(of_kind(triples, SKOS["Concept"]))
    assert values(triples, EV["3875"], SKOS["broader"]) == [EV["3860"].value]
    assert values(triples, EV["3875"], IRIS.pq["microthesaurus"]) == [EV["100221"].value]
    assert set(values(triples, EV["3875"], SKOS["prefLabel"])) == {
        "radiocommunicatie",
        "télécommunication sans fil",
        "radio telecommunications",
        "drahtlose Nachrichtenübermittlung",
    }
    assert values(triples, EV["100221"], SKOS["notation"]) == ["3226"]


def test_a_retired_concept_is_described_with_what_replaces_it() -> None:
    rows = [
        {"id": "98", "nl": "leger te velde", "replaced_by": "99", "microthesauri": "100173"},
        {"id": "99", "nl": "landmacht", "replaced_by": "2628"},
    ]
    triples = described(replace(KNOWN, keywords={"nl": ("leger te velde",)}), authority=with_rows(eurovoc=rows))
    assert values(triples, EV["98"], OWL["deprecated"]) == values(triples, EV["99"], OWL["deprecated"]) == ["true"]
    assert values(triples, EV["98"], DCTERMS["isReplacedBy"]) == [EV["99"].value]
    assert values(triples, EV["99"], DCTERMS["isReplacedBy"]) == [EV["2628"].value]
    assert values(triples, EV["98"], SKOS["prefLabel"]) == ["leger te velde"]
    assert values(triples, EV["2628"], OWL["deprecated"]) == []
    assert EV["2628"].value in of_kind(triples, SKOS["Concept"])


def test_a_concept_that_eurovoc_no_longer_has_is_not_described() -> None:
    assert using(EV["1"]) == []


# -- what was merged --------------------------------------------------------------------------------

MERGED = [
    {"old": "id/person/t-ongena", "new": "id/person/t-c-ongena"},
    {"old": "id/person/t-c-ongena", "new": "id/person/tom-ongena"},
]


@pytest.mark.parametrize("pointed", ["t-ongena", "tom-ongena"])
def test_what_was_merged_leads_to_what_it_is_now(pointed: str) -> None:
    triples = using(IRIS.person(pointed), authority=with_rows(replacements=MERGED))
    for old in ("t-ongena", "t-c-ongena"):
        assert values(triples, IRIS.person(old), DCTERMS["isReplacedBy"]) == [IRIS.person("tom-ongena").value]
    assert of_kind(triples, FOAF["Person"]) == [IRIS.person("tom-ongena").value]


def test_of_what_was_merged_and_is_not_used_nothing_is_said() -> None:
    assert using(IRIS.person("ludivine-dedonder"), authority=with_rows(replacements=MERGED)) == using(
        IRIS.person("ludivine-dedonder")
    )


def test_a_record_from_before_a_merge_says_no_more_of_the_old_person() -> None:
    stale = replace(KNOWN, author="T. Ongena")  # mapped with the tables as they were
    usage = used(*asked.records([KNOWN, stale], IRIS).values())
    triples = describe(usage, with_rows(replacements=MERGED), IRIS)
    old = IRIS.person("t-ongena")
    assert [one.predicate for one in triples if one.subject == old] == [DCTERMS["isReplacedBy"]]
    assert of_kind(triples, ORG["Membership"]) == [IRIS.membership("tom-ongena", "open-vld").value]


def test_merges_that_go_round_end() -> None:
    rows = [{"old": "id/person/a", "new": "id/person/b"}, {"old": "id/person/b", "new": "id/person/a"}]
    triples = using(IRIS.person("a"), authority=with_rows(replacements=rows))
    assert values(triples, IRIS.person("a"), DCTERMS["isReplacedBy"]) == [IRIS.person("b").value]


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (1, {"1ste zittingsperiode van de Senaat", "1re législature du Sénat", "Legislature 1 of the Senate"}),
        (7, {"7de zittingsperiode van de Senaat", "7e législature du Sénat", "Legislature 7 of the Senate"}),
        (8, {"8ste zittingsperiode van de Senaat", "8e législature du Sénat", "Legislature 8 of the Senate"}),
    ],
)
def test_a_legislature_is_named_in_three_languages(number: int, names: set[str]) -> None:
    node = IRIS.legislature(number)
    triples = using(node)
    assert set(values(triples, node, SKOS["prefLabel"])) == names
    assert values(triples, node, IRIS.pq["chamberLegislature"]) == [str(48 + number)]


def test_of_what_no_table_knows_the_records_say_what_was_printed() -> None:
    triples = described(asked.OPEN)  # Ngaïre D'haeseleer, for a party that is not in the table either
    assert values(triples, IRIS.person("ngaire-dhaeseleer"), FOAF["name"]) == ["Ngaïre D'haeseleer"]
    assert values(triples, IRIS.party("cd-v-n-va"), SKOS["prefLabel"]) == ["CD&V N-VA"] * 2
    assert values(triples, NMBS, SKOS["inScheme"]) == [IRIS.keyword_scheme().value]
    assert values(triples, SNCB, DCTERMS["isReplacedBy"]) == [NMBS.value]
    assert of_kind(triples, SKOS["Concept"]).count(SNCB.value) == 0


NMBS, SNCB = IRIS.keyword("nl", "NMBS"), IRIS.keyword("fr", "SNCB")


def test_a_french_keyword_that_pages_pair_with_two_dutch_ones_is_replaced_by_neither() -> None:
    words = ("NMBS", "spoorwegen")
    questions = [
        replace(KNOWN, number=f"7-{at}", keywords={"nl": (word,), "fr": ("SNCB",)}) for at, word in enumerate(words, 1)
    ]
    assert values(described(*questions), SNCB, DCTERMS["isReplacedBy"]) == []


def test_a_reviewed_keyword_is_what_its_row_says() -> None:
    row = {
        "keyword": "nmbs", "nl": "NMBS", "fr": "SNCB", "other_nl": "N.M.B.S.", "wikidata": "Q271606",
        "exact": "https://example.org/1 https://example.org/2", "close": "https://example.org/3",
    }  # fmt: skip
    triples = described(replace(KNOWN, keywords={"fr": ("sncb",)}), authority=with_rows(keywords=[row]))
    assert values(triples, NMBS, SKOS["prefLabel"]) == ["NMBS", "SNCB"]
    assert values(triples, NMBS, ALT) == ["N.M.B.S."]
    assert values(triples, NMBS, SKOS["closeMatch"]) == ["https://example.org/3"]
    assert values(triples, NMBS, SKOS["exactMatch"]) == [
        "https://example.org/1", "https://example.org/2", "http://www.wikidata.org/entity/Q271606",
    ]  # fmt: skip
    assert values(triples, SNCB, DCTERMS["isReplacedBy"]) == [NMBS.value]


def test_a_record_from_before_a_row_was_added_or_removed_is_described_all_the_same() -> None:
    row = {"keyword": "nmbs", "nl": "NMBS", "fr": "SNCB"}
    question = replace(KNOWN, keywords={"nl": ("NMBS",), "fr": ("S.N.C.B.",)})
    before, after = asked.AUTHORITY, with_rows(keywords=[row])
    for mapped, labels in ((before, ["NMBS", "SNCB"]), (after, ["NMBS", "SNCB"])):
        record = question_record(question, asked.captures(question), mapped, IRIS)
        assert values(describe(used(record), after, IRIS), NMBS, SKOS["prefLabel"]) == labels
        assert values(describe(used(record), before, IRIS), NMBS, SKOS["prefLabel"]) == ["NMBS", "S.N.C.B."]


# -- usage ------------------------------------------------------------------------------------------


def test_usage_is_of_shared_things_only() -> None:
    (record,) = asked.records([replace(KNOWN, relations=asked.RELATIONS)], IRIS).values()
    usage = usage_of(record.triples, record.shared, IRIS)
    assert usage.iris == {
        node.value
        for node in (
            IRIS.person("tom-ongena"), IRIS.person("ludivine-dedonder"), IRIS.party("open-vld"), EV["2628"],
            IRIS.post("minister-of-defence"), IRIS.government("de-croo"), IRIS.legislature(7),
            IRIS.oral_question("4-9"), IRIS.request_for_explanation("5-411"),
        )
    }  # fmt: skip
    assert usage.shared == set(record.shared)
    asked_on = (asked.ASKED.isoformat(),) * 2
    assert usage.seen == {(IRIS.person("tom-ongena").value, IRIS.party("open-vld").value): asked_on}


def test_usage_survives_n_triples() -> None:
    for record in asked.records(asked.IN_EVERY_STATE, IRIS).values():
        own, shared = (
            [quad.triple for quad in parse(ntriples(triples), format=RdfFormat.N_TRIPLES)]
            for triples in (record.triples, record.shared)
        )
        assert usage_of(own, shared, IRIS) == usage_of(record.triples, record.shared, IRIS)


def test_of_two_spellings_in_a_language_the_second_is_an_alternative() -> None:
    questions = [replace(KNOWN, number=f"7-{at}", keywords={"nl": (word,)}) for at, word in enumerate(("nmbs", "NMBS"))]
    triples, node = described(*questions), NMBS
    labels = [one for one in triples if one.subject == node and one.predicate in (SKOS["prefLabel"], SKOS["altLabel"])]
    assert [(one.predicate, one.object) for one in labels] == [
        (SKOS["prefLabel"], Literal("NMBS", language="nl")),
        (SKOS["altLabel"], Literal("nmbs", language="nl")),
    ]
