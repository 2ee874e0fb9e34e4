"""Pieces that were packed each by itself are one gzip file together, and a damaged one is not taken for whole."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import zlib
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.keep.pieces import DEFLATE, Piece, gzipped, inflate, pack, split, unpack

# Texts that repeat themselves, so that there is something to compress across the pieces, and noise.
TEXTS = st.one_of(
    st.binary(max_size=300),
    st.builds(lambda text, times: text * times, st.binary(min_size=1, max_size=40), st.integers(1, 3000)),
)
# The checksum of a packed text, by what packed it. A version that is not here is to be tried on processors of two kinds
# (or against a build without anything that is chosen by the processor, WITH_OPTIM=OFF) before it is added.
PACKED = {"zlib-ng 2.3.3": "3be2c1d2518e74146ccfb1edc3610347a546b2ad77c6d9ec5e2c7aaf2ceed54e"}
LINE = b'<https://w3id.org/vraagbaak/id/question/be-senate/7-1668> <http://purl.org/dc/terms/title> "Titel"@nl .\n'


def joined(parts: list[bytes]) -> bytes:
    return b"".join(gzipped(map(pack, parts)))


@given(st.lists(TEXTS, max_size=8))
def test_any_pieces_are_one_member_that_every_reader_gives_back(parts: list[bytes]) -> None:
    file, whole = joined(parts), b"".join(parts)
    assert gzip.decompress(file) == whole
    reader = zlib.decompressobj(31)
    assert reader.decompress(file) == whole
    assert (reader.eof, reader.unused_data) == (True, b"")


@pytest.mark.parametrize("parts", [[], [b""], [b"", LINE, b"", LINE * 5000], [bytes(range(256)) * 999, b"\0" * 10**6]])
def test_the_gzip_command_reads_them_back(tmp_path: Path, parts: list[bytes]) -> None:
    (tmp_path / "file.gz").write_bytes(joined(parts))
    for options in (["--test"], ["--decompress", "--stdout"]):
        done = subprocess.run(["gzip", *options, "file.gz"], cwd=tmp_path, capture_output=True, check=True)
        assert (done.stdout, done.stderr) == (b"".join(parts) if "--stdout" in options else b"", b"")


def test_a_piece_that_just_fills_the_buffer_of_a_flush_is_one_piece() -> None:
    """Noise is not compressed, so some of these end just where the packer's buffers of 16 and 32 KB do."""
    noise = Random(1).randbytes(40_000)
    parts = [noise[:size] for size in (*range(16_350, 16_400), *range(32_730, 32_790))]
    assert [inflate(piece) for piece in split(gzipped(map(pack, parts)))] == parts


def test_a_piece_needs_nothing_of_the_one_before() -> None:
    parts = [LINE * 50, LINE * 60, LINE * 70]
    turned = [parts[2], parts[0], parts[1]]
    assert gzip.decompress(joined(turned)) == b"".join(turned)
    assert pack(parts[0]) == pack(parts[0])


def test_the_bytes_of_a_piece_are_those_of_every_processor() -> None:
    lines = [f'<https://example.org/{n % 97}/part/{n}> <https://example.org/text> "{n * n} é" .\n' for n in range(3000)]
    pack(b"\xff" * 100_000)  # nothing of what was packed before is left over
    assert hashlib.sha256(pack("".join(lines).encode()).deflated).hexdigest() == PACKED[DEFLATE]


@given(TEXTS)
def test_a_piece_comes_back(data: bytes) -> None:
    assert unpack(pack(data)) == data


@given(TEXTS, st.data())
def test_a_piece_with_a_flipped_bit_is_refused_or_says_the_same(data: bytes, draw: st.DataObject) -> None:
    """Bits between the last symbol and the next byte mean nothing; all others are noticed."""
    piece = pack(data)
    at = draw.draw(st.integers(0, 8 * len(piece.deflated) - 1))
    flipped = bytearray(piece.deflated)
    flipped[at // 8] ^= 1 << at % 8
    changed = replace(piece, deflated=bytes(flipped))
    try:
        assert unpack(changed) == data
    except ValueError:
        return
    assert gzip.decompress(b"".join(gzipped([changed, pack(b"next")]))) == data + b"next"


@given(st.binary(min_size=1, max_size=300), st.integers(1, 20))
def test_a_piece_that_is_cut_short_is_refused(data: bytes, cut: int) -> None:
    piece = pack(data)
    with pytest.raises(ValueError, match=r"^its bytes "):
        unpack(replace(piece, deflated=piece.deflated[:-cut]))


@pytest.mark.parametrize(
    "damage",
    [
        lambda piece: replace(piece, deflated=pack(LINE.upper()).deflated),
        lambda piece: replace(piece, deflated=piece.deflated + pack(b"more").deflated),
        lambda piece: replace(piece, deflated=b"\xff" + piece.deflated),
        lambda piece: replace(piece, deflated=zlib.compress(LINE)),
        lambda piece: replace(piece, deflated=b""),
        lambda piece: replace(piece, crc=piece.crc ^ 1),
        lambda piece: replace(piece, size=piece.size + 1),
    ],
)
def test_another_piece_than_was_packed_is_refused(damage: object) -> None:
    assert callable(damage)
    damaged: Piece = damage(pack(LINE))
    with pytest.raises(ValueError, match=r"^its bytes "):
        unpack(damaged)
