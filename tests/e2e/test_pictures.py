"""The pictures of a release of the miniature site, and the figures behind them, against what its truth says."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import os
import re
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.progress import Progress

from flows.draw.pictures import FORMATS
from flows.draw.tables import TABLES
from flows.draw.words import LANGUAGES, WORDS
from flows.make.remake import bring_up_to_date
from flows.model import State
from flows.publish import quality
from flows.publish.release import Release, publish, read_turtle
from flows.publish.write import SUMS
from flows.vocabulary import RDF
from tests.site.gathered import Gathered, everything, pages
from tests.site.meanings import fields, keyed, portfolios, topics
from tests.unit.remaking import BEGIN, IRIS, Noting, Place, opened, page

Rows = list[dict[str, str]]
SVG = "{http://www.w3.org/2000/svg}"


def published(place: Place) -> Release:
    """The release of all pages of a place, with its pictures."""
    settings = place.settings.model_copy(update={"pictures": True})
    authority = bring_up_to_date(place.archive, place.records, Noting(), settings, IRIS, Progress(disable=True), 200)
    return publish(place.records, authority, settings)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with opened(tmp_path_factory.mktemp("output")) as place:
        place.keep(*pages())
        yield place


@pytest.fixture(scope="module")
def release(place: Place) -> Path:
    return published(place).folder


def table(release: Path, name: str) -> Rows:
    return list(csv.DictReader(io.StringIO((release / "pictures" / f"{name}.csv").read_text("utf-8"), newline="")))


# -- the files --------------------------------------------------------------------------------------


def test_every_picture_is_there_in_every_language_and_listed(release: Path) -> None:
    listed = [line.partition("  ")[2] for line in (release / SUMS).read_text().splitlines()]
    wanted = {f"pictures/{name}.{one}.{form}" for name in TABLES for one in LANGUAGES for form in FORMATS}
    wanted |= {f"pictures/{name}.csv" for name in TABLES}
    assert {name for name in listed if "/" in name} == wanted
    assert {path.relative_to(release).as_posix() for path in release.rglob("*.*") if path.is_file()} == {*listed}
    done = subprocess.run(["sha256sum", "--check", "--strict", SUMS], cwd=release, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_report_shows_them_beside_their_data(release: Path) -> None:
    text = (release / "report.md").read_text("utf-8")
    shown = re.findall(r"\]\((pictures/[^)]+)\)", text)
    assert {Path(name).name.partition(".")[0] for name in shown} == {*TABLES}
    assert len(shown) == len(set(shown)) == len(TABLES) * 4
    assert all((release / name).is_file() for name in shown)


def test_the_catalogue_tells_of_them(release: Path) -> None:
    told = list(read_turtle((release / "catalogue.ttl").read_bytes()))
    assert not [one for one in quality.findings(told) if one.is_violation]
    named = {str(one.object).strip("<>").partition("latest/")[2] for one in told if one.predicate != RDF["type"]}
    assert {path.relative_to(release).as_posix() for path in (release / "pictures").iterdir()} <= named


def test_an_svg_says_its_title_and_what_it_shows_as_text(release: Path) -> None:
    for name in TABLES:
        for language in LANGUAGES:
            root = ElementTree.parse(release / "pictures" / f"{name}.{language}.svg").getroot()
            assert root.attrib["role"] == "img"
            assert (root.attrib["lang"], root.attrib["aria-labelledby"]) == (language, "title about")
            assert root.findtext(f"{SVG}title") == WORDS[language][name]["title"]
            assert root.findtext(f"{SVG}desc")
            texts = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
            assert {WORDS[language][name]["title"], WORDS[language]["source"]} <= texts


def test_a_png_is_as_large_as_its_svg(release: Path) -> None:
    for path in (release / "pictures").glob("*.png"):
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", data[16:24])
        root = ElementTree.parse(path.with_suffix(".svg")).getroot()
        _, _, wide, high = map(float, root.attrib["viewBox"].split())
        assert width == 900
        assert (wide, abs(high / wide - height / width) < 0.01) == (360, True)


def test_the_same_figures_give_the_same_bytes_in_another_process(release: Path) -> None:
    """Under another hash seed and with settings of the user's own that would change every letter."""
    program = (
        "import hashlib, json, sys; from pathlib import Path; from flows.draw.pictures import pictures\n"
        "for one in pictures(json.loads(Path(sys.argv[1]).read_text('utf-8'))):\n"
        "    if '.fr.' in one.name: print(hashlib.sha256(b''.join(one.chunks())).hexdigest(), one.name)"
    )
    (release.parents[1] / "matplotlibrc").write_text("font.size: 30\nsvg.fonttype: path\nbackend: pdf\n")
    environment = {**os.environ, "PYTHONHASHSEED": "1", "MATPLOTLIBRC": str(release.parents[1] / "matplotlibrc")}
    words = [sys.executable, "-c", program, str(release / "statistics.json")]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    told = {name: checksum for checksum, name in map(str.split, done.stdout.splitlines())}
    assert len(told) == len(TABLES) * len(FORMATS)
    assert told == {name: hashlib.sha256((release / name).read_bytes()).hexdigest() for name in told}


def test_a_picture_whose_numbers_stay_is_the_file_of_the_release_before(place: Place, release: Path) -> None:
    """A text changes on the same day, and a month later; only what is open depends on the day."""
    last = max(one.page.seen for one in everything())
    for days, changed in ((0.1, set[str]()), (1.1, {"open-questions"})):
        before = (place.output / "latest").resolve()
        day = (last - BEGIN) / dt.timedelta(days=1) + days
        place.keep(page("7-1668", day, subject={"nl": f"De titel na {days} dagen"}))
        after = published(place).folder
        assert after != before
        drawn = {path.name for path in (after / "pictures").glob("*.??g") if not linked(path, before / "pictures")}
        assert drawn == {f"{name}.{one}.{form}" for name in changed for one in LANGUAGES for form in FORMATS}


def linked(path: Path, before: Path) -> bool:
    return path.stat().st_ino == (before / path.name).stat().st_ino


# -- the figures ------------------------------------------------------------------------------------


def test_months_are_those_of_the_questions(release: Path) -> None:
    wanted = Counter((one.legislature, one.truth.date.isoformat()[:7]) for one in everything())
    found = {(row["legislature"], row["month"]): int(row["questions"]) for row in table(release, "questions-by-month")}
    assert found == wanted


def test_days_are_those_of_the_answers(release: Path) -> None:
    days: dict[str, list[int]] = {}
    for one in everything():
        for key in [*portfolios(one), "all"] if one.days is not None else []:
            days.setdefault(key, []).append(one.days or 0)
    found = {row["portfolio"]: row for row in table(release, "days-to-answer")}
    assert {key: int(row["answers"]) for key, row in found.items()} == {key: len(many) for key, many in days.items()}
    assert {key: float(row["median"]) for key, row in found.items()} == {key: median(days[key]) for key in days}
    for key, row in found.items():
        ordered = [float(row[name]) for name in ("p10", "q1", "median", "q3", "p90")]
        assert ordered == sorted(ordered)
        assert min(days[key]) <= ordered[0] <= ordered[-1] <= max(days[key])
    allowed = [(one.deadline - one.truth.date).days for one in everything() if one.deadline]
    assert {float(row["deadline"]) for row in found.values()} == {median(allowed)}
    assert found["defence"]["en"] == "Defence"


def the_day() -> dt.date:
    return max(one.page.seen for one in everything()).astimezone(dt.UTC).date()


def is_overdue(one: Gathered) -> bool:
    return bool(one.deadline and one.deadline < the_day() and not one.answered)


def test_who_is_on_time_and_who_is_late_are_those_of_the_truth(release: Path) -> None:
    wanted = Counter[tuple[str, str]]()
    for one in everything():
        if one.late is not None:
            wanted[str(one.truth.date.year), "late" if one.late else "on_time"] += 1
        elif is_overdue(one) and one.truth.state in (State.OPEN, State.PROVISIONALLY_ANSWERED, State.LAPSED):
            wanted[str(one.truth.date.year), "overdue"] += 1
    rows = table(release, "answered-on-time")
    kinds = ("on_time", "late", "overdue")
    assert {(row["year"], kind): int(row[kind]) for row in rows for kind in kinds if row[kind] != "0"} == wanted


def test_what_is_open_is_so_by_the_truth(release: Path) -> None:
    wanted = Counter[tuple[str, str]]()
    for one in everything():
        if one.truth.state is State.OPEN:
            kind = "without_deadline" if not one.deadline else "overdue" if is_overdue(one) else "in_time"
            wanted[one.legislature, kind] += 1
    rows = table(release, "open-questions")
    assert {row["day"] for row in rows} == {the_day().isoformat()}
    assert {row["legislature"] for row in rows} == {one.legislature for one in everything()}
    kinds = ("in_time", "overdue", "without_deadline")
    found = {(row["legislature"], kind): int(row[kind]) for row in rows for kind in kinds if row[kind] != "0"}
    assert found == wanted


def test_domains_are_those_of_the_descriptors(release: Path) -> None:
    wanted, years = Counter[tuple[str, int]](), Counter(one.truth.date.year for one in everything())
    for one in everything():
        for domain in {domain for topic in topics(one) for domain, _ in fields(topic)}:
            wanted[domain, one.truth.date.year] += 1
    rows = table(release, "questions-by-domain")
    assert {(row["nl"], int(row["year"])): int(row["questions"]) for row in rows} == wanted
    assert all(int(row["of"]) == years[int(row["year"])] for row in rows)


def test_labels_are_those_of_the_tables(release: Path) -> None:
    figures: dict[str, Any] = json.loads((release / "statistics.json").read_text("utf-8"))
    for kind, name, key in (("portfolio", "portfolios", "portfolio"), ("domain", "eurovoc_domains", "id")):
        for one, labels in figures["labels"][kind].items():
            row = keyed(name, key)[one]
            assert labels == {language: row[language] for language in labels}
            assert {"nl", "fr", "en"} <= set(labels)


def test_what_is_known_is_what_the_statistics_say(release: Path) -> None:
    figures = json.loads((release / "statistics.json").read_text("utf-8"))
    rows = {row["what"]: (int(row["known"]), int(row["of"])) for row in table(release, "coverage")}
    assert rows.pop("eurovoc") == (figures["topics_with_eurovoc"], figures["topics"])
    assert rows.pop("wikidata") == (figures["persons_with_wikidata"], figures["persons"])
    assert rows == {kind: (one["known"], one["of"]) for kind, one in figures["coverage"].items()}
