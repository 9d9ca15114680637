"""A file's bytes, kept compressed, so that a long list takes little memory and stays as it was when it was opened."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_FASTEST = 1


@dataclass(frozen=True, slots=True)
class Packed:
    """Bytes that are read in pieces, from their start, any number of times."""

    size: int
    parts: tuple[bytes, ...]

    def pieces(self) -> Iterator[bytes]:
        """The bytes, piece by piece."""
        return map(zlib.decompress, self.parts)

    def stream(self) -> io.BufferedReader:
        """The bytes as a file."""
        return io.BufferedReader(_Unpacking(self.pieces()))

    def start(self, length: int) -> bytes:
        """The first bytes, at most so many."""
        with self.stream() as stream:
            return stream.read(length)


def pack(pieces: Iterable[bytes]) -> Packed:
    """Pack bytes that come in pieces."""
    size, parts = 0, []
    for piece in pieces:
        size += len(piece)
        parts.append(zlib.compress(piece, _FASTEST))
    return Packed(size, tuple(parts))


class _Unpacking(io.RawIOBase):
    """Gives the bytes of pieces as they are asked for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest and (piece := next(self._pieces, None)) is not None:
            self._rest = memoryview(piece)
        length = min(len(buffer), len(self._rest))
        buffer[:length] = self._rest[:length]
        self._rest = self._rest[length:]
        return length
