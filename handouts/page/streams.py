"""The streams of a PDF: compressed once, and none whose end a reader may take for the end of a line.

A stream's length must be that of the bytes before the end of the line before `endstream` (ISO 19005-3, 6.1.7.1). A last
byte of CR and the LF after it look like one end of a line, and the stream one byte short.
"""

from __future__ import annotations

import re
from typing import Any

from pydyf import Stream, String

_LENGTH = re.compile(rb"/Length ([0-9]+)[^\n]*>>\nstream\n")


class _Compressed(Stream):  # type: ignore[misc]
    """A stream that is compressed once: its data are asked for twice, as the file's `/ID` is a hash of them all."""

    def __init__(self, stream: Stream) -> None:
        super().__init__()
        self.number = stream.number
        self.ready: bytes = stream.data
        if self.ready.endswith(b"\r\nendstream"):
            self.ready = self.ready.removesuffix(b"\nendstream") + b"\r\nendstream"

    @property
    def data(self) -> bytes:
        """The stream as it stands in the file."""
        return self.ready


def compress_once(pdf: Any) -> None:
    """Compress what is to be compressed, once."""
    for place, entry in enumerate(pdf.objects):
        if isinstance(entry, Stream):
            pdf.objects[place] = _Compressed(entry)


def pad(pdf: Any, size: int) -> None:
    """Add an object that says nothing, so that the streams which hold other objects end otherwise."""
    if size:
        pdf.add_object(String(" " * size))


def ends_like_a_line(data: bytes) -> bool:
    """Whether a stream of a whole file ends so that a reader may take it for one byte shorter."""
    ends = (found.end() + int(found[1]) for found in _LENGTH.finditer(data))
    return any(data[end - 1 : end + 10] == b"\r\nendstream" for end in ends)
