"""Makes the files of patient lists that the tests read, and reads them as a run does."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import xlsxwriter

from handouts.clinic.clinic import SlipField
from handouts.errors import Refused
from handouts.patient.dates import Order, Usual
from handouts.patient.entry import Entry, RowRefused, entry_reader
from handouts.patient.list import date_orders, read_list
from handouts.patient.values import Complaint, Rules

TODAY = date(2026, 3, 1)
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "table", "text", "style"))


def entries(
    path: Path,
    labels: Mapping[SlipField, str] | None = None,
    *,
    order: Order | None = None,
    expected: Usual = "dmy",
    numbered: bool = False,
    nhs_number: bool = False,
) -> list[Entry | tuple[Complaint, ...]]:
    """Each row as an entry, or as what is wrong with it."""
    patients = read_list(path, labels or {}, numbered=numbered)
    orders = date_orders(patients, order, expected=expected)
    read = entry_reader(patients, Rules(nhs_number, TODAY), orders)
    found: list[Entry | tuple[Complaint, ...]] = []
    for row in patients.rows():
        try:
            found.append(read(row))
        except RowRefused as refusal:
            found.append(refusal.complaints)
    return found


def complaints(path: Path, **how: Any) -> list[str]:
    """What is said of the only row."""
    [found] = entries(path, **how)
    return [] if isinstance(found, Entry) else [f"{one.what} {one.remedy}" for one in found]


def refusal(path: Path, labels: Mapping[SlipField, str] | None = None, *, numbered: bool = False) -> list[str]:
    """What is said of a list that is refused as a whole; none where it is taken."""
    try:
        read_list(path, labels or {}, numbered=numbered)
    except Refused as refused:
        return [str(problem) for problem in refused.problems]
    return []


Fill = Callable[[xlsxwriter.Workbook, Any], None]


def workbook(fill: Fill) -> bytes:
    """An .xlsx file with one sheet, filled by a function."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        fill(book, book.add_worksheet())
    return made.getvalue()


def xlsx(*rows: Sequence[object]) -> bytes:
    """An .xlsx file with these rows on its one sheet."""

    def fill(book: xlsxwriter.Workbook, sheet: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, str | int | float) or cell is None:
                    (sheet.write_string if isinstance(cell, str) else sheet.write)(row, column, cell)
                else:
                    sheet.write_datetime(row, column, cell, day)

    return workbook(fill)


def changed(archive: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A zip file with one part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return made.getvalue()


def sheet_xml(rows: str) -> bytes:
    """An .xlsx file whose sheet has these rows as XML."""
    return changed(
        xlsx(["x"]),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + rows.encode() + b"</sheetData>", xml),
    )


def inline(place: str, text: str) -> str:
    """A cell of an .xlsx sheet as XML."""
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def ods(*tables: str, styles: str = "", manifest: str = "") -> bytes:
    """An .ods file with these tables as XML."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", SPREADSHEET)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{SPREADSHEET}"/>{manifest}'
            "</manifest:manifest>",
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES}>'
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return made.getvalue()


def table(*rows: str, style: str = "") -> str:
    """A sheet of an .ods file."""
    return f'<table:table table:name="S{style}" table:style-name="{style}">{"".join(rows)}</table:table>'


def row(*cells: str, more: str = "") -> str:
    """A row of an .ods sheet; each cell is a text, or XML as it stands."""
    return f"<table:table-row {more}>{''.join(map(_cell, cells))}</table:table-row>"


def _cell(cell: str) -> str:
    if cell.startswith("<"):
        return cell
    if not cell:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'


def value(kind: str, more: str) -> str:
    """A cell of an .ods sheet that is no text."""
    return f'<table:table-cell office:value-type="{kind}" {more}/>'
