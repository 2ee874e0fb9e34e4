"""`vraagbaak release …` over real releases: looked at, verified, rolled back, and held until the records differ."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.errors import NoRelease
from flows.keep.pieces import gzipped, pack
from flows.publish.write import SUMS, checksum
from flows.releases.follow import follow
from flows.releases.kept import QUADS, Kept, releases
from flows.releases.quads import graphs
from flows.releases.verify import verify
from tests.unit.remaking import opened, page
from tests.unit.tiny_releases import settings_of


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases, each logged: of two questions, and of three."""
    output = tmp_path_factory.mktemp("real")
    with opened(output) as place:
        for pages in ([page("7-1"), page("7-2")], [page("7-3", 1)]):
            place.keep(*pages)
            place.make()
            place.release()
            follow(place.settings)
    return output


def typed(output: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["release", *words], env={"VRAAGBAAK_OUTPUT": str(output), "COLUMNS": "200"})
    return done.exit_code, f"{done.output}{done.exception or ''}"


def test_releases_are_listed_shown_and_compared(output: Path, tmp_path: Path) -> None:
    one, other = (release.version for release in releases(output))
    status, text = typed(output, "list")
    assert (status, one in text, f"{other}  2026-11-24" in text, "latest" in text) == (0, True, True, True), text
    status, text = typed(output, "show")
    assert (status, "questions: 3" in text, f"change 2, from {one}: 1 new" in text) == (0, True, True), text
    assert f"{Kept(output / 'releases' / other).sums[QUADS]}  " in text
    status, text = typed(output, "diff", one, other, "--quads", str(tmp_path / "patch"))
    assert (status, "1 new: 7-3" in text) == (0, True), text
    logged = output / "changes" / "000002"
    for name in ("added.nq.gz", "removed.nq.gz"):
        assert (tmp_path / "patch" / name).read_bytes() == (logged / name).read_bytes()
    status, text = typed(output, "changes", "--repair")
    assert (status, len(text.splitlines())) == (0, 2), text


def test_a_whole_release_is_sound(output: Path) -> None:
    status, text = typed(output, "verify")
    assert (status, "0 faults: it is sound" in text) == (0, True), text


def relisted(folder: Path, name: str, data: bytes) -> None:
    """Change a file so that its checksum holds."""
    before = checksum(folder / name)
    (folder / name).unlink()  # it may be the same on disk as in another release
    (folder / name).write_bytes(data)
    (folder / SUMS).write_text((folder / SUMS).read_text().replace(before, checksum(folder / name)))


def test_what_is_wrong_is_told_by_file_and_line(output: Path, tmp_path: Path) -> None:
    release = Kept(shutil.copytree((output / "latest").resolve(), tmp_path / "2026-11-24-copy"))
    wrong = [graph.data for graph in graphs(release)]
    type_of = f"<{'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'}>".encode()
    cut = [line for line in wrong[1].splitlines(keepends=True) if b"/dc/terms/identifier>" not in line]
    assert any(type_of in line for line in cut)
    relisted(release.folder, QUADS, b"".join(gzipped(map(pack, [wrong[0], b"".join(cut), *wrong[2:]]))))
    lines = gzip.decompress((release.folder / "be-senate-7.nt.gz").read_bytes()).splitlines(keepends=True)
    relisted(release.folder, "be-senate-7.nt.gz", gzip.compress(b"".join([*lines[:4], b"no triple\n", *lines[4:]])))
    relisted(release.folder, "issues.json", b"[\n1,\nx]\n")
    package = bytearray((release.folder / "be-senate-7-tables.parquet.zip").read_bytes())
    package[200] ^= 255
    relisted(release.folder, "be-senate-7-tables.parquet.zip", bytes(package))
    (release.folder / "report.md").unlink()
    (release.folder / "more").write_text("more")
    (release.folder / "shapes.ttl").unlink()
    (release.folder / "shapes.ttl").write_bytes(b"spoilt")
    found = sorted(map(str, verify(Kept(release.folder), settings_of(output))))
    for begin, words in (
        (f"{QUADS}: ", "statistics.json says"), (f"{QUADS}: 7-2 breaks", "WrittenQuestion-identifier"),
        ("be-senate-7.nt.gz, line 5: ", "cannot be read as RDF"), ("issues.json, line 3: ", "cannot be read as JSON"),
        ("report.md: ", "No such file"), ("more: ", "does not have it"), ("shapes.ttl: ", "checksum is another"),
        ("be-senate-7-tables.parquet.zip: ", "be-senate-7-questions.parquet in it is damaged"),
    ):  # fmt: skip
        assert any(fault.startswith(begin) and words in fault for fault in found), (begin, found)
    assert len(found) == 8


def test_a_rolled_back_release_does_not_come_back_until_the_records_differ(output: Path, tmp_path: Path) -> None:
    output = shutil.copytree(output, tmp_path / "output", symlinks=True)
    one, other = (release.version for release in releases(output))
    status, text = typed(output, "rollback")
    assert (status, f"release {one} is the latest; it was {other}" in text) == (0, True), text
    assert "change 3: 1 removed" in text
    with opened(output) as place:
        with pytest.raises(NoRelease, match=f"release {other} is held back since a rollback"):
            place.release()
        assert (output / "latest").resolve().name == one
        assert typed(output, "unhold")[0] == 0
        assert place.release().version == other
        assert typed(output, "rollback", one)[0] == 0
        place.keep(page("7-4", 2))
        place.make()
        assert place.release().version not in (one, other)
    assert not (output / "held").exists()
