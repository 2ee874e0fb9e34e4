"""What is asked of Wikidata, as SPARQL that any endpoint over its data understands: no label service, no hints.

Every query is ordered by all that tells its rows apart, so that pages cut from it neither overlap nor leave gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

# Senator, co-opted senator, senator by right
SENATORS = ("Q17619252", "Q2208217", "Q2151172")
PREFIXES = """\
PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX p: <http://www.wikidata.org/prop/>
PREFIX ps: <http://www.wikidata.org/prop/statement/>
PREFIX psv: <http://www.wikidata.org/prop/statement/value/>
PREFIX pq: <http://www.wikidata.org/prop/qualifier/>
PREFIX pqv: <http://www.wikidata.org/prop/qualifier/value/>
PREFIX wikibase: <http://wikiba.se/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
LANGUAGES = ("nl", "fr", "mul", "en")  # since 2024 a name that all languages share stands once, as "mul"


def persons(_offices: Iterable[str] = ()) -> str:
    """Everybody with an id of the Senate (P3298) or a mandate as senator, a row for each mandate."""
    return f"""{PREFIXES}
SELECT ?person ?senateId ?statement ?position ?start ?startPrecision ?end ?endPrecision {_names("person")}
WHERE {{
  {{ SELECT DISTINCT ?person WHERE {{
      {{ ?person wdt:P3298 ?anyId }} UNION {{ VALUES ?held {{ {_items(SENATORS)} }} ?person p:P39/ps:P39 ?held }}
  }} }}
  OPTIONAL {{ ?person wdt:P3298 ?senateId }}
  OPTIONAL {{
    VALUES ?position {{ {_items(SENATORS)} }}
    ?person p:P39 ?statement .
    ?statement ps:P39 ?position .
    FILTER NOT EXISTS {{ ?statement wikibase:rank wikibase:DeprecatedRank }}
    {_time("statement", "pqv:P580", "start")}
    {_time("statement", "pqv:P582", "end")}
  }}
  {_labels("person")}
}}
ORDER BY ?person ?statement ?senateId ?start ?end"""


def parties(_offices: Iterable[str] = ()) -> str:
    """The Belgian parties that somebody who was a senator belongs or belonged to (P102)."""
    return f"""{PREFIXES}
SELECT ?party ?short ?start ?startPrecision ?end ?endPrecision {_names("party")}
WHERE {{
  {{ SELECT DISTINCT ?party WHERE {{
      VALUES ?held {{ {_items(SENATORS)} }}
      ?member p:P39/ps:P39 ?held ; wdt:P102 ?party .
      ?party wdt:P17 wd:Q31 .
  }} }}
  OPTIONAL {{ ?party wdt:P1813 ?short }}
  {_time("party", "p:P571/psv:P571", "start")}
  {_time("party", "p:P576/psv:P576", "end")}
  {_labels("party")}
}}
ORDER BY ?party ?short ?start ?end"""


def governments(_offices: Iterable[str] = ()) -> str:
    """The federal governments with their days, by inception and dissolution (P571, P576) or start and end."""
    return f"""{PREFIXES}
SELECT ?government ?start ?startPrecision ?end ?endPrecision {_names("government")}
WHERE {{
  ?government wdt:P31 wd:Q19601543 .
  {_time("government", "(p:P571/psv:P571)|(p:P580/psv:P580)", "start")}
  {_time("government", "(p:P576/psv:P576)|(p:P582/psv:P582)", "end")}
  {_labels("government")}
}}
ORDER BY ?government ?start ?end"""


def ministers(offices: Iterable[str]) -> str:
    """Who held an office of the federal government: those given, and every ministerial office of Belgium."""
    return f"""{PREFIXES}
SELECT ?person ?statement ?office ?cabinet ?start ?startPrecision ?end ?endPrecision
  {_names("person")} {_names("office")}
WHERE {{
  {{ SELECT DISTINCT ?office WHERE {{
      {{ VALUES ?office {{ {_items(sorted(offices))} }} }} UNION {{ ?office wdt:P279* wd:Q83307 ; wdt:P1001 wd:Q31 }}
  }} }}
  ?statement ps:P39 ?office .
  ?person p:P39 ?statement .
  FILTER NOT EXISTS {{ ?statement wikibase:rank wikibase:DeprecatedRank }}
  {_time("statement", "pqv:P580", "start")}
  {_time("statement", "pqv:P582", "end")}
  OPTIONAL {{ ?statement pq:P5054 ?cabinet }}
  {_labels("person")}
  {_labels("office")}
}}
ORDER BY ?person ?statement ?office ?cabinet ?start ?end"""


# By their names, each made for the items of the offices that the tables know.
QUERIES: dict[str, Callable[[Iterable[str]], str]] = {
    "persons": persons, "parties": parties, "governments": governments, "ministers": ministers,
}  # fmt: skip


def variables(query: str) -> set[str]:
    """The names that a query selects."""
    selected = query.partition("SELECT ")[2].partition("WHERE")[0]
    return {word.removeprefix("?") for word in selected.split()}


def _items(items: Iterable[str]) -> str:
    return " ".join(f"wd:{item}" for item in items)


def _names(what: str) -> str:
    return " ".join(f"?{what}_{language}" for language in LANGUAGES)


def _labels(what: str) -> str:
    return "\n  ".join(
        f'OPTIONAL {{ ?{what} rdfs:label ?{what}_{language} FILTER(LANG(?{what}_{language}) = "{language}") }}'
        for language in LANGUAGES
    )


def _time(what: str, path: str, name: str) -> str:
    """A point in time with its precision: 11 is a day, 10 a month, 9 a year."""
    node = f"?{what}{name.capitalize()}Value"
    return (
        f"OPTIONAL {{ ?{what} {path} {node} . {node} wikibase:timeValue ?{name} ; "
        f"wikibase:timePrecision ?{name}Precision }}"
    )
