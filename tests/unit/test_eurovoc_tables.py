"""The reviewed EuroVoc tables are whole in themselves, and the reviewed keywords are none of EuroVoc's labels."""

from __future__ import annotations

import csv

from flows.authority.eurovoc import Eurovoc, Match
from flows.authority.names import fold
from flows.settings import product_folder
from flows.vocabulary import slug

SEEDS = product_folder("seeds")


def table(name: str) -> dict[str, dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {next(iter(row.values())): row for row in csv.DictReader(file)}


def seeds() -> Eurovoc:
    names = ("eurovoc", "eurovoc_microthesauri", "eurovoc_domains")
    return Eurovoc.from_tables({name: table(name) for name in names})


def test_the_tables_know_the_seven_topics_of_the_bundled_page() -> None:
    known = {
        "radiocommunicatie": "3875", "elektronische post": "3010", "informatiebeveiliging": "c_04ae3ba8",
        "krijgsmacht": "2628", "officiële statistiek": "4267", "sociale media": "c_324b44f1",
        "openbare veiligheid": "4045",
    }  # fmt: skip
    found = seeds()
    assert {label: found.find(label, "nl") for label in known} == {label: Match(key) for label, key in known.items()}


def test_the_tables_are_closed_upwards_labelled_and_sorted() -> None:
    found, concepts = seeds(), table("eurovoc")
    for key, row in concepts.items():
        described = found.describe(key)
        assert set(described.labels) == {"nl", "fr", "en", "de"}, key
        assert described.microthesauri, key
        assert described.domains, key
        assert set(described.broader) <= set(concepts), key
        assert found.find(row["nl"], "nl") == Match(key)
        assert found.find(row["fr"], "fr") == Match(key)
    # Numbers by their size, then the ids that are none.
    for name in ("eurovoc", "eurovoc_microthesauri", "eurovoc_domains"):
        keys = list(table(name))
        assert keys == sorted(keys, key=lambda key: (not key.isdigit(), int(key) if key.isdigit() else 0, key))


def test_the_keywords_are_none_of_eurovoc_and_each_label_names_one() -> None:
    found = seeds()
    seen: dict[tuple[str, str], str] = {}
    for key, row in table("keywords").items():
        assert key == slug(row["nl"])
        assert row["nl"]
        assert row["fr"]
        for language in ("nl", "fr"):
            for label in [row[language], *row[f"other_{language}"].split("|")]:
                if label.strip():
                    assert found.find(label, language) is None
                    assert seen.setdefault((language, fold(label)), key) == key
