"""What a record asked the tables is noted, asked again later, and tells with the fingerprint that they changed."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from flows.authority.addressee import Addressed
from flows.authority.eurovoc import Eurovoc
from flows.authority.lookups import Authority, Concept, read_authority
from flows.refresh.eurovoc_load import refresh
from flows.settings import product_folder
from tests.contract import asked
from tests.contract.tables import Rows, changed, made_authority
from tests.unit.eurovoc_files import SMALL, rich

DAY = "2022-06-02"


def test_each_record_has_its_own_list_of_what_it_asked() -> None:
    authority = asked.AUTHORITY.consult()
    authority.person("Tom Ongena", DAY)
    other = authority.consult()
    other.person("Tom Ongena", DAY)
    other.party("Open Vld", DAY)
    assert authority.asked == {("person", "Tom Ongena", DAY, ""): "'tom-ongena'"}
    assert list(other.asked) == [("person", "Tom Ongena", DAY, ""), ("party", "Open Vld", DAY)]
    assert authority.memory is other.memory


QUESTIONS = st.one_of(
    st.tuples(st.just("person"), st.sampled_from(["Tom Ongena", "Tóm", "l'Autre"]), st.just(DAY)),
    st.tuples(st.just("person"), st.text(max_size=5), st.just(DAY), st.sampled_from(["", "5107"])),
    st.tuples(st.just("person_candidate"), st.sampled_from(["Tom Ongna", "Ludivine"]), st.sampled_from(["", "5107"])),
    st.tuples(st.just("party"), st.sampled_from(["Open Vld", "?"]), st.just(DAY)),
    st.tuples(
        st.just("post"),
        st.sampled_from(["aan de minister van Defensie", "au ministre de l'Inconnu", "?"]),
        st.sampled_from(["nl", "fr"]),
    ),
    st.tuples(st.just("government"), st.sampled_from([DAY, "1990-01-01"])),
    st.tuples(st.just("holder"), st.just("minister"), st.sampled_from(["defence", "north-sea"]), st.just(DAY)),
    st.tuples(st.just("concept"), st.sampled_from(["armée", "SNCB"]), st.sampled_from(["nl", "fr"])),
    st.tuples(
        st.sampled_from(["keyword", "reviewed_keyword"]),
        st.sampled_from(["armée", "SNCB"]),
        st.sampled_from(["nl", "fr"]),
    ),
    st.tuples(st.just("cell"), st.just("people"), st.sampled_from(["tom-ongena", "x"]), st.just("name")),
)


@cache
def another_authority() -> Authority:
    """The same tables, read another time and with a memory of their own."""
    return made_authority(asked.TABLES)


@given(st.lists(QUESTIONS, max_size=6))
def test_to_ask_gives_what_the_look_up_gave(questions: list[tuple[str, ...]]) -> None:
    authority = asked.AUTHORITY.consult()
    for name, *arguments in questions:
        getattr(authority, name)(*arguments)
    fresh = another_authority()
    for question, answer in authority.asked.items():
        assert authority.ask(question) == fresh.ask(question) == answer
    assert len(authority.asked) <= len(questions)


def test_another_process_gets_the_tables_and_not_the_memory() -> None:
    authority = made_authority(asked.TABLES)
    authority.post("aan de minister van Defensie", "nl")
    sent: Authority = pickle.loads(pickle.dumps(authority))
    assert authority.memory
    assert (sent.memory, sent.asked) == ({}, {})
    assert sent.fingerprint == authority.fingerprint
    assert sent.post("aan de minister van Defensie", "nl") == Addressed("minister", ("defence",))
    assert sent.concept("armée", "fr") == Concept("2628")


def fingerprint(rows: Rows, pairs: Sequence[tuple[str, str]] = ()) -> str:
    return made_authority(rows, pairs).fingerprint


def test_the_fingerprint_changes_with_a_row_or_a_pair_and_not_with_their_order() -> None:
    first = fingerprint(asked.TABLES)
    assert fingerprint({name: list(reversed(table)) for name, table in asked.TABLES.items()}) == first
    for table in ("legislatures", "portfolio_names", "posts", "ministers"):  # nothing points at them
        assert fingerprint({**asked.TABLES, table: asked.TABLES[table][1:]}) != first
    assert fingerprint(changed(asked.TABLES, people=[{"person": "anne", "name": "Anne"}])) != first
    pairs = [("OCMW", "CPAS"), ("De Post", "La Poste")]
    assert fingerprint(asked.TABLES, pairs) == fingerprint(asked.TABLES, pairs[::-1]) != first
    assert fingerprint(asked.TABLES, pairs[:1]) != fingerprint(asked.TABLES, pairs)


def test_the_store_of_eurovoc_takes_the_place_of_the_small_table(tmp_path: Path) -> None:
    source, store = tmp_path / "eurovoc-skos-ap-act.rdf", tmp_path / "eurovoc.sqlite"
    source.write_bytes(rich(SMALL))
    refresh(source, store, least=1)
    stored, table = read_authority(product_folder("seeds"), store), read_authority(product_folder("seeds"))
    assert stored.concept("leger", "nl") == Concept("2628")
    assert stored.fingerprint != table.fingerprint
    assert stored.eurovoc.version == Eurovoc.open(store).version
    without = read_authority(product_folder("seeds"), tmp_path / "none.sqlite")
    assert without.fingerprint == table.fingerprint
