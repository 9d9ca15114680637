"""The record of a run: one line of JSON a leaflet. A line commits its leaflet."""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from handouts.content.fields import Model
from handouts.errors import refused
from handouts.files import lock, shown, write_private

RECORD = "record.jsonl"
HANDED = "handed.jsonl"

Kind = TypeVar("Kind", "RecordLine", "Handed")


class RecordLine(Model):
    """What was made for one row: which texts, in which edition, as which file with which SHA-256, and when."""

    row: int
    handouts: tuple[str, ...]
    languages: tuple[str, ...]
    versions: tuple[str, ...]
    text_hashes: tuple[str, ...]
    standings: tuple[str, ...] = ()
    edition: str
    paper: str
    ink: str = "color"
    file: str
    file_hash: str
    time: datetime.datetime


class Handed(Model):
    """A leaflet that was handed over: whose row, to whom, when."""

    row: int
    to: Literal["patient", "carer"]
    time: datetime.datetime


def now() -> datetime.datetime:
    """The present time, to the second."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def read_record(folder: Path) -> Iterator[RecordLine]:
    """The lines of a run's record, in their order. Raises `Refused` for a line that is none."""
    return _read(folder / RECORD, RecordLine)


def read_handed(folder: Path) -> Iterator[Handed]:
    """What was handed over, in the order in which it was noted. Raises `Refused` for a line that is none."""
    return _read(folder / HANDED, Handed)


def _read(path: Path, kind: type[Kind]) -> Iterator[Kind]:
    if not path.exists():
        return
    if not path.is_file():
        raise refused(shown(path), 0, "This is not the record of a run.", "Take it out of the run's folder.")
    with path.open("rb") as stream:
        for number, text in enumerate(stream, 1):
            if not text.endswith(b"\n"):
                return  # the program was stopped while it wrote this line
            try:
                entry = kind.model_validate_json(text)
            except ValidationError:
                what = "This line of the record is damaged."
                raise refused(shown(path), number, what, "Take it out; its leaflet can be made again.") from None
            yield entry


def open_record(folder: Path, name: str = RECORD) -> FileIO:
    """A record, ready to be appended to; half a line at its end, left by a stopped program, is taken off.

    Raises `OSError`.
    """
    descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
    stream = FileIO(descriptor, "r+")
    lock(descriptor, wait=True)
    end = 0
    with (folder / name).open("rb") as lines:
        for text in lines:
            end += len(text) if text.endswith(b"\n") else 0
    stream.truncate(end)
    stream.seek(end)
    return stream


def append(stream: FileIO, entry: RecordLine | Handed) -> None:
    """Add one entry, whole or not at all. Raises `OSError`."""
    end = stream.tell()
    data = entry.model_dump_json().encode() + b"\n"
    try:
        while data:
            data = data[stream.write(data) :]
    except OSError:
        stream.truncate(end)
        raise


def sort_record(folder: Path) -> None:
    """Put the lines of a finished run's record in the order of the rows, each row once: the first counts."""
    path = folder / RECORD
    if not path.exists():
        return
    places: dict[int, tuple[int, int]] = {}
    with path.open("rb") as stream:
        start = 0
        in_order = True
        last = 0
        for text in stream:
            row = RecordLine.model_validate_json(text).row
            in_order, last = in_order and row > last, row
            places.setdefault(row, (start, len(text)))
            start += len(text)
        if not in_order:
            write_private(path, (_piece(stream, *places[row]) for row in sorted(places)))


def _piece(stream: Any, start: int, length: int) -> bytes:
    stream.seek(start)
    piece: bytes = stream.read(length)
    return piece


def hash_of(path: Path) -> str | None:
    """The SHA-256 of a file; none where there is no such file."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (FileNotFoundError, IsADirectoryError):
        return None
