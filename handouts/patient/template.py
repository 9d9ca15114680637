"""A patient list to fill in: the clinic's own columns and nothing below them, so that no example is ever printed."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping
from pathlib import Path

from handouts.clinic.clinic import SlipField, SlipRules
from handouts.errors import Problem, WrongUsage
from handouts.patient.columns import key, known_headings

HOW = {
    "name": "The whole name, as it is to be printed",
    "date_of_birth": "As in 1961-08-06",
    "number": "All digits, as the record has them",
    "date": "The day on which the handout is given, as in 2026-01-31",
    "given_by": "Who gives the handout, as it is to be printed",
    "next_visit": "In words, as it is to be printed",
    "note": "A message to the patient, which is printed as it stands",
    "handout": "A name as `handouts list` shows it; empty: what the command says",
    "language": "As in en-GB; empty: what the command says",
}
"""What a spreadsheet program shows beside a cell of each column while somebody fills it in."""
TEXT = 49
"""Excel's own number for the format Text."""
LAST_ROW = 1_048_575
LONGEST_TITLE = 32
MADE = datetime.datetime(2026, 1, 1)
"""Not now: the same template has the same bytes."""


def template(path: Path, slip: SlipRules) -> bytes:
    """A list with the clinic's fields, for a .csv or .xlsx file, headed by its labels where these are read back as
    the same fields. Raises `WrongUsage` for another kind of file."""
    kind = path.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        what = "--template writes a .xlsx or a .csv file."
        raise WrongUsage(Problem("", 0, what, "Name one that ends so."))
    known = known_headings(slip.labels)
    header = {column: _heading(column, slip.labels, known) for column in (*slip.fields, "handout", "language")}
    return _csv(list(header.values())) if kind == ".csv" else _xlsx(header)


def _heading(column: str, labels: Mapping[SlipField, str], known: Mapping[str, str]) -> str:
    label = next((label for field, label in labels.items() if field == column), column)
    return label if known.get(key(label)) == column else column


def _csv(header: list[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(header)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(header: Mapping[str, str]) -> bytes:
    """A workbook whose columns are text, so that no number loses a zero, and say how they are filled in."""
    import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        text = book.add_format({"num_format": TEXT})
        bold = book.add_format({"num_format": TEXT, "bold": True})
        sheet = book.add_worksheet("Patients")
        sheet.freeze_panes(1, 0)
        for place, (column, heading) in enumerate(header.items()):
            sheet.set_column(place, place, min(40, max(16, len(heading)) + 2), text)
            sheet.write_string(0, place, heading, bold)
            title = heading if len(heading) <= LONGEST_TITLE else column
            message = {"validate": "any", "input_title": title, "input_message": HOW[column]}
            sheet.data_validation(1, place, LAST_ROW, place, message)
    return made.getvalue()
