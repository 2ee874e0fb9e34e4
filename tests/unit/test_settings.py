"""Settings come from the environment, then a file, then their defaults, and a bad one is told with its remedy."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from flows.errors import BadInput
from flows.settings import CONFIG, DEFAULT_BASE, HIDDEN, Settings, explain, product_folder, read_settings

SECRET = "json://user:sesame@example.org/path"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of the test's own, without a `vraagbaak.toml`."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(environment: Mapping[str, str]) -> str:
    with pytest.raises(BadInput) as caught:
        read_settings(environment)
    return str(caught.value)


def origins(environment: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {one.name: (one.value, one.origin) for one in explain(environment)}


def test_without_anything_said_the_defaults_hold(folder: Path) -> None:
    settings = read_settings({})
    assert settings.output == folder / "output"
    assert settings.latest == folder / "output" / "latest"
    assert (settings.base_iri, settings.contact, settings.notify) == (DEFAULT_BASE, None, None)
    assert {origin for _, origin in origins({}).values()} == {"default"}
    assert list(origins({})) == list(Settings.model_fields)
    assert all(one.meaning for one in explain({}))


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(folder: Path) -> None:
    (folder / "vraagbaak.toml").write_text('pause = 3.5\nattempts = 7\ncontact = "file@example.org"\n')
    environment = {"VRAAGBAAK_PAUSE": "4", "HOME": "elsewhere"}
    settings = read_settings(environment)
    assert (settings.pause, settings.attempts, settings.timeout) == (4.0, 7, 30.0)
    told = origins(environment)
    assert told["pause"] == ("4.0", "VRAAGBAAK_PAUSE")
    assert told["attempts"] == ("7", str(folder / "vraagbaak.toml"))
    assert told["timeout"] == ("30.0", "default")
    assert told["notify"] == ("", "default")


def test_an_empty_variable_says_nothing(folder: Path) -> None:
    (folder / "vraagbaak.toml").write_text("pause = 3.5\n")
    assert read_settings({"VRAAGBAAK_PAUSE": "", CONFIG: ""}).pause == 3.5


def test_config_names_another_file(folder: Path) -> None:
    (folder / "vraagbaak.toml").write_text("pause = 3.5\n")
    other = folder / "other.toml"
    other.write_text("pause = 5\n")
    assert read_settings({CONFIG: str(other)}).pause == 5.0
    assert origins({CONFIG: str(other)})["pause"] == ("5.0", str(other))


def test_config_that_names_no_file_is_refused(folder: Path) -> None:
    assert refused({CONFIG: str(folder / "gone.toml")}) == f"{CONFIG} names {folder / 'gone.toml'}, which is no file"


@pytest.mark.parametrize("content", [b"pause = \n", b"pause = 2\npause = 3\n", b"contact = '\xff'\n"])
def test_a_file_that_is_no_toml_is_named(folder: Path, content: bytes) -> None:
    (folder / "vraagbaak.toml").write_bytes(content)
    assert refused({}).startswith(f"{folder / 'vraagbaak.toml'} cannot be read: ")


def test_without_an_environment_the_process_s_own_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VRAAGBAAK_PAUSE", "6")
    assert os.environ.get(CONFIG)  # an empty file, see conftest
    assert read_settings().pause == 6.0
    assert {one.name: one.origin for one in explain()}["pause"] == "VRAAGBAAK_PAUSE"


def test_paths_are_made_absolute(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder / "home"))
    assert read_settings({"VRAAGBAAK_OUTPUT": "here"}).output == folder / "here"
    assert read_settings({"VRAAGBAAK_OUTPUT": "~/there"}).output == folder / "home" / "there"


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("base_iri", "https://example.org", "ends in a slash"),
        ("base_iri", "example.org/", "http(s) address"),
        ("base_iri", "ftp://example.org/", "http(s) address"),
        ("base_iri", "https://example.org/?a=/", "http(s) address"),
        ("base_iri", "https://example.org/#/", "http(s) address"),
        ("base_iri", "https://example.org/a b/", "http(s) address"),
        ("base_iri", 'https://example.org/"/', "http(s) address"),
        ("base_iri", "https://[::1/", "http(s) address"),
        ("base_iri", "https://example.org/a+b/", "use letters, digits"),
        ("base_iri", "https:///", "http(s) address"),
        ("senate_url", "www.senate.be", "like https://www.senate.be"),
        ("senate_url", "https://www.senate.be/?", "without a query"),
        ("contact", "nobody", "like someone@example.org"),
        ("contact", "a@b.org\nX-Header: 1", "like someone@example.org"),
        ("contact", "josé@example.org", "like someone@example.org"),
        ("pause", "-1", "greater than or equal to 0"),
        ("pause", "soon", "valid number"),
        ("pause", "3601", "less than or equal to 3600"),
        ("pause", "nan", "less than or equal to 3600"),
        ("timeout", "0", "greater than 0"),
        ("timeout", "inf", "less than or equal to 600"),
        ("attempts", "0", "greater than or equal to 1"),
        ("attempts", "2.5", "valid integer"),
        ("attempts", "11", "less than or equal to 10"),
        ("breaker", "0", "greater than or equal to 1"),
        ("misses", "10001", "less than or equal to 10000"),
        ("notify_always", "perhaps", "valid boolean"),
        ("log", "loud", "'text', 'json' or 'none'"),
    ],
)
def test_a_bad_value_is_told_with_setting_place_and_remedy(folder: Path, name: str, value: str, remedy: str) -> None:
    variable = f"VRAAGBAAK_{name.upper()}"
    message = refused({variable: value})
    assert message.startswith(f"the setting '{name}' ({variable}) is {value!r}: ")
    assert remedy in message
    path = folder / "vraagbaak.toml"
    path.write_text(f"{name} = {value!r}\n".replace("\\n", " "))
    assert refused({}).startswith(f"the setting '{name}' ({path}) is ")


@pytest.mark.parametrize("contact", ["someone@example.org", "https://example.org/about", "mailto:someone@example.org"])
def test_a_contact_is_an_e_mail_or_a_web_address(contact: str) -> None:
    assert read_settings({"VRAAGBAAK_CONTACT": contact}).contact == contact


def test_an_empty_contact_in_the_file_is_no_contact(folder: Path) -> None:
    (folder / "vraagbaak.toml").write_text('contact = ""\n')
    assert "give an e-mail address" in refused({})


def test_a_site_is_kept_without_its_last_slash() -> None:
    assert read_settings({"VRAAGBAAK_SENATE_URL": "http://localhost:8000/"}).senate_url == "http://localhost:8000"


def test_an_unknown_setting_is_refused_with_those_there_are(folder: Path) -> None:
    message = refused({"VRAAGBAAK_PAUZE": "2"})
    assert message.startswith(f"the setting 'pauze' (VRAAGBAAK_PAUZE) is {HIDDEN}: there is no such setting")
    assert all(name in message for name in Settings.model_fields)
    (folder / "vraagbaak.toml").write_text("pauze = 2\n")
    assert f"'pauze' ({folder / 'vraagbaak.toml'})" in refused({})


def test_a_secret_is_shown_nowhere(folder: Path) -> None:
    environment = {"VRAAGBAAK_NOTIFY": SECRET}
    settings = read_settings(environment)
    assert settings.notify is not None
    assert settings.notify.get_secret_value() == SECRET
    assert origins(environment)["notify"] == (HIDDEN, "VRAAGBAAK_NOTIFY")
    for text in (repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json()):
        assert "sesame" not in text
    # Under a wrong name, and with a wrong type: not in the words, and not in a traceback either.
    with pytest.raises(BadInput) as caught:
        read_settings({"VRAAGBAAK_NOTIFI": SECRET})
    assert "sesame" not in f"{caught.value}{caught.value.__cause__}"
    (folder / "vraagbaak.toml").write_text(f'notify = ["{SECRET}"]\n')
    with pytest.raises(BadInput, match=r"'notify' .* is \(hidden\): ") as caught:
        read_settings({})
    assert "sesame" not in f"{caught.value}{caught.value.__cause__}"


def test_settings_cannot_be_changed_later() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings({}).pause = 0


def test_the_folders_of_the_product_are_found() -> None:
    assert {(product_folder(name) / "README.md").is_file() for name in ("ontology", "shapes", "seeds")} == {True}
    with pytest.raises(BadInput, match=r"'nothing' is missing beside .*: install Vraagbaak again"):
        product_folder("nothing")
