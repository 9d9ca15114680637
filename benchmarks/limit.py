"""The physical limit: compress the bytes that vary from patient to patient, and write files of the same size.

Nothing is read, shaped, placed or checked. Which bytes vary is found in leaflets that the program made: of each content
stream, what lies between the first and the last byte in which two of them differ.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from benchmarks.patients import Patient

LEVELS = (1, 2, 6, 7)
"""The quickest level of zlib for each mark that a compressed stream begins with (RFC 1950, FLEVEL)."""


@dataclass(frozen=True, slots=True)
class Varying:
    """What each content stream holds for one patient alone, before it is compressed; and how that is done."""

    raw: tuple[bytes, ...]
    level: int
    size: int
    """Of the whole file."""


def varying(leaflets: Sequence[bytes]) -> Varying:
    """What varies in leaflets of several patients, told from the first one."""
    pages = [_streams(pdf) for pdf in leaflets]
    raw = []
    for streams in zip(*pages, strict=True):
        contents = [data for data, _ in streams]
        start = _alike(contents)
        end = _alike([data[start:][::-1] for data in contents])
        if start < len(contents[0]):
            raw.append(contents[0][start : len(contents[0]) - end])
    return Varying(tuple(raw), max(level for _, level in pages[0]), len(leaflets[0]))


@contextmanager
def contestant(what: Varying, print_file: Path | None = None) -> Iterator[Callable[[Patient, Path], None]]:
    """What writes files as any safe writer must: under another name, whole, for their owner alone, then renamed.

    With a print file, what varies is also appended to it.
    """
    rest = memoryview(os.urandom(what.size))
    with print_file.open("wb") if print_file else nullcontext() as printed:

        def make(patient: Patient, target: Path) -> None:
            letters = "".join(patient.values()).encode()
            share = len(letters) // max(1, len(what.raw))
            own = (letters[place * share :][:share] for place in range(len(what.raw)))
            data = b"".join(
                zlib.compress(mine + raw[share:], what.level) for mine, raw in zip(own, what.raw, strict=True)
            )
            part = target.with_suffix(".part")
            file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            os.writev(file, [data, rest[len(data) :]])
            os.close(file)
            part.rename(target)
            if printed:
                printed.write(data)

        yield make


def _alike(several: Sequence[bytes]) -> int:
    """How many bytes they have in common from their beginning."""
    columns = enumerate(zip(*several, strict=False))
    return next((place for place, letters in columns if len(set(letters)) > 1), min(map(len, several)))


def _streams(pdf: bytes) -> list[tuple[bytes, int]]:
    """The content streams of a PDF, unpacked, each with the level at which it was compressed."""
    from pikepdf import Page, Pdf

    with Pdf.open(BytesIO(pdf)) as document:
        found = []
        for page in document.pages:
            contents = Page(page).obj.Contents
            for stream in contents if contents._type_name == "array" else [contents]:
                packed = stream.read_raw_bytes()
                found.append((stream.read_bytes(), LEVELS[packed[1] >> 6] if packed[:1] == b"\x78" else 6))
        return found
