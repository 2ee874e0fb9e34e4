"""A form with one file in it, as a stream of bytes: whatever the size of the file, a piece of it is in memory."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping

from flows.errors import BadInput
from flows.portals.offered import OfferedFile

STEP = 1 << 18


class FileForm:
    """The body of a POST as multipart/form-data (RFC 7578): some fields, then a file.

    It can be read again from the start, for another attempt. A file that is not what SHA256SUMS says raises BadInput
    before its last byte is sent, so that no portal takes it for whole.
    """

    def __init__(
        self, fields: Mapping[str, str], part: str, name: str, file: OfferedFile, advance: Callable[[int], None]
    ) -> None:
        """A form whose `part` is the file, sent under `name`; `advance` is called with the bytes of each piece."""
        self._boundary = secrets.token_hex(16)
        self._file, self._advance = file, advance
        texts = (
            f'--{self._boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
            for field, value in fields.items()
        )
        about = f'Content-Disposition: form-data; name="{part}"; filename="{name}"'
        head = f"--{self._boundary}\r\n{about}\r\nContent-Type: application/octet-stream\r\n\r\n"
        self._head = ("".join(texts) + head).encode()
        self._tail = f"\r\n--{self._boundary}--\r\n".encode()

    @property
    def kind(self) -> str:
        """The content type of the form."""
        return f"multipart/form-data; boundary={self._boundary}"

    def __len__(self) -> int:
        return len(self._head) + self._file.size + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        yield self._head
        yield from self._content()
        yield self._tail

    def _content(self) -> Iterator[bytes]:
        """The file; its last piece is held back until the checksum is known."""
        hasher, held, size = hashlib.sha256(), b"", 0
        try:
            with self._file.path.open("rb") as file:
                while piece := file.read(STEP):
                    hasher.update(piece)
                    size += len(piece)
                    if held:
                        yield held
                        self._advance(len(held))
                    held = piece
        except OSError as error:
            raise BadInput(f"{self._file.path} cannot be read ({error.strerror}): run the upload again") from error
        if size != self._file.size or hasher.hexdigest() != self._file.sha256:
            raise BadInput(
                f"{self._file.path} is not what SHA256SUMS says: restore it from a backup, or run `vraagbaak rebuild`"
            )
        yield held
        self._advance(len(held))
