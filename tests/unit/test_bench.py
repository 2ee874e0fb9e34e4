"""The code of the benchmarks: corpora that are the same every time, pages that the parser reads, and the table."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph
import pytest

from flows.as_json import as_json
from flows.keep.archive import open_archive
from flows.model import State
from flows.sources import be_senate
from tests.bench import __main__ as command
from tests.bench import baseline, corpus, made_questions, measure, million, ours, peers, picture, profile, runs, table
from tests.bench.table import Row
from tests.site.checks import check
from tests.site.expected import expected, expected_issues

SIZE = 1000
SOME = made_questions.numbers(SIZE)[::25]


def test_numbers_have_the_real_shares_of_the_legislatures() -> None:
    counted = Counter(number.partition("-")[0] for number in made_questions.numbers(31_000))
    assert counted == {"3": 7933, "4": 7504, "5": 11337, "6": 2016, "7": 2210}
    assert len(set(made_questions.numbers(31_000))) == 31_000


@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_corpus_has_as_many_questions_as_it_is_asked_for(size: int) -> None:
    assert len(made_questions.numbers(size)) == size


def test_the_same_number_gives_the_same_page() -> None:
    assert corpus.make(SOME[:4], SIZE) == corpus.make(SOME[:4], SIZE)
    assert len({body for _, body, _ in corpus.make(SOME, SIZE)}) == len(SOME)


@pytest.mark.parametrize("number", SOME)
def test_the_parser_reads_off_a_page_what_it_was_made_from(number: str) -> None:
    truth = made_questions.truth(number, SIZE)
    check(truth)
    body, content_type = corpus.page(number, SIZE)
    read = as_json(be_senate.parse(body, content_type, expected=number))
    issues = {issue["code"] for issue in read.pop("issues")}
    wanted = expected(truth, "SVPrintNLFR", "nl")
    assert {name: read[name] for name in wanted} == wanted
    assert issues == expected_issues(truth, "SVPrintNLFR", "nl")


def test_pages_are_of_the_real_size() -> None:
    sizes = [len(body) for _, body, _ in corpus.make(SOME, SIZE)]
    assert 16_000 < sum(sizes) / len(sizes) < 24_000


def test_a_question_has_as_many_triples_as_a_real_one() -> None:
    authority = ours.tables()
    counts = [len(ours.map_one(reading, authority).triples) for reading in ours.read(corpus.received(60))]
    assert 200 < sum(counts) / len(counts) < 350


def test_every_state_comes_and_most_questions_are_answered() -> None:
    states = Counter(made_questions.truth(number, SIZE).state for number in made_questions.numbers(SIZE)[::2])
    assert set(states) == set(State)
    assert 0.6 < states[State.ANSWERED] / states.total() < 0.8


def test_some_answers_have_a_table_and_some_texts_cite() -> None:
    truths = [made_questions.truth(number, SIZE) for number in SOME]
    answers = [given for truth in truths for given in truth.answers if given.texts]
    with_table = [given for given in answers if any(hasattr(item, "rows") for item in given.texts["nl"])]
    assert 0 < len(with_table) < len(answers)
    assert any(truth.citations for truth in truths)
    assert any(truth.refers_to for truth in truths)


def test_relations_have_both_their_ends() -> None:
    truths = {number: made_questions.truth(number, SIZE) for number in made_questions.numbers(SIZE) if number[0] == "6"}
    inverse = {"also-asked-as": "also-asked-as", "reintroduces": "reintroduced-as", "reintroduced-as": "reintroduces"}
    ends = {
        (number, str(one.kind), one.target)
        for number, truth in truths.items()
        for one in truth.relations
        if str(one.kind) in inverse
    }
    assert ends
    assert {(target, inverse[kind], number) for number, kind, target in ends if target in truths} <= ends


def test_a_changed_page_has_a_line_more() -> None:
    changed = list(corpus.changed(300, 10))
    assert len(changed) == 10
    for page in changed:
        before, _ = corpus.page(page.question, 300)
        texts = [be_senate.parse(body).question["nl"].text for body in (before, page.body)]
        assert texts[1].startswith(texts[0])
        assert texts[1].count("\n") == texts[0].count("\n") + 1


def test_a_corpus_is_made_once_and_kept(tmp_path: Path) -> None:
    path = corpus.corpus(8, tmp_path)
    made = path.stat()
    assert corpus.corpus(8, tmp_path) == path
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (made.st_ino, made.st_mtime_ns)
    with open_archive(path) as archive:
        assert archive.questions() == sorted(made_questions.numbers(8), key=lambda one: [*map(int, one.split("-"))])
    corpus.copy(path, tmp_path / "output")
    assert (tmp_path / "output" / "archive.sqlite").is_file()


def test_the_plain_reader_reads_what_the_parser_does() -> None:
    alike = [
        baseline.agrees(baseline.read_page(body), be_senate.parse(body, content_type))
        for _, body, content_type in corpus.make(SOME, SIZE)
    ]
    assert sum(alike) >= 0.9 * len(alike)


def test_a_page_that_the_plain_reader_misreads_is_told() -> None:
    body, content_type = corpus.page(SOME[0], SIZE)
    question = be_senate.parse(body, content_type)
    assert not baseline.agrees({**baseline.read_page(body), "author": "Somebody Else"}, question)
    assert not baseline.agrees(baseline.read_page(b"<table><tr><td>nothing</td></tr></table>"), question)


# -- measuring --------------------------------------------------------------------------------------


def test_memory_of_children_counts() -> None:
    grandchild = "x = bytearray(150_000_000); import time; time.sleep(0.5)"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{grandchild}']); print('done')"
    done = measure.measured([sys.executable, "-c", child])
    assert done.output.strip() == "done"
    assert done.peak_mb > 150
    assert done.processor_seconds > 0


def test_a_failed_child_says_what_went_wrong() -> None:
    with pytest.raises(measure.StageFailed, match="no such thing"):
        measure.measured([sys.executable, "-c", "raise SystemExit('no such thing')"])


# -- the table --------------------------------------------------------------------------------------

ROWS = [
    Row("parse", 1000, 4.0, 0, 120.0, 0.5),
    Row("full rebuild", 1000, 5.0, 230_000, 800.0, None, "≥ 150/s", True),
    Row("load into a store", 0, 2.0, 500_000, 300.0, 1.5, "≤ 1.3 ×", False),
    Row("from 1,000 to 10,000", target="time ≤ 10.5 ×: 9.9 ×", reached=True),
]


def test_the_cells_of_a_row() -> None:
    assert table.cells(ROWS[0]) == ["parse", "1,000", "4.000", "250", "", "120", "2,000", "12%", "", "", ""]
    assert table.cells(ROWS[1])[3:5] == ["200", "46,000"]
    assert table.cells(ROWS[2])[3:8] == ["", "250,000", "300", "333,333", "75%", "≤ 1.3 ×"][:5]
    assert table.cells(ROWS[3])[8:10] == ["time ≤ 10.5 ×: 9.9 ×", "yes"]


def test_a_row_stands_beside_the_last_one() -> None:
    assert table.cells(ROWS[0], Row("parse", 1000, 5.0))[-1] == "+25%"
    assert table.cells(ROWS[3], Row("from 1,000 to 10,000"))[-1] == ""


def test_the_table_as_markdown_and_on_the_screen() -> None:
    lines = table.written(ROWS, {}).splitlines()
    assert len(lines) == 2 + len(ROWS)
    assert {line.count("|") for line in lines} == {len(table.COLUMNS) + 1}
    shown = table.aligned(ROWS, {}).splitlines()
    assert shown[0].split() == " ".join(table.COLUMNS).split()
    assert shown[2].startswith("full rebuild")
    assert "yes" in shown[2]


def test_results_are_kept_and_found_again(tmp_path: Path) -> None:
    assert table.last(tmp_path, "short") == {}
    table.keep(tmp_path, "short", ROWS, {"a": 1}, datetime(2026, 11, 25, 2, 0, tzinfo=UTC))
    newer = table.keep(tmp_path, "short", ROWS[:1], {}, datetime(2026, 11, 25, 3, 0, tzinfo=UTC))
    assert table.last(tmp_path, "short") == {ROWS[0].name: ROWS[0]}
    assert table.last(tmp_path, "full") == {}
    other = newer.read_text("utf-8").replace(table.machine()["system"], "Another machine")
    newer.write_text(other, "utf-8")
    assert set(table.last(tmp_path, "short")) == {row.name for row in ROWS}


def test_the_picture_is_the_same_for_the_same_rows(tmp_path: Path) -> None:
    paths = picture.draw(ROWS[:2], [Row("peer morph-kgc", 10, 2.0, 1000)], tmp_path, "some machine")
    assert [path.name for path in paths] == ["bench.svg", "bench.png"]
    before = paths[0].read_bytes()
    picture.draw(ROWS[:2], [Row("peer morph-kgc", 10, 2.0, 1000)], tmp_path, "some machine")
    assert paths[0].read_bytes() == before


def test_what_of_a_release_was_written_anew(tmp_path: Path) -> None:
    for name, sums in (("before", "a  one\nb  two\n"), ("after", "a  one\nc  two\nd  three\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "SHA256SUMS").write_text(sums)
        (tmp_path / name / "two").write_text(name)
    (tmp_path / "before" / "one").write_text("same")
    (tmp_path / "after" / "one").hardlink_to(tmp_path / "before" / "one")
    found = runs.rewritten(tmp_path / "before", tmp_path / "after")
    assert found == {"files": 3, "written": 2, "names": ["two", "three"], "linked": 1}


def test_the_ten_functions_that_cost_most() -> None:
    stacks = [
        'process 7:"python";main (cli.py:3);parse (parse.py:10) 30',
        "main (cli.py:9);parse (parse.py:12);read (markup.py:1) 60",
        "main (cli.py:9) 10",
    ]
    told = profile.top(stacks).splitlines()
    assert told[0] == "1.0 seconds of processors seen"
    assert told[3:6] == [" 60.0%  read (markup.py)", " 30.0%  parse (parse.py)", " 10.0%  main (cli.py)"]
    assert "100.0%  main (cli.py)" in told
    assert " 90.0%  parse (parse.py)" in told


def test_words_of_the_command_that_make_no_sense_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--only", "nothing"], ["--only", "night"], ["--sizes", "300,100"]):
        with pytest.raises(SystemExit):
            command.read_arguments(words)
    assert command.bench_of(command.read_arguments(["--short"])).sizes == (60, 240)
    assert command.bench_of(command.read_arguments(["--sizes", "50,500"])).sizes == (50, 500)
    assert "need rebuild" in capsys.readouterr().err


# -- what the peers are given -----------------------------------------------------------------------


def test_triples_come_apart_into_kinds_with_fields(tmp_path: Path) -> None:
    text = b"""
        <http://x/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://x/ns#Part> ; <http://x/text> "een"@nl ,
            "twee"@nl ; <http://x/at> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
        <http://x/2> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://x/ns#Part> ; <http://x/text> "drie"@nl .
        <http://x/3> <http://x/name> "three" ."""
    triples = [quad.triple for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE)]
    kinds: dict[str, peers.Kind] = {}
    peers.take_in(kinds, triples)
    for kind in kinds.values():
        peers.settle(kind)
    fields = kinds["Part"].fields
    assert set(kinds) == {"Part", "other"}
    assert fields["type_iri"].constant == "http://x/ns#Part"
    assert fields["text_nl"].is_list
    assert fields["text_nl"].language == "nl"
    assert fields["at_integer"].datatype.endswith("integer")
    mapping = peers.rml(kinds.values(), tmp_path)
    assert 'rr:language "nl"' in mapping
    assert "rr:constant <http://x/ns#Part>" in mapping


# -- the simulation of a million --------------------------------------------------------------------


def test_made_records_say_the_same_in_every_form(tmp_path: Path) -> None:
    full = ours.stored(corpus.corpus(40, tmp_path), 20)
    templates = list(million.slim(full))
    assert templates
    made = [record for batch in million.made(templates, 2 * len(templates)) for record in batch]
    assert len({record.number for record in made}) == len(made) == 2 * len(templates)
    for record in made:
        nt, nq, ttl = (ours.text_of(record, form) for form in ("nt", "nq", "ttl"))
        said = {str(quad.triple) for quad in pyoxigraph.parse(nt, format=pyoxigraph.RdfFormat.N_TRIPLES)}
        assert said == {str(quad.triple) for quad in pyoxigraph.parse(nq, format=pyoxigraph.RdfFormat.N_QUADS)}
        assert said == {
            str(quad.triple) for quad in pyoxigraph.parse(ours.header() + ttl, format=pyoxigraph.RdfFormat.TURTLE)
        }
        assert nt.splitlines() == sorted(nt.splitlines())
        assert f'number> "{record.number.partition("-")[2]}" .'.encode() in nt


def test_there_are_as_many_visits_as_questions() -> None:
    visits = list(million.visits(30_919))
    assert len({visit.number for visit in visits}) == 30_919
    assert ours.plan(visits, million.TODAY) > 0
