"""A patient list to fill in: the clinic's own columns, and one line that shows how."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from typing import Literal

from handouts.clinic.clinic import SlipField
from handouts.patient.columns import key, known_headings

EXAMPLE = {
    "name": "Example Patient (delete this line)",
    "date_of_birth": "1961-08-06",
    "number": "943 476 5919",
    "date": "2026-01-31",
    "given_by": "Dr Example",
    "next_visit": "In three months",
    "note": "Bring this leaflet to your next visit.",
    "handout": "vitamin-b12-and-food",
    "language": "en-GB",
}
"""An invented patient with the NHS number that the NHS uses in its own examples."""
TEXT = 49
"""Excel's own number for the format Text."""
MADE = datetime.datetime(2026, 1, 1)
"""Not now: the same template has the same bytes."""


def template(kind: Literal["csv", "xlsx"], fields: Sequence[SlipField], labels: Mapping[SlipField, str]) -> bytes:
    """A list with the given fields, headed by the clinic's labels where these are read back as the same fields."""
    known = known_headings(labels)
    columns = [*fields, "handout", "language"]
    header = [_heading(column, labels, known) for column in columns]
    lines = [header, [EXAMPLE[column] for column in columns]]
    return _csv(lines) if kind == "csv" else _xlsx(lines)


def _heading(column: str, labels: Mapping[SlipField, str], known: Mapping[str, str]) -> str:
    label = next((label for field, label in labels.items() if field == column), column)
    return label if known.get(key(label)) == column else column


def _csv(lines: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(lines: list[list[str]]) -> bytes:
    """A workbook whose columns are text, so that no number loses a zero."""
    import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        text = book.add_format({"num_format": TEXT})
        bold = book.add_format({"num_format": TEXT, "bold": True})
        sheet = book.add_worksheet("Patients")
        sheet.freeze_panes(1, 0)
        for column, cells in enumerate(zip(*lines, strict=True)):
            sheet.set_column(column, column, min(40, max(map(len, cells)) + 2), text)
            for row, cell in enumerate(cells):
                sheet.write_string(row, column, cell, text if row else bold)
    return made.getvalue()
