"""PDF syntax as bytes: objects, streams, streams of objects, and the tables that say where each object lies.

A file is written piece by piece: what is common to many files, or to many pages of one, is made into bytes once. The
rules are those of ISO 32000-1, 7.5.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
"""The first two lines; the second tells programs that the file is not text."""
LEVEL = 6
"""How hard streams are compressed (zlib)."""
SHORT = 200
"""Bytes of a table that are not worth compressing."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Where an object lies that is in a stream of objects: in which stream, and as which of them."""

    stream: int
    place: int


def compressed(data: bytes, level: int = LEVEL) -> bytes:
    """Data as `/FlateDecode` reads them."""
    return zlib.compress(data, level)


def stream(number: int, entries: bytes, data: bytes) -> bytes:
    """An object that is a stream; `entries` of its dictionary say all but its length.

    No stream ends so that a reader may take its last byte for part of the end of the line (ISO 19005-3, 6.1.7.1).
    """
    end = b"\r\nendstream\nendobj\n" if data.endswith(b"\r") else b"\nendstream\nendobj\n"
    return b"%d 0 obj\n<<%b/Length %d>>\nstream\n%b%b" % (number, entries, len(data), data, end)


def packed(number: int, objects: Mapping[int, bytes]) -> bytes:
    """A stream of objects, in their order; none of them may be a stream itself."""
    heads, start = [], 0
    for own, data in objects.items():
        heads.append(b"%d %d" % (own, start))
        start += len(data) + 1
    head = b" ".join(heads) + b"\n"
    entries = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(objects), len(head))
    return stream(number, entries, compressed(head + b"\n".join(objects.values())))


Location = int | Packed | None
"""Where an object lies: bytes from the beginning of the file, or in a stream; None where there is none."""


def where(number: int, start: int, places: Mapping[int, Location], trailer: bytes) -> bytes:
    """The table of where objects lie, as a stream that begins at `start`, bytes from the beginning of the file.

    It lists itself. `trailer` are the entries of its dictionary that say what the file is.
    """
    listed = sorted([*places.items(), (number, start)], key=lambda one: one[0])
    wide = (start.bit_length() + 7) // 8
    rows = b"".join(_row(place, wide) for _, place in listed)
    index = b" ".join(b"%d %d" % span for span in _spans([own for own, _ in listed]))
    entries = b"/Type/XRef/W[1 %d 2]/Index[%b]%b" % (wide, index, trailer)
    if len(rows) < SHORT:
        return stream(number, entries, rows)
    return stream(number, b"/Filter/FlateDecode" + entries, compressed(rows))


def _row(place: Location, wide: int) -> bytes:
    if place is None:
        return b"\0%b\xff\xff" % bytes(wide)
    if isinstance(place, Packed):
        return b"\2%b%b" % (place.stream.to_bytes(wide), place.place.to_bytes(2))
    return b"\1%b\0\0" % place.to_bytes(wide)


def ending(start: int) -> bytes:
    """The last lines of a file whose table begins at `start`."""
    return b"startxref\n%d\n%%%%EOF\n" % start


def _spans(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers that follow each other, as the first of them and how many there are."""
    spans: list[tuple[int, int]] = []
    for number in numbers:
        first, count = spans[-1] if spans else (number, 0)
        if number == first + count and spans:
            spans[-1] = (first, count + 1)
        else:
            spans.append((number, 1))
    return spans
