"""Map an export of `peers` with maplib: `python peer_maplib.py <folder>` writes `maplib.nt` there.

Runs in the peers' own environment, so nothing of the project is imported. Each field of a kind is a data frame of
subjects and values, mapped as one predicate; that is what a template of one triple expands to.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import polars as pl  # type: ignore[import-not-found]  # of the peers' environment
from maplib import Model, RDFType, SolutionMappings  # type: ignore[import-not-found]  # likewise

LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
XSD = "http://www.w3.org/2001/XMLSchema#"
# The columns that maplib wants for a datatype; the others are strings as they are.
COLUMNS = {
    f"{XSD}integer": lambda column: column.cast(pl.Int64),
    f"{XSD}boolean": lambda column: column == "true",
    f"{XSD}date": lambda column: column.str.to_date(),
    f"{XSD}dateTime": lambda column: column.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_zone="UTC"),
}


def map_field(model: Any, frame: Any, field: dict[str, Any]) -> None:
    """State the triples of a field; `frame` has the rows of its kind."""
    if field["constant"]:
        rows = frame.select(pl.col("id").alias("subject"), pl.lit(field["constant"]).alias("object"))
    else:
        rows = frame.select(pl.col("id").alias("subject"), pl.col(field["name"]).alias("object")).drop_nulls()
    if field["is_list"] and not field["constant"]:
        rows = rows.explode("object").drop_nulls()
    if field["is_iri"]:
        kind = RDFType.IRI
    elif field["language"]:
        kind = RDFType.Literal(LANG_STRING)
        text = pl.struct(pl.col("object").alias(f"<{LANG_STRING}>"), pl.lit(field["language"]).alias("l"))
        rows = rows.with_columns(text.alias("object"))
    else:
        kind = RDFType.Literal(field["datatype"] or f"{XSD}string")
        if field["datatype"] in COLUMNS:
            rows = rows.with_columns(COLUMNS[field["datatype"]](pl.col("object")).alias("object"))
    types = {"subject": RDFType.IRI, "object": kind}
    model.map_triples(SolutionMappings(rows, types), predicate=field["predicate"])


def main(folder: Path) -> None:
    """Map all kinds and write the triples."""
    model = Model()
    for kind in json.loads((folder / "fields.json").read_text("utf-8")):
        frame = pl.read_json(folder / f"{kind['kind']}.json", infer_schema_length=None)
        for field in kind["fields"]:
            map_field(model, frame, field)
    model.write(str(folder / "maplib.nt"), format="ntriples")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
