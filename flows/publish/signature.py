"""Sign the SHA256SUMS of a release with minisign or GPG, as the settings say, and check such a signature.

A signature stands beside SHA256SUMS, is not listed in it and no part of the version. One that cannot be made means no
release.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from flows.errors import VraagbaakError
from flows.publish import minisign
from flows.publish.write import SUMS, put
from flows.settings import Settings

SIGNATURES = {"minisign": f"{SUMS}.minisig", "gpg": f"{SUMS}.asc"}
GPG = ("gpg", "--batch", "--yes", "--no-tty")
PATIENCE = 60  # seconds that gpg may take, also on a machine that gathers randomness


def sign(folder: Path, version: str, settings: Settings) -> None:
    """Write the signature of a release's SHA256SUMS, when the settings name a key; raises VraagbaakError."""
    if not settings.sign_with:
        return
    tool, _, key = settings.sign_with.partition(":")
    data = (folder / SUMS).read_bytes()
    try:
        made = (
            _minisigned(data, Path(key), version, settings) if tool == "minisign" else _gpg_signed(data, key, settings)
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise VraagbaakError(f"{SUMS} cannot be signed with {settings.sign_with}: {error}; see the setting") from error
    put(folder / SIGNATURES[tool], made)


def is_missing(folder: Path, settings: Settings) -> bool:
    """Whether the settings ask for a signature that a release has not."""
    return bool(settings.sign_with) and not (folder / _name(settings)).is_file()


def fault(folder: Path, settings: Settings) -> str:
    """What is wrong with a release's signature, empty when nothing is or the settings ask for none."""
    if not settings.sign_with:
        return ""
    tool, _, key = settings.sign_with.partition(":")
    path = folder / SIGNATURES[tool]
    try:
        data = (folder / SUMS).read_bytes()
        if tool == "minisign":
            minisign.verify(data, path.read_text("utf-8"), _public(Path(key), settings))
        else:
            _gpg_verified(folder / SUMS, path, key)
    except FileNotFoundError as error:
        return f"{error.filename} is missing"
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return str(error)
    return ""


def _name(settings: Settings) -> str:
    return SIGNATURES[settings.sign_with.partition(":")[0]]


def _password(settings: Settings) -> str:
    return settings.sign_password.get_secret_value() if settings.sign_password else ""


def _minisigned(data: bytes, key: Path, version: str, settings: Settings) -> bytes:
    secret = minisign.read_secret(key.read_text("utf-8"), _password(settings))
    return minisign.sign(data, secret, f"vraagbaak release {version}").encode()


def _public(key: Path, settings: Settings) -> minisign.PublicKey:
    """The public key: minisign writes it beside the secret one, which can say it too."""
    beside = key.with_suffix(".pub")
    if beside.is_file():
        return minisign.read_public(beside.read_text("utf-8"))
    return minisign.read_secret(key.read_text("utf-8"), _password(settings)).public


def _gpg_signed(data: bytes, key: str, settings: Settings) -> bytes:
    command = [*GPG, "--pinentry-mode", "loopback", "--passphrase-fd", "0", "--local-user", key, "--armor"]
    # The first line of its input is the password, what follows is what is signed.
    return _run([*command, "--detach-sign"], f"{_password(settings)}\n".encode() + data)


def _gpg_verified(sums: Path, signature: Path, key: str) -> None:
    signature.read_bytes()  # so that a missing one is told as such
    told = _run([*GPG, "--status-fd", "1", "--verify", str(signature), str(sums)], b"").decode()
    fingerprints = _run([*GPG, "--with-colons", "--list-keys", key], b"").decode()
    known = {line.split(":")[9] for line in fingerprints.splitlines() if line.startswith("fpr:")}
    if not any(line.startswith("[GNUPG:] VALIDSIG") and known & {*line.split()} for line in told.splitlines()):
        raise ValueError(f"it is no signature by {key}")


def _run(command: list[str], given: bytes) -> bytes:
    done = subprocess.run(command, input=given, capture_output=True, check=False, timeout=PATIENCE)
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise ValueError(words[-1] if words else f"gpg ended with {done.returncode}")
    return done.stdout
