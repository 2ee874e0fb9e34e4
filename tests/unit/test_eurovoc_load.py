"""EuroVoc's files become a store, in both layouts; what is not EuroVoc is refused and the last good store stays."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from flows.authority.eurovoc import Eurovoc, Match
from flows.errors import BadInput
from flows.refresh.eurovoc_load import ADDRESS, LEAST, SHA256, Loaded, refresh
from tests.unit.eurovoc_files import ARMY, SMALL, Concept, Thesaurus, core, rich, zipped


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "output" / "authority" / "eurovoc.sqlite"


def load(content: bytes, store: Path, name: str = "eurovoc.rdf", **changes: object) -> Loaded:
    store.parent.mkdir(parents=True, exist_ok=True)
    source = store.parent / name
    source.write_bytes(content)
    return refresh(source, store, **{"least": 1, **changes})  # type: ignore[arg-type]  # as each test wants it


def dump(store: Path) -> list[str]:
    """All that a store holds, but for where it came from and when."""
    with closing(sqlite3.connect(store)) as connection:
        lines = list(connection.iterdump())
    return [line for line in lines if '"about"' not in line]


# -- what is read -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("write", "layout"), [(core, "skos-core"), (rich, "skos-ap")])
def test_both_layouts_give_the_same_store(store: Path, write: Callable[..., bytes], layout: str) -> None:
    loaded = load(write(SMALL), store)
    assert (loaded.layout, loaded.version) == (layout, "4.24")
    counts = (loaded.concepts, loaded.retired, loaded.microthesauri, loaded.domains, loaded.labels)
    assert counts == (4, 0, 2, 2, 10 + 4)
    held = dump(store)
    load(core(SMALL), store)
    assert dump(store) == held
    found = Eurovoc.open(store)
    assert found.find("web 2.0", "nl") == Match("c_324b44f1")
    assert found.microthesaurus("100173").labels == {
        "nl": "defensie", "fr": "défense", "en": "defence", "de": "Verteidigung",
    }  # fmt: skip
    assert found.domain("100143").labels["nl"] == "internationale betrekkingen"


def test_a_zip_and_the_file_in_it_give_the_same_store(store: Path, tmp_path: Path) -> None:
    load(core(), store)
    held = dump(store)
    loaded = refresh(zipped(tmp_path / "eurovoc.zip", core()), store, least=1)
    assert dump(store) == held
    assert loaded.size == (tmp_path / "eurovoc.zip").stat().st_size
    assert loaded.sha256 == hashlib.sha256((tmp_path / "eurovoc.zip").read_bytes()).hexdigest()


def test_the_store_says_what_it_was_made_of(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1789000000")
    lines: list[str] = []
    loaded = load(rich(), store, report=lines.append)
    assert loaded.loaded == "2026-09-10T00:26:40Z"
    assert loaded.origin == str(store.parent / "eurovoc.rdf")
    with closing(sqlite3.connect(store)) as connection:
        about = dict(connection.execute("SELECT name, value FROM about"))
    assert {name: about[name] for name in vars(loaded)} == {name: str(value) for name, value in vars(loaded).items()}
    assert Eurovoc.open(store).version == "4.24"
    assert any("reading" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "version"),
    [("eurovoc-20260708-0.rdf", "20260708-0"), ("eurovoc.rdf", "sha256:")],
)
def test_a_file_without_a_version_is_named_by_its_release_or_checksum(store: Path, name: str, version: str) -> None:
    loaded = load(core(replace(SMALL, version="n/a")), store, name)
    assert loaded.version.startswith(version)
    assert loaded.version in (version, f"sha256:{loaded.sha256[:12]}")


def test_a_file_may_say_things_of_a_subject_in_several_places_and_as_a_typed_node(store: Path) -> None:
    more = """
<skos:Concept rdf:about="http://eurovoc.europa.eu/77">
  <skos:prefLabel xml:lang="nl">landmacht</skos:prefLabel><skos:inScheme rdf:resource="http://eurovoc.europa.eu/100141"/>
</skos:Concept>
<!-- and elsewhere -->
<rdf:Description rdf:about="http://eurovoc.europa.eu/77">
  <skos:prefLabel xml:lang="fr">armée de terre</skos:prefLabel>
  <skos:inScheme rdf:resource="http://eurovoc.europa.eu/100173"/>
  <skos:inScheme rdf:resource="http://eurovoc.europa.eu/candidates"/>
</rdf:Description>
</rdf:RDF>"""
    load(rich().replace(b"</rdf:RDF>", more.encode()), store)
    assert Eurovoc.open(store).find("armée de terre", "fr") == Match("77")
    assert Eurovoc.open(store).describe("77").microthesauri == ("100173",)


def test_a_refresh_takes_the_place_of_the_last_store(store: Path) -> None:
    load(core(), store)
    load(core(Thesaurus([ARMY])), store)
    assert Eurovoc.open(store).find("internet", "nl") is None
    assert {path.name for path in store.parent.iterdir()} == {"eurovoc.sqlite", "eurovoc.rdf"}


# -- what is refused --------------------------------------------------------------------------------

NOWHERE = replace(SMALL, concepts=[*SMALL.concepts, Concept("8", {"nl": "a", "fr": "b"}, microthesauri=["100999"])])
LAUGHS = "<!DOCTYPE rdf:RDF [" + '<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefghi", "bcdefghij", strict=True)
) + "]>\n"  # fmt: skip
BOMB = core(replace(SMALL, before=LAUGHS))


@pytest.fixture
def refused(store: Path) -> Iterator[Callable[..., str]]:
    """What is said when a content is refused; the store that was there stays, and nothing lies about."""
    load(rich(), store)
    held = store.read_bytes()

    def say(content: bytes, name: str = "new.rdf", **changes: object) -> str:
        with pytest.raises(BadInput) as caught:
            load(content, store, name, **changes)
        return str(caught.value)

    yield say
    assert store.read_bytes() == held
    assert Eurovoc.open(store).find("leger", "nl") == Match("2628")
    assert {path.name for path in store.parent.iterdir()} <= {"eurovoc.sqlite", "eurovoc.rdf", "new.rdf", "new.zip"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "neither a zip file nor RDF/XML"),
        (b"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>Sign in</body></html>", "neither a zip|type"),
        (b"<html><body><p>Sign in</p></body></html>", "begins with <html>"),
        (core()[:-300], "neither a zip file nor RDF/XML"),
        (core().replace(b"eurovoc.europa.eu", b"agrovoc.example.org"), "not EuroVoc"),
        (core().replace(b"/100141", b"/100999"), "not EuroVoc"),
        (core(Thesaurus([Concept("1", {"fr": "armée"})])), "Dutch labels for 0 of 1"),
        (core(Thesaurus([Concept("1", {"nl": "leger"})])), "French labels for 0 of 1"),
        (core(Thesaurus([Concept("1", {"nl": "a", "fr": "b"}, microthesauri=[])])), "a microthesaurus for 0 of 1"),
        (core(NOWHERE), "of which domain the microthesaurus 100999 is"),
        (core(replace(SMALL, domains=list(SMALL.domains)[:1])), "of which domain the microthesaurus 100221 is"),
        (BOMB, "document type"),
        (BOMB.replace(b">krijgsmacht<", b">&j;<"), "document type"),
        (BOMB.replace(b"eurovoc.europa.eu/2628", b"&j;"), "document type|neither"),
    ],
    ids=range(14),
)
def test_what_is_not_eurovoc_is_refused(refused: Callable[..., str], content: bytes, reason: str) -> None:
    assert re.search(reason, refused(content))


def test_too_few_concepts_are_refused(refused: Callable[..., str]) -> None:
    assert "4 concepts in use, fewer than 5" in refused(core(), least=5)
    assert f"fewer than {LEAST}" in refused(core(), least=LEAST)
    retired = replace(SMALL, concepts=[replace(concept, retired=True) for concept in SMALL.concepts])
    assert "0 concepts in use" in refused(rich(retired))


def test_another_checksum_than_expected_is_refused(refused: Callable[..., str]) -> None:
    content = core()
    assert "instead of 0000" in refused(content, expected_sha256="0" * 64)
    expected = hashlib.sha256(rich()).hexdigest().upper()
    assert f"the checksum {hashlib.sha256(content).hexdigest()}" in refused(content, expected_sha256=expected)


def test_zip_files_that_hold_no_one_file_or_a_broken_one_are_refused(
    refused: Callable[..., str], tmp_path: Path
) -> None:
    path = zipped(tmp_path / "a.zip", core())
    whole = path.read_bytes()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("second.rdf", core())
    assert "holds 2 RDF/XML files" in refused(path.read_bytes(), "new.zip")
    assert "holds 0 RDF/XML files" in refused(zipped(path, core(), "eurovoc.ttl").read_bytes(), "new.zip")
    assert "neither a zip file nor RDF/XML" in refused(whole[:-40], "new.zip")
    garbled = bytearray(whole)
    garbled[200:260] = bytes(60)
    assert "damaged zip file" in refused(bytes(garbled), "new.zip")
    # The last bytes of the file were changed, and only its checksum tells.
    stored = tmp_path / "b.zip"
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("eurovoc.rdf", core())
    assert "damaged zip file" in refused(stored.read_bytes().replace(b"krijgsmacht", b"krijgskunst"), "new.zip")


def test_a_source_that_is_not_there_is_told(store: Path) -> None:
    with pytest.raises(BadInput, match=r"eurovoc\.zip is no file: give the path"):
        refresh("eurovoc.zip", store)
    assert not store.exists()


def test_the_official_file_is_named_with_its_checksum() -> None:
    assert ADDRESS.startswith("https://op.europa.eu/")
    assert ADDRESS.count("http") == 2
    assert "20260708-0%2Fzip%2Fskos_core%2Feurovoc_in_skos_core_concepts.zip&fileName=" in ADDRESS
    assert len(SHA256) == 64
