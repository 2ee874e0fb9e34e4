"""An addressee's line gives rank and portfolios, in both languages, and names what it does not know."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.authority.addressee import RANKS, Addressed, read_addressee
from flows.authority.names import fold
from flows.settings import product_folder
from tests.unit.addressees import OFFICES, TITLES

SEEDS = product_folder("seeds")
KNOWN_PAGES = Path(__file__).parents[2].parent / "shared" / "data" / "question-facts.jsonl"


def rows(table: str) -> list[dict[str, str]]:
    with (SEEDS / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NAMES = {(row["language"], fold(row["printed"])): tuple(row["portfolios"].split()) for row in rows("portfolio_names")}
PORTFOLIOS = {row["portfolio"]: row for row in rows("portfolios") if row["portfolio"] != "prime-minister"}

LINES = {line: Addressed(rank, tuple(portfolios.split())) for rank, portfolios, lines in OFFICES for line in lines}


def language(line: str) -> str:
    return "nl" if line.startswith("aan ") else "fr"


def read(line: str, spoken: str = "") -> Addressed | None:
    return read_addressee(line, spoken or language(line), NAMES)


# -- what the pages print -----------------------------------------------------------------------------


@pytest.mark.parametrize("line", LINES)
def test_a_printed_line_gives_its_rank_and_portfolios(line: str) -> None:
    assert read(line) == LINES[line]


@pytest.mark.parametrize("lines", [lines for _, _, lines in OFFICES])
def test_the_dutch_and_the_french_line_of_an_office_name_one_post(lines: list[str]) -> None:
    assert {language(line) for line in lines} == {"nl", "fr"}
    found = [read(line) for line in lines]
    assert len({addressed and addressed.key for addressed in found}) == 1


def test_every_line_of_the_miniature_site_resolves() -> None:
    questions = sorted((Path(__file__).parents[1] / "site" / "questions").glob("*.toml"))
    printed = [tomllib.loads(path.read_text("utf-8"))["addressee"] for path in questions]
    assert len(printed) > 50
    for by_language in printed:
        found = {spoken: read(line, spoken) for spoken, line in by_language.items()}
        assert all(addressed and not addressed.unknown for addressed in found.values()), by_language
        assert len(set(found.values())) == 1, by_language


@pytest.mark.skipif(not KNOWN_PAGES.is_file(), reason="the facts of the known pages are not beside the project")
def test_every_wording_of_the_known_pages_resolves() -> None:
    pages = [json.loads(line)["addressee"] for line in KNOWN_PAGES.read_text("utf-8").splitlines()]
    wordings = sorted({line for page in pages for line in page.split(" / ")} - {"?"})  # one page was cut off above it
    assert len(wordings) >= 32
    assert [line for line in wordings if line not in LINES] == []
    assert [line for line in wordings if read(line) != LINES[line]] == []


# -- official titles of other governments ---------------------------------------------------------------


@pytest.mark.parametrize(("line", "key"), TITLES)
def test_titles_of_other_governments_resolve(line: str, key: str) -> None:
    addressed = read(line)
    assert addressed is not None
    assert (addressed.key, addressed.unknown) == (key, ())


@pytest.mark.parametrize(
    ("line", "portfolios"),
    [
        # The charge is the minister's: the ending says so in French, and Dutch follows.
        ("à la secrétaire d'État aux Familles, adjointe à la ministre de la Justice, chargée de la Mer du Nord",
         ("family-policy",)),
        ("aan de staatssecretaris voor Gezinnen, toegevoegd aan de minister van Financiën, belast met Ambtenarenzaken",
         ("family-policy",)),
        ("au secrétaire d'État aux Familles, adjoint au ministre chargé du Commerce extérieur", ("family-policy",)),
        # The ending contradicts the minister's, so that the charge is the secretary's own.
        ("à la secrétaire d'État aux Familles, adjointe au ministre de la Justice, chargée de la Mer du Nord",
         ("family-policy", "north-sea")),
        # Before the attachment a charge is the secretary's.
        ("aan de staatssecretaris voor Gezinnen, belast met Noordzee, toegevoegd aan de minister van Justitie",
         ("family-policy", "north-sea")),
        # One who has nothing else has the charge: a minister of 2001.
        ("au Ministre adjoint au Ministre des Affaires étrangères, chargé de l'Agriculture", ("agriculture",)),
        ("aan de Minister toegevoegd aan de Minister van Buitenlandse Zaken, belast met Landbouw", ("agriculture",)),
        # A minister attached to may be a deputy prime minister, and there may be two.
        ("aan de staatssecretaris voor Privacy, toegevoegd aan de vice-eersteminister en minister van Justitie",
         ("privacy",)),
        ("au secrétaire d'État au Budget, adjoint au ministre du Climat et à la ministre de la Justice", ("budget",)),
        ("aan de staatssecretaris voor Gezinnen, toegevoegd aan de minister van Werk, en minister van Justitie",
         ("family-policy", "justice")),
        ("aan de staatssecretaris voor Gezinnen, toegevoegd aan de eerste minister, en minister van Justitie",
         ("family-policy", "justice")),
        ("aan de staatssecretaris, toegevoegd aan de eerste minister, belast met Privacy", ("privacy",)),
        ("au secrétaire d'État aux Familles, adjoint à la vice-première ministre et ministre de la Justice, chargé de "
         "la Mer du Nord", ("family-policy", "north-sea")),
    ],
)  # fmt: skip
def test_a_charge_and_an_attachment_are_given_to_whom_they_belong(line: str, portfolios: tuple[str, ...]) -> None:
    addressed = read(line)
    assert addressed is not None
    assert (addressed.portfolios, addressed.unknown) == (portfolios, ())


# -- spelling, and what is not known --------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "AU SECRÉTAIRE D'ÉTAT À L'ASILE ET LA MIGRATION",
        "au secretaire d'Etat a l'Asile et la Migration",
        "au secrétaire dÉtat à lAsile et la Migration",
        "au  secrétaire\xa0d’État à  l’Asile et la Migration.",
        "au secrétaire d' État à l'Asile et la Migration",
    ],
)
def test_capitals_accents_apostrophes_and_blanks_may_be_wrong(line: str) -> None:
    assert read(line) == Addressed("secretary-of-state", ("asylum-migration",))


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("aan de minister van Ruimtevaart", ("Ruimtevaart",)),
        ("aan de minister van Justitie en Ruimtevaart, belast met Sterrenkunde", ("Ruimtevaart", "Sterrenkunde")),
        ("aan de minister van Justitite", ("Justitite",)),  # a near spelling is no spelling
        ("au ministre de la Justice transitionnelle", ("Justice transitionnelle",)),
        ("aan de staatssecretaris voor Privacy, toegevoegd aan de minister van Ruimtevaart", ("Ruimtevaart",)),
        ("aan de minister-president", ("president",)),
        ("aan de minister", ("aan de minister",)),
        ("aan de staatssecretaris, toegevoegd aan de minister van Financiën",
         ("aan de staatssecretaris, toegevoegd aan de minister van Financiën",)),
    ],
)  # fmt: skip
def test_what_no_phrase_covers_is_named(line: str, unknown: tuple[str, ...]) -> None:
    addressed = read(line)
    assert addressed is not None
    assert addressed.unknown == unknown


@pytest.mark.parametrize(
    "line", ["", "aan", "?", "aan de heer Jan Jambon", "Justitie", "aan de Vlaamse minister van Werk"]
)
def test_a_line_that_does_not_begin_with_a_rank_is_no_addressee(line: str) -> None:
    assert read(line, "nl") is None


def test_a_line_is_read_in_its_own_language_only() -> None:
    assert read("aan de minister van Justitie", "fr") is None
    assert read("aan de minister van Justitie", "de") is None


def test_the_longest_phrase_wins_and_a_phrase_with_two_meanings_has_none() -> None:
    names = {
        ("nl", "werk"): ("employment",),
        ("nl", "werk en leven"): ("balance",),
        ("nl", "leven"): ("life",),
        ("nl", "énergie"): ("energy",),
        ("nl", "energie"): ("power",),
    }
    assert read_addressee("aan de minister van Werk en Leven", "nl", names) == Addressed("minister", ("balance",))
    both = Addressed("minister", ("employment", "life"))
    assert read_addressee("aan de minister van Leven en Werk", "nl", names) == both
    unclear = Addressed("minister", (), ("Energie",))
    assert read_addressee("aan de minister van Energie", "nl", names) == unclear


# -- the tables ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("posts"), ids=lambda row: str(row["post"])[:60])
def test_every_title_of_a_post_gives_its_rank_and_portfolios(row: dict[str, str]) -> None:
    post = Addressed(row["rank"], tuple(row["portfolios"].split()))
    assert post.key == row["post"]
    titles = [(row[spoken], spoken) for spoken in ("nl", "fr")]
    titles += [(title, spoken) for spoken in ("nl", "fr") for title in row[f"other_{spoken}"].split("|") if title]
    assert [read(title, spoken) for title, spoken in titles] == [post] * len(titles)


def test_every_printed_line_has_its_post() -> None:
    posts = {row["post"] for row in rows("posts")}
    assert {addressed.key for addressed in LINES.values()} <= posts


def test_a_portfolio_is_found_by_its_own_labels() -> None:
    for key, row in PORTFOLIOS.items():
        for spoken in ("nl", "fr"):
            assert NAMES.get((spoken, fold(row[spoken]))) == (key,), (key, spoken)


def test_the_tables_are_sorted_and_say_where_they_are_from() -> None:
    for table, key in (("portfolios", "portfolio"), ("posts", "post")):
        keys = [row[key] for row in rows(table)]
        assert keys == sorted(set(keys))
        assert all(row["source"] and row["checked"] for row in rows(table))
    assert all(row["source"] and row["checked"] for row in rows("portfolio_names"))
    assert len(NAMES) == len(rows("portfolio_names"))


# -- properties ---------------------------------------------------------------------------------------

RENDERED = {
    "nl": {"deputy-prime-minister": "vice-eersteminister en minister van ", "minister": "minister van ",
           "secretary-of-state": "staatssecretaris voor ", "prime-minister": "eerste minister, belast met "},
    "fr": {"deputy-prime-minister": "vice-premier ministre et ministre de ", "minister": "ministre de ",
           "secretary-of-state": "secrétaire d'État à ", "prime-minister": "premier ministre, chargé de "},
}  # fmt: skip
PLACES = {"nl": "aan de ", "fr": "au "}
JOINED = {"nl": " en ", "fr": " et de "}
portfolios = st.lists(st.sampled_from(sorted(PORTFOLIOS)), min_size=1, max_size=6, unique=True)


@given(st.sampled_from(RANKS), portfolios, st.integers(0, 5), st.sampled_from(["nl", "fr"]))
def test_any_rank_and_any_portfolios_come_back(rank: str, chosen: list[str], charges: int, spoken: str) -> None:
    labels = [PORTFOLIOS[key][spoken] for key in chosen]
    field, charged = labels[: max(1, len(labels) - charges)], labels[max(1, len(labels) - charges) :]
    line = PLACES[spoken] + RENDERED[spoken][rank] + _listed(field, spoken)
    if charged:
        line += (", belast met " if spoken == "nl" else ", chargé de ") + _listed(charged, spoken)
    assert read(line, spoken) == Addressed(rank, tuple(sorted(chosen)))


def _listed(labels: list[str], spoken: str) -> str:
    return JOINED[spoken].join([", ".join(labels[:-1]), labels[-1]] if labels[1:] else labels)


@given(portfolios, portfolios, st.sampled_from(["nl", "fr"]))
def test_the_portfolios_of_the_minister_attached_to_do_not_count(
    own: list[str], others: list[str], spoken: str
) -> None:
    attached = ", toegevoegd aan de minister van " if spoken == "nl" else ", adjoint au ministre de "
    line = PLACES[spoken] + RENDERED[spoken]["secretary-of-state"]
    line += _listed([PORTFOLIOS[key][spoken] for key in own], spoken)
    line += attached + _listed([PORTFOLIOS[key][spoken] for key in others], spoken)
    assert read(line, spoken) == Addressed("secretary-of-state", tuple(sorted(own)))


WORDS = st.sampled_from(
    ["aan", "de", "minister", "van", "en", ",", "belast", "met", "toegevoegd", "Justitie", "staatssecretaris", "-",
     "eerste", "au", "ministre", "et", "d'", "’", "secrétaire", "d'État", "adjoint", "chargée", "à", "l'Intérieur"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join)), st.sampled_from(["nl", "fr", "de", ""]))
def test_nothing_that_may_be_printed_raises(line: str, spoken: str) -> None:
    addressed = read_addressee(line, spoken, NAMES)
    if addressed is not None:
        assert addressed.rank in RANKS
        assert set(addressed.portfolios) <= set(PORTFOLIOS)
        assert all(phrase.strip() for phrase in addressed.unknown)
        assert addressed.portfolios or addressed.unknown or addressed.rank == "prime-minister"


@given(st.text(alphabet="bcfghjkmpqrstvwxz", min_size=3))
def test_a_phrase_that_is_no_portfolio_is_unknown(phrase: str) -> None:
    addressed = read(f"aan de minister van Justitie en {phrase}")
    assert addressed == Addressed("minister", ("justice",), (phrase,))
