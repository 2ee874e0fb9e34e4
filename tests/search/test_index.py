"""The tables of an index: what they hold, that they come out alike, and what is no index."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from flows.errors import VraagbaakError
from flows.search.index import build
from flows.search.schema import open_index
from flows.search.words import stem
from flows.settings import Settings
from flows.vocabulary import Iris
from tests.site.gathered import gathered

IRIS = Iris()


def test_a_question_has_what_the_release_says_of_it(index: sqlite3.Connection) -> None:
    row = dict(index.execute("SELECT * FROM question WHERE number = '7-1668'").fetchone())
    assert row.pop("id") > 0
    assert row.pop("title_nl").startswith("Defensie - Instant-messaging")
    assert row.pop("title_fr").startswith("Défense - Applications")
    assert row == {
        "number": "7-1668", "legislature": 7, "serial": 1668, "iri": IRIS.question("7-1668").value,
        "date": "2022-06-02", "title_de": None, "person": IRIS.person("tom-ongena").value,
        "party": IRIS.party("open-vld").value, "post": IRIS.post("minister-of-defence").value,
        "minister": IRIS.person("ludivine-dedonder").value, "government": IRIS.government("de-croo").value,
        "state": "answered", "language": "nl", "deadline": "2022-07-07", "answered_on": "2022-07-19",
        "days_to_answer": 47, "days_late": 12, "on_time": 0, "answers": 1,
        "issued": "2026-11-02T01:30:00Z", "modified": "2026-11-02T01:30:00Z",
    }  # fmt: skip


def test_a_question_is_told_under_all_that_it_is_about(index: sqlite3.Connection) -> None:
    about = {(row["kind"], row["iri"]) for row in index.execute("SELECT * FROM about WHERE number = '7-1668'")}
    assert about >= {
        ("person", IRIS.person("tom-ongena").value), ("party", IRIS.party("open-vld").value),
        ("post", IRIS.post("minister-of-defence").value), ("portfolio", IRIS.portfolio("defence").value),
        ("minister", IRIS.person("ludivine-dedonder").value), ("government", IRIS.government("de-croo").value),
        ("legislature", IRIS.legislature(7).value), ("topic", "http://eurovoc.europa.eu/2628"),
        ("domain", "http://eurovoc.europa.eu/100143"), ("host", "www.example.com"),
        ("also-asked-as", IRIS.question("7-1669").value),
    }  # fmt: skip


def test_every_question_is_there_and_things_count_theirs(index: sqlite3.Connection) -> None:
    known = {row["number"] for row in index.execute("SELECT number FROM question")}
    assert known == {one.number for one in gathered().values()}
    for row in index.execute("SELECT * FROM thing WHERE questions > 0"):
        counted = index.execute("SELECT count(*) FROM about WHERE kind = ? AND iri = ?", [row["kind"], row["iri"]])
        assert counted.fetchone()[0] == row["questions"]
        assert row["nl"] or row["fr"]


def test_questions_of_a_thing_are_read_along_a_key(index: sqlite3.Connection) -> None:
    plan = index.execute(
        "EXPLAIN QUERY PLAN SELECT number FROM about WHERE kind = 'party' AND iri = 'x' ORDER BY date DESC, number DESC"
    )
    assert [row["detail"] for row in plan] == ["SEARCH about USING PRIMARY KEY (kind=? AND iri=?)"]


def test_the_same_release_gives_the_same_bytes(miniature: Settings, index_path: Path, tmp_path: Path) -> None:
    build(miniature.latest, tmp_path / "again.sqlite", Iris(miniature.base_iri))
    assert (tmp_path / "again.sqlite").read_bytes() == index_path.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["again.sqlite"]


def test_what_is_no_index_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "text.sqlite").write_text("no database at all, but long enough to look like one" * 20)
    sqlite3.connect(tmp_path / "other.sqlite").execute("CREATE TABLE a (b)").connection.close()
    for name in ("text.sqlite", "other.sqlite", "missing.sqlite"):
        with pytest.raises(VraagbaakError, match="load the release again"), open_index(tmp_path / name):
            pass


def test_a_release_that_breaks_off_leaves_nothing(miniature: Settings, tmp_path: Path) -> None:
    release = tmp_path / "release"
    release.mkdir()
    (release / "vocabulary.ttl").write_bytes((miniature.latest / "vocabulary.ttl").read_bytes())
    (release / "be-senate.nq.gz").write_bytes((miniature.latest / "be-senate.nq.gz").read_bytes()[:5000])
    with pytest.raises(EOFError):
        build(release, tmp_path / "search.sqlite", Iris())
    assert not list(tmp_path.glob("*search*"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "antwoord antwoorden"), ("nl", "gevangenis gevangenissen"), ("nl", "brief brieven"),
        ("nl", "huis huizen"), ("nl", "straf straffen"), ("nl", "veilig veilige veiligheid"),
        ("fr", "réponse réponses reponse"), ("fr", "armée armées ARMEE"), ("fr", "national nationaux nationale"),
        ("de", "Straße Strassen"),
    ],
)  # fmt: skip
def test_forms_of_a_word_have_one_stem(language: str, words: str) -> None:
    assert len({stem(word, language) for word in words.split()}) == 1


def test_words_that_only_look_alike_have_two_stems() -> None:
    assert stem("date", "fr") != stem("dat", "nl")
    assert stem("minister", "nl") != stem("mini", "nl")
