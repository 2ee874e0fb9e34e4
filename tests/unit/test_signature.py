"""SHA256SUMS is signed as minisign and GPG sign, and a signature that cannot be made means no release."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from flows.errors import BadInput, VraagbaakError
from flows.publish import minisign, signature
from flows.publish.write import SUMS, File, write_aside
from flows.settings import Settings
from tests.unit.tiny_releases import settings_of

NUMBER, SEED, PASSWORD = b"12345678", bytes(range(32)), "geheim"
PUBLIC = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
LIMITS = (32768, 1 << 24)  # the least that scrypt takes: 1 MB and a moment
needs_minisign = pytest.mark.skipif(not shutil.which("minisign"), reason="minisign is not installed")
needs_gpg = pytest.mark.skipif(not shutil.which("gpg"), reason="gpg is not installed")


def secret(password: str = "") -> str:
    """A secret key file of minisign."""
    checksum = hashlib.blake2b(b"Ed" + NUMBER + SEED + PUBLIC, digest_size=32).digest()
    inner = NUMBER + SEED + PUBLIC + checksum
    kind, salt, limits = b"\0\0", bytes(32), (0, 0)
    if password:
        kind, salt, limits = b"Sc", bytes(range(32)), LIMITS
        stream = hashlib.scrypt(password.encode(), salt=salt, n=1024, r=8, p=1, dklen=104)
        inner = bytes(one ^ other for one, other in zip(inner, stream, strict=True))
    data = minisign.SECRET.pack(b"Ed", kind, b"B2", salt, *limits, inner)
    return f"untrusted comment: minisign secret key\n{base64.b64encode(data).decode()}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with checksums, and a key beside it."""
    (tmp_path / "key").write_text(secret(PASSWORD))
    (tmp_path / "key.pub").write_text(
        f"untrusted comment: minisign public key\n{base64.b64encode(b'Ed' + NUMBER + PUBLIC).decode()}\n"
    )
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / SUMS).write_text("00  file\n")
    return tmp_path / "1"


def with_minisign(folder: Path, password: str = PASSWORD) -> Settings:
    return settings_of(folder, sign_with=f"minisign:{folder.parent / 'key'}", sign_password=password)


def test_the_same_release_gives_the_same_signature_which_holds(folder: Path) -> None:
    settings = with_minisign(folder)
    assert signature.is_missing(folder, settings)
    signature.sign(folder, "2026-11-01-a", settings)
    made = (folder / f"{SUMS}.minisig").read_text()
    signature.sign(folder, "2026-11-01-a", settings)
    assert (folder / f"{SUMS}.minisig").read_text() == made
    assert "trusted comment: vraagbaak release 2026-11-01-a\n" in made
    assert (signature.fault(folder, settings), signature.is_missing(folder, settings)) == ("", False)


@needs_minisign
def test_minisign_itself_verifies_it(folder: Path) -> None:
    signature.sign(folder, "2026-11-01-a", with_minisign(folder))
    command = ["minisign", "-Vm", SUMS, "-p", str(folder.parent / "key.pub")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, "Trusted comment: vraagbaak release 2026-11-01-a" in done.stdout) == (0, True), done.stderr
    (folder / SUMS).write_text("11  file\n")
    assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 1


@needs_minisign
def test_keys_and_signatures_of_minisign_itself_are_read(folder: Path) -> None:
    names = ["-p", str(folder.parent / "its.pub"), "-s", str(folder.parent / "its.key")]
    for words in (["-G", "-W", *names], ["-Sm", str(folder / SUMS), *names[2:], "-t", "its comment"]):
        subprocess.run(["minisign", *words], check=True, capture_output=True)
    settings = settings_of(folder, sign_with=f"minisign:{folder.parent / 'its.key'}")
    assert signature.fault(folder, settings) == ""
    (folder.parent / "its.pub").unlink()
    assert signature.fault(folder, settings) == "", "the secret key says the public one"


def test_a_signature_of_another_file_key_or_comment_does_not_hold(folder: Path) -> None:
    settings = with_minisign(folder)
    path = folder / f"{SUMS}.minisig"
    assert "is missing" in signature.fault(folder, settings)
    signature.sign(folder, "2026-11-01-a", settings)
    made = path.read_text()
    path.write_text(made.replace("release 2026-11-01-a", "release 2026-11-01-b"))
    assert signature.fault(folder, settings) == "it is not of this file"
    path.write_text(made)
    (folder / SUMS).write_text("11  file\n")
    assert signature.fault(folder, settings) == "it is not of this file"
    key = folder.parent / "key.pub"
    key.write_text(f"untrusted comment: x\n{base64.b64encode(b'Ed' + b'87654321' + PUBLIC).decode()}\n")
    assert signature.fault(folder, settings) == "it was made with another key"


@pytest.mark.parametrize(
    ("key", "password", "words"),
    [
        (secret(PASSWORD), "falsch", "the password is wrong"),
        (secret(PASSWORD), "", "it is encrypted, and no password is set"),
        ("nothing", "", "its line 2 is missing or no Base64"),
        ("x\nQUJD\n", "", "it is no secret key of minisign"),
    ],
)
def test_a_key_that_cannot_be_used_means_no_release(folder: Path, key: str, password: str, words: str) -> None:
    (folder.parent / "key").write_text(key)
    settings = with_minisign(folder, password)
    sign = partial(signature.sign, version="2", settings=settings)
    with pytest.raises(VraagbaakError, match=words):
        write_aside(folder.parent / "2", [File("a", [b"a"])], lambda sizes, sums: [], None, sign)
    assert not (folder.parent / "2").exists()


def test_a_signature_is_in_the_release_and_not_in_its_checksums(folder: Path) -> None:
    sign = partial(signature.sign, version="2", settings=with_minisign(folder))
    write_aside(folder.parent / "2", [File("a", [b"a"])], lambda sizes, sums: [], None, sign)
    assert {path.name for path in (folder.parent / "2").iterdir()} == {"a", SUMS, f"{SUMS}.minisig"}
    assert "minisig" not in (folder.parent / "2" / SUMS).read_text()


@pytest.mark.parametrize("value", ["minisign:key", "gpg:", "pgp:me", "minisign"])
def test_what_names_no_key_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(BadInput, match="give minisign: and the path"):
        settings_of(tmp_path, sign_with=value)


@pytest.fixture
def gpg_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home of GPG with a key of our own, whose agent is stopped afterwards."""
    home = tmp_path / "gpg"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    make = [
        "gpg",
        "--batch",
        "--quiet",
        "--passphrase",
        PASSWORD,
        "--quick-gen-key",
        "a@example.org",
        "ed25519",
        "sign",
    ]
    subprocess.run(make, check=True, capture_output=True)
    yield
    subprocess.run(["gpgconf", "--kill", "all"], check=False, env=dict(os.environ))


@needs_gpg
@pytest.mark.usefixtures("gpg_home")
def test_gpg_signs_and_verifies(folder: Path) -> None:
    settings = settings_of(folder, sign_with="gpg:a@example.org", sign_password=PASSWORD)
    signature.sign(folder, "1", settings)
    assert signature.fault(folder, settings) == ""
    (folder / SUMS).write_text("11  file\n")
    assert "BAD signature" in signature.fault(folder, settings)
    with pytest.raises(VraagbaakError, match=r"SHA256SUMS cannot be signed with gpg:b@example\.org"):
        signature.sign(folder, "1", settings_of(folder, sign_with="gpg:b@example.org"))
