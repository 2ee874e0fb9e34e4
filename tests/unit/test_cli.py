"""What people type and what they read back, where no night is run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from flows import cli
from flows.cli import app
from flows.errors import BadInput, VraagbaakError
from flows.keep.workplace import open_workplace
from flows.settings import product_folder
from flows.sources.be_senate import discover

SEED = product_folder("seeds") / "pages" / "7-1668.nl.txt"
EXAMPLES = Path(cli.__file__).parent / "sources" / "be_senate" / "examples"
BILINGUAL = EXAMPLES / "4-2571-bilingual-nl" / "page.html"

# The keys that issue 2 promises to whoever reads the output.
KEYS = {
    "number", "legislature", "variant", "page_languages", "author", "party", "date", "addressee", "subject", "keywords",
    "events", "relations", "original_language", "state", "question", "answers", "citations", "issues",
}  # fmt: skip


@pytest.fixture(autouse=True)
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An output folder of the test's own, and wide lines."""
    monkeypatch.setenv("VRAAGBAAK_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv("COLUMNS", "400")
    for name, on_error in (("out", False), ("err", True)):  # made anew, so that they write to where the runner listens
        monkeypatch.setattr(cli, name, Console(stderr=on_error, soft_wrap=True, highlight=False))
    return tmp_path / "output"


def run(*words: str | Path) -> Result:
    """The command with its words; an error that a person gets to read comes back as `exception`."""
    return CliRunner().invoke(app, [str(word) for word in words])


def refused(*words: str | Path) -> str:
    result = run(*words)
    assert isinstance(result.exception, BadInput), result.output
    return str(result.exception)


# -- parse ------------------------------------------------------------------------------------------


def test_parse_prints_one_object_a_page() -> None:
    result = run("parse", SEED, BILINGUAL)
    assert (result.exit_code, result.stderr) == (0, "")
    one, other = (json.loads(line) for line in result.stdout.splitlines())
    assert (one["number"], other["number"]) == ("7-1668", "4-2571")
    for page in (one, other):
        assert set(page) >= KEYS
        assert {"date", "kind", "label", "deadline"} <= set(page["events"][0])
        assert {"kind", "date"} <= set(page["answers"][0])
        for language in page["page_languages"]:
            assert {"number", "text"} <= set(page["question"][language]["parts"][0])
            assert {"text", "parts"} <= set(page["answers"][0][language])
    assert {"kind", "target_kind", "target"} <= set(one["relations"][0])
    assert (one["legislature"], one["keywords"]["nl"][0], one["state"]) == (7, "radiocommunicatie", "answered")
    assert one["issues"] == []
    assert "Défense" not in result.stdout
    assert "officiële statistiek" in result.stdout, "readable as it is, not escaped"


def test_parse_tells_of_a_page_that_is_no_question_and_prints_the_others(tmp_path: Path) -> None:
    odd, gone = tmp_path / "odd.html", tmp_path / "gone.html"
    odd.write_text("<html><body>De site is in onderhoud.</body></html>")
    result = run("parse", odd, SEED, gone, tmp_path)
    assert result.exit_code == 1
    assert [json.loads(line)["number"] for line in result.stdout.splitlines()] == ["7-1668"]
    lines = result.stderr.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(f"{odd}: expected ")
    assert ", found " in lines[0]
    assert lines[1] == f"{gone}: cannot be read (No such file or directory): name an existing file"
    assert lines[2].startswith(f"{tmp_path}: cannot be read ")


# -- check ------------------------------------------------------------------------------------------

GOOD = product_folder("ontology") / "examples" / "1-submitted.ttl"


def test_check_says_what_breaks_the_shapes(tmp_path: Path) -> None:
    good = EXAMPLES / "4-2571-bilingual-nl" / "expected.ttl"
    result = run("check", good)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1].startswith(f"{good}: ")
    broken = tmp_path / "broken.ttl"
    text = good.read_text("utf-8")
    assert 'dcterms:identifier "4-2571"' in text
    broken.write_text(text.replace('dcterms:identifier "4-2571"', 'dcterms:identifier "4/2571"'), "utf-8")
    result = run("check", good, broken)
    assert result.exit_code == 1
    (violation,) = [line for line in result.stdout.splitlines() if ": violation: " in line]
    assert violation.startswith(f"{broken}: violation: WrittenQuestion-identifier at https://")
    assert violation.endswith("(value: 4/2571)")


def test_check_refuses_what_it_cannot_read(tmp_path: Path) -> None:
    assert refused("check").startswith(f"there is no release in {tmp_path / 'output'}: run `vraagbaak harvest`")
    assert "cannot be read as RDF" in refused("check", tmp_path / "gone.ttl")
    odd = tmp_path / "odd.ttl"
    odd.write_text("no turtle")
    assert refused("check", odd).startswith(f"{odd}: cannot be read as RDF: ")
    odd = tmp_path / "odd.csv"
    odd.write_text("")
    assert refused("check", odd) == f"{odd}: not an RDF file by its name; use .ttl, .nt, .nq, .trig, .rdf or .jsonld"


# -- before any night -------------------------------------------------------------------------------


def test_before_any_night_the_commands_say_what_to_run_first(output: Path) -> None:
    assert refused("status") == f"there was no night yet in {output}: run `vraagbaak harvest`"
    assert refused("rebuild") == f"there is no archive in {output}: run `vraagbaak harvest` first"
    assert refused("archive", "verify") == f"there is no archive in {output}: run `vraagbaak harvest` first"
    assert not output.exists(), "looking leaves nothing behind"


def test_a_dry_run_says_what_would_be_asked_for_and_leaves_nothing(output: Path) -> None:
    result = run("harvest", "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "counting legislature 8: 25 numbers, and on as long as questions are found",
        "at least 25 numbers, 0:00:50 at 2.0 s each",
    ]
    assert not output.exists()
    result = run("harvest", "--dry-run", "--numbers", "7-1600:7-1630")
    assert result.stdout.splitlines()[0] == "due: 7-1600"
    assert result.stdout.splitlines()[-2:] == ["due: 11 more", "at least 31 numbers, 0:01:02 at 2.0 s each"]
    assert "at least 7 numbers" in run("harvest", "--dry-run", "--all", "--limit", "7").stdout


@pytest.mark.parametrize("address", ["https://www.senate.be", "http://senaat.be/"])
def test_the_live_site_is_not_asked_without_a_contact(
    output: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("VRAAGBAAK_SENATE_URL", address)
    assert "set VRAAGBAAK_CONTACT to an e-mail or web address" in refused("harvest")
    assert not output.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--numbers", "1668"], "'1668' names no questions"),
        (["--legislature", "99"], "legislature 99 is none of the site's"),
        (["--limit", "-1"], "a limit of -1 numbers makes no sense"),
        (["--bundled", "--dry-run"], "a folder of pages is taken whole"),
        (["--bundled", "--all"], "a folder of pages is taken whole"),
        (["--pages", "somewhere", "--limit", "0"], "a folder of pages is taken whole"),
    ],
)
def test_a_harvest_that_cannot_be_is_refused_before_it_begins(
    output: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], told: str
) -> None:
    monkeypatch.setenv("VRAAGBAAK_CONTACT", "someone@example.org")
    assert told in refused("harvest", *words)
    assert not output.exists()


def test_status_of_a_folder_without_nights(output: Path) -> None:
    with open_workplace(output):
        pass
    result = run("status")
    assert result.exit_code == 0
    assert "known questions: 0" in result.stdout
    assert result.stdout.splitlines()[-1] == "latest release: none"


# -- settings ---------------------------------------------------------------------------------------


def test_settings_are_listed_and_secrets_hidden(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VRAAGBAAK_NOTIFY", "json://user:sesame@example.org")
    monkeypatch.setenv("VRAAGBAAK_CONTACT", "[bold]@example.org")
    result = run("settings")
    assert result.exit_code == 0
    assert "sesame" not in result.output
    rows = {line.split()[0]: line for line in result.stdout.splitlines()}
    assert "(hidden)" in rows["notify"]
    assert "VRAAGBAAK_NOTIFY " in rows["notify"]
    assert str(output) in rows["output"]
    assert "[bold]@example.org" in rows["contact"], "printed as it is"
    assert "seconds at least between two requests" in rows["pause"]


# -- the process ------------------------------------------------------------------------------------


def test_an_error_that_a_person_can_put_right_is_one_line_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["vraagbaak", "status"])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 1
    printed = capfd.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("vraagbaak: there was no night yet in ")
    assert printed.err.count("\n") == 1


def test_every_error_of_ours_is_shown_that_way() -> None:
    assert issubclass(BadInput, VraagbaakError)
    assert run("harvest", "--unknown").exit_code == 2
    assert run("nothing").exit_code == 2


def test_help_names_every_command() -> None:
    text = run("--help").stdout
    for command in ("harvest", "rebuild", "parse", "check", "status", "settings", "schedule", "archive"):
        assert command in text
    assert discover.bilingual_page("7-1") not in text
