"""The flat tables: what stands in them, that they mean what the graph says, and that Parquet holds the same as CSV."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet
from pyoxigraph import Literal, NamedNode, Triple

from flows.map.rdf import Record
from flows.map.statements import in_order, naturally
from flows.publish import columns, csvw, table_files
from flows.publish.columns import TABLES, Table
from flows.publish.named import Named
from flows.publish.rows import Row, read_rows, rows
from flows.publish.tables import Tables, all_rows
from flows.vocabulary import RDF, XSD, Iris
from tests.contract import asked

IRIS = Iris()
Cells = dict[str, dict[str, str]]
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@cache
def records() -> dict[str, Record]:
    return asked.records([*asked.IN_EVERY_STATE, asked.BARE], IRIS)


@cache
def vocabulary() -> list[Triple]:
    return asked.shared(records(), IRIS)


def stored(record: Record) -> bytes:
    return rows(naturally(in_order(record.said)), record.number, IRIS)


def made() -> Iterator[tuple[str, Row]]:
    tables = Tables(Named(vocabulary(), IRIS), IRIS)
    return all_rows((read_rows(stored(record)) for record in records().values()), tables)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("tables")
    table_files.write(found, made())
    (found / csvw.NAME).write_bytes(csvw.metadata(IRIS))
    return found


def cells(folder: Path, table: Table) -> list[dict[str, str]]:
    with (folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def described(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / csvw.NAME).read_text("utf-8"))
    return {table["url"].removesuffix(".csv"): table["tableSchema"] for table in found["tables"]}


# -- what stands in them ----------------------------------------------------------------------------


def row(folder: Path, table: Table, **wanted: str) -> dict[str, str]:
    (found,) = (one for one in cells(folder, table) if wanted.items() <= one.items())
    return {name: value for name, value in found.items() if value}


def test_a_question_is_a_row_that_needs_no_look_up(folder: Path) -> None:
    found = row(folder, columns.QUESTIONS, number="7-2")
    base = IRIS.base
    assert found.pop("text_nl").startswith("Vooraf.\n1) Ja?")
    assert found.pop("text_fr")
    page = "https://www.senate.be/www/?MIval=/Vragen/SVPrintNLFR&LEG=7&NR=2&LANG=nl"
    assert found == {
        "number": "7-2", "iri": f"{base}id/question/be-senate/7-2", "legislature": "7", "serial": "2",
        "date": "2022-06-02", "title_nl": "Defensie - Cijfers", "title_fr": "Défense - Chiffres", "state": "answered",
        "original_language": "nl", "author": "Ngaïre D'haeseleer", "author_iri": f"{base}id/person/ngaire-dhaeseleer",
        "party": "CD&V N-VA", "party_iri": f"{base}id/party/cd-v-n-va", "addressee_nl": "aan de minister van Defensie",
        "addressee_fr": "à la ministre de la Défense", "post_nl": "minister van Defensie",
        "post_fr": "ministre de la Défense", "post_iri": f"{base}id/post/minister-of-defence",
        "portfolios_nl": "Defensie", "portfolios_fr": "Défense", "portfolio_iris": f"{base}id/portfolio/defence",
        "minister": "Ludivine Dedonder", "minister_iri": f"{base}id/person/ludivine-dedonder",
        "government_nl": "regering-De Croo", "government_fr": "gouvernement De Croo",
        "government_iri": f"{base}id/government/de-croo", "deadline": "2022-07-07", "answered_on": "2022-07-19",
        "days_to_answer": "47", "days_late": "12", "answered_on_time": "false", "answers": "1",
        "keywords_nl": "NMBS | krijgsmacht", "keywords_fr": "SNCB | armée", "first_seen": "2026-11-23T00:00:00Z",
        "last_changed": "2026-11-23T00:00:00Z", "page_nl": page, "page_fr": page,
    }  # fmt: skip


def test_a_question_of_which_a_page_shows_little_has_empty_cells(folder: Path) -> None:
    found = row(folder, columns.QUESTIONS, number="7-99")
    assert set(found) == {
        "number", "iri", "legislature", "serial", "date", "state", "answers", "first_seen", "last_changed", "page_nl",
        "text_nl",
    }  # fmt: skip
    related = row(folder, columns.QUESTIONS, number="7-8")
    assert (related["also_asked_as"], related["reintroduces"], related["reintroduced_as"]) == (
        "7-1669", "6-2569", "7-1670",
    )  # fmt: skip


def test_the_other_tables_lead_to_their_question(folder: Path) -> None:
    node = f"{IRIS.base}id/question/be-senate/7-2"
    assert row(folder, columns.ANSWERS, number="7-2") == {
        "number": "7-2", "answer": "1", "iri": f"{node}/answer/1", "date": "2022-07-19", "kind": "substantive",
        "text_nl": "1) Ja.", "text_fr": "Oui.",
    }  # fmt: skip
    assert row(folder, columns.EVENTS, number="7-2", event="1") == {
        "number": "7-2", "event": "1", "iri": f"{node}/event/2022-06-02/dispatch", "date": "2022-06-02",
        "kind": "dispatch", "label": "dispatch", "language": "nl", "sets_deadline": "2022-07-07",
    }  # fmt: skip
    assert row(folder, columns.KEYWORDS, number="7-2", vocabulary="eurovoc") == {
        "number": "7-2", "concept_iri": "http://eurovoc.europa.eu/2628", "vocabulary": "eurovoc",
        "concept_nl": "krijgsmacht", "concept_fr": "armée", "concept_en": "armed forces", "domain_codes": "08",
        "domains_nl": "internationale betrekkingen", "domains_fr": "relations internationales",
        "domains_en": "international relations",
    }  # fmt: skip
    assert row(folder, columns.KEYWORDS, number="7-2", vocabulary="senate")["concept_fr"] == "SNCB"
    assert row(folder, columns.ANSWERS, number="5-10189")["document"] == "https://www.senate.be/voorlopig.pdf"


def test_people_are_counted(folder: Path) -> None:
    every = str(len(records()) - 1)  # of one question nobody is known
    party = f"{IRIS.base}id/party/cd-v-n-va"
    assert row(folder, columns.PEOPLE, slug="ngaire-dhaeseleer") == {
        "iri": f"{IRIS.base}id/person/ngaire-dhaeseleer", "slug": "ngaire-dhaeseleer", "name": "Ngaïre D'haeseleer",
        "parties": "CD&V N-VA", "party_iris": party, "parties_seen": "CD&V N-VA 2022-06-02/2022-06-02",
        "questions_asked": every, "first_question": "2022-06-02", "last_question": "2022-06-02",
        "questions_received": "0",
    }  # fmt: skip
    minister = row(folder, columns.PEOPLE, slug="ludivine-dedonder")
    assert (minister["wikidata"], minister["questions_received"]) == ("Q65271469", every)


# -- what they mean ---------------------------------------------------------------------------------

FORMS = {
    "anyURI": r"https?://\S+", "string": r"(?s).+", "integer": r"0|[1-9]\d*", "date": r"\d{4}-\d\d-\d\d",
    "dateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "boolean": "true|false",
}  # fmt: skip


def kind_of(column: dict[str, Any]) -> str:
    datatype = column["datatype"]
    return str(datatype["base"] if isinstance(datatype, dict) else datatype)


def values_of(column: dict[str, Any], cell: str) -> list[str]:
    if cell in column["null"]:
        return []
    return cell.split(column["separator"]) if "separator" in column else [cell]


def filled(template: str, row: dict[str, str], name: str, value: str) -> str:
    """A template with its gaps filled (RFC 6570, as far as it is used here)."""
    return re.sub(r"\{\+?(\w+)\}", lambda found: value if found[1] == name else row[found[1]], template)


def as_rdf(schema: dict[str, Any], rows: Iterable[dict[str, str]]) -> Iterator[Triple]:
    """A table in the minimal mode of "Generating RDF from Tabular Data on the Web" (W3C, 2015)."""
    for row in rows:
        subject = NamedNode(filled(schema["aboutUrl"], row, "", ""))
        for column in (one for one in schema["columns"] if not one.get("suppressOutput")):
            for value in values_of(column, row[column["name"]]):
                predicate, kind = NamedNode(column["propertyUrl"]), kind_of(column)
                if "valueUrl" in column:
                    yield Triple(subject, predicate, NamedNode(filled(column["valueUrl"], row, column["name"], value)))
                elif "lang" in column:
                    yield Triple(subject, predicate, Literal(value, language=column["lang"]))
                else:
                    yield Triple(subject, predicate, Literal(value, datatype=XSD[kind]))


@every_table
def test_a_table_read_as_rdf_says_what_the_graph_says(folder: Path, table: Table) -> None:
    graph = {triple for record in records().values() for triple in record.triples} | set(vocabulary())
    said = set(as_rdf(described(folder)[table.name], cells(folder, table)))
    assert said <= graph
    stated = {column.term for column in table.columns if column.term}
    terms = {csvw._term(term, IRIS) for term in stated}
    assert {triple.predicate.value for triple in said} == terms - {csvw._term("pq:senateId", IRIS)}
    if table.name == "questions":  # none is left out
        texts = {one for one in graph if one.predicate == NamedNode(csvw._term("dcterms:title", IRIS))}
        assert texts <= said
        kinds = {IRIS.pq["WrittenQuestion"]}
        assert {one.subject for one in graph if one.predicate == RDF["type"] and one.object in kinds} == {
            one.subject for one in said
        }


@every_table
def test_every_cell_is_of_its_kind_and_every_key_holds(folder: Path, table: Table) -> None:
    schema, every = described(folder)[table.name], cells(folder, table)
    assert every
    assert [column["titles"]["und"] for column in schema["columns"]] == [[name] for name in every[0]]
    for column in schema["columns"]:
        for row in every:
            values = values_of(column, row[column["name"]])
            assert all(re.fullmatch(FORMS[kind_of(column)], value) for value in values), (column["name"], values)
            assert values or not column.get("required")
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in every]
    assert len(keys) == len(set(keys))
    for key in schema["foreignKeys"]:
        target = next(one for one in TABLES if f"{one.name}.csv" == key["reference"]["resource"])
        (column,), (there,) = key["columnReference"], key["reference"]["columnReference"]
        assert {row[column] for row in every} <= {row[there] for row in cells(folder, target)}


def test_authors_and_ministers_are_people(folder: Path) -> None:
    people = {row["iri"] for row in cells(folder, columns.PEOPLE)}
    for name in ("author_iri", "minister_iri"):
        assert {row[name] for row in cells(folder, columns.QUESTIONS)} - {""} <= people


def test_another_base_leaves_no_trace_of_the_default() -> None:
    assert IRIS.base.encode() not in csvw.metadata(Iris("http://localhost:8000/senaat/"))


@every_table
def test_every_table_and_column_is_called_something_in_three_languages(table: Table) -> None:
    assert set(table.words) == {"nl", "fr", "en"}
    for column in table.columns:
        assert set(column.words) == {"nl", "fr", "en"}
        assert all(column.words.values())


def test_no_word_is_left_over() -> None:
    used = {column.name.removesuffix(f"_{column.language}") if column.language else column.name
            for table in TABLES for column in table.columns}  # fmt: skip
    assert used == set(columns.WORDS["columns"])


# -- Parquet ----------------------------------------------------------------------------------------

PLAIN = {True: "true", False: "false", None: ""}


def plain(value: Any) -> str:
    """A value of Parquet as CSV has it."""
    if value is None or isinstance(value, bool):
        return PLAIN[value]
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if hasattr(value, "hour") else str(value)


@every_table
def test_parquet_holds_the_same_cells_typed(folder: Path, table: Table) -> None:
    found = parquet.read_table(folder / f"{table.name}.parquet")
    assert found.schema.equals(table_files.schema(table), check_metadata=True)
    assert [{name: plain(value) for name, value in row.items()} for row in found.to_pylist()] == cells(folder, table)
    types = {str(kind) for kind in found.schema.types}
    assert types <= {
        "string", "int16", "int32", "bool", "date32[day]", "timestamp[ms, tz=UTC]",
        "dictionary<values=string, indices=int32, ordered=0>",
    }  # fmt: skip


def test_files_are_the_same_again_and_in_groups_of_any_size(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again, small = tmp_path / "again", tmp_path / "small"
    for place in (again, small):
        place.mkdir()
    table_files.write(again, made())
    names = sorted(path.name for path in again.iterdir())
    assert names == sorted(f"{table.name}.{ending}" for table in TABLES for ending in ("csv", "parquet"))
    assert all((again / name).read_bytes() == (folder / name).read_bytes() for name in names)
    monkeypatch.setattr(table_files, "GROUP", 5)
    table_files.write(small, made())
    file = parquet.ParquetFile(small / "questions.parquet")
    assert file.num_row_groups == 3
    assert file.read().to_pylist() == parquet.read_table(folder / "questions.parquet").to_pylist()


def test_tables_without_a_row_have_their_header(tmp_path: Path) -> None:
    table_files.write(tmp_path, [])
    for table in TABLES:
        assert cells(tmp_path, table) == []
        assert parquet.read_table(tmp_path / f"{table.name}.parquet").schema.equals(table_files.schema(table))


def test_the_files_are_made_in_one_pass_when_the_first_is_read_and_leave_nothing(tmp_path: Path, folder: Path) -> None:
    passes = []

    def counted() -> Iterable[tuple[str, Row]]:
        passes.append(1)
        return made()

    with table_files.opened(tmp_path, counted) as files:
        assert not passes
        found = {name: b"".join(files.chunks(name)) for name in table_files.NAMES}
    assert passes == [1]
    assert list(tmp_path.iterdir()) == []
    for name, data in found.items():
        unpacked = gzip.decompress(data) if name.endswith(".gz") else data
        assert unpacked == (folder / name.removesuffix(".gz")).read_bytes()


def test_odd_texts_come_back(tmp_path: Path) -> None:
    odd = 'a "b", c\r\nd\n;|=1+1 \u2028 é 😀'
    row: Row = {"number": "7-1", "answer": 1, "iri": "http://a/1", "text_nl": odd}
    table_files.write(tmp_path, [("answers", row)])
    assert cells(tmp_path, columns.ANSWERS)[0]["text_nl"] == odd
    assert parquet.read_table(tmp_path / "answers.parquet").to_pylist()[0]["text_nl"] == odd
    assert (tmp_path / "answers.csv").read_bytes().endswith(b"\r\n")
