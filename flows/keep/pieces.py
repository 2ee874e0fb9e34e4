"""Put gzip files together from pieces that were compressed before, each once in its life.

A piece is a raw deflate stream (RFC 1951) that ends on a byte; streams that follow each other are one stream, so the
file is an ordinary gzip file of one member (RFC 1952), which every reader takes. Only its checksum is computed anew,
from those of the pieces.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zlib_ng import zlib_ng

# The five pieces of a question, 241 KB: 1.4 ms and 54.3 KB; 2.0 ms and 57.3 KB at level 1 of zlib. The same input has
# to give the same bytes everywhere: what zlib-ng chooses by the processor is, from 2.2 on, how bytes are compared,
# moved and summed, and no longer where they are looked for (functable.c). A mainframe may do level 1 by its hardware.
LEVEL = 2
DEFLATE = f"zlib-ng {zlib_ng.ZLIBNG_RUNTIME_VERSION}"  # whose answer the bytes of a piece are
RAW = -15  # the largest window, and neither header nor checksum
HEADER = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])  # deflate, no name, no time, no system
FLUSHED = b"\x00\x00\xff\xff"  # the empty block that a flush writes
AGAIN = b"\x00" + FLUSHED  # another one, which begins on a byte
LAST_BLOCK = b"\x03\x00"  # an empty block that says it is the last
LARGEST = 1 << 28  # of a piece: the description of all that a million questions share has a tenth of it


@dataclass(frozen=True)
class Piece:
    """Some bytes of a file, compressed: `crc` and `size` are of the bytes before."""

    deflated: bytes
    crc: int
    size: int


def pack(data: bytes) -> Piece:
    """The piece that holds some bytes."""
    packer = zlib_ng.compressobj(LEVEL, zlib_ng.DEFLATED, RAW)
    deflated = packer.compress(data) + packer.flush(zlib_ng.Z_FULL_FLUSH)
    # When the flush just fills its buffer, one piece in some three thousand, it is called again and marks the end twice
    # (zlib.h, of deflate). `split` would see an empty piece.
    if deflated.endswith(FLUSHED + AGAIN):
        deflated = deflated[: -len(AGAIN)]
    return Piece(deflated, zlib_ng.crc32(data), len(data))


def unpack(piece: Piece) -> bytes:
    """The bytes of a piece; raises ValueError when they are not those that were packed."""
    data = inflate(piece.deflated)
    if len(data) != piece.size or zlib_ng.crc32(data) != piece.crc:
        raise ValueError("its bytes no longer have their size and checksum")
    return data


def inflate(deflated: bytes) -> bytes:
    """The bytes that a piece was made of, without a checksum; raises ValueError when they are no whole piece."""
    try:
        reader = zlib_ng.decompressobj(RAW)
        data = reader.decompress(deflated + LAST_BLOCK)
    except zlib_ng.error as error:  # type: ignore[misc]  # its stub has an instance for the class
        raise ValueError(f"its bytes cannot be decompressed: {error}") from error
    # Or what follows it in a file could not be read.
    if not (deflated.endswith(FLUSHED) and reader.eof and not reader.unused_data):
        raise ValueError("its bytes no longer have their size and checksum")
    return data


class Member:
    """A gzip file in the making, for who is handed its pieces one after the other: `HEADER`, its pieces, its end."""

    def __init__(self) -> None:
        """Begin without a piece."""
        self.crc = self.size = 0

    def add(self, piece: Piece) -> bytes:
        """What a piece puts into the file."""
        self.crc = zlib_ng.crc32_combine(self.crc, piece.crc, piece.size)
        self.size += piece.size
        return piece.deflated

    def end(self) -> bytes:
        """What comes after the last piece."""
        return LAST_BLOCK + struct.pack("<LL", self.crc, self.size & 0xFFFFFFFF)


def gzipped(pieces: Iterable[Piece]) -> Iterator[bytes]:
    """A gzip file of all pieces in their order, as a stream."""
    member = Member()
    yield HEADER
    yield from map(member.add, pieces)
    yield member.end()


def split(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a file that `gzipped` made, still compressed; raises ValueError when it was made otherwise.

    The bytes that end a piece may stand within one by chance, once in four gigabytes: `inflate` then says that a part
    of it is no whole piece.
    """
    rest, is_begun = b"", False
    for chunk in chunks:
        rest += chunk
        if not is_begun:
            if len(rest) < len(HEADER):
                continue
            if not rest.startswith(HEADER):
                raise ValueError("it does not begin like a file of pieces")
            rest, is_begun = rest[len(HEADER) :], True
        *whole, rest = rest.split(FLUSHED)
        yield from (one + FLUSHED for one in whole)
        if len(rest) > LARGEST:
            raise ValueError(f"it has no end of a piece in {LARGEST} bytes")
    if not rest.startswith(LAST_BLOCK) or len(rest) != len(LAST_BLOCK) + 8:
        raise ValueError("it does not end like a file of pieces")
