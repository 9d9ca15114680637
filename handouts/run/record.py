"""The record of a run: one line of JSON a leaflet. A line commits its leaflet."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
from array import array
from collections.abc import Iterator, Sequence
from io import FileIO
from json.encoder import encode_basestring
from pathlib import Path
from typing import BinaryIO, Literal, TypeVar

from pydantic import ValidationError

from handouts.clinic.approval import Standing
from handouts.clinic.edition import Edition
from handouts.content.fields import Model
from handouts.content.handout import Handout
from handouts.errors import refused
from handouts.files import lock, shown, write_private

RECORD = "record.jsonl"
HANDED = "handed.jsonl"

_ROW = re.compile(rb'\{"row":([0-9]{1,9}),')
_START_BITS = 34
_LAST_START = (1 << _START_BITS) - 1
"""A row's number has nine digits at the most, so that it and where its line starts fit into 64 bits."""

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


def described(handouts: Sequence[Handout], standings: Sequence[Standing], edition: Edition) -> str:
    """The part of a line that tells which texts were made in which edition: one for many rows."""
    part = {
        "handouts": [one.name for one in handouts],
        "languages": [one.language for one in handouts],
        "versions": [one.front.version for one in handouts],
        "text_hashes": [one.source.text_hash for one in handouts],
        "standings": [one.state.value for one in standings],
        "edition": edition.name,
        "paper": edition.paper,
        "ink": edition.ink,
    }
    return json.dumps(part, ensure_ascii=False, separators=(",", ":"))[1:-1]


def record_line(row: int, part: str, file: str, file_hash: str, time: datetime.datetime) -> bytes:
    """The line of a leaflet, as `RecordLine` would be written; `part` is what is `described`."""
    made = f'"file":{encode_basestring(file)},"file_hash":"{file_hash}","time":"{time:%Y-%m-%dT%H:%M:%SZ}"'
    return f'{{"row":{row},{part},{made}}}\n'.encode()


def handed_line(entry: Handed) -> bytes:
    """The line of a leaflet that was handed over."""
    return entry.model_dump_json().encode() + b"\n"


def append(stream: FileIO, data: bytes) -> None:
    """Add lines, all of them whole or none. Raises `OSError`."""
    written = 0
    try:
        while written < len(data):
            written += stream.write(data[written:])
    except OSError:
        stream.truncate(stream.tell() - written)
        raise


def sort_record(folder: Path) -> None:
    """Put the lines of a finished run's record in the order of the rows, each row once: the first counts."""
    path = folder / RECORD
    if not path.exists():
        return
    places = array("Q")
    with path.open("rb") as stream:
        start = last = 0
        in_order = True
        for text in stream:
            row = _row_of(text)
            in_order, last = in_order and row > last, row
            places.append(row << _START_BITS | start)
            start += len(text)
        if not in_order:
            write_private(path, _lines_at(stream, sorted(places)))


def _row_of(text: bytes) -> int:
    """Whose line of a record this is."""
    found = _ROW.match(text)
    return int(found[1]) if found else RecordLine.model_validate_json(text).row


def _lines_at(stream: BinaryIO, places: Sequence[int]) -> Iterator[bytes]:
    """The lines at places in the order of their rows, the first of each row."""
    before = 0
    for place in places:
        row, start = place >> _START_BITS, place & _LAST_START
        if row != before:
            stream.seek(start)
            yield stream.readline()
        before = row


def hash_of(path: Path) -> str | None:
    """The SHA-256 of a file; none where there is no such file."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (FileNotFoundError, IsADirectoryError):
        return None
