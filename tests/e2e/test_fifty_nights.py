"""Over fifty nights of the miniature site the change log leads from each release to the next, and back again.

The feeds and the event stream that follow from it are read as their readers would.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph
import pytest
import rdflib

from flows.releases.atom import LONGEST
from flows.releases.changelog import ADDED, REMOVED, Change, changes
from flows.releases.events import TOLD
from flows.releases.feeds import follow_feeds, forget
from flows.releases.follow import follow
from flows.releases.kept import QUADS, Kept
from flows.releases.quads import graphs
from flows.settings import read_settings
from tests.site.event_stream import TREE, EventStream, newest
from tests.site.made_releases import Releases
from tests.site.nights import World

NIGHTS = 51  # the first, and fifty more
WORLD = World(seed=1668, size=20, old=2)


@dataclass(frozen=True)
class Lived:
    """Fifty nights: the releases in the order in which `latest` was switched to them, and what each night logged."""

    output: Path
    releases: list[Kept] = field(default_factory=list)
    logged: list[Change | None] = field(default_factory=list)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    made = Releases(WORLD, tmp_path_factory.mktemp("nights"))
    lived = Lived(made.output)
    for night in range(NIGHTS):
        release = made.night(night)
        if not lived.releases or lived.releases[-1].version != release.version:
            lived.releases.append(release)
        lived.logged.append(follow(made.settings))
    return lived


def quads(release: Kept) -> list[bytes]:
    return gzip.decompress((release.folder / QUADS).read_bytes()).splitlines(keepends=True)


def patch(change: Change, name: str) -> list[bytes]:
    return gzip.decompress((change.folder / name).read_bytes()).splitlines(keepends=True)


def test_a_patch_applied_to_a_release_gives_exactly_the_next_one_and_backwards_the_one_before(lived: Lived) -> None:
    log = changes(lived.output)
    assert [one.after for one in log] == [release.version for release in lived.releases]
    assert len(log) > 40
    before = set(quads(lived.releases[0]))
    for change, release in zip(log[1:], lived.releases[1:], strict=True):
        after = set(quads(release))
        added, removed = set(patch(change, ADDED)), set(patch(change, REMOVED))
        assert (before - removed) | added == after, change.number
        assert (after - added) | removed == before, change.number
        assert not added & before, "nothing is added that was there"
        assert removed <= before, "nothing is removed that was not there"
        before = after


def test_the_patches_are_sorted_as_the_release_is(lived: Lived) -> None:
    for change, release in zip(changes(lived.output)[1:], lived.releases[1:], strict=True):
        place = {line: at for at, line in enumerate(quads(release))}
        places = [place[line] for line in patch(change, ADDED)]
        assert places == sorted(places)


def test_an_entry_says_what_became_of_which_question(lived: Lived) -> None:
    log, seen = changes(lived.output), set[str]()
    night_of = {change.after: night for night, change in enumerate(lived.logged) if change}
    for change in log:
        truths = WORLD.truths(night_of[change.after])
        assert set(change.questions.get("new", ())) == truths.keys() - seen
        assert set(change.questions.get("removed", ())) == seen - truths.keys()
        seen = set(truths)
    kinds = {kind for change in log for kind, many in change.counts.items() if many}
    assert kinds == {"new", "answered", "corrected", "removed"}


def test_a_night_that_changed_nothing_adds_nothing(lived: Lived) -> None:
    quiet = [night for night, change in enumerate(lived.logged) if change is None]
    assert quiet, "some nights were quiet"
    assert all(WORLD.truths(night) == WORLD.truths(night - 1) for night in quiet)
    entries = sorted(path.name for path in (lived.output / "changes").iterdir() if path.name.isdigit())
    assert entries == [f"{number:06}" for number in range(1, len(lived.releases) + 1)]


def test_the_chain_holds_and_its_times_order(lived: Lived) -> None:
    log = changes(lived.output)
    assert [one.before for one in log] == [None, *(one.after for one in log[:-1])]
    assert all(one.when < other.when for one, other in pairwise(log))
    assert json.loads((lived.output / "changes" / "index.json").read_text()) == [one.json() for one in log]


def test_the_first_entry_has_no_patch_and_says_why(lived: Lived) -> None:
    first = changes(lived.output)[0]
    assert (first.before, first.without_patch) == (None, "nothing was there before")
    assert {path.name for path in first.folder.iterdir()} == {"change.json", "events.json"}
    assert len(first.questions["new"]) == len(WORLD.truths(0))


def test_the_files_are_what_the_entry_says(lived: Lived) -> None:
    for change in changes(lived.output)[1:]:
        for file in json.loads((change.folder / "change.json").read_text())["files"]:
            data = (change.folder / file["name"]).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
            assert (len(patch(change, file["name"])), "application/n-quads") == (file["quads"], file["media_type"])


# -- the feeds --------------------------------------------------------------------------------------

ATOM, HISTORY = "{http://www.w3.org/2005/Atom}", "{http://purl.org/syndication/history/1.0}"
ADDRESS = "https://w3id.org/vraagbaak/download/changes/"


def read_feed(folder: Path, name: str) -> list[ElementTree.Element]:
    """The documents of a feed, newest first, as a reader of RFC 5005 finds them."""
    documents: list[ElementTree.Element] = []
    while name:
        root = ElementTree.parse(folder / name).getroot()
        assert (root.find(f"{HISTORY}archive") is None) == (not documents), "all but the newest are archives"
        links = {link.get("rel", ""): link.get("href", "") for link in root.findall(f"{ATOM}link")}
        assert links["self"] == f"{ADDRESS}{name}"
        documents.append(root)
        name = links.get("prev-archive", "").removeprefix(ADDRESS)
    return documents


def entries(documents: list[ElementTree.Element]) -> list[ElementTree.Element]:
    return [entry for document in documents for entry in document.findall(f"{ATOM}entry")]


def said(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_a_feed_tells_of_everything_once_newest_first_in_small_documents(lived: Lived, language: str) -> None:
    documents = read_feed(lived.output / "changes", f"feed.{language}.atom")
    assert len(documents) > 1, "fifty nights fill an archive"
    assert all(len(document.findall(f"{ATOM}entry")) < LONGEST for document in documents)
    told = entries(documents)
    news = [
        change.questions[kind] for change in lived.logged[1:] if change for kind in change.questions if kind in TOLD
    ]
    assert len(told) == 1 + sum(map(len, news))
    assert len({said(entry, "id") for entry in told}) == len(told)
    times = [said(entry, "updated") for entry in told]
    assert times == sorted(times, reverse=True)
    assert {said(document, "updated") for document in documents[:1]} == set(times[:1])
    assert all(document.find(f"{ATOM}author/{ATOM}name") is not None for document in documents)


def test_titles_are_readable_and_lead_to_the_page_of_the_question(lived: Lived) -> None:
    told = {
        language: entries(read_feed(lived.output / "changes", f"feed.{language}.atom")) for language in ("nl", "fr")
    }
    titles = {language: [said(entry, "title") for entry in its] for language, its in told.items()}
    assert titles["nl"][-1] == f"Eerste publicatie: {len(WORLD.truths(0))} vragen"
    for language, pattern in (
        ("nl", r"(Nieuwe vraag|Nieuw antwoord|Verbeterd|Gewijzigd|Niet meer op de site): \d-\d+ .+ \(.+\)"),
        ("fr", r"(Nouvelle question|Nouvelle réponse|Corrigée|Modifiée|Retirée du site)\u00a0: \d-\d+ .+ \(.+\)"),
    ):
        assert all(re.fullmatch(pattern, title) for title in titles[language][:-1])
    assert len({title.partition(":")[0] for title in titles["nl"]}) > 4
    for entry in told["nl"][:-1]:
        number = said(entry, "id").rpartition("#")[2]
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.get("href") == f"https://w3id.org/vraagbaak/doc/question/be-senate/{number}"


def test_each_party_portfolio_and_topic_has_a_feed_of_its_own_entries(lived: Lived) -> None:
    folder = lived.output / "changes"
    every = {said(entry, "id"): entry for entry in entries(read_feed(folder, "feed.nl.atom"))}
    wanted: dict[str, set[str]] = {}
    for identity, entry in every.items():
        for under in entry.findall(f"{ATOM}category"):
            place = f"{under.get('scheme', '').removeprefix(ADDRESS)}{under.get('term')}"
            wanted.setdefault(place, set()).add(identity)
    assert {name.split("/")[1] for name in wanted} >= {"party", "portfolio", "topic", "keyword"}
    found = {str(path.relative_to(folder)).removesuffix(".nl.atom") for path in folder.glob("by/**/*.nl.atom")}
    assert {name for name in found if not re.search(r"\.\d{6}$", name)} == set(wanted)
    for place, identities in wanted.items():
        assert {said(entry, "id") for entry in entries(read_feed(folder, f"{place}.nl.atom"))} == identities


def test_feeds_made_anew_from_the_log_are_the_same_bytes(lived: Lived) -> None:
    settings = read_settings({"VRAAGBAAK_OUTPUT": str(lived.output)})
    folder = lived.output / "changes"
    before = {path: path.read_bytes() for path in folder.rglob("*.atom")}
    forget(settings)
    assert not list(folder.rglob("*.atom"))
    follow_feeds(settings, changes(lived.output))
    after = {path: path.read_bytes() for path in folder.rglob("*.atom")}
    newest = {path for path in before if not re.search(r"\.\d{6}\.atom$", path.name)}
    assert before.keys() == after.keys()
    assert {path for path in before if before[path] != after[path]} == set(), newest


# -- the event stream -------------------------------------------------------------------------------


def stream_of(lived: Lived) -> EventStream:
    return EventStream(lived.output / "changes" / "ldes", f"{ADDRESS}ldes/")


def test_a_client_of_the_event_stream_has_what_the_release_has(lived: Lived) -> None:
    members = stream_of(lived).members()
    wanted: dict[str, set[tuple[str, ...]]] = {}
    for graph in graphs(lived.releases[-1]):
        if graph.number:
            triples = pyoxigraph.parse(graph.data, format=pyoxigraph.RdfFormat.N_QUADS)
            wanted[f"https://w3id.org/vraagbaak/id/question/be-senate/{graph.number}"] = {
                (str(one.subject), str(one.predicate), str(one.object)) for one in triples
            }
    assert newest(members) == wanted
    assert len({member.iri for member in members}) == len(members)
    assert any(member.said is None for member in members), "some questions went"
    count = sum(sum(change.counts.values()) for change in lived.logged if change)
    assert len(members) == count


def test_a_client_that_comes_again_reads_only_the_pages_that_grew(lived: Lived) -> None:
    stream = stream_of(lived)
    everything = {member.iri for member in stream.members()}
    since = changes(lived.output)[-3].when
    again = stream_of(lived)
    late = {member.iri for member in again.members(since) if member.when >= since}
    assert late == {member.iri for member in stream.members() if member.when >= since} < everything
    assert 1 < len(again.read) < len(set(stream.read))


def test_the_shape_of_the_stream_holds_for_its_members(lived: Lived) -> None:
    folder = lived.output / "changes" / "ldes"
    said = rdflib.Graph().parse(folder / "index.ttl", format="turtle")
    (shape,) = set(said.objects(None, rdflib.URIRef(f"{TREE}shape")))
    assert (shape, rdflib.RDF.type, rdflib.SH.NodeShape) in said
    (named,) = set(said.objects(None, rdflib.SH.node))
    ours = rdflib.Graph().parse(Path(__file__).parents[2] / "shapes" / "WrittenQuestion.ttl", format="turtle")
    assert (named, rdflib.RDF.type, rdflib.SH.NodeShape) in ours
