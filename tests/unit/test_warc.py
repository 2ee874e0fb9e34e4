"""An archive goes out as a WARC file that the usual tools read, and comes back the same."""

from __future__ import annotations

import subprocess
import sys
import zlib
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders

from flows.errors import VraagbaakError
from flows.keep.archive import Archive, open_archive
from flows.keep.verify import verify
from flows.keep.warc import Imported, export_warc, import_warc
from tests.unit.warcs import BINARY, HERE, fill, no_number, rows


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "archive.sqlite") as opened:
        fill(opened)
        yield opened


def records(path: Path) -> list[tuple[str, StatusAndHeaders, bytes]]:
    """Type, fields and body of the records, as any tool reads them."""
    with path.open("rb") as file:
        return [
            (record.rec_type, record.rec_headers, record.content_stream().read())
            for record in ArchiveIterator(file, check_digests="raise")
        ]


def test_an_export_comes_back_row_for_row(tmp_path: Path, archive: Archive) -> None:
    assert export_warc(archive, tmp_path / "out.warc.gz") == 6
    with open_archive(tmp_path / "new.sqlite") as new:
        assert import_warc(tmp_path / "out.warc.gz", new, no_number) == Imported(6, 6, 0, 0)
        assert rows(new) == rows(archive)
        assert list(new.captures()) == list(archive.captures())
        assert list(verify(new)) == []
        assert import_warc(tmp_path / "out.warc.gz", new, no_number) == Imported(6, 0, 0, 0)
        assert rows(new) == rows(archive)


def test_the_same_archive_gives_the_same_bytes(tmp_path: Path, archive: Archive) -> None:
    export_warc(archive, tmp_path / "one.warc.gz")
    with open_archive(tmp_path / "new.sqlite") as new:
        import_warc(tmp_path / "one.warc.gz", new, no_number)
        export_warc(new, tmp_path / "two.warc.gz")
    assert (tmp_path / "one.warc.gz").read_bytes() == (tmp_path / "two.warc.gz").read_bytes()


def test_an_empty_archive_goes_out_and_comes_back(tmp_path: Path) -> None:
    with open_archive(tmp_path / "archive.sqlite") as empty:
        assert export_warc(empty, tmp_path / "out.warc.gz") == 0
        assert import_warc(tmp_path / "out.warc.gz", empty, no_number) == Imported(0, 0, 0, 0)


def test_the_usual_tools_read_an_export(tmp_path: Path, archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "out.warc.gz"
    export_warc(archive, path)
    assert Checker(Namespace(inputs=[str(path)], verbose=True)).process_all() == 0
    assert capsys.readouterr().out.count("digest pass") == 5, "all but the two revisits, of which warcio checks nothing"
    found = records(path)
    assert [kind for kind, _, _ in found] == ["warcinfo", *["response"] * 3, "revisit", "response", "revisit"]
    assert [body for _, _, body in found[1:4]] == [b"<html>A</html>", b"<html>B</html>", BINARY]
    assert b"conformsTo: http://iipc.github.io/warc-specifications" in found[0][2]
    fields = dict(found[1][1].headers)
    assert found[1][1].protocol == "WARC/1.1"
    assert fields["WARC-Date"] == "2026-11-23T02:30:00Z"
    assert fields["Vraagbaak-Last-Seen"] == "2026-11-25T02:30:00Z"
    assert (fields["WARC-Target-URI"], fields["Vraagbaak-Question"]) == (HERE, "7-1")
    assert len({dict(headers.headers)["WARC-Record-ID"] for _, headers, _ in found}) == len(found)


def test_a_revisit_refers_to_the_record_with_the_content(tmp_path: Path, archive: Archive) -> None:
    export_warc(archive, tmp_path / "out.warc.gz")
    found = records(tmp_path / "out.warc.gz")
    original, revisit = dict(found[1][1].headers), dict(found[4][1].headers)
    assert revisit["WARC-Refers-To"] == original["WARC-Record-ID"]
    assert revisit["WARC-Refers-To-Target-URI"] == HERE
    assert revisit["WARC-Refers-To-Date"] == original["WARC-Date"]
    assert revisit["WARC-Payload-Digest"] == original["WARC-Payload-Digest"]
    assert revisit["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


def test_each_record_is_a_gzip_member_of_its_own(tmp_path: Path, archive: Archive) -> None:
    export_warc(archive, tmp_path / "out.warc.gz")
    data, starts = (tmp_path / "out.warc.gz").read_bytes(), []
    while data:
        member = zlib.decompressobj(31)
        starts.append(member.decompress(data)[:10])
        data = member.unused_data
    assert starts == [b"WARC/1.1\r\n"] * 7


def test_an_export_that_fails_leaves_the_former_file(tmp_path: Path, archive: Archive) -> None:
    path = tmp_path / "out.warc.gz"
    path.write_bytes(b"former")
    with archive.connection:
        archive.connection.execute("UPDATE content SET body = x'00' WHERE size > 14")
    with pytest.raises(VraagbaakError, match="damaged"):
        export_warc(archive, path)
    assert path.read_bytes() == b"former"
    assert {file.name for file in tmp_path.iterdir() if "warc" in file.name} == {"out.warc.gz"}


@pytest.mark.parametrize("name", ["missing/out.warc.gz", "archive.sqlite/out.warc.gz"])
def test_an_export_to_where_nothing_can_be_written(tmp_path: Path, archive: Archive, name: str) -> None:
    with pytest.raises(VraagbaakError, match=r"out\.warc\.gz cannot be written .*writable"):
        export_warc(archive, tmp_path / name)


def test_an_export_on_a_full_disk_leaves_nothing_behind(tmp_path: Path, archive: Archive) -> None:
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from flows.keep.archive import *; from flows.keep.warc import *\n"
        "with open_archive(Path(sys.argv[1])) as archive:\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "    try: export_warc(archive, Path(sys.argv[2]))\n"
        "    except VraagbaakError as error: print(error)\n"
    )
    path = tmp_path / "out.warc.gz"
    ran = subprocess.run(
        [sys.executable, "-c", script, str(archive.path), str(path)], capture_output=True, text=True, check=True
    )
    assert "cannot be written" in ran.stdout
    assert not any("warc" in file.name for file in tmp_path.iterdir())
