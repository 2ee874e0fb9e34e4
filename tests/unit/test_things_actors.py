"""Of parties, posts, portfolios, services, tenures and people all that belongs together is described."""

from __future__ import annotations

from dataclasses import replace

from pyoxigraph import NamedNode

from flows.vocabulary import FOAF, LANG, ORG, SCHEMA, SKOS
from tests.unit.described import ALT, IRIS, KNOWN, described, of_kind, using, values, with_rows

PARTY = {"kind": "party", "from": "", "until": ""}
CARTEL = [
    {**PARTY, "party": "vld", "label": "VLD"},
    {**PARTY, "party": "open-vld", "label": "Open Vld", "renamed_from": "vld", "other_labels": "OPEN VLD|Open VLD"},
    {**PARTY, "party": "vivant", "label": "Vivant", "language_group": "nl", "wikidata": "Q1"},
    {"party": "vld-vivant", "kind": "group", "label": "VLD-Vivant", "members": "open-vld vivant",
     "language_group": "nl"},
    {**PARTY, "party": "other", "label": "Other"},
]  # fmt: skip


def test_a_party_brings_what_it_was_called_before() -> None:
    triples = using(IRIS.party("open-vld"), authority=with_rows(parties=CARTEL))
    assert of_kind(triples, IRIS.pq["Party"]) == [IRIS.party(key).value for key in ("open-vld", "vld")]
    assert values(triples, IRIS.party("open-vld"), IRIS.pq["renamedFrom"]) == [IRIS.party("vld").value]
    assert of_kind(triples, IRIS.pq["PoliticalGroup"]) == [], "a party does not bring the groups it is in"


def test_a_group_brings_its_parties_and_what_they_were_called_before() -> None:
    group = IRIS.group("vld-vivant")
    triples = using(group, authority=with_rows(parties=CARTEL))
    assert of_kind(triples, IRIS.pq["PoliticalGroup"]) == [group.value]
    assert of_kind(triples, ORG["Organization"])[0] == group.value
    assert values(triples, group, ORG["hasMember"]) == [IRIS.party(key).value for key in ("open-vld", "vivant")]
    assert set(of_kind(triples, IRIS.pq["Party"])) == {
        IRIS.party(key).value for key in ("open-vld", "vivant", "vld")
    }  # fmt: skip
    assert values(triples, group, IRIS.pq["languageGroup"]) == [LANG["NLD"].value]
    assert values(triples, IRIS.party("vivant"), SCHEMA["sameAs"]) == ["http://www.wikidata.org/entity/Q1"]


def test_a_party_has_its_full_name_and_its_other_labels() -> None:
    row = {**CARTEL[1], "name_nl": "Open Vlaamse Liberalen", "name_fr": "Open Vld"}
    triples = using(IRIS.party("open-vld"), authority=with_rows(parties=[CARTEL[0], row]))
    labels = [str(one.object) for one in triples if (one.subject, one.predicate) == (IRIS.party("open-vld"), ALT)]
    assert labels == [
        '"Open Vlaamse Liberalen"@nl', '"OPEN VLD"@nl', '"Open VLD"@nl', '"OPEN VLD"@fr', '"Open VLD"@fr',
    ]  # fmt: skip


def test_a_post_has_rank_portfolios_and_titles_and_its_portfolio_a_service() -> None:
    triples, post = described(KNOWN), IRIS.post("minister-of-defence")
    assert values(triples, post, IRIS.pq["rank"]) == [IRIS.concept("rank", "minister").value]
    assert values(triples, post, IRIS.pq["portfolio"]) == [IRIS.portfolio("defence").value]
    titles = ["minister van Defensie", "ministre de la Défense", "Minister of Defence"]
    assert values(triples, post, SKOS["prefLabel"]) == titles, "the table's, not the page's"
    assert values(triples, post, ALT) == ["minister van Landsverdediging"]
    service = "https://org.belgif.be/id/CbeRegisteredEntity/0308357555"
    assert values(triples, IRIS.portfolio("defence"), IRIS.pq["administeredBy"]) == [service]
    assert of_kind(triples, ORG["FormalOrganization"]) == of_kind(triples, IRIS.pq["PublicService"]) == [service]
    assert len(values(triples, NamedNode(service), SKOS["prefLabel"])) == 4


def test_what_is_said_of_a_post_does_not_depend_on_how_a_page_printed_it() -> None:
    printed = replace(KNOWN, addressee={"nl": "aan de Minister van DEFENSIE"})
    assert set(described(printed)) == set(described(replace(KNOWN, addressee={"nl": "aan de minister van Defensie"})))


def test_a_post_that_is_not_reviewed_brings_its_portfolios_and_who_had_them() -> None:
    lines = ("aan de minister van Noordzee en Defensie", "aan de minister van Defensie en van Noordzee")
    questions = [replace(KNOWN, number=f"7-{at}", addressee={"nl": line}) for at, line in enumerate(lines, 1)]
    triples, post = described(*questions), IRIS.post("minister-of-defence-and-north-sea")
    assert of_kind(triples, IRIS.pq["Post"]) == [post.value]
    assert values(triples, post, SKOS["prefLabel"]) == ["minister van Defensie en van Noordzee"]
    assert values(triples, post, ALT) == ["minister van Noordzee en Defensie"]
    fields = [IRIS.portfolio(key).value for key in ("defence", "north-sea")]
    assert sorted(values(triples, post, IRIS.pq["portfolio"])) == of_kind(triples, IRIS.pq["Portfolio"]) == fields
    assert len(of_kind(triples, IRIS.pq["Tenure"])) == 1


def test_a_prime_minister_brings_who_led_the_governments() -> None:
    tenure = {
        "person": "tom-ongena", "portfolio": "prime-minister", "from": "2020-10-01", "rank": "prime-minister",
        "government": "de-croo", "until": "2025-02-03",
    }  # fmt: skip
    post = {"post": "prime-minister", "rank": "prime-minister", "nl": "eerste minister", "fr": "premier ministre"}
    triples = using(IRIS.post("prime-minister"), authority=with_rows(ministers=[tenure], posts=[post]))
    assert values(triples, IRIS.post("prime-minister"), IRIS.pq["portfolio"]) == [
        IRIS.portfolio("prime-minister").value
    ]
    node = IRIS.tenure("tom-ongena", "prime-minister", "2020-10-01")
    assert values(triples, node, IRIS.pq["rank"]) == [IRIS.concept("rank", "prime-minister").value]
    assert values(triples, node, SCHEMA["endDate"]) == ["2025-02-03"]


def test_a_tenure_has_its_portfolio_its_rank_and_the_days_that_are_known() -> None:
    triples = described(KNOWN)
    node = IRIS.tenure("ludivine-dedonder", "defence", "2020-10-01")
    assert values(triples, node, ORG["member"]) == [IRIS.person("ludivine-dedonder").value]
    assert values(triples, node, ORG["organization"]) == [IRIS.government("de-croo").value]
    assert values(triples, node, IRIS.pq["portfolio"]) == [IRIS.portfolio("defence").value]
    assert values(triples, node, IRIS.pq["rank"]) == [IRIS.concept("rank", "minister").value]
    assert values(triples, node, SCHEMA["startDate"]) == ["2020-10-01"]
    assert values(triples, node, SCHEMA["endDate"]) == [], "an empty end is not known, or open"
    assert values(triples, IRIS.government("de-croo"), SCHEMA["endDate"]) == ["2025-02-03"]


def test_every_tenure_of_a_used_portfolio_brings_its_person_and_government() -> None:
    tenure = {
        "person": "tom-ongena", "portfolio": "defence", "from": "2025-02-03", "rank": "secretary-of-state",
        "government": "de-wever",
    }  # fmt: skip
    triples = using(IRIS.post("minister-of-defence"), authority=with_rows(ministers=[tenure]))
    assert len(of_kind(triples, IRIS.pq["Tenure"])) == 2
    assert len(of_kind(triples, FOAF["Person"])) == len(of_kind(triples, IRIS.pq["Government"])) == 2


def test_a_person_has_the_number_at_the_senate_that_is_known() -> None:
    triples = using(IRIS.person("tom-ongena"), IRIS.person("ludivine-dedonder"))
    assert values(triples, IRIS.person("tom-ongena"), IRIS.pq["senateId"]) == ["5107"]
    assert values(triples, IRIS.person("ludivine-dedonder"), IRIS.pq["senateId"]) == []
