"""CSV: how the file is written and separated, found out from its bytes, which are decoded as a stream."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping

from handouts.errors import Problems, refused
from handouts.patient.cells import Cell, Lines, Table
from handouts.patient.columns import key
from handouts.patient.packed import Packed

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_MANY_ERRORS = 5
_SEP = re.compile('"?sep=(.?)', re.IGNORECASE)
"""The first line by which Excel is told the separator."""


def read_delimited(name: str, data: Packed, known: Mapping[str, str]) -> Table:
    """The table in a CSV file; the known headings help to tell how it is separated. Raises `Refused`."""
    encoding, notes = _encoding(name, data)
    with _text(data, encoding) as stream:
        sep = _SEP.match(stream.readline(64))
    skip, delimiter = bool(sep), sep[1] if sep else _delimiter(data, encoding, known)
    if delimiter not in DELIMITERS:
        what = "The first line names a separator that is no comma, semicolon or tab."
        raise refused(name, 1, what, "Save the list as CSV UTF-8.")

    def lines() -> Lines:
        yield from _records(data, encoding, delimiter, skip=skip)

    _check_quotes(name, data, encoding, delimiter, skip=skip)
    shown_encoding = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}.get(encoding, "UTF-16")
    sniffed = f"Read as {shown_encoding}, separated by {DELIMITERS[delimiter]}."
    return Table(name, (sniffed, *notes), delimiter, lines)


def _encoding(name: str, data: Packed) -> tuple[str, tuple[str, ...]]:
    """How the whole of a text is written, and what to say of it."""
    if data.start(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        choices = ["utf-16"]
    elif plain := _plain_utf16(data):
        choices = [plain]
    else:
        choices = ["utf-8-sig", "cp1252"]
    for encoding in choices:
        if _decodes(data, encoding):
            if encoding != "cp1252":
                return encoding, ()
            what = "The list is not UTF-8 and was read as Windows-1252: check names with accents;"
            return encoding, (f"{what} better save it as CSV UTF-8.",)
    raise refused(name, 0, "This is no text that can be read.", "Save the list as CSV UTF-8.")


def _plain_utf16(data: Packed) -> str | None:
    """UTF-16 without a mark at its start shows in the first letters: every other byte of them is zero."""
    start = data.start(64)
    zeros = start[0::2].count(0), start[1::2].count(0)
    if data.size % 2 or max(zeros) * 4 < len(start) or min(zeros) > 1:
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"


def _decodes(data: Packed, encoding: str) -> bool:
    """Whether all bytes are text in an encoding, found out piece by piece."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in data.pieces():
            decoder.decode(piece)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _text(data: Packed, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(data.stream(), encoding, newline="")


def _records(data: Packed, encoding: str, delimiter: str, *, skip: bool) -> Lines:
    """The records of a CSV file with the line on which each begins. Raises `csv.Error` as `csv.reader` does."""
    with _text(data, encoding) as stream:
        before = 1 if skip and stream.readline() else 0
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        number = 0
        for cells in reader:
            yield before + number + 1, tuple(cells)
            number = reader.line_num


def _delimiter(data: Packed, encoding: str, known: Mapping[str, str]) -> str:
    """The separator that makes most known columns of the header, else most columns; else a comma."""
    scores = {}
    for delimiter in DELIMITERS:
        try:
            header = next(
                (cells for _, cells in _records(data, encoding, delimiter, skip=False) if any(map(_holds, cells))), ()
            )
        except csv.Error:
            header = ()
        scores[delimiter] = sum(key(str(cell)) in known for cell in header), len(header)
    return max(scores, key=scores.__getitem__)


def _holds(cell: Cell) -> bool:
    return bool(str(cell).strip())


def _check_quotes(name: str, data: Packed, encoding: str, delimiter: str, *, skip: bool) -> None:
    """Raises `Refused` where quote signs do not fit: a row that swallows the rest of the file is not one row."""
    problems = Problems(name)
    with _text(data, encoding) as stream:
        before = 1 if skip and stream.readline() else 0
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        for _ in range(_MANY_ERRORS):
            number = reader.line_num
            try:
                for _ in reader:
                    number = reader.line_num
                break
            except csv.Error as error:
                first, last = before + number + 1, before + reader.line_num
                where = f"between this line and line {last}" if last > first else "in this line"
                problems.add(first, *_csv_mistake(str(error), where))
                if "end of data" in str(error):
                    break
    problems.refuse()


def _csv_mistake(error: str, where: str) -> tuple[str, str]:
    """What is wrong with the quote signs, and the remedy."""
    remedy = 'Write a quote sign inside a cell twice (""), and close each cell that opens with one.'
    if "end of data" in error:
        return "A quote sign opens here and is never closed.", remedy
    if "field larger" in error:
        return f"A cell is longer than {csv.field_size_limit():,} letters {where}: a quote sign is not closed.", remedy
    return f"A quote sign is in the wrong place {where}.", remedy
