"""A list's file, by its name: .csv, .xlsx or .ods."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from handouts.clinic.clinic import SlipField
from handouts.errors import Refused, refused
from handouts.files import MEBIBYTE, read_bytes, read_pieces, shown
from handouts.patient.cells import SAVE_AS, Table
from handouts.patient.columns import known_headings
from handouts.patient.delimited import read_delimited
from handouts.patient.packed import pack

LIMIT = 64 * MEBIBYTE
_PIECE = MEBIBYTE // 16
_NOTHING = b"\0\t\r\n ;,\xef\xbb\xbf\xff\xfe"
"""Of what a file without a word may consist."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an old .xls file begins, and an .xlsx file with a password."""
_ZIP = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_table(path: Path, labels: Mapping[SlipField, str] | None = None) -> Table:
    """The table in a .csv, .xlsx or .ods file; the labels help to tell how a CSV file is separated.

    Raises `Refused` where it is none of these, damaged, empty or too large.
    """
    name, suffix = shown(path), path.suffix.lower()
    if suffix == ".csv":
        return _read_csv(path, name, labels or {})
    data = read_bytes(path, LIMIT)
    if suffix in (".xls", ".xlsm", ".xlsb"):
        raise refused(name, 0, f"A list cannot be read from {suffix}.", SAVE_AS)
    if suffix not in (".xlsx", ".ods"):
        raise refused(name, 0, "The name of the list ends in none of .csv, .xlsx and .ods.", SAVE_AS)
    if not data.strip(_NOTHING):
        raise _empty(name)
    _check_kind(name, suffix, data)
    from handouts.patient.spreadsheet import read_spreadsheet  # loads the library that reads spreadsheets

    return read_spreadsheet(name, data, suffix)


def _read_csv(path: Path, name: str, labels: Mapping[SlipField, str]) -> Table:
    """The table in a CSV file, which is never in memory as a whole."""
    data = pack(read_pieces(path, LIMIT, _PIECE))
    if not any(piece.strip(_NOTHING) for piece in data.pieces()):
        raise _empty(name)
    start = data.start(len(OLE))
    _check_kind(name, ".csv", read_bytes(path, LIMIT) if start == OLE else start)
    return read_delimited(name, data, known_headings(labels))


def _empty(name: str) -> Refused:
    return refused(name, 0, "The file is empty.", "Write a header row, and one patient a line below it.")


def _check_kind(name: str, suffix: str, data: bytes) -> None:
    """A file must be what its name says."""
    if data.startswith(OLE):
        if _ENCRYPTED in data:
            raise refused(name, 0, "The file is protected by a password.", "Save it without the password.")
        raise refused(name, 0, "This is an old Excel file (.xls) under another name.", f"Open it in Excel. {SAVE_AS}")
    if suffix == ".csv" and data.startswith(_ZIP):
        raise refused(name, 0, "This is a spreadsheet and not CSV.", "Let its name end in .xlsx or .ods, as it was.")
    if suffix != ".csv" and not data.startswith(_ZIP):
        what = f"This is not a spreadsheet, though its name ends in {suffix}."
        raise refused(name, 0, what, "If it is CSV, let its name end in .csv; else save it anew.")
