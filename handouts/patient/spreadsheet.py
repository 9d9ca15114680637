"""Reads the first visible sheet of an .xlsx or .ods file, once it is known to be safe to read."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from handouts.errors import Refused, refused
from handouts.files import MEBIBYTE
from handouts.patient.cells import SAVE_AS, Cell, Lines, Table
from handouts.patient.scan import (
    BROKEN,
    MOST_CELLS,
    MOST_COLUMNS,
    Sheet,
    TooLarge,
    attribute,
    check_counts,
    parse,
    scan_ods,
    scan_xlsx,
)

UNPACKED_LIMIT = 512 * MEBIBYTE
_DAMAGED = zipfile.BadZipFile, zlib.error, ValueError, KeyError, EOFError, OSError, NotImplementedError, RuntimeError
"""What reading a damaged archive raises: zipfile has NotImplementedError for a compression that it does not know, and
RuntimeError for a part that is encrypted."""
_ENCRYPTION = b"encryption-data"


class _Damaged(Exception):
    """The file is no spreadsheet that can be read."""


def read_spreadsheet(name: str, data: bytes, suffix: str) -> Table:
    """The table on the first visible sheet. Raises `Refused`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(name, archive, suffix)
            seen = _scan_xlsx(archive) if suffix == ".xlsx" else _scan_ods(archive)
        with _no_panic():
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
            visible = _first_visible(name, workbook)
            if len(seen) != len(workbook.sheets_metadata):
                raise _Damaged
            sheet = workbook.get_sheet_by_index(visible)
    except TooLarge:
        what = f"The spreadsheet reaches further than {MOST_COLUMNS} columns or {MOST_CELLS:,} cells."
        remedy = "Copy the list alone into a new file: something stands far out, or far too much is an error."
        raise refused(name, 0, what, remedy) from None
    except PasswordError:
        raise _locked(name) from None
    except (_Damaged, CalamineError, *_DAMAGED):
        raise refused(
            name, 0, "The spreadsheet is damaged, or is none.", f"Open it and save it anew. {SAVE_AS}"
        ) from None
    own = seen[visible]
    notes = []
    if any(other.rows for other in seen if other is not own):
        notes.append("Only the first visible sheet is read; others hold something too.")
    if own.hidden:
        rows = "1 row of the sheet is" if own.hidden == 1 else f"{own.hidden:,} rows of the sheet are"
        notes.append(f"{rows} hidden or filtered out, but read and printed all the same.")
    return Table(name, tuple(notes), ",", lambda: _lines(sheet, own), frozenset(own.hidden_columns))


def _lines(sheet: CalamineSheet, seen: Sheet) -> Lines:
    """The lines as the sheet numbers them: from its first row and column, even where these are empty."""
    left: tuple[Cell, ...] = ("",) * (sheet.start[1] if sheet.start else 0)
    empty: tuple[Cell, ...] = ("",) * (sheet.end[1] + 1 if sheet.end else 0)
    number = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = (*left, *row)
        yield number, _marked(cells, seen.marks[number]) if number in seen.marks else cells
    for line in range(number + 1, max(seen.marks, default=0) + 1):
        yield line, _marked(empty, seen.marks.get(line, {}))


def _marked(cells: tuple[Cell, ...], marks: dict[int, str]) -> tuple[Cell, ...]:
    """The cells with what the reader does not show of them."""
    full = [*cells, *[""] * (max(marks, default=0) - len(cells))]
    for column, mark in marks.items():
        full[column - 1] = f"{full[column - 1]}\t(tab or line break)" if mark == BROKEN else mark
    return tuple(full)


def _first_visible(name: str, workbook: CalamineWorkbook) -> int:
    for index, sheet in enumerate(workbook.sheets_metadata):
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
            return index
    raise refused(name, 0, "The spreadsheet has no visible sheet with cells.", "Show the sheet that holds the list.")


def _check_archive(name: str, archive: zipfile.ZipFile, suffix: str) -> None:
    """What can be told from the list of the parts and their sizes."""
    parts = {part.filename.lower() for part in archive.infolist()}
    if sum(part.file_size for part in archive.infolist()) > UNPACKED_LIMIT:
        what = f"The spreadsheet is larger than {UNPACKED_LIMIT // MEBIBYTE} MB when unpacked."
        raise refused(name, 0, what, "Copy the list alone into a new file.")
    if len(parts) < len(archive.infolist()):
        raise _Damaged
    is_xlsx, is_ods = "xl/workbook.xml" in parts, "mimetype" in parts and "xl/workbook.xml" not in parts
    if suffix == ".ods" and is_xlsx:
        raise refused(name, 0, "This is an .xlsx file, though its name ends in .ods.", "Let its name end in .xlsx.")
    if suffix == ".xlsx" and is_ods:
        raise refused(name, 0, "This is an .ods file, though its name ends in .xlsx.", "Let its name end in .ods.")
    if is_ods and ("encrypted-package" in parts or _ENCRYPTION in archive.read("META-INF/manifest.xml")):
        raise _locked(name)
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise _locked(name)


def _locked(name: str) -> Refused:
    return refused(name, 0, "The file is protected by a password.", "Save it without the password.")


def _open(archive: zipfile.ZipFile, path: str) -> IO[bytes]:
    """A part by its name, whose letters' case the reader does not mind either."""
    for part in archive.infolist():
        if part.filename.lower() == path.lower():
            return archive.open(part)
    raise _Damaged


def _scan_ods(archive: zipfile.ZipFile) -> list[Sheet]:
    with _open(archive, "content.xml") as stream:
        return scan_ods(stream)


def _scan_xlsx(archive: zipfile.ZipFile) -> list[Sheet]:
    """What is on each sheet, in the order of the workbook, found as the reader finds it."""
    for part in archive.infolist():
        if part.filename.lower() in ("xl/sharedstrings.xml", "xl/styles.xml"):
            with archive.open(part) as stream:
                check_counts(stream, part.file_size)
    targets: dict[str, str] = {}
    ids: list[str] = []
    with _open(archive, "xl/_rels/workbook.xml.rels") as stream:
        parse(
            stream,
            lambda tag, found: targets.update({found["Id"]: found["Target"]}) if tag == "Relationship" else None,
        )
    with _open(archive, "xl/workbook.xml") as stream:
        parse(stream, lambda tag, found: ids.append(attribute(found, "id")) if tag == "sheet" else None)
    sheets = []
    for target in (targets[one] for one in ids):
        path = target.removeprefix("/")
        with _open(archive, path if path.startswith("xl/") else f"xl/{path}") as stream:
            sheets.append(scan_xlsx(stream))
    return sheets


@contextmanager
def _no_panic() -> Iterator[None]:
    """The reader's library stops at what it did not expect with an error that is no `Exception`."""
    try:
        yield
    except Exception:
        raise
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise _Damaged from None
        raise
