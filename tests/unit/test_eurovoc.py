"""A label names a EuroVoc concept exactly or not at all, the same from the store and from the reviewed tables."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flows.authority import eurovoc
from flows.authority.eurovoc import Described, Eurovoc, Match
from flows.errors import BadInput
from flows.refresh.eurovoc_load import refresh
from tests.unit.eurovoc_files import ARMY, SMALL, Concept, Thesaurus, rich

Open = Callable[[Thesaurus], Eurovoc]


def from_store(thesaurus: Thesaurus, folder: Path) -> Eurovoc:
    source = folder / "eurovoc-skos-ap-act.rdf"
    source.write_bytes(rich(thesaurus))
    refresh(source, folder / "eurovoc.sqlite", least=1)
    return Eurovoc.open(folder / "eurovoc.sqlite")


def from_tables(thesaurus: Thesaurus, folder: Path) -> Eurovoc:
    def others(concept: Concept, language: str) -> str:
        return " | ".join(label for spoken, label in concept.alternative if spoken == language)

    def named(labels: Mapping[str, str]) -> dict[str, str]:
        return {language: labels.get(language, "") for language in ("nl", "fr", "en", "de")}

    # In the tables every retired concept has a replacement.
    concepts = {
        concept.id: {
            "id": concept.id, **named(concept.labels), "other_nl": others(concept, "nl"),
            "other_fr": others(concept, "fr"), "broader": " ".join(concept.broader),
            "microthesauri": " ".join(concept.microthesauri), "replaced_by": " ".join(concept.replaced_by),
        }
        for concept in thesaurus.concepts
    }  # fmt: skip
    by_code = {code: key for key, code, _ in thesaurus.domains}
    fields = {
        key: {"id": key, "code": code, **named(labels), "domain": by_code[code[:2]]}
        for key, code, labels in thesaurus.microthesauri
    }
    domains = {key: {"id": key, "code": code, **named(labels)} for key, code, labels in thesaurus.domains}
    return Eurovoc.from_tables({"eurovoc": concepts, "eurovoc_microthesauri": fields, "eurovoc_domains": domains})


@pytest.fixture(params=[from_store, from_tables], ids=["store", "tables"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    return lambda thesaurus: request.param(thesaurus, tmp_path)


# -- a label ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "language"),
    [
        ("krijgsmacht", "nl"), (" Krijgsmacht\n", "nl"), ("armée", "fr"), ("ARME\u0301E", "fr"),
        ("Leger", "nl"), ("gewapende\u00a0 macht", "nl"), ("forces armées", "fr"),
        ("Armee", "de"), ("armed forces", "en"),
    ],
)  # fmt: skip
def test_a_label_is_found_in_its_language_preferred_or_not(opened: Open, printed: str, language: str) -> None:
    assert opened(SMALL).find(printed, language) == Match("2628")


@pytest.mark.parametrize(
    ("printed", "language"),
    [
        ("armée", "nl"), ("krijgsmacht", "fr"), ("krijgsmachten", "nl"), ("armee", "fr"), ("", "nl"),
        ("forze armate", "it"),
    ],
)  # fmt: skip
def test_nothing_is_guessed(opened: Open, printed: str, language: str) -> None:
    assert opened(SMALL).find(printed, language) is None


@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("sécurité des systèmes d’information", "Sécurité des systèmes d'information"),
        ("foetus", "fœtus"),
        ("main-d’œuvre", "main\u2011d´oeuvre"),
        ("bio-ethiek", "bio\u2010ethiek"),
        ("web\u00a02.0", "Web 2.0"),
    ],
)
def test_typography_makes_no_difference_on_either_side(opened: Open, label: str, printed: str) -> None:
    for written, asked in ((label, printed), (printed, label)):
        concept = Concept("7", {"nl": written, "fr": written})
        assert opened(Thesaurus([concept])).find(asked, "fr") == Match("7")


def test_a_preferred_label_wins_over_an_alternative_one(opened: Open) -> None:
    other = Concept("77", {"nl": "landmacht", "fr": "armée de terre"}, [("nl", "krijgsmacht"), ("nl", "heer")])
    found = opened(Thesaurus([ARMY, other]))
    assert found.find("krijgsmacht", "nl") == Match("2628")
    assert found.find("heer", "nl") == Match("77")


def test_an_alternative_label_of_two_concepts_names_neither(opened: Open) -> None:
    other = Concept("77", {"nl": "landmacht", "fr": "armée de terre"}, [("nl", "Leger"), ("nl", "landmacht")])
    found = opened(Thesaurus([ARMY, other]))
    assert found.find("leger", "nl") is None
    assert found.find("landmacht", "nl") == Match("77")


def test_a_preferred_label_of_two_concepts_names_neither_even_if_a_third_has_it_beside(opened: Open) -> None:
    twins = [Concept(key, {"nl": "dienst", "fr": f"service {key}"}) for key in ("4099", "4104")]
    third = Concept("9", {"nl": "bedrijf", "fr": "entreprise"}, [("nl", "dienst")])
    assert opened(Thesaurus([*twins, third])).find("dienst", "nl") is None


# -- a retired concept ------------------------------------------------------------------------------

OLD = Concept("50", {"nl": "oorlogsleger", "fr": "armée de guerre"}, retired=True, replaced_by=["2628"])


def test_a_retired_concept_gives_its_replacement_and_is_kept(opened: Open) -> None:
    found = opened(Thesaurus([ARMY, OLD]))
    assert found.find("oorlogsleger", "nl") == Match("2628", retired="50")
    old = found.describe("50")
    assert (old.retired, old.replaced_by, old.labels["fr"]) == (True, "2628", "armée de guerre")
    assert not found.describe("2628").retired


def test_replacements_are_followed_to_the_end(opened: Open) -> None:
    older = Concept("49", {"nl": "ridders", "fr": "chevaliers"}, retired=True, replaced_by=["50"])
    assert opened(Thesaurus([ARMY, OLD, older])).find("ridders", "nl") == Match("2628", retired="49")


def test_replacements_in_a_ring_lead_nowhere(opened: Open) -> None:
    ring = [
        Concept("49", {"nl": "ridders", "fr": "chevaliers"}, retired=True, replaced_by=["50"]),
        Concept("50", {"nl": "ruiters", "fr": "cavaliers"}, retired=True, replaced_by=["49"]),
    ]
    assert opened(Thesaurus([ARMY, *ring])).find("ridders", "nl") == Match("49", retired="49")


@pytest.mark.parametrize("replaced_by", [[], ["404"], ["2628", "77"]], ids=["none", "unknown", "two"])
def test_a_retired_concept_without_the_one_replacement_stands_for_itself(
    tmp_path: Path, replaced_by: list[str]
) -> None:
    old = Concept("50", {"nl": "oorlogsleger", "fr": "armée de guerre"}, retired=True, replaced_by=replaced_by)
    other = Concept("77", {"nl": "landmacht", "fr": "armée de terre"})
    found = from_store(Thesaurus([ARMY, other, old]), tmp_path)
    assert found.find("oorlogsleger", "nl") == Match("50", retired="50")
    assert found.describe("50").replaced_by == ""


def test_a_concept_in_use_wins_over_a_retired_one_of_the_same_name(opened: Open) -> None:
    old = Concept("50", {"nl": "krijgsmacht", "fr": "vieille armée"}, retired=True, replaced_by=["6088"])
    assert opened(Thesaurus([*SMALL.concepts, old])).find("krijgsmacht", "nl") == Match("2628")


# -- what a concept is ------------------------------------------------------------------------------


def test_a_concept_is_described_with_all_that_stands_above_it(opened: Open) -> None:
    found = opened(SMALL)
    assert found.describe("c_324b44f1") == Described(
        "c_324b44f1", {"nl": "sociale media", "fr": "médias sociaux"}, ("6088",), ("100173", "100221"),
        ("100143", "100150"),
    )  # fmt: skip
    assert found.describe("2628").labels == {
        "nl": "krijgsmacht", "fr": "armée", "en": "armed forces", "de": "Armee",
    }  # fmt: skip
    field, domain = found.microthesaurus("100221"), found.domain("100150")
    assert (field.code, field.labels["nl"], field.domain) == ("3226", "communicatie", "100150")
    assert (domain.code, domain.labels["fr"]) == ("32", "éducation et communication")


@pytest.mark.parametrize("ask", ["describe", "microthesaurus", "domain"])
def test_what_is_not_there_is_a_key_error(opened: Open, ask: str) -> None:
    with pytest.raises(KeyError, match="404"):
        getattr(opened(SMALL), ask)("404")


def test_the_fingerprint_changes_with_what_is_known(opened: Open) -> None:
    first = opened(SMALL)
    assert first.version
    assert opened(SMALL).fingerprint == first.fingerprint
    assert opened(Thesaurus([ARMY])).fingerprint != first.fingerprint


def test_another_process_gets_the_same_answers(opened: Open) -> None:
    found = opened(SMALL)
    sent = pickle.loads(pickle.dumps(found))
    assert sent.find("leger", "nl") == Match("2628")
    assert (sent.version, sent.fingerprint) == (found.version, found.fingerprint)


# -- the file ---------------------------------------------------------------------------------------


def test_a_store_is_read_in_a_folder_that_nobody_may_write_to(tmp_path: Path) -> None:
    folder = tmp_path / "à lire?"
    folder.mkdir()
    from_store(SMALL, folder)
    folder.chmod(0o500)
    try:
        assert Eurovoc.open(folder / "eurovoc.sqlite").find("leger", "nl") == Match("2628")
        assert {path.name for path in folder.iterdir()} == {"eurovoc.sqlite", "eurovoc-skos-ap-act.rdf"}
    finally:
        folder.chmod(0o700)


def test_an_open_store_stays_what_it_was_when_another_takes_its_place(tmp_path: Path) -> None:
    found = from_store(SMALL, tmp_path)
    later = from_store(Thesaurus([ARMY]), tmp_path)
    assert found.find("internet", "nl") == Match("6088")
    assert later.find("internet", "nl") is None


def refused(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        Eurovoc.open(path)
    assert "vraagbaak authority refresh eurovoc" in str(caught.value)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_what_is_no_store_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "eurovoc.sqlite"
    assert "is missing" in refused(path)
    path.write_text("<html>")
    assert "cannot be used" in refused(path)
    path.write_bytes(b"")
    assert "no EuroVoc store" in refused(path)
    path.unlink()
    sqlite3.connect(path).execute("CREATE TABLE record (question)")
    assert "no EuroVoc store" in refused(path)


def test_a_store_of_another_version_or_folding_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from_store(SMALL, tmp_path)
    monkeypatch.setattr(eurovoc, "FORMAT", eurovoc.FORMAT + 1)
    assert "another version" in refused(tmp_path / "eurovoc.sqlite")
    monkeypatch.undo()
    monkeypatch.setattr(eurovoc, "fold", str.lower)
    assert "another version" in refused(tmp_path / "eurovoc.sqlite")


def test_a_store_that_breaks_off_is_told(tmp_path: Path) -> None:
    from_store(SMALL, tmp_path)
    path = tmp_path / "eurovoc.sqlite"
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(BadInput, match=r"eurovoc\.sqlite (cannot be used|is damaged) .*refresh eurovoc"):
        Eurovoc.open(path).find("leger", "nl")
