"""The imports point one way, and each third-party library is known to as few modules as possible."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from flows.make.batch import AFTER

ROOT = Path(__file__).parents[2]
FLOWS = ROOT / "flows"

# From the ground up, room by room: a module may import those above it in this list, never those below. A room is a
# folder; one without a name is `flows/` itself.
ORDER = {
    # what everything stands on
    "": ("errors", "model", "issues", "settings", "clock", "log", "progress", "vocabulary"),
    # reading pages
    "parse": ("languages", "citations", "parts", "markup", "merge"),
    "sources": (),
    # what is kept
    "keep": (
        "database", "captures", "archive", "verify", "warc_records", "warc", "pieces", "stored", "answers", "records",
        "journal", "workplace",
    ),
    # bringing in
    "fetch": ("folder", "faults", "exchange", "robots", "fetcher", "visits", "collect"),
    # mapping and checking
    "authority": ("names", "addressee", "tables", "eurovoc", "noted", "lookups"),
    "map": (
        "order", "statements", "rdf", "turtle", "jsonld", "texts", "actors", "topics", "question", "descriptions",
        "things_actors", "things_topics", "things",
    ),
    "check": ("facts", "judge", "shapes", "guard"),
    # pictures, out of plain figures
    "draw": ("words", "tables", "paper", "months", "shares", "days", "domains", "pictures"),
    # from records to a release, and the records that are stale
    "publish": (
        "formats", "described", "links", "coverage", "report", "catalogue_terms", "catalogue_forms", "void",
        "columns", "csvw", "datasets", "catalogue", "quality", "statistics", "rows", "named", "tables", "table_files",
        "flat", "drawing", "write", "minisign", "signature", "release",
    ),
    "make": ("questions", "counts", "stale", "batch", "runner", "cluster", "remake"),
    # telling and running
    "refresh": (
        "download", "eurovoc_rdf", "eurovoc_load", "cache", "wikidata_queries", "wikidata", "proposals",
        "compare_people", "compare_offices", "refreshing",
    ),
    "run": ("morning", "notify", "due", "processes", "background", "timers", "postgres", "prefect_local"),
    # what a release promises after it was made
    "releases": (
        "kept", "sound", "quads", "events", "changelog", "atom", "feed_words", "feeds", "ldes", "follow",
        "retention", "rollback", "verify",
    ),
    # bringing it to others
    "portals": (
        "offered", "body", "session", "job", "ckan_terms", "ckan_api", "ckan_staging", "ckan", "udata_terms",
        "udata_api", "udata", "upload", "site_rules", "site_index", "site",
    ),
    # serving the last release
    "served": ("release", "child", "load", "current"),
    "search": ("words", "schema", "things", "reading", "asked", "index", "searching", "snippets"),
    "ask": ("problem", "negotiate", "formats", "words", "locked", "worker", "pool", "rate", "request", "description",
            "endpoint"),
    "pages": (
        "words", "links", "answer", "static", "beside", "render", "reader", "things", "gather", "formats", "gone",
        "naming", "generic", "missing", "pieces", "edition", "timeline", "cite", "briefs", "question", "narrowing",
        "listed", "collection", "bars", "facts", "browse", "lists", "documents", "terms", "search", "overdue",
        "statistics", "about", "examples", "query", "home", "sitemap",
    ),
    "serve": ("downloads", "figures", "health", "layers", "parts", "app", "connections", "run"),
    # what a person opens first
    "nightly": (), "run.schedule": (), "as_json": (), "cli_archive": (), "cli_authority": (), "cli_catalogue": (),
    "cli_release": (), "cli_serve": (), "cli_upload": (), "cli": (),
}  # fmt: skip
PLACES = [f"{room}.{module}".strip(".") for room, modules in ORDER.items() for module in modules or ("",)]


def within(room: str) -> set[str]:
    """All modules of a room."""
    return {place for place in PLACES if place.startswith(f"{room}.")}


# Which modules may know a library; no other may.
LIBRARIES = {
    "prefect": {"run.due", "nightly", "run.schedule"},
    "distributed": {"make.cluster"},
    "requests": {"fetch.exchange", "refresh.download", "portals.session"},
    "ckanapi": {"portals.ckan_api"},
    "urllib3": {"fetch.exchange"},
    "tenacity": {"fetch.fetcher", "refresh.download", "portals.session"},
    "protego": {"fetch.robots"},
    "lxml": {"parse.markup", "refresh.eurovoc_rdf"},
    "bs4": {"sources"},
    "pyshacl": {"check.judge"},
    "rdflib": {"check.facts", "check.judge", "check.shapes", "publish.quality"},
    "pyoxigraph": {
        "vocabulary", "check.facts", "check.shapes", "make.counts", *within("map"), *within("publish"),
        *within("releases"), *within("served"), *within("pages"), "search.things", "search.reading", "ask.worker",
        "ask.description", "portals.offered",
    },
    "pyarrow": {"publish.table_files", "publish.flat", "publish.release"},
    "zlib_ng": {"keep.pieces", "keep.records"},
    "cryptography": {"publish.minisign"},
    "sqlite3": {
        "keep.database", "keep.archive", "keep.verify", "keep.answers", "keep.records", "keep.journal",
        "authority.eurovoc", "refresh.eurovoc_load", "refresh.cache", "search.schema", "search.index",
        "search.searching",
        "pages.narrowing", "pages.listed", "pages.overdue", "pages.collection", "pages.browse", "pages.lists",
    },
    "warcio": {"keep.warc_records"},
    "py3langid": {"parse.languages"},
    "rapidfuzz": {"authority.lookups", "refresh.compare_people"},
    "Stemmer": {"search.words"},
    "matplotlib": within("draw") - {"draw.words", "draw.tables", "draw.pictures"},
    "pydantic": {"settings"},
    "jinja2": {"pages.render"},
    "structlog": {
        "log", "fetch.fetcher", "make.runner", "make.cluster", "run.notify", "served.current", "ask.pool",
        "serve.layers",
    },
    "apprise": {"run.notify"},
    "starlette": {*within("serve"), *within("pages"), "ask.request", "ask.endpoint"},
    "uvicorn": {"serve.connections", "serve.run"},
    "h11": {"serve.connections"},
    "prometheus_client": {"serve.figures", "serve.health"},
    "typer": {"cli", "cli_archive", "cli_authority", "cli_catalogue", "cli_release", "cli_serve", "cli_upload"},
    "rich": {
        "cli", "cli_archive", "cli_authority", "cli_catalogue", "cli_release", "cli_serve", "cli_upload", "progress",
        "make.remake", "nightly",
    },
}  # fmt: skip

# A source is pure: bytes in, domain values out.
FOR_SOURCES = {"errors", "model", "parse.languages", "parse.citations", "parse.parts", "parse.markup", "sources"}

ROOMS = [room for room in ORDER if room and ORDER[room]]
MODULES = sorted(
    path for path in FLOWS.rglob("*.py") if path.stem != "__init__" or path.relative_to(FLOWS).parts[0] == "sources"
)


def place(path: Path) -> str:
    """The name that a file has in `ORDER`; everything below `sources` is one."""
    parts = path.relative_to(FLOWS).with_suffix("").parts
    return "sources" if parts[0] == "sources" else ".".join(parts)


def imported(path: Path) -> set[str]:
    """The modules that a file imports anywhere, also inside functions and for type checking."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            is_room = node.module == "flows" or node.module.removeprefix("flows.") in ROOMS
            found.update(names if is_room else {node.module})
    return found


def ours(path: Path) -> set[str]:
    """Those of them that are ours, by their names in `ORDER`."""
    names = {name.removeprefix("flows.") for name in imported(path) if name.startswith("flows.")}
    return {"sources" if name.partition(".")[0] == "sources" else name for name in names}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(FLOWS)))
def test_a_module_imports_only_what_stands_above_it(path: Path) -> None:
    above = PLACES[: PLACES.index(place(path))]
    assert ours(path) <= (FOR_SOURCES if place(path) == "sources" else {*above})


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(FLOWS)))
def test_a_library_is_known_where_it_is_used_and_nowhere_else(path: Path) -> None:
    known = {name.partition(".")[0] for name in imported(path)}
    for library, rooms in LIBRARIES.items():
        assert library not in known or place(path) in rooms, f"{path.name} may not know {library}"


def test_no_record_is_made_by_a_room_that_its_version_leaves_out() -> None:
    reached, waiting = set[str](), ["make.batch"]
    while waiting:
        name = waiting.pop()
        if name in PLACES and name not in reached:
            reached.add(name)
            paths = [path for path in MODULES if place(path) == name]
            waiting += [one for path in paths for one in ours(path)]
    assert "map.turtle" in reached
    assert not {name for name in reached if name.partition(".")[0] in AFTER}


def test_every_module_is_in_the_order() -> None:
    assert {place(path) for path in MODULES} == set(PLACES)
    assert len(PLACES) == len(set(PLACES))


def test_every_room_says_what_it_is_for() -> None:
    for room in ROOMS:
        tree = ast.parse((FLOWS / room / "__init__.py").read_text("utf-8"))
        assert ast.get_docstring(tree)
        assert len(tree.body) == 1, f"flows/{room}/__init__.py holds nothing else"


def test_no_module_is_named_for_nothing() -> None:
    homeless = {"utils", "util", "helpers", "common", "base", "manager", "misc"}
    assert not {path.stem for path in MODULES} & homeless


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(FLOWS)))
def test_files_and_functions_stay_small_and_say_what_they_are_for(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree) or not text.strip()
    assert text.count("\n") <= 300
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            # `as_json` and `parse` are one literal each.
            assert length <= 60, f"{node.name} has {length} lines"
