"""Say in CSV on the Web (W3C, 2015) what the flat tables mean: types, keys, words, and each cell as a statement.

The file stands beside the CSV files once they are unpacked: it names them "people.csv" and not "people.csv.gz", which
the standard knows nothing of. A reader that turns them into RDF finds statements of the graph, and no others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from flows.publish.columns import OF_LEGISLATURE, PEOPLE, SEPARATOR, Column, Table, named
from flows.vocabulary import Iris

NAME = "tables.csv-metadata.json"
DATATYPES: dict[str, Any] = {
    "text": "string",
    "word": "string",
    "iri": "anyURI",
    "date": {"base": "date", "format": "yyyy-MM-dd"},
    "moment": {"base": "dateTime", "format": "yyyy-MM-ddTHH:mm:ssX"},
    "number": "integer",
    "truth": {"base": "boolean", "format": "true|false"},
}


def metadata(iris: Iris, legislatures: Iterable[int]) -> bytes:
    """The description of all tables: those of each legislature, and the people."""
    group = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tables": [
            *(_table(table, number, iris) for number in legislatures for table in OF_LEGISLATURE),
            _table(PEOPLE, None, iris),
        ],
    }
    return (json.dumps(group, ensure_ascii=False, indent=1) + "\n").encode()


def _table(table: Table, legislature: int | None, iris: Iris) -> dict[str, Any]:
    return {
        "url": f"{named(table.name, legislature)}.csv",
        "dc:description": [{"@value": text, "@language": one} for one, text in sorted(table.words.items())],
        "tableSchema": {
            "columns": [_column(column, iris) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {
                    "columnReference": [column.name],
                    "reference": {
                        "resource": f"{named(column.points[0], legislature)}.csv",
                        "columnReference": [column.points[1]],
                    },
                }
                for column in table.columns
                if column.points
            ],
            "aboutUrl": _address(table.about, iris),
        },
    }


def _column(column: Column, iris: Iris) -> dict[str, Any]:
    # The first title is the header of the file; the others are for people.
    titles = {"und": [column.name], **{one: [text] for one, text in sorted(column.words.items())}}
    found: dict[str, Any] = {"name": column.name, "titles": titles, "datatype": DATATYPES[column.kind], "null": [""]}
    if column.required:
        found["required"] = True
    if column.language and column.term:
        found["lang"] = column.language
    if column.many:
        found["separator"] = SEPARATOR
    if column.term:
        found["propertyUrl"] = _term(column.term, iris)
        if column.value or column.kind == "iri":
            found["valueUrl"] = _address(column.value or f"{{+{column.name}}}", iris)
    else:
        found["suppressOutput"] = True
    return found


def _term(name: str, iris: Iris) -> str:
    prefix, _, local = name.partition(":")
    return iris.prefixes()[prefix] + local


def _address(template: str, iris: Iris) -> str:
    """A template of addresses, below the base unless it is whole."""
    return template if template.startswith(("{+", "http:")) else iris.base + template
