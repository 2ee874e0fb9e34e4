"""The exported folder, as nginx serves it: types, HEAD, parts, CORS, caching, and every byte as it is."""

from __future__ import annotations

import hashlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from flows.errors import BadInput, VraagbaakError
from flows.portals import site
from flows.portals.site import export
from flows.portals.site_rules import FOR_EVER, FOR_NOW, TYPES, apache
from flows.run.background import free_port
from flows.settings import Settings, read_settings
from tests.portals.uploads import FIRST, SECOND

CONFIG = """daemon off; master_process off; worker_processes 1; error_log stderr; pid {folder}/pid; events {{ }}
http {{
    access_log off; client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t;
    uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
    server {{ listen 127.0.0.1:{port}; include {site}/nginx.conf; }}
}}
"""


def output(folder: Path, *releases: Path) -> Settings:
    """The settings of an output folder with copies of some releases, the last of them the newest."""
    for release in releases:
        if not (folder / "releases" / release.name).exists():
            shutil.copytree(release, folder / "releases" / release.name)
    (folder / "latest").unlink(missing_ok=True)
    (folder / "latest").symlink_to(f"releases/{releases[-1].name}")
    return read_settings({"VRAAGBAAK_OUTPUT": str(folder)})


def tree(folder: Path) -> dict[str, tuple[str, int]]:
    """Every file with its checksum and when it was written."""
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*")) if path.is_file()
    }  # fmt: skip


@dataclass(frozen=True)
class Served:
    """The folder on a web server."""

    port: int

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Mapping[str, str], bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers={"Accept-Encoding": "gzip", **sent})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real nginx with the rules that were written along."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        pytest.skip("nginx is not installed (Debian's package nginx-light will do)")
    folder = tmp_path_factory.mktemp("served")
    settings = output(folder / "output", FIRST, SECOND)
    changes = settings.output / "changes"
    changes.mkdir()
    (changes / "new-questions.atom").write_text("<feed/>")
    with (settings.latest / "SHA256SUMS").open("a") as sums:
        for name in ("tables.csv-metadata.json", "catalogue.jsonld", "catalogue.rdf"):
            (settings.latest / name).write_text("{}")
            sums.write(f"{hashlib.sha256(b'{}').hexdigest()}  {name}\n")
    export(settings, folder / "site")
    port = free_port()
    (folder / "nginx.conf").write_text(CONFIG.format(folder=folder, site=folder / "site", port=port))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "-c", folder / "nginx.conf"], stdout=log, stderr=log)
    try:
        end = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < end
                time.sleep(0.05)
        yield Served(port)
    finally:
        process.terminate()
        process.wait(10)


LATEST, DATED = "/download/latest/", f"/download/{FIRST.name}/"


@pytest.mark.parametrize(
    ("path", "media", "cache"),
    [
        ("/", "text/html; charset=utf-8", FOR_NOW),
        ("/catalogue.jsonld", "application/ld+json", FOR_NOW),
        ("/catalogue.rdf", "application/rdf+xml", FOR_NOW),
        (f"{LATEST}vocabulary.ttl", "text/turtle; charset=utf-8", FOR_NOW),
        (f"{DATED}vocabulary.ttl", "text/turtle; charset=utf-8", FOR_EVER),
        (f"{DATED}be-senate.nq.gz", "application/gzip", FOR_EVER),
        (f"{LATEST}SHA256SUMS", "text/plain; charset=utf-8", FOR_NOW),
        (f"{LATEST}tables.csv-metadata.json", "application/csvm+json", FOR_NOW),
        (f"/download/{SECOND.name}/tables.csv-metadata.json", "application/csvm+json", FOR_EVER),
        ("/download/changes/new-questions.atom", "application/atom+xml", FOR_NOW),
    ],
)
def test_every_file_has_its_type_and_the_time_it_may_be_kept(served: Served, path: str, media: str, cache: str) -> None:
    status, headers, body = served.ask(path)
    assert (status, headers["content-type"], headers["cache-control"]) == (200, media, cache)
    assert headers["access-control-allow-origin"] == "*"
    assert "content-encoding" not in headers
    status, head, nothing = served.ask(path, "HEAD")
    assert (status, nothing) == (200, b"")
    assert head["content-length"] == str(len(body)) == headers["content-length"]


def test_what_is_served_is_what_the_checksums_say(served: Served) -> None:
    for line in served.ask(f"{LATEST}SHA256SUMS")[2].decode().splitlines():
        digest, _, name = line.partition("  ")
        status, headers, body = served.ask(LATEST + name)
        assert status == 200
        assert hashlib.sha256(body).hexdigest() == digest, name
        assert "content-encoding" not in headers


def test_parts_conditions_and_other_sites(served: Served) -> None:
    status, headers, body = served.ask(f"{LATEST}vocabulary.ttl", Range="bytes=1-4")
    assert (status, body) == (206, b"http")
    assert headers["content-range"].startswith("bytes 1-4/")
    _, headers, _ = served.ask(f"{LATEST}vocabulary.ttl")
    assert served.ask(f"{LATEST}vocabulary.ttl", If_None_Match=headers["etag"])[0] == 304
    status, headers, _ = served.ask(f"{LATEST}vocabulary.ttl", "OPTIONS", Origin="https://example.org")
    assert status == 204
    assert "Range" in headers["access-control-allow-headers"]


@pytest.mark.parametrize("path", ["/nginx.conf", "/.htaccess", "/.vraagbaak", "/download/none"])
def test_what_is_nobody_s_business_is_not_served(served: Served, path: str) -> None:
    assert served.ask(path)[0] == 404


def test_the_page_leads_to_every_file_in_three_languages(served: Served) -> None:
    page = served.ask("/")[2].decode()
    for language in ("nl", "fr", "en"):
        assert f'<section id="{language}" lang="{language}">' in page
    for target in {part.partition('"')[0] for part in page.split('href="')[1:]}:
        if not target.startswith("#") and not target.endswith("/"):
            assert served.ask(f"/{target}")[0] == 200, target


# -- the folder -------------------------------------------------------------------------------------


@pytest.mark.parametrize("link", [False, True])
def test_a_second_export_changes_nothing_and_a_new_release_only_what_is_new(tmp_path: Path, link: bool) -> None:
    settings, folder = output(tmp_path / "output", FIRST), tmp_path / "site"
    assert export(settings, folder, link).lines
    before = tree(folder)
    assert export(settings, folder, link).text == "nothing to do: everything is there"
    assert tree(folder) == before
    output(tmp_path / "output", FIRST, SECOND)
    export(settings, folder, link)
    after = tree(folder)
    assert (folder / "download" / "latest").readlink() == Path(SECOND.name)
    kept = {name for name in before if after.get(name) == before[name]}
    assert {name for name in before if name.startswith(f"download/{FIRST.name}/")} <= kept
    same = (folder / "download" / SECOND.name / "vocabulary.ttl").stat().st_ino
    assert (same == (settings.latest / "vocabulary.ttl").stat().st_ino) is link


def test_what_is_no_longer_kept_goes_and_changes_are_mirrored(tmp_path: Path) -> None:
    settings, folder = output(tmp_path / "output", FIRST, SECOND), tmp_path / "site"
    changes = settings.output / "changes" / "2026"
    changes.mkdir(parents=True)
    (changes / "one.nq").write_text("1")
    export(settings, folder)
    shutil.rmtree(settings.output / "releases" / FIRST.name)
    (changes / "one.nq").rename(changes / "two.nq")
    lines = export(settings, folder).lines
    assert f"removed download/{FIRST.name}" in lines
    assert {"added download/changes/2026/two.nq", "removed download/changes/2026/one.nq"} <= set(lines)
    assert not (folder / "download" / FIRST.name).exists()


def test_an_export_that_is_killed_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, folder = output(tmp_path / "output", FIRST), tmp_path / "site"
    export(settings, folder)
    output(tmp_path / "output", FIRST, SECOND)
    before, copy, count = tree(folder), site._copy, 0

    def stop(source: Path, target: Path, link: bool) -> None:
        nonlocal count
        count += 1
        if count > 3:
            raise KeyboardInterrupt
        copy(source, target, link)

    monkeypatch.setattr(site, "_copy", stop)
    with pytest.raises(KeyboardInterrupt):
        export(settings, folder)
    assert (folder / "download" / "latest").readlink() == Path(FIRST.name)
    assert not (folder / "download" / SECOND.name).exists()
    assert {name: value for name, value in tree(folder).items() if ".writing-" not in name} == before
    monkeypatch.undo()
    export(settings, folder)
    assert not list((folder / "download").glob(".writing-*"))
    assert (folder / "download" / "latest" / "SHA256SUMS").is_file()


def test_a_damaged_release_and_a_folder_of_somebody_else_are_refused(tmp_path: Path) -> None:
    settings = output(tmp_path / "output", FIRST)
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "thesis.txt").touch()
    with pytest.raises(BadInput, match="holds other things"):
        export(settings, tmp_path / "theirs")
    with pytest.raises(BadInput, match="lie in each other"):
        export(settings, settings.output / "site")
    (settings.latest / "vocabulary.ttl").write_text("damaged")
    with pytest.raises(VraagbaakError, match=r"vocabulary\.ttl is not what SHA256SUMS says"):
        export(settings, tmp_path / "site")
    assert not (tmp_path / "site" / "download" / "latest").exists()


def test_apache_is_told_the_same_types() -> None:
    rules = apache()
    for ending, media in TYPES.items():
        assert f"AddType {media} .{ending}\n" in rules
    assert "RemoveEncoding .gz" in rules
    assert FOR_EVER in rules
