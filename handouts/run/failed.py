"""`failed.csv`: the rows of a run that are failed now, as they were, each with its number and the reason."""

from __future__ import annotations

import csv
from collections.abc import Container, Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path

from handouts.files import write_private
from handouts.patient.list import PatientList, as_text
from handouts.patient.mistake import Complaint

OWN = ("row", "error")
"""The columns that the program writes; all others are the list's."""

BEYOND = ""
"""Where the cells of a row are kept for which the header has no column."""

Cells = dict[str, list[str]]
"""A row's texts by column."""


def reason(complaints: Iterable[Complaint]) -> str:
    """What `failed.csv` says of a row; only there may it repeat what the row says."""
    return " ".join(part for one in complaints for part in (one.what, one.private, one.remedy) if part)


def write_failed(
    path: Path,
    patients: PatientList,
    reasons: Mapping[int, str],
    before: PatientList | None,
    waiting: Container[int],
) -> None:
    """Write the failed rows in the order of their numbers, or take the file away where there are none.

    `reasons` tell of rows of this list; rows that only the file `before` has stay as they stand there while they are
    `waiting`. Raises `OSError`.
    """
    headings: dict[str, str] = {}
    rows: dict[int, Cells] = {}
    for lists, wanted in ((before, waiting), (patients, reasons)):
        if lists:
            headings |= {column: text for column, text in _columns(lists) if column not in OWN}
            rows |= {number: cells for number, cells in _cells(lists) if number in wanted}
    for number, text in reasons.items():
        rows[number]["error"] = [text]
    if not rows:
        path.unlink(missing_ok=True)
        return
    table = [[*OWN, *headings.values()]]
    for number, cells in sorted(rows.items()):
        table.append([str(number), *(text for name in ("error", *headings, BEYOND) for text in cells.get(name, [""]))])
    write_private(path, ["\ufeff".encode(), _written(table, patients.table.delimiter)])


def _columns(patients: PatientList) -> Iterator[tuple[str, str]]:
    for column, heading in zip(patients.columns, patients.header, strict=True):
        if column:
            yield column, heading


def _cells(patients: PatientList) -> Iterator[tuple[int, Cells]]:
    width = len(patients.columns)
    for row in patients.rows():
        texts = [as_text(cell) for cell in row.cells]
        cells = {column: [text] for column, text in zip(patients.columns, texts, strict=False) if column}
        yield row.number, {**cells, BEYOND: texts[width:]}


def _written(table: Iterable[list[str]], delimiter: str) -> bytes:
    stream = StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(table)
    return stream.getvalue().encode()
