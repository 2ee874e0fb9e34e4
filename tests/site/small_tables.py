"""Small reviewed tables, in the columns of `seeds/`, about the people of `wikidata.ttl` and of the member pages."""

from __future__ import annotations

from pathlib import Path

from flows.authority.tables import TABLES

# Rows for what can happen to a row: quotes, several names, days, a minister.
PEOPLE = '''\
person,name,other_names,wikidata,senate_id,from,until,source,checked
an-de-wit,An De Wit,,Q1,,,,"page of 7-1668, read",2026-01-01
jan-peeters,Jan Peeters,J. Peeters | Jan Peters,,,,,"list, with ""quotes""",2026-01-01
karel-oud,Karel Oud,,,,1995-06-01,1999-01-01,"homonym",2026-01-01
tom-minister,Tom Minister,,,,,,royal decree,2026-01-01
'''
MINISTERS = """\
person,portfolio,from,rank,government,until,source,checked
tom-minister,defence,2020-10-01,minister,de-croo,,x,2026-01-01
"""
ROWS = {
    "people": """\
jean-dexemple,Jean d'Exemple,,Q900000002,,,,list,2026-01-01
klaartje-denkbeeld,Klaartje Denkbeeld,,,,,,page of 7-1668,2026-01-01
ludivine-dedonder,Ludivine Dedonder,,Q65271469,,,,list,2026-01-01
oud-lid,Oud Lid,,,4711,,,list,2026-01-01
philippe-laroche,Philippe Laroche,,Q900000008,,,,list,2026-01-01
vreemd-nummer,Vreemd Nummer,,Q900000007,7007,,,list,2026-01-01
""",
    "parties": """\
open-vld,party,Open Vld,,,Open VLD,2007-02-10,2026-01-19,,,nl,,ParlGov,2026-01-01
""",
    "governments": """\
de-croo,regering-De Croo,gouvernement De Croo,De Croo Government,2020-10-01,,Q99749625,list,2026-01-01
wilmes-1,regering-Wilmès I,gouvernement Wilmès I,Wilmès I Government,2019-10-27,2020-10-01,,list,2026-01-01
""",
    "portfolios": """\
asylum-migration,Asiel en Migratie,Asile et Migration,Asylum and Migration,,,page,2026-01-01
defence,Defensie,Défense,Defence,,Q24199589,page,2026-01-01
poverty-reduction,Armoedebestrijding,Lutte contre la pauvreté,Poverty Reduction,,,page,2026-01-01
""",
    "posts": """\
secretary-of-state-of-asylum-migration-and-poverty-reduction,secretary-of-state,asylum-migration poverty-reduction,\
staatssecretaris voor Asiel en Migratie,secrétaire d'État à l'Asile,Secretary of State,,,Q900000302,page,2026-01-01
""",
    "ministers": """\
ludivine-dedonder,defence,2020-10-01,minister,de-croo,,"list; the end is not evidenced",2026-01-01
philippe-laroche,defence,2019-10-27,minister,wilmes-1,2020-09-30,list,2026-01-01
""",
}


def write_tables(folder: Path) -> Path:
    """All tables in a folder, those that nothing here is about with a header only."""
    folder.mkdir(parents=True)
    for name, (key, columns) in TABLES.items():
        header = ",".join((*key, *columns, "source", "checked"))
        (folder / f"{name}.csv").write_text(f"{header}\n{ROWS.get(name, '')}", "utf-8")
    return folder


def write_few(folder: Path) -> Path:
    """The tables of a few people in a folder."""
    folder.mkdir(parents=True)
    for name, text in (("people", PEOPLE), ("ministers", MINISTERS)):
        (folder / f"{name}.csv").write_bytes(text.encode())
    return folder
