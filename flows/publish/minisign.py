"""Signatures of minisign (https://jedisct1.github.io/minisign/): its secret and public keys, and its signature files.

A signature is Ed25519 over BLAKE2b-512 of the file, and another over that one and the trusted comment. Both follow from
key and content, so the same file with the same comment gives the same signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM, PREHASHED, SCRYPT, UNENCRYPTED = b"Ed", b"ED", b"Sc", b"\0\0"
# Algorithms of signature, password and checksum, salt, two limits of scrypt, then key number, seed, public key and
# checksum, which are encrypted together.
SECRET = struct.Struct("<2s2s2s32sQQ104s")
INNER = struct.Struct("<8s32s32s32s")
UNTRUSTED, TRUSTED = "untrusted comment: ", "trusted comment: "


@dataclass(frozen=True)
class PublicKey:
    """A public key with its number."""

    number: bytes
    key: bytes


@dataclass(frozen=True)
class SecretKey:
    """A secret key, decrypted."""

    public: PublicKey
    seed: bytes


def read_secret(text: str, password: str = "") -> SecretKey:
    """The key of a secret key file; raises ValueError when it is none, or the password is wrong."""
    try:
        algorithm, kind, check, salt, operations, memory, inner = SECRET.unpack(_line(text, 1))
    except struct.error as error:
        raise ValueError("it is no secret key of minisign") from error
    if algorithm != ALGORITHM or check != b"B2" or kind not in (SCRYPT, UNENCRYPTED):
        raise ValueError("it is no secret key of minisign")
    if kind == SCRYPT:
        if not password:
            raise ValueError("it is encrypted, and no password is set")
        inner = bytes(
            one ^ other for one, other in zip(inner, _stream(password, salt, operations, memory), strict=True)
        )
    number, seed, key, checksum = INNER.unpack(inner)
    is_whole = hashlib.blake2b(ALGORITHM + number + seed + key, digest_size=32).digest() == checksum
    if kind == SCRYPT and not is_whole:  # minisign writes no checksum into a key without a password
        raise ValueError("the password is wrong")
    return SecretKey(PublicKey(number, key), seed)


def read_public(text: str) -> PublicKey:
    """The key of a public key file; raises ValueError when it is none."""
    data = _line(text, 1)
    if len(data) != 42 or not data.startswith(ALGORITHM):
        raise ValueError("it is no public key of minisign")
    return PublicKey(data[2:10], data[10:])


def sign(data: bytes, key: SecretKey, comment: str) -> str:
    """The signature file of some bytes; the comment is signed too."""
    private = Ed25519PrivateKey.from_private_bytes(key.seed)
    signature = private.sign(hashlib.blake2b(data).digest())
    whole = private.sign(signature + comment.encode())
    lines = (
        f"{UNTRUSTED}signature from a minisign secret key", _coded(PREHASHED + key.public.number + signature),
        f"{TRUSTED}{comment}", _coded(whole),
    )  # fmt: skip
    return "".join(f"{line}\n" for line in lines)


def verify(data: bytes, signature: str, key: PublicKey) -> str:
    """The trusted comment of a signature file; raises ValueError when it is not of these bytes by this key."""
    lines = signature.splitlines()
    made, whole = _line(signature, 1), _line(signature, 3)
    if not lines[2].startswith(TRUSTED) or len(made) != 74 or len(whole) != 64 or made[:2] != PREHASHED:
        raise ValueError("it is no signature of minisign over a checksum")
    if made[2:10] != key.number:
        raise ValueError("it was made with another key")
    comment = lines[2].removeprefix(TRUSTED)
    public = Ed25519PublicKey.from_public_bytes(key.key)
    try:
        public.verify(made[10:], hashlib.blake2b(data).digest())
        public.verify(whole, made[10:] + comment.encode())
    except InvalidSignature:
        raise ValueError("it is not of this file") from None
    return comment


def _stream(password: str, salt: bytes, operations: int, memory: int) -> bytes:
    """What a secret key is encrypted with: scrypt, with its parameters chosen from two limits as libsodium does."""
    operations, r = max(operations, 32768), 8
    is_short = operations < memory // 32
    largest = operations // (r * 4) if is_short else memory // (r * 128)
    log = next(log for log in range(1, 64) if (1 << log) > largest // 2)
    p = 1 if is_short else min(operations // 4 >> log, 0x3FFFFFFF) // r
    room = 128 * r * ((1 << log) + p + 2) + (1 << 20)
    return hashlib.scrypt(password.encode(), salt=salt, n=1 << log, r=r, p=p, maxmem=room, dklen=INNER.size)


def _line(text: str, at: int) -> bytes:
    try:
        return base64.b64decode(text.splitlines()[at], validate=True)
    except (IndexError, binascii.Error) as error:
        raise ValueError(f"its line {at + 1} is missing or no Base64") from error


def _coded(data: bytes) -> str:
    return base64.b64encode(data).decode()
